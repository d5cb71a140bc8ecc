package eval

import (
	"slices"
	"strings"
)

// Two sets of attributions of one text are laid side by side like this: first
// those that match as relations (score.go), then, of the rest, those whose cues
// share a word, or whose contents overlap by half where one has no cue. A pair
// with the same words in each role is no difference.

// Difference is one attribution that is not the same in two annotations.
type Difference struct {
	Old, New *Attribution // one of them is nil where the other has no counterpart
	Roles    []string     // which roles differ, where both are there
	Relation bool         // both are there and match as relations
}

// Differences returns what differs between two annotations of text, in the
// order of the text.
func Differences(text string, old, new []Attribution) []Difference {
	words := wordsOf(text)
	o, n := wordSets(words, old), wordSets(words, new)
	matched := matchRelations(o, n, true)
	isRelation := make([]bool, len(old))
	for i := range matched {
		isRelation[i] = true
	}
	matchRest(o, n, matched)
	var out []Difference
	used := make([]bool, len(new))
	for i := range old {
		j, ok := matched[i]
		if !ok {
			out = append(out, Difference{Old: &old[i]})
			continue
		}
		used[j] = true
		if roles := differentRoles(o[i], n[j]); len(roles) > 0 {
			out = append(out, Difference{&old[i], &new[j], roles, isRelation[i]})
		}
	}
	for j := range new {
		if !used[j] {
			out = append(out, Difference{New: &new[j]})
		}
	}
	slices.SortStableFunc(out, func(a, b Difference) int { return a.start() - b.start() })
	return out
}

// matchRest adds to matched pairs that are about the same words.
func matchRest(old, new []wordSet, matched map[int]int) {
	used := map[int]bool{}
	for _, j := range matched {
		used[j] = true
	}
	for i, o := range old {
		if _, done := matched[i]; done {
			continue
		}
		for j, n := range new {
			if !used[j] && aboutTheSame(o, n) {
				matched[i], used[j] = j, true
				break
			}
		}
	}
}

func aboutTheSame(a, b wordSet) bool {
	if len(a[cueRole]) > 0 && len(b[cueRole]) > 0 {
		return shared(a[cueRole], b[cueRole]) > 0
	}
	return jaccard(a[contentRole], b[contentRole]) >= 0.5
}

func differentRoles(a, b wordSet) []string {
	var roles []string
	for role, name := range [numRoles]string{"cue", "source", "content"} {
		if !slices.Equal(a[role], b[role]) {
			roles = append(roles, name)
		}
	}
	return roles
}

// start is the first code point of the cue, or of the first role there is.
func (d Difference) start() int {
	a := d.Old
	if a == nil {
		a = d.New
	}
	return a.Anchor().Start
}

// Anchor returns the first span of the cue, or of the content, or of the
// source, whichever is there.
func (a Attribution) Anchor() Span {
	for _, role := range [][]Span{a.Cue, a.Content, a.Source} {
		if len(role) > 0 {
			return role[0]
		}
	}
	return Span{}
}

// CueWords returns the words of the cue in lower case.
func (a Attribution) CueWords(text string) string {
	return strings.ToLower(roleInWords(text, a.Cue))
}

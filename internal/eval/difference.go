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
	c := compare(text, old, new)
	var out []Difference
	for _, p := range c.pairs() {
		if d, differs := c.difference(p); differs {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b Difference) int { return a.start() - b.start() })
	return out
}

// comparison is two annotations of one text, side by side.
type comparison struct {
	atts     [2][]Attribution
	old, new []wordSet
	matched  map[int]int // old → new
	relation []bool      // of old: matched as a relation
}

func compare(text string, old, new []Attribution) *comparison {
	words := wordsOf(text)
	c := &comparison{
		atts: [2][]Attribution{old, new},
		old:  wordSets(words, old), new: wordSets(words, new),
		relation: make([]bool, len(old)),
	}
	c.matched = matchRelations(c.old, c.new, true)
	for i := range c.matched {
		c.relation[i] = true
	}
	matchRest(c.old, c.new, c.matched)
	return c
}

// pair is two attributions about the same words, or one that has no counterpart
// and -1 in the place of the other.
type pair struct {
	old, new int
	relation bool // they match as relations
}

// pairs returns every attribution of both sides once: those of old in order,
// then those of new that have no counterpart.
func (c *comparison) pairs() []pair {
	out := make([]pair, 0, len(c.old)+len(c.new))
	used := make([]bool, len(c.new))
	for i := range c.old {
		j, ok := c.matched[i]
		if ok {
			used[j] = true
		} else {
			j = -1
		}
		out = append(out, pair{i, j, c.relation[i]})
	}
	for j := range c.new {
		if !used[j] {
			out = append(out, pair{-1, j, false})
		}
	}
	return out
}

// difference returns what differs in a pair, if anything does.
func (c *comparison) difference(p pair) (d Difference, differs bool) {
	d.Relation = p.relation
	if p.old >= 0 {
		d.Old = &c.atts[0][p.old]
	}
	if p.new >= 0 {
		d.New = &c.atts[1][p.new]
	}
	if d.Old == nil || d.New == nil {
		return d, true
	}
	d.Roles = differentRoles(c.old[p.old], c.new[p.new])
	return d, len(d.Roles) > 0
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

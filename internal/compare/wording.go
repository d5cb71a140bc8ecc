package compare

import (
	"slices"
)

// Family is all appearances of one statement in a set of articles.
type Family struct {
	Statements []*Statement // in order of time
	Fullest    *Statement   // the wording that has most of the words of all
	Earliest   *Statement   // in this set
	Wordings   []Wording    // the fullest first, then in order of time
	Relay      *Relay       // from the speaker to the outlets
	Copies     int          // appearances in articles that print another's text
}

// Wording is one wording of a statement and where it appears.
type Wording struct {
	Statements []*Statement // in order of time
	Change     Change       // against the fullest wording
}

// Set is the articles that are looked at together.
type Set struct {
	Articles   []*Article
	Statements []*Statement // of all articles
	Copies     []Copy       // what each article prints of others
	families   []*Family
	within     map[*Article][]*Statement
	copies     map[*Article]Copy
}

// NewSet makes the statements of articles and finds which articles are copies of
// others. Statements of the articles' own voice are in it if ownVoice is set.
func NewSet(articles []*Article, ownVoice bool) *Set {
	s := &Set{Articles: articles, Copies: Copies(articles), within: map[*Article][]*Statement{}, copies: map[*Article]Copy{}}
	for i, a := range articles {
		s.copies[a] = s.Copies[i]
		for _, st := range Statements(a) {
			if ownVoice || !st.OwnVoice() {
				s.Statements = append(s.Statements, st)
				s.within[a] = append(s.within[a], st)
			}
		}
	}
	return s
}

// Families returns all families of the set, those of one statement included, in
// order of their first appearance. They are found at the first call.
func (s *Set) Families() []*Family {
	if s.families == nil {
		for _, group := range Families(s.Statements) {
			s.families = append(s.families, s.Family(group))
		}
	}
	return s.families
}

// Family makes a family of statements of the set.
func (s *Set) Family(group []*Statement) *Family {
	group = slices.Clone(group)
	slices.SortFunc(group, before)
	f := &Family{Statements: group, Fullest: fullest(group), Earliest: group[0]}
	for _, st := range group {
		if s.copies[st.Article].Kind == "copy" {
			f.Copies++
		}
	}
	f.Wordings = s.wordings(f)
	f.Relay = s.relay(f)
	return f
}

// nearlyFullest is how much less of the others' words a wording may have and still
// be taken for the fullest, if it is the earlier one.
const nearlyFullest = 0.1

// maxFullest bounds how many wordings are held against each other.
const maxFullest = 60

// fullest returns the wording that has most of the words of all wordings; of
// those that have nearly as much, the earliest. Headlines and what an outlet says
// in its own voice are none unless there is nothing else.
func fullest(group []*Statement) *Statement {
	candidates := slices.DeleteFunc(slices.Clone(group), func(s *Statement) bool { return s.OwnVoice() || s.InHeadline() })
	if len(candidates) == 0 {
		candidates = group
	}
	candidates = candidates[:min(len(candidates), maxFullest)]
	var a aligner
	shares := make([]float32, len(candidates))
	best := float32(0)
	for i, s := range candidates {
		var has, all float32
		for _, o := range candidates {
			al := a.align(s.Words, o.Words)
			_, in, _, _ := sums(&al)
			has, all = has+in, all+o.Mass
		}
		shares[i] = has / max(all, 0.1)
		best = max(best, shares[i])
	}
	return candidates[slices.IndexFunc(shares, func(x float32) bool { return x >= best-nearlyFullest })]
}

// wordings groups the statements of a family that have the same words, in or out
// of quotation marks, with the same cue's stance, and says what each changes.
func (s *Set) wordings(f *Family) []Wording {
	var a aligner
	var out []Wording
next:
	for _, st := range f.Statements {
		for i := range out {
			if sameWording(out[i].Statements[0], st) {
				out[i].Statements = append(out[i].Statements, st)
				continue next
			}
		}
		out = append(out, Wording{Statements: []*Statement{st}})
	}
	for i := range out {
		w := &out[i]
		w.Change = a.changed(f.Fullest, w.Statements[0], f.Statements, s.others(f))
	}
	first := slices.IndexFunc(out, func(w Wording) bool { return slices.Contains(w.Statements, f.Fullest) })
	w := out[first]
	copy(out[1:first+1], out[:first])
	out[0] = w
	return out
}

// others returns the further statements of the articles in which a family
// stands.
func (s *Set) others(f *Family) []*Statement {
	var out []*Statement
	seen := map[*Article]bool{}
	for _, st := range f.Statements {
		if seen[st.Article] {
			continue
		}
		seen[st.Article] = true
		for _, o := range s.within[st.Article] {
			if !slices.Contains(f.Statements, o) {
				out = append(out, o)
			}
		}
	}
	return out
}

// sameWording reports whether two statements differ in nothing but small marks.
func sameWording(a, b *Statement) bool {
	return a.Form == b.Form && sameWords(spoken(a), spoken(b)) && a.OwnVoice() == b.OwnVoice() &&
		(a.OwnVoice() || a.Attribution.Cue.Stance == b.Attribution.Cue.Stance && a.Attribution.Cue.Negated == b.Attribution.Cue.Negated) &&
		relate(a.name, b.name) != Other && !otherAddressee(a.addressee(), b.addressee())
}

// Articles counts the articles in which a family appears.
func (f *Family) Articles() int {
	seen := map[*Article]bool{}
	for _, s := range f.Statements {
		seen[s.Article] = true
	}
	return len(seen)
}

// Outlets returns the names of the outlets in which a family appears, in order of
// time.
func (f *Family) Outlets() []string {
	var out []string
	for _, s := range f.Statements {
		if !slices.Contains(out, s.Outlet()) {
			out = append(out, s.Outlet())
		}
	}
	return out
}

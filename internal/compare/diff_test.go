package compare

import (
	"strings"
	"testing"
)

// show writes edits as one line: [cut], {added}, [full→here], <moved>, >moved here<.
func show(edits []Edit) string {
	var out []string
	for _, e := range edits {
		switch e.Op {
		case "same":
			out = append(out, e.Here)
		case "cut":
			out = append(out, "["+e.Full+"]")
		case "added":
			out = append(out, "{"+e.Here+"}")
		case "swapped":
			out = append(out, "["+e.Full+"→"+e.Here+"]")
		case "moved":
			out = append(out, "<"+e.Full+">")
		case "moved-here":
			out = append(out, ">"+e.Here+"<")
		}
	}
	return strings.Join(out, " ")
}

func TestEdits(t *testing.T) {
	tests := []struct{ full, here, want string }{
		{"We have never closed the river to anybody.", "“We have never closed the river to anyone,”", "“We have never closed the river to [anybody→anyone,”]"},
		{"The level of the reservoir will be lowered by two metres by Sunday", "The level will be lowered by 2 meters", "The level [of the reservoir] will be lowered by 2 meters [by Sunday]"},
		{"it intends to end production of newsprint at its mill", "it intends to end newsprint production at its mill", "it intends to end <production> [of] newsprint >production< at its mill"},
		{"the tram will carry 26,000 passengers", "the fine new tram may carry 36,000 people", "the {fine new} tram [will→may] carry [26,000 passengers→36,000 people]"},
	}
	for _, tt := range tests {
		full, here := sentenceOf("a", "", tt.full), sentenceOf("b", "", tt.here)
		c := Changed(full, here, nil, nil)
		if got := show(c.Edits(full, here)); got != tt.want {
			t.Errorf("%q\n got %q\nwant %q", tt.here, got, tt.want)
		}
	}
}

// The edits of every wording of the corpus, joined, give back its words.
func TestEditsKeepAllWords(t *testing.T) {
	bare := func(s string) string {
		return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !isWordRune(r) }), "")
	}
	for _, g := range goldEvents(t) {
		for _, f := range g.Families {
			for i, s := range g.Sayings {
				if s.Statement != f.Name {
					continue
				}
				full, here := g.statements[f.Fullest], g.statements[i]
				c := Changed(full, here, nil, nil)
				var got, want []string
				for _, e := range c.Edits(full, here) {
					got = append(got, e.Here)
				}
				for _, w := range spoken(here) {
					want = append(want, here.Article.Article.Text[w.Start:w.End])
				}
				if bare(strings.Join(got, " ")) != bare(strings.Join(want, " ")) {
					t.Errorf("%s %s: edits hold %q, the wording %q", g.Name, s.Statement, strings.Join(got, " "), strings.Join(want, " "))
				}
			}
		}
	}
}

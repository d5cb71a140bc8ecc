package compare

import (
	"slices"
	"strings"
	"testing"
)

// TestFamilyOfGold holds the fullest and the earliest wording, and the paths of
// the relay tree, against what people annotated.
func TestFamilyOfGold(t *testing.T) {
	families, full, early, paths, pathsRight := 0, 0, 0, 0, 0
	for _, g := range goldEvents(t) {
		set := NewSet(g.articles, false)
		byAttribution := map[string]*Statement{}
		for i, s := range g.statements {
			byAttribution[s.key] = g.statements[i]
		}
		for _, gold := range g.Families {
			var group []*Statement
			for i, s := range g.Sayings {
				if s.Statement == gold.Name {
					group = append(group, g.statements[i])
				}
			}
			f := set.Family(group)
			families++
			if sameWords(f.Fullest.Words, g.statements[gold.Fullest].Words) {
				full++
			} else {
				t.Logf("%s %s: fullest is %q, want %q", g.Name, gold.Name, f.Fullest.Text(), g.statements[gold.Fullest].Text())
			}
			if f.Earliest.Article == g.articles[gold.First] {
				early++
			}
			for i, s := range g.Sayings {
				if s.Statement != gold.Name || len(s.Path) == 0 {
					continue
				}
				paths++
				if got := set.path(f, g.statements[i], 0); slices.EqualFunc(got, s.Path, sameSource) {
					pathsRight++
				} else {
					t.Logf("%s %s in %s: path is %s, want %s", g.Name, gold.Name, g.Articles[s.Article].Name, strings.Join(got, " > "), strings.Join(s.Path, " > "))
				}
			}
		}
	}
	t.Logf("fullest %d, earliest %d of %d families; paths %d of %d", full, early, families, pathsRight, paths)
	if full*10 < families*8 || early != families || pathsRight*10 < paths*9 {
		t.Error("too few are right")
	}
}

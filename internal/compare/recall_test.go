package compare

import (
	"math"
	"strings"
	"testing"
)

// allStatements returns the annotated statements of all events.
func allStatements(t *testing.T) []*Statement {
	var all []*Statement
	for _, g := range goldEvents(t) {
		for _, a := range g.articles {
			for _, s := range Statements(a) {
				if !s.OwnVoice() {
					all = append(all, s)
				}
			}
		}
	}
	return all
}

// recall keeps statements and makes others of what was kept.
func recall(all []*Statement) []*Statement {
	kept := make([]Recalled, len(all))
	for i, s := range all {
		kept[i] = Recalled{
			ID: s.key, Article: s.Article.Article.ID + s.Article.Article.Outlet, Text: strings.Join(strings.Fields(s.Text()), " "),
			Form: s.Form, Speaker: s.Speaker, Headline: s.InHeadline(),
		}
	}
	return Recall(kept)
}

// TestRecall compares statements that were kept with those that they were.
func TestRecall(t *testing.T) {
	all := allStatements(t)
	kept := recall(all)
	others := 0
	for i, s := range all {
		if k := kept[i]; k.Print() != s.Print() || k.InHeadline() != s.InHeadline() || math.Abs(float64(k.Mass-s.Mass)) > 1e-6 || len(k.JoinKeys()) != len(s.JoinKeys()) {
			others++
			t.Logf("%q", s.Text())
		}
		for j := range i {
			if x, y := Similar(all[i], all[j]).Score, Similar(kept[i], kept[j]).Score; math.Abs(x-y) > 0.02 {
				t.Logf("%.2f instead of %.2f: %q %q", y, x, s.Text(), all[j].Text())
				others++
			}
		}
	}
	t.Logf("%d differences over %d statements", others, len(all))
	if others > len(all)/50 {
		t.Error("too many statements are recalled as others")
	}
}

// TestArchiveFamilies finds families in the three steps, and by all pairs.
func TestArchiveFamilies(t *testing.T) {
	all := allStatements(t)
	family := map[*Statement]int{}
	for n, f := range Families(all) {
		for _, s := range f {
			family[s] = n
		}
	}
	kept := recall(all)
	keys := make([]map[uint32]bool, len(all))
	for i, s := range kept {
		keys[i] = map[uint32]bool{}
		for _, k := range s.JoinKeys() {
			keys[i][k] = true
		}
	}
	links := Links(kept, func(i, j int) bool {
		for k := range keys[i] {
			if keys[j][k] {
				return true
			}
		}
		return false
	})
	together := make([]int, len(all))
	for n, c := range Cluster(len(all), links) {
		for _, i := range c {
			together[i] = n
		}
	}
	var both, here, there int
	for i := range all {
		for j := range i {
			a, b := together[i] == together[j], family[all[i]] == family[all[j]]
			if a {
				here++
			}
			if b {
				there++
			}
			if a && b {
				both++
			}
		}
	}
	f1 := 2 * float64(both) / float64(here+there)
	t.Logf("%d pairs by keys, %d by all pairs, %d by both: F1 %.3f", here, there, both, f1)
	if f1 < 0.95 {
		t.Error("families by keys are not those by all pairs")
	}
}

// TestCluster joins what the links say, and nothing else.
func TestCluster(t *testing.T) {
	got := Cluster(6, []Link{{0, 1, 0.9}, {1, 2, 0.9}, {0, 2, 0.8}, {2, 3, 0.5}, {5, 4, 0.6}})
	want := [][]int{{0, 1, 2}, {3}, {4, 5}}
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i := range want {
		for k := range want[i] {
			if len(got[i]) != len(want[i]) || got[i][k] != want[i][k] {
				t.Fatalf("got %v, want %v", got, want)
			}
		}
	}
}

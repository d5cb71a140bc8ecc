package compare

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"
)

// kindCount counts kinds named and annotated.
type kindCount struct{ found, gold, both int }

func (k kindCount) f1() float64 { return 2 * float64(k.both) / float64(max(k.found+k.gold, 1)) }

// kindsOf compares the kinds of every wording of the annotated families with
// those that people saw.
func kindsOf(g *goldEvent, miss func(i int, found []Kind)) (map[Kind]*kindCount, [2]int) {
	counts := map[Kind]*kindCount{}
	var exact [2]int // wordings with exactly the right kinds, of all
	count := func(k Kind) *kindCount {
		if counts[k] == nil {
			counts[k] = &kindCount{}
		}
		return counts[k]
	}
	for _, f := range g.Families {
		var family, others []*Statement
		for i, s := range g.Sayings {
			if s.Statement == f.Name {
				family = append(family, g.statements[i])
			} else {
				others = append(others, g.statements[i])
			}
		}
		for i, s := range g.Sayings {
			if s.Statement != f.Name || i == f.Fullest {
				continue
			}
			c := Changed(g.statements[f.Fullest], g.statements[i], family, others)
			right := 0
			for _, k := range c.Kinds {
				count(k).found++
				if slices.Contains(s.Changes, string(k)) {
					count(k).both++
					right++
				}
			}
			for _, k := range s.Changes {
				count(Kind(k)).gold++
			}
			exact[1]++
			if right == len(c.Kinds) && right == len(s.Changes) {
				exact[0]++
			} else if miss != nil {
				miss(i, c.Kinds)
			}
		}
	}
	return counts, exact
}

func TestKindsOfGold(t *testing.T) {
	all := map[bool]kindCount{}
	exact := map[bool][2]int{}
	byKind := map[string]kindCount{}
	for _, g := range goldEvents(t) {
		counts, e := kindsOf(&g, func(i int, found []Kind) {
			if !g.Test && testing.Verbose() {
				s := &g.Sayings[i]
				var full string
				for _, f := range g.Families {
					if f.Name == s.Statement {
						full = g.statements[f.Fullest].Text()
					}
				}
				fmt.Printf("%s %s/%s\n   %s\n   %s\n   want %s\n   got  %v\n", g.Name, s.Statement, g.Articles[s.Article].Name, full, g.statements[i].Text(), strings.Join(s.Changes, " "), found)
			}
		})
		for k, c := range counts {
			sum := all[g.Test]
			sum = kindCount{sum.found + c.found, sum.gold + c.gold, sum.both + c.both}
			all[g.Test] = sum
			n := byKind[fmt.Sprint(g.Test, " ", k)]
			byKind[fmt.Sprint(g.Test, " ", k)] = kindCount{n.found + c.found, n.gold + c.gold, n.both + c.both}
		}
		exact[g.Test] = [2]int{exact[g.Test][0] + e[0], exact[g.Test][1] + e[1]}
	}
	var names []string
	for k := range byKind {
		names = append(names, k)
	}
	sort.Strings(names)
	for _, k := range names {
		c := byKind[k]
		t.Logf("%-24s found %3d gold %3d both %3d F1 %.2f", k, c.found, c.gold, c.both, c.f1())
	}
	for _, test := range []bool{false, true} {
		c := all[test]
		t.Logf("test=%v: precision %.3f recall %.3f F1 %.3f; exactly right %d of %d", test, float64(c.both)/float64(c.found), float64(c.both)/float64(c.gold), c.f1(), exact[test][0], exact[test][1])
	}
}

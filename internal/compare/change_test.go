package compare

import (
	"fmt"
	"slices"
	"testing"
)

// kindCount counts kinds named and annotated.
type kindCount struct{ found, gold, both int }

func (k kindCount) String() string {
	return fmt.Sprintf("precision %.3f recall %.3f F1 %.3f", float64(k.both)/float64(max(k.found, 1)), float64(k.both)/float64(max(k.gold, 1)), k.f1())
}

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

// goldKinds compares the kinds of all wordings of the dev or the test events:
// together, by kind, and how many wordings have exactly the right ones.
func goldKinds(t testing.TB, test bool) (all kindCount, byKind map[Kind]*kindCount, exact [2]int) {
	byKind = map[Kind]*kindCount{}
	for _, g := range goldEvents(t) {
		if g.Test != test {
			continue
		}
		counts, e := kindsOf(&g, nil)
		exact[0], exact[1] = exact[0]+e[0], exact[1]+e[1]
		for k, c := range counts {
			if byKind[k] == nil {
				byKind[k] = &kindCount{}
			}
			for _, sum := range []*kindCount{&all, byKind[k]} {
				sum.found, sum.gold, sum.both = sum.found+c.found, sum.gold+c.gold, sum.both+c.both
			}
		}
	}
	return all, byKind, exact
}

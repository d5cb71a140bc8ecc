package compare

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// pairCount counts pairs of statements: those in one family here, those that
// are the same in truth, and both.
type pairCount struct{ found, gold, both int }

func (p pairCount) f1() float64 { return 2 * float64(p.both) / float64(max(p.found+p.gold, 1)) }
func (p pairCount) String() string {
	return fmt.Sprintf("precision %.3f recall %.3f F1 %.3f (%d pairs)", float64(p.both)/float64(max(p.found, 1)), float64(p.both)/float64(max(p.gold, 1)), p.f1(), p.gold)
}

// add counts the pairs of an event.
// Statements that are none of the sayings count as statements of their own, save
// that a part of a saying may as well be with what that saying is.
func (p *pairCount) add(g *goldEvent, statements []*Statement, saying func(*Statement) int) {
	family := map[*Statement]int{}
	for n, f := range Families(statements) {
		for _, s := range f {
			family[s] = n
		}
	}
	for i, b := range statements {
		for _, a := range statements[:i] {
			x, y := saying(a), saying(b)
			same, clear := false, true
			if x >= 0 && y >= 0 {
				same, clear = g.same(x, y)
			} else {
				clear = !g.partly(a, x, b, y)
			}
			if !clear {
				continue
			}
			together := family[a] == family[b]
			if together {
				p.found++
			}
			if same {
				p.gold++
			}
			if same && together {
				p.both++
			}
		}
	}
}

// goldPairs counts the pairs of the annotated statements of the dev or the test
// events.
func goldPairs(t testing.TB, test bool) (p pairCount) {
	for _, g := range goldEvents(t) {
		if g.Test != test {
			continue
		}
		of := map[*Statement]int{}
		for i, s := range g.statements {
			of[s] = i
		}
		p.add(&g, g.statements, func(s *Statement) int { return of[s] })
	}
	return p
}

// partly reports whether one of two statements is a part of a saying that is the
// same as the other one, or as what that is a part of.
func (g *goldEvent) partly(a *Statement, x int, b *Statement, y int) bool {
	sayings := func(s *Statement, i int) []int {
		if i >= 0 {
			return []int{i}
		}
		return insideOf(g.Event, s)
	}
	for _, i := range sayings(a, x) {
		for _, j := range sayings(b, y) {
			if same, clear := g.same(i, j); same || !clear || i == j {
				return true
			}
		}
	}
	return false
}

// Families do not depend on the order in which statements come.
func TestFamiliesInAnyOrder(t *testing.T) {
	var all []*Statement
	for _, g := range goldEvents(t) {
		all = append(all, g.statements...)
	}
	want := Families(all)
	r := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		got := Families(all)
		if !slices.EqualFunc(got, want, func(x, y []*Statement) bool { return slices.Equal(x, y) }) {
			t.Fatal("another order gives other families")
		}
	}
}

// Every statement is in one family.
func TestFamiliesKeepAll(t *testing.T) {
	all, _ := driftSet(t)
	seen := map[*Statement]int{}
	for _, f := range Families(all) {
		for _, s := range f {
			seen[s]++
		}
	}
	for _, s := range all {
		if seen[s] != 1 {
			t.Fatalf("%s is in %d families", s.ID, seen[s])
		}
	}
}

// Similar is symmetrical, and a statement is like itself.
func TestSimilarIsSymmetrical(t *testing.T) {
	for _, g := range goldEvents(t)[:2] {
		for _, a := range g.statements {
			for _, b := range g.statements {
				x, y := Similar(a, b), Similar(b, a)
				if x != y || len(x.Reasons()) != len(y.Reasons()) {
					t.Fatalf("%q and %q: %v and %v", a.Text(), b.Text(), x, y)
				}
			}
			if r := Similar(a, a); a.Mass > 1 && r.Score < likely {
				t.Errorf("%q is like itself by %.2f", a.Text(), r.Score)
			}
		}
	}
}

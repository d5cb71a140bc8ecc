package compare

import (
	"fmt"
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

func TestFamiliesOfGold(t *testing.T) {
	var dev, test pairCount
	for _, g := range goldEvents(t) {
		of := map[*Statement]int{}
		for i, s := range g.statements {
			of[s] = i
		}
		part := &dev
		if g.Test {
			part = &test
		}
		part.add(&g, g.statements, func(s *Statement) int { return of[s] })
	}
	t.Logf("dev: %v", dev)
	t.Logf("test: %v", test)
	if dev.f1() < 0.85 || test.f1() < 0.85 {
		t.Errorf("F1 of pairs is below 0.85")
	}
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

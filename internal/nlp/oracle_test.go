package nlp

import (
	"math/rand/v2"
	"testing"
)

// randomTree returns a random projective tree over n words, the root included.
func randomTree(random *rand.Rand, n int) []Token {
	tokens := make([]Token, n)
	for i := range tokens {
		tokens[i] = Token{Head: -1, Dep: DepDep, Tag: TagNN}
	}
	var hang func(lo, hi int) int // makes a tree of [lo, hi) and returns its root
	hang = func(lo, hi int) int {
		root := lo + random.IntN(hi-lo)
		for _, part := range [][2]int{{lo, root}, {root + 1, hi}} {
			for at := part[0]; at < part[1]; {
				end := at + 1 + random.IntN(part[1]-at)
				tokens[hang(at, end)].Head = int32(root)
				at = end
			}
		}
		return root
	}
	tokens[hang(0, n)].Dep = DepRoot
	return tokens
}

// reachable returns the largest number of gold heads that can still be reached
// from s: every way on is tried.
func reachable(s *parseState, g *goldTree) int {
	if s.done() {
		right := 0
		for i := range s.n {
			if s.nodes[i].head == g.head[i] {
				right++
			}
		}
		return right
	}
	best := -1
	for m := shift; m < numMoves; m++ {
		if may := [numMoves]bool{s.mayShift(), s.mayLeft(), s.mayRight()}; may[m] {
			next := *s
			next.nodes = append([]parseNode(nil), s.nodes...)
			next.stack = append([]int32(nil), s.stack...)
			next.apply(m, DepDep)
			best = max(best, reachable(&next, g))
		}
	}
	return best
}

func TestOracleAgainstBruteForce(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 150 {
		n := 1 + random.IntN(6)
		tokens := randomTree(random, n)
		g := newGoldTree(tokens, 0)
		var s parseState
		s.begin(tokens, make([]lexeme, n))
		for !s.done() {
			before, c, free := reachable(&s, g), g.costs(&s), g.free(&s)
			cost := [numMoves]int{c.shift, c.left, c.right}
			may := [numMoves]bool{s.mayShift(), s.mayLeft(), s.mayRight()}
			var moves []move
			for m := shift; m < numMoves; m++ {
				if !may[m] {
					continue
				}
				moves = append(moves, m)
				next := s
				next.nodes = append([]parseNode(nil), s.nodes...)
				next.stack = append([]int32(nil), s.stack...)
				next.apply(m, DepDep)
				if lost := before - reachable(&next, g); lost == 0 && !free[m] {
					t.Fatalf("move %d is free but the oracle counts %v", m, cost)
				} else if free[m] && lost > 0 {
					t.Fatalf("move %d loses %d but the oracle calls it free (%v)", m, lost, cost)
				}
			}
			s.apply(moves[random.IntN(len(moves))], DepDep)
		}
	}
}

func TestGoldTreeBecomesProjective(t *testing.T) {
	// 0←2, 1←3 cross; 2 is the root.
	tokens := []Token{{Head: 2, Dep: DepDet}, {Head: 3, Dep: DepAdvmod}, {Head: -1, Dep: DepRoot}, {Head: 2, Dep: DepObj}}
	g := newGoldTree(tokens, 0)
	if g.head[1] != 2 || g.head[0] != 2 || g.head[3] != 2 || g.head[2] != 4 {
		t.Errorf("heads %v, want [2 2 4 2]", g.head)
	}
	if d := g.crossing(); d >= 0 {
		t.Errorf("word %d still crosses", d)
	}
}

func TestOracleLeadsToTheGoldTree(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		n := 1 + random.IntN(25)
		tokens := randomTree(random, n)
		g := newGoldTree(tokens, 0)
		var s parseState
		s.begin(tokens, make([]lexeme, n))
		for !s.done() {
			for m, ok := range g.free(&s) {
				if ok {
					s.apply(move(m), DepDep)
					break
				}
			}
		}
		got := make([]Token, n)
		s.store(got, 0)
		for i := range got {
			if got[i].Head != tokens[i].Head {
				t.Fatalf("word %d of %d has head %d, want %d", i, n, got[i].Head, tokens[i].Head)
			}
		}
	}
}

// TestParserAlwaysMakesATree applies random permitted moves.
func TestParserAlwaysMakesATree(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	for range 300 {
		n := 1 + random.IntN(40)
		tokens := make([]Token, n)
		var s parseState
		s.begin(tokens, make([]lexeme, n))
		for !s.done() {
			m := s.only()
			if m == numMoves {
				m, _ = s.best([numMoves]float32{random.Float32(), random.Float32(), random.Float32()})
			}
			if len(s.features(nil, nil)) == 0 || m != shift && len(s.labelFeatures(m, nil)) == 0 {
				t.Fatal("no features")
			}
			s.apply(m, DepDep)
		}
		s.store(tokens, 0)
		checkTree(t, tokens)
	}
}

// checkTree fails unless every word reaches one root.
func checkTree(t *testing.T, tokens []Token) {
	t.Helper()
	roots := 0
	for i := range tokens {
		if tokens[i].Head < 0 {
			roots++
		}
		steps := 0
		for at := int32(i); at >= 0; at = tokens[at].Head {
			if steps++; steps > len(tokens) {
				t.Fatalf("word %d is part of a circle", i)
			}
		}
	}
	if roots != 1 {
		t.Fatalf("%d roots", roots)
	}
}

package nlp

// The parser learns from a dynamic oracle (Goldberg and Nivre 2013): for any
// configuration, even one reached by mistakes, it says how many gold arcs each
// move makes unreachable. Training follows the parser's own choices most of the
// time, so it sees the configurations it will meet. In the arc-hybrid system
// arcs are lost independently of each other, so the cost of a move is a count:
//
//	left   the top of the stack gives up a head that is below it on the stack or
//	       behind the first word of the buffer, and its dependents in the buffer
//	right  it gives up a head in the buffer, and its dependents there
//	shift  the first word of the buffer gives up a head on the stack below the
//	       top, its dependents on the stack, and, above another word, the root

// goldTree is a projective tree to learn; the root has index len(head).
type goldTree struct {
	head []int32
	dep  []Dep
	kids [][]int32 // dependents of each word and of the root, in order
}

// newGoldTree reads the tree of one sentence from gold tokens and makes it
// projective: as long as an arc crosses words that do not hang below its head,
// the shortest such arc moves up to its head's head (Nivre and Nilsson 2005).
func newGoldTree(tokens []Token, first int) *goldTree {
	n := len(tokens)
	g := &goldTree{head: make([]int32, n), dep: make([]Dep, n), kids: make([][]int32, n+1)}
	for i := range tokens {
		g.dep[i] = tokens[i].Dep
		if g.head[i] = tokens[i].Head - int32(first); tokens[i].Head < 0 {
			g.head[i] = int32(n)
		}
	}
	for lifted := 0; lifted < n*n; lifted++ {
		d := g.crossing()
		if d < 0 {
			break
		}
		g.head[d] = g.head[g.head[d]]
	}
	for i, h := range g.head {
		g.kids[h] = append(g.kids[h], int32(i))
	}
	return g
}

// crossing returns the dependent of the shortest arc that is not projective, or -1.
func (g *goldTree) crossing() int {
	best, length := -1, len(g.head)+1
	for d, h := range g.head {
		if int(h) == len(g.head) {
			continue
		}
		lo, hi := min(d, int(h)), max(d, int(h))
		if hi-lo < length && !g.spans(int(h), lo, hi) {
			best, length = d, hi-lo
		}
	}
	return best
}

// spans reports whether all words strictly between lo and hi hang below h.
func (g *goldTree) spans(h, lo, hi int) bool {
	for k := lo + 1; k < hi; k++ {
		a := k
		for a != h && a < len(g.head) {
			a = int(g.head[a])
		}
		if a != h {
			return false
		}
	}
	return true
}

// costs says how many gold arcs each move loses.
type costs struct{ shift, left, right int }

// costs returns the costs in configuration s; moves that are not permitted are
// counted as well.
func (g *goldTree) costs(s *parseState) costs {
	var c costs
	next := int32(s.next)
	if len(s.stack) > 0 {
		top := s.stack[len(s.stack)-1]
		head := g.head[top]
		below := len(s.stack) > 1 && head == s.stack[len(s.stack)-2]
		if head > next || below {
			c.left++
		}
		if head >= next {
			c.right++
		}
		for _, k := range g.kids[top] {
			if k >= next {
				c.left++
				c.right++
			}
		}
	}
	if s.next < s.n {
		if len(s.stack) > 0 && int(g.head[next]) == s.n {
			c.shift++ // the root takes only the lowest word of the stack
		}
		for k, w := range s.stack {
			if g.head[next] == w && k < len(s.stack)-1 {
				c.shift++
			}
			if g.head[w] == next {
				c.shift++
			}
		}
	}
	return c
}

// free reports which permitted moves lose nothing more than has to be lost.
func (g *goldTree) free(s *parseState) [numMoves]bool {
	c := g.costs(s)
	cost := [numMoves]int{c.shift, c.left, c.right}
	may := [numMoves]bool{s.mayShift(), s.mayLeft(), s.mayRight()}
	least := 1 << 30
	for m := range numMoves {
		if may[m] {
			least = min(least, cost[m])
		}
	}
	for m := range numMoves {
		may[m] = may[m] && cost[m] == least
	}
	return may
}

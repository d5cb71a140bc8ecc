package learn

// The k best labellings are found by Viterbi with up to k hypotheses a label
// instead of one (the list Viterbi algorithm of Seshadri and Sundberg 1994), each
// made only when a hypothesis that may build on it is wanted (algorithm 3 of Huang
// and Chiang 2005). So the best labelling costs labels² a position, and every
// further one a step or two a position.

// Labelling is one way to label a sequence.
type Labelling struct {
	Path  []uint8
	Score float64
}

// hypothesis is one of the best ways to reach a label at a position: over the
// hypothesis numbered rank of label from at the position before.
type hypothesis struct {
	score float32
	from  uint8
	rank  uint8
}

// KBest returns up to k different labellings, best first; k is at most 255. The
// caller owns them.
func (l *Lattice) KBest(k int) []Labelling {
	if l.n == 0 || k < 1 {
		return nil
	}
	L := l.labels
	l.cells, l.room = sized(l.cells, l.n*L*k), k
	l.held, l.taken = zeroed(l.held, l.n*L), zeroed(l.taken, l.n*L*L)
	for y, u := range l.Unary(0) {
		l.cells[y*k], l.held[y] = hypothesis{score: u}, 1
	}
	for i := 1; i < l.n; i++ {
		for y, u := range l.Unary(i) {
			if u > forbidden {
				l.add(i, y)
			}
		}
	}
	return l.readBack(k)
}

// have reports whether label y at position i has a hypothesis of that rank, and
// makes it if it can; it has all those before.
func (l *Lattice) have(i, y int, rank uint8) bool {
	at := i*l.labels + y
	return rank < l.held[at] || i > 0 && l.held[at] > 0 && int(rank) < l.room && l.add(i, y)
}

// add makes the next hypothesis of label y at position i > 0, if there is one: the
// best of those that add y to a hypothesis before.
func (l *Lattice) add(i, y int) bool {
	L := l.labels
	at := i*L + y
	pair, u := l.Pair(i), l.Unary(i)[y]
	taken := l.taken[at*L : (at+1)*L] // hypotheses of each label before that are built upon
	best, found := hypothesis{}, false
	for from := range L {
		if !l.have(i-1, from, taken[from]) {
			continue
		}
		h := l.cells[((i-1)*L+from)*l.room+int(taken[from])]
		if s := h.score + pair[from*L+y] + u; !found || s > best.score {
			best, found = hypothesis{score: s, from: uint8(from), rank: taken[from]}, true
		}
	}
	if found {
		l.cells[at*l.room+int(l.held[at])] = best
		taken[best.from]++
		l.held[at]++
	}
	return found
}

// readBack follows the k best hypotheses of the last position to the first.
func (l *Lattice) readBack(k int) []Labelling {
	L, last := l.labels, l.n-1
	var next [maxLabels]uint8
	out := make([]Labelling, 0, k)
	paths := make([]uint8, k*l.n)
	for len(out) < k {
		best, at := float32(0), -1
		for y := range L {
			if !l.have(last, y, next[y]) {
				continue
			}
			if s := l.cells[(last*L+y)*k+int(next[y])].score; at < 0 || s > best {
				best, at = s, y
			}
		}
		if at < 0 {
			break
		}
		path := paths[len(out)*l.n:][:l.n:l.n]
		l.follow(path, at, int(next[at]), k)
		out = append(out, Labelling{Path: path, Score: float64(best)})
		next[at]++
	}
	return out
}

func (l *Lattice) follow(path []uint8, y, rank, k int) {
	for i := l.n - 1; i >= 0; i-- {
		path[i] = uint8(y)
		h := l.cells[(i*l.labels+y)*k+rank]
		y, rank = int(h.from), int(h.rank)
	}
}

package learn

// The k best labellings are found by Viterbi with k hypotheses a label instead
// of one (the list Viterbi algorithm of Seshadri and Sundberg 1994). The
// hypotheses of each label before are sorted, so merging them costs labels × k
// a label, and the whole is linear in the length.

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
	l.cells = sized(l.cells, l.n*L*k)
	l.held = zeroed(l.held, l.n*L)
	for y, u := range l.Unary(0) {
		l.cells[y*k], l.held[y] = hypothesis{score: u}, 1
	}
	for i := 1; i < l.n; i++ {
		for y, u := range l.Unary(i) {
			if u > forbidden {
				l.merge(i, y, k)
			}
		}
	}
	return l.readBack(k)
}

// merge fills the hypotheses of label y at position i.
func (l *Lattice) merge(i, y, k int) {
	L := l.labels
	pair, u := l.Pair(i), l.Unary(i)[y]
	var next [maxLabels]uint8 // first hypothesis of each label before that is not yet taken
	out := l.cells[(i*L+y)*k : (i*L+y+1)*k]
	for n := range out {
		best, found := hypothesis{}, false
		for from := range L {
			if next[from] == l.held[(i-1)*L+from] {
				continue
			}
			h := l.cells[((i-1)*L+from)*k+int(next[from])]
			if s := h.score + pair[from*L+y] + u; !found || s > best.score {
				best, found = hypothesis{score: s, from: uint8(from), rank: next[from]}, true
			}
		}
		if !found {
			return
		}
		out[n] = best
		next[best.from]++
		l.held[i*L+y]++
	}
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
			if next[y] == l.held[last*L+y] {
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

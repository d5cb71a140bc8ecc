package compare

import (
	"slices"
)

// Alignment
//
// Two wordings are laid side by side word by word. Words that are the same, are
// inflections of one word, or may stand for each other can match; what weighs
// more is matched rather than what weighs less, and words in a row rather than
// words apart. The best alignment in order is found by dynamic programming
// (Needleman and Wunsch 1970, with a bonus for going on). Then blocks among the
// words left over that are the same but stand elsewhere are matched as moved.
//
// The table has at most maxCells cells. Longer texts are cut first: runs of words
// that both have are found by a hash of three words, the heaviest chain of runs
// in order is taken (Fenwick 1994 for the maximum), and only the gaps between its
// runs get a table. So time and memory are linear in the texts, but for the
// sorting of the runs, however they are made.

// Level says how a pair of words is the same.
type Level uint8

// The levels, the closest last.
const (
	Different Level = iota
	Synonym         // one may stand for the other
	Inflected       // forms of one word
	Exact           // the same word in the same form
)

// Match is a pair of words that stand for each other: A in the first text, B in
// the second, by index.
type Match struct {
	A, B  int
	Level Level
	Moved bool // it stands elsewhere in the order of the other
}

// Alignment is how the words of two texts stand for each other. Matches are in
// order of A; those that are not moved are in order of B, too. No word is in two
// matches.
type Alignment struct {
	A, B    []Word
	Matches []Match
}

// maxCells bounds the table of an alignment.
const maxCells = 1 << 16

// Align lays b beside a.
func Align(a, b []Word) Alignment {
	var s aligner
	return s.align(a, b)
}

// aligner keeps the tables for further use. It is not safe for concurrent use.
type aligner struct {
	trace   []uint8
	best    []float32 // of the row above and of this one
	matched []float32 // the same, ending in a match
}

func (s *aligner) align(a, b []Word) Alignment {
	al := Alignment{A: a, B: b}
	if len(a)*len(b) <= maxCells {
		al.Matches = s.table(nil, a, b, 0, 0)
	} else {
		al.Matches = s.anchored(a, b)
	}
	al.dropStray()
	al.findMoved(leastMoved)
	return al
}

// level compares two words.
func level(x, y *Word) Level {
	switch {
	case x.form == y.form:
		return Exact
	case x.is(number) && y.is(number):
		return Different
	case x.stem == y.stem:
		return Inflected
	case x.class == y.class && !x.is(small) && !y.is(small):
		return Synonym
	case x.is(hedge) && x.class == y.class:
		return Synonym
	}
	return Different
}

// shares are how much of a word's mass a match of each level is worth.
var shares = [...]float32{Different: 0, Synonym: 0.75, Inflected: 0.92, Exact: 1}

// goesOn is the bonus for a match right after another.
const goesOn = 0.12

// What the best alignment up to a cell ends in, and a bit for the match there.
const (
	fromMatch = 1
	fromAbove = 2
	fromLeft  = 3
	continues = 4 // it goes on from the match before it
)

// table appends the best matches of a and b in order; offA and offB are added to
// the indexes.
func (s *aligner) table(out []Match, a, b []Word, offA, offB int) []Match {
	n, m := len(a), len(b)
	if n == 0 || m == 0 {
		return out
	}
	s.trace = grown(s.trace, n*m)
	s.best, s.matched = grown(s.best, 2*(m+1)), grown(s.matched, 2*(m+1))
	clear(s.best)
	clear(s.matched)
	above, here := s.best[:m+1], s.best[m+1:]
	matchAbove, matchHere := s.matched[:m+1], s.matched[m+1:]
	for i := range a {
		row := s.trace[i*m : (i+1)*m]
		here[0], matchHere[0] = 0, 0
		for j := range b {
			from := uint8(fromAbove)
			best := above[j+1]
			if here[j] > best {
				from, best = fromLeft, here[j]
			}
			var match float32
			if l := level(&a[i], &b[j]); l != Different {
				match = shares[l]*min(a[i].mass, b[j].mass) + 0.01
				if on := matchAbove[j] + goesOn; matchAbove[j] > 0 && on > above[j] {
					match += on
					from |= continues
				} else {
					match += above[j]
				}
				if match > best {
					best, from = match, from&continues|fromMatch
				}
			}
			here[j+1], matchHere[j+1], row[j] = best, match, from
		}
		above, here = here, above
		matchAbove, matchHere = matchHere, matchAbove
	}
	return s.walk(out, a, b, offA, offB)
}

// walk follows the trace back from the corner.
func (s *aligner) walk(out []Match, a, b []Word, offA, offB int) []Match {
	from, m := len(out), len(b)
	must := false // the cell has to be a match, because the one after it goes on from it
	for i, j := len(a)-1, len(b)-1; i >= 0 && j >= 0; {
		t := s.trace[i*m+j]
		switch {
		case must || t&^continues == fromMatch:
			out = append(out, Match{A: i + offA, B: j + offB, Level: level(&a[i], &b[j])})
			must = t&continues != 0
			i, j = i-1, j-1
		case t&^continues == fromAbove:
			i--
		default:
			j--
		}
	}
	slices.Reverse(out[from:])
	return out
}

// grown returns a slice of length n that reuses s where it is large enough.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// dropStray drops matches of small words that stand apart from all others: they
// are there in every text.
func (al *Alignment) dropStray() {
	in := al.Matches
	out := in[:0:0]
	for k, m := range in {
		beside := k > 0 && in[k-1].A == m.A-1 && in[k-1].B == m.B-1 ||
			k+1 < len(in) && in[k+1].A == m.A+1 && in[k+1].B == m.B+1
		if beside || al.A[m.A].flags&(small|negation|hedge|modal) != small {
			out = append(out, m)
		}
	}
	al.Matches = out
}

// leastMoved is the mass from which a block that stands elsewhere is a move and
// not chance.
const leastMoved = 1.2

// findMoved adds blocks of words, of at least a mass, that are the same but out of
// order. Words in brackets are an editor's and were not moved there.
func (al *Alignment) findMoved(least float32) {
	freeA, freeB := al.free()
	if len(freeA) == 0 || len(freeB) == 0 {
		return
	}
	byStem := make(map[uint64][]int, len(freeB))
	for _, j := range freeB {
		if w := &al.B[j]; w.counts() && !w.is(bracketed) && len(byStem[w.stem]) < 8 {
			byStem[w.stem] = append(byStem[w.stem], j)
		}
	}
	isFreeA, isFreeB := marks(freeA, len(al.A)), marks(freeB, len(al.B))
	added := false
	for _, i := range freeA {
		if !isFreeA[i] || !al.A[i].counts() {
			continue
		}
		bestLen, bestAt, bestMass := 0, 0, float32(0)
		for _, j := range byStem[al.A[i].stem] {
			if n, mass := al.block(i, j, isFreeA, isFreeB); mass > bestMass {
				bestLen, bestAt, bestMass = n, j, mass
			}
		}
		if bestMass < least {
			continue
		}
		for k := range bestLen {
			isFreeA[i+k], isFreeB[bestAt+k] = false, false
			al.Matches = append(al.Matches, Match{A: i + k, B: bestAt + k, Level: level(&al.A[i+k], &al.B[bestAt+k]), Moved: true})
			added = true
		}
	}
	if added {
		slices.SortFunc(al.Matches, func(x, y Match) int { return x.A - y.A })
	}
}

// block returns how many words from i and j on are free and the same, and their
// mass.
func (al *Alignment) block(i, j int, freeA, freeB []bool) (n int, mass float32) {
	for i+n < len(al.A) && j+n < len(al.B) && freeA[i+n] && freeB[j+n] {
		l := level(&al.A[i+n], &al.B[j+n])
		if l == Different {
			break
		}
		mass += shares[l] * min(al.A[i+n].mass, al.B[j+n].mass)
		n++
	}
	return n, mass
}

// free returns the words of each side that are in no match, in order.
func (al *Alignment) free() (a, b []int) {
	inA, inB := make([]bool, len(al.A)), make([]bool, len(al.B))
	for _, m := range al.Matches {
		inA[m.A], inB[m.B] = true, true
	}
	return unmarked(inA), unmarked(inB)
}

func unmarked(marked []bool) []int {
	var out []int
	for i, m := range marked {
		if !m {
			out = append(out, i)
		}
	}
	return out
}

func marks(list []int, n int) []bool {
	out := make([]bool, n)
	for _, i := range list {
		out[i] = true
	}
	return out
}

package learn

import (
	"cmp"
	"math"
	"slices"
)

// Words that stand in the same company belong together: Cluster sorts words
// into classes so that a text is as probable as can be under a bigram model of
// classes (Brown et al. 1992), by the exchange algorithm (Kneser and Ney 1993;
// Martin, Liermann and Ney 1998): every word in turn is taken out of its class
// and put where it raises the likelihood most, until few words move. The
// likelihood changes only in the counts of the class pairs the word takes part
// in, so a move is tried against all classes at once in time proportional to
// the word's distinct neighbours times the classes.
//
// Words are visited in order of frequency and there is no chance in it: equal
// input gives equal classes.

// ClusterOptions are the settings of Cluster.
type ClusterOptions struct {
	Classes  int // number of classes, numbered from 1
	MinCount int // rarer words get class 0
	Rounds   int // passes over the vocabulary
}

// Cluster returns the class of each word 0 ≤ w < words. The text is one long
// sequence of words in which -1 marks the border of a sentence.
func Cluster(text []int32, words int, opt ClusterOptions) []uint16 {
	e := newExchange(text, words, opt)
	for range opt.Rounds {
		if moved := e.round(); moved*200 < len(e.order) {
			break
		}
	}
	out := make([]uint16, words)
	for w, c := range e.class {
		if c >= 0 && int(c) < opt.Classes {
			out[w] = uint16(c + 1)
		}
	}
	return out
}

// exchange is the state of the algorithm. Two classes stand beside the
// numbered ones: rare words and the border of a sentence; they never change.
type exchange struct {
	classes  int // all, fixed ones included
	movable  int
	order    []int32 // movable words, most frequent first
	count    []int32
	class    []int32
	next     [][]neighbour // what follows a word
	prev     [][]neighbour
	pairs    []int32 // pairs[a*classes+b]: a word of class a before one of class b
	flipped  []int32 // the same, transposed
	total    []int32
	loss     []float64 // scratch, per class
	nextSum  []int32   // scratch, per class
	prevSum  []int32
	nextUsed []int32
	prevUsed []int32
	entropy  []float32 // x·log x of small x
}

type neighbour struct{ word, count int32 }

func newExchange(text []int32, words int, opt ClusterOptions) *exchange {
	k := opt.Classes + 2
	e := &exchange{
		classes: k, movable: opt.Classes,
		count: make([]int32, words+1), class: make([]int32, words+1),
		pairs: make([]int32, k*k), flipped: make([]int32, k*k), total: make([]int32, k),
		loss: make([]float64, k), nextSum: make([]int32, k), prevSum: make([]int32, k),
		entropy: make([]float32, 1<<16),
	}
	for x := 1; x < len(e.entropy); x++ {
		e.entropy[x] = float32(float64(x) * math.Log(float64(x)))
	}
	seq := make([]int32, 0, len(text)+2)
	seq = append(seq, int32(words))
	for _, w := range text {
		if w < 0 {
			w = int32(words)
		}
		seq = append(seq, w)
		e.count[w]++
	}
	seq = append(seq, int32(words))
	e.deal(words, opt)
	e.collect(seq)
	return e
}

// deal gives every word its first class: the frequent ones go round in turn.
func (e *exchange) deal(words int, opt ClusterOptions) {
	for w := range words {
		e.class[w] = int32(opt.Classes)
		if int(e.count[w]) >= opt.MinCount {
			e.order = append(e.order, int32(w))
		}
	}
	e.class[words] = int32(opt.Classes + 1)
	slices.SortStableFunc(e.order, func(a, b int32) int { return cmp.Compare(e.count[b], e.count[a]) })
	for i, w := range e.order {
		e.class[w] = int32(i % opt.Classes)
	}
}

// collect counts the neighbours of words and the pairs of classes.
func (e *exchange) collect(seq []int32) {
	e.next = make([][]neighbour, len(e.class))
	e.prev = make([][]neighbour, len(e.class))
	keys := make([]uint64, 0, len(seq))
	for i := 1; i < len(seq); i++ {
		keys = append(keys, uint64(seq[i-1])<<32|uint64(seq[i]))
	}
	slices.Sort(keys)
	for i := 0; i < len(keys); {
		j := i
		for j < len(keys) && keys[j] == keys[i] {
			j++
		}
		a, b, n := int32(keys[i]>>32), int32(keys[i]&0xffffffff), int32(j-i)
		e.next[a] = append(e.next[a], neighbour{b, n})
		e.prev[b] = append(e.prev[b], neighbour{a, n})
		e.count2(e.class[a], e.class[b], n)
		i = j
	}
	for w, n := range e.count {
		e.total[e.class[w]] += n
	}
}

func (e *exchange) count2(a, b, n int32) {
	e.pairs[int(a)*e.classes+int(b)] += n
	e.flipped[int(b)*e.classes+int(a)] += n
}

// xlogx returns x·log x, and 0 for 0.
func (e *exchange) xlogx(x int32) float64 {
	if int(x) < len(e.entropy) {
		return float64(e.entropy[x])
	}
	return float64(x) * math.Log(float64(x))
}

// round offers every word a move and returns how many moved.
func (e *exchange) round() int {
	moved := 0
	for _, w := range e.order {
		old := e.class[w]
		e.shift(w, old, -1)
		best := e.best(w, old)
		e.shift(w, best, +1)
		e.class[w] = best
		if best != old {
			moved++
		}
	}
	return moved
}

// shift adds (sign +1) or removes (-1) the counts of word w in class c. Pairs
// of w with itself move on both sides at once.
func (e *exchange) shift(w, c, sign int32) {
	for _, x := range e.next[w] {
		if x.word == w {
			e.count2(c, c, sign*x.count)
		} else {
			e.count2(c, e.class[x.word], sign*x.count)
		}
	}
	for _, x := range e.prev[w] {
		if x.word != w {
			e.count2(e.class[x.word], c, sign*x.count)
		}
	}
	e.total[c] += sign * e.count[w]
}

// best returns the class in which w makes the text most probable; w itself is
// in none. Pairs of w with itself are rare and left out.
func (e *exchange) best(w, old int32) int32 {
	e.nextUsed = e.sum(e.next[w], w, e.nextSum, e.nextUsed)
	e.prevUsed = e.sum(e.prev[w], w, e.prevSum, e.prevUsed)
	gain := e.loss[:e.movable]
	for c := range gain {
		n := e.total[c]
		gain[c] = 2 * (e.xlogx(n) - e.xlogx(n+e.count[w]))
	}
	for _, d := range e.nextUsed {
		e.addGains(gain, e.flipped[int(d)*e.classes:], e.nextSum[d])
		e.nextSum[d] = 0
	}
	for _, d := range e.prevUsed {
		e.addGains(gain, e.pairs[int(d)*e.classes:], e.prevSum[d])
		e.prevSum[d] = 0
	}
	best := old
	for c := range gain {
		if gain[c] > gain[best]+1e-9 {
			best = int32(c)
		}
	}
	return best
}

// addGains adds, for each class c, what n more of the pairs counted in counts[c] bring.
func (e *exchange) addGains(gain []float64, counts []int32, n int32) {
	counts = counts[:len(gain)]
	fresh := e.xlogx(n)
	for c, have := range counts {
		if have == 0 {
			gain[c] += fresh
		} else {
			gain[c] += e.xlogx(have+n) - e.xlogx(have)
		}
	}
}

// sum adds up the counts of neighbours by class and lists the classes met.
func (e *exchange) sum(list []neighbour, w int32, sums, used []int32) []int32 {
	used = used[:0]
	for _, x := range list {
		if x.word == w {
			continue
		}
		d := e.class[x.word]
		if sums[d] == 0 {
			used = append(used, d)
		}
		sums[d] += x.count
	}
	return used
}

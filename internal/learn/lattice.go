package learn

import "math"

// Lattice holds the scores of one sequence and finds the best and the likely
// labellings in it: Viterbi and forward-backward (Rabiner 1989). It owns its
// buffers and is made to be used again: Reset, fill, ask. Not safe for
// concurrent use.
type Lattice struct {
	n, labels int
	unary     []float32 // n × labels
	pair      []float32 // n × labels × labels; [i][from][to], row 0 unused
	odds      []float32 // exponentials of unary
	pairOdds  []float32 // and of pair
	alpha     []float64 // n × labels, scaled
	beta      []float64
	back      []uint8
	best      []float32
	path      []uint8
	cells     []hypothesis // n × labels × k, of KBest
	held      []uint8      // n × labels: hypotheses in each cell
	taken     []uint8      // n × labels × labels
	room      int          // k
	logZ      float64
}

// forbidden is a score that no path through a permitted label can lose to.
const forbidden = -1e6

// Reset makes room for n positions and sets all scores to zero.
func (l *Lattice) Reset(n, labels int) {
	l.n, l.labels = n, labels
	l.unary = zeroed(l.unary, n*labels)
	l.pair = zeroed(l.pair, n*labels*labels)
}

func zeroed[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	s = s[:n]
	clear(s)
	return s
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}

// Len returns the number of positions.
func (l *Lattice) Len() int { return l.n }

// Unary returns the scores of the labels at position i, to read and write.
func (l *Lattice) Unary(i int) []float32 { return l.unary[i*l.labels : (i+1)*l.labels] }

// Pair returns the scores of labels (i-1, i) as [from*labels+to], to read and write.
func (l *Lattice) Pair(i int) []float32 {
	k := l.labels * l.labels
	return l.pair[i*k : (i+1)*k]
}

// Allow forbids at position i every label whose bit is not in mask.
func (l *Lattice) Allow(i int, mask uint) {
	u := l.Unary(i)
	for k := range u {
		if mask>>k&1 == 0 {
			u[k] = forbidden
		}
	}
}

// Viterbi returns the best labelling and its score. The slice is valid until
// the next call on the Lattice.
func (l *Lattice) Viterbi() ([]uint8, float64) {
	L := l.labels
	l.path = sized(l.path, l.n)
	if l.n == 0 {
		return l.path, 0
	}
	l.back = sized(l.back, l.n*L)
	l.best = sized(l.best, 2*L)
	prev, next := l.best[:L], l.best[L:]
	copy(prev, l.Unary(0))
	for i := 1; i < l.n; i++ {
		u, p, back := l.Unary(i), l.Pair(i), l.back[i*L:(i+1)*L]
		for to := range L {
			score, from := prev[0]+p[to], 0
			for f := 1; f < L; f++ {
				if s := prev[f] + p[f*L+to]; s > score {
					score, from = s, f
				}
			}
			next[to], back[to] = score+u[to], uint8(from)
		}
		prev, next = next, prev
	}
	last := 0
	for k := 1; k < L; k++ {
		if prev[k] > prev[last] {
			last = k
		}
	}
	score := float64(prev[last])
	for i := l.n - 1; i >= 0; i-- {
		l.path[i] = uint8(last)
		last = int(l.back[i*L+last])
	}
	return l.path, score
}

// Marginals runs forward-backward. Afterwards Marginal and LogZ may be asked
// until the scores change. Scores under -80 count as forbidden, those over 80 as 80.
func (l *Lattice) Marginals() {
	L := l.labels
	l.alpha, l.beta = sized(l.alpha, l.n*L), sized(l.beta, l.n*L)
	l.odds, l.pairOdds = sized(l.odds, len(l.unary)), sized(l.pairOdds, len(l.pair))
	expAll(l.odds, l.unary)
	expAll(l.pairOdds, l.pair)
	l.logZ = 0
	if l.n == 0 {
		return
	}
	for k, u := range l.odds[:L] {
		l.alpha[k] = float64(u)
	}
	mass := normalise(l.alpha[:L])
	for i := 1; i < l.n; i++ {
		if mass *= l.forward(i); mass > 1e100 || mass < 1e-100 {
			l.logZ += math.Log(mass)
			mass = 1
		}
	}
	l.logZ += math.Log(mass)
	for k := range L {
		l.beta[(l.n-1)*L+k] = 1
	}
	for i := l.n - 1; i > 0; i-- {
		l.backward(i)
	}
}

// at returns the exponentials of the scores at position i.
func (l *Lattice) at(i int) (unary, pair []float32) {
	L := l.labels
	return l.odds[i*L : (i+1)*L], l.pairOdds[i*L*L : (i+1)*L*L]
}

// forward fills alpha at i and returns what it was divided by.
func (l *Lattice) forward(i int) float64 {
	L := l.labels
	a, b := l.alpha[(i-1)*L:i*L], l.alpha[i*L:(i+1)*L]
	u, p := l.at(i)
	clear(b)
	for from, x := range a {
		for to, y := range p[from*L : from*L+L] {
			b[to] += x * float64(y)
		}
	}
	for to, y := range u {
		b[to] *= float64(y)
	}
	return normalise(b)
}

// backward fills beta at i-1.
func (l *Lattice) backward(i int) {
	L := l.labels
	a, b := l.beta[(i-1)*L:i*L], l.beta[i*L:(i+1)*L]
	u, p := l.at(i)
	for from := range a {
		sum := 0.0
		for to, y := range p[from*L : from*L+L] {
			sum += b[to] * float64(u[to]) * float64(y)
		}
		a[from] = sum
	}
	normalise(a)
}

// normalise scales v to a sum of one and returns the old sum, or 1 if it is none.
func normalise(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	if !(sum > 0) || math.IsInf(sum, 0) {
		for k := range v {
			v[k] = 1 / float64(len(v))
		}
		return 1
	}
	scale := 1 / sum
	for k := range v {
		v[k] *= scale
	}
	return sum
}

// Marginal returns the probability of label k at position i.
func (l *Lattice) Marginal(i, k int) float64 {
	a, b := l.alpha[i*l.labels:(i+1)*l.labels], l.beta[i*l.labels:(i+1)*l.labels]
	sum := 0.0
	for j := range a {
		sum += a[j] * b[j]
	}
	if sum <= 0 {
		return 0
	}
	return a[k] * b[k] / sum
}

// LogZ returns the logarithm of the summed weight of all labellings.
func (l *Lattice) LogZ() float64 { return l.logZ }

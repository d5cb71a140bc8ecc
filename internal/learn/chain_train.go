package learn

import (
	"math"
	"math/rand/v2"
)

// Chains are fitted by AdaGrad (Duchi, Hazan and Singer 2011) on the exact
// gradient of the conditional likelihood, one sequence at a time, with feature
// dropout: in each update every occurrence of a feature is left out with
// probability Dropout, and the final weights are scaled by what was kept. A low
// learning rate matters more than all other settings. Numbers of features are
// given in order of first sight and everything random comes from Seed, so equal
// input gives equal bytes.

// ChainOptions are the settings of a fit. Zero fields take the defaults.
type ChainOptions struct {
	Labels  int     // 2 to 4; the fourth only where it is the only one permitted
	Cutoff  int     // features seen fewer times are ignored; default 2
	PairCut int     // the same for pair features; default Cutoff
	Epochs  int     // default 8
	Rate    float64 // learning rate; default 0.03
	Dropout float64 // in [0,1); default 0
	L2      float64 // default 1e-5 a touch
	Least   float32 // features with smaller weights are left out; default 0.025
	Seed    uint64
}

func (o *ChainOptions) defaults() {
	if o.Cutoff == 0 {
		o.Cutoff = 2
	}
	if o.PairCut == 0 {
		o.PairCut = o.Cutoff
	}
	if o.Epochs == 0 {
		o.Epochs = 8
	}
	if o.Rate == 0 {
		o.Rate = 0.03
	}
	if o.L2 == 0 {
		o.L2 = 1e-5
	}
	if o.Least == 0 {
		o.Least = 0.025
	}
}

// ChainTrainer collects sequences and fits a Chain to them. Features are kept
// as numbers, so a sequence costs four bytes an occurrence.
type ChainTrainer struct {
	opt         ChainOptions
	unary, pair vocabulary
	seqs        []trainSeq
}

type trainSeq struct {
	gold   []uint8
	allow  []uint8 // bit mask of permitted labels a position; nil permits all
	unary  []uint32
	pair   []uint32
	uEnd   []int32 // end of position i's features in unary
	pEnd   []int32
	weight float32
}

// vocabulary numbers features in order of first sight and counts them.
type vocabulary struct {
	index map[uint64]uint32
	keys  []uint64
	count []uint32
}

func (v *vocabulary) number(h uint64) uint32 {
	n, ok := v.index[h]
	if !ok {
		n = uint32(len(v.keys))
		v.index[h] = n
		v.keys = append(v.keys, h)
		v.count = append(v.count, 0)
	}
	v.count[n]++
	return n
}

// NewChainTrainer returns an empty trainer.
func NewChainTrainer(opt ChainOptions) *ChainTrainer {
	opt.defaults()
	return &ChainTrainer{
		opt:   opt,
		unary: vocabulary{index: map[uint64]uint32{}},
		pair:  vocabulary{index: map[uint64]uint32{}},
	}
}

// Begin starts a sequence with the given importance (1 is usual).
func (t *ChainTrainer) Begin(weight float64) {
	t.seqs = append(t.seqs, trainSeq{weight: float32(weight)})
}

// Position adds one position to the sequence begun last: its right label, the
// labels permitted there (a bit mask) and its features, which are not kept.
func (t *ChainTrainer) Position(gold int, allow uint, unary, pair []uint64) {
	s := &t.seqs[len(t.seqs)-1]
	for _, h := range unary {
		s.unary = append(s.unary, t.unary.number(h))
	}
	if len(s.gold) > 0 {
		for _, h := range pair {
			s.pair = append(s.pair, t.pair.number(h))
		}
	}
	s.gold = append(s.gold, uint8(gold))
	s.allow = append(s.allow, uint8(allow))
	s.uEnd = append(s.uEnd, int32(len(s.unary)))
	s.pEnd = append(s.pEnd, int32(len(s.pair)))
}

// Fit trains on all sequences and returns the section for LoadChain. The
// trainer is spent afterwards.
func (t *ChainTrainer) Fit() []byte {
	f := newFit(t)
	order := make([]int, len(t.seqs))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(t.opt.Seed, 1))
	for range t.opt.Epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			f.update(&t.seqs[i])
		}
	}
	L := t.opt.Labels
	keep := float32(1 - t.opt.Dropout)
	u := encodeUnary(t.unary.keys, f.u.scaled(keep), L, t.opt.Least)
	if len(t.pair.keys) == 0 {
		return appendChain(L, u, nil)
	}
	return appendChain(L, u, buildTable(t.pair.keys, f.p.scaled(keep), L*L))
}

// fit is the state of a training run.
type fit struct {
	opt  ChainOptions
	u, p weights
	lat  Lattice
	kept []uint32 // features of the sequence that survived dropout
	pkep []uint32
	uEnd []int32
	pEnd []int32
	seed uint64
	drop uint32
	grad []float64
}

// weights are the rows of one kind of feature with their AdaGrad sums.
type weights struct {
	width int
	w, g2 []float32
	use   []bool // false for features under the cut-off
}

func newWeights(v *vocabulary, width, cutoff int) weights {
	w := weights{width: width, w: make([]float32, len(v.keys)*width), g2: make([]float32, len(v.keys)*width), use: make([]bool, len(v.keys))}
	for i, c := range v.count {
		w.use[i] = int(c) >= cutoff
	}
	v.index = nil
	return w
}

func (w *weights) scaled(by float32) []float32 {
	for i := range w.w {
		w.w[i] *= by
	}
	return w.w
}

func newFit(t *ChainTrainer) *fit {
	L := t.opt.Labels
	f := newFitState(t.opt)
	f.u = newWeights(&t.unary, L, t.opt.Cutoff)
	f.p = newWeights(&t.pair, L*L, t.opt.PairCut)
	return f
}

// newFitState returns a fit that has no weights yet.
func newFitState(opt ChainOptions) *fit {
	return &fit{
		opt:  opt,
		seed: opt.Seed*2654435761 + 88172645463325252,
		drop: uint32(opt.Dropout * (1 << 32)),
		grad: make([]float64, opt.Labels*opt.Labels),
	}
}

func (f *fit) update(s *trainSeq) {
	f.thin(s)
	f.score(s)
	f.lat.Marginals()
	for i := range s.gold {
		f.unaryStep(s, i)
		if i > 0 {
			f.pairStep(s, i)
		}
	}
}

// thin keeps the features of s that pass the cut-off and the dropout.
func (f *fit) thin(s *trainSeq) {
	f.kept, f.uEnd = f.pick(s.unary, s.uEnd, f.u.use, f.kept, f.uEnd)
	f.pkep, f.pEnd = f.pick(s.pair, s.pEnd, f.p.use, f.pkep, f.pEnd)
}

func (f *fit) pick(all []uint32, ends []int32, use []bool, kept []uint32, keptEnd []int32) ([]uint32, []int32) {
	kept, keptEnd = kept[:0], keptEnd[:0]
	from := int32(0)
	for _, end := range ends {
		for _, n := range all[from:end] {
			if use[n] && (f.drop == 0 || f.random() >= f.drop) {
				kept = append(kept, n)
			}
		}
		keptEnd = append(keptEnd, int32(len(kept)))
		from = end
	}
	return kept, keptEnd
}

// random is xorshift64* (Marsaglia 2003, Vigna 2016).
func (f *fit) random() uint32 {
	f.seed ^= f.seed >> 12
	f.seed ^= f.seed << 25
	f.seed ^= f.seed >> 27
	return uint32(f.seed * 2685821657736338717 >> 32)
}

func (f *fit) score(s *trainSeq) {
	f.lat.Reset(len(s.gold), f.opt.Labels)
	for i := range s.gold {
		addRows(&f.u, at(f.kept, f.uEnd, i), f.lat.Unary(i))
		if i > 0 {
			addRows(&f.p, at(f.pkep, f.pEnd, i), f.lat.Pair(i))
		}
		f.lat.Allow(i, uint(s.allow[i]))
	}
}

func at(kept []uint32, ends []int32, i int) []uint32 {
	if i == 0 {
		return kept[:ends[0]]
	}
	return kept[ends[i-1]:ends[i]]
}

func addRows(w *weights, features []uint32, out []float32) {
	for _, n := range features {
		row := w.w[int(n)*w.width : (int(n)+1)*w.width]
		for k, x := range row {
			out[k] += x
		}
	}
}

func (f *fit) unaryStep(s *trainSeq, i int) {
	L := f.opt.Labels
	for k := range L {
		f.grad[k] = f.lat.Marginal(i, k)
	}
	f.grad[s.gold[i]]--
	f.step(&f.u, at(f.kept, f.uEnd, i), f.grad[:L], s.weight)
}

func (f *fit) pairStep(s *trainSeq, i int) {
	L := f.opt.Labels
	f.lat.pairMarginals(i, f.grad)
	f.grad[int(s.gold[i-1])*L+int(s.gold[i])]--
	f.step(&f.p, at(f.pkep, f.pEnd, i), f.grad, s.weight)
}

// pairMarginals sets out to the probabilities of the label pairs at (i-1, i).
func (l *Lattice) pairMarginals(i int, out []float64) {
	L := l.labels
	a, b := l.alpha[(i-1)*L:i*L], l.beta[i*L:(i+1)*L]
	u, p := l.at(i)
	sum := 0.0
	for to := range L {
		w := b[to] * float64(u[to])
		for from := range L {
			x := a[from] * w * float64(p[from*L+to])
			out[from*L+to] = x
			sum += x
		}
	}
	if sum <= 0 {
		sum = 1
	}
	for k := range out[:L*L] {
		out[k] /= sum
	}
}

const adagradEpsilon = 0.01

func (f *fit) step(w *weights, features []uint32, grad []float64, weight float32) {
	rate, l2 := float32(f.opt.Rate), float32(f.opt.L2)
	for k, g := range grad[:w.width] {
		if math.Abs(g) < 1e-4 {
			continue
		}
		g32 := float32(g) * weight
		for _, n := range features {
			j := int(n)*w.width + k
			d := g32 + l2*w.w[j]
			w.g2[j] += d * d
			w.w[j] -= rate * d / (adagradEpsilon + float32(math.Sqrt(float64(w.g2[j]))))
		}
	}
}

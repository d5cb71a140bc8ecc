package learn

import (
	"math"
	"math/rand/v2"
)

// A RankTrainer fits a linear model that picks one of several options: the
// conditional logit of McFadden (1974), as used to rerank parses by Charniak and
// Johnson (2005). The weights are averaged over the epochs. What it writes is a
// Chain of two labels; the score of an option is that of label 1 less that of
// label 0.
type RankTrainer struct {
	opt   ChainOptions
	words vocabulary
	lists []rankList
}

type rankList struct {
	right    int
	features []uint32
	ends     []int32 // end of each option's features
}

// NewRankTrainer returns an empty trainer. Labels and PairCut are ignored.
func NewRankTrainer(opt ChainOptions) *RankTrainer {
	opt.Labels = 2
	opt.defaults()
	return &RankTrainer{opt: opt, words: vocabulary{index: map[uint64]uint32{}}}
}

// Begin starts a list of options, of which the one numbered right is right.
func (t *RankTrainer) Begin(right int) { t.lists = append(t.lists, rankList{right: right}) }

// Option adds an option to the list begun last, by its features, which are not
// kept.
func (t *RankTrainer) Option(features []uint64) {
	l := &t.lists[len(t.lists)-1]
	for _, h := range features {
		l.features = append(l.features, t.words.number(h))
	}
	l.ends = append(l.ends, int32(len(l.features)))
}

// Fit trains on all lists and returns the section for LoadChain. The trainer is
// spent afterwards.
func (t *RankTrainer) Fit() []byte {
	w := newWeights(&t.words, 1, t.opt.Cutoff)
	f := newFitState(t.opt)
	order := make([]int, len(t.lists))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(t.opt.Seed, 1))
	mean := make([]float32, len(w.w))
	for range t.opt.Epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			f.choose(&w, &t.lists[i])
		}
		for j, x := range w.w {
			mean[j] += x / float32(t.opt.Epochs)
		}
	}
	rows := make([]float32, 0, 2*len(mean))
	for _, x := range mean {
		x *= float32(1 - t.opt.Dropout)
		rows = append(rows, -x/2, x/2)
	}
	return appendChain(2, encodeUnary(t.words.keys, rows, 2, t.opt.Least), nil)
}

// choose takes one step on one list.
func (f *fit) choose(w *weights, l *rankList) {
	f.kept, f.uEnd = f.pick(l.features, l.ends, w.use, f.kept, f.uEnd)
	chance := make([]float64, len(l.ends))
	top := math.Inf(-1)
	for k := range chance {
		for _, n := range at(f.kept, f.uEnd, k) {
			chance[k] += float64(w.w[n])
		}
		top = max(top, chance[k])
	}
	sum := 0.0
	for k := range chance {
		chance[k] = math.Exp(chance[k] - top)
		sum += chance[k]
	}
	chance[l.right] -= sum
	for k := range chance {
		f.grad[0] = chance[k] / sum
		f.step(w, at(f.kept, f.uEnd, k), f.grad[:1], 1)
	}
}

package attribution

import (
	"math"

	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// The last stage looks at a whole candidate (cue, source, content and how sure
// the stages before were) and gives the probability that it is an attribution
// at all. It is trained on what the stages before do on articles they were not
// trained on.

const keepLabels = 2

// candidate is an attribution before the last decision.
type candidate struct {
	home    int // index of the cue's frame in the region
	cue     cueCandidate
	args    arguments
	source  []nlp.Range
	content []nlp.Range
	reach   extended
	score   float64

	unlisted bool // the lexicon of cues has no word of the cue
}

// logit buckets a probability finely near 0 and 1.
func logit(p float64) uint64 {
	p = min(max(p, 1e-4), 1-1e-4)
	return uint64(int(math.Round(2*math.Log(p/(1-p)))) + 40)
}

func (e *Extractor) keepFeatures(x *features, r *region, all []candidate, at int) {
	x.reset()
	c := &all[at]
	f := r.frames[c.home]
	h, last := cueHead(f, c.cue), lastWord(f, c.cue)
	cue, source, content := logit(c.cue.marginal), logit(c.args.source), logit(c.args.content)
	x.one(3000, 0)
	x.one(3001, cue)
	x.one(3002, source)
	x.one(3003, content)
	x.two(3004, cue, source)
	x.two(3005, cue, content)
	x.two(3006, source, content)
	x.one(3007, uint64(int(max(c.args.path1, -3)*10)+100))
	roles := bit(len(c.source) > 0) | bit(len(c.content) > 0)<<1 | bit(f.q[h] != 0)<<2 | bit(f.hasQuotes)<<3
	x.one(3008, roles)
	x.two(3009, roles, cue)
	x.one(3010, f.l[last])
	x.two(3011, f.l[last], f.l[h])
	x.two(3012, f.p[h], f.p[last])
	x.one(3013, f.c[last])
	x.two(3014, f.l[last], roles)
	e.sourceFeatures(x, f, c, f.c[last])
	x.one(3020, bucket(tokens(c.content)/2))
	x.two(3021, bucket(tokens(c.content)/2), roles)
	above, inside := nesting(all, at)
	x.two(3022, above, inside)
	x.two(3023, above, cue)
	x.two(3024, above, bit(f.q[h] != 0))
	x.two(3025, uint64(f.place), cue)
	x.one(3026, bucket(c.cue.end-c.cue.first))
	x.two(3027, bucket(c.reach.steps), logit(c.reach.sure))
	x.two(3028, uint64(f.p[c.cue.first]), uint64(f.p[c.cue.end-1]))
	x.three(3029, cue, bit(len(c.source) > 0), bucket(tokens(c.content)/4))
	x.two(3030, f.r[h], f.p[h])
	x.two(3031, neighbours(all, at), cue)
	x.two(3032, logit(c.args.sure), roles)
	x.two(3033, logit(c.args.sure), cue)
	class, nested := f.x[last], bit(f.nested)
	x.two(3034, class, roles)
	x.two(3035, class, cue)
	x.three(3036, class, f.p[last], f.r[h])
	x.two(3037, nested, cue)
	x.two(3038, nested, roles)
	x.three(3039, nested, class, f.p[last])
}

func (e *Extractor) sourceFeatures(x *features, f *frame, c *candidate, class uint64) {
	if len(c.source) == 0 {
		return
	}
	for i := range f.len() {
		if c.args.path[i] != argSource {
			continue
		}
		if hd := f.head[i]; hd >= 0 && c.args.path[hd] == argSource {
			continue
		}
		x.one(3015, f.l[i])
		x.two(3016, f.n[i], f.p[i])
		x.two(3017, f.c[i], class)
		x.two(3018, f.r[i], f.p[i])
		return
	}
}

func tokens(ranges []nlp.Range) int {
	n := 0
	for _, r := range ranges {
		n += r.Len()
	}
	return n
}

// nesting counts the contents that hold this cue and the cues this content holds.
func nesting(all []candidate, at int) (above, inside uint64) {
	c := &all[at]
	me := c.cueID()
	look := func(i int) bool {
		o := &all[i]
		if abs(o.home-c.home) > maxExtend {
			return false
		}
		if o.cue.marginal >= 0.5 {
			above += bit(nlp.Holds(o.content, me))
			inside += bit(nlp.Holds(c.content, o.cueID()))
		}
		return true
	}
	for i := at - 1; i >= 0 && look(i); i-- {
	}
	for i := at + 1; i < len(all) && look(i); i++ {
	}
	return min(above, 3), min(inside, 3)
}

// neighbours counts confident cues in the same frame.
func neighbours(all []candidate, at int) uint64 {
	n := uint64(0)
	for i := at - 1; i >= 0 && all[i].home == all[at].home; i-- {
		n += bit(all[i].cue.marginal >= 0.5)
	}
	for i := at + 1; i < len(all) && all[i].home == all[at].home; i++ {
		n += bit(all[i].cue.marginal >= 0.5)
	}
	return min(n, 4)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// cueID is the number in the Doc of the cue's first token.
func (c *candidate) cueID() int { return c.cue.id }

// judge sets the score of every candidate of a region.
func (e *Extractor) judge(s *scratch, r *region, all []candidate) {
	for i := range all {
		e.keepFeatures(&s.u, r, all, i)
		var scores [keepLabels]float32
		e.keep.Classify(s.u.list, scores[:])
		all[i].score = 1 / (1 + math.Exp(float64(scores[0]-scores[1])))
	}
}

func keepTrainer() *learn.ChainTrainer {
	return learn.NewChainTrainer(learn.ChainOptions{Labels: keepLabels, Cutoff: 2, Epochs: 12, Rate: 0.03, Dropout: 0.3, Seed: 4})
}

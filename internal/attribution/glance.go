package attribution

import (
	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// Most words are in no cue, and a glance shows it: so the cue tagger first asks a
// small linear model, as the tagger and the parser do (nlp/glance.go), whether a
// word may be in a cue at all. If not, it is taken to be outside and costs nothing
// more. The model learns from what whole cue taggers say of texts that they were not
// trained on.

const (
	// mayBeCue is the marginal from which on a word should be looked at.
	mayBeCue = 0.03
	// surelyNoCue is the score, the logarithm of the odds, under which it is not.
	surelyNoCue = -3.8
)

// glance collects what a glance at token i sees.
func (c *cueContext) glance(x *features, i int) {
	x.reset()
	f, g := c.f, int(c.group[i])
	p0, l0, r0, lg := f.p[i], f.l[i], f.r[i], f.l[g]
	la, lb := word(f.l, i-1), word(f.l, i+1)
	quotes := quoteAt(f, i-1)<<8 | quoteAt(f, i)<<4 | quoteAt(f, i+1)
	x.two(5000, p0, r0)
	x.two(5001, l0, p0)
	x.three(5002, word(f.p, i-1), p0, word(f.p, i+1))
	x.two(5003, l0, lb)
	x.two(5004, p0, lb)
	x.two(5005, p0, la)
	x.three(5006, lg, p0, r0)
	x.two(5007, lg, c.subject[g])
	x.three(5008, lg, uint64(c.signature[g]&(clausal|nominal)), bit(g == i))
	x.three(5009, p0, r0, headLemma(f, i))
	x.three(5010, p0, quotes, f.x[i])
}

// look reports for each token of s.cue's frame whether it may be in a cue. The
// slice is valid until the next call.
func (e *Extractor) look(s *scratch) []bool {
	s.asked = resize(s.asked, s.cue.f.len())
	for i := range s.asked {
		s.asked[i] = true
		if e.glance != nil {
			var scores [2]float32
			s.cue.glance(&s.u, i)
			e.glance.Classify(s.u.list, scores[:])
			s.asked[i] = scores[1]-scores[0] >= surelyNoCue
		}
	}
	return s.asked
}

// TrainGlance fits the glance of the cue tagger and puts it into b, as Train does.
func TrainGlance(examples []Example, b *learn.Bundle) {
	var parts [folds]*learn.Bundle
	inParallel(folds, func(k int) { parts[k] = fitCues(examples, k) })
	b.Put(sectionGlance, fitGlance(examples, parts[:]))
}

// fitGlance fits the glance to what cue taggers say of the fold that each has not
// seen.
func fitGlance(examples []Example, parts []*learn.Bundle) []byte {
	t := learn.NewChainTrainer(learn.ChainOptions{Labels: 2, Cutoff: 8, Epochs: 3, Rate: 0.1, Least: 0.1, Seed: 8})
	s := &scratch{}
	for k := range folds {
		e := partial(parts[k])
		for i := k; i < len(examples); i += folds {
			doc := examples[i].Doc
			e.watchCues(s, framesOf(doc, []nlp.Range{{First: 0, End: len(doc.Tokens)}}, false), t)
			for _, g := range examples[i].Gold {
				e.watchCues(s, framesOf(doc, unquoted(doc, g.Content), true), t)
			}
		}
	}
	return t.Fit()
}

// watchCues adds what the cue tagger says of each token.
func (e *Extractor) watchCues(s *scratch, frames []*frame, t *learn.ChainTrainer) {
	for _, f := range frames {
		e.scoreCues(s, f)
		s.lattice.Marginals()
		t.Begin(1)
		for i := range f.len() {
			s.cue.glance(&s.u, i)
			t.Position(int(bit(1-s.lattice.Marginal(i, cueOut) >= mayBeCue)), 3, s.u.list, nil)
		}
	}
}

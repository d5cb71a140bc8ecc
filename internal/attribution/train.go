package attribution

import (
	"fmt"
	"io"
	"sync"

	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// Gold is one annotated attribution in token space.
type Gold struct{ Source, Cue, Content []nlp.Range }

// Example is an annotated article.
type Example struct {
	Doc  *nlp.Doc
	Gold []Gold
}

// folds is how many parts the last stage's training data are made in.
const folds = 4

// Train fits all stages on the examples and puts them into b. The last stage
// learns from what the others, fitted without a fold, find in that fold. Equal
// examples give equal bytes.
func Train(examples []Example, b *learn.Bundle, log io.Writer) error {
	parts := make([]*learn.Bundle, folds+1)
	var wg sync.WaitGroup
	slots := make(chan struct{}, 2)
	for k := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			parts[k] = fitStages(examples, k)
			fmt.Fprintf(log, "attribution: part %d of %d fitted\n", k+1, folds+1)
		}()
	}
	wg.Wait()
	keep := keepTrainer()
	for k := range folds {
		if err := judgeFold(parts[k], examples, k, keep); err != nil {
			return err
		}
	}
	for _, name := range parts[folds].Names() {
		data, _ := parts[folds].Section(name)
		b.Put(name, data)
	}
	b.Put(sectionKeep, keep.Fit())
	return nil
}

// fitStages fits the first three stages on all examples but those of fold k.
func fitStages(examples []Example, k int) *learn.Bundle {
	cues := learn.NewChainTrainer(learn.ChainOptions{Labels: cueLabels, Cutoff: 8, PairCut: 12, Epochs: 9, Rate: 0.03, Dropout: 0.5, Seed: 1})
	args := learn.NewChainTrainer(learn.ChainOptions{Labels: argLabels, Cutoff: 7, PairCut: 12, Epochs: 8, Rate: 0.03, Dropout: 0.5, Seed: 2})
	reach := extensionTrainer()
	s := &scratch{}
	for i := range examples {
		if i%folds == k {
			continue
		}
		a := newAnnotated(&examples[i])
		a.addCues(s, cues)
		a.addArguments(s, args)
		a.addWalks(s, reach)
	}
	b := &learn.Bundle{}
	b.Put(sectionCue, cues.Fit())
	b.Put(sectionArgs, args.Fit())
	b.Put(sectionExtend, reach.Fit())
	return b
}

// annotated is an example in the shape the stages see.
type annotated struct {
	*Example
	r    region
	home []int // frame of each gold cue; -1 where it has none
}

func newAnnotated(e *Example) *annotated {
	a := &annotated{Example: e, home: make([]int, len(e.Gold))}
	all := nlp.Range{First: 0, End: len(e.Doc.Tokens)}
	a.r.frames = framesOf(e.Doc, []nlp.Range{all}, false)
	a.r.cues = make([][]cueCandidate, len(a.r.frames))
	where := make([]int, len(e.Doc.Tokens))
	for k, f := range a.r.frames {
		for _, id := range f.ids {
			where[id] = k
		}
	}
	for g, gold := range e.Gold {
		a.home[g] = -1
		if len(gold.Cue) == 0 {
			continue
		}
		first, end := gold.Cue[0].First, gold.Cue[len(gold.Cue)-1].End
		k := where[first]
		f := a.r.frames[k]
		from := first - int(f.ids[0])
		to := min(end-int(f.ids[0]), f.len())
		a.home[g] = k
		a.r.cues[k] = append(a.r.cues[k], cueCandidate{first: from, end: to, id: first, marginal: 1})
	}
	return a
}

func (a *annotated) addCues(s *scratch, t *learn.ChainTrainer) {
	for k, f := range a.r.frames {
		gold := make([]int, f.len())
		for _, c := range a.r.cues[k] {
			for i := c.first; i < c.end; i++ {
				gold[i] = cueIn
			}
			gold[c.first] = cueBegin
		}
		s.cue.set(f)
		t.Begin(1)
		for i := range f.len() {
			s.cue.unary(&s.u, i)
			s.v.reset()
			allow := uint(1<<cueLabels - 1)
			if i > 0 {
				s.cue.pairs(&s.v, i)
			} else {
				allow = 1<<cueOut | 1<<cueBegin
			}
			t.Position(gold[i], allow, s.u.list, s.v.list)
		}
	}
}

// labels returns the gold labels of the frame of attribution g.
func (a *annotated) labels(g int, cue cueCandidate) []uint8 {
	f := a.r.frames[a.home[g]]
	path := make([]uint8, f.len())
	for i, id := range f.ids {
		switch {
		case i >= cue.first && i < cue.end:
			path[i] = argCue
		case holds(a.Gold[g].Source, int(id)):
			path[i] = argSource
		case holds(a.Gold[g].Content, int(id)):
			path[i] = argContent
		}
	}
	return path
}

// cueOf returns the gold cue of attribution g as a candidate.
func (a *annotated) cueOf(g int) cueCandidate {
	for _, c := range a.r.cues[a.home[g]] {
		if c.id == a.Gold[g].Cue[0].First {
			return c
		}
	}
	panic("attribution: a gold cue is missing from its frame")
}

func (a *annotated) addArguments(s *scratch, t *learn.ChainTrainer) {
	for g := range a.Gold {
		if a.home[g] < 0 {
			continue
		}
		f, cue := a.r.frames[a.home[g]], a.cueOf(g)
		path := a.labels(g, cue)
		s.arg.set(f, cue, a.r.cues[a.home[g]])
		t.Begin(1)
		for i := range f.len() {
			s.arg.unary(&s.u, i)
			s.v.reset()
			if i > 0 {
				s.arg.pairs(&s.v, i)
			}
			t.Position(int(path[i]), argMask(i, cue), s.u.list, s.v.list)
		}
	}
}

// addWalks follows each gold content out of its cue's frame.
func (a *annotated) addWalks(s *scratch, t *learn.ChainTrainer) {
	for g := range a.Gold {
		if a.home[g] < 0 {
			continue
		}
		cue := a.cueOf(g)
		path := a.labels(g, cue)
		for _, forward := range []bool{false, true} {
			w := newWalker(&a.r, a.home[g], cue, path, forward)
			for k := 1; ; k++ {
				f, prev, ok := w.neighbour(k)
				if !ok {
					break
				}
				label := wantedStep(f, a.Gold[g].Content, forward)
				w.features(&s.u, k, f, prev)
				t.Begin(1)
				t.Position(label, 1<<extendLabels-1, s.u.list, nil)
				if label != extendWhole {
					break
				}
			}
		}
	}
}

// wantedStep returns the label of frame f given the gold content.
func wantedStep(f *frame, content []nlp.Range, forward bool) int {
	words, taken := 0, 0
	first, end := quotedPart(f, forward)
	part, partTaken := 0, 0
	for i, id := range f.ids {
		if f.token(i).Shape&nlp.ShapePunct != 0 {
			continue
		}
		in := holds(content, int(id))
		words++
		taken += int(bit(in))
		if i >= first && i < end {
			part++
			partTaken += int(bit(in))
		}
	}
	switch {
	case words == 0 || taken*4 < words && partTaken*2 <= part:
		return extendStop
	case part > 0 && part < words && partTaken*2 > part && (taken-partTaken)*2 <= words-part:
		return extendQuoted
	case taken*2 > words:
		return extendWhole
	}
	return extendStop
}

// judgeFold runs the stages in b over fold k and adds what they find to t.
func judgeFold(b *learn.Bundle, examples []Example, k int, t *learn.ChainTrainer) error {
	b.Put(sectionKeep, keepPlaceholder())
	e, err := NewExtractor(b)
	if err != nil {
		return err
	}
	s := &scratch{}
	for i := range examples {
		if i%folds != k {
			continue
		}
		doc := examples[i].Doc
		frames := framesOf(doc, []nlp.Range{{First: 0, End: len(doc.Tokens)}}, false)
		r, all := e.candidates(s, frames)
		right := matches(doc, all, examples[i].Gold)
		for c := range all {
			e.keepFeatures(&s.u, r, all, c)
			t.Begin(1)
			t.Position(int(bit(right[c])), 1<<keepLabels-1, s.u.list, nil)
		}
	}
	return nil
}

// keepPlaceholder is an untrained last stage.
func keepPlaceholder() []byte {
	t := keepTrainer()
	t.Begin(1)
	t.Position(0, 1<<keepLabels-1, nil, nil)
	return t.Fit()
}

// matches says which candidates are right as the referee counts relations: the
// cues share a word, so do the sources, and the contents overlap by half.
func matches(doc *nlp.Doc, all []candidate, gold []Gold) []bool {
	out := make([]bool, len(all))
	for i := range all {
		c := &all[i]
		for g := range gold {
			cue := nlp.Range{First: c.cue.id, End: c.cue.id + c.cue.end - c.cue.first}
			if !overlaps(cue, gold[g].Cue) {
				continue
			}
			if (len(c.source) > 0 || len(gold[g].Source) > 0) && common(doc, c.source, gold[g].Source) == 0 {
				continue
			}
			both := common(doc, c.content, gold[g].Content)
			either := count(doc, c.content) + count(doc, gold[g].Content) - both
			if either > 0 && 2*both >= either {
				out[i] = true
			}
		}
	}
	return out
}

// common counts the words in both lists of ranges.
func common(doc *nlp.Doc, a, b []nlp.Range) int {
	n := 0
	for _, x := range a {
		for _, y := range b {
			for i := max(x.First, y.First); i < min(x.End, y.End); i++ {
				n += int(bit(doc.Tokens[i].Shape&nlp.ShapePunct == 0))
			}
		}
	}
	return n
}

func count(doc *nlp.Doc, a []nlp.Range) int { return common(doc, a, a) }

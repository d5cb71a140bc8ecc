package attribution

import (
	"fmt"
	"io"
	"sync"

	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// Gold is one annotated attribution in token space.
type Gold struct {
	Source, Cue, Content []nlp.Range
	Via                  int // index in Example.Gold of the attribution whose content holds it; -1 for none
}

// Example is an annotated article.
type Example struct {
	Doc  *nlp.Doc
	Gold []Gold
}

// folds is how many parts the training data are cut into. Every stage learns
// from what the stages before it, fitted without a part, find in that part: so
// it sees the mistakes it will see later.
const folds = 4

// Train fits all stages on the examples and puts them into b. Equal examples
// give equal bytes.
func Train(examples []Example, b *learn.Bundle, log io.Writer) error {
	var parts [folds + 1]*learn.Bundle // without each fold; at last, without none
	inParallel(len(parts), func(k int) {
		parts[k] = fitCues(examples, k)
		fmt.Fprintf(log, "attribution: cues %d of %d fitted\n", k+1, len(parts))
	})
	glance := fitGlance(examples, parts[:folds])
	for _, part := range parts {
		part.Put(sectionGlance, glance)
	}
	inParallel(len(parts), func(k int) {
		fitArguments(examples, k, parts)
		fmt.Fprintf(log, "attribution: arguments %d of %d fitted\n", k+1, len(parts))
	})
	fitChoosers(examples, parts)
	keep := keepTrainer()
	for k := range folds {
		if err := judgeFold(parts[k], examples, k, keep); err != nil {
			return err
		}
	}
	parts[folds].Put(sectionKeep, keep.Fit())
	for _, name := range parts[folds].Names() {
		data, _ := parts[folds].Section(name)
		b.Put(name, data)
	}
	return nil
}

// inParallel calls do(0) to do(n-1), two at a time: a fit needs gigabytes.
func inParallel(n int, do func(k int)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, 2)
	for k := range n {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer wg.Done()
			do(k)
			<-slots
		}()
	}
	wg.Wait()
}

// fitCues fits the first stage on all examples but those of fold k.
func fitCues(examples []Example, k int) *learn.Bundle {
	cues := learn.NewChainTrainer(learn.ChainOptions{Labels: cueLabels, Cutoff: 8, PairCut: 12, Epochs: 14, Rate: 0.015, Dropout: 0.5, Seed: 1})
	s := &scratch{}
	for i := range examples {
		if i%folds == k {
			continue
		}
		for _, a := range passages(&examples[i]) {
			a.addCues(s, cues)
		}
	}
	b := &learn.Bundle{}
	b.Put(sectionCue, cues.Fit())
	return b
}

// fitArguments fits the stages after the first on all examples but those of
// fold k and puts them into parts[k].
func fitArguments(examples []Example, k int, parts [folds + 1]*learn.Bundle) {
	args := learn.NewChainTrainer(learn.ChainOptions{Labels: argLabels, Cutoff: 7, PairCut: 12, Epochs: 16, Rate: 0.0075, Dropout: 0.5, Seed: 2})
	reach := extensionTrainer()
	s := &scratch{}
	var finders [folds]*Extractor
	for j := range finders {
		finders[j] = partial(parts[j])
	}
	for i := range examples {
		if i%folds == k {
			continue
		}
		for _, a := range passages(&examples[i]) {
			a.addFound(finders[i%folds], s)
			a.addArguments(s, args)
			a.addWalks(s, reach)
		}
	}
	parts[k].Put(sectionArgs, args.Fit())
	parts[k].Put(sectionExtend, reach.Fit())
}

// partial returns an extractor with those stages that b has.
func partial(b *learn.Bundle) *Extractor {
	e := &Extractor{}
	for _, m := range []struct {
		name  string
		chain **learn.Chain
	}{{sectionCue, &e.cues}, {sectionArgs, &e.args}} {
		if data, ok := b.Section(m.name); ok {
			chain, err := learn.LoadChain(data)
			if err != nil {
				panic(fmt.Sprintf("attribution: section %s as just fitted: %v", m.name, err))
			}
			*m.chain = chain
		}
	}
	return e
}

// fitChoosers fits the comparison of labellings: one on all folds but each, for
// the last stage to learn with, and one on all.
func fitChoosers(examples []Example, parts [folds + 1]*learn.Bundle) {
	var choosers [folds + 1]*learn.RankTrainer
	for k := range choosers {
		choosers[k] = chooserTrainer()
	}
	s := &scratch{}
	for k := range folds {
		e := partial(parts[k])
		for i := k; i < len(examples); i += folds {
			for _, a := range passages(&examples[i]) {
				a.addOptions(e, s, choosers[:], k)
			}
		}
	}
	inParallel(len(choosers), func(k int) { parts[k].Put(sectionChoose, choosers[k].Fit()) })
}

// addOptions gives the labellings of every gold cue that was found to all
// choosers but number but, if the right one is among them.
func (a *annotated) addOptions(e *Extractor, s *scratch, choosers []*learn.RankTrainer, but int) {
	found := make([][]cueCandidate, len(a.r.frames))
	for k, f := range a.r.frames {
		found[k] = e.findCues(s, f)
	}
	for g := range a.Gold {
		k := a.home[g]
		if k < 0 {
			continue
		}
		gold := a.cueOf(g)
		for _, cue := range found[k] {
			if !touches([]cueCandidate{gold}, cue.first, cue.end) {
				continue
			}
			e.scoreArguments(s, a.r.frames[k], cue, found[k]).Marginals()
			options := e.options(s, a.r.frames[k])
			if right := a.rightOption(options, g, cue); right >= 0 && len(options) > 1 {
				offer(s, options, right, choosers, but)
			}
			break
		}
	}
}

func offer(s *scratch, options []learn.Labelling, right int, choosers []*learn.RankTrainer, but int) {
	for j, t := range choosers {
		if j != but {
			t.Begin(right)
		}
	}
	for o := range options {
		optionFeatures(&s.u, &s.arg, options, o)
		for j, t := range choosers {
			if j != but {
				t.Option(s.u.list)
			}
		}
	}
}

// rightOption returns the option with the words of the gold content and, if
// there is one, of the gold source as well; -1 if none has the content.
func (a *annotated) rightOption(options []learn.Labelling, g int, cue cueCandidate) int {
	f, want := a.r.frames[a.home[g]], a.labels(g, cue)
	right := -1
	for o := range options {
		if !sameRole(f, want, options[o].Path, argContent) {
			continue
		}
		if sameRole(f, want, options[o].Path, argSource) {
			return o
		}
		if right < 0 {
			right = o
		}
	}
	return right
}

func sameRole(f *frame, a, b []uint8, role uint8) bool {
	for i := range a {
		if (a[i] == role) != (b[i] == role) && f.token(i).Shape&nlp.ShapePunct == 0 {
			return false
		}
	}
	return true
}

// annotated is a passage of an example in the shape the stages see: the article
// itself, or the content of an attribution that holds others.
type annotated struct {
	doc  *nlp.Doc
	Gold []Gold
	r    region
	home []int // frame of each gold cue; -1 where it has none
}

// passages returns the article with the attributions of which nothing is the
// relay, then each content with those found in it.
func passages(e *Example) []*annotated {
	inside := make([][]Gold, len(e.Gold)+1)
	for _, g := range e.Gold {
		inside[g.Via+1] = append(inside[g.Via+1], g)
	}
	all := []nlp.Range{{First: 0, End: len(e.Doc.Tokens)}}
	out := []*annotated{newAnnotated(e.Doc, framesOf(e.Doc, all, false), inside[0])}
	for i := range e.Gold {
		if len(inside[i+1]) > 0 {
			frames := framesOf(e.Doc, unquoted(e.Doc, e.Gold[i].Content), true)
			out = append(out, newAnnotated(e.Doc, frames, inside[i+1]))
		}
	}
	return out
}

func newAnnotated(doc *nlp.Doc, frames []*frame, gold []Gold) *annotated {
	a := &annotated{doc: doc, Gold: gold, home: make([]int, len(gold))}
	a.r = region{frames: frames, cues: make([][]cueCandidate, len(frames))}
	where := make(map[int]int)
	for k, f := range frames {
		for _, id := range f.ids {
			where[int(id)] = k
		}
	}
	for g := range gold {
		a.home[g] = -1
		if len(gold[g].Cue) == 0 {
			continue
		}
		first, end := gold[g].Cue[0].First, gold[g].Cue[len(gold[g].Cue)-1].End
		k, ok := where[first]
		if !ok {
			continue
		}
		from, _ := search(frames[k].ids, int32(first))
		to, _ := search(frames[k].ids, int32(end))
		a.home[g] = k
		a.r.cues[k] = append(a.r.cues[k], cueCandidate{first: from, end: to, id: first, marginal: 1})
	}
	return a
}

// addFound adds the cues that e finds to the gold ones, which take over how
// sure e was of them.
func (a *annotated) addFound(e *Extractor, s *scratch) {
	for k, f := range a.r.frames {
		gold := a.r.cues[k]
		found := e.findCues(s, f)
		out := append([]cueCandidate(nil), gold...)
		for g := range out {
			out[g].marginal = missedCue
		}
		for _, c := range found {
			if !touches(gold, c.first, c.end) {
				out = append(out, c)
				continue
			}
			for g := range gold {
				if touches(gold[g:g+1], c.first, c.end) {
					out[g].marginal = c.marginal
				}
			}
		}
		a.r.cues[k] = out
	}
}

// missedCue is the marginal of a gold cue that was not found.
const missedCue = 0.1

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
		case nlp.Holds(a.Gold[g].Source, int(id)):
			path[i] = argSource
		case nlp.Holds(a.Gold[g].Content, int(id)):
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
		in := nlp.Holds(content, int(id))
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
		for _, a := range passages(&examples[i]) {
			r, all := e.candidates(s, a.r.frames)
			right := matches(a.doc, all, a.Gold)
			for c := range all {
				e.keepFeatures(&s.u, r, all, c)
				t.Begin(1)
				t.Position(int(bit(right[c])), 1<<keepLabels-1, s.u.list, nil)
			}
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

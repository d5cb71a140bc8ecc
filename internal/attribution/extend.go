package attribution

import (
	"math"

	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// Contents run on: a quotation goes through several sentences, a paraphrase is
// followed by the quoted words it stood for. From the sentence of the cue a
// classifier walks forward and backward, sentence by sentence, and says of each:
// stop here, take all of it, or take its quoted part and stop.

const (
	extendStop = iota
	extendWhole
	extendQuoted
	extendLabels
)

// maxExtend bounds the walk in either direction, in sentences.
const maxExtend = 60

// region is a run of frames with the cues found in each.
type region struct {
	frames []*frame
	cues   [][]cueCandidate
}

// walker holds what the classifier knows during one walk.
type walker struct {
	r       *region
	home    int // frame of the cue
	cue     cueCandidate
	path    []uint8 // labels of the home frame
	shape   uint64  // of the content in the home frame
	forward bool
}

func newWalker(r *region, home int, cue cueCandidate, path []uint8, forward bool) walker {
	w := walker{r: r, home: home, cue: cue, path: path, forward: forward}
	w.shape = w.contentShape()
	return w
}

func (w *walker) contentShape() uint64 {
	f := w.r.frames[w.home]
	var tokens, quoted int
	first, last := -1, -1
	for i, y := range w.path {
		if y != argContent || f.tag(i) == nlp.TagStop || f.tag(i) == nlp.TagComma {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
		tokens++
		if f.q[i] != 0 {
			quoted++
		}
	}
	if tokens == 0 {
		return 1
	}
	return 2 | bit(quoted > 0)<<2 | bit(quoted == tokens)<<3 | bit(last >= f.len()-2)<<4 |
		bit(first <= 1)<<5 | bit(first >= w.cue.end)<<6
}

// neighbour returns the frame k steps from home and the one before it on the
// way; ok is false where the region ends.
func (w *walker) neighbour(k int) (f, prev *frame, ok bool) {
	at, from := w.home+k, w.home+k-1
	if !w.forward {
		at, from = w.home-k, w.home-k+1
	}
	if at < 0 || at >= len(w.r.frames) || k > maxExtend {
		return nil, nil, false
	}
	return w.r.frames[at], w.r.frames[from], true
}

// border describes the step from the frame before on the way to f.
func (w *walker) border(f, prev *frame) uint64 {
	a, b := prev, f
	if !w.forward {
		a, b = f, prev
	}
	end := a.quo[a.len()-1]
	same := end >= 0 && end == b.quo[0]
	reopened := end >= 0 && a.doc.Quotes[end].Next >= 0 && a.doc.Quotes[end].Next == int(b.quo[0])
	return bit(same) | bit(reopened)<<1 | bit(b.paragraph)<<2 | bit(b.q[0]&opensQuote != 0)<<3 |
		bit(endsClosed(b))<<4 | bit(endsClosed(a))<<5 | bit(f.hasQuotes)<<6 | bit(end >= 0 && !same && !reopened && !endsClosed(a))<<7
}

func endsClosed(f *frame) bool {
	return f.q[f.len()-1]&closesQuote != 0 || f.len() > 1 && f.q[f.len()-2]&closesQuote != 0
}

// ownCues says whether a frame has cues of its own, outside and inside quotations.
func ownCues(f *frame, cues []cueCandidate) uint64 {
	outside, inside := 0, 0
	for _, c := range cues {
		if c.marginal < 0.5 {
			continue
		}
		if f.q[c.first] == 0 {
			outside++
		} else {
			inside++
		}
	}
	return uint64(min(outside, 2)) | uint64(min(inside, 1))<<2
}

func (w *walker) cuesOf(f *frame, k int) uint64 {
	at := w.home + k
	if !w.forward {
		at = w.home - k
	}
	return ownCues(f, w.r.cues[at])
}

func (w *walker) features(x *features, k int, f, prev *frame) {
	x.reset()
	home := w.r.frames[w.home]
	d := uint64(2000) + bit(w.forward)*100
	base, own, step := w.border(f, prev), w.cuesOf(f, k), bucket(k)
	head := cueHead(home, w.cue)
	lemma := home.l[head]
	same := base & 3
	x.one(d, 0)
	x.one(d+1, step)
	x.one(d+2, base)
	x.one(d+3, w.shape)
	x.two(d+4, base, w.shape)
	x.two(d+5, base, step)
	x.one(d+6, lemma)
	x.two(d+7, lemma, same)
	x.two(d+8, lemma, bit(f.paragraph))
	x.two(d+9, lemma, bit(f.hasQuotes))
	x.one(d+10, own)
	x.two(d+11, own, base)
	x.two(d+12, own, w.shape)
	x.three(d+13, own, base, w.shape)
	quoted := quotedShare(f)
	x.one(d+14, quoted)
	x.two(d+15, quoted, w.shape)
	x.three(d+16, quoted, own, same)
	cue := bit(home.q[head] != 0) | bit(w.cue.end >= home.len()-2)<<1 | bit(w.cue.first <= 1)<<2
	x.two(d+17, cue, base)
	x.two(d+18, cue, w.shape)
	colon := bit(home.tag(home.len()-1) == nlp.TagColon) | bit(hasColon(home, w.cue.end))<<1
	x.three(d+19, colon, w.shape, bit(f.hasQuotes)|bit(f.paragraph)<<1)
	x.two(d+20, colon, step)
	x.one(d+21, f.w[0])
	x.two(d+22, f.p[0], word(f.p, 1))
	x.three(d+23, pronouns(f), same, bit(f.paragraph))
	x.two(d+24, pronouns(f), quoted)
	x.two(d+25, bucket(f.len()/4), base)
	x.one(d+26, w.roles())
	x.two(d+27, w.beyond(k), base)
	x.two(d+28, uint64(home.place), base)
	x.two(d+29, quoteState(prev, w.forward), quoteState(f, w.forward))
	x.three(d+30, quoteState(prev, w.forward), base, own)
}

// quoteState tells how a frame begins and ends with respect to quotations.
func quoteState(f *frame, forward bool) uint64 {
	return bit(f.opened) | bit(f.unclosed)<<1 | bit(endsClosed(f))<<2 | bit(f.q[0]&opensQuote != 0)<<3 | bit(forward)<<4
}

func (w *walker) roles() uint64 {
	source, content := false, false
	for _, y := range w.path {
		source = source || y == argSource
		content = content || y == argContent
	}
	return bit(source) | bit(content)<<1
}

// beyond describes the frame after the one being judged.
func (w *walker) beyond(k int) uint64 {
	f, _, ok := w.neighbour(k + 1)
	if !ok {
		return 99
	}
	return bit(w.cuesOf(f, k+1) != 0) | bit(f.hasQuotes)<<1 | bit(f.paragraph)<<2 | bit(f.opened)<<3
}

func quotedShare(f *frame) uint64 {
	n := 0
	for _, q := range f.q {
		if q != 0 {
			n++
		}
	}
	switch {
	case n == 0:
		return 0
	case n == f.len():
		return 5
	}
	return 1 + uint64(4*n/(f.len()+1))
}

func hasColon(f *frame, from int) bool {
	for i := from; i < f.len(); i++ {
		if f.tag(i) == nlp.TagColon && f.form(i) == ":" {
			return true
		}
	}
	return false
}

// pronouns tells which persons speak in a frame.
func pronouns(f *frame) uint64 {
	first, third := false, false
	for i := range f.len() {
		if !f.tag(i).IsPronoun() {
			continue
		}
		switch f.token(i).Lower {
		case "i", "we", "my", "our", "me", "us", "mine", "ours":
			first = true
		case "he", "she", "his", "her", "him":
			third = true
		}
	}
	return bit(first) | bit(third)<<1
}

// quotedPart returns the tokens of f that the label extendQuoted stands for:
// going forward, from the start to the closing mark; backward, from the last
// opening mark to the end.
func quotedPart(f *frame, forward bool) (first, end int) {
	if forward {
		for i := range f.len() {
			if f.q[i]&closesQuote != 0 {
				return 0, i + 1
			}
		}
		return 0, 0
	}
	for i := f.len() - 1; i >= 0; i-- {
		if f.q[i]&opensQuote != 0 {
			return i, f.len()
		}
	}
	return 0, 0
}

// extended is the part of a content that lies outside the cue's frame.
type extended struct {
	ranges []nlp.Range
	steps  int     // frames taken on either side
	sure   float64 // least probability of a decision to go on; 1 if none was taken
}

// extend walks both ways from the cue's frame.
func (e *Extractor) extend(s *scratch, r *region, home int, cue cueCandidate, path []uint8) extended {
	out := extended{sure: 1}
	back := e.walk(s, newWalker(r, home, cue, path, false), &out)
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	out.ranges = append(back, e.walk(s, newWalker(r, home, cue, path, true), &out)...)
	return out
}

func (e *Extractor) walk(s *scratch, w walker, out *extended) []nlp.Range {
	var ranges []nlp.Range
	for k := 1; ; k++ {
		f, prev, ok := w.neighbour(k)
		if !ok {
			return ranges
		}
		label, p := e.step(s, &w, k, f, prev)
		if label == extendStop {
			return ranges
		}
		if first, end := w.taken(f, label); first < end {
			ranges = append(ranges, spanOf(f, first, end)...)
			out.steps++
			out.sure = min(out.sure, p)
		}
		if label == extendQuoted {
			return ranges
		}
	}
}

// step decides about frame f, k steps from home, and says how sure it is.
func (e *Extractor) step(s *scratch, w *walker, k int, f, prev *frame) (label int, p float64) {
	w.features(&s.u, k, f, prev)
	var scores [extendLabels]float32
	e.extension.Classify(s.u.list, scores[:])
	return softmaxBest(scores[:])
}

// taken returns the tokens of f that a label other than extendStop takes.
func (w *walker) taken(f *frame, label int) (first, end int) {
	if label == extendQuoted {
		return quotedPart(f, w.forward)
	}
	return 0, f.len()
}

// spanOf returns tokens [first, end) of f as ranges of the Doc.
func spanOf(f *frame, first, end int) []nlp.Range {
	var out []nlp.Range
	for _, id := range f.ids[first:end] {
		if n := len(out); n > 0 && out[n-1].End == int(id) {
			out[n-1].End++
		} else {
			out = append(out, nlp.Range{First: int(id), End: int(id) + 1})
		}
	}
	return out
}

func softmaxBest(scores []float32) (best int, p float64) {
	for k := range scores {
		if scores[k] > scores[best] {
			best = k
		}
	}
	sum := 0.0
	for _, x := range scores {
		sum += math.Exp(float64(x - scores[best]))
	}
	return best, 1 / sum
}

// extensionTrainer returns the settings of the walk classifier.
func extensionTrainer() *learn.ChainTrainer {
	return learn.NewChainTrainer(learn.ChainOptions{Labels: extendLabels, Cutoff: 2, Epochs: 12, Rate: 0.05, Dropout: 0.2, Seed: 3})
}

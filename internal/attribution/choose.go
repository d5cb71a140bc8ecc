package attribution

import (
	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// The CRF of the arguments sees one border at a time. Where a content ends is
// also a matter of the whole: whether it is one clause or a clause and a half,
// whether its quotation marks pair, which phrase it leaves hanging. So the
// likeliest labellings of a cue are compared as wholes by a linear model, as
// Charniak and Johnson (2005) rerank parses.

// Of maxLabellings likely labellings those are compared that differ in words,
// up to maxOptions.
const (
	maxLabellings = 8
	maxOptions    = 6
)

const chooseLabels = 2

// options returns the labellings to choose from, likeliest first. The lattice
// holds the scores and marginals of a cue. Where the best labelling lacks a
// source or content that is not unlikely, one that has it is the last option.
func (e *Extractor) options(s *scratch, f *frame) []learn.Labelling {
	lat := &s.lattice
	var out []learn.Labelling
	for _, l := range lat.KBest(maxLabellings) {
		if len(out) < maxOptions && !listed(f, out, l.Path) {
			out = append(out, l)
		}
	}
	best, forced := out[0].Path, false
	for _, label := range []uint8{argSource, argContent} {
		if at := missingRole(lat, best, label); at >= 0 {
			lat.Allow(at, 1<<label)
			path, score := lat.Viterbi()
			out = append(out[:len(out):len(out)], learn.Labelling{Path: append([]uint8(nil), path...), Score: score})
			best, forced = out[len(out)-1].Path, true
		}
	}
	if last := len(out) - 1; forced && listed(f, out[:last], out[last].Path) {
		return out[:last]
	}
	return out
}

// listed reports whether a labelling gives the same words the same roles as one
// of the options.
func listed(f *frame, options []learn.Labelling, path []uint8) bool {
	for _, o := range options {
		if sameRoles(f, o.Path, path) {
			return true
		}
	}
	return false
}

func sameRoles(f *frame, a, b []uint8) bool {
	for i := range a {
		if a[i] != b[i] && f.token(i).Shape&nlp.ShapePunct == 0 {
			return false
		}
	}
	return true
}

// choose returns the number of the best option and its probability among them.
func (e *Extractor) choose(s *scratch, options []learn.Labelling) (int, float64) {
	s.scores = resize(s.scores, len(options))
	for k := range options {
		optionFeatures(&s.u, &s.arg, options, k)
		var out [2]float32
		e.chooser.Classify(s.u.list, out[:])
		s.scores[k] = out[1] - out[0]
	}
	return softmaxBest(s.scores)
}

func optionFeatures(x *features, c *argContext, options []learn.Labelling, k int) {
	x.reset()
	behind := uint64(min(max(int((options[0].Score-options[k].Score)*4), 0), 40))
	x.one(4000, uint64(k))
	x.one(4001, behind)
	x.two(4002, behind, uint64(k))
	var sides uint64
	for i, y := range options[k].Path {
		if y == argContent {
			sides |= 1 << bit(i > c.end)
		}
	}
	x.two(4003, sides, c.lemma)
	x.one(4004, sides)
	for _, role := range []uint8{argContent, argSource} {
		p := phrasing{c: c, f: c.f, path: options[k].Path, role: role, t: 4000 + 100*uint64(role)}
		p.features(x)
	}
}

// phrasing is what one labelling makes of one role.
type phrasing struct {
	c    *argContext
	f    *frame
	path []uint8
	role uint8
	t    uint64 // first template number

	first, last int    // tokens of the role, both included
	words       int    // of the role
	roots       int    // words whose head has another role
	top         int    // the root with the largest subtree; -1 for none
	side        uint64 // of the cue on which the role begins and ends
	quoted      uint64 // share in quotation marks: 0 none, 4 all
}

func (p *phrasing) has(i int) bool { return p.path[i] == p.role }

func (p *phrasing) features(x *features) {
	p.first = -1
	for i := range p.path {
		if p.has(i) {
			if p.first < 0 {
				p.first = i
			}
			p.last = i
		}
	}
	if p.first < 0 {
		x.two(p.t, p.c.lemma, 0)
		x.two(p.t+1, p.c.config, 0)
		x.one(p.t+2, 0)
		x.two(p.t+3, p.c.kids&0x7ff, 0)
		return
	}
	p.side = uint64(p.c.side(p.first))<<2 | uint64(p.c.side(p.last))
	p.extent(x)
	p.clause(x)
	p.leftOut(x)
	p.rightEdge(x)
	p.lastTaken(x)
	p.leftEdge(x)
}

// extent describes how much is taken, and its quotation marks.
func (p *phrasing) extent(x *features) {
	f, t := p.f, p.t
	parts, quoted, cues, open, lowest := 0, 0, 0, 0, 0
	for i := p.first; i <= p.last; i++ {
		if !p.has(i) {
			continue
		}
		parts += int(bit(i == p.first || !p.has(i-1)))
		p.words++
		quoted += int(bit(f.q[i] != 0))
		cues += int(bit(p.c.inCue[i] != 0))
		open += int(bit(f.q[i]&opensQuote != 0)) - int(bit(f.q[i]&closesQuote != 0))
		lowest = min(lowest, open)
	}
	if quoted > 0 {
		p.quoted = 1 + uint64(3*quoted/p.words)
	}
	ends := bit(p.last >= f.len()-2) | bit(p.first == 0)<<1 | bit(p.first == p.c.end)<<2 | bit(p.last == p.c.first-1)<<3
	x.one(t+2, 1)
	x.two(t+4, uint64(min(parts, 4)), p.side)
	x.two(t+5, bucket(p.words/2), p.side)
	x.three(t+6, uint64(open+20), uint64(lowest+20), p.quoted)
	x.two(t+7, uint64(min(cues, 3)), p.side)
	x.two(t+8, ends, p.quoted)
	x.two(t+9, p.c.lemma, p.side)
	x.three(t+10, p.side, p.quoted, p.c.config)
}

// clause describes the main phrase and how it hangs on the cue.
func (p *phrasing) clause(x *features) {
	f, t := p.f, p.t
	p.top = -1
	for i := p.first; i <= p.last; i++ {
		if !p.has(i) || f.token(i).Shape&nlp.ShapePunct != 0 || f.head[i] >= 0 && p.has(int(f.head[i])) {
			continue
		}
		p.roots++
		if p.top < 0 || f.size[i] > f.size[p.top] {
			p.top = i
		}
	}
	roots := uint64(min(p.roots, 5))
	x.two(t+12, roots, p.side)
	x.two(t+13, roots, p.quoted)
	if p.top < 0 {
		return
	}
	link, r := uint64(0), f.r[p.top]
	if h := int(f.head[p.top]); h >= 0 {
		link = 1 + bit(p.path[h] == argCue) + 2*bit(h == p.c.head)
	}
	x.three(t+14, r, link, f.p[p.top])
	x.three(t+15, r, link, p.c.lemma)
	x.three(t+16, marker(f, p.top), r, p.c.lemma)
	x.two(t+17, p.c.spine[0].a[p.top], p.c.lemma)
	x.three(t+18, bit(int(f.size[p.top]) >= p.words), r, link)
	x.two(t+19, bucket(int(f.size[p.top])-p.words), r)
}

// leftOut describes the phrases that hang on words of the role and are not
// part of it.
func (p *phrasing) leftOut(x *features) {
	f, t := p.f, p.t
	for i := range f.len() {
		h := int(f.head[i])
		if h < 0 || !p.has(h) || p.has(i) || f.token(i).Shape&nlp.ShapePunct != 0 {
			continue
		}
		r, mark, where := f.r[i], marker(f, i), bit(i > p.last)<<1|bit(i < p.first)
		x.three(t+20, r, where, uint64(p.path[i]))
		x.three(t+21, r, mark, where)
		x.three(t+22, r, f.l[i], where)
		x.three(t+23, r, f.l[h], f.p[i])
		x.three(t+24, r, mark, p.c.lemma)
		x.three(t+25, r, f.afterComma(i), f.p[i])
	}
}

// rightEdge describes the largest phrase that begins behind the role.
func (p *phrasing) rightEdge(x *features) {
	f, t := p.f, p.t
	x.three(t+44, f.p[p.last], word(f.p, p.last+1), word(f.p, p.last+2))
	x.two(t+45, f.w[p.last], p.c.lemma)
	next := p.last + 1
	if next >= f.len() {
		return
	}
	mark := f.p[next]
	if f.token(next).Shape&nlp.ShapePunct != 0 && next+1 < f.len() {
		next++
	}
	l := int(f.lead[next])
	h := int(f.head[l])
	inside, r := bit(h >= 0 && p.has(h)), f.r[l]
	x.three(t+30, r, marker(f, l), mark<<1|inside)
	x.three(t+31, r, f.l[l], inside)
	x.three(t+32, f.w[next], mark, inside)
	x.three(t+33, r, marker(f, l), p.c.lemma)
	x.three(t+34, r, tense(f, l), tense(f, p.c.head))
	x.three(t+35, r, bucket(int(f.size[l])), mark<<1|inside)
	x.two(t+39, f.w[next], f.w[p.last])
	if h >= 0 {
		x.three(t+36, r, f.l[h], marker(f, l))
		x.three(t+37, r, tense(f, l), tense(f, h))
		x.three(t+38, f.c[l], f.c[h], r)
	}
}

// Bounds of the climb of lastTaken, in tokens.
const (
	maxTaken = 12
	maxClimb = 20
)

// lastTaken describes the smaller phrases that end where the role ends.
func (p *phrasing) lastTaken(x *features) {
	f, t := p.f, p.t
	i := p.last
	for {
		h := int(f.head[i])
		if h < p.first || !p.has(h) || int(f.size[h]) > maxTaken || h < i-maxClimb {
			return
		}
		i = h
		r, mark, comma := f.r[i], marker(f, i), f.afterComma(i)
		x.three(t+40, r, mark, p.c.lemma)
		above := int(f.head[i])
		if above < 0 {
			return
		}
		x.three(t+41, r, mark, comma)
		x.three(t+42, r, f.l[i], comma)
		x.three(t+43, r, tense(f, i), tense(f, above))
	}
}

// leftEdge describes the phrase that the role begins with and the one before.
func (p *phrasing) leftEdge(x *features) {
	f, t := p.f, p.t
	w, before := f.w[p.first], word(f.w, p.first-1)
	x.three(t+50, w, before, p.c.lemma)
	x.three(t+51, f.p[p.first], word(f.p, p.first-1), word(f.p, p.first-2))
	x.two(t+52, w, p.c.lemma)
	x.two(t+53, w, f.r[p.first])
	l := int(f.lead[p.first])
	inside, r := bit(p.has(l)), f.r[l]
	x.three(t+54, r, marker(f, l), inside)
	x.three(t+55, r, f.l[l], inside)
	x.three(t+56, r, bit(int(f.head[l]) == p.c.head), p.c.lemma)
	if p.first == 0 {
		return
	}
	l = int(f.trail[p.first-1])
	h := int(f.head[l])
	inside = bit(h >= 0 && p.has(h))
	x.three(t+57, f.r[l], f.p[l], inside)
	x.three(t+58, f.r[l], f.l[l], inside)
	x.three(t+59, before, inside, p.c.lemma)
}

// tense sums up the verb group of token i: its own tag and that of an auxiliary.
func tense(f *frame, i int) uint64 {
	for k := f.kid[i]; k >= 0; k = f.sib[k] {
		if d := f.dep(int(k)); d == nlp.DepAux || d == nlp.DepAuxPass || d == nlp.DepCop {
			return learn.Mix(f.p[k], f.p[i])
		}
	}
	return f.p[i]
}

// afterComma is 1 if a comma stands before the subtree of token i.
func (f *frame) afterComma(i int) uint64 {
	for k := f.kid[i]; k >= 0 && int(k) < i; k = f.kid[i] {
		i = int(k)
	}
	return bit(i > 0 && f.tag(i-1) == nlp.TagComma)
}

func chooserTrainer() *learn.RankTrainer {
	return learn.NewRankTrainer(learn.ChainOptions{Cutoff: 3, Epochs: 10, Rate: 0.08, Dropout: 0.3, Seed: 6})
}

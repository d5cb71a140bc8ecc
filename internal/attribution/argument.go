package attribution

import (
	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// Given a cue, its source and content are found by a second CRF over the same
// frame, run once for each cue, with the labels other, source, content and cue.
// Its features see every token through the spine: the path from the head of the
// cue up to the root. Each token hangs below the spine from one anchor on it
// through one topmost node; the pair (how far up the anchor is, by which
// relation the top hangs there) is one symbol shared by the whole subtree. So
// "the subject of the cue" or "the clause that the cue is a parenthesis of" are
// single features, however long the phrase.

const (
	argOther = iota
	argSource
	argContent
	argCue
	argLabels
)

// A source or content that the best labelling lacks is forced in when one of
// its tokens is at least this probable.
const forceArgument = 0.3

type argContext struct {
	f          *frame
	first, end int // the cue
	head       int // cue token whose head lies outside the cue
	last       int // last content word of the cue
	cues       []cueCandidate

	lemma, lemmas uint64 // of the last content word; of all cue tokens
	around        uint64 // part of speech after the cue
	config        uint64 // quotation marks of the sentence against the cue
	kids          uint64 // core relations under the head

	spine [2]spine // from head; from last where it differs
	inCue []int32  // 0, or 1 + the number of the confident cue at this token
	comma []int32  // commas before each token
	verbs []int32
}

// spine holds the keys of every token as seen from one cue token.
type spine struct {
	on     bool
	rank   []int32  // steps from the cue token up to this token; -1 off the spine
	anchor []int32  // nearest spine token above
	top    []int32  // child of the anchor through which the token hangs; itself for the anchor
	a, a2  []uint64 // relation path keys
}

func (c *argContext) set(f *frame, cue cueCandidate, cues []cueCandidate) {
	c.f, c.first, c.end, c.cues = f, cue.first, cue.end, cues
	c.head, c.last = cueHead(f, cue), lastWord(f, cue)
	c.lemma = f.l[c.last]
	c.lemmas = 0
	for i := c.first; i < c.end; i++ {
		c.lemmas = learn.Mix(c.lemmas, f.l[i])
	}
	c.around = word(f.p, c.end)
	c.kids = 0
	for k := f.kid[c.head]; k >= 0; k = f.sib[k] {
		c.kids |= uint64(core(f.dep(int(k))))
	}
	c.configure()
	c.count()
	c.spine[0].climb(f, c.head, f.order)
	c.spine[1].on = c.last != c.head
	if c.spine[1].on {
		c.spine[1].climb(f, c.last, f.order)
	}
}

// cueHead returns the token of the cue whose head lies outside it; verbs are
// preferred, auxiliaries avoided.
func cueHead(f *frame, cue cueCandidate) int {
	best, bestScore := cue.first, -1
	for i := cue.first; i < cue.end; i++ {
		h := int(f.head[i])
		if h >= cue.first && h < cue.end {
			continue
		}
		score := 1
		if f.tag(i).IsVerb() {
			score += 2
		}
		if groupLink(f.dep(i)) {
			score--
		}
		if score > bestScore {
			best, bestScore = i, score
		}
	}
	return best
}

// lastWord returns the last verb, noun or adjective of the cue, or its last token.
func lastWord(f *frame, cue cueCandidate) int {
	for i := cue.end - 1; i >= cue.first; i-- {
		t := f.tag(i)
		if t.IsVerb() || t.IsNoun() || t >= nlp.TagJJ && t <= nlp.TagJJS {
			return i
		}
	}
	return cue.end - 1
}

// mainWord returns the word that a cue is named by: its last, or the reporting verb
// before a preposition ("said in a statement").
func mainWord(f *frame, cue cueCandidate) int {
	last := lastWord(f, cue)
	for i := cue.first; i < last-1; i++ {
		if f.tag(i).IsVerb() && f.tag(i+1) == nlp.TagIN && IsCue(f.token(i).Lemma) {
			return i
		}
	}
	return last
}

func (c *argContext) configure() {
	f := c.f
	left, right := false, false
	for i := range f.len() {
		if f.q[i] != 0 {
			left = left || i < c.first
			right = right || i >= c.end
		}
	}
	c.config = bit(left) | bit(right)<<1 | bit(f.q[c.head] != 0)<<2 | bit(f.opened)<<3 | bit(f.unclosed)<<4
}

// count fills the running counts of commas and verbs and marks the other cues.
func (c *argContext) count() {
	f := c.f
	n := f.len()
	c.comma, c.verbs, c.inCue = resize(c.comma, n+1), resize(c.verbs, n+1), resize(c.inCue, n)
	c.comma[0], c.verbs[0] = 0, 0
	for i := range n {
		c.comma[i+1], c.verbs[i+1] = c.comma[i], c.verbs[i]
		if f.tag(i) == nlp.TagComma {
			c.comma[i+1]++
		} else if f.tag(i).IsVerb() {
			c.verbs[i+1]++
		}
		c.inCue[i] = 0
	}
	for k, cue := range c.cues {
		if cue.marginal < 0.5 {
			continue
		}
		for i := cue.first; i < cue.end; i++ {
			c.inCue[i] = int32(k + 1)
		}
	}
}

// climb fills the spine from token h up.
func (s *spine) climb(f *frame, h int, order []int32) {
	n := f.len()
	s.on = true
	s.rank, s.anchor, s.top = resize(s.rank, n), resize(s.anchor, n), resize(s.top, n)
	s.a, s.a2 = resize(s.a, n), resize(s.a2, n)
	for i := range n {
		s.rank[i] = -1
	}
	steps := int32(0)
	for i := h; i >= 0; i = int(f.head[i]) {
		s.rank[i] = steps
		steps++
	}
	for _, j := range order {
		s.hang(f, h, int(j))
	}
}

// hang gives token i its place; its head has one already.
func (s *spine) hang(f *frame, h, i int) {
	if s.rank[i] >= 0 {
		s.anchor[i], s.top[i] = int32(i), int32(i)
		s.a[i] = learn.Mix(s.climbed(f, h, i), 11)
		s.a2[i] = s.a[i]
		return
	}
	parent := int(f.head[i])
	if parent < 0 { // another root
		s.anchor[i], s.top[i] = -1, int32(i)
		s.a[i] = learn.Mix(12, bit(i < h))
		s.a2[i] = s.a[i]
		return
	}
	s.anchor[i] = s.anchor[parent]
	if s.rank[parent] >= 0 {
		s.top[i] = int32(i)
		s.a[i] = learn.Mix(s.climbed(f, h, parent), f.r[i]<<2|bit(i < h)<<1|bit(i < parent))
		s.a2[i] = s.a[i]
		return
	}
	s.top[i], s.a[i] = s.top[parent], s.a[parent]
	s.a2[i] = s.a2[parent]
	if s.top[parent] == int32(parent) {
		s.a2[i] = learn.Mix(s.a[i], f.r[i])
	}
}

// climbed is the hash of the relations from h up to its ancestor i, the first three.
func (s *spine) climbed(f *frame, h, i int) uint64 {
	path := uint64(min(s.rank[i], 4))
	for k := 0; k < 3 && h != i; k++ {
		path = learn.Mix(path, f.r[h])
		h = int(f.head[h])
	}
	return path
}

// side of token i: 0 before the cue, 1 in it, 2 after it.
func (c *argContext) side(i int) int {
	switch {
	case i < c.first:
		return 0
	case i < c.end:
		return 1
	}
	return 2
}

// distance from the cue, in tokens, bucketed.
func (c *argContext) distance(i int) uint64 {
	if i < c.first {
		return bucket(c.first - i)
	}
	return bucket(i - c.end + 1)
}

// between returns the tokens from i to the cue as a half-open range.
func (c *argContext) between(i int) (int, int) {
	if i < c.first {
		return i, c.first
	}
	return c.end, max(i, c.end)
}

// template numbers of arguments start above those of cues and hold the side.
func (c *argContext) template(t, i int) uint64 { return uint64(1000 + t*4 + c.side(i)) }

func (c *argContext) unary(x *features, i int) {
	x.reset()
	c.words(x, i)
	c.place(x, i)
	c.quotes(x, i)
	c.path(x, i)
	if c.spine[1].on {
		c.path2(x, i)
	}
}

func (c *argContext) words(x *features, i int) {
	f := c.f
	t := func(n int) uint64 { return c.template(n, i) }
	p0, pa, pb := f.p[i], word(f.p, i-1), word(f.p, i+1)
	db := c.distance(i)
	x.one(t(1), 0)
	x.one(t(2), db)
	x.one(t(3), f.w[i])
	x.one(t(4), p0)
	x.two(t(5), pa, p0)
	x.two(t(6), p0, pb)
	x.three(t(7), word(f.p, i-2), pa, p0)
	x.three(t(8), p0, pb, word(f.p, i+2))
	x.one(t(9), word(f.w, i-1))
	x.one(t(10), word(f.w, i+1))
	x.one(t(11), c.lemma)
	x.one(t(12), c.lemmas)
	x.one(t(13), f.l[c.first])
	x.one(t(14), f.l[c.end-1])
	x.two(t(15), db, p0)
	x.three(t(16), db, pa, p0)
	x.two(t(17), db, f.w[i])
	x.two(t(18), db, c.lemma)
	x.two(t(19), f.n[i], p0)
	x.one(t(20), f.c[i])
	x.two(t(21), f.c[i], p0)
	x.two(t(22), c.lemma, p0)
}

func (c *argContext) place(x *features, i int) {
	f := c.f
	t := func(n int) uint64 { return c.template(n, i) }
	a, b := c.between(i)
	commas := uint64(min(c.comma[b]-c.comma[a], 3))
	verbs := uint64(min(c.verbs[b]-c.verbs[a], 3))
	x.one(t(25), commas)
	x.two(t(26), commas, verbs)
	x.two(t(27), commas, c.lemma)
	x.one(t(28), c.config)
	x.one(t(29), c.kids&0x7ff)
	x.two(t(30), c.lemma, c.around)
	x.two(t(31), c.config, c.around)
	x.two(t(32), f.c[c.head], f.c[c.last])
	x.one(t(33), f.r[c.head])
	others := c.otherCues(a, b)
	own := bit(c.inCue[i] != 0 && c.side(i) != 1)
	x.two(t(34), own, others)
	x.three(t(35), own, others, commas)
	x.three(t(36), own, others, f.p[i])
	x.two(t(37), uint64(f.place), f.p[i])
}

// otherCues counts the confident cues that begin in the half-open range.
func (c *argContext) otherCues(a, b int) uint64 {
	n := 0
	for _, cue := range c.cues {
		if cue.marginal >= 0.5 && cue.first >= a && cue.first < b && cue.first != c.first {
			n++
		}
	}
	return uint64(min(n, 3))
}

func (c *argContext) quoteBits(i int) uint64 {
	f := c.f
	same := f.quo[i] >= 0 && f.quo[i] == f.quo[c.head]
	return uint64(f.q[i]) | bit(same)<<3 | bit(f.q[c.head] != 0)<<4
}

func (c *argContext) quotes(x *features, i int) {
	f := c.f
	t := func(n int) uint64 { return c.template(n, i) }
	q := c.quoteBits(i)
	a, b := c.between(i)
	commas := uint64(min(c.comma[b]-c.comma[a], 3))
	x.one(t(40), q)
	x.two(t(41), q, commas)
	x.two(t(42), q, c.config)
	x.two(t(43), q, c.lemma)
	x.two(t(44), q, f.p[i])
	x.two(t(45), q, c.spine[0].a[i])
	x.three(t(46), q, quoteAt(f, i-1), quoteAt(f, i+1))
	x.three(t(47), q, word(f.p, i-1), word(f.p, i+1))
}

func (c *argContext) path(x *features, i int) {
	f, s := c.f, &c.spine[0]
	t := func(n int) uint64 { return c.template(n, i) }
	a, a2, top := s.a[i], s.a2[i], int(s.top[i])
	p0 := f.p[i]
	x.one(t(50), a)
	x.one(t(51), a2)
	x.two(t(52), a, c.lemma)
	x.two(t(53), a2, c.lemma)
	x.three(t(54), a, f.p[c.last], f.p[c.head])
	x.two(t(55), a, p0)
	x.two(t(56), a2, p0)
	x.two(t(57), a, edgeBits(f, top, i))
	x.two(t(58), a, f.p[top])
	x.two(t(59), a, f.l[top])
	x.two(t(60), a, f.n[top])
	x.two(t(61), a, c.kids&0x7ff)
	x.two(t(62), a, c.config)
	x.two(t(63), a, f.w[i])
	x.two(t(64), a, c.around)
	x.two(t(65), a, c.distance(i))
	x.two(t(66), a, f.c[c.head])
	x.two(t(67), a, f.c[c.last])
	x.two(t(68), a, bucket(int(f.size[top])))
	x.two(t(69), a, marker(f, top))
	x.three(t(70), a, marker(f, top), c.lemma)
	x.two(t(71), a, c.lemmas)
	x.two(t(72), a, bucket(int(f.depth[i]-f.depth[top])))
	x.two(t(73), a, f.r[i])
	x.three(t(74), a, f.r[i], p0)
	x.two(t(75), f.r[i], p0)
	hl, hp := uint64(missing), uint64(missing)
	if h := f.head[i]; h >= 0 {
		hl, hp = f.l[h], f.p[h]
	}
	x.two(t(76), f.r[i], hl)
	x.three(t(77), f.r[i], hp, c.distance(i))
	x.two(t(78), a, nounClass(f, top))
}

// edgeBits: is token i the top of its subtree, or an edge of it?
func edgeBits(f *frame, top, i int) uint64 {
	first := i == 0 || !under(f, top, i-1)
	last := i == f.len()-1 || !under(f, top, i+1)
	return bit(i == top) | bit(first)<<1 | bit(last)<<2
}

// under looks only a few steps up: enough for neighbours of a member.
func under(f *frame, top, i int) bool {
	for step := 0; step < 12 && i >= 0; step++ {
		if i == top {
			return true
		}
		i = int(f.head[i])
	}
	return false
}

func (c *argContext) path2(x *features, i int) {
	s := &c.spine[1]
	t := func(n int) uint64 { return c.template(n, i) }
	x.one(t(80), s.a[i])
	x.one(t(81), s.a2[i])
	x.two(t(82), s.a[i], c.lemma)
	x.two(t(83), s.a[i], c.f.p[i])
	x.two(t(84), s.a[i], c.spine[0].a[i])
}

// arguments is what the second stage says about one cue.
type arguments struct {
	path            []uint8 // labels of the frame's tokens
	source, content float64 // least marginal over the tokens of the role; 0 if absent
	sure            float64 // probability of the labelling among those it was chosen from
	path1           float64 // log probability of the labelling, per token
}

// findArguments labels the frame of a cue: of the likeliest labellings, that
// which choose.go finds best.
func (e *Extractor) findArguments(s *scratch, f *frame, cue cueCandidate, cues []cueCandidate) arguments {
	lat := e.scoreArguments(s, f, cue, cues)
	lat.Marginals()
	options := e.options(s, f)
	best, sure := e.choose(s, options)
	path := options[best].Path
	return arguments{
		path:    path,
		sure:    sure,
		path1:   (options[best].Score - lat.LogZ()) / float64(f.len()),
		source:  leastMarginal(lat, path, argSource),
		content: leastMarginal(lat, path, argContent),
	}
}

// scoreArguments fills the lattice for a cue.
func (e *Extractor) scoreArguments(s *scratch, f *frame, cue cueCandidate, cues []cueCandidate) *learn.Lattice {
	c := &s.arg
	c.set(f, cue, cues)
	lat := &s.lattice
	lat.Reset(f.len(), argLabels)
	s.score(e.args, func(i int) { // inside the cue there is nothing to choose
		if c.side(i) != 1 {
			c.unary(&s.u, i)
		}
		if i > 0 && (c.side(i) != 1 || i == c.first) {
			c.pairs(&s.v, i)
		}
	})
	for i := range f.len() {
		lat.Allow(i, argMask(i, cue))
	}
	return lat
}

func argMask(i int, cue cueCandidate) uint {
	if i >= cue.first && i < cue.end {
		return 1 << argCue
	}
	return 1<<argOther | 1<<argSource | 1<<argContent
}

// missingRole returns the likeliest token of a label that path does not use, if
// it is likely enough to be forced; otherwise -1.
func missingRole(lat *learn.Lattice, path []uint8, label uint8) int {
	best, at := forceArgument, -1
	for i, y := range path {
		if y == label {
			return -1
		}
		if y == argCue {
			continue
		}
		if m := lat.Marginal(i, int(label)); m >= best {
			best, at = m, i
		}
	}
	return at
}

func leastMarginal(lat *learn.Lattice, path []uint8, label uint8) float64 {
	least := 0.0
	for i, y := range path {
		if y == label {
			if m := lat.Marginal(i, int(label)); least == 0 || m < least {
				least = m
			}
		}
	}
	return least
}

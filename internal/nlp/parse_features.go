package nlp

import "hearsay/internal/learn"

// features appends the features of the configuration. While it makes the next of
// them, memory looks for the weights of the last in model, unless that is nil.
func (s *parseState) features(list []uint64, model *learn.Ternary) []uint64 {
	i0, i1, i2 := s.fromTop(0), s.fromTop(1), s.fromTop(2)
	s0, s1, s2 := s.node(i0), s.node(i1), s.node(i2)
	b0, b1, b2, b3 := s.node(s.next), s.node(s.next+1), s.node(s.next+2), s.node(s.next+3)
	f := templates{list: list}
	done := len(list)
	fetch := func() {
		if model != nil {
			model.Fetch(f.list[done:])
			done = len(f.list)
		}
	}
	s.wordFeatures(&f, s0, s1, s2, b0, b1, b2, b3)
	fetch()
	s.pairFeatures(&f, s0, s1, b0, b1)
	fetch()
	s.childFeatures(&f, s0, s1, b0)
	fetch()
	s.tripleFeatures(&f, s0, s1, s2, b0, b1, b2)
	fetch()
	s.placeFeatures(&f, i0, i1, s0, s1, b0)
	return f.list
}

// wordFeatures looks at each word alone.
func (s *parseState) wordFeatures(f *templates, s0, s1, s2, b0, b1, b2, b3 *parseNode) {
	f.one(0)
	for _, x := range [...]*parseNode{s0, s1, b0, b1} {
		f.one(x.word)
		f.one(x.tag)
		f.two(x.word, x.tag)
		f.two(x.class, x.tag)
	}
	f.two(s2.class, s2.tag)
	f.one(s2.tag)
	f.one(b2.word)
	f.two(b2.class, b2.tag)
	f.one(b3.tag)
}

// pairFeatures looks at two words.
func (s *parseState) pairFeatures(f *templates, s0, s1, b0, b1 *parseNode) {
	pair := func(a, b *parseNode) {
		f.two(a.word, b.word)
		f.two(a.word, b.tag)
		f.two(a.tag, b.word)
		f.two(a.tag, b.tag)
		f.two(a.class, b.class)
		f.two(a.class, b.tag)
		f.two(a.tag, b.class)
	}
	pair(s0, b0)
	f.three(s0.word, s0.tag, b0.tag)
	f.three(s0.tag, b0.word, b0.tag)
	f.two(s0.word, b0.class)
	f.two(s0.class, b0.word)
	pair(s1, s0)
	f.three(s1.word, s1.tag, s0.tag)
	f.three(s1.tag, s0.word, s0.tag)
	f.two(s1.word, s0.class)
	f.two(s1.class, s0.word)
	pair(b0, b1)
	f.two(s1.tag, b0.tag)
	f.two(s1.word, b0.word)
	f.two(s1.word, b0.tag)
	f.two(s1.tag, b0.word)
	f.two(s1.class, b0.class)
	f.two(s0.tag, b1.tag)
	f.two(s0.word, b1.tag)
	f.two(s0.tag, b1.word)
}

// childFeatures looks at dependents that have been found.
func (s *parseState) childFeatures(f *templates, s0, s1, b0 *parseNode) {
	child := func(parent *parseNode, i int32) {
		c := s.node(int(i))
		f.one(c.word)
		f.two(uint64(c.dep), parent.tag)
		f.two(uint64(c.dep), parent.word)
		f.three(parent.tag, c.tag, uint64(c.dep))
	}
	child(s0, s0.l1)
	child(s0, s0.r1)
	child(s1, s1.l1)
	child(s1, s1.r1)
	child(b0, b0.l1)
	dep := func(i int32) uint64 { return uint64(s.node(int(i)).dep) }
	f.three(s0.tag, dep(s0.l1), dep(s0.l2))
	f.three(s0.tag, dep(s0.r1), dep(s0.r2))
	f.three(s1.tag, dep(s1.r1), dep(s1.r2))
	f.three(b0.tag, dep(b0.l1), dep(b0.l2))
	for _, x := range [...]*parseNode{s0, s1} {
		f.two(x.tag, x.lefts)
		f.two(x.tag, x.rights)
		f.two(x.word, x.lefts)
		f.two(x.word, x.rights)
		f.two(x.tag, uint64(x.vl)<<8|uint64(x.vr))
	}
	f.two(b0.tag, b0.lefts)
	f.two(b0.word, b0.lefts)
	f.three(s0.tag, b0.tag, b0.lefts)
	f.three(s0.tag, s1.tag, s0.rights)
	f.three(s0.tag, s1.tag, s0.lefts)
	f.three(s1.tag, s0.tag, s1.rights)
}

// tripleFeatures looks at three words.
func (s *parseState) tripleFeatures(f *templates, s0, s1, s2, b0, b1, b2 *parseNode) {
	f.three(s0.tag, b0.tag, b1.tag)
	f.three(s1.tag, s0.tag, b0.tag)
	f.three(s2.tag, s1.tag, s0.tag)
	f.three(b0.tag, b1.tag, b2.tag)
	f.three(s1.tag, s0.tag, b1.tag)
	f.three(s0.word, b0.tag, b1.tag)
	f.three(s0.tag, b0.word, b1.tag)
	f.three(s0.tag, b0.tag, b1.word)
	f.three(s1.word, s0.tag, b0.tag)
	f.three(s1.tag, s0.word, b0.tag)
	f.three(s1.tag, s0.tag, b0.word)
	f.three(s1.class, s0.class, b0.class)
	f.three(s0.class, b0.class, b1.class)
	f.three(s1.word, s0.word, b0.tag)
	f.three(s1.word, s0.tag, b0.word)
	tag := func(i int32) uint64 { return s.node(int(i)).tag }
	word := func(i int32) uint64 { return s.node(int(i)).word }
	f.three(s0.tag, b0.tag, tag(s0.l1))
	f.three(s0.tag, b0.tag, tag(s0.r1))
	f.three(s0.tag, b0.tag, tag(b0.l1))
	f.three(s1.tag, s0.tag, tag(s0.l1))
	f.three(s1.tag, s0.tag, tag(s0.r1))
	f.three(s1.tag, s0.tag, tag(s1.l1))
	f.three(s1.tag, s0.tag, tag(s1.r1))
	f.three(s1.word, s0.tag, word(s0.l1))
	f.three(s0.word, b0.tag, word(s0.r1))
	f.three(s1.word, s0.tag, word(s1.r1))
	f.three(s1.word, s0.word, word(s0.l1))
	f.three(s0.word, b0.tag, word(b0.l1))
}

// placeFeatures looks at distances and at what stands in between.
func (s *parseState) placeFeatures(f *templates, i0, i1 int, s0, s1, b0 *parseNode) {
	d0, d1 := distance(i0, s.next), distance(i1, i0)
	f.two(d0, s0.word)
	f.two(d0, s0.tag)
	f.two(d0, b0.word)
	f.two(d0, b0.tag)
	f.two(d1, s0.tag)
	f.three(d0, s0.tag, b0.tag)
	f.two(d1, s1.word)
	f.three(d1, s1.tag, s0.tag)
	marks0 := between(s0.commas, b0.commas)<<4 | between(s0.verbs, b0.verbs)
	marks1 := between(s1.commas, s0.commas)<<4 | between(s1.verbs, s0.verbs)
	f.three(marks0, s0.tag, b0.tag)
	f.three(marks1, s1.tag, s0.tag)
	quotes := uint64(s1.quote)<<2 | uint64(s0.quote)<<1 | uint64(b0.quote)
	f.three(quotes, s0.tag, b0.tag)
	f.three(quotes, s1.tag, s0.tag)
	f.three(s0.tag, b0.tag, s.final)
	size := uint64(min(len(s.stack), 4))
	f.three(size, s0.tag, b0.tag)
	filled := clauses(s0.lefts|s0.rights)<<8 | clauses(b0.lefts)<<4 | clauses(s1.lefts|s1.rights)
	f.three(filled, s0.tag, b0.tag)
	f.three(filled, s1.tag, s0.tag)
}

// labelFeatures appends the features of the relation of the arc that m makes.
func (s *parseState) labelFeatures(m move, list []uint64) []uint64 {
	hi, di := s.arc(m)
	h, d := s.node(hi), s.node(di)
	f := templates{list: list, next: uint64(m) << 56}
	f.one(0)
	f.one(d.word)
	f.one(d.tag)
	f.two(d.word, d.tag)
	f.two(d.class, d.tag)
	f.one(h.word)
	f.two(h.word, h.tag)
	f.two(h.class, h.tag)
	f.two(d.word, h.word)
	f.two(d.word, h.tag)
	f.two(d.tag, h.word)
	f.two(d.tag, h.tag)
	f.two(d.class, h.class)
	f.two(d.class, h.tag)
	f.two(d.tag, h.class)
	f.three(d.tag, h.tag, distance(min(hi, di), max(hi, di)))
	f.three(d.tag, s.node(di-1).tag, s.node(di+1).tag)
	f.three(h.tag, s.node(hi-1).tag, s.node(hi+1).tag)
	f.three(d.tag, h.tag, s.node(di-1).tag)
	f.three(d.tag, h.tag, s.node(di+1).tag)
	f.three(d.tag, h.tag, s.node(di-1).word)
	s.subtreeFeatures(&f, h, d)
	sibling := s.node(int(h.l1))
	if m == right {
		sibling = s.node(int(h.r1))
	}
	f.two(d.tag, uint64(sibling.dep))
	f.three(d.tag, h.tag, uint64(sibling.dep))
	f.three(d.word, h.tag, uint64(sibling.dep))
	f.three(d.tag, sibling.tag, h.tag)
	lo, hi2 := h, d
	if di < hi {
		lo, hi2 = d, h
	}
	marks := between(lo.commas, hi2.commas)<<4 | between(lo.verbs, hi2.verbs)
	f.three(d.tag, h.tag, marks)
	f.three(d.tag, h.tag, uint64(d.quote)<<1|uint64(h.quote))
	f.three(d.tag, h.word, marks)
	f.two(d.tag, s.final)
	s0, outer := s.node(s.fromTop(2)), s.node(s.next)
	f.three(d.tag, h.tag, s0.tag)
	f.three(d.tag, h.tag, outer.tag)
	f.three(d.tag, h.tag, outer.word)
	f.three(d.class, h.class, s.node(di-1).word)
	f.three(d.word, h.word, s.node(di-1).tag)
	f.three(d.tag, s.node(di-2).tag, s.node(di-1).tag)
	f.two(d.word, s.node(di+1).word)
	f.two(d.word, s.node(di-1).word)
	f.two(d.word, distance(min(hi, di), max(hi, di)))
	f.three(d.class, d.lefts, h.class)
	return f.list
}

// subtreeFeatures looks at what already hangs below the two words of an arc.
func (s *parseState) subtreeFeatures(f *templates, h, d *parseNode) {
	f.two(d.tag, d.lefts)
	f.two(d.tag, d.rights)
	f.three(d.tag, d.lefts, h.tag)
	f.three(d.tag, d.lefts, h.word)
	f.three(d.tag, d.rights, h.tag)
	f.two(d.word, d.lefts)
	f.two(d.tag, h.lefts)
	f.two(d.tag, h.rights)
	f.three(d.tag, h.tag, h.lefts)
	f.three(d.tag, h.tag, h.rights)
	f.three(d.class, h.lefts, h.rights)
	f.three(d.tag, h.word, clauses(h.lefts|h.rights))
	f.three(d.word, h.tag, clauses(h.lefts|h.rights))
	l1, l2, r1 := s.node(int(d.l1)), s.node(int(d.l2)), s.node(int(d.r1))
	f.two(d.tag, l1.word)
	f.three(d.tag, h.tag, l1.word)
	f.two(h.word, l1.word)
	f.two(d.word, l1.word)
	f.three(d.tag, h.tag, l2.word)
	f.two(d.tag, r1.word)
	f.three(d.tag, h.tag, r1.tag)
	f.three(h.word, d.tag, l1.tag)
	f.three(d.tag, d.lefts, d.rights)
	f.three(d.class, l1.word, h.class)
	f.three(d.word, l1.word, h.tag)
	f.three(d.tag, l1.word, s.node(int(h.l1)).tag)
	f.three(d.tag, uint64(s.node(int(h.r2)).dep), uint64(s.node(int(h.r1)).dep))
	f.three(d.tag, uint64(s.node(int(h.l2)).dep), uint64(s.node(int(h.l1)).dep))
}

package attribution

// pairs describes the border between tokens i-1 and i; this is what places the
// ends of sources and contents.
func (c *argContext) pairs(x *features, i int) {
	x.reset()
	f, s := c.f, &c.spine[0]
	t := func(n int) uint64 { return c.template(100+n, i) }
	p0, pa := f.p[i], f.p[i-1]
	turn := bit(s.top[i] != s.top[i-1])
	q, qa := c.quoteBits(i), c.quoteBits(i-1)
	x.one(t(1), 0)
	x.two(t(2), pa, p0)
	x.three(t(3), word(f.p, i-2), pa, p0)
	x.two(t(4), p0, word(f.p, i+1))
	x.one(t(5), f.w[i])
	x.one(t(6), f.w[i-1])
	x.three(t(7), turn, q, qa)
	x.three(t(8), turn<<8|q, qa, p0)
	x.three(t(9), turn<<8|q, qa, pa)
	x.three(t(10), turn, s.a[i-1], s.a[i])
	x.three(t(11), turn, s.a[i], p0)
	x.three(t(12), turn, s.a[i-1], pa)
	ends := bit(i < f.len() && !under(f, int(s.top[i-1]), i))
	x.three(t(13), ends, turn, s.a[i])
	x.three(t(14), s.a[i], p0, c.lemma)
	x.two(t(15), f.r[i], bit(int(f.head[i]) < i))
	x.three(t(16), f.r[i], p0, pa)
	x.three(t(17), f.r[i-1], f.r[i], treeLink(f, i)>>8)
	x.two(t(18), c.distance(i), c.lemma)
	x.one(t(19), bit(i == f.len()-1))
	x.three(t(20), bit(i == c.end), bit(i == c.first), c.lemma)
	x.three(t(21), bit(i == c.end), bit(i == c.first), p0)
	x.two(t(22), bit(c.inCue[i] != 0), bit(c.inCue[i-1] != 0))
	a, b := c.between(i)
	x.two(t(23), c.otherCues(a, b), p0)
	x.two(t(24), c.spine[0].a2[i-1], c.spine[0].a2[i])
	x.three(t(25), word(f.p, i-1), f.w[i], word(f.p, i+1))
	x.two(t(26), f.w[i-1], f.w[i])
	c.phrases(x, i)
}

// phrases describes the largest phrase that begins at token i and the largest
// that ends before it: a content that stops here leaves out the one and takes
// in the other.
func (c *argContext) phrases(x *features, i int) {
	f, s := c.f, &c.spine[0]
	t := func(n int) uint64 { return c.template(100+n, i) }
	next, last := int(f.lead[i]), int(f.trail[i-1])
	mark, before, r := marker(f, next), f.p[i-1], f.r[next]
	hangs, lemma := uint64(missing), uint64(missing)
	if h := f.head[next]; h >= 0 {
		hangs, lemma = s.a[h]<<1|bit(int(h) < i), f.l[h]
	}
	x.three(t(30), r, mark, f.p[next])
	x.three(t(31), r, hangs, before)
	x.three(t(32), r, mark, c.lemma)
	x.three(t(33), r, f.l[next], before)
	x.three(t(34), f.r[last], f.p[last], r)
	x.three(t(35), r, bucket(int(f.size[next])), bucket(f.len()-i))
	x.three(t(36), r, mark, hangs)
	x.three(t(37), r, mark, before)
	x.three(t(38), r, f.w[i], lemma)
	x.three(t(39), f.r[last], s.a[last], r)
	x.three(t(40), r, f.w[i], before)
}

package attribution

import (
	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// groupLinks are the relations by which a function word hangs on the head of
// its verb group.
func groupLink(d nlp.Dep) bool {
	switch d {
	case nlp.DepAux, nlp.DepAuxPass, nlp.DepAdvmod, nlp.DepCop, nlp.DepMark,
		nlp.DepCompoundPrt, nlp.DepCase, nlp.DepDet, nlp.DepFixed:
		return true
	}
	return false
}

// core says which relations of a child are worth a feature, and gives each its
// bit in a head's signature; 0 for the others.
func core(d nlp.Dep) uint32 {
	switch d {
	case nlp.DepNsubj, nlp.DepNsubjOuter:
		return 1 << 0
	case nlp.DepNsubjPass:
		return 1 << 1
	case nlp.DepCcomp:
		return 1 << 2
	case nlp.DepXcomp:
		return 1 << 3
	case nlp.DepObj:
		return 1 << 4
	case nlp.DepMark:
		return 1 << 5
	case nlp.DepNmod:
		return 1 << 6
	case nlp.DepAcl, nlp.DepAclRelcl:
		return 1 << 7
	case nlp.DepCop:
		return 1 << 8
	case nlp.DepParataxis:
		return 1 << 9
	case nlp.DepNmodPoss:
		return 1 << 10
	case nlp.DepObl, nlp.DepOblAgent:
		return 1 << 11
	case nlp.DepIobj:
		return 1 << 12
	case nlp.DepAdvcl:
		return 1 << 13
	case nlp.DepCase:
		return 1 << 14
	case nlp.DepAuxPass:
		return 1 << 15
	case nlp.DepCsubj:
		return 1 << 16
	}
	return 0
}

const clausal = 1<<2 | 1<<3 | 1<<4 | 1<<7 | 1<<9 | 1<<13 // content-like children
const nominal = 1<<0 | 1<<1 | 1<<4 | 1<<10 | 1<<11 | 1<<6

// cueContext is what cue features need about a frame beyond its tokens.
type cueContext struct {
	f         *frame
	signature []uint32 // core relations among the children of each token
	subject   []uint64 // class of the subject of each token; 0 for none
	object    []uint64
	group     []int32 // head of the verb group each token belongs to
}

func (c *cueContext) set(f *frame) {
	n := f.len()
	c.f = f
	c.signature = resize(c.signature, n)
	c.subject, c.object = resize(c.subject, n), resize(c.object, n)
	c.group = resize(c.group, n)
	for i := range n {
		c.signature[i], c.subject[i], c.object[i] = 0, 0, 0
	}
	for i := range n {
		if h := f.head[i]; h >= 0 {
			bit := core(f.dep(i))
			c.signature[h] |= bit
			if bit&3 != 0 || bit == 1<<10 {
				c.subject[h] = nounClass(f, i)
			} else if bit == 1<<4 {
				c.object[h] = nounClass(f, i)
			}
		}
	}
	for i := range n {
		g := i
		for step := 0; step < 2 && f.head[g] >= 0 && groupLink(f.dep(g)); step++ {
			g = int(f.head[g])
		}
		c.group[i] = int32(g)
		c.inheritSubject(i)
	}
}

// inheritSubject gives a subjectless infinitive, conjunct or adverbial clause
// the subject of the clause it hangs on.
func (c *cueContext) inheritSubject(i int) {
	if c.subject[i] != 0 || c.f.head[i] < 0 {
		return
	}
	switch c.f.dep(i) {
	case nlp.DepXcomp, nlp.DepConj, nlp.DepAdvcl:
		if s := c.subject[c.f.head[i]]; s != 0 {
			c.subject[i] = learn.Mix(s, 7)
		}
	}
}

// nounClass sums up what kind of thing token i names: entity, part of speech,
// word class.
func nounClass(f *frame, i int) uint64 {
	coarse := uint64(0)
	switch t := f.tag(i); {
	case t.IsProper():
		coarse = 1
	case t.IsPronoun():
		coarse = 2 + f.w[i]%1024
	case t == nlp.TagNNS:
		coarse = 1025
	case t == nlp.TagNN:
		coarse = 1026
	default:
		coarse = 1027 + f.p[i]
	}
	return learn.Mix(learn.Mix(f.n[i], coarse), f.c[i])
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}

func (c *cueContext) unary(x *features, i int) {
	x.reset()
	c.words(x, i)
	c.shapes(x, i)
	c.quotes(x, i)
	c.tree(x, i)
	c.children(x, i)
	c.lexicon(x, i)
}

// lexicon tells what the lexicon of cues knows of the word and of its verb
// group, so that cues which are rare in the training data are seen as well.
func (c *cueContext) lexicon(x *features, i int) {
	f := c.f
	k, p0 := f.x[i], f.p[i]
	x.three(120, word(f.x, i-1), k, word(f.x, i+1))
	x.two(121, k, p0)
	g := int(c.group[i])
	kg, here := f.x[g], p0<<1|bit(g == i)
	x.three(122, kg, uint64(c.signature[g]&(clausal|nominal)), here)
	x.three(123, kg, c.subject[g], here)
	x.three(124, kg, f.p[g], p0)
	x.three(125, k, p0, word(f.p, i+1))
	x.three(126, k, p0, quoteAt(f, i-1)<<4|quoteAt(f, i+1))
	x.three(127, kg, c.object[g], here)
}

func (c *cueContext) words(x *features, i int) {
	f := c.f
	w0, l0, p0 := f.w[i], f.l[i], f.p[i]
	wa, wb, pa, pb := word(f.w, i-1), word(f.w, i+1), word(f.p, i-1), word(f.p, i+1)
	la, lb := word(f.l, i-1), word(f.l, i+1)
	paa, pbb := word(f.p, i-2), word(f.p, i+2)
	laa, lbb := word(f.l, i-2), word(f.l, i+2)
	x.one(1, 0)
	x.one(2, w0)
	x.one(3, l0)
	x.one(4, p0)
	x.one(5, wa)
	x.one(6, wb)
	x.one(7, word(f.w, i-2))
	x.one(8, word(f.w, i+2))
	x.one(9, pa)
	x.one(10, pb)
	x.two(11, pa, p0)
	x.two(12, p0, pb)
	x.three(13, pa, p0, pb)
	x.three(14, paa, pa, p0)
	x.three(15, p0, pb, pbb)
	x.four(16, word(f.p, i-3), paa, pa, p0)
	x.four(17, p0, pb, pbb, word(f.p, i+3))
	x.two(18, wa, w0)
	x.two(19, w0, wb)
	x.two(20, l0, pb)
	x.two(21, l0, pa)
	x.two(22, l0, lb)
	x.three(23, la, l0, lb)
	x.three(24, l0, pb, pbb)
	x.two(25, la, p0)
	x.two(26, lb, p0)
	x.two(27, l0, lbb)
	x.two(28, l0, p0)
	x.three(29, laa, la, p0)
	x.four(30, word(f.n, i-1), f.n[i], word(f.n, i+1), p0)
	x.one(31, f.c[i])
	x.one(32, word(f.c, i-1))
	x.one(33, word(f.c, i+1))
	x.one(34, word(f.c, i-2))
	x.one(35, word(f.c, i+2))
	x.two(36, word(f.c, i-1), f.c[i])
	x.two(37, f.c[i], word(f.c, i+1))
	x.two(38, f.c[i], p0)
	x.two(39, f.c[i], wb)
	x.two(40, f.c[i], wa)
}

func (c *cueContext) shapes(x *features, i int) {
	f := c.f
	p0, lower := f.p[i], f.token(i).Lower
	x.one(41, learn.String(tail(lower, 3)))
	x.one(42, learn.String(front(lower, 3)))
	x.one(43, learn.String(front(lower, 4)))
	x.one(44, uint64(f.token(i).Shape)<<2|bit(i == 0)<<1|bit(i == 0 && f.paragraph))
	x.two(45, uint64(f.place), p0)
	x.two(46, bucket(f.len()/5), p0)
	x.two(47, bucket(i), p0)
	x.two(48, bucket(f.len()-1-i), p0)
}

// front and tail return n bytes of s, or all of it. They feed hashes only, so
// a rune may be cut.
func front(s string, n int) string { return s[:min(n, len(s))] }
func tail(s string, n int) string  { return s[max(0, len(s)-n):] }

func quoteAt(f *frame, i int) uint64 {
	if i < 0 || i >= f.len() {
		return 9
	}
	return uint64(f.q[i])
}

func (c *cueContext) quotes(x *features, i int) {
	f := c.f
	p0, l0 := f.p[i], f.l[i]
	around := quoteAt(f, i) | quoteAt(f, i-1)<<4 | quoteAt(f, i+1)<<8 | (quoteAt(f, i+2)&2)<<12 | (quoteAt(f, i-2)&4)<<12
	sentence := bit(f.hasQuotes) | bit(f.opened)<<1 | bit(f.unclosed)<<2
	inside := uint64(f.q[i] & inQuote)
	x.one(50, around)
	x.two(51, around, p0)
	x.two(52, around, l0)
	x.two(53, inside|sentence<<3, p0)
	x.two(54, inside|sentence<<3, l0)
	if f.prevClose {
		start := bucket(min(i, 3)) | bit(f.paragraph)<<4
		x.two(55, start, p0)
		x.two(56, start, l0)
	}
}

func (c *cueContext) tree(x *features, i int) {
	f := c.f
	p0, l0, r0 := f.p[i], f.l[i], f.r[i]
	hl, hp, hr, hhp := uint64(missing), uint64(missing), uint64(missing), uint64(missing)
	if h := f.head[i]; h >= 0 {
		hl, hp, hr = f.l[h], f.p[h], f.r[h]
		if hh := f.head[h]; hh >= 0 {
			hhp = f.p[hh]
		}
	}
	x.one(60, r0)
	x.two(61, r0, p0)
	x.two(62, r0, l0)
	x.two(63, r0, hl)
	x.three(64, l0, r0, hl)
	x.three(65, hp, r0, p0)
	x.four(66, r0, hr, hhp, p0)
	x.three(67, r0, hr, hl)
	if g := int(c.group[i]); g != i {
		x.two(68, f.l[g], p0)
		x.three(69, f.l[g], r0, l0)
		x.three(70, f.c[g], p0, r0)
		x.three(71, f.l[g], p0, uint64(c.signature[g]))
	}
}

// children describes what hangs under the head of the verb group of token i.
func (c *cueContext) children(x *features, i int) {
	f := c.f
	g := int(c.group[i])
	p0, pg, lg, same := f.p[i], f.p[g], f.l[g], bit(g == i)
	for k := f.kid[g]; k >= 0; k = f.sib[k] {
		rel := core(f.dep(int(k)))
		if rel == 0 {
			continue
		}
		c.child(x, i, g, int(k), rel)
	}
	sig := uint64(c.signature[g])
	short := sig & (1<<0 | 1<<1 | 1<<2 | 1<<3 | 1<<4 | 1<<9)
	x.two(90, sig, p0)
	x.two(91, sig, lg)
	x.three(92, sig, f.r[g], same)
	x.two(93, sig, f.c[g])
	x.three(94, short, lg, f.r[i])
	x.three(95, f.r[g], headLemma(f, g), same)
	x.three(96, bucket(int(f.size[g])/3), pg, same)
	sc, oc := c.subject[g], c.object[g]
	x.three(97, sc, f.l[i], same)
	x.three(98, sc, p0, same)
	x.two(99, sc, lg)
	x.three(100, sc, f.c[g], p0)
	x.three(101, oc, sc, p0)
	x.two(102, oc, f.l[i])
	x.three(103, oc, f.c[g], sc)
}

func headLemma(f *frame, i int) uint64 {
	if h := f.head[i]; h >= 0 {
		return f.l[h]
	}
	return missing
}

func (c *cueContext) child(x *features, i, g, k int, rel uint32) {
	f := c.f
	r, lg, pg := uint64(rel), f.l[g], f.p[g]
	side := bit(k > i) | bit(g == i)<<1
	x.three(80, r, side, f.p[i])
	x.two(81, r, lg)
	x.three(82, r, f.p[k], pg|side<<8)
	x.three(83, r, f.l[k], pg)
	if rel&nominal != 0 {
		x.three(84, r, f.c[k], pg)
		x.three(85, r, f.n[k], pg)
		x.three(86, r, f.l[k], lg)
	}
	if rel&clausal != 0 {
		mark := marker(f, k)
		x.three(87, r, mark, lg)
		x.three(88, r, mark, pg)
		quoted := bit(quotedSubtree(f, k))
		x.three(89, r, quoted, pg)
		x.three(104, r, quoted, lg)
	}
}

// marker returns the word that introduces the clause or phrase of token k
// ("that", "to", "of"), or missing.
func marker(f *frame, k int) uint64 {
	for j := f.kid[k]; j >= 0; j = f.sib[j] {
		if d := f.dep(int(j)); d == nlp.DepMark || d == nlp.DepCase {
			return f.w[j]
		}
	}
	return missing
}

// quotedSubtree looks at the head word and its children only.
func quotedSubtree(f *frame, k int) bool {
	if f.q[k] != 0 {
		return true
	}
	for j := f.kid[k]; j >= 0; j = f.sib[j] {
		if f.q[j] != 0 {
			return true
		}
	}
	return false
}

// pairs describes the border between tokens i-1 and i.
func (c *cueContext) pairs(x *features, i int) {
	x.reset()
	f := c.f
	p0, pa, paa := f.p[i], f.p[i-1], word(f.p, i-2)
	x.one(201, 0)
	x.one(202, p0)
	x.two(203, pa, p0)
	x.three(204, paa, pa, p0)
	x.three(205, pa, p0, word(f.p, i+1))
	x.one(206, f.l[i-1])
	x.one(207, f.l[i])
	x.two(208, f.w[i-1], f.w[i])
	x.two(209, p0, word(f.p, i+1))
	link := treeLink(f, i)
	x.one(210, link)
	x.three(211, link, pa, p0)
	x.two(212, link, f.l[i-1])
	x.two(213, link, f.l[i])
}

// treeLink tells how token i-1 and token i hang together.
func treeLink(f *frame, i int) uint64 {
	switch {
	case int(f.head[i]) == i-1:
		return 1<<8 | f.r[i]
	case int(f.head[i-1]) == i:
		return 2<<8 | f.r[i-1]
	case f.head[i] == f.head[i-1]:
		return 3 << 8
	}
	return 0
}

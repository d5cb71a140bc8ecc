package nlp

import (
	"hearsay/internal/learn"
)

// Tags are chosen from left to right, each by an averaged perceptron (Collins
// 2002; Ratnaparkhi 1996 for the features) that sees the words two to either
// side, their classes and possible tags, and the tags already chosen. Frequent
// words that have only ever had one tag get it without asking.

// tagger assigns tags. It glances first (glance.go), unless glance is nil.
type tagger struct {
	model  *learn.Perceptron
	glance *glance
}

// tagScratch is reused between sentences.
type tagScratch struct {
	features []uint64
	lexemes  []lexeme
}

// tag sets the Tag of every token of d; the scratch holds its lexemes.
func (t *tagger) tag(d *Doc, s *tagScratch) {
	for _, sentence := range d.Sentences {
		ctx := newTagContext(d, sentence, s.lexemes)
		for i := range sentence.Len() {
			ctx.tokens[i].Tag = t.choose(&ctx, i, s)
		}
	}
}

// choose returns the tag of token i; those before it are set.
func (t *tagger) choose(c *tagContext, i int, s *tagScratch) Tag {
	if only := c.lexemes[i].only; only != NoTag {
		return only
	}
	if g := t.glance; g != nil {
		usual := Tag(g.usual[tagSituation(&c.lexemes[i])])
		s.features = c.glance(i, s.features[:0])
		if usual != NoTag && g.sure(s.features, sureTag) {
			return usual
		}
	}
	return t.ask(c, i, s)
}

// ask returns the tag of token i by the full model.
func (t *tagger) ask(c *tagContext, i int, s *tagScratch) Tag {
	s.features = c.features(i, s.features[:0])
	var scores learn.Scores
	t.model.Score(s.features, &scores)
	return bestTag(&scores)
}

// bestTag returns the highest tag; NoTag is none.
func bestTag(scores *learn.Scores) Tag {
	best := Tag(1)
	for c := best + 1; c < NumTags; c++ {
		if scores[c] > scores[best] {
			best = c
		}
	}
	return best
}

// tagContext is one sentence being tagged.
type tagContext struct {
	tokens  []Token
	lexemes []lexeme
	shouted bool // most words are in capitals
}

var noLexeme = lexeme{word: 1, shape: 1, class: 1 << 20, coarse: 1 << 20, tagSet: 1 << 20, news: 1 << 20}

func newTagContext(d *Doc, r Range, lexemes []lexeme) tagContext {
	c := tagContext{tokens: d.Tokens[r.First:r.End], lexemes: lexemes[r.First:r.End]}
	letters, caps := 0, 0
	for i := range c.tokens {
		if s := c.tokens[i].Shape; s&(ShapePunct|ShapeDigit) == 0 {
			letters++
			if s&ShapeUpper != 0 {
				caps++
			}
		}
	}
	c.shouted = letters >= 3 && caps*4 >= letters*3
	return c
}

func (c *tagContext) lexeme(i int) *lexeme {
	if i < 0 || i >= len(c.lexemes) {
		return &noLexeme
	}
	return &c.lexemes[i]
}

func (c *tagContext) tagAt(i int) uint64 {
	if i < 0 {
		return 255
	}
	return uint64(c.tokens[i].Tag)
}

// templates numbers features as they are made.
type templates struct {
	list []uint64
	next uint64
}

func (t *templates) one(a uint64) {
	t.next += 0x9E3779B97F4A7C15
	t.list = append(t.list, learn.Mix(t.next, a))
}

func (t *templates) two(a, b uint64) {
	t.next += 0x9E3779B97F4A7C15
	t.list = append(t.list, learn.Mix(learn.Mix(t.next, a), b))
}

func (t *templates) three(a, b, c uint64) {
	t.next += 0x9E3779B97F4A7C15
	t.list = append(t.list, learn.Mix(learn.Mix(learn.Mix(t.next, a), b), c))
}

// features appends the features of token i; the tags before it are set.
func (c *tagContext) features(i int, list []uint64) []uint64 {
	l := c.lexeme(i)
	p1, p2, n1, n2 := c.lexeme(i-1), c.lexeme(i-2), c.lexeme(i+1), c.lexeme(i+2)
	t1, t2 := c.tagAt(i-1), c.tagAt(i-2)
	place := uint64(c.tokens[i].Shape) << 2
	if i == 0 {
		place |= 1
	}
	if c.shouted {
		place |= 2
	}
	f := templates{list: list}
	f.one(0)
	f.one(l.word)
	f.one(l.class)
	f.one(l.coarse)
	f.two(l.tagSet, l.news)
	f.two(l.tagSet, place)
	f.two(l.shape, place)
	f.two(l.habit, place)
	f.two(l.news, place)
	for k := range 4 {
		f.one(l.suffix[k])
		f.one(l.prefix[k])
	}
	f.two(l.suffix[2], place)
	f.two(l.suffix[1], l.class)
	f.one(t1)
	f.two(t1, t2)
	f.two(t1, l.word)
	f.two(t1, l.tagSet)
	f.two(t1, l.suffix[2])
	f.three(t1, t2, l.tagSet)
	f.two(t2, l.word)
	f.one(p1.word)
	f.one(n1.word)
	f.two(p1.word, l.word)
	f.two(l.word, n1.word)
	f.one(p2.word)
	f.one(n2.word)
	f.two(p1.word, n1.word)
	f.two(t1, n1.word)
	f.three(t1, l.word, n1.tagSet)
	f.three(t1, l.tagSet, n1.tagSet)
	f.three(l.tagSet, n1.tagSet, n2.tagSet)
	f.two(l.word, n1.tagSet)
	f.two(l.word, n1.class)
	f.two(l.word, p1.class)
	f.two(l.word, n1.shape)
	f.one(n1.tagSet)
	f.one(n2.tagSet)
	f.one(n1.suffix[2])
	f.one(p1.suffix[2])
	f.one(n1.class)
	f.one(p1.class)
	f.one(n2.class)
	f.one(p2.class)
	f.two(p1.class, l.class)
	f.two(l.class, n1.class)
	f.three(t1, l.class, n1.class)
	f.two(p1.coarse, l.suffix[2])
	f.two(n1.coarse, l.suffix[2])
	f.two(n1.shape, l.shape)
	f.two(p1.shape, l.shape)
	f.three(p1.coarse, l.coarse, n1.coarse)
	f.three(t1, l.news, n1.news)
	return f.list
}

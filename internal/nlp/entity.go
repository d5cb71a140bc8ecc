package nlp

import (
	_ "embed"
	"sync"

	"hearsay/internal/learn"
)

// Names are found by a linear chain over the words of a sentence: every word is
// the beginning, inside, end or whole of a name of one kind, or outside; a
// structured perceptron (Collins 2002) scores words and neighbouring labels, and
// Viterbi's algorithm finds the best permitted sequence. Words that are not
// written like a name and do not stand beside one are outside without asking.
// Then the document is made consistent with itself: a surname met with a first
// name is a person wherever else it stands alone, and an abbreviation in
// brackets is what the name before it is.

//go:embed lexicon/gazetteer.txt
var gazetteerFile string

// gazetteer knows well-known names and the words that names are made of, by
// the hash of their lower-case words; entries have up to three words.
type gazetteer map[uint64]uint16

// gazetteerKinds are the section names of lexicon/gazetteer.txt; each is one
// bit, in this order.
var gazetteerKinds = [...]string{
	"country", "nationality", "region", "city", "organisation-end", "organisation-start",
	"title", "first-name", "organisation",
}

// nationality is the bit of the list of that name.
const nationality = 1 << 1

var gazetteerWords = sync.OnceValue(func() gazetteer {
	g := gazetteer{}
	bit := uint16(0)
	for _, fields := range lexiconLines(gazetteerFile) {
		if len(fields) == 1 && fields[0][0] == '[' {
			for i, kind := range gazetteerKinds {
				if fields[0] == "["+kind+"]" {
					bit = 1 << i
				}
			}
			continue
		}
		key := uint64(0)
		for _, f := range fields {
			key = learn.Mix(key, learn.String(f))
		}
		g[key] |= bit
	}
	return g
})

// manyWords is the bit that says that an entry has several words; it lies above
// those of the kinds.
const manyWords = 1 << 10

// mark sets for each token the kinds of the entries it is part of, as bits, and
// manyWords.
func (g gazetteer) mark(tokens []Token, out []uint64) {
	clear(out)
	for i := range tokens {
		if tokens[i].Shape&ShapePunct != 0 {
			continue
		}
		key := uint64(0)
		for n := 1; n <= 3 && i+n <= len(tokens); n++ {
			key = learn.Mix(key, tokens[i+n-1].Hash)
			bits := uint64(g[key])
			if bits == 0 {
				continue
			}
			if n > 1 {
				bits |= manyWords
			}
			for k := range n {
				out[i+k] |= bits
			}
		}
	}
}

// Labels of words: outside, then for each kind begin, inside, end, single.
const (
	outside = iota
	labelBegin
	labelInside
	labelEnd
	labelSingle
	numLabels = 17
)

func labelOf(kind Kind, part int) int { return (int(kind)-1)*4 + part }

// labelParts takes a label apart; outside has NoKind.
func labelParts(label int) (Kind, int) {
	if label == outside {
		return NoKind, 0
	}
	return Kind((label-1)/4 + 1), (label-1)%4 + 1
}

// follows reports whether label b may stand after label a; a sentence begins
// and ends as if outside words stood around it.
func follows(a, b int) bool {
	ka, pa := labelParts(a)
	kb, pb := labelParts(b)
	if pa == labelBegin || pa == labelInside {
		return ka == kb && (pb == labelInside || pb == labelEnd)
	}
	return pb != labelInside && pb != labelEnd
}

// namer finds entities.
type namer struct {
	model *learn.Perceptron
	step  [numLabels][numLabels]float32 // from one label to the next; very low if not permitted
}

const forbidden = -1e9

// newNamer reads the weights between labels out of the model.
func newNamer(model *learn.Perceptron) *namer {
	n := &namer{model: model}
	for a := range numLabels {
		var s learn.Scores
		model.Score([]uint64{stepFeature(a)}, &s)
		n.setSteps(a, &s)
	}
	return n
}

func (n *namer) setSteps(a int, s *learn.Scores) {
	for b := range numLabels {
		n.step[a][b] = s[b]
		if !follows(a, b) {
			n.step[a][b] = forbidden
		}
	}
}

// stepFeature is the feature that stands for the label before.
func stepFeature(label int) uint64 { return learn.Mix(0x5eed, uint64(label)) }

// nameScratch is reused between sentences.
type nameScratch struct {
	features []uint64
	gaz      []uint64
	scores   [][numLabels]float32
	back     [][numLabels]uint8
	labels   []uint8
}

// find sets the Entities of d; lexemes are those of its tokens.
func (n *namer) find(d *Doc, s *nameScratch, lexemes []lexeme) {
	var entities []Entity
	gaz := gazetteerWords()
	for _, r := range d.Sentences {
		ctx := newNameContext(d, r, lexemes, gaz, s)
		n.emit(&ctx, s)
		for i, label := range n.viterbi(s) {
			kind, part := labelParts(int(label))
			switch part {
			case labelBegin, labelSingle:
				entities = append(entities, Entity{Range{r.First + i, r.First + i + 1}, kind})
			case labelInside, labelEnd:
				entities[len(entities)-1].End++
			}
		}
	}
	d.SetEntities(consistent(d, entities))
}

// emit scores the labels of every word.
func (n *namer) emit(c *nameContext, s *nameScratch) {
	s.scores = s.scores[:0]
	for i := range c.tokens {
		var row [numLabels]float32
		if c.plain(i) || c.spacedDash(i) {
			for k := 1; k < numLabels; k++ {
				row[k] = forbidden
			}
		} else {
			s.features = c.features(i, s.features[:0])
			var scores learn.Scores
			n.model.Score(s.features, &scores)
			copy(row[:], scores[:numLabels])
		}
		s.scores = append(s.scores, row)
	}
}

// viterbi returns the best sequence of labels for s.scores.
func (n *namer) viterbi(s *nameScratch) []uint8 {
	size := len(s.scores)
	s.labels, s.back = append(s.labels[:0], make([]uint8, size)...), append(s.back[:0], make([][numLabels]uint8, size)...)
	if size == 0 {
		return s.labels
	}
	var before [numLabels]float32
	for k := 1; k < numLabels; k++ {
		before[k] = forbidden
	}
	for i := range size {
		var now [numLabels]float32
		for b := range numLabels {
			best, top := 0, float32(-4e9)
			if s.scores[i][b] > forbidden/2 {
				for a := range numLabels {
					if v := before[a] + n.step[a][b]; v > top {
						best, top = a, v
					}
				}
			}
			s.back[i][b] = uint8(best)
			now[b] = max(top+s.scores[i][b], -4e9)
		}
		before = now
	}
	last, top := 0, float32(-4e9)
	for a := range numLabels {
		if v := before[a] + n.step[a][outside]; v > top {
			last, top = a, v
		}
	}
	for i := size - 1; i >= 0; i-- {
		s.labels[i] = uint8(last)
		last = int(s.back[i][last])
	}
	return s.labels
}

// nameContext is one sentence in which names are looked for.
type nameContext struct {
	tagContext
	gaz []uint64
}

func newNameContext(d *Doc, r Range, lexemes []lexeme, g gazetteer, s *nameScratch) nameContext {
	c := nameContext{tagContext: newTagContext(d, r, lexemes)}
	if cap(s.gaz) < r.Len() {
		s.gaz = make([]uint64, r.Len()*2)
	}
	c.gaz = s.gaz[:r.Len()]
	g.mark(c.tokens, c.gaz)
	return c
}

// nameLike reports whether a word is written or tagged like part of a name.
func (c *nameContext) nameLike(i int) bool {
	if i < 0 || i >= len(c.tokens) {
		return false
	}
	t := &c.tokens[i]
	return t.Shape&(ShapeUpper|ShapeAllCaps|ShapeMixed) != 0 || t.Tag.IsProper()
}

// plain reports whether a word is outside without asking.
func (c *nameContext) plain(i int) bool {
	return !c.nameLike(i) && !(c.nameLike(i-1) && c.nameLike(i+1)) && c.gaz[i] == 0 &&
		!((c.nameLike(i-2) || c.nameLike(i-1)) && (c.nameLike(i+1) || c.nameLike(i+2)))
}

// spacedDash reports whether a word is a dash between spaces, which separates.
func (c *nameContext) spacedDash(i int) bool {
	t := &c.tokens[i]
	return i > 0 && t.SpaceAfter && c.tokens[i-1].SpaceAfter && t.Shape&ShapeHyphen != 0 && t.Shape&ShapePunct != 0
}

func (c *nameContext) gazAt(i int) uint64 {
	if i < 0 || i >= len(c.gaz) {
		return 1 << 20
	}
	return c.gaz[i]
}

func (c *nameContext) rightTag(i int) uint64 {
	if i >= len(c.tokens) {
		return 254
	}
	return uint64(c.tokens[i].Tag)
}

// features appends the features of word i.
func (c *nameContext) features(i int, list []uint64) []uint64 {
	l := c.lexeme(i)
	p1, p2, n1, n2 := c.lexeme(i-1), c.lexeme(i-2), c.lexeme(i+1), c.lexeme(i+2)
	tag, t1, t2 := uint64(c.tokens[i].Tag), c.tagAt(i-1), c.rightTag(i+1)
	place := uint64(c.tokens[i].Shape) << 2
	if i == 0 {
		place |= 1
	}
	if c.shouted {
		place |= 2
	}
	f := templates{list: list, next: 1 << 40}
	f.one(0)
	f.one(l.word)
	f.two(l.word, l.shape)
	f.two(tag, place)
	f.two(l.shape, place)
	f.two(l.habit, place)
	f.two(l.class, place)
	f.one(l.class)
	f.one(l.coarse)
	f.two(l.tagSet, l.news)
	f.one(l.suffix[1])
	f.one(l.suffix[2])
	f.one(l.suffix[3])
	f.one(l.prefix[2])
	f.one(l.prefix[3])
	f.one(p1.word)
	f.one(n1.word)
	f.one(p2.word)
	f.one(n2.word)
	f.two(p1.word, l.word)
	f.two(l.word, n1.word)
	f.two(p1.word, p2.word)
	f.two(n1.word, n2.word)
	f.two(p1.word, n1.word)
	f.two(t1, tag)
	f.two(tag, t2)
	f.three(t1, tag, t2)
	f.one(p1.class)
	f.one(n1.class)
	f.two(p1.class, l.class)
	f.two(l.class, n1.class)
	f.two(p2.class, p1.class)
	f.two(n1.class, n2.class)
	f.two(p1.shape, l.shape)
	f.two(l.shape, n1.shape)
	f.three(p1.shape, l.shape, n1.shape)
	f.two(p1.word, l.shape)
	f.two(n1.word, l.shape)
	f.one(n1.suffix[2])
	f.one(p1.suffix[2])
	f.three(p1.coarse, l.coarse, n1.coarse)
	gaz := c.gaz[i]
	f.two(gaz, place)
	f.two(gaz, c.gazAt(i-1))
	f.two(gaz, c.gazAt(i+1))
	f.two(c.gazAt(i-1), l.shape)
	f.two(c.gazAt(i+1), l.shape)
	f.two(c.gazAt(i+2), c.gazAt(i+1))
	f.two(c.gazAt(i-2), c.gazAt(i-1))
	f.two(p1.habit, l.habit)
	f.two(l.habit, n1.habit)
	return f.list
}

// consistent makes the names of a document agree with each other.
func consistent(d *Doc, entities []Entity) []Entity {
	surnames := map[uint64]int{} // of full names of persons; negative if it ends other names too
	known := map[uint64]Kind{}   // abbreviations given in brackets
	for n, e := range entities {
		last := d.Tokens[e.End-1].Hash
		if e.Len() >= 2 && e.Kind == Person {
			surnames[last]++
		} else if e.Len() >= 2 {
			surnames[last] -= 2
		}
		if n > 0 && e.Len() == 1 && d.Tokens[e.First].Shape&ShapeAllCaps != 0 && inBrackets(d, e) &&
			entities[n-1].End == e.First-1 && entities[n-1].Len() >= 2 {
			known[last] = entities[n-1].Kind
		}
	}
	for n := range entities {
		e := &entities[n]
		if e.Len() != 1 {
			continue
		}
		h := d.Tokens[e.First].Hash
		if kind, ok := known[h]; ok && d.Tokens[e.First].Shape&ShapeAllCaps != 0 {
			e.Kind = kind
		} else if surnames[h] > 0 {
			e.Kind = Person
		}
	}
	return entities
}

// inBrackets reports whether a name stands alone between brackets.
func inBrackets(d *Doc, e Entity) bool {
	return e.First > 0 && e.End < len(d.Tokens) && d.Tokens[e.First-1].Tag == TagLRB && d.Tokens[e.End].Tag == TagRRB
}

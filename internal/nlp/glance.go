package nlp

import (
	"encoding/binary"
	"errors"
	"slices"

	"hearsay/internal/learn"
)

// Most decisions are easy: an article waits for its noun, a full stop is
// punctuation. So the tagger and the parser first glance at a decision. A small
// linear model over a dozen features says how sure it is what the full model would
// answer, and only in doubt the full model is asked: a cascade, as in Viola and
// Jones (2001) and Weiss and Taskar (2010). Glances learn from the decisions of the
// full models on plain text (train_glance.go). They settle two decisions of three,
// and fewer than one in a thousand of them otherwise than the full model would.

// How sure a glance must be, as the logarithm of the odds.
const (
	sureTag   = 3.8
	sureMove  = 4.6
	sureLabel = 3.6
)

var errGlance = errors.New("damaged glance in the model file")

// glance decides whether a decision is the usual one of its situation. A nil
// glance is never sure.
//
// File: the number of situations (32 bits), the usual decision of each (8 bits),
// zeros up to a multiple of 8 bytes, then a Chain of two labels: other, usual.
type glance struct {
	usual []uint8
	model *learn.Chain
}

func openGlance(data []byte, situations, decisions int) (*glance, error) {
	n := glanceHeader(situations)
	if len(data) < n || int(binary.LittleEndian.Uint32(data)) != situations ||
		int(slices.Max(data[4:4+situations])) >= decisions {
		return nil, errGlance
	}
	model, err := openLabels(data[n:], 2)
	if err != nil {
		return nil, err
	}
	return &glance{usual: data[4 : 4+situations], model: model}, nil
}

// glanceHeader returns the bytes before the Chain.
func glanceHeader(situations int) int { return (4 + situations + 7) &^ 7 }

// openLabels opens a Chain that must have so many labels.
func openLabels(data []byte, labels int) (*learn.Chain, error) {
	model, err := learn.LoadChain(data)
	if err == nil && model.Labels() != labels {
		err = errGlance
	}
	return model, err
}

// sure reports whether the usual decision of the situation with these features
// is right by odds whose logarithm is at least odds.
func (g *glance) sure(features []uint64, odds float32) bool {
	var scores [2]float32
	g.model.Classify(features, scores[:])
	return scores[1]-scores[0] >= odds
}

// tagSituation numbers what is known of a word's tag without looking around it.
func tagSituation(l *lexeme) int { return min(int(l.news), tagSituations-1) }

const tagSituations = int(NumTags)

// glance appends what a glance at token i sees; the tags before it are set.
func (c *tagContext) glance(i int, list []uint64) []uint64 {
	l := c.lexeme(i)
	p1, n1, n2 := c.lexeme(i-1), c.lexeme(i+1), c.lexeme(i+2)
	t1, t2 := c.tagAt(i-1), c.tagAt(i-2)
	kind := l.news<<16 | l.tagSet
	f := templates{list: list, next: 1 << 41}
	f.two(kind, t1<<8|t2)
	f.two(l.word, t1)
	f.two(l.word, n1.news)
	f.three(kind, t1, n1.tagSet)
	f.three(kind, n1.news, n1.tagSet)
	f.three(kind, n1.news, n2.news)
	f.three(l.suffix[2], l.news, l.shape)
	f.three(l.suffix[3], l.news, 0)
	f.three(l.habit<<8|uint64(c.tokens[i].Shape), l.news, t1)
	f.three(l.class, l.news, t1)
	f.two(kind, p1.word)
	f.two(kind, n1.word)
	return f.list
}

// glance appends what a glance at the next move sees.
func (s *parseState) glance(list []uint64) []uint64 {
	i0, i1 := s.fromTop(0), s.fromTop(1)
	s0, s1, s2 := s.node(i0), s.node(i1), s.node(s.fromTop(2))
	b0, b1, b2 := s.node(s.next), s.node(s.next+1), s.node(s.next+2)
	dep := func(i int32) uint64 { return uint64(s.node(int(i)).dep) }
	border := s0.tag<<8 | b0.tag
	top := s1.tag<<8 | s0.tag
	f := templates{list: list, next: 1 << 42}
	f.two(border, s1.tag)
	f.two(border, b1.tag)
	f.two(border, s1.tag<<8|b1.tag)
	f.two(border, b1.tag<<8|b2.tag)
	f.two(border, s1.tag<<8|distance(i0, s.next))
	f.two(border, dep(s0.l1)<<8|dep(s0.r1))
	f.two(border, b0.lefts)
	f.two(border, s0.rights)
	f.two(border, s0.lefts)
	f.two(border, s1.tag<<8|s2.tag)
	f.two(top, b0.tag<<8|dep(s1.r1))
	f.two(top, s1.rights)
	f.two(s0.word, b0.tag)
	f.two(s0.word, b0.tag<<8|s1.tag)
	f.two(b0.word, s0.tag)
	f.two(s1.word, border)
	return f.list
}

// labelSituation numbers the arc that m makes by its direction and the tags of its
// words.
func (s *parseState) labelSituation(m move) int {
	head, d := s.arc(m)
	return (int(m)*nodeTags+int(s.node(d).tag))*nodeTags + int(s.node(head).tag)
}

const (
	nodeTags        = int(NumTags) + 2 // those of words, of the root and of none
	labelSituations = int(numMoves) * nodeTags * nodeTags
)

// labelGlance appends what a glance at the relation of the arc that m makes sees.
func (s *parseState) labelGlance(m move, list []uint64) []uint64 {
	hi, di := s.arc(m)
	h, d := s.node(hi), s.node(di)
	sibling := s.node(int(h.l1))
	if m == right {
		sibling = s.node(int(h.r1))
	}
	arc := uint64(s.labelSituation(m))
	f := templates{list: list, next: 1 << 43}
	f.two(arc, d.word)
	f.two(arc, h.word)
	f.two(arc, d.class)
	f.two(arc, h.class)
	f.two(arc, d.lefts)
	f.two(arc, d.rights)
	f.two(arc, h.lefts)
	f.two(arc, h.rights)
	f.two(arc, s.node(int(d.l1)).word)
	f.two(arc, uint64(sibling.dep)<<8|sibling.tag)
	f.two(arc, s.node(hi-1).tag<<8|s.node(hi+1).tag)
	f.two(arc, clauses(h.lefts|h.rights)<<8|clauses(d.lefts|d.rights))
	f.two(arc, s.node(di-1).word)
	f.three(uint64(m), d.word, h.word)
	return f.list
}

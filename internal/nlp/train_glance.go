package nlp

import (
	"encoding/binary"

	"hearsay/internal/learn"
)

// Glances are fitted to what the full models decide on all texts, those they were
// trained on and others. The usual decisions are those of the treebanks.

// glanceTrainers collect decisions of the full models while these read; those of a
// sentence are a sequence.
type glanceTrainers struct {
	tags, moves, labels *learn.ChainTrainer
	usualTag, usualDep  []uint8
	features            []uint64
}

func glanceOptions(labels int) learn.ChainOptions {
	return learn.ChainOptions{Labels: labels, Cutoff: 25, Epochs: 3, Rate: 0.1, Least: 0.2, Seed: 7}
}

// TrainGlances fits the glances of the tagger and the parser to the full models in
// b and puts them into b. Train does so at its end.
func TrainGlances(c *Corpora, b *learn.Bundle) error {
	a, err := openAnalyzer(b, false)
	if err != nil {
		return err
	}
	t := &glanceTrainers{
		tags:   learn.NewChainTrainer(glanceOptions(2)),
		moves:  learn.NewChainTrainer(glanceOptions(int(numMoves))),
		labels: learn.NewChainTrainer(glanceOptions(2)),
	}
	t.countUsual(a.words, c.Trees)
	var s scratch
	for _, docs := range [][]*Doc{c.Trees, c.News, c.Raw} {
		for _, d := range docs {
			t.watch(a, d.Bare(), &s)
		}
	}
	b.Put(sectionTagGlance, appendGlance(t.usualTag, t.tags.Fit()))
	b.Put(sectionMoveGlance, t.moves.Fit())
	b.Put(sectionLabelGlance, appendGlance(t.usualDep, t.labels.Fit()))
	return nil
}

func appendGlance(usual []uint8, chain []byte) []byte {
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(usual)))
	out = append(out, usual...)
	return append(append(out, make([]byte, glanceHeader(len(usual))-len(out))...), chain...)
}

// countUsual finds the most frequent decision of each situation in the treebanks.
func (t *glanceTrainers) countUsual(words *wordTable, docs []*Doc) {
	tags := make([][NumTags]int32, tagSituations)
	deps := make([][NumDeps]int32, labelSituations)
	for _, d := range docs {
		bare := d.Bare()
		for i, l := range words.fillLexemes(bare, nil) {
			token := &d.Tokens[i]
			tags[tagSituation(&l)][token.Tag]++
			m, head := left, int(rootTag)
			if token.Head >= 0 {
				head = int(d.Tokens[token.Head].Tag)
			}
			if token.Head >= 0 && int(token.Head) < i {
				m = right
			}
			deps[(int(m)*nodeTags+int(token.Tag))*nodeTags+head][token.Dep]++
		}
	}
	for i := range tags {
		t.usualTag = append(t.usualTag, uint8(most(tags[i][:])))
	}
	for i := range deps {
		t.usualDep = append(t.usualDep, uint8(most(deps[i][:])))
	}
}

// most returns the index of the greatest count.
func most(counts []int32) int {
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	return best
}

// watch reads d with the full models and collects their decisions.
func (t *glanceTrainers) watch(a *Analyzer, d *Doc, s *scratch) {
	s.tag.lexemes = a.words.fillLexemes(d, s.tag.lexemes)
	for _, r := range d.Sentences {
		t.tags.Begin(1)
		t.moves.Begin(1)
		t.labels.Begin(1)
		ctx := newTagContext(d, r, s.tag.lexemes)
		for i := range ctx.tokens {
			t.watchTag(&a.tagger, &ctx, i, &s.tag)
		}
		st := &s.parse.state
		st.begin(d.Tokens[r.First:r.End], s.tag.lexemes[r.First:r.End])
		for !st.done() {
			m := t.watchMove(&a.parser, &s.parse)
			dep := NoDep
			if m != shift {
				dep = t.watchLabel(&a.parser, &s.parse, m)
			}
			st.apply(m, dep)
		}
	}
}

func (t *glanceTrainers) watchTag(g *tagger, c *tagContext, i int, s *tagScratch) {
	tag := c.lexemes[i].only
	if tag == NoTag {
		tag = g.ask(c, i, s)
		t.features = c.glance(i, t.features[:0])
		t.see(t.tags, uint8(tag) == t.usualTag[tagSituation(c.lexeme(i))])
	}
	c.tokens[i].Tag = tag
}

func (t *glanceTrainers) watchMove(p *parser, s *parseScratch) move {
	m := s.state.only()
	if m != numMoves {
		return m
	}
	m, _ = s.state.best(p.askMove(s))
	t.features = s.state.glance(t.features[:0])
	t.moves.Position(int(m), 1<<numMoves-1, t.features, nil)
	return m
}

func (t *glanceTrainers) watchLabel(p *parser, s *parseScratch, m move) Dep {
	if dep := s.state.onlyLabel(); dep != NoDep {
		return dep
	}
	dep := p.askLabel(s, m)
	t.features = s.state.labelGlance(m, t.features[:0])
	t.see(t.labels, uint8(dep) == t.usualDep[s.state.labelSituation(m)])
	return dep
}

// see adds a decision with t.features.
func (t *glanceTrainers) see(trainer *learn.ChainTrainer, usual bool) {
	label := 0
	if usual {
		label = 1
	}
	trainer.Position(label, 3, t.features, nil)
}

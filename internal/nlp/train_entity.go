package nlp

import (
	"math/rand/v2"

	"hearsay/internal/learn"
)

const (
	nameEpochs = 6 // how often the namer sees the news
	nameLeast  = 1 // smaller average weights are left out
)

// trainNamer fits the namer to the gold entities of names and, as if they were
// gold, to those that another program found in news. The docs have tags.
func trainNamer(names, news []*Doc, table *wordTable, seed uint64) []byte {
	random := rand.New(rand.NewPCG(seed, 29))
	docs := append(append([]*Doc(nil), names...), news...)
	docs = append(docs, names...) // fewer, but checked by people: they count twice
	t := namerTrainer{trainer: learn.NewPerceptronTrainer(numLabels, 2)}
	refs := sentenceRefs(docs)
	lexemes := make([][]lexeme, len(docs))
	gold := make([][]uint8, len(docs))
	for i, d := range docs {
		lexemes[i] = table.fillLexemes(d, nil)
		gold[i] = labelsOf(d)
		labelNationalities(d, gold[i])
	}
	for range nameEpochs {
		shuffle(refs, random)
		for _, ref := range refs {
			d := docs[ref.doc]
			r := d.Sentences[ref.sentence]
			ctx := newNameContext(d, r, lexemes[ref.doc], gazetteerWords(), &t.scratch)
			t.learn(&ctx, gold[ref.doc][r.First:r.End])
		}
	}
	return t.trainer.Encode(nameLeast)
}

// labelsOf returns the label of every token of d by its entities.
func labelsOf(d *Doc) []uint8 {
	labels := make([]uint8, len(d.Tokens))
	for _, e := range d.Entities {
		for i := e.First; i < e.End; i++ {
			part := labelInside
			switch {
			case e.Len() == 1:
				part = labelSingle
			case i == e.First:
				part = labelBegin
			case i == e.End-1:
				part = labelEnd
			}
			labels[i] = uint8(labelOf(e.Kind, part))
		}
	}
	return labels
}

// labelNationalities labels peoples and parties ("Norwegian") as Other where they have no
// label: the one corpus counts them as names, the other does not.
func labelNationalities(d *Doc, labels []uint8) {
	for i := range labels {
		t := &d.Tokens[i]
		if labels[i] == outside && t.Shape&ShapeUpper != 0 && gazetteerWords()[learn.Mix(0, t.Hash)]&nationality != 0 {
			labels[i] = uint8(labelOf(Other, labelSingle))
		}
	}
}

// namerTrainer is the namer while it learns.
type namerTrainer struct {
	trainer  *learn.PerceptronTrainer
	namer    namer
	scratch  nameScratch
	features []uint64 // of all words
	ends     []int    // where each word's features end
}

// learn decodes one sentence with the weights so far and corrects them where
// the result is wrong.
func (t *namerTrainer) learn(c *nameContext, gold []uint8) {
	defer t.trainer.Tick()
	t.features, t.ends = t.features[:0], t.ends[:0]
	s := &t.scratch
	s.scores = s.scores[:0]
	any := false
	for i := range c.tokens {
		var row [numLabels]float32
		if c.plain(i) && gold[i] == outside {
			for k := 1; k < numLabels; k++ {
				row[k] = forbidden
			}
		} else {
			any = true
			from := len(t.features)
			t.features = c.features(i, t.features)
			var scores learn.Scores
			t.trainer.Score(t.features[from:], &scores)
			copy(row[:], scores[:numLabels])
		}
		t.ends = append(t.ends, len(t.features))
		s.scores = append(s.scores, row)
	}
	if !any {
		return
	}
	for a := range numLabels {
		var scores learn.Scores
		t.trainer.Score([]uint64{stepFeature(a)}, &scores)
		t.namer.setSteps(a, &scores)
	}
	t.correct(t.namer.viterbi(s), gold)
}

func (t *namerTrainer) correct(got, gold []uint8) {
	from := 0
	for i := range gold {
		features := t.features[from:t.ends[i]]
		from = t.ends[i]
		if got[i] != gold[i] {
			t.trainer.Update(features, int(gold[i]), int(got[i]), 1)
		}
		if i > 0 && (got[i] != gold[i] || got[i-1] != gold[i-1]) {
			t.trainer.Reward([]uint64{stepFeature(int(gold[i-1]))}, int(gold[i]), 1)
			t.trainer.Reward([]uint64{stepFeature(int(got[i-1]))}, int(got[i]), -1)
		}
	}
}

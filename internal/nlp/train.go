package nlp

import (
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"hearsay/internal/learn"
)

// Corpora is what the models are fitted to. Docs of Trees have gold tags and
// trees, those of Names gold entities; those of News have the tags and
// entities that another program gave them, which are right more often than
// not; Raw has tokens and sentences only.
type Corpora struct {
	Trees []*Doc
	Names []*Doc
	News  []*Doc
	Raw   []*Doc
}

// The names of the sections of the model file that this package owns.
const (
	sectionWords    = "nlp.words"
	sectionTags     = "nlp.tags"
	sectionMoves    = "nlp.moves"
	sectionLabels   = "nlp.labels"
	sectionEntities = "nlp.entities"

	sectionTagGlance   = "nlp.tags.glance"
	sectionMoveGlance  = "nlp.moves.glance"
	sectionLabelGlance = "nlp.labels.glance"
)

// Train fits all models of this package and puts them into b. Equal corpora
// give equal bytes.
func Train(c *Corpora, b *learn.Bundle, log io.Writer) error {
	start := time.Now()
	say := func(format string, args ...any) {
		fmt.Fprintf(log, "%6.1fs  %s\n", time.Since(start).Seconds(), fmt.Sprintf(format, args...))
	}
	words := buildWordTable(c)
	b.Put(sectionWords, words)
	table, err := openWordTable(words)
	if err != nil {
		return err
	}
	say("word table: %d bytes", len(words))
	tags := trainTagger(c.Trees, table, taggerEpochs, taggerOrders, 1)
	b.Put(sectionTags, tags)
	say("tagger: %d bytes", len(tags))
	names := make(chan []byte)
	go func() { names <- trainEntities(c, tags, table) }()
	trees, err := jackknife(c.Trees, table, 5)
	if err != nil {
		return err
	}
	say("treebank tagged by models that had not seen it")
	moves, labels := trainParser(c.Trees, trees, table, 2)
	b.Put(sectionMoves, moves)
	b.Put(sectionLabels, labels)
	say("parser: %d bytes", len(moves)+len(labels))
	entities := <-names
	b.Put(sectionEntities, entities)
	say("entities: %d bytes", len(entities))
	if err := TrainGlances(c, b); err != nil {
		return err
	}
	say("glances of tagger and parser fitted")
	return nil
}

// sentenceRef is one sentence of a list of documents.
type sentenceRef struct{ doc, sentence int }

func sentenceRefs(docs []*Doc) []sentenceRef {
	var refs []sentenceRef
	for i, d := range docs {
		for s := range d.Sentences {
			refs = append(refs, sentenceRef{i, s})
		}
	}
	return refs
}

func shuffle[T any](list []T, r *rand.Rand) {
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// trainTagger fits the tagger to the tags of docs: the sum of taggers that saw
// the sentences in several orders. Now and then a word is hidden, the rarer the
// likelier, so that the tagger learns to do without knowing the word
// (Kiperwasser and Goldberg 2016), and in every step some features are left out.
func trainTagger(docs []*Doc, table *wordTable, epochs, orders int, seed uint64) []byte {
	trainers := make([]taggerTrainer, orders)
	var group sync.WaitGroup
	for k := range trainers {
		group.Go(func() { trainers[k].fit(docs, table, epochs, seed+uint64(k)*1000) })
	}
	group.Wait()
	for k := 1; k < orders; k++ {
		trainers[0].trainer.Absorb(trainers[k].trainer)
	}
	return trainers[0].trainer.Encode(tagLeast * float32(orders))
}

// fit learns from all sentences in an order that follows from the seed.
func (t *taggerTrainer) fit(docs []*Doc, table *wordTable, epochs int, seed uint64) {
	t.trainer = learn.NewPerceptronTrainer(int(NumTags), tagMinUpdates)
	t.random = rand.New(rand.NewPCG(seed, 17))
	t.count = map[uint64]int{}
	refs := sentenceRefs(docs)
	lexemes := make([][]lexeme, len(docs))
	bare := make([]*Doc, len(docs))
	for i, d := range docs {
		bare[i] = d.Bare()
		lexemes[i] = table.fillLexemes(bare[i], nil)
		for k := range lexemes[i] {
			t.count[lexemes[i][k].word]++
		}
	}
	for range epochs {
		shuffle(refs, t.random)
		for _, ref := range refs {
			r := docs[ref.doc].Sentences[ref.sentence]
			ctx := newTagContext(bare[ref.doc], r, lexemes[ref.doc])
			ctx.lexemes = t.hide(ctx.lexemes)
			t.learn(&ctx, docs[ref.doc].Tokens[r.First:r.End])
		}
	}
}

const (
	tagDropout    = 0.3 // share of features left out in each step
	hideRate      = 0.5 // a word seen n times is hidden hideRate in hideRate+n times
	tagMinUpdates = 3   // features corrected less often are left out
	tagLeast      = 0.9 // smaller average weights are left out
	taggerEpochs  = 12
	taggerOrders  = 2
)

// thin leaves out a share of the features, in place.
func thin(features []uint64, share float64, random *rand.Rand) []uint64 {
	kept := features[:0]
	for _, h := range features {
		if random.Float64() >= share {
			kept = append(kept, h)
		}
	}
	return kept
}

// taggerTrainer is the tagger while it learns.
type taggerTrainer struct {
	trainer  *learn.PerceptronTrainer
	random   *rand.Rand
	count    map[uint64]int
	lexemes  []lexeme
	features []uint64
}

// hide returns a copy of the lexemes in which some are not known.
func (t *taggerTrainer) hide(lexemes []lexeme) []lexeme {
	t.lexemes = append(t.lexemes[:0], lexemes...)
	for i := range t.lexemes {
		l := &t.lexemes[i]
		if t.random.Float64() < hideRate/(hideRate+float64(t.count[l.word])) {
			l.word, l.tagSet = 0, 0
		}
	}
	return t.lexemes
}

// learn tags one sentence and corrects the weights where a tag is wrong.
func (t *taggerTrainer) learn(c *tagContext, gold []Token) {
	for i := range c.tokens {
		if only := c.lexemes[i].only; only != NoTag {
			c.tokens[i].Tag = only
			continue
		}
		t.features = thin(c.features(i, t.features[:0]), tagDropout, t.random)
		var scores learn.Scores
		t.trainer.Score(t.features, &scores)
		got := bestTag(&scores)
		if want := gold[i].Tag; want != NoTag && want != got {
			t.trainer.Update(t.features, int(want), int(got), 1)
		}
		t.trainer.Tick()
		c.tokens[i].Tag = got
	}
}

// jackknife returns copies of docs whose tags were given by taggers trained on
// the other folds, so that the parser learns from tags like those it will see.
func jackknife(docs []*Doc, table *wordTable, folds int) ([]*Doc, error) {
	out := make([]*Doc, len(docs))
	errs := make(chan error, folds)
	limit := make(chan struct{}, 2)
	for fold := range folds {
		go func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			errs <- tagFold(docs, out, table, fold, folds)
		}()
	}
	var first error
	for range folds {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return out, first
}

// tagFold tags the documents of one fold by a tagger trained on the others.
func tagFold(docs, out []*Doc, table *wordTable, fold, folds int) error {
	var rest []*Doc
	for i, d := range docs {
		if i%folds != fold {
			rest = append(rest, d)
		}
	}
	model, err := learn.OpenPerceptron(trainTagger(rest, table, 6, 1, uint64(fold)+100))
	if err != nil {
		return err
	}
	t := tagger{model: model}
	var s tagScratch
	for i := fold; i < len(docs); i += folds {
		out[i] = docs[i].Bare()
		s.lexemes = table.fillLexemes(out[i], s.lexemes)
		t.tag(out[i], &s)
	}
	return nil
}

// trainEntities tags the documents with entities and fits the namer to them.
func trainEntities(c *Corpora, tags []byte, table *wordTable) []byte {
	model, err := learn.OpenPerceptron(tags)
	if err != nil {
		return nil // not what Encode writes
	}
	t := tagger{model: model}
	var s tagScratch
	tagged := func(docs []*Doc) []*Doc {
		out := make([]*Doc, len(docs))
		for i, d := range docs {
			out[i] = d.Bare()
			out[i].SetEntities(d.Entities)
			s.lexemes = table.fillLexemes(out[i], s.lexemes)
			t.tag(out[i], &s)
		}
		return out
	}
	return trainNamer(tagged(c.Names), tagged(c.News), table, 3)
}

package nlp

import (
	"fmt"
	"sync"

	"hearsay/internal/learn"
)

// Analyzer turns texts into Docs. It is immutable and safe for concurrent use.
type Analyzer struct {
	words   *wordTable
	tagger  tagger
	parser  parser
	namer   *namer
	scratch sync.Pool // of *scratch
}

// scratch is the memory that the passes reuse from text to text.
type scratch struct {
	tag   tagScratch
	parse parseScratch
	name  nameScratch
}

// NewAnalyzer opens the models in b, which are read in place. It fails if a
// section is missing or damaged.
func NewAnalyzer(b *learn.Bundle) (*Analyzer, error) { return openAnalyzer(b, true) }

// openAnalyzer is NewAnalyzer, with glances or without.
func openAnalyzer(b *learn.Bundle, glances bool) (*Analyzer, error) {
	a := &Analyzer{}
	a.scratch.New = func() any { return new(scratch) }
	sections := []section{
		{sectionWords, func(data []byte) (err error) { a.words, err = openWordTable(data); return }},
		{sectionTags, func(data []byte) (err error) { a.tagger.model, err = learn.OpenPerceptron(data); return }},
		{sectionEntities, func(data []byte) error {
			model, err := learn.OpenPerceptron(data)
			if err == nil {
				a.namer = newNamer(model)
			}
			return err
		}},
		{sectionMoves, func(data []byte) (err error) { a.parser.moves, err = learn.OpenTernary(data); return }},
		{sectionLabels, func(data []byte) (err error) { a.parser.labels, err = learn.OpenPerceptron(data); return }},
	}
	if glances {
		sections = append(sections,
			section{sectionTagGlance, func(data []byte) (err error) {
				a.tagger.glance, err = openGlance(data, tagSituations, int(NumTags))
				return
			}},
			section{sectionMoveGlance, func(data []byte) (err error) {
				a.parser.moveGlance, err = openLabels(data, int(numMoves))
				return
			}},
			section{sectionLabelGlance, func(data []byte) (err error) {
				a.parser.labelGlance, err = openGlance(data, labelSituations, int(NumDeps))
				return
			}},
		)
	}
	for _, part := range sections {
		data, ok := b.Section(part.name)
		if !ok {
			return nil, fmt.Errorf("the model file has no section %s", part.name)
		}
		if err := part.open(data); err != nil {
			return nil, fmt.Errorf("section %s: %w", part.name, err)
		}
	}
	return a, nil
}

// section is a part of the model file and what opens it.
type section struct {
	name string
	open func([]byte) error
}

// Split cuts text into tokens, paragraphs and sentences, which needs no model.
func Split(text string) *Doc {
	d := Tokenize(text)
	splitSentences(d)
	return d
}

// Analyze returns the full analysis of text, which must be valid UTF-8. It
// takes time linear in the length of the text.
//
// A sentence begins at each of the byte offsets in borders, wherever else
// sentences begin: after a dateline, say.
func (a *Analyzer) Analyze(text string, borders ...int) *Doc {
	d := Split(text)
	for _, b := range borders {
		d.splitAt(b)
	}
	findQuotes(d)
	a.Annotate(d)
	return d
}

// Annotate fills in tags, lemmas, entities, trees and clusters of a Doc that
// has tokens, sentences and quotations, in place.
func (a *Analyzer) Annotate(d *Doc) {
	s := a.scratch.Get().(*scratch)
	defer a.scratch.Put(s)
	s.tag.lexemes = a.words.fillLexemes(d, s.tag.lexemes)
	a.tagger.tag(d, &s.tag)
	lemmatise(d)
	a.namer.find(d, &s.name, s.tag.lexemes)
	a.parser.parse(d, &s.parse, s.tag.lexemes)
	resolve(d)
}

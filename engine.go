package hearsay

import (
	"fmt"

	"hearsay/internal/attribution"
	"hearsay/internal/learn"
	"hearsay/internal/model"
	"hearsay/internal/nlp"
)

// Version is the version of the engine and of the output it writes.
const Version = "0.1.0"

// Reader reads articles with the model that is part of the program. It is safe
// for concurrent use; making one takes a few milliseconds.
type Reader struct {
	analyzer  *nlp.Analyzer
	extractor *attribution.Extractor
	engine    string
	minScore  float64

	minUnlisted float64 // the same for cues that the lexicon does not have
	explains    bool
}

// NewReader returns a Reader. It fails only if the program was built with a
// damaged model file.
func NewReader() (*Reader, error) {
	return openReader(model.Bytes(), model.Hash())
}

func openReader(data []byte, hash string) (*Reader, error) {
	b, err := learn.OpenBundle(data)
	if err != nil {
		return nil, fmt.Errorf("open the built-in model: %w", err)
	}
	r := &Reader{engine: Version + "+" + hash, minScore: attribution.Threshold, minUnlisted: attribution.UnlistedThreshold}
	if r.analyzer, err = nlp.NewAnalyzer(b); err != nil {
		return nil, fmt.Errorf("open the built-in model: %w", err)
	}
	if r.extractor, err = attribution.NewExtractor(b); err != nil {
		return nil, fmt.Errorf("open the built-in model: %w", err)
	}
	return r, nil
}

// Engine returns the version of the engine and the hash of its model, as
// written into every Reading.
func (r *Reader) Engine() string { return r.engine }

// LexiconVersion returns the version of the lexicon that labels the wording of
// cues, and its hash.
func LexiconVersion() string { return attribution.LexiconVersion() }

// WithMinScore returns a Reader that reports only attributions whose Score is
// at least min, a probability. Lower values find more and err more.
func (r *Reader) WithMinScore(min float64) *Reader {
	c := *r
	c.minScore, c.minUnlisted = min, min
	return &c
}

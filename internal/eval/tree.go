package eval

import (
	"fmt"

	"hearsay/internal/nlp"
)

// TreeScore counts right tags and right heads over words, as the CoNLL 2018
// shared task does: punctuation counts, and every word has exactly one head.
type TreeScore struct {
	Words, Tags, Heads, Labelled int
	Universal                    int // right head and right relation, subtypes ("nsubj:pass") aside
	PlainWords                   int // words that are not punctuation in the gold tree
	PlainHeads, PlainLabelled    int
}

// Add compares the analysis of a document with its gold tags and trees; both
// have the same tokens.
func (s *TreeScore) Add(gold, got *nlp.Doc) {
	for i := range gold.Tokens {
		g, t := &gold.Tokens[i], &got.Tokens[i]
		s.Words++
		plain := g.Dep != nlp.DepPunct
		count(&s.PlainWords, plain)
		count(&s.Tags, g.Tag == t.Tag)
		head := g.Head == t.Head
		label := head && g.Dep == t.Dep
		count(&s.Heads, head)
		count(&s.Labelled, label)
		count(&s.Universal, head && g.Dep.Universal() == t.Dep.Universal())
		count(&s.PlainHeads, plain && head)
		count(&s.PlainLabelled, plain && label)
	}
}

func count(n *int, yes bool) {
	if yes {
		*n++
	}
}

func percent(part, whole int) float64 { return 100 * float64(part) / float64(max(whole, 1)) }

// String gives the score as one line of percentages.
func (s *TreeScore) String() string {
	return fmt.Sprintf("XPOS %.2f  UAS %.2f  LAS %.2f (without subtypes %.2f)  no punctuation: UAS %.2f  LAS %.2f",
		percent(s.Tags, s.Words), percent(s.Heads, s.Words), percent(s.Labelled, s.Words),
		percent(s.Universal, s.Words), percent(s.PlainHeads, s.PlainWords), percent(s.PlainLabelled, s.PlainWords))
}

// EntityScore counts entities found with exactly the right words and kind.
type EntityScore struct{ Gold, Found, Right int }

// Add compares the entities of a document; both have the same tokens.
func (s *EntityScore) Add(gold, got *nlp.Doc) {
	want := map[nlp.Entity]bool{}
	for _, e := range gold.Entities {
		want[e] = true
	}
	s.Gold += len(gold.Entities)
	s.Found += len(got.Entities)
	for _, e := range got.Entities {
		count(&s.Right, want[e])
	}
}

// String gives precision, recall and F1 as percentages.
func (s *EntityScore) String() string {
	return fmt.Sprintf("P %.2f  R %.2f  F1 %.2f", percent(s.Right, s.Found), percent(s.Right, s.Gold),
		percent(2*s.Right, s.Found+s.Gold))
}

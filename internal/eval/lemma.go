package eval

import (
	"fmt"
	"strings"

	"hearsay/internal/learn"
	"hearsay/internal/model"
	"hearsay/internal/nlp"
)

// NewAnalyzer returns the analyser of the built-in model.
func NewAnalyzer() (*nlp.Analyzer, error) {
	b, err := learn.OpenBundle(model.Bytes())
	if err != nil {
		return nil, fmt.Errorf("open the built-in model: %w", err)
	}
	a, err := nlp.NewAnalyzer(b)
	if err != nil {
		return nil, fmt.Errorf("open the built-in model: %w", err)
	}
	return a, nil
}

// CueLemma returns the function that names the cue of an attribution in doc's
// text by the lemma of its main word: "said in an interview" and "have said" are
// "say". A cue of marks only is named by the marks, and one that is absent "-".
func CueLemma(doc *nlp.Doc) func(Attribution) string {
	return func(a Attribution) string {
		best, bestRank := -1, 0
		for _, span := range a.Cue {
			r := doc.Touching(span.Bytes.Start, span.Bytes.End)
			for i := r.First; i < r.End; i++ {
				if rank := cueRank(doc, r, i); rank > bestRank {
					best, bestRank = i, rank
				}
			}
		}
		if best < 0 {
			return a.CueWords(doc.Text)
		}
		return strings.ToLower(doc.Tokens[best].Lemma)
	}
}

// cueRank says how fit token i of a cue is to name it: words before marks, what
// the rest hangs on before the rest, verbs before other words.
func cueRank(doc *nlp.Doc, cue nlp.Range, i int) int {
	t := &doc.Tokens[i]
	if t.Shape&nlp.ShapePunct != 0 || t.Lemma == "" {
		return 0
	}
	rank := 1
	if !cue.Has(int(t.Head)) {
		rank += 2
	}
	switch {
	case t.Tag.IsVerb() && t.Dep != nlp.DepAux && t.Dep != nlp.DepAuxPass && t.Dep != nlp.DepCop:
		rank += 2
	case t.Tag.IsNoun() || t.Tag >= nlp.TagJJ && t.Tag <= nlp.TagJJS:
		rank++
	}
	return rank
}

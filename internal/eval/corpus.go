package eval

import (
	"fmt"

	"hearsay"
)

// ReadFunc reads one article, as (*hearsay.Reader).Read does.
type ReadFunc func(hearsay.Article) (*hearsay.Reading, error)

// ScoreCorpus reads every article and scores what was found against the first
// annotator. The corpus of PolNeAR is flat, so read should give flat readings
// for it.
func ScoreCorpus(articles []Article, read ReadFunc) (Scores, error) {
	var s Scorer
	for i := range articles {
		a := &articles[i]
		found, err := a.Read(read)
		if err != nil {
			return Scores{}, err
		}
		s.Add(a.Text, a.Gold(), found)
	}
	return s.Scores(), nil
}

// Read returns what read finds in the article; never nil without an error.
func (a *Article) Read(read ReadFunc) ([]Attribution, error) {
	reading, err := read(hearsay.NewArticle(a.Text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.Name, err)
	}
	return FromReading(reading), nil
}

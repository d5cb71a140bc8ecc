package eval

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

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

// ReadAll calls read for every article, in as many goroutines as jobs says, and
// returns what it gave in the order of the articles. step is called after each
// article, never twice at a time. The first error, or the end of ctx, ends the
// work.
func ReadAll[T any](ctx context.Context, articles []Article, jobs int, read func(*Article) (T, error), step func()) ([]T, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	out := make([]T, len(articles))
	next := make(chan int)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range max(jobs, 1) {
		wg.Go(func() {
			for i := range next {
				result, err := read(&articles[i])
				if err != nil {
					stop(err)
				}
				mu.Lock()
				out[i] = result
				step()
				mu.Unlock()
			}
		})
	}
	for i := range articles {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	wg.Wait()
	return out, context.Cause(ctx)
}

// LoadPredictions reads NAME.ann of dir for every article, as an annotation
// whose Attributions are nil where there is no such file. That there is none at
// all is an error.
func LoadPredictions(dir string, articles []Article) ([]Annotation, error) {
	if _, err := os.ReadDir(dir); err != nil {
		return nil, fmt.Errorf("read predictions: %w", err)
	}
	found := make([]Annotation, len(articles))
	n := 0
	for i := range articles {
		file := filepath.Join(dir, articles[i].Name+".ann")
		data, err := os.ReadFile(file)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return nil, fmt.Errorf("read predictions: %w", err)
		}
		n++
		found[i] = ParseBrat(file, string(data), articles[i].Text)
		if found[i].Attributions == nil {
			found[i].Attributions = []Attribution{}
		}
	}
	if n == 0 {
		return nil, fmt.Errorf("%s has no NAME.ann for any of the %d articles", dir, len(articles))
	}
	return found, nil
}

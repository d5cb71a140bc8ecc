package query

import (
	"bytes"
	"math"
	"strings"
)

// Hits are ranked by BM25 (Robertson and Zaragoza 2009, The Probabilistic
// Relevance Framework) over the phrases of the query. How rare a phrase is and
// how long a text is on average is counted among the hits themselves: so
// a list of hits has one order, whatever else is in the ledger, whatever comes in
// while someone turns its pages, and whatever database holds it. Where all hits
// have all phrases, what counts is how often, and in how few words.
const (
	bm25K = 1.2
	bm25B = 0.6
	// leastWeight is what a phrase counts for that all hits have.
	leastWeight = 0.25
)

// Ranker takes the contents of hits one by one and then scores them. It is for one
// goroutine.
type Ranker struct {
	patterns []pattern
	counts   []int32 // of each hit, one for each pattern
	lengths  []int32 // of each hit, in words
	folded   []byte
}

// pattern is a phrase as it stands in folded text, with the spaces around it.
type pattern struct {
	words []byte
	docs  int // hits that have it
}

// NewRanker returns a Ranker of hits of q.
func (q *Query) NewRanker() *Ranker {
	r := &Ranker{}
	for _, t := range q.Phrases() {
		words := " " + strings.Join(t.Words, " ")
		if !t.Prefix {
			words += " "
		}
		r.patterns = append(r.patterns, pattern{words: []byte(words)})
	}
	return r
}

// Add takes the content of the next hit.
func (r *Ranker) Add(content string) {
	r.folded = AppendFolded(append(r.folded[:0], ' '), content)
	r.lengths = append(r.lengths, int32(bytes.Count(r.folded, []byte{' '})-1))
	for i := range r.patterns {
		n := occurrences(r.folded, r.patterns[i].words)
		if n > 0 {
			r.patterns[i].docs++
		}
		r.counts = append(r.counts, n)
	}
}

// Scores returns the score of each hit, in the order of Add; higher is better.
func (r *Ranker) Scores() []float64 {
	n := len(r.lengths)
	if n == 0 {
		return nil
	}
	total := 0
	for _, l := range r.lengths {
		total += int(l)
	}
	average := max(float64(total)/float64(n), 1)
	scores := make([]float64, n)
	for k := range r.patterns {
		docs := float64(r.patterns[k].docs)
		weight := leastWeight + math.Log(1+(float64(n)-docs+0.5)/(docs+0.5))
		for i := range scores {
			count := float64(r.counts[i*len(r.patterns)+k])
			length := bm25K * (1 - bm25B + bm25B*float64(r.lengths[i])/average)
			scores[i] += weight * count * (bm25K + 1) / (count + length)
		}
	}
	return scores
}

// occurrences counts words in folded text. Two that stand side by side share a
// space.
func occurrences(folded, words []byte) int32 {
	var n int32
	for {
		i := bytes.Index(folded, words)
		if i < 0 {
			return n
		}
		n++
		folded = folded[i+1:]
	}
}

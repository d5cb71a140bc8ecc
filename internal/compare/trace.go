package compare

import (
	"cmp"
	"slices"

	"hearsay"
)

// Trace is what is known of a quote in a set of articles: the families its
// sentences belong to.
type Trace struct {
	Query    string
	Families []*Family // the most alike first
	Scores   []float64 // how alike the best wording of each is, in [0,1]
}

// Quote makes a statement of words that somebody asks for. speaker may be empty.
func Quote(words, speaker string) []*Statement {
	words = oneLine(words)
	r := &hearsay.Reading{Article: hearsay.Article{Text: words}}
	at := hearsay.Attribution{ID: "quote", Form: "direct", Content: []hearsay.Span{{End: len(words)}}}
	if speaker != "" {
		r.Speakers = []hearsay.Speaker{{ID: "s1", Name: speaker, Kind: "person"}}
		at.Source.Speaker = "s1"
	}
	r.Attributions = []hearsay.Attribution{at}
	return Statements(&Article{Reading: r})
}

// Trace finds the families of a set to which the sentences of a quote belong:
// those with a wording that is likely the same statement, or that has all words
// of the sentence. The error of asking for nothing is an empty Trace.
func (s *Set) Trace(quote, speaker string) *Trace {
	t := &Trace{Query: quote}
	asked := Quote(quote, speaker)
	var a aligner
	for _, f := range s.Families() {
		best := 0.0
		for _, q := range asked {
			for _, w := range f.Wordings {
				best = max(best, a.answers(q, w.Statements[0]))
			}
		}
		if best >= likely {
			t.Families, t.Scores = append(t.Families, f), append(t.Scores, best)
		}
	}
	t.sort()
	return t
}

// Bounds of what is asked for: words that a statement has altogether and in a
// row, and the mass from which they are not found by chance.
const (
	holdsShare = 0.9
	holdsMass  = 1.2
)

// answers says how alike a quote and a statement are. Who asks does not name a
// speaker, and may ask for a few words of a long statement.
func (a *aligner) answers(q, s *Statement) float64 {
	if shareOfBag(q, s) < leastShare {
		return 0
	}
	r := a.similar(q, s)
	if q.Speaker.Name == "" && r.Score > 0 {
		r = r.asIfSame()
	}
	if r.values[dice] < 1 && float64(q.Mass) >= holdsMass {
		al := a.align(s.Words, q.Words)
		_, in, row, _ := sums(&al)
		if in/q.Mass >= holdsShare && row >= min(3, countWords(q.Words)) {
			return max(r.Score, holdsShare)
		}
	}
	return r.Score
}

// shareOfBag returns the mass of the words of q that s has, whatever their
// place, as a share of the lighter one.
func shareOfBag(q, s *Statement) float32 {
	var both float32
	i, j := 0, 0
	for i < len(q.bag) && j < len(s.bag) {
		switch c := cmp.Compare(q.bag[i].class, s.bag[j].class); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			both += min(q.bag[i].mass, s.bag[j].mass)
			i, j = i+1, j+1
		}
	}
	return both / max(min(q.Mass, s.Mass), 0.1)
}

// sort puts the most alike families first; of equals the one that appears in
// more articles, then the earlier.
func (t *Trace) sort() {
	order := make([]int, len(t.Families))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if c := cmp.Compare(t.Scores[j], t.Scores[i]); c != 0 {
			return c
		}
		return cmp.Compare(t.Families[j].Articles(), t.Families[i].Articles())
	})
	families, scores := slices.Clone(t.Families), slices.Clone(t.Scores)
	for k, i := range order {
		t.Families[k], t.Scores[k] = families[i], scores[i]
	}
}

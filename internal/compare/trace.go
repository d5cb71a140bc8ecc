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

// maxSeeds bounds how many wordings are looked for in turn.
const maxSeeds = 40

// Trace finds the families of a set to which the sentences of a quote belong:
// those with a wording that is likely the same statement, or that has all words
// of the sentence. Only what shares words with such a wording is grouped, so that
// it is quick in a large set.
func (s *Set) Trace(quote, speaker string) *Trace {
	t := &Trace{Query: quote}
	asked := Quote(quote, speaker)
	score := map[*Statement]float64{}
	var seeds []*Statement
	seen := map[uint64]bool{}
	var a aligner
	for _, st := range s.Statements {
		best := 0.0
		for _, q := range asked {
			best = max(best, a.answers(q, st))
		}
		if best < likely {
			continue
		}
		score[st] = best
		if h := st.fingerprint(); !seen[h] && len(seeds) < maxSeeds {
			seen[h] = true
			seeds = append(seeds, st)
		}
	}
	for _, group := range Families(s.near(seeds, score)) {
		best := 0.0
		for _, st := range group {
			best = max(best, score[st])
		}
		if best > 0 {
			t.Families, t.Scores = append(t.Families, s.Family(group)), append(t.Scores, best)
		}
	}
	t.sort()
	return t
}

// near returns the statements that share words with a seed, and those that answer.
func (s *Set) near(seeds []*Statement, score map[*Statement]float64) []*Statement {
	var out []*Statement
	for _, st := range s.Statements {
		_, answers := score[st]
		if answers || slices.ContainsFunc(seeds, func(seed *Statement) bool { return shareOfBag(seed, st) >= leastShare }) {
			out = append(out, st)
		}
	}
	return out
}

// Bounds of what is asked for: words that a statement has altogether and in a
// row, and the mass from which they are not found by chance.
const (
	holdsShare = 0.9
	holdsMass  = 1.2
)

// Answer says how alike a quote that somebody asks for and a statement are, in
// [0,1]: as Similar does, but a quote without a speaker is anybody's, and one may
// ask for a few words of a long statement.
func Answer(q, s *Statement) float64 {
	var a aligner
	return a.answers(q, s)
}

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

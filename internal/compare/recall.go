package compare

import (
	"cmp"
	"slices"

	"hearsay"
)

// Families across an archive
//
// Families of more statements than a memory holds are found in three steps, which a
// system of many machines can do with joins and groups of its own between them:
//
//  1. Each statement is filed under its JoinKeys. Those that share a key are put side
//     by side, some hundred at a time, and Links says which of them are alike.
//  2. Statements that hang together by links that are StrongLink or more are parted
//     from all others: no family reaches across, because two clusters are joined only
//     where some pair of theirs is so much alike.
//  3. Cluster joins each such part as Families would.
//
// What differs from Families is that a pair without a common key is never compared.

// StrongLink is the Score above which two statements may begin a family.
const StrongLink = alike

// Recalled is what has to be kept of a statement so that it can be compared with
// others without its article.
type Recalled struct {
	ID       string // tells it from all others
	Article  string // tells its article from others
	Text     string // its words
	Form     string
	Speaker  Speaker
	Headline bool // it stands in the headline
}

// Print returns a number that statements with the same words have in common, case,
// accents and punctuation aside.
func (s *Statement) Print() uint64 { return s.fingerprint() }

// Bounds of JoinKeys.
const (
	joinWords = 4  // rarest words of which all pairs are filed
	joinKeys  = 14 // keys of a statement
)

// JoinKeys returns the keys under which statements that are alike meet, sorted, each
// once. They are of the two sorts that Keys has, but more of them: no index has to be
// kept small, and nobody looks up more than is filed.
func (s *Statement) JoinKeys() []uint32 {
	keys := append(pairKeys(rarestWords(s.bag, joinWords)), winnow(neighbours(s.Words))...)
	return sortedKeys(keys[:min(len(keys), joinKeys)])
}

// QuotedWords returns how many of its words are in quotation marks.
func (s *Statement) QuotedWords() int { return quotedWords(s) }

// Recall makes statements of what was kept of them. They can be compared and have
// Keys; their places in the articles are not known.
func Recall(kept []Recalled) []*Statement {
	articles := map[string]*Article{}
	out := make([]*Statement, len(kept))
	for i := range kept {
		k := &kept[i]
		a := articles[k.Article]
		if a == nil {
			a = &Article{Reading: &hearsay.Reading{Article: hearsay.Article{ID: k.Article}}, headline: hearsay.Span{End: 1}}
			articles[k.Article] = a
		}
		unit := Words(k.Text, hearsay.Span{End: len(k.Text)})
		s := newStatement(a, unit, nil)
		s.ID, s.key, s.Form, s.Speaker, s.name = k.ID, k.ID, k.Form, k.Speaker, nameOf(k.Speaker)
		if s.Spans = []hearsay.Span{{Start: 1}}; k.Headline {
			s.Spans[0].Start = 0
		}
		out[i] = s
	}
	return out
}

// Runs returns hashes of some of the article's runs of words outside of quotations,
// each once: those that Copies looks at where articles are many.
func Runs(a *Article) []uint64 { return runsOf(a, sampled) }

// Link is a pair of statements, by index, and how alike they are.
type Link struct {
	A, B  int // A < B
	Score float64
}

// Links compares all pairs that meet says yes to and that share enough words, and
// returns those that are not unlike.
func Links(all []*Statement, meet func(i, j int) bool) []Link {
	var a aligner
	var out []Link
	for j := range all {
		for i := range j {
			if !meet(i, j) || shareOfBag(all[i], all[j]) < leastShare {
				continue
			}
			if r := a.similar(all[i], all[j]); r.Score >= worthwhile {
				out = append(out, Link{i, j, r.Score})
			}
		}
	}
	return out
}

// Cluster joins n statements by their links, as Families does. The result depends on
// the numbers of the statements only where links are equal.
func Cluster(n int, all []Link) [][]int {
	links := make([]link, len(all))
	for i, l := range all {
		links[i] = link{min(l.A, l.B), max(l.A, l.B), l.Score}
	}
	slices.SortFunc(links, func(x, y link) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	var out [][]int
	for _, part := range parts(n, links) {
		for _, c := range averageLinkage(part, alike) {
			slices.Sort(c)
			out = append(out, c)
		}
	}
	slices.SortFunc(out, slices.Compare)
	return out
}

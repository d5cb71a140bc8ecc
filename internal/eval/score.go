package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The figures for attributions are those that PolNeAR's task has been compared
// by, over words rather than characters, micro-averaged over the corpus. A word
// is letters, digits and underscores, with single . ' ’ - inside; or one of
// $ % € £.
//
//   - ROLE exact: whole roles that have the same words in gold and prediction;
//     each set of words counts once an article.
//   - ROLE overlap: words that have this role in both.
//   - relation: whole attributions, matched one to one, best content first. Two
//     match if their cues share a word (or neither has one), their sources too,
//     and the words of their contents have a Jaccard index of at least one half.
//   - relation*: the same without the condition on the source.
//   - direct, indirect: recall of relation over the gold attributions whose
//     content holds a quotation mark, and over the others.

// PRF is precision, recall and their harmonic mean, in percent to one decimal.
type PRF struct {
	P  float64 `json:"P"`
	R  float64 `json:"R"`
	F1 float64 `json:"F1"`
}

// Recall is recall in percent to one decimal, of N things.
type Recall struct {
	R float64 `json:"R"`
	N int     `json:"n"`
}

// Scores are the figures of one corpus.
type Scores struct {
	Documents         int `json:"documents"`
	WithoutPrediction int `json:"without_prediction"`
	BadSpans          int `json:"bad_spans"` // predicted spans that are empty or point outside the text
	Gold              int `json:"gold_attributions"`
	Predicted         int `json:"predicted_attributions"`

	CueExact       PRF `json:"cue exact"`
	CueOverlap     PRF `json:"cue overlap"`
	SourceExact    PRF `json:"source exact"`
	SourceOverlap  PRF `json:"source overlap"`
	ContentExact   PRF `json:"content exact"`
	ContentOverlap PRF `json:"content overlap"`

	Relation         PRF    `json:"relation"`
	RelationNoSource PRF    `json:"relation*"`
	Direct           Recall `json:"direct"`
	Indirect         Recall `json:"indirect"`
}

// roles of an attribution that are scored, in the order of the figures.
const (
	cueRole = iota
	sourceRole
	contentRole
	numRoles
)

// tally is what a PRF is made of: right ones, predicted ones, gold ones.
type tally struct{ hit, pred, gold int }

func (t *tally) add(hit, pred, gold int) { t.hit += hit; t.pred += pred; t.gold += gold }

func (t tally) prf() PRF {
	p, r := percent(t.hit, t.pred), percent(t.hit, t.gold)
	f := 0.0
	if p+r != 0 {
		f = 2 * p * r / (p + r)
	}
	return PRF{round1(p), round1(r), round1(f)}
}

// round1 rounds the exact binary value to one decimal, as Python's round does.
func round1(x float64) float64 {
	y, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'f', 1, 64), 64)
	return y
}

// Scorer adds up counts over articles. The zero Scorer is ready for use.
type Scorer struct {
	documents, missing, bad int
	exact, overlap          [numRoles]tally
	relation, noSource      tally
	direct, directHit       int
	indirect, indirectHit   int
}

// Add scores the predictions for one text. A nil pred means that there is no
// prediction for it, which the figures count beside treating it as empty.
func (s *Scorer) Add(text string, gold, pred []Attribution) {
	s.documents++
	if pred == nil {
		s.missing++
	}
	s.bad += badSpans(pred, utf8.RuneCountInString(text))
	words := wordsOf(text)
	g, p := wordSets(words, gold), wordSets(words, pred)
	for role := range numRoles {
		s.addRole(role, g, p)
	}
	matched := matchRelations(g, p, true)
	s.relation.add(len(matched), len(p), len(g))
	s.noSource.add(len(matchRelations(g, p, false)), len(p), len(g))
	for i := range gold {
		_, hit := matched[i]
		if hasQuotationMark(contentText(text, gold[i])) {
			s.direct++
			s.directHit += btoi(hit)
		} else {
			s.indirect++
			s.indirectHit += btoi(hit)
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Scores returns the figures so far.
func (s *Scorer) Scores() Scores {
	return Scores{
		Documents: s.documents, WithoutPrediction: s.missing, BadSpans: s.bad,
		Gold: s.relation.gold, Predicted: s.relation.pred,
		CueExact: s.exact[cueRole].prf(), CueOverlap: s.overlap[cueRole].prf(),
		SourceExact: s.exact[sourceRole].prf(), SourceOverlap: s.overlap[sourceRole].prf(),
		ContentExact: s.exact[contentRole].prf(), ContentOverlap: s.overlap[contentRole].prf(),
		Relation: s.relation.prf(), RelationNoSource: s.noSource.prf(),
		Direct:   Recall{round1(percent(s.directHit, s.direct)), s.direct},
		Indirect: Recall{round1(percent(s.indirectHit, s.indirect)), s.indirect},
	}
}

func badSpans(pred []Attribution, length int) int {
	bad := 0
	for _, a := range pred {
		for _, role := range [][]Span{a.Cue, a.Source, a.Content} {
			for _, sp := range role {
				if sp.Start < 0 || sp.Start >= sp.End || sp.End > length {
					bad++
				}
			}
		}
	}
	return bad
}

// addRole counts whole roles and their words, each once an article.
func (s *Scorer) addRole(role int, gold, pred []wordSet) {
	gs, gw := distinct(gold, role)
	ps, pw := distinct(pred, role)
	hit := 0
	for key := range gs {
		if ps[key] {
			hit++
		}
	}
	s.exact[role].add(hit, len(ps), len(gs))
	s.overlap[role].add(shared(gw, pw), len(pw), len(gw))
}

// distinct returns the different sets of words that have a role, and all their
// words together, sorted.
func distinct(sets []wordSet, role int) (map[string]bool, []int32) {
	keys := map[string]bool{}
	var words []int32
	for _, s := range sets {
		if len(s[role]) > 0 {
			keys[fmt.Sprint(s[role])] = true
			words = append(words, s[role]...)
		}
	}
	slices.Sort(words)
	return keys, slices.Compact(words)
}

// wordSet holds, for each role of an attribution, the sorted indexes of its words.
type wordSet [numRoles][]int32

func wordSets(words []byteRange, atts []Attribution) []wordSet {
	sets := make([]wordSet, len(atts))
	for i, a := range atts {
		sets[i] = wordSet{
			cueRole:     wordsIn(words, a.Cue),
			sourceRole:  wordsIn(words, a.Source),
			contentRole: wordsIn(words, a.Content),
		}
	}
	return sets
}

// wordsIn returns the words that share a character with one of the spans.
func wordsIn(words []byteRange, spans []Span) []int32 {
	var in []int32
	for _, sp := range spans {
		first := sort.Search(len(words), func(i int) bool { return words[i].end > sp.Bytes.Start })
		for i := first; i < len(words) && words[i].start < sp.Bytes.End; i++ {
			in = append(in, int32(i))
		}
	}
	slices.Sort(in)
	return slices.Compact(in)
}

// shared returns how many numbers two sorted lists have in common.
func shared(a, b []int32) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n, a, b = n+1, a[1:], b[1:]
		}
	}
	return n
}

// matchRelations pairs gold and predicted attributions one to one, the best
// content first and among equals the last prediction with the last gold one.
// It maps indexes of gold to indexes of pred.
func matchRelations(gold, pred []wordSet, needSource bool) map[int]int {
	type pair struct {
		jaccard float64
		pred    int
		gold    int
	}
	var pairs []pair
	for i, p := range pred {
		for j, g := range gold {
			if !touch(p[cueRole], g[cueRole]) || needSource && !touch(p[sourceRole], g[sourceRole]) {
				continue
			}
			if jac := jaccard(p[contentRole], g[contentRole]); jac >= 0.5 {
				pairs = append(pairs, pair{jac, i, j})
			}
		}
	}
	sort.Slice(pairs, func(a, b int) bool {
		x, y := pairs[a], pairs[b]
		if x.jaccard != y.jaccard {
			return x.jaccard > y.jaccard
		}
		if x.pred != y.pred {
			return x.pred > y.pred
		}
		return x.gold > y.gold
	})
	matched, used := map[int]int{}, map[int]bool{}
	for _, p := range pairs {
		if _, taken := matched[p.gold]; !taken && !used[p.pred] {
			matched[p.gold] = p.pred
			used[p.pred] = true
		}
	}
	return matched
}

// touch reports whether two roles share a word or are both absent.
func touch(a, b []int32) bool {
	return len(a) == 0 && len(b) == 0 || shared(a, b) > 0
}

func jaccard(a, b []int32) float64 {
	both := shared(a, b)
	if len(a)+len(b) == 0 {
		return 0
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

type byteRange struct{ start, end int }

// wordsOf returns the words of text in order.
func wordsOf(text string) []byteRange {
	var words []byteRange
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		end := i + size
		switch {
		case isWordRune(r):
			end = wordEnd(text, end)
			words = append(words, byteRange{i, end})
		case strings.ContainsRune("$%€£", r):
			words = append(words, byteRange{i, end})
		}
		i = end
	}
	return words
}

// wordEnd returns the end of the word whose first letter ends at i: letters,
// and single joining marks that a letter follows.
func wordEnd(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if strings.ContainsRune(".'’-", r) {
			next, n := utf8.DecodeRuneInString(text[i+size:])
			r, size = next, size+n
		}
		if !isWordRune(r) {
			return i
		}
		i += size
	}
	return i
}

// isWordRune is what regular expressions mean by \w in Python, on text.
func isWordRune(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r)
}

// contentText returns the content's words as one string, piece by piece.
func contentText(text string, a Attribution) string {
	var b strings.Builder
	for _, sp := range a.Content {
		if sp.Bytes.Start < sp.Bytes.End {
			b.WriteString(text[sp.Bytes.Start:sp.Bytes.End])
		}
	}
	return b.String()
}

// hasQuotationMark reports whether s holds a quotation mark of any style; a
// single one counts where no letter stands on its outer side.
func hasQuotationMark(s string) bool {
	if strings.ContainsAny(s, "\"“”«»") || strings.Contains(s, "''") || strings.Contains(s, "``") {
		return true
	}
	before := rune(' ')
	for i, r := range s {
		after, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		switch r {
		case '\'':
			if !isWordRune(before) || !isWordRune(after) {
				return true
			}
		case '‘':
			if !isWordRune(before) {
				return true
			}
		case '’':
			if !isWordRune(after) {
				return true
			}
		}
		before = r
	}
	return false
}

// WriteTable prints the figures, one a line.
func (s Scores) WriteTable(w io.Writer) error {
	for _, row := range s.rows() {
		if _, err := fmt.Fprintf(w, "%-24s %s\n", row.name, row.value); err != nil {
			return err
		}
	}
	return nil
}

// WriteJSON prints the figures as one JSON object on one line.
func (s Scores) WriteJSON(w io.Writer) error {
	return json.NewEncoder(w).Encode(s)
}

type row struct{ name, value string }

func (s Scores) rows() []row {
	return []row{
		{"documents", strconv.Itoa(s.Documents)},
		{"without_prediction", strconv.Itoa(s.WithoutPrediction)},
		{"bad_spans", strconv.Itoa(s.BadSpans)},
		{"gold_attributions", strconv.Itoa(s.Gold)},
		{"predicted_attributions", strconv.Itoa(s.Predicted)},
		{"cue exact", s.CueExact.String()},
		{"cue overlap", s.CueOverlap.String()},
		{"source exact", s.SourceExact.String()},
		{"source overlap", s.SourceOverlap.String()},
		{"content exact", s.ContentExact.String()},
		{"content overlap", s.ContentOverlap.String()},
		{"relation", s.Relation.String()},
		{"relation*", s.RelationNoSource.String()},
		{"direct", s.Direct.String()},
		{"indirect", s.Indirect.String()},
	}
}

func (f PRF) String() string    { return fmt.Sprintf("P %.1f  R %.1f  F1 %.1f", f.P, f.R, f.F1) }
func (r Recall) String() string { return fmt.Sprintf("R %.1f  n %d", r.R, r.N) }

package store

import (
	"database/sql"
	"maps"
	"slices"
	"strconv"
	"strings"

	"hearsay"
	"hearsay/internal/query"
)

// The full-text index holds, for each attribution, the folded words of its
// content in order, and after them words of another kind that filters look for:
// a character of the private use area, one letter for the kind, and the value.
// So every query is one expression over one index, whatever it filters by. Text
// of articles cannot hold such words, because folding leaves no private use
// characters. Form and naming, and act and stance, share a word: the index is as
// large as it has words. What an outlet says in its own voice has an index of its own,
// with a row for each article.
//
// To take a row out, its words have to be known. They are made of what the
// tables hold, and whoever changes that takes the rows of an article out
// before (leave) and puts them back after (enter).

const mark = "\uE000" // begins the words of filters

// The kinds of words of filters.
const (
	whoWord       = "w" // of who speaks
	toWord        = "t" // of who is spoken to
	viaWord       = "v" // of relays
	speakerWord   = "p" // number of the name of who speaks
	addresseeWord = "q" // number of the name of who is spoken to
	outletWord    = "o" // number of an outlet
	yearWord      = "y" // of publication: 2026
	monthWord     = "z" // 202603
	dayWord       = "d" // 20260309
	formWord      = "f" // form and naming: directnamed
	actWord       = "a" // act and stance: assertionneutral
	mediumWord    = "m"
	negatedWord   = "x"
)

// noWord is a word that no row has.
const noWord = mark + "nothing"

// none is the value of what is not decided, so that every row has a word for its
// form and naming and one for its act and stance.
const none = "none"

// keptReading is a reading with the numbers that its parts have in the tables.
type keptReading struct {
	article      int64
	reading      *hearsay.Reading
	attributions []int64 // of reading.Attributions
	speakers     []int64 // of the ledger, for reading.Speakers; 0 for none
}

// enter puts the rows of an article into the index.
func (p *pen) enter(k *keptReading) error { return p.reindex(k, p.ledger.db.index) }

// leave takes the rows of an article out of the index.
func (p *pen) leave(article int64) (*keptReading, error) {
	k, err := p.load(article)
	if err != nil {
		return nil, err
	}
	return k, p.reindex(k, p.ledger.db.unindex)
}

// reindex runs a statement with number and words for all rows of an article.
func (p *pen) reindex(k *keptReading, statement func(table string) string) error {
	w, err := p.newIndexWords(k)
	if err != nil {
		return err
	}
	for i, id := range k.attributions {
		if err := p.exec(statement("attributions"), id, w.attribution(i)); err != nil {
			return err
		}
	}
	if len(k.reading.OwnVoice) == 0 {
		return nil
	}
	return p.exec(statement("own_voice"), k.article, w.ownVoice())
}

// indexWords makes the words of the rows of one article.
type indexWords struct {
	kept     *keptReading
	byID     map[string]int // speakers of the reading
	names    [][]string     // folded words for each speaker of the reading: name, role and organisation, and the ledger's names
	article  articleWords
	buffer   []byte
	unsorted []string
}

func (p *pen) newIndexWords(k *keptReading) (w *indexWords, err error) {
	w = &indexWords{kept: k, byID: map[string]int{}, names: make([][]string, len(k.reading.Speakers))}
	for i := range k.reading.Speakers {
		s := &k.reading.Speakers[i]
		w.byID[s.ID] = i
		w.names[i] = strings.Fields(query.Fold(s.Name + " " + s.Role + " " + s.Organisation))
		if k.speakers[i] != 0 {
			names, err := p.namesOf(k.speakers[i])
			if err != nil {
				return nil, err
			}
			w.names[i] = append(w.names[i], names...)
		}
	}
	w.article, err = p.articleWords(k.article)
	return w, err
}

// namesOf returns the folded words of the names of a speaker of the ledger.
func (p *pen) namesOf(speaker int64) ([]string, error) {
	var folded string
	_, err := p.row("SELECT folded FROM speakers WHERE id = ?", []any{speaker}, &folded)
	return strings.Fields(folded), err
}

// attribution returns the words of the i-th attribution, valid until the next call.
func (w *indexWords) attribution(i int) string {
	r, a := w.kept.reading, &w.kept.reading.Attributions[i]
	w.buffer = w.buffer[:0]
	for _, s := range a.Content {
		w.buffer = query.AppendFolded(w.buffer, r.Slice(s))
	}
	w.buffer = appendWords(w.buffer, w.article.all)
	w.value(formWord, orNone(a.Form)+orNone(a.Source.Naming))
	w.value(actWord, orNone(a.Act)+orNone(a.Cue.Stance))
	w.value(mediumWord, strings.ReplaceAll(query.Fold(a.Medium), " ", ""))
	if a.Cue.Negated {
		w.value(negatedWord, "yes")
	}
	w.party(whoWord, a.Source.Spans, a.Source.Speaker)
	w.party(toWord, a.Addressee.Spans, a.Addressee.Speaker)
	w.number(speakerWord, a.Source.Speaker)
	w.number(addresseeWord, a.Addressee.Speaker)
	w.unsorted = append(w.unsorted[:0], w.article.credit...)
	for _, name := range relaysOf(r, i) {
		w.unsorted = append(w.unsorted, strings.Fields(query.Fold(name))...)
	}
	w.bag(viaWord)
	return string(w.buffer)
}

// ownVoice returns the words of what the outlet says in its own voice: sentence
// after sentence, with a word between that no query has.
func (w *indexWords) ownVoice() string {
	r := w.kept.reading
	w.buffer = w.buffer[:0]
	for i, s := range r.OwnVoice {
		if i > 0 {
			w.buffer = appendMarked(w.buffer, "", "")
		}
		w.buffer = query.AppendFolded(w.buffer, r.Slice(s))
	}
	w.buffer = appendWords(w.buffer, w.article.all)
	w.value(formWord, none+"outlet")
	return string(w.buffer)
}

func (w *indexWords) value(kind, value string) {
	if value != "" {
		w.buffer = appendMarked(w.buffer, kind, value)
	}
}

// number adds the word for a speaker of the reading that the ledger has.
func (w *indexWords) number(kind, speaker string) {
	if k, ok := w.byID[speaker]; ok && w.kept.speakers[k] != 0 {
		w.value(kind, strconv.FormatInt(w.kept.speakers[k], 10))
	}
}

// party adds the words for someone: those in the text and those of the names.
func (w *indexWords) party(kind string, spans []hearsay.Span, speaker string) {
	w.unsorted = w.unsorted[:0]
	for _, s := range spans {
		w.unsorted = append(w.unsorted, strings.Fields(query.Fold(w.kept.reading.Slice(s)))...)
	}
	if k, ok := w.byID[speaker]; ok {
		w.unsorted = append(w.unsorted, w.names[k]...)
	}
	w.bag(kind)
}

// bag adds the unsorted words, each once.
func (w *indexWords) bag(kind string) {
	slices.Sort(w.unsorted)
	for _, word := range slices.Compact(w.unsorted) {
		w.buffer = appendMarked(w.buffer, kind, word)
	}
}

// articleWords are the words that all rows of an article have, wherever it
// appeared.
type articleWords struct {
	all       []string // of dates and outlets
	credit    []string // folded words of the names of agencies credited; relays of attributions
	published string   // of the earliest appearance
}

func (p *pen) articleWords(article int64) (articleWords, error) {
	var w articleWords
	var day sql.NullInt64
	err := p.each(`SELECT t.day, p.outlet_id, p.credit, p.earliest, p.published FROM appearances p JOIN articles t ON t.id = p.article_id
		WHERE p.article_id = ? ORDER BY p.id`, []any{article}, func(rows *sql.Rows) error {
		var outlet sql.NullInt64
		var earliest bool
		var credit, published sql.NullString
		err := rows.Scan(&day, &outlet, &credit, &earliest, &published)
		if outlet.Valid {
			w.all = append(w.all, mark+outletWord+strconv.FormatInt(outlet.Int64, 10))
		}
		w.credit = append(w.credit, strings.Fields(query.Fold(credit.String))...)
		if earliest {
			w.published = published.String
		}
		return err
	})
	if day.Valid {
		y, m, d := query.Day(day.Int64).Date()
		w.all = append(w.all, mark+yearWord+strconv.Itoa(y), mark+monthWord+strconv.Itoa(y*100+m), mark+dayWord+strconv.Itoa((y*100+m)*100+d))
	}
	slices.Sort(w.all)
	w.all = slices.Compact(w.all)
	return w, err
}

// rewordAll rewords articles that had these words before, in the order of their numbers.
func (p *pen) rewordAll(before map[int64]articleWords) error {
	for _, article := range slices.Sorted(maps.Keys(before)) {
		after, err := p.articleWords(article)
		if err != nil {
			return err
		}
		if err := p.reword(article, before[article], after); err != nil {
			return err
		}
	}
	return nil
}

// reword changes the words that all rows of an article have. Words are taken out
// and put in beside those that stay, which costs less than to do so with all.
func (p *pen) reword(article int64, before, after articleWords) error {
	gone := without(before.all, after.all)
	come := without(after.all, before.all)
	attributionsCome := slices.Clone(come)
	for _, word := range without(after.credit, before.credit) {
		attributionsCome = append(attributionsCome, mark+viaWord+word)
	}
	var ids []int64
	err := p.each("SELECT id FROM attributions WHERE article_id = ? ORDER BY id", []any{article}, func(rows *sql.Rows) error {
		ids = append(ids, 0)
		return rows.Scan(&ids[len(ids)-1])
	})
	if err != nil {
		return err
	}
	if err := p.swapWords("attributions", ids, gone, attributionsCome); err != nil {
		return err
	}
	var ownVoice int64
	if _, err := p.row("SELECT count(*) FROM own_voice WHERE article_id = ?", []any{article}, &ownVoice); err != nil || ownVoice == 0 {
		return err
	}
	return p.swapWords("own_voice", []int64{article}, gone, come)
}

// swapWords takes words of rows out of an index and puts others in, row by row in the order
// of their numbers: for each step back FTS5 begins a new piece of the index.
func (p *pen) swapWords(index string, ids []int64, gone, come []string) error {
	steps := []struct{ statement, words string }{
		{p.ledger.db.strike(index), strings.Join(gone, " ")}, {p.ledger.db.index(index), strings.Join(come, " ")},
	}
	for _, id := range ids {
		for _, step := range steps {
			if step.words == "" {
				continue
			}
			if err := p.exec(step.statement, id, step.words); err != nil {
				return err
			}
		}
	}
	return nil
}

// without returns the words of a that are not in b.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

func appendWords(dst []byte, words []string) []byte {
	for _, w := range words {
		dst = append(append(dst, w...), ' ')
	}
	return dst
}

func appendMarked(dst []byte, kind, value string) []byte {
	return append(append(append(append(dst, mark...), kind...), value...), ' ')
}

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

package store

import (
	"database/sql"
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
// characters. Sentences in an outlet's own voice have an index of their own.
//
// To take a row out, its words have to be known. They are made of what the
// tables hold, and whoever changes that takes the rows of an article out
// before (leave) and puts them back after (enter).

const mark = "\uE000" // begins the words of filters

// The kinds of words of filters.
const (
	whoWord     = "w" // of who speaks
	toWord      = "t" // of who is spoken to
	viaWord     = "v" // of relays
	speakerWord = "p" // number of a speaker of the ledger
	outletWord  = "o" // number of an outlet
	yearWord    = "y" // of publication: 2026
	monthWord   = "z" // 202603
	dayWord     = "d" // 20260309
	formWord    = "f"
	actWord     = "a"
	stanceWord  = "s"
	namingWord  = "n"
	mediumWord  = "m"
	negatedWord = "x"
)

// none is the value of a form that is not decided, and of own voice, so that
// every row has a word for its form.
const none = "none"

// keptReading is a reading with the numbers that its parts have in the tables.
type keptReading struct {
	article      int64
	reading      *hearsay.Reading
	attributions []int64 // of reading.Attributions
	ownVoice     []int64 // of reading.OwnVoice
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
	for i, id := range k.ownVoice {
		if err := p.exec(statement("own_voice"), id, w.ownVoice(i)); err != nil {
			return err
		}
	}
	return nil
}

// indexWords makes the words of the rows of one article.
type indexWords struct {
	kept     *keptReading
	byID     map[string]int // speakers of the reading
	names    [][]string     // folded words for each speaker of the reading: name, role and organisation, and the ledger's names
	article  []byte         // words that all rows of the article have: dates and outlets
	credit   []string       // folded words of agencies credited
	buffer   []byte
	unsorted []string
}

func (p *pen) newIndexWords(k *keptReading) (*indexWords, error) {
	w := &indexWords{kept: k, byID: map[string]int{}, names: make([][]string, len(k.reading.Speakers))}
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
	var day sql.NullInt64
	var outlets []int64
	err := p.each("SELECT t.day, p.outlet_id, p.credit FROM appearances p JOIN articles t ON t.id = p.article_id WHERE p.article_id = ? ORDER BY p.outlet_id",
		[]any{k.article}, func(rows *sql.Rows) error {
			var outlet sql.NullInt64
			var credit sql.NullString
			err := rows.Scan(&day, &outlet, &credit)
			if outlet.Valid && !slices.Contains(outlets, outlet.Int64) {
				outlets = append(outlets, outlet.Int64)
			}
			w.credit = append(w.credit, strings.Fields(query.Fold(credit.String))...)
			return err
		})
	for _, o := range outlets {
		w.article = appendMarked(w.article, outletWord, strconv.FormatInt(o, 10))
	}
	if day.Valid {
		y, m, d := query.Day(day.Int64).Date()
		for _, at := range []struct {
			kind string
			n    int
		}{{yearWord, y}, {monthWord, y*100 + m}, {dayWord, (y*100+m)*100 + d}} {
			w.article = appendMarked(w.article, at.kind, strconv.Itoa(at.n))
		}
	}
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
	w.buffer = append(w.buffer, w.article...)
	w.value(formWord, orNone(a.Form))
	w.value(actWord, a.Act)
	w.value(stanceWord, a.Cue.Stance)
	w.value(namingWord, a.Source.Naming)
	w.value(mediumWord, strings.ReplaceAll(query.Fold(a.Medium), " ", ""))
	if a.Cue.Negated {
		w.value(negatedWord, "yes")
	}
	w.party(whoWord, a.Source.Spans, a.Source.Speaker)
	w.party(toWord, a.Addressee.Spans, a.Addressee.Speaker)
	if k, ok := w.byID[a.Source.Speaker]; ok && w.kept.speakers[k] != 0 {
		w.value(speakerWord, strconv.FormatInt(w.kept.speakers[k], 10))
	}
	w.unsorted = append(w.unsorted[:0], w.credit...)
	for _, name := range relaysOf(r, i) {
		w.unsorted = append(w.unsorted, strings.Fields(query.Fold(name))...)
	}
	w.bag(viaWord)
	return string(w.buffer)
}

// ownVoice returns the words of the i-th sentence in the outlet's own voice.
func (w *indexWords) ownVoice(i int) string {
	r := w.kept.reading
	w.buffer = query.AppendFolded(w.buffer[:0], r.Slice(r.OwnVoice[i]))
	w.buffer = append(w.buffer, w.article...)
	w.value(formWord, none)
	return string(w.buffer)
}

func (w *indexWords) value(kind, value string) {
	if value != "" {
		w.buffer = appendMarked(w.buffer, kind, value)
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

func appendMarked(dst []byte, kind, value string) []byte {
	return append(append(append(append(dst, mark...), kind...), value...), ' ')
}

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

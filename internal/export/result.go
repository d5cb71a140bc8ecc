package export

import (
	"encoding/json"
	"slices"
	"strconv"

	"hearsay"
	"hearsay/internal/compare"
)

// ResultSchema is the contract of AppendResult. Keys may be added, never changed.
const ResultSchema = "hearsay.result/1"

// Result is what became of one document of an item of work.
type Result struct {
	Item    json.RawMessage // what the item is called by, any JSON value; nil for nothing
	Name    string          // of the document
	Outcome string
	Note    string           // what a user should know; may be empty
	Origin  Origin           // zero if nothing was read
	Failure *Failure         // why there is no reading; nil if there is one or none is due
	Reading *hearsay.Reading // nil if there is none
}

// Failure says why a document was not read, what was kept of it and what can be
// done.
type Failure struct{ Reason, Kept, Next string }

// Origin is what is known of where a text came from besides its Article. Every
// field may be zero.
type Origin struct {
	Canonical string   // address that the page calls its own
	Line      int      // in the file, counted from 1
	Offset    int64    // in the file, in bytes
	BytesSum  string   // SHA-256 of the bytes it was read from, hexadecimal
	Charset   string   // what these were decoded from
	Flags     []string // what the text has gone through
}

// Parts are what a Result holds of a reading besides what it says of the article.
type Parts struct {
	Reading    bool // as AppendJSON writes it
	Rows       bool // of the attributions, by the names of the columns of the tables
	Statements bool // with their keys, by which the same statement is found elsewhere, and the runs of words of the article, by which copies are
}

// articleColumns are the columns that all rows of an article have in common.
var articleColumns = []string{"article_id", "file", "url", "outlet", "title", "published", "bylines", "language", "sha256", "engine"}

// ResultColumn is a column of the tables, and where a Result has it.
type ResultColumn struct {
	Name      string `json:"name"`
	Type      string `json:"type"`       // string, double or boolean
	OfArticle bool   `json:"of_article"` // it is in "article" instead of each of "rows"
}

// ResultColumns returns the columns of the tables in order.
func ResultColumns() []ResultColumn {
	out := make([]ResultColumn, len(columns))
	for i, c := range columns {
		out[i] = ResultColumn{Name: c.name, Type: "string", OfArticle: slices.Contains(articleColumns, c.name)}
		switch c.kind {
		case number:
			out[i].Type = "double"
		case truth:
			out[i].Type = "boolean"
		}
	}
	return out
}

// AppendResultHead appends the beginning of the JSON object of a Result: what is
// known before the document is read. AppendResult begins with the same bytes.
func AppendResultHead(dst []byte, item json.RawMessage, name string) []byte {
	w := jsonWriter{buffer{dst}}
	w.raw(`{"schema":"` + ResultSchema + `"`)
	if len(item) > 0 {
		w.raw(`,"item":`)
		w.dst = append(w.dst, item...)
	}
	w.field("name", name)
	return w.dst
}

// AppendFailure ends the JSON object of a document that was not read, and the line.
func AppendFailure(head []byte, f Failure) []byte {
	w := jsonWriter{buffer{head}}
	w.raw(`,"outcome":"failed"`)
	w.failure(f)
	w.raw("}\n")
	return w.dst
}

// AppendResult appends a Result as one JSON object and a line feed. Cells that are
// empty in a table have no key.
func AppendResult(dst []byte, r *Result, parts Parts) []byte {
	w := jsonWriter{buffer{AppendResultHead(dst, r.Item, r.Name)}}
	w.field("outcome", r.Outcome)
	w.field("note", r.Note)
	if r.Failure != nil {
		w.failure(*r.Failure)
	}
	if r.Reading != nil {
		w.origin(&r.Origin, r.Reading.Article.Credit)
		w.read(r.Reading, parts)
	}
	w.raw("}\n")
	return w.dst
}

func (w *jsonWriter) failure(f Failure) {
	w.raw(`,"error":{"reason":`)
	w.string(f.Reason)
	w.field("kept", f.Kept)
	w.field("next", f.Next)
	w.raw("}")
}

func (w *jsonWriter) origin(o *Origin, credit string) {
	w.raw(`,"origin":{"offset":`)
	w.dst = strconv.AppendInt(w.dst, o.Offset, 10)
	if o.Line > 0 {
		w.raw(`,"line":`)
		w.dst = strconv.AppendInt(w.dst, int64(o.Line), 10)
	}
	w.field("canonical", o.Canonical)
	w.field("credit", credit)
	w.field("bytes_sha256", o.BytesSum)
	w.field("charset", o.Charset)
	if len(o.Flags) > 0 {
		w.raw(`,"flags":`)
		w.strings(o.Flags)
	}
	w.raw("}")
}

// read writes the parts of a reading.
func (w *jsonWriter) read(r *hearsay.Reading, parts Parts) {
	m := newRowMaker(r)
	w.raw(`,"article":`)
	w.cells(&Row{Engine: m.engine, Article: m.article}, true)
	if parts.Rows {
		w.raw(`,"rows":[`)
		for i, row := range Rows(r) {
			w.comma(i)
			w.cells(&row, false)
		}
		w.raw("]")
	}
	if parts.Statements {
		w.statements(r)
	}
	if parts.Reading {
		w.raw(`,"reading":`)
		w.dst = AppendJSON(w.dst, r)
		w.dst = w.dst[:len(w.dst)-1] // the line feed
	}
}

// cells writes the cells of a row that are not empty: those of the article or the
// others.
func (w *jsonWriter) cells(r *Row, ofArticle bool) {
	w.raw("{")
	n := 0
	for i := range columns {
		c := &columns[i]
		if slices.Contains(articleColumns, c.name) != ofArticle {
			continue
		}
		cell := c.cell(r)
		if cell == "" {
			continue
		}
		w.comma(n)
		n++
		w.raw(`"` + c.name + `":`)
		if c.kind == number || c.kind == truth {
			w.raw(cell)
		} else {
			w.string(cell)
		}
	}
	w.raw("}")
}

// statements writes what somebody says in the article, sentence by sentence.
func (w *jsonWriter) statements(r *hearsay.Reading) {
	a := compare.NewArticle(r)
	w.raw(`,"statements":[`)
	n := 0
	for _, s := range compare.Statements(&a) {
		if s.OwnVoice() {
			continue
		}
		w.comma(n)
		n++
		w.statement(s)
	}
	w.raw(`],"runs":[`)
	for i, run := range compare.Runs(&a) {
		w.comma(i)
		w.dst = strconv.AppendInt(w.dst, int64(run), 10) // as a signed number: most databases have no other
	}
	w.raw("]")
}

func (w *jsonWriter) statement(s *compare.Statement) {
	w.raw(`{"id":`)
	w.string(s.ID)
	w.field("attribution_id", s.Attribution.ID)
	w.field("form", s.Form)
	w.field("text", inOneLine(s.Text()))
	w.field("speaker", s.Speaker.Name)
	w.field("kind", s.Speaker.Kind)
	w.field("role", s.Speaker.Role)
	w.field("organisation", s.Speaker.Organisation)
	if s.InHeadline() {
		w.raw(`,"headline":true`)
	}
	if hearsay.IsStanceDisputed(s.Attribution.Cue.Lemma) && s.Attribution.Cue.Stance != "countering" {
		w.raw(`,"disputed":true`)
	}
	w.raw(`,"size":`)
	w.dst = strconv.AppendInt(w.dst, int64(len(s.Words)), 10)
	w.raw(`,"quoted":`)
	w.dst = strconv.AppendInt(w.dst, int64(s.QuotedWords()), 10)
	w.raw(`,"words":"`)
	w.dst = strconv.AppendUint(w.dst, s.Print(), 16)
	w.raw(`","keys":[`)
	for i, k := range s.JoinKeys() {
		w.comma(i)
		w.dst = strconv.AppendUint(w.dst, uint64(k), 10)
	}
	w.raw("]}")
}

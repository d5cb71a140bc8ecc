package export

import (
	"fmt"
	"io"
)

// Writer writes attributions to a stream, one after the other. It keeps no more
// of them than its format needs: a row group of Parquet, else one. The same
// rows give the same bytes. A Writer is for one goroutine.
type Writer interface {
	// Write writes one row, which it does not keep. After an error the Writer is
	// of no use.
	Write(*Row) error
	// Close ends the document. It does not close the stream.
	Close() error
}

// document is a format that has something before the first row and after the last. Its
// methods append to a buffer, which is written after each.
type document interface {
	begin()
	row(r *Row, i int) // the i-th, from 0
	end(n int)         // after n rows
	take() []byte      // what was appended since the last call; overwritten by the next
}

// streamWriter writes a document.
type streamWriter struct {
	out   io.Writer
	doc   document
	begun bool
	rows  int
}

// Write writes one row, the first one after the beginning of the document.
func (w *streamWriter) Write(r *Row) error {
	w.begin()
	w.doc.row(r, w.rows)
	w.rows++
	_, err := w.out.Write(w.doc.take())
	return err
}

// Close writes the end of the document.
func (w *streamWriter) Close() error {
	w.begin()
	w.doc.end(w.rows)
	_, err := w.out.Write(w.doc.take())
	return err
}

func (w *streamWriter) begin() {
	if !w.begun {
		w.begun = true
		w.doc.begin()
	}
}

// buffer is what a document appends to.
type buffer struct{ dst []byte }

func (b *buffer) raw(s string) { b.dst = append(b.dst, s...) }

func (b *buffer) take() []byte {
	taken := b.dst
	b.dst = b.dst[:0]
	return taken
}

// Write makes a buffer an io.Writer. It does not fail.
func (b *buffer) Write(p []byte) (int, error) {
	b.dst = append(b.dst, p...)
	return len(p), nil
}

// Collection says what the rows of a stream are, in the formats that have a place
// for it. All of it may be empty.
type Collection struct {
	ID    string // permanent name, an IRI
	Title string
	Query string // the search they answer, as the user wrote it
	Link  string // address of a page that shows them
	Self  string // address the document itself is served at
	Base  string // address below which a server shows attributions: Base/a/ID
}

// Format is a format of streams of attributions.
type Format struct {
	Name      string // as in --format
	About     string // for a list of formats
	Extension string // of files, with the dot
	MediaType string
	open      func(io.Writer, Collection) Writer
	Lines     bool // rows stand on lines of their own with nothing after the last: see ContinueWriter
}

// Formats returns all formats of attributions. What is written of whole articles (text,
// brat and so on) are functions of their own.
func Formats() []Format {
	return []Format{
		{"csv", "a table, one row an attribution (RFC 4180)", ".csv", "text/csv; charset=utf-8; header=present",
			streamed(func(Collection) document { return &table{columns: columns[:]} }), true},
		{"excel", "the same as Excel opens it: byte order mark, nothing taken for a formula", ".csv", "text/csv; charset=utf-8; header=present",
			streamed(func(Collection) document { return &table{columns: columns[:], excel: true} }), true},
		{"tif", "a corpus of statements for quanteda and tidytext: csv that begins with doc_id and text", ".csv", "text/csv; charset=utf-8; header=present",
			streamed(func(Collection) document { return &table{columns: corpusColumns()} }), true},
		{"attributions", "JSON Lines, one object an attribution (" + AttributionSchema + ")", ".jsonl", "application/jsonl",
			streamed(func(Collection) document { return &attributionLines{} }), true},
		{"parquet", "Apache Parquet, with the columns of csv", ".parquet", "application/vnd.apache.parquet", newParquetWriter, false},
		{"w3c", "W3C Web Annotation collection (JSON-LD)", ".jsonld", `application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"`,
			streamed(func(c Collection) document { return &annotations{collection: c} }), false},
		{"schema.org", "Quotation and Claim of schema.org (JSON-LD)", ".jsonld", "application/ld+json",
			streamed(func(c Collection) document { return &quotations{collection: c} }), false},
		{"atom", "Atom feed", ".atom", "application/atom+xml",
			streamed(func(c Collection) document { return &atomFeed{collection: c} }), false},
		{"rss", "RSS 2.0 feed", ".rss", "application/rss+xml",
			streamed(func(c Collection) document { return &rssFeed{collection: c} }), false},
		{"jsonfeed", "JSON Feed 1.1", ".json", "application/feed+json",
			streamed(func(c Collection) document { return &jsonFeed{collection: c} }), false},
	}
}

func streamed(doc func(Collection) document) func(io.Writer, Collection) Writer {
	return func(w io.Writer, c Collection) Writer { return &streamWriter{out: w, doc: doc(c)} }
}

// LookupFormat returns the format with a name.
func LookupFormat(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// NewWriter returns a Writer of a format to w, which should be buffered.
func NewWriter(w io.Writer, format string, c Collection) (Writer, error) {
	f, ok := LookupFormat(format)
	if !ok {
		return nil, fmt.Errorf("no format of attributions is called %q", format)
	}
	return f.open(w, c), nil
}

// ContinueWriter returns a Writer that goes on where another one was broken off
// after its first row. That is possible in formats of Lines only.
func ContinueWriter(w io.Writer, format string, c Collection) (Writer, error) {
	f, ok := LookupFormat(format)
	if !ok || !f.Lines {
		return nil, fmt.Errorf("a document in the format %q cannot be continued", format)
	}
	return &streamWriter{out: w, doc: f.open(w, c).(*streamWriter).doc, begun: true}, nil
}

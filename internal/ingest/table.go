package ingest

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Tables are read as RFC 4180 has it, with a separator that is told from the
// first line. That line names the columns. One row is one Document; a row that
// is damaged is told by its line, the others are read.

const tableExtensions = ".csv .tsv .tab"

// isTable reports whether head begins with a line of names of columns, of which
// one holds text or an address.
func isTable(head []byte, in hints) bool {
	line, _, found := bytes.Cut(head, []byte("\n"))
	if !found && len(head) == headSize {
		return false
	}
	names := splitNames(string(line))
	const longest = 60 // bytes of a name
	for _, n := range names {
		if len(n) > longest || strings.HasSuffix(n, ".") {
			return false
		}
	}
	columns := in.fields.match(names)
	_, text := columns["text"]
	_, address := columns["url"]
	if text && in.fields.Text != "" {
		return len(names) > 1 || extensionIs(in.name, tableExtensions)
	}
	return (text || address) && len(columns) > 1 || text && extensionIs(in.name, tableExtensions)
}

// separatorOf returns what stands between the names of columns.
func separatorOf(line string) rune {
	best, most := ',', 0
	for _, c := range []rune{',', ';', '\t', '|'} {
		if n := strings.Count(line, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// splitNames returns the names in the first line of a table.
func splitNames(line string) []string {
	r := csv.NewReader(strings.NewReader(line))
	r.Comma, r.LazyQuotes = separatorOf(line), true
	names, err := r.Read()
	if err != nil {
		return nil
	}
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}

// splitTable lists the rows of a table.
func splitTable(in *input, yield func(Document) bool) bool {
	head, _ := in.r.Peek(headSize)
	limited := &recordLimit{r: inUTF8(head, in.r), most: in.options.MaxSize}
	r := csv.NewReader(limited)
	line, _, _ := strings.Cut(string(headText(head)), "\n")
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = separatorOf(line), -1, true
	names, err := r.Read()
	if err != nil {
		return yield(in.failed(tableError(in.name, err, 0)))
	}
	t := table{names: cloneNames(names), columns: in.options.Fields.match(names)}
	for number := 1; ; number++ {
		limited.begin()
		record, err := r.Read()
		if err == io.EOF {
			return true
		}
		d, ends := t.document(in, r, record, err, number)
		if !yield(d) {
			return false
		}
		if ends {
			return true
		}
	}
}

// table is what the first line says.
type table struct {
	names   []string
	columns map[string]int
}

// document makes a Document of one row; ends is set if no more can be read.
func (t *table) document(in *input, r *csv.Reader, record []string, err error, number int) (d Document, ends bool) {
	var syntax *csv.ParseError
	switch {
	case errors.As(err, &syntax):
		d = in.record(number, syntax.StartLine, nil)
		d.Err = tableError(d.Name, err, number-1)
		return d, false
	case err != nil:
		d = in.record(number, 0, nil)
		d.Name = in.name
		d.Err = tableError(d.Name, err, number-1)
		return d, true
	}
	line, _ := r.FieldPos(0)
	value := func(field string) string {
		if i, ok := t.columns[field]; ok && i < len(record) {
			return strings.Clone(record[i])
		}
		return ""
	}
	cells := row{value("url"), value("text"), value("date"), value("outlet"), value("title"), value("author"), value("language")}
	d = in.record(number, line, []byte(cells.text))
	if last := t.columns["text"]; len(record) <= last && len(record) > 0 {
		d.Err = &Error{
			Input: d.Name, Problem: ErrSyntax, Detail: fmt.Sprintf("the row has %d of %d columns", len(record), len(t.names)),
			Kept: plural(number-1, "row") + " before it", Next: "mend the row; the others are read",
		}
		return d, false
	}
	d.format = format{name: "row", read: func(d *Document, o *Options) (page, error) { return cells.read(d, t.names, o) }}
	return d, false
}

// read makes a page of a row, whose cells may be in any encoding.
func (r row) read(d *Document, names []string, o *Options) (page, error) {
	dec, err := decode(d.Name, []byte(r.text), labels{outside: d.Label})
	if err != nil {
		return page{}, err
	}
	for _, cell := range []*string{&r.url, &r.date, &r.outlet, &r.title, &r.author, &r.language} {
		if c, err := decode(d.Name, []byte(*cell), labels{outside: d.Label}); err == nil {
			*cell = c.text
		}
	}
	r.text = dec.text
	return r.page(d, dec, names, o)
}

func tableError(name string, err error, before int) *Error {
	e := &Error{Input: name, Problem: ErrSyntax, Detail: err.Error(), Kept: plural(before, "row") + " before it", Next: "mend the row; the others are read"}
	if errors.Is(err, ErrTooLarge) {
		e.Problem, e.Detail, e.Next = ErrTooLarge, "a row has no end; a quotation mark may not be closed", "close it, or raise --max-size"
	}
	return e
}

func cloneNames(names []string) []string {
	clones := make([]string, len(names))
	for i, n := range names {
		clones[i] = strings.Clone(strings.TrimSpace(strings.TrimPrefix(n, "\ufeff")))
	}
	return clones
}

// noColumns is the error of a file that is named as a table and has no columns
// that are known.
func noColumns(d *Document, text string) *Error {
	line, _, _ := strings.Cut(text, "\n")
	return &Error{
		Input: d.Name, Problem: ErrFormat, Detail: "a table whose columns are " + listNames(splitNames(line)),
		Next: "name the column that holds the text: --fields text=NAME",
	}
}

// inUTF8 returns r without a byte order mark, and as UTF-8 if it is UTF-16.
func inUTF8(head []byte, r io.Reader) io.Reader {
	mark, length := byteOrderMark(head)
	if mark == "" {
		mark = wideWithoutMark(head)
	}
	skip := &skipping{r: r, left: length}
	switch mark {
	case utf16LE:
		return transform.NewReader(skip, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder())
	case utf16BE:
		return transform.NewReader(skip, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder())
	case utf8Name:
		return skip
	}
	return r
}

// skipping leaves out the first bytes of a reader.
type skipping struct {
	r    io.Reader
	left int
}

func (s *skipping) Read(p []byte) (int, error) {
	for s.left > 0 {
		n, err := s.r.Read(p[:min(len(p), s.left)])
		s.left -= n
		if err != nil {
			return 0, err
		}
	}
	return s.r.Read(p)
}

// recordLimit ends a reader with ErrTooLarge once a record is longer than most
// bytes, give or take what is read ahead.
type recordLimit struct {
	r          io.Reader
	most, read int64
}

func (l *recordLimit) begin() { l.read = 0 }

func (l *recordLimit) Read(p []byte) (int, error) {
	if l.read > l.most {
		return 0, ErrTooLarge
	}
	n, err := l.r.Read(p)
	l.read += int64(n)
	return n, err
}

// inMemory makes an input of a Document that holds a container.
func inMemory(d *Document, o *Options) *input {
	return &input{
		source: source{name: d.Name, rel: d.Rel, found: d.found}, size: int64(len(d.Body)), options: o,
		r: bufio.NewReaderSize(bytes.NewReader(d.Body), headSize), label: d.Label,
	}
}

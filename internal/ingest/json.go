package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// JSON comes as one object, as an array of objects, or as one object a line
// (JSON Lines). Each object is one Document: an item of ninjs if it looks like
// one, else a row whose fields are found by name. Lines and elements that are
// damaged are told by their line; what can be told apart from them is read.

// splitJSON lists the objects of a JSON text.
func splitJSON(in *input, yield func(Document) bool) bool {
	head, _ := in.r.Peek(headSize)
	r := bufio.NewReaderSize(inUTF8(head, in.r), headSize)
	lead, _ := r.Peek(headSize)
	if bytes.HasPrefix(bytes.TrimLeft(lead, " \t\r\n"), []byte("[")) && !linesOfElements(lead) {
		return splitArray(in, r, yield)
	}
	first, err := readLine(r, in.options.MaxSize)
	line := 1
	for err == nil && len(bytes.TrimSpace(first)) == 0 {
		first, err = readLine(r, in.options.MaxSize)
		line++
	}
	if err == nil && !json.Valid(cleanLine(first)) && len(cleanLine(first)) > 0 {
		// It may be one object on several lines.
		rest, restErr := readCapped(in.name, io.MultiReader(bytes.NewReader(first), r), in.size, in.options.MaxSize)
		if restErr == nil && json.Valid(rest) {
			d := in.document(rest)
			d.format = objectFormat()
			return yield(d)
		}
		if restErr != nil {
			return yield(in.failed(restErr))
		}
		r = bufio.NewReaderSize(bytes.NewReader(rest), headSize)
		first, err = readLine(r, in.options.MaxSize)
	}
	if err == nil && onlySpaceLeft(r) || errors.Is(err, io.EOF) && line == 1 {
		if data := cleanLine(first); json.Valid(data) {
			d := in.document(data)
			d.format = objectFormat()
			return yield(d)
		}
	}
	return splitLines(in, r, first, err, line, yield)
}

// onlySpaceLeft reports whether r ends soon and holds only white space until
// then.
func onlySpaceLeft(r *bufio.Reader) bool {
	rest, err := r.Peek(headSize)
	return errors.Is(err, io.EOF) && len(bytes.TrimSpace(rest)) == 0
}

// linesOfElements reports whether an array has one whole element on each line,
// so that a damaged one need not end the reading.
func linesOfElements(head []byte) bool {
	_, rest, found := bytes.Cut(head, []byte("["))
	if !found {
		return false
	}
	before, rest, found := bytes.Cut(rest, []byte("\n"))
	if !found || len(bytes.TrimSpace(before)) > 0 {
		return false
	}
	line, _, found := bytes.Cut(rest, []byte("\n"))
	line = cleanLine(line)
	return found && len(line) > 0 && json.Valid(line)
}

// splitLines lists the objects of JSON Lines. line and err are those of the
// first line, which has been read.
func splitLines(in *input, r *bufio.Reader, line []byte, err error, number int, yield func(Document) bool) bool {
	records := 0
	for ; ; number++ {
		data := cleanLine(line)
		long := errors.Is(err, ErrTooLarge)
		if len(data) > 0 || long {
			records++
			if !yield(lineDocument(in, data, records, number, long)) {
				return false
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return true
		case err != nil && !long:
			return yield(in.failed(statError(in.name, err)))
		}
		line, err = readLine(r, in.options.MaxSize)
	}
}

// lineDocument makes the Document of one line.
func lineDocument(in *input, data []byte, record, line int, long bool) Document {
	d := in.record(record, line, data)
	if long {
		d.Body, d.Err = nil, &Error{
			Input: d.Name, Problem: ErrTooLarge, Detail: fmt.Sprintf("the line has more than %d bytes", in.options.MaxSize),
			Kept: "the other lines", Next: "raise --max-size",
		}
		return d
	}
	if err := jsonError(data); err != nil {
		d.Body, d.Err = nil, &Error{
			Input: d.Name, Problem: ErrSyntax, Detail: fmt.Sprintf("line %d: %v", line, err),
			Kept: "the other lines", Next: "mend the line",
		}
		return d
	}
	d.format = objectFormat()
	return d
}

// jsonError says what is wrong with a JSON text, nil if nothing is.
func jsonError(data []byte) error {
	if json.Valid(data) {
		return nil
	}
	var value json.RawMessage
	if err := json.Unmarshal(data, &value); err != nil {
		return err
	}
	return errors.New("invalid JSON")
}

// cleanLine takes away what stands around an object in an array of lines: white
// space, a comma, a bracket, a byte order mark, the separator of JSON text
// sequences.
func cleanLine(line []byte) []byte {
	line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	line = bytes.Trim(line, " \t\r\n,\x1e")
	if len(line) == 1 && (line[0] == '[' || line[0] == ']') {
		return nil
	}
	return line
}

// readLine reads one line of at most so many bytes, without its end. Of a longer
// one nothing is kept, and the error is ErrTooLarge. At the end of the input the
// error is io.EOF, also if a last line without an end was read; a line that is
// many times too long is taken for the end.
func readLine(r *bufio.Reader, most int64) ([]byte, error) {
	const many = 16
	var line []byte
	long, passed := false, int64(0)
	for {
		part, err := r.ReadSlice('\n')
		if passed += int64(len(part)); passed > most*many+headSize {
			return nil, errors.Join(ErrTooLarge, io.EOF)
		}
		if int64(len(line)+len(part)) > most+1 {
			line, long = nil, true
		}
		if !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case long && err == nil:
			return nil, ErrTooLarge
		case long:
			return nil, errors.Join(ErrTooLarge, err)
		}
		return bytes.TrimRight(line, "\r\n"), err
	}
}

// splitArray lists the elements of an array. After a damaged element nothing can
// be told apart.
func splitArray(in *input, r io.Reader, yield func(Document) bool) bool {
	lines := &lineCounter{r: r}
	limited := &recordLimit{r: lines, most: in.options.MaxSize}
	dec := json.NewDecoder(limited)
	number := 0
	fail := func(err error) bool {
		d := in.failed(nil)
		d.Err = &Error{
			Input: in.name, Problem: ErrSyntax, Detail: fmt.Sprintf("%v, at or before line %d", err, lines.line+1),
			Kept: plural(number, "object") + " before it", Next: "mend the file, or write one object a line",
		}
		return yield(d)
	}
	if _, err := dec.Token(); err != nil {
		return fail(err)
	}
	for dec.More() {
		limited.begin()
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return fail(err)
		}
		number++
		d := in.record(number, 0, raw)
		d.format = objectFormat()
		if !yield(d) {
			return false
		}
	}
	if _, err := dec.Token(); err != nil {
		return fail(err)
	}
	return true
}

// lineCounter counts the line ends that pass.
type lineCounter struct {
	r    io.Reader
	line int
}

func (l *lineCounter) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.line += bytes.Count(p[:n], []byte{'\n'})
	return n, err
}

// objectFormat is the format of one JSON object.
func objectFormat() format { return format{name: "object", read: readObject} }

// readObject makes a page of one JSON object.
func readObject(d *Document, o *Options) (page, error) {
	dec, err := decode(d.Name, d.Body, labels{outside: d.Label})
	if err != nil {
		return page{}, err
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(dec.text), &object); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			return page{}, &Error{Input: d.Name, Problem: ErrFormat, Detail: "JSON that is no object, but " + kind.Value, Next: "write one object an article"}
		}
		return page{}, &Error{Input: d.Name, Problem: ErrSyntax, Detail: err.Error(), Next: "mend the JSON"}
	}
	// Escapes such as \u0000 and \ud800 are known only now.
	stated := strings.Count(dec.text, "\uFFFD") + strings.Count(strings.ToLower(dec.text), `\ufffd`)
	replaceInside(object, &dec)
	dec.replaced -= min(dec.replaced, stated) // what was there before
	if inner := storedIn(object); inner != nil {
		return readStored(d, dec, inner)
	}
	if isNinjs(object) {
		return readNinjs(d, object, dec, o)
	}
	names := slices.Sorted(maps.Keys(object))
	r, found := o.Fields.row(object, names)
	if !found {
		return page{}, &Error{
			Input: d.Name, Problem: ErrFormat, Detail: "JSON without a text; its members are " + listNames(names),
			Next: "name the member that holds the text: --fields text=NAME",
		}
	}
	return r.page(d, dec, names, o)
}

// replaceInside puts U+FFFD in the place of controls in all strings, and counts
// what was replaced here and by the JSON decoder.
func replaceInside(value any, dec *decoded) any {
	switch v := value.(type) {
	case string:
		inner := decoded{text: v}
		inner.replaceControls()
		dec.replaced += strings.Count(inner.text, "\uFFFD")
		return inner.text
	case map[string]any:
		for key, member := range v {
			v[key] = replaceInside(member, dec)
		}
	case []any:
		for i := range v {
			v[i] = replaceInside(v[i], dec)
		}
	}
	return value
}

// row finds the fields of an object. found is false if it has neither a text nor
// an address.
func (f Fields) row(object map[string]any, names []string) (r row, found bool) {
	columns := f.match(names)
	value := func(field string) string {
		i, ok := columns[field]
		if !ok {
			return ""
		}
		return plainValue(object[names[i]])
	}
	text := false
	if i, ok := columns["text"]; ok {
		_, thing := object[names[i]].(map[string]any)
		text = !thing
	}
	_, address := columns["url"]
	r = row{value("url"), value("text"), value("date"), value("outlet"), value("title"), value("author"), value("language")}
	return r, text || address && r.title != ""
}

// plainValue returns a string, a list of strings joined, or the name of a thing.
func plainValue(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case []any:
		var parts []string
		for _, item := range v {
			if s := stringOf(item); s != "" {
				parts = append(parts, s)
			}
		}
		joint := ", "
		if len(parts) > 0 && len(parts[0]) > 80 { // paragraphs rather than names
			joint = "\n\n"
		}
		return strings.Join(parts, joint)
	}
	return stringOf(value)
}

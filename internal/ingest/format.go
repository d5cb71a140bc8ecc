package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"hearsay/internal/warc"
)

// headSize is how many bytes of an input are looked at to recognise its format.
const headSize = 64 << 10

// format is one row of the table of formats. Either split or read is set.
type format struct {
	name string
	// is reports whether an input is in the format. head has its first bytes,
	// at most headSize, in UTF-8.
	is func(head []byte, in hints) bool
	// split lists the Documents of a container. It returns false if yield did.
	split func(in *input, yield func(Document) bool) bool
	// read makes a page of the Document's body.
	read func(d *Document, o *Options) (page, error)
}

// hints are what is known of an input besides its bytes.
type hints struct {
	name   string // ends with an extension, perhaps
	media  string // media type by label
	fields Fields
}

// formats are all formats, in the order in which they are tried. Plain text is
// the last and takes everything.
func formats() []format {
	return []format{
		{name: "NewsML-G2", is: rootIs("newsItem", "newsMessage", "packageItem", "conceptItem"), split: splitNewsML},
		{name: "NITF", is: rootIs("nitf"), read: readNITF},
		{name: "feed", is: isFeed, split: splitFeed},
		{name: "OPML", is: rootIs("opml"), split: splitOPML},
		{name: "HTML", is: isHTML, read: readPage},
		{name: "XML", is: isXML, read: notYet("XML of an unknown kind", "extract its text first")},
		{name: "JSON", is: isJSON, split: splitJSON},
		{name: "table", is: isTable, split: splitTable},
		{name: "text", is: func([]byte, hints) bool { return true }, read: readText},
	}
}

// recognise returns the format of an input that begins with head.
func recognise(head []byte, in hints) format {
	if f, ok := container(head); ok {
		return f
	}
	head = headText(head)
	for _, f := range formats() {
		if f.is(head, in) {
			return f
		}
	}
	return format{}
}

// input is one source that has been opened.
type input struct {
	source
	r       *bufio.Reader // holds at least headSize bytes
	raw     *rawReader    // below r; nil for what comes from within another input
	size    int64         // in bytes; -1 if not known
	file    *os.File      // what raw reads, if that is a regular file; else nil
	layers  int           // of compression that have been undone
	inside  bool          // it is a file of an archive of files
	part    bool          // r holds the bytes of the file from base on, which is a record if it is an archive
	base    warc.Place
	note    string // of all Documents
	resume  resume
	options *Options

	from  string // the address its bytes were fetched from; empty if they were not
	label string // charset by label
}

// documents lists the Documents of the input. It returns false if yield did.
func (in *input) documents(yield func(Document) bool) bool {
	head, err := in.r.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return yield(in.failed(statError(in.name, err)))
	}
	f := recognise(head, hints{name: withoutCoding(in.name), fields: in.options.Fields})
	if f.split != nil {
		return f.split(in, yield)
	}
	data, err := in.load()
	if err != nil {
		return yield(in.failed(err))
	}
	d := in.document(data)
	d.format = f
	return yield(d)
}

// load reads the whole input, at most Options.MaxSize bytes of it.
func (in *input) load() ([]byte, error) {
	if in.size > in.options.MaxSize {
		return nil, tooLarge(in.name, in.size, in.options.MaxSize)
	}
	data, err := readCapped(in.name, in.r, in.size, in.options.MaxSize)
	if err == nil && in.file != nil {
		err = in.unchanged(int64(len(data)))
	}
	return data, err
}

// document makes the only Document of the input.
func (in *input) document(body []byte) Document {
	return Document{Name: in.name, Rel: in.rel, Label: in.label, Body: body, found: in.found, note: in.note, Origin: Origin{Path: in.name, Offset: -1}}
}

// record makes one of the Documents of the input. number is counted from 1, line
// is 0 where lines do not count.
func (in *input) record(number, line int, body []byte) Document {
	d := in.document(body)
	at := line
	if line == 0 {
		at = number
	}
	d.Name = fmt.Sprintf("%s:%d", in.name, at)
	d.Rel = fmt.Sprintf("%s/%06d", in.rel, number)
	d.Origin.Line, d.Origin.Number = line, number
	return d
}

// failed makes the Document of an input that cannot be read at all.
func (in *input) failed(err error) Document {
	d := in.document(nil)
	d.Err = err
	return d
}

// headText returns the start of an input as text in UTF-8, so far as formats
// need it.
func headText(head []byte) []byte {
	if name, skip := byteOrderMark(head); name != "" && name != utf8Name {
		return []byte(decodeWide(head[skip:], name))
	}
	if name := wideWithoutMark(head); name != "" {
		return []byte(decodeWide(head, name))
	}
	return bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
}

// notYet returns a reader for a format that is recognised but not read.
func notYet(what, next string) func(*Document, *Options) (page, error) {
	return func(d *Document, _ *Options) (page, error) {
		return page{}, &Error{Input: d.Name, Problem: ErrFormat, Detail: "it is " + what, Next: next}
	}
}

// rootIs returns a test for XML whose first element has one of the names.
func rootIs(names ...string) func([]byte, hints) bool {
	return func(head []byte, _ hints) bool {
		root := rootElement(head)
		for _, name := range names {
			if strings.EqualFold(root, name) {
				return true
			}
		}
		return false
	}
}

// rootElement returns the local name of the first element of a text that begins
// with markup, "" if it does not. Declarations and comments before it are
// skipped.
func rootElement(head []byte) string {
	for range 20 {
		head = bytes.TrimLeft(head, " \t\r\n")
		var end string
		switch {
		case bytes.HasPrefix(head, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(head, []byte("<?")):
			end = "?>"
		case bytes.HasPrefix(head, []byte("<!")):
			end = ">"
		case bytes.HasPrefix(head, []byte("<")):
			name := head[1:]
			if n := bytes.IndexAny(name, " \t\r\n/>"); n >= 0 {
				name = name[:n]
			}
			_, local, found := bytes.Cut(name, []byte(":"))
			if !found {
				local = name
			}
			return string(local)
		default:
			return ""
		}
		if subset := bytes.IndexByte(head, '['); end == ">" && subset >= 0 && subset < bytes.IndexByte(head, '>') {
			head = head[subset:]
			end = "]>"
		}
		_, rest, found := bytes.Cut(head, []byte(end))
		if !found {
			return ""
		}
		head = rest
	}
	return ""
}

// isXML reports whether head begins with an XML declaration.
func isXML(head []byte, _ hints) bool {
	return bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("<?xml"))
}

// isHTML reports whether head begins with HTML: with an element that pages or
// parts of pages begin with, or, where a label says that it is HTML, with
// anything that is not JSON.
func isHTML(head []byte, in hints) bool {
	lower := bytes.ToLower(head[:min(len(head), 4096)])
	if bytes.HasPrefix(bytes.TrimLeft(lower, " \t\r\n"), []byte("<!doctype html")) {
		return true
	}
	switch strings.ToLower(rootElement(head)) {
	case "html", "head", "body", "title", "meta", "link", "script", "style", "base",
		"article", "main", "section", "header", "div", "p", "h1", "h2", "table", "span", "a", "b", "i", "br", "center", "font", "ul", "ol", "blockquote":
		return true
	}
	if bytes.Contains(lower, []byte("<html")) && (bytes.Contains(lower, []byte("<body")) || bytes.Contains(lower, []byte("<head"))) {
		return true
	}
	return (in.media == "text/html" || in.media == "application/xhtml+xml") && !isJSON(head, in)
}

// isJSON reports whether head begins with a JSON object or an array of objects.
func isJSON(head []byte, _ hints) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	if rest, ok := bytes.CutPrefix(head, []byte("[")); ok {
		head = bytes.TrimLeft(rest, " \t\r\n")
	}
	rest, ok := bytes.CutPrefix(head, []byte("{"))
	if !ok {
		return false
	}
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return len(rest) > 0 && (rest[0] == '"' || rest[0] == '}')
}

// extensionIs reports whether name ends with one of the extensions, which stand
// in one string.
func extensionIs(name, extensions string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	for e := range strings.FieldsSeq(extensions) {
		if ext == e {
			return true
		}
	}
	return false
}

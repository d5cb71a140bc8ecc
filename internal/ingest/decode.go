package ingest

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decoded is a text and what was done to its bytes.
type decoded struct {
	text     string // valid UTF-8 without a byte order mark and without controls that text does not hold
	charset  string // what it was in
	replaced int    // U+FFFD put in for bytes and controls
	repaired int    // bytes of windows-1252 within UTF-8
	wrong    string // the label that was not followed; empty if none
	guessed  bool   // there was no label, and it is not UTF-8
	mojibake bool
	first    string // where the first thing replaced is; empty if not known
}

// flags returns what a user of the text has to know.
func (d *decoded) flags() Flags {
	return Flags{DecodingLoss: d.replaced > 0, Repaired: d.repaired > 0 || d.wrong != "", Mojibake: d.mojibake}
}

// notes returns the same in words.
func (d *decoded) notes() []string {
	var notes []string
	switch {
	case d.wrong != "":
		notes = append(notes, fmt.Sprintf("labelled %s, read as %s", d.wrong, d.charset))
	case d.guessed:
		notes = append(notes, "not UTF-8, and no label says what; read as "+d.charset)
	}
	if d.repaired > 0 {
		notes = append(notes, plural(d.repaired, "byte")+" of windows-1252 in UTF-8 read as such")
	}
	switch {
	case d.replaced == 1:
		notes = append(notes, "1 bad byte sequence was replaced by U+FFFD")
	case d.replaced > 1:
		notes = append(notes, fmt.Sprintf("%d bad byte sequences were replaced by U+FFFD", d.replaced))
	}
	if d.mojibake {
		notes = append(notes, "some characters look decoded wrongly before (“â€œ”); they were left so")
	}
	return notes
}

// plural returns "1 thing" or "2 things".
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// decode makes text of bytes. Each maximal part of an ill-formed sequence
// (Unicode 16, section 3.9), each NUL and each control that text does not hold
// becomes one U+FFFD. Binary data and encodings that are refused are an *Error.
func decode(name string, data []byte, by labels) (decoded, error) {
	if kind := binaryKind(data); kind != "" {
		next := "extract its text first"
		if bytes.HasPrefix(data, []byte("%PDF-")) {
			next = "PDF is not supported, because its paragraphs cannot be told reliably; extract its text first: pdftotext FILE - | hearsay read -"
		}
		return decoded{}, &Error{Input: name, Problem: ErrBinary, Detail: kind, Next: next}
	}
	var d decoded
	if mark, length := byteOrderMark(data); mark != "" {
		data = data[length:]
		d.charset = mark
	} else {
		d.charset = wideWithoutMark(data)
	}
	if d.charset == "" || d.charset == utf8Name {
		if nul := bytes.IndexByte(data, 0); nul >= 0 && manyControls(data) {
			return decoded{}, &Error{
				Input: name, Problem: ErrBinary, Detail: "it is full of control bytes; the first NUL is " + place(data, nul),
				Next: "leave the file out",
			}
		}
	}
	switch d.charset {
	case utf8Name:
		d.fromUTF8(data)
	case "":
		if err := d.fromLabels(name, data, by); err != nil {
			return decoded{}, err
		}
	default:
		d.text = decodeWide(data, d.charset)
		d.replaced = strings.Count(d.text, "\uFFFD")
	}
	d.replaceControls()
	d.mojibake = hasMojibake(d.text)
	return d, nil
}

// fromLabels decodes data that has no byte order mark.
func (d *decoded) fromLabels(name string, data []byte, by labels) error {
	for _, label := range []string{by.outside, by.inside} {
		e, charset, refused := lookup(label)
		switch {
		case refused:
			return &Error{
				Input: name, Problem: ErrEncoding, Detail: "it is labelled " + charset + ", which is never decoded because markup can hide in it",
				Next: "convert it to UTF-8 if you trust it",
			}
		case charset == "":
			continue // no label, or one that nobody knows
		case charset == utf8Name && !mostlyUTF8(data), e != nil && utf8.Valid(data) && !ascii(data),
			strings.HasPrefix(charset, "utf-16"): // bytes with NULs do not come here
			d.guess(data)
			if d.charset != charset {
				d.wrong = charset
			}
		case e == nil:
			d.fromUTF8(data)
		default:
			d.text, d.charset = decodeWith(e, data), charset
			d.replaced = strings.Count(d.text, "\uFFFD")
		}
		return nil
	}
	d.guess(data)
	d.guessed = d.charset != utf8Name
	return nil
}

// guess decodes data by what it looks like.
func (d *decoded) guess(data []byte) {
	if !mostlyUTF8(data) {
		if e, name, _ := lookup(sniff(data)); e != nil {
			d.text, d.charset = decodeWith(e, data), name
			d.replaced = strings.Count(d.text, "\uFFFD")
			return
		}
	}
	d.fromUTF8(data)
}

// ascii reports whether data has no byte above ASCII.
func ascii(data []byte) bool {
	for _, c := range data {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// mostlyUTF8 reports whether data has no fewer well-formed sequences of UTF-8
// above ASCII than it has bytes that belong to none.
func mostlyUTF8(data []byte) bool {
	if utf8.Valid(data) {
		return true
	}
	good, bad := 0, 0
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		i += size
	}
	return good >= bad
}

// fromUTF8 decodes UTF-8. Bytes of an ill-formed sequence that all make sense in
// windows-1252 where they stand are taken for that, because pages are pasted
// together.
func (d *decoded) fromUTF8(data []byte) {
	d.charset = utf8Name
	if utf8.Valid(data) {
		d.text = string(data)
		return
	}
	var b strings.Builder
	b.Grow(len(data) + len(data)/8)
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r != utf8.RuneError || size != 1 {
			b.Write(data[i : i+size])
			i += size
			continue
		}
		part := maximalPart(data[i:])
		if i+part < len(data) && westernBytes(data, i, i+part) {
			for _, c := range data[i : i+part] {
				b.WriteRune(charmap.Windows1252.DecodeByte(c))
				d.repaired++
			}
		} else {
			if d.replaced == 0 {
				d.first = fmt.Sprintf("byte 0x%02X %s", data[i], place(data, i))
			}
			b.WriteRune(utf8.RuneError)
			d.replaced++
		}
		i += part
	}
	d.text = b.String()
}

// replaceControls puts U+FFFD in the place of controls and noncharacters. Tabs,
// line ends and form feeds are text.
func (d *decoded) replaceControls() { d.text = d.withoutControls(d.text) }

// withoutControls returns a part of the text with U+FFFD for what text does not
// hold, which is counted.
func (d *decoded) withoutControls(s string) string {
	if strings.IndexFunc(s, forbidden) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if !forbidden(r) {
			return r
		}
		d.replaced++
		return utf8.RuneError
	}, s)
}

// forbidden reports whether text does not hold r: controls of C0 and C1 other
// than white space, and noncharacters.
func forbidden(r rune) bool {
	switch {
	case r < 0x20:
		return r != '\t' && r != '\n' && r != '\r' && r != '\f'
	case r < 0x7f:
		return false
	case r < 0xa0:
		return true
	}
	return 0xfdd0 <= r && r <= 0xfdef || r&0xfffe == 0xfffe
}

// hasMojibake reports whether text holds UTF-8 that was once taken for
// windows-1252: at least two sequences of characters whose bytes there are one
// well-formed character above ASCII.
func hasMojibake(text string) bool {
	found := 0
	for i := 0; i < len(text); {
		// The first byte of such a sequence is one of C2 to F4, in UTF-8 C3 82 to C3 B4.
		j := strings.IndexByte(text[i:], 0xC3)
		if j < 0 {
			return false
		}
		i += j
		r, size := utf8.DecodeRuneInString(text[i:])
		if 0xC2 <= r && r <= 0xF4 && wasUTF8(text[i:]) {
			if found++; found > 1 {
				return true
			}
		}
		i += size
	}
	return false
}

// wasUTF8 reports whether text begins with characters whose bytes in
// windows-1252 are one character in UTF-8.
func wasUTF8(text string) bool {
	var raw [utf8.UTFMax]byte
	n := 0
	for _, r := range text {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok || c < utf8.RuneSelf {
			break
		}
		raw[n] = c
		if n++; n == len(raw) {
			break
		}
	}
	r, size := utf8.DecodeRune(raw[:n])
	return r != utf8.RuneError && size > 1 && r >= 0xA0
}

// place tells where a byte is: its offset counted from 0, its line and column
// counted from 1, columns in characters. A byte order mark does not count.
func place(data []byte, offset int) string {
	if offset < 0 {
		return "nowhere"
	}
	before := data[:offset]
	line := 1 + bytes.Count(before, []byte{'\n'})
	column := 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	return fmt.Sprintf("at byte %d (line %d, column %d)", offset, line, column)
}

// maximalPart returns the length of the longest start of s that could begin a
// well-formed sequence but does not end one; at least 1.
func maximalPart(s []byte) int {
	low, high, rest := byte(0x80), byte(0xBF), 0
	switch c := s[0]; {
	case 0xC2 <= c && c <= 0xDF:
		rest = 1
	case 0xE0 <= c && c <= 0xEF:
		rest = 2
		if c == 0xE0 {
			low = 0xA0
		} else if c == 0xED {
			high = 0x9F // surrogates
		}
	case 0xF0 <= c && c <= 0xF4:
		rest = 3
		if c == 0xF0 {
			low = 0x90
		} else if c == 0xF4 {
			high = 0x8F
		}
	}
	n := 1
	for n < len(s) && n <= rest && low <= s[n] && s[n] <= high {
		n++
		low, high = 0x80, 0xBF
	}
	return n
}

// magics are the first bytes of formats that users hand over by mistake.
var magics = []struct{ prefix, kind string }{
	{"%PDF-", "it is a PDF"},
	{"PK\x03\x04", "it is a ZIP archive or an office document"},
	{"\x1f\x8b", "it is compressed with gzip"},
	{"\xd0\xcf\x11\xe0", "it is an old office document"},
	{"\x89PNG", "it is a PNG image"},
	{"\xff\xd8\xff", "it is a JPEG image"},
	{"GIF8", "it is a GIF image"},
	{"\x7fELF", "it is a program"},
	{"\x28\xb5\x2f\xfd", "it is compressed with zstd"},
	{"SQLite format 3\x00", "it is an SQLite database"},
	{"{\\rtf", "it is RTF"},
}

// binaryKind tells what kind of binary file data is, if that is plain from its
// first bytes.
func binaryKind(data []byte) string {
	for _, m := range magics {
		if bytes.HasPrefix(data, []byte(m.prefix)) {
			return m.kind
		}
	}
	return ""
}

// manyControls reports whether more than one byte in twenty, and more than a few,
// is a control character that text does not hold and data has a NUL.
func manyControls(data []byte) bool {
	controls, nul := 0, false
	for _, c := range data {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v' && c != 0x1b {
			controls++
			nul = nul || c == 0
		}
	}
	const few = 3
	return nul && controls > few && controls*20 > len(data)
}

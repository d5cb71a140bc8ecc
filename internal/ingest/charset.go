package ingest

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode/utf32"
)

// The encoding of a text is found out in the order of the WHATWG Encoding and
// HTML standards: a byte order mark, then the label of HTTP, then the label
// inside the text (meta, XML declaration), then the bytes themselves. Two rules
// repair labels that are plainly wrong: what is well-formed UTF-8 and more than
// ASCII is UTF-8 whatever its label, and what is labelled UTF-8 but has hardly
// any well-formed sequence is judged by its bytes.

// Names of encodings, as in the Encoding Standard where it has them.
const (
	utf8Name    = "utf-8"
	utf16LE     = "utf-16le"
	utf16BE     = "utf-16be"
	utf32LE     = "utf-32le"
	utf32BE     = "utf-32be"
	westernName = "windows-1252"
)

// labels are what is said about the encoding of some bytes.
type labels struct {
	outside string // by HTTP or an archive
	inside  string // by the text itself
}

// byteOrderMark returns the encoding whose byte order mark data begins with, and
// the length of the mark in bytes; "" if there is none.
func byteOrderMark(data []byte) (name string, length int) {
	for _, m := range []struct{ mark, name string }{
		{"\xff\xfe\x00\x00", utf32LE}, {"\x00\x00\xfe\xff", utf32BE},
		{"\xff\xfe", utf16LE}, {"\xfe\xff", utf16BE}, {"\xef\xbb\xbf", utf8Name},
	} {
		if bytes.HasPrefix(data, []byte(m.mark)) {
			return m.name, len(m.mark)
		}
	}
	return "", 0
}

// wideWithoutMark returns UTF-16 or UTF-32 if data looks like it: most of its
// letters are ASCII, so that NULs stand in the same place of each unit.
func wideWithoutMark(data []byte) string {
	window := data[:min(len(data), 4096)]
	window = window[:len(window)&^3]
	if len(window) < 4 {
		return ""
	}
	var zeros [4]int
	for i, c := range window {
		if c == 0 {
			zeros[i%4]++
		}
	}
	units := len(window) / 4
	most := func(n int) bool { return n*10 >= units*7 }
	none := func(n int) bool { return n*10 <= units }
	switch {
	case most(zeros[1]) && most(zeros[2]) && most(zeros[3]) && none(zeros[0]):
		return utf32LE
	case most(zeros[0]) && most(zeros[1]) && most(zeros[2]) && none(zeros[3]):
		return utf32BE
	case most(zeros[1]) && most(zeros[3]) && none(zeros[0]) && none(zeros[2]):
		return utf16LE
	case most(zeros[0]) && most(zeros[2]) && none(zeros[1]) && none(zeros[3]):
		return utf16BE
	}
	return ""
}

// lookup returns the encoding that has the label, and its name; nil for UTF-8
// and for labels nobody knows. refused is set for encodings that browsers refuse
// too, because text in them can hide markup.
func lookup(label string) (e encoding.Encoding, name string, refused bool) {
	label = strings.ToLower(strings.Trim(label, " \t\r\n\f\"'"))
	switch label {
	case "utf-7", "unicode-1-1-utf-7", "x-unicode-2-0-utf-7", "csunicode11utf7":
		return nil, "utf-7", true
	case "utf-32", "utf-32le", "utf-32be":
		return nil, "", false // told by the bytes
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return nil, "", false
	}
	if name, err = htmlindex.Name(e); err != nil {
		return nil, "", false
	}
	switch name {
	case "replacement":
		return nil, label, true
	case utf8Name:
		return nil, name, false
	}
	return e, name, false
}

// decodeWide returns data, without byte order mark, as UTF-8. A part of a unit at
// the end becomes U+FFFD.
func decodeWide(data []byte, name string) string {
	var e encoding.Encoding
	switch name {
	case utf32LE:
		e = utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case utf32BE:
		e = utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	default:
		e, _ = htmlindex.Get(name)
	}
	return decodeWith(e, data)
}

// decodeWith returns data as UTF-8; what is ill-formed becomes U+FFFD.
func decodeWith(e encoding.Encoding, data []byte) string {
	text, err := e.NewDecoder().Bytes(data)
	if err != nil { // decoders of x/text replace what is ill-formed
		return strings.ToValidUTF8(string(data), "\uFFFD")
	}
	return string(text)
}

// metaLabel returns the charset that a page states in its first meta element
// that does so, wherever in the head that stands.
func metaLabel(data []byte) string {
	z := html.NewTokenizer(bytes.NewReader(data))
	z.SetMaxBuf(1 << 20)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			if string(name) == "body" {
				return ""
			}
			if string(name) != "meta" {
				continue
			}
			if label := charsetOfMeta(z, more); label != "" {
				return label
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "head" {
				return ""
			}
		}
	}
}

// charsetOfMeta returns what the attributes of a meta element say.
func charsetOfMeta(z *html.Tokenizer, more bool) string {
	var charset, content, equiv string
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "charset":
			charset = string(value)
		case "content":
			content = string(value)
		case "http-equiv":
			equiv = strings.ToLower(string(value))
		}
	}
	if charset == "" && equiv == "content-type" {
		charset = charsetOf(content)
	}
	// A page whose meta could be read is not in UTF-16, says the standard.
	if strings.HasPrefix(strings.ToLower(charset), "utf-16") {
		return utf8Name
	}
	return charset
}

// charsetOf returns the charset parameter of a content type, "" if it has none.
func charsetOf(contentType string) string {
	lower := strings.ToLower(contentType)
	i := strings.Index(lower, "charset")
	if i < 0 || len(lower) != len(contentType) { // some letters have lower case of another length
		return ""
	}
	rest, ok := strings.CutPrefix(strings.TrimLeft(contentType[i+len("charset"):], " \t"), "=")
	if !ok {
		return ""
	}
	rest = strings.Trim(rest, " \t\"'")
	if i := strings.IndexAny(rest, "\"'; \t"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

// xmlLabel returns the encoding that an XML declaration states.
func xmlLabel(data []byte) string {
	declaration, _, found := bytes.Cut(data[:min(len(data), 400)], []byte("?>"))
	if !found || !bytes.HasPrefix(bytes.TrimLeft(declaration, " \t\r\n"), []byte("<?xml")) {
		return ""
	}
	_, rest, found := bytes.Cut(declaration, []byte("encoding"))
	if !found {
		return ""
	}
	label := strings.Trim(string(rest), " \t\r\n=")
	if len(label) < 2 {
		return ""
	}
	label, _, _ = strings.Cut(label[1:], label[:1])
	return label
}

// sniff names the encoding of bytes that are no UTF-8 and have no label that
// helps; "" if nothing fits.
func sniff(data []byte) string {
	window := data[:min(len(data), 1<<18)]
	letters, high := 0, 0
	for _, c := range window {
		switch {
		case c >= utf8.RuneSelf:
			high++
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			letters++
		}
	}
	// English, and most of what is written in Latin letters, has few others; and
	// of few there is nothing to count.
	const enough = 16
	if high*10 > letters && high >= enough {
		if name := sniffByLetters(window); name != "" && name != westernName {
			return name
		}
	}
	if western(window) {
		return westernName
	}
	return ""
}

// sniffByLetters compares the frequencies of bytes with those of languages that
// are not written in Latin letters.
func sniffByLetters(data []byte) string {
	const enough = 32 // of 100 that the detector gives; below that it guesses
	all, err := chardet.NewHtmlDetector().DetectAll(data)
	if err != nil || len(all) == 0 {
		return ""
	}
	// The detector runs its tests at once and leaves ties in the order they end in.
	best := slices.MaxFunc(all, func(a, b chardet.Result) int {
		return cmp.Or(cmp.Compare(a.Confidence, b.Confidence), strings.Compare(b.Charset, a.Charset), strings.Compare(b.Language, a.Language))
	})
	if best.Confidence < enough {
		return ""
	}
	label := best.Charset
	switch label { // names of the detector, and what pages use instead of the ISO's Hebrew
	case "GB-18030":
		label = "gb18030"
	case "ISO-8859-8", "ISO-8859-8-I":
		label = "windows-1255"
	}
	e, name, refused := lookup(label)
	if e == nil || refused {
		return ""
	}
	return name
}

// western reports whether the bytes of data above ASCII make sense in
// windows-1252: nearly all of them are marks that newspapers print or letters
// beside letters.
func western(data []byte) bool {
	good, bad := 0, 0
	for i, c := range data {
		if c < utf8.RuneSelf {
			continue
		}
		if westernByte(data, i) {
			good++
		} else {
			bad++
		}
	}
	return good > 0 && bad*10 <= good
}

// westernBytes reports whether all bytes from one place to another make sense in
// windows-1252.
func westernBytes(data []byte, from, to int) bool {
	for i := from; i < to; i++ {
		if !westernByte(data, i) {
			return false
		}
	}
	return true
}

// westernByte reports whether the byte at i makes sense in windows-1252.
func westernByte(data []byte, i int) bool {
	before, after := byte(' '), byte(' ')
	if i > 0 {
		before = data[i-1]
	}
	if i+1 < len(data) {
		after = data[i+1]
	}
	switch c := data[i]; c {
	case 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0xA0, 0xA9, 0xAB, 0xAE, 0xB0, 0xB7, 0xBB, 0xBD: // … ‘ ’ “ ” • – — and others
		return before < utf8.RuneSelf || after < utf8.RuneSelf
	case 0x80, 0xA3: // € £
		return digit(after) || digit(before)
	case 0xA7: // §
		return digit(after) || after == ' ' && before < utf8.RuneSelf
	case 0x8A, 0x8C, 0x8E, 0x9A, 0x9C, 0x9E, 0x9F:
		return asciiLetter(before) || asciiLetter(after)
	case 0xD7, 0xF7, 0xFE, 0xFF:
		return false
	default:
		return c >= 0xC0 && (asciiLetter(before) || asciiLetter(after))
	}
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func asciiLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

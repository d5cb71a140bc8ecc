package ingest

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// decode checks that data is text in UTF-8 and returns it without a byte order
// mark. What is not UTF-8 is an error that tells the place; when lossy is set,
// each maximal part of an ill-formed sequence (Unicode 16, section 3.9) and
// each NUL becomes one U+FFFD, and their number is returned. Binary data is an
// error in either case.
func decode(name string, data []byte, lossy bool) (text string, replaced int, err error) {
	if kind := binaryKind(data); kind != "" {
		return "", 0, &Error{
			Input: name, Problem: ErrBinary, Detail: kind,
			Next: "extract its text first",
		}
	}
	if kind := wideEncoding(data); kind != "" {
		return "", 0, &Error{
			Input: name, Problem: ErrEncoding, Detail: "it is " + kind,
			Next: "convert it: iconv -f " + kind + " -t UTF-8",
		}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	nul, bad := bytes.IndexByte(data, 0), firstInvalid(data)
	if nul < 0 && bad < 0 {
		return string(data), 0, nil
	}
	if manyControls(data) {
		return "", 0, &Error{
			Input: name, Problem: ErrBinary, Detail: "it is full of control bytes; the first NUL is " + place(data, nul),
			Next: "leave the file out",
		}
	}
	if lossy {
		text, replaced = toValid(data)
		return text, replaced, nil
	}
	if nul >= 0 && (bad < 0 || nul < bad) {
		return "", 0, &Error{
			Input: name, Problem: ErrBinary, Detail: "a NUL byte " + place(data, nul),
			Next: "--lossy puts U+FFFD in its place",
		}
	}
	return "", 0, &Error{
		Input: name, Problem: ErrEncoding, Detail: fmt.Sprintf("byte 0x%02X %s", data[bad], place(data, bad)),
		Next: "convert the file (from Windows: iconv -f WINDOWS-1252 -t UTF-8), or put U+FFFD in the place of bad bytes with --lossy",
	}
}

// firstInvalid returns the offset of the first byte that is not part of a
// well-formed UTF-8 sequence, -1 if there is none.
func firstInvalid(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
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

// toValid puts U+FFFD in the place of NULs and of each maximal part of what is
// ill-formed, and counts them.
func toValid(data []byte) (string, int) {
	var b strings.Builder
	b.Grow(len(data) + len(data)/8)
	replaced := 0
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == 0 || r == utf8.RuneError && size == 1 {
			b.WriteRune(utf8.RuneError)
			replaced++
			i += maximalPart(data[i:])
			continue
		}
		b.Write(data[i : i+size])
		i += size
	}
	return b.String(), replaced
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

// wideEncoding names UTF-16 or UTF-32 when data begins with its byte order mark.
func wideEncoding(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(data, []byte("\x00\x00\xfe\xff")):
		return "UTF-32"
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return "UTF-16"
	}
	return ""
}

// manyControls reports whether more than one byte in twenty is a control
// character that text does not hold and data has a NUL.
func manyControls(data []byte) bool {
	controls, nul := 0, false
	for _, c := range data {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v' && c != 0x1b {
			controls++
			nul = nul || c == 0
		}
	}
	return nul && controls*20 > len(data)
}

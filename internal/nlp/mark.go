package nlp

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The classes of runes that tokens are made of. Combining marks and invisible
// format characters count as letters: they continue what they stand in.
const (
	markRune uint8 = iota
	letterRune
	digitRune
)

// runeClassOf returns the class of c.
func runeClassOf(c rune) uint8 {
	if c < utf8.RuneSelf {
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			return letterRune
		case '0' <= c && c <= '9':
			return digitRune
		}
		return markRune
	}
	switch {
	case c == 'ʼ', c >= 0xfe00 && c <= 0xfe0f: // apostrophe, variation selectors
		return markRune
	case unicode.IsLetter(c), unicode.IsMark(c), isInvisible(c):
		return letterRune
	case unicode.IsDigit(c):
		return digitRune
	}
	return markRune
}

// classAt returns the class of the rune at byte at of text.
func classAt(text string, at int) uint8 {
	if c := text[at]; c < utf8.RuneSelf {
		return asciiClass[c]
	}
	c, _ := utf8.DecodeRuneInString(text[at:])
	return runeClassOf(c)
}

// asciiClass is runeClassOf for the first 128 runes.
var asciiClass = func() (t [utf8.RuneSelf]uint8) {
	for c := range t {
		t[c] = runeClassOf(rune(c))
	}
	return t
}()

// isInvisible reports whether c is a format character without a shape of its
// own that may stand inside a word: soft hyphen, byte order mark, joiners.
func isInvisible(c rune) bool {
	return c == 0xad || c >= 0x200b && c <= 0x200f || c >= 0x202a && c <= 0x202e ||
		c >= 0x2060 && c <= 0x2064 || c == 0xfeff
}

// isSpaceAt returns the length of the white space rune at byte at, or 0.
func isSpaceAt(text string, at int) int {
	c := text[at]
	if c < utf8.RuneSelf {
		if c == ' ' || c >= '\t' && c <= '\r' {
			return 1
		}
		return 0
	}
	if c != 0xc2 && c != 0xe1 && c != 0xe2 && c != 0xe3 { // lead bytes of the other spaces
		return 0
	}
	if r, n := utf8.DecodeRuneInString(text[at:]); unicode.IsSpace(r) {
		return n
	}
	return 0
}

// skipSpace returns the first byte at or after at that is not white space.
func skipSpace(text string, at int) int {
	for at < len(text) {
		n := isSpaceAt(text, at)
		if n == 0 {
			break
		}
		at += n
	}
	return at
}

// skipWord returns the first white space at or after byte at.
func skipWord(text string, at int) int {
	for at < len(text) && isSpaceAt(text, at) == 0 {
		at++
	}
	return at
}

// skipLetters returns the end of the run of letters and digits at byte at.
func skipLetters(text string, at, hi int) int {
	for at < hi {
		c := text[at]
		if c < utf8.RuneSelf {
			if asciiClass[c] == markRune {
				break
			}
			at++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[at:])
		if runeClassOf(r) == markRune || at+n > hi {
			break
		}
		at += n
	}
	return at
}

// apostropheLen returns the length in bytes of the apostrophe or single
// quotation mark at byte at of text, or 0.
func apostropheLen(text string, at int) int {
	if at >= len(text) {
		return 0
	}
	switch c := text[at]; c {
	case '\'', '`':
		return 1
	case 0xe2: // U+2018, U+2019, U+201B
		if strings.HasPrefix(text[at:], "’") || strings.HasPrefix(text[at:], "‘") || strings.HasPrefix(text[at:], "‛") {
			return 3
		}
	case 0xca: // U+02BC
		if strings.HasPrefix(text[at:], "ʼ") {
			return 2
		}
	case 0xc2: // U+00B4
		if strings.HasPrefix(text[at:], "´") {
			return 2
		}
	}
	return 0
}

func isASCIIDigit(c byte) bool { return '0' <= c && c <= '9' }
func isUpperASCII(c byte) bool { return 'A' <= c && c <= 'Z' }

// mark returns the end of the punctuation mark, sign or emoji at byte at.
func (r *tokenReader) mark(at int) int {
	text, hi := r.text, r.hi
	if end := r.emoticon(at); end > 0 {
		return end
	}
	switch c := text[at]; c {
	case '.':
		if at+1 < hi && (text[at+1] == '?' || text[at+1] == '!') {
			return r.run(at, ".!?")
		}
		return r.run(at, ".")
	case '!', '?':
		return r.run(at, "!?")
	case '-', '=', '*', '_', '~', '+', '$':
		return r.run(at, text[at:at+1])
	case '<', '>':
		if at+1 < hi && text[at+1] == c {
			return r.run(at, text[at:at+1])
		}
		return at + 1
	case '#', '@':
		if at+1 < hi && (classAt(text, at+1) == letterRune || text[at+1] == '_') && !r.gluedLeft(at) {
			return r.handle(at + 1)
		}
		return at + 1
	}
	_, n := utf8.DecodeRuneInString(text[at:])
	return r.cluster(at + n)
}

// run returns the end of the run of bytes of set at byte at.
func (r *tokenReader) run(at int, set string) int {
	for at < r.hi && strings.IndexByte(set, r.text[at]) >= 0 {
		at++
	}
	return at
}

// handle returns the end of the name after "@" or "#".
func (r *tokenReader) handle(at int) int {
	for at < r.hi {
		switch {
		case r.text[at] == '_':
			at++
		case classAt(r.text, at) != markRune:
			at = skipLetters(r.text, at, r.hi)
		default:
			return at
		}
	}
	return at
}

// cluster extends a sign that ends at byte at by what is drawn into one picture
// with it: combining marks, variation selectors, skin tones, joined signs, the
// second half of a flag.
func (r *tokenReader) cluster(at int) int {
	first, _ := utf8.DecodeLastRuneInString(r.text[r.lo:at])
	flag := isRegional(first)
	for at < r.hi {
		c, n := utf8.DecodeRuneInString(r.text[at:])
		switch {
		case c == 0x200d && at+n < r.hi: // zero-width joiner and what it joins
			_, m := utf8.DecodeRuneInString(r.text[at+n:])
			n += m
		case flag && isRegional(c):
			flag = false
		case c == 'ʼ':
			return at
		case unicode.IsMark(c), isInvisible(c), c >= 0xfe00 && c <= 0xfe0f, c >= 0x1f3fb && c <= 0x1f3ff, c >= 0xe0020 && c <= 0xe007f:
		default:
			return at
		}
		at += n
	}
	return at
}

func isRegional(c rune) bool { return c >= 0x1f1e6 && c <= 0x1f1ff }

// emoticons are the smileys that stay whole, the longer before the shorter.
var emoticons = []string{
	":'-(", ":'(", ":-)", ":-(", ";-)", ":-/", ":-D", ":-P", ">:(", "^_^", "-_-", "</3",
	":)", ":(", ";)", ":D", ":P", ":p", "=)", "=(", ":/", "(:", "<3", "->", "<-", "XD",
}

// emoticon returns the end of the smiley at byte at, or 0.
func (r *tokenReader) emoticon(at int) int {
	switch r.text[at] {
	case ':', ';', '=', '^', '-', '<', '>', '(':
	default:
		return 0
	}
	rest := r.text[at:r.hi]
	if len(rest) < 2 {
		return 0
	}
	for _, e := range emoticons {
		if !strings.HasPrefix(rest, e) {
			continue
		}
		end := at + len(e)
		if end < r.hi && (classAt(r.text, end) != markRune || r.text[end] == '/') {
			continue
		}
		if at > r.lo && (e == "(:" || e == "->" || e == "<-" || e == ":/" || r.gluedLeft(at) && isASCIIDigit(r.text[at-1])) {
			continue
		}
		return end
	}
	return 0
}

// lower returns the form in lower case (see Tokenize) and its shape.
func (r *tokenReader) lower(form string) (string, Shape) {
	var shape Shape
	upper, lower, digits, stops := 0, 0, 0, false
	for i := range len(form) {
		switch c := form[i]; {
		case 'a' <= c && c <= 'z':
			lower++
		case 'A' <= c && c <= 'Z':
			if i == 0 {
				shape |= ShapeUpper
			}
			if lower > 0 {
				shape |= ShapeMixed
			}
			upper++
		case '0' <= c && c <= '9':
			digits++
		case c == '-':
			shape |= ShapeHyphen
		case c == '.':
			stops = true
		case c >= utf8.RuneSelf:
			return r.lowerUnicode(form)
		}
	}
	shape |= countShape(upper, lower, digits, stops)
	if upper == 0 && (len(form) == 1 || strings.IndexByte(form, '`') < 0 || lower == 0) {
		return form, shape
	}
	at := r.room(len(form))
	for i := range len(form) {
		c := form[i]
		if isUpperASCII(c) {
			c |= 0x20
		} else if c == '`' && upper+lower > 0 {
			c = '\''
		}
		r.lowered.WriteByte(c)
	}
	return r.lowered.String()[at:], shape
}

// countShape returns the bits of a shape that follow from counts of letters.
func countShape(upper, lower, digits int, stops bool) Shape {
	var shape Shape
	if upper > 1 && lower == 0 {
		shape |= ShapeAllCaps
	}
	if digits > 0 {
		shape |= ShapeDigit
	}
	switch {
	case upper+lower+digits == 0:
		shape |= ShapePunct
	case stops:
		shape |= ShapePeriod
	}
	return shape
}

// lowerUnicode is lower for forms with runes past ASCII.
func (r *tokenReader) lowerUnicode(form string) (string, Shape) {
	var shape Shape
	upper, lower, digits, stops := 0, 0, 0, false
	at := r.room(len(form) + 8)
	for i, c := range form {
		switch {
		case unicode.IsUpper(c) || unicode.IsTitle(c):
			if i == 0 {
				shape |= ShapeUpper
			}
			if lower > 0 {
				shape |= ShapeMixed
			}
			upper++
		case runeClassOf(c) == letterRune && !isInvisible(c):
			lower++
		case runeClassOf(c) == digitRune:
			digits++
		case c == '-' || c >= 0x2010 && c <= 0x2015 || c == 0x2212:
			shape |= ShapeHyphen
		case c == '.':
			stops = true
		}
		switch {
		case isInvisible(c):
		case apostropheLen(form, i) > 0 && hasLetter(form):
			r.lowered.WriteByte('\'')
		default:
			r.lowered.WriteRune(unicode.ToLower(c))
		}
	}
	shape |= countShape(upper, lower, digits, stops)
	low := r.lowered.String()[at:]
	if low == form || low == "" {
		return form, shape
	}
	return low, shape
}

func hasLetter(s string) bool {
	for _, c := range s {
		if runeClassOf(c) != markRune {
			return true
		}
	}
	return false
}

// room makes sure that n bytes fit into the page of lowered forms, so that the
// forms written before keep their memory, and returns where the next begins.
func (r *tokenReader) room(n int) int {
	if r.lowered.Cap()-r.lowered.Len() < n {
		r.lowered = strings.Builder{}
		r.lowered.Grow(max(n, 4096))
	}
	return r.lowered.Len()
}

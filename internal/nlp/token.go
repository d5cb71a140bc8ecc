package nlp

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"hearsay/internal/learn"
)

// Tokens
//
// The text is cut at white space; each piece is then read from left to right,
// once. At every place the reader asks what begins there (a web address, a
// number, a word, an apostrophe, a mark) and how far that reaches; words are
// cut again at their contractions. The conventions are those of the English Web
// Treebank: "do|n't", "John|'s", "15|-|year", "50|%", but "e-mail", "U.S.",
// "1,000.5", "9/11". Each look ahead is bounded, so that the whole is linear in
// the text even if it is a single word.

// longestLook bounds, in bytes, how far a recogniser looks ahead.
const longestLook = 256

// Tokenize returns a Doc with Text, Tokens and Paragraphs. Text must be valid
// UTF-8. Every rune that is not white space belongs to exactly one token; the
// tokens stand in order and do not overlap. Sentence, Tag and the like are left
// for the later passes; Quote, Entity and Head are -1.
//
// Lower is the form in lower case without soft hyphens and other invisible
// characters, and with a plain apostrophe inside words, so that "don’t" and
// "don't" give the same tokens. It shares the bytes of text where it can.
func Tokenize(text string) *Doc {
	d := &Doc{Text: text}
	guess := len(text)/5 + 8
	if len(text) > 1<<20 {
		guess = len(text) / 6
	}
	d.Tokens = make([]Token, 0, guess)
	r := tokenReader{doc: d, text: text, lex: surfaceWords(), borders: paragraphStarts(text)}
	for at := 0; at < len(text); {
		start := skipSpace(text, at)
		end := skipWord(text, start)
		if start < end {
			r.paragraph(start)
			r.piece(start, end)
		}
		at = end
	}
	if n := len(d.Paragraphs); n > 0 {
		d.Paragraphs[n-1].End = len(d.Tokens)
	}
	return d
}

// tokenReader holds what Tokenize needs while it reads.
type tokenReader struct {
	doc     *Doc
	text    string
	lex     *surfaceLexicon
	borders []int // byte offsets where paragraphs begin that are still to come
	lo, hi  int   // the piece being read
	lowered strings.Builder
}

// paragraph opens a new paragraph if one begins at or before the byte at.
func (r *tokenReader) paragraph(at int) {
	opens := false
	for len(r.borders) > 0 && r.borders[0] <= at {
		r.borders, opens = r.borders[1:], true
	}
	if !opens {
		return
	}
	n := len(r.doc.Tokens)
	if k := len(r.doc.Paragraphs); k > 0 {
		r.doc.Paragraphs[k-1].End = n
	}
	r.doc.Paragraphs = append(r.doc.Paragraphs, Range{First: n})
}

// piece cuts the stretch between two white spaces into tokens.
func (r *tokenReader) piece(lo, hi int) {
	r.lo, r.hi = lo, hi
	for at := lo; at < hi; {
		c := r.text[at]
		switch class := classAt(r.text, at); {
		case r.addressStarts(at) && r.address(at) > at:
			at = r.emit(at, r.address(at))
		case class == digitRune || c == '.' && at+1 < hi && isASCIIDigit(r.text[at+1]) && !r.gluedLeft(at):
			at = r.number(at)
		case class == letterRune:
			at = r.word(at, at)
		case apostropheLen(r.text, at) > 0:
			at = r.apostrophe(at)
		default:
			at = r.emit(at, r.mark(at))
		}
	}
	if n := len(r.doc.Tokens); n > 0 {
		r.doc.Tokens[n-1].SpaceAfter = true
	}
}

// gluedLeft reports whether a letter or digit stands right before byte at.
func (r *tokenReader) gluedLeft(at int) bool {
	if at == r.lo {
		return false
	}
	c, _ := utf8.DecodeLastRuneInString(r.text[r.lo:at])
	return runeClassOf(c) != markRune
}

// emit appends the token text[lo:hi] and returns hi.
func (r *tokenReader) emit(lo, hi int) int {
	d := r.doc
	d.Tokens = append(d.Tokens, Token{
		Start: int32(lo), End: int32(hi),
		Paragraph: int32(len(d.Paragraphs) - 1),
		Quote:     -1, Entity: -1, Head: -1,
	})
	t := &d.Tokens[len(d.Tokens)-1]
	t.Lower, t.Shape = r.lower(r.text[lo:hi])
	t.Hash = learn.String(t.Lower)
	return hi
}

// word reads the word that begins at byte from, its part up to at being known
// to belong to it, and returns where the next token begins.
func (r *tokenReader) word(from, at int) int {
	end := at
	for end < r.hi {
		switch {
		case classAt(r.text, end) != markRune:
			end = skipLetters(r.text, end, r.hi)
		default:
			if r.text[end] == '$' && isCurrencyPrefix(r.text[from:end]) {
				return r.emit(from, end+1)
			}
			next := r.inside(from, end)
			if next == end {
				end = r.stopOf(from, end)
				r.cutWord(from, end, 0)
				return end
			}
			end = next
		}
	}
	r.cutWord(from, end, 0)
	return end
}

// inside returns the end of the marks at byte at that do not end the word which
// began at from, or at if they do.
func (r *tokenReader) inside(from, at int) int {
	text, hi := r.text, r.hi
	if at == from || at+1 >= hi {
		return at
	}
	c, left := text[at], text[from:at]
	next := classAt(text, at+1)
	if n := apostropheLen(text, at); n > 0 {
		return r.insideApostrophe(from, at, n)
	}
	switch {
	case c == '.' && next != markRune:
		return r.dotted(from, at)
	case c == '-' && next != markRune && len(left) < 10 && r.lex.prefixes[strings.ToLower(left)]:
		return at + 1
	case c == '&' && next == letterRune && len(left) <= 4:
		if end := skipLetters(text, at+1, hi); end-at <= 5 {
			return end
		}
	case c == '_' && next != markRune:
		return at + 1
	case c == '@' && next == letterRune:
		return at + 1
	case c == '*' && next == letterRune && len(left) <= 2:
		return at + 1
	case c == '/' && next == letterRune:
		return r.slashed(from, at)
	case c == '$' && next == letterRune && len(left) > 2:
		return at + 1
	}
	return at
}

// insideApostrophe reads an apostrophe of n bytes at byte at inside a word.
func (r *tokenReader) insideApostrophe(from, at, n int) int {
	if at+n >= r.hi || classAt(r.text, at+n) != letterRune {
		return at
	}
	if r.text[at] == '`' && r.text[at+1]|0x20 != 's' {
		return at
	}
	if from < at && isASCIIDigit(r.text[at-1]) && clitic(r.text[at:min(r.hi, at+8)]) == 0 {
		return at
	}
	return at + n
}

// slashed keeps a slash in short forms such as "w/o" and "l/c".
func (r *tokenReader) slashed(from, at int) int {
	end := skipLetters(r.text, at+1, r.hi)
	if at-from == 1 && (end-at == 2 || r.text[from]|0x20 == 'w' && r.text[at+1:end] == "out") {
		return end
	}
	return at
}

// dotted reads the stop at byte at with a letter or digit after it: part of
// initials ("U.S."), of the name of a host or file ("example.org"), or the end
// of a sentence whose space is missing.
func (r *tokenReader) dotted(from, at int) int {
	if at-from > longestLook {
		return at
	}
	text, hi := r.text, min(r.hi, from+longestLook)
	short, parts, lastFrom := true, 1, from
	end := at
	for end < hi && text[end] == '.' && end+1 < hi && classAt(text, end+1) != markRune {
		if !shortPart(text[lastFrom:end]) {
			short = false
		}
		lastFrom = end + 1
		end = skipLetters(text, lastFrom, hi)
		for end+1 < hi && (text[end] == '-' || text[end] == '_') && classAt(text, end+1) != markRune {
			end = skipLetters(text, end+1, hi)
		}
		parts++
	}
	last := text[lastFrom:end]
	full := end < r.hi && text[end] == '.'
	switch {
	case short && shortPart(last) && (full || parts > 2 || len(last) == 1 && at-from == 1):
		return end
	case len(last) < 8 && r.lex.domains[strings.ToLower(last)] && !(isUpperASCII(last[0]) && len(last) <= 2):
		return end
	case parts > 2 && strings.ToLower(text[from:end]) == text[from:end]:
		return end
	}
	return at
}

// stopOf returns end, moved past a full stop that belongs to the word text[from:end].
func (r *tokenReader) stopOf(from, end int) int {
	text := r.text
	if end >= r.hi || text[end] != '.' || end+1 < r.hi && text[end+1] == '.' {
		return end
	}
	word := text[from:end]
	if strings.IndexByte(word, '.') > 0 && shortPart(word[strings.LastIndexByte(word, '.')+1:]) && shortPart(word[:strings.IndexByte(word, '.')]) {
		return end + 1
	}
	next, border := r.nextWord(end + 1)
	if utf8.RuneCountInString(word) == 1 {
		if isUpperASCII(word[0]) && word != "I" && !border && (unicode.IsUpper(next) || r.closeTo(end+1) || r.afterCapital(from) && unicode.IsLower(next)) {
			return end + 1
		}
		if r.lex.abbrevs[word] == abbrevNumber && unicode.IsDigit(next) {
			return end + 1 // "p. 5"
		}
		return end
	}
	switch r.abbreviation(word) {
	case abbrevTitle:
		if !border {
			return end + 1
		}
	case abbrevNumber:
		if unicode.IsDigit(next) || next == '#' {
			return end + 1
		}
	case abbrevDate, abbrevWord:
		if !border {
			return end + 1
		}
	case abbrevEnd:
		if !border && !(word == "etc" && unicode.IsUpper(next)) {
			return end + 1
		}
	}
	return end
}

// afterCapital reports whether the token before byte at begins with a capital
// and a space follows it, as the given name before an initial.
func (r *tokenReader) afterCapital(at int) bool {
	n := len(r.doc.Tokens)
	return at == r.lo && n > 0 && r.doc.Tokens[n-1].Shape&(ShapeUpper|ShapeAllCaps) == ShapeUpper
}

// closeTo reports whether the piece goes on at byte at with a letter or a comma,
// as after an initial in "J.Smith" or "Jones, A., and".
func (r *tokenReader) closeTo(at int) bool {
	return at < r.hi && (r.text[at] == ',' || classAt(r.text, at) == letterRune)
}

// abbreviation returns the class of a word that stands before a full stop.
func (r *tokenReader) abbreviation(word string) abbrevClass {
	return r.lex.abbreviation(word)
}

func (lex *surfaceLexicon) abbreviation(word string) abbrevClass {
	if len(word) > 8 {
		return abbrevNone
	}
	if c := lex.abbrevs[word]; c != abbrevNone {
		return c
	}
	if len(word) > 1 && isUpperASCII(word[0]) && isUpperASCII(word[1]) { // "MR.", "SEPT."
		if c := lex.abbrevs[word[:1]+strings.ToLower(word[1:])]; c == abbrevTitle || c == abbrevDate {
			return c
		}
	}
	if isUpperASCII(word[0]) {
		return lex.abbrevs[strings.ToLower(word)]
	}
	return abbrevNone
}

// nextWord returns the first rune after the white space that follows byte at,
// opening marks skipped; border is true if a paragraph ends first.
func (r *tokenReader) nextWord(at int) (next rune, border bool) {
	limit := len(r.text)
	if len(r.borders) > 0 {
		limit = r.borders[0]
	}
	if at < r.hi && strings.IndexByte(`"')]`, r.text[at]) >= 0 && at+1 == r.hi {
		at = r.hi
	}
	for at < limit {
		c, n := utf8.DecodeRuneInString(r.text[at:])
		if !unicode.IsSpace(c) && !strings.ContainsRune("\"'“‘«([", c) {
			return c, false
		}
		at += n
	}
	return 0, true
}

// mostClitics bounds how many contracted parts a word is searched for.
const mostClitics = 3

// cutWord emits the word text[from:end], cut at its contractions; depth of
// those are cut off already.
func (r *tokenReader) cutWord(from, end, depth int) {
	word := r.text[from:end]
	if len(word) <= 9 {
		if cuts := r.contraction(word); cuts != nil {
			at := from
			for _, c := range cuts {
				r.emit(at, from+c)
				at = from + c
			}
			r.emit(at, end)
			return
		}
	}
	cut := end
	if len(word) > 2 && depth < mostClitics {
		cut = from + cliticStart(word)
	}
	if cut > from && cut < end {
		r.cutWord(from, cut, depth+1) // "couldn't've"
		from = cut
	}
	r.emit(from, end)
}

// contraction returns where an entry of the word list of contractions is cut, or nil.
func (r *tokenReader) contraction(word string) []int {
	if cuts, ok := r.lex.contractions[word]; ok && len(cuts) > 0 {
		return cuts
	}
	if len(word) < 2 || !isUpperASCII(word[0]) || word == "IM" {
		return nil
	}
	var low [9]byte
	for i := range len(word) {
		c := word[i]
		if c >= utf8.RuneSelf {
			return nil
		}
		if isUpperASCII(c) {
			c |= 0x20
		}
		low[i] = c
	}
	return r.lex.contractions[string(low[:len(word)])]
}

// cliticStart returns the byte offset in word of its last contracted part, or
// len(word) if it has none.
func cliticStart(word string) int {
	for at := len(word) - 1; at > 0 && at >= len(word)-6; at-- {
		n := apostropheLen(word, at)
		if n == 0 {
			continue
		}
		tail := word[at+n:]
		switch {
		case strings.EqualFold(tail, "t") && at > 1 && word[at-1]|0x20 == 'n':
			return at - 1
		case clitic(word[at:]) == len(word)-at:
			return at
		}
		return len(word)
	}
	return len(word)
}

// clitic returns the length in bytes of the apostrophe and letters at the start
// of s if they make one of 's 'm 'd 're 've 'll, else 0.
func clitic(s string) int {
	n := apostropheLen(s, 0)
	if n == 0 || len(s) == n {
		return 0
	}
	end := skipLetters(s, n, len(s))
	switch tail := s[n:end]; len(tail) {
	case 1:
		if c := tail[0] | 0x20; c == 's' || c == 'm' || c == 'd' {
			return end
		}
	case 2:
		if strings.EqualFold(tail, "re") || strings.EqualFold(tail, "ve") || strings.EqualFold(tail, "ll") {
			return end
		}
	}
	return 0
}

// apostrophe reads the apostrophe or single quotation mark at byte at, which no
// word before it has claimed.
func (r *tokenReader) apostrophe(at int) int {
	text, hi := r.text, r.hi
	n := apostropheLen(text, at)
	if m := apostropheLen(text[:hi], at+n); m > 0 && doubledMark(text[at:at+n+m]) {
		return r.emit(at, at+n+m)
	}
	if at > r.lo {
		if c := clitic(text[at:min(hi, at+8)]); c > 0 && !opensQuoteMark(text[:at]) {
			return r.emit(at, at+c)
		}
	}
	if r.gluedLeft(at) {
		return r.emit(at, at+n)
	}
	if end := decadeEnd(text[:hi], at+n); end > 0 {
		return r.emit(at, end)
	}
	if end := skipLetters(text, at+n, hi); end > at+n && end-at-n < 8 && text[at] != '`' {
		key := "'" + strings.ToLower(text[at+n:end])
		if cuts, ok := r.lex.contractions[key]; ok {
			return r.elided(at, n, end, cuts)
		}
	}
	return r.emit(at, at+n)
}

// elided emits a word whose beginning an apostrophe of n bytes replaces.
func (r *tokenReader) elided(at, n, end int, cuts []int) int {
	for _, c := range cuts {
		cut := at + n - 1 + c
		r.emit(at, cut)
		at = cut
	}
	if n := apostropheLen(r.text[:r.hi], end); n > 0 && end-at <= 4 && r.text[end-1]|0x20 == 'n' {
		end += n // 'n'
	}
	return r.emit(at, end)
}

// decadeEnd returns the end of "90s" or "72" at byte at, or 0.
func decadeEnd(text string, at int) int {
	if at+1 >= len(text) || !isASCIIDigit(text[at]) || !isASCIIDigit(text[at+1]) {
		return 0
	}
	end := at + 2
	if end < len(text) && text[end] == 's' {
		end++
	} else if n := apostropheLen(text, end); n > 0 && end+n < len(text) && text[end+n] == 's' {
		end += n + 1
	}
	if end < len(text) && classAt(text, end) != markRune {
		return 0
	}
	return end
}

// doubledMark reports whether two single marks stand for one double mark.
func doubledMark(pair string) bool {
	switch pair {
	case "''", "``", "‘‘", "’’", "‘’":
		return true
	}
	return false
}

// opensQuoteMark reports whether text ends in an opening bracket or quotation
// mark, or in white space.
func opensQuoteMark(text string) bool {
	c, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune("([{“‘«„‹\"", c) || unicode.IsSpace(c)
}

func isCurrencyPrefix(s string) bool {
	switch s {
	case "US", "U", "A", "C", "HK", "NZ", "S", "AU", "CA", "R", "NT":
		return true
	}
	return false
}

// shortPart reports whether s may be one part of initials: one or two letters.
func shortPart(s string) bool {
	n := utf8.RuneCountInString(s)
	return n == 1 && !isASCIIDigit(s[0]) || n == 2 && s == "Ph"
}

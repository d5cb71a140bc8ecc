package compare

import (
	"unicode"
	"unicode/utf8"
)

// Quotation marks
//
// The comparison needs to know which words of a content stand in quotation
// marks, whatever the style. A mark that may open or close is told by what
// stands beside it; an apostrophe is none. Nesting is counted no deeper than one
// level of each family: it is enough to know that a word is inside.

// quoteState says which families of marks are open.
type quoteState struct{ double, single, angle bool }

func (q *quoteState) open() bool { return q.double || q.single || q.angle }

// begin sets the state before a stretch of text: what a mark in it closes before
// any of the family opens was open.
func (q *quoteState) begin(s string) {
	*q = quoteState{}
	var seen quoteState
	for i, c := range s {
		if c < utf8.RuneSelf && c != '"' && c != '\'' {
			continue
		}
		family, closes := q.role(s, i, c, utf8.RuneLen(c))
		switch family {
		case doubleMark:
			q.double = q.double || closes && !seen.double
			seen.double = true
		case angleMark:
			q.angle = q.angle || closes && !seen.angle
			seen.angle = true
		}
	}
}

// mark takes note of a mark at byte i of text.
func (q *quoteState) mark(text string, i int, c rune, size int) {
	family, closes := q.role(text, i, c, size)
	switch family {
	case doubleMark:
		q.double = !closes
	case angleMark:
		q.angle = !closes
	case singleMark:
		q.single = !closes
	}
}

type markFamily uint8

const (
	noMark markFamily = iota
	doubleMark
	singleMark
	angleMark
)

// role tells what the mark c at byte i of text does.
func (q *quoteState) role(text string, i int, c rune, size int) (family markFamily, closes bool) {
	switch c {
	case '“':
		// In German style it closes what „ opened.
		return doubleMark, q.double && !spaceBefore(text, i)
	case '„', '‟':
		return doubleMark, false
	case '”':
		return doubleMark, true
	case '"', '＂':
		return doubleMark, closesHere(text, i, size)
	case '«', '‹':
		return angleMark, q.angle && !spaceBefore(text, i)
	case '»', '›':
		return angleMark, !(spaceBefore(text, i) && !q.angle)
	case '‘', '‚', '‛':
		return singleMark, false
	case '’', '\'':
		if q.single && !letterAt(text, i+size) {
			return singleMark, true
		}
		if c == '\'' && spaceBefore(text, i) && letterAt(text, i+size) {
			return singleMark, false
		}
	}
	return noMark, false
}

// closesHere reports whether a mark that looks the same on both sides closes: a
// word stands before it, and none right after.
func closesHere(text string, i, size int) bool {
	return !spaceBefore(text, i) && !letterAt(text, i+size)
}

func spaceBefore(text string, i int) bool {
	c, _ := utf8.DecodeLastRuneInString(text[:i])
	return i == 0 || unicode.IsSpace(c) || c == '(' || c == '[' || c == '—' || c == '–' || c == '-' || isQuoteMark(c)
}

func isQuoteMark(c rune) bool {
	switch c {
	case '"', '\'', '“', '”', '„', '‟', '‘', '’', '‚', '‛', '«', '»', '‹', '›', '＂', '＇', '「', '」':
		return true
	}
	return false
}

// marksBefore returns where the quotation marks and brackets begin that stand
// right before byte at, but not before limit.
func marksBefore(text string, at, limit int) int {
	for at > limit {
		c, size := utf8.DecodeLastRuneInString(text[:at])
		if !isQuoteMark(c) && c != '[' && c != '(' {
			break
		}
		at -= size
	}
	return at
}

// marksAfter returns where the punctuation ends that stands right after byte at,
// but not after limit.
func marksAfter(text string, at, limit int) int {
	for at < limit {
		c, size := utf8.DecodeRuneInString(text[at:])
		if !unicode.IsPunct(c) || c == '[' || c == '(' || c == '“' || c == '‘' {
			break
		}
		at += size
	}
	return at
}

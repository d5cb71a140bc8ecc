package store

import (
	"unicode/utf8"

	"hearsay"
)

// pointsStep is how many bytes, or code points, lie between two entries of points.
const pointsStep = 128

// points converts between bytes and code points of one text, each conversion in
// constant time.
type points struct {
	text    string
	ascii   bool
	atBytes []int32 // code points before each pointsStep-th byte, rounded down to the start of a character
	atRunes []int32 // bytes before each pointsStep-th code point
}

func newPoints(text string) *points {
	p := &points{text: text}
	if utf8.RuneCountInString(text) == len(text) {
		p.ascii = true
		return p
	}
	n := int32(0)
	for i := range text {
		for len(p.atBytes)*pointsStep <= i {
			p.atBytes = append(p.atBytes, n)
		}
		if n%pointsStep == 0 {
			p.atRunes = append(p.atRunes, int32(i))
		}
		n++
	}
	return p
}

// runes returns the code points before byte i, which starts a character or
// ends the text.
func (p *points) runes(i int) int {
	if p.ascii {
		return i
	}
	k := min(i/pointsStep, len(p.atBytes)-1)
	// The entry counts up to the first character that starts at or after its byte.
	start := k * pointsStep
	for start < len(p.text) && !utf8.RuneStart(p.text[start]) {
		start++
	}
	return int(p.atBytes[k]) + utf8.RuneCountInString(p.text[start:max(i, start)])
}

// bytes returns the bytes before the n-th code point; no more than the text has.
func (p *points) bytes(n int) int {
	n = max(n, 0)
	if p.ascii {
		return min(n, len(p.text))
	}
	k := min(n/pointsStep, len(p.atRunes)-1)
	i := int(p.atRunes[k])
	for n -= k * pointsStep; n > 0 && i < len(p.text); n-- {
		_, size := utf8.DecodeRuneInString(p.text[i:])
		i += size
	}
	return i
}

// span returns where a span starts, and how many code points it has.
func (p *points) span(s hearsay.Span) (start, length int) {
	start = p.runes(s.Start)
	return start, p.runes(s.End) - start
}

// bytesSpan is the reverse of span.
func (p *points) bytesSpan(start, length int) hearsay.Span {
	s := hearsay.Span{Start: p.bytes(start), End: p.bytes(start + length)}
	s.End = max(s.End, s.Start)
	return s
}

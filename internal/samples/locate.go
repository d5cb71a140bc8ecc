package samples

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// gap joins the parts of interrupted words in a value.
const gap = " … "

// locate turns a value of a sample file into spans of text. They come out in
// text order; a value that is not there that often is an error.
func locate(text, value string) ([]Span, error) {
	var spans []Span
	for part := range strings.SplitSeq(value, gap) {
		span, err := locatePart(text, part)
		if err != nil {
			return nil, err
		}
		if n := len(spans); n > 0 && spans[n-1].End > span.Start {
			return nil, fmt.Errorf("%q stands before the end of the part written ahead of it", part)
		}
		spans = append(spans, span)
	}
	return spans, nil
}

// locatePart finds the words of one part, which may end in "#" and a number.
func locatePart(text, part string) (Span, error) {
	words, nth := part, 1
	if before, after, found := strings.Cut(part, " #"); found {
		n, err := strconv.Atoi(after)
		if err != nil || n < 2 {
			return Span{}, fmt.Errorf("%q: the number has to be 2 or more", part)
		}
		words, nth = before, n
	}
	if words == "" {
		return Span{}, errors.New("no words")
	}
	for from, seen := 0, 0; ; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return Span{}, fmt.Errorf("%q is in the article %d times", words, seen)
		}
		span := Span{from + i, from + i + len(words)}
		if wholeWords(text, span) {
			if seen++; seen == nth {
				return span, nil
			}
		}
		_, size := utf8.DecodeRuneInString(words)
		from = span.Start + size
	}
}

// locateLines finds the value on each line of data.
func locateLines(text, data string) ([]Span, error) {
	var spans []Span
	for line := range strings.Lines(data) {
		span, err := locatePart(text, strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, err
		}
		spans = append(spans, span)
	}
	return spans, nil
}

// wholeWords reports whether the span neither begins nor ends inside a word, so
// that "He" is not counted in "Her" and "She".
func wholeWords(text string, span Span) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:span.Start])
	first, _ := utf8.DecodeRuneInString(text[span.Start:])
	last, _ := utf8.DecodeLastRuneInString(text[:span.End])
	after, _ := utf8.DecodeRuneInString(text[span.End:])
	return !(inWord(before) && inWord(first)) && !(inWord(last) && inWord(after))
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// within reports whether each of the spans lies inside one of the others.
func within(spans, others []Span) bool {
	for _, span := range spans {
		inside := false
		for _, other := range others {
			inside = inside || other.Start <= span.Start && span.End <= other.End
		}
		if !inside {
			return false
		}
	}
	return true
}

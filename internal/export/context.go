package export

import (
	"index/suffixarray"
	"strings"
	"unicode"
	"unicode/utf8"

	"hearsay"
)

// A quotation is found again by its words and by those around it. Around it
// stand at least minContext code points, taken to the end of a word; as long as
// they and the quotation occur elsewhere as well, twice as many are taken, up to
// maxContext. Whether words occur elsewhere is looked up by going through the
// text; where that would be too much work in all, in a suffix array of it.
const (
	minContext = 32
	maxContext = 1024
	maxWord    = 24      // code points added to reach the end of a word
	scanBudget = 8 << 20 // bytes of text gone through for one article
)

// surround sets what stands before and after the anchors of all rows, which are
// those of the reading.
func surround(r *hearsay.Reading, rows []Row) {
	f := finder{text: r.Article.Text}
	if len(rows) > scanBudget/(2*max(len(f.text), 1)) {
		f.index = suffixarray.New([]byte(f.text))
	}
	for i := range rows {
		a := &r.Attributions[i]
		spans := a.Content
		if len(spans) == 0 {
			spans = a.Cue.Spans
		}
		if len(spans) == 0 {
			spans = a.Source.Spans
		}
		for j, s := range spans {
			p := &rows[i].Anchor()[j]
			p.Before, p.After = f.around(s)
		}
	}
}

// finder tells whether words occur more than once in a text.
type finder struct {
	text  string
	index *suffixarray.Index // nil to go through the text
}

// once reports whether text[start:end] occurs nowhere else.
func (f *finder) once(start, end int) bool {
	words := f.text[start:end]
	switch {
	case words == "":
		return false
	case f.index != nil:
		return len(f.index.Lookup([]byte(words), 2)) == 1
	}
	return strings.Index(f.text, words) == start && !strings.Contains(f.text[start+1:], words)
}

// around returns what to show before and after s.
func (f *finder) around(s hearsay.Span) (before, after string) {
	for n := minContext; ; n *= 2 {
		start := backward(f.text[:s.Start], n)
		before = f.text[start:s.Start]
		if n >= maxContext || start == 0 || f.once(start, s.End) {
			break
		}
	}
	for n := minContext; ; n *= 2 {
		end := s.End + forward(f.text[s.End:], n)
		after = f.text[s.End:end]
		if n >= maxContext || end == len(f.text) || f.once(s.Start, end) {
			break
		}
	}
	return before, after
}

// backward returns where the last n code points of s begin, or the word in which
// they do.
func backward(s string, n int) int {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	for range maxWord {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		if size == 0 || unicode.IsSpace(r) {
			break
		}
		i -= size
	}
	return i
}

// forward returns where the first n code points of s end, or the word in which
// they do.
func forward(s string, n int) int {
	i := 0
	for ; n > 0 && i < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	for range maxWord {
		r, size := utf8.DecodeRuneInString(s[i:])
		if size == 0 || unicode.IsSpace(r) {
			break
		}
		i += size
	}
	return i
}

package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// The library that finds the article rebuilds its tree and on the way loses
// spaces beside links and emphasis, and sometimes all breaks between paragraphs.
// Its choice of words is what counts: each paragraph it gives is looked up in
// the text of the whole page by its letters and digits, and taken from there as
// it is printed.

// pageText is the text of a whole page and, for each byte of its letters and
// digits, where that stands in the text.
type pageText struct {
	text    string
	letters string
	at      []int32
	cursor  int // in letters: where the last paragraph ended
	misses  int
}

// newPageText renders a tree, scripts and the like aside.
func newPageText(root *html.Node) *pageText {
	w := paragraphs{whole: true}
	w.node(root)
	t := &pageText{text: w.String()}
	var b strings.Builder
	b.Grow(len(t.text))
	t.at = make([]int32, 0, len(t.text))
	for i, r := range t.text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		b.WriteRune(r)
		for k := range utf8.RuneLen(r) {
			t.at = append(t.at, int32(i+k))
		}
	}
	t.letters = b.String()
	return t
}

// restore returns each paragraph as the page prints it, where it can be found.
func (t *pageText) restore(body string) string {
	var out []string
	for p := range strings.SplitSeq(body, "\n\n") {
		out = append(out, t.find(p))
	}
	return strings.Join(out, "\n\n")
}

// find returns the paragraph as the page prints it, or as it is. Many misses in a
// row would take the square of the time, so that it gives up after some.
func (t *pageText) find(paragraph string) string {
	const patience = 60
	key := wordsOnly(paragraph)
	if key == "" || t.misses > patience {
		return paragraph
	}
	start := strings.Index(t.letters[t.cursor:], key)
	if start >= 0 {
		start += t.cursor
	} else if start = strings.Index(t.letters, key); start < 0 {
		t.misses++
		return paragraph
	}
	t.cursor = start + len(key)
	first, last := int(t.at[start]), int(t.at[t.cursor-1])
	return t.text[t.widenLeft(first):t.widenRight(last+1)]
}

// widenLeft takes in the marks before a word.
func (t *pageText) widenLeft(i int) int {
	for i > 0 {
		r, size := utf8.DecodeLastRuneInString(t.text[:i])
		if unicode.IsSpace(r) || unicode.IsLetter(r) || unicode.IsDigit(r) {
			break
		}
		i -= size
	}
	return i
}

// widenRight takes in the marks after a word.
func (t *pageText) widenRight(i int) int {
	for i < len(t.text) {
		r, size := utf8.DecodeRuneInString(t.text[i:])
		if unicode.IsSpace(r) || unicode.IsLetter(r) || unicode.IsDigit(r) {
			break
		}
		i += size
	}
	return i
}

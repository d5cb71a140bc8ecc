package ingest

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// paragraphs puts pieces of text together as HTML shows them: white space
// collapses to one space, blocks become paragraphs with an empty line between
// them. The zero paragraphs are ready to use.
type paragraphs struct {
	b       strings.Builder
	pending byte // what stands between the text up to now and the next: 0, ' ', '\n' (a line) or 'p' (a paragraph)
	whole   bool // with captions, menus and forms; only scripts and the like are left out
}

// String returns the text up to now.
func (w *paragraphs) String() string { return w.b.String() }

// end ends the paragraph.
func (w *paragraphs) end() { w.pending = 'p' }

// line ends the line; two lines ends in a row end the paragraph.
func (w *paragraphs) line() {
	if w.pending == '\n' || w.pending == 'p' {
		w.pending = 'p'
		return
	}
	w.pending = '\n'
}

// space puts a space before what comes next, if it is in the same line.
func (w *paragraphs) space() {
	if w.pending == 0 {
		w.pending = ' '
	}
}

// text adds text, in which runs of white space are one space.
func (w *paragraphs) text(s string) {
	const white = " \t\n\r\f"
	for s != "" {
		word := strings.TrimLeft(s, white)
		if len(word) < len(s) {
			w.space()
		}
		if word == "" {
			return
		}
		end := strings.IndexAny(word, white)
		if end < 0 {
			end = len(word)
		}
		w.separate()
		w.b.WriteString(word[:end])
		s = word[end:]
	}
}

// separate writes what stands before the next word.
func (w *paragraphs) separate() {
	if w.b.Len() > 0 {
		switch w.pending {
		case ' ', '\n':
			w.b.WriteByte(w.pending)
		case 'p':
			w.b.WriteString("\n\n")
		}
	}
	w.pending = 0
}

// node adds the text of a tree.
func (w *paragraphs) node(n *html.Node) {
	if n == nil {
		return
	}
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
		return
	case html.ElementNode:
		switch e := effectOf(n.Data); {
		case e == skipped && !(w.whole && isShown(n.Data)):
			return
		case e == lineBreak:
			w.line()
		case e == cell:
			w.space()
		case e == block || e == skipped:
			w.end()
			defer w.end()
		}
	}
	for c := range n.ChildNodes() {
		w.node(c)
	}
}

// effect is what an element does to the text around it.
type effect int

const (
	inline effect = iota
	block
	lineBreak
	cell
	skipped // its content is not text of the article
)

// effectOf returns the effect of an element of HTML, by its name.
func effectOf(name string) effect {
	switch name {
	case "address", "article", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset",
		"h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main", "ol", "p", "pre", "section",
		"summary", "table", "tbody", "tfoot", "thead", "tr", "ul":
		return block
	case "br":
		return lineBreak
	case "td", "th":
		return cell
	case "aside", "audio", "button", "canvas", "caption", "dialog", "embed", "figcaption", "figure", "footer", "form", "iframe", "input",
		"head", "map", "math", "menu", "nav", "noembed", "noframes", "noscript", "object", "option", "script", "select", "style",
		"svg", "template", "textarea", "title", "video":
		return skipped
	}
	return inline
}

// isShown reports whether browsers show the content of a skipped element.
func isShown(name string) bool {
	switch name {
	case "aside", "button", "caption", "dialog", "figcaption", "figure", "footer", "form", "menu", "nav", "object":
		return true
	}
	return false
}

// cutText returns s, or its start if it is longer than most bytes.
func cutText(s string, most int) (string, bool) {
	if len(s) <= most {
		return s, false
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most], true
}

package web

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"hearsay/internal/query"
)

// visible writes text of others as markup that shows it, whatever it is: nothing
// in it is taken for markup, and characters that cannot be seen but change what is
// seen (overrides of direction, control characters) stand as their numbers.
func visible(s string) template.HTML {
	var b strings.Builder
	writeVisible(&b, s)
	return template.HTML(b.String())
}

// visibleLine is visible for what stands in one line.
func visibleLine(s string) template.HTML { return visible(strings.Join(strings.Fields(s), " ")) }

func writeVisible(b *strings.Builder, s string) {
	from := 0
	for i, r := range s {
		if name := unseen(r); name != "" {
			b.WriteString(html.EscapeString(s[from:i]))
			fmt.Fprintf(b, `<span class="unseen" title="%s">U+%04X</span>`, name, r)
			from = i + len(string(r))
		}
	}
	b.WriteString(html.EscapeString(s[from:]))
}

// unseen names a character that cannot be seen and is not there to part words.
func unseen(r rune) string {
	switch {
	case 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069:
		return "changes the direction of text"
	case r == 0x200b || r == 0x2060 || r == 0xfeff:
		return "has no width"
	case r < ' ' && r != '\n' && r != '\t' && r != '\r', 0x7f <= r && r < 0xa0:
		return "control character"
	case 0xe0000 <= r && r <= 0xe007f:
		return "tag that cannot be seen"
	}
	return ""
}

// markedWords writes text with the words that a query looks for marked.
func markedWords(q *query.Query, s string) template.HTML {
	var b strings.Builder
	at := 0
	if q != nil {
		for _, m := range q.Highlight(query.Content, s) {
			writeVisible(&b, s[at:m.Start])
			b.WriteString(`<mark class="hit">`)
			writeVisible(&b, s[m.Start:m.End])
			b.WriteString("</mark>")
			at = m.End
		}
	}
	writeVisible(&b, s[at:])
	return template.HTML(b.String())
}

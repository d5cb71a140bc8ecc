package export

import (
	"html"
	"strings"
	"unicode/utf8"
)

// A feed of a search has an item for each attribution. The ID of an item never
// changes, so that a reader shows it once. Its title says who said what; its
// content is the passage in its context, as text in markup of our own.

// maxHeadline bounds the title of an item, in code points, the last word aside.
const maxHeadline = 160

// headline is the title of an item.
func (r *Row) headline() string {
	title := r.account()
	if len(r.Content) > 0 {
		title += ": " + strings.Join(strings.Fields(printable(joined(r.Content))), " ")
	}
	if cut := forward(title, maxHeadline); cut < len(title) {
		title = strings.TrimRight(title[:cut], " ") + " …"
	}
	return title
}

// passage is the content of an item as HTML: the anchor in bold, with what
// stands around it, and the article it is from.
func (r *Row) passage() string {
	var b strings.Builder
	anchor := r.Anchor()
	for i, p := range anchor {
		if i == 0 {
			b.WriteString(`<blockquote dir="auto">` + markup(p.Before))
		} else {
			b.WriteString(markup(between(&anchor[i-1], &p)))
		}
		b.WriteString("<b>" + markup(p.Text) + "</b>")
		if i == len(anchor)-1 {
			b.WriteString(markup(p.After) + "</blockquote>")
		}
	}
	b.WriteString(`<p dir="auto">` + markup(r.account()))
	for _, fact := range []string{r.Article.Outlet, r.Article.Title, r.Article.Published} {
		if fact != "" {
			b.WriteString(" · " + markup(fact))
		}
	}
	b.WriteString("</p>")
	return b.String()
}

// between returns the text between two parts, or an ellipsis where that is long.
func between(p, next *Part) string {
	gap := next.Start - p.End
	if gap < 0 || gap > utf8.RuneCountInString(p.After) {
		return " … "
	}
	end := 0
	for range gap {
		end += runeLen(p.After[end:])
	}
	return p.After[:end]
}

// markup writes text as HTML, with its line ends.
func markup(s string) string {
	lines := strings.FieldsFunc(strings.ReplaceAll(s, "\t", " "), isLineBreak)
	for i, line := range lines {
		lines[i] = html.EscapeString(printable(line))
	}
	return strings.Join(lines, "<br>")
}

// page is where an item leads: to the server that shows the attribution, else to
// the place in the article.
func (c *Collection) page(r *Row) string {
	if c.Base != "" {
		return c.attributionIRI(r.ID)
	}
	return r.Link()
}

// title is never empty.
func (c *Collection) title() string {
	if c.Title != "" {
		return c.Title
	}
	return "Attributions"
}

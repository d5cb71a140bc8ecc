package web

import (
	"encoding/json"
	"fmt"
	"strings"

	"hearsay"
	"hearsay/internal/export"
)

// citation is what a piece of text is cited by. An attribution is cited as the article
// it stands in, with the words and with the address where they were looked up.
type citation struct {
	ID      string
	Title   string // of the page
	Words   string // that are quoted; empty for the whole article
	Article hearsay.Article
	Here    string // address on this server
}

func citationOf(row *export.Row, here string) *citation {
	who := row.Who()
	if who == "" {
		who = "Nobody named"
	}
	words := oneLine(partsText(row.Anchor()))
	title := oneLine(who) + ": " + shortened(words, 90)
	return &citation{ID: row.ID, Title: title, Words: words, Article: row.Article, Here: here}
}

func articleCitation(a *hearsay.Article) *citation {
	return &citation{ID: a.ID, Title: heading(a.Title, a.File, a.ID), Article: *a}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// shortened cuts text after a word.
func shortened(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	cut := string(r[:most])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return cut + " …"
}

// Text returns the citation in the manner of Chicago notes.
func (c *citation) Text() string {
	a := &c.Article
	var parts []string
	if c.Words != "" {
		parts = append(parts, "“"+strings.Trim(c.Words, "“”\"")+"”")
	}
	if len(a.Bylines) > 0 {
		parts = append(parts, strings.Join(a.Bylines, " and "))
	}
	if a.Title != "" {
		parts = append(parts, "“"+oneLine(a.Title)+"”")
	}
	for _, s := range []string{a.Outlet, plainDay(a.Published), a.URL} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if c.Here != "" {
		parts = append(parts, "stored copy "+c.Here)
	}
	return strings.Join(parts, ", ") + "."
}

func plainDay(iso string) string { return strings.ReplaceAll(shownDay(iso), "\u00a0", " ") }

// BibTeX returns an entry for LaTeX.
func (c *citation) BibTeX() string {
	a := &c.Article
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{hearsay-%s,\n", c.ID)
	for _, f := range [][2]string{
		{"author", strings.Join(a.Bylines, " and ")}, {"title", oneLine(a.Title)}, {"howpublished", a.Outlet}, {"date", dayOnly(a.Published)},
		{"url", a.URL}, {"note", c.Words},
	} {
		if f[1] != "" {
			fmt.Fprintf(&b, "  %s = {%s},\n", f[0], bibTeXEscape.Replace(f[1]))
		}
	}
	b.WriteString("}\n")
	return b.String()
}

var bibTeXEscape = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "$", `\$`, "&", `\&`, "#", `\#`, "%", `\%`, "_", `\_`, "^", `\^{}`, "~", `\~{}`)

func dayOnly(iso string) string { return iso[:min(len(iso), 10)] }

// RIS returns an entry for programs that manage references.
func (c *citation) RIS() string {
	a := &c.Article
	var b strings.Builder
	line := func(tag, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s  - %s\r\n", tag, oneLine(value))
		}
	}
	line("TY", "NEWS")
	for _, author := range a.Bylines {
		line("AU", author)
	}
	line("TI", a.Title)
	line("T2", a.Outlet)
	line("DA", strings.ReplaceAll(dayOnly(a.Published), "-", "/"))
	line("UR", a.URL)
	line("N1", c.Words)
	line("ID", c.ID)
	b.WriteString("ER  - \r\n")
	return b.String()
}

// CSL returns an item of CSL-JSON.
func (c *citation) CSL() []byte {
	a := &c.Article
	item := map[string]any{"id": c.ID, "type": "article-newspaper"}
	for key, value := range map[string]string{"title": a.Title, "container-title": a.Outlet, "URL": a.URL, "note": c.Words} {
		if value != "" {
			item[key] = oneLine(value)
		}
	}
	if a.Published != "" {
		item["issued"] = map[string]any{"raw": dayOnly(a.Published)}
	}
	var authors []map[string]string
	for _, name := range a.Bylines {
		authors = append(authors, map[string]string{"literal": name})
	}
	if authors != nil {
		item["author"] = authors
	}
	data, _ := json.Marshal([]any{item}) // strings cannot fail
	return append(data, '\n')
}

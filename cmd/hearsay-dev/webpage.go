package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"text/template"
	"time"
)

//go:embed webpage.html.tmpl
var webPageTemplate string

// webPages are the layouts of pages: one template each.
var webPages = template.Must(template.New("pages").Parse(webPageTemplate))

// layouts are the names of the templates.
var layouts = []string{"broadsheet", "tabloid", "plain", "portal"}

// webPage is one page. Its strings are HTML.
type webPage struct {
	URL, Layout, Outlet string
	Headline, Byline    string
	Paragraphs          []string
	Published           time.Time
	LinkedData, State   string // JSON
	Menu, Teasers       []link
	Comments            []comment
	digest              string
}

type link struct{ Href, Text string }

type comment struct{ Name, Text string }

// page makes the next page; at is when it was fetched.
func (n *newsroom) page(at time.Time) *webPage {
	s := n.write()
	p := &webPage{
		URL: n.address("news"), Layout: layouts[n.random.IntN(len(layouts))], Outlet: "The " + n.name() + " Post",
		Headline: html.EscapeString(s.Headline), Byline: html.EscapeString(s.Byline), Published: at.Add(-time.Duration(n.random.IntN(72)) * time.Hour),
	}
	for _, paragraph := range s.Paragraphs {
		p.Paragraphs = append(p.Paragraphs, html.EscapeString(paragraph))
	}
	for _, section := range []string{"News", "Politics", "Business", "World", "Science", "Culture", "Sport", "Weather", "Opinion", "Travel", "Food", "Jobs", "Podcasts", "Newsletters"} {
		for i := range 3 {
			p.Menu = append(p.Menu, link{fmt.Sprintf("/%s/%d", strings.ToLower(section), i), section})
		}
	}
	for range 15 + n.random.IntN(25) {
		p.Teasers = append(p.Teasers, link{fmt.Sprintf("/news/%d", n.random.IntN(1e6)), html.EscapeString(n.headline())})
	}
	for range n.random.IntN(15) {
		p.Comments = append(p.Comments, comment{n.name(), html.EscapeString(n.comment())})
	}
	p.LinkedData = linkedData(s, p)
	p.State = n.state()
	return p
}

// linkedData returns what the page says of itself in JSON-LD.
func linkedData(s story, p *webPage) string {
	data, err := json.Marshal(map[string]any{
		"@context": "https://schema.org", "@type": "NewsArticle", "headline": s.Headline, "datePublished": p.Published.Format(time.RFC3339),
		"author": map[string]string{"@type": "Person", "name": s.Byline}, "publisher": map[string]string{"@type": "Organization", "name": p.Outlet},
	})
	if err != nil {
		return "{}"
	}
	return string(data)
}

// state returns what pages hand over to their scripts: some tens of kilobytes that
// hardly compress.
func (n *newsroom) state() string {
	var b strings.Builder
	b.WriteString(`{"blocks":[`)
	for i := range 200 + n.random.IntN(500) {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"%016x","kind":"teaser","image":"https://img.example/%016x/%d.jpg","seen":false}`, n.random.Uint64(), n.random.Uint64(), n.random.IntN(2000))
	}
	b.WriteString("]}")
	return b.String()
}

// html returns the bytes of the page.
func (p *webPage) html() []byte {
	var b strings.Builder
	if err := webPages.ExecuteTemplate(&b, p.Layout, p); err != nil {
		panic(err) // the templates are part of the program, and all writes succeed
	}
	return []byte(b.String())
}

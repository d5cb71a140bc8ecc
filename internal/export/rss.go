package export

import "time"

// rssFeed is an RSS 2.0 channel.
type rssFeed struct {
	collection Collection
	xmlWriter
}

func (w *rssFeed) begin() {
	c := &w.collection
	w.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	w.raw(`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>`)
	w.element("title", c.title())
	link := c.Link
	if link == "" {
		link = c.id()
	}
	w.element("link", link)
	about := c.Query
	if about == "" {
		about = "Who said what, according to whom"
	}
	w.element("description", about)
	if c.Self != "" {
		w.raw(`<atom:link rel="self" type="application/rss+xml" href="`)
		w.text(c.Self)
		w.raw(`"/>`)
	}
	w.raw("<generator>Hearsay</generator>\n")
}

func (w *rssFeed) row(r *Row, _ int) {
	w.raw("<item>")
	w.element("title", r.headline())
	w.element("link", w.collection.page(r))
	w.raw(`<guid isPermaLink="false">`)
	w.text(r.ID)
	w.raw("</guid>")
	if published, ok := moment(r.Article.Published); ok {
		w.element("pubDate", published.Format(time.RFC1123Z))
	}
	w.element("dc:creator", r.Article.Outlet)
	w.element("category", r.Who())
	w.element("description", r.passage())
	w.raw("</item>\n")
}

func (w *rssFeed) end(int) {
	w.raw("</channel></rss>\n")
}

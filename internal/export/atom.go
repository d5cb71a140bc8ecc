package export

import "time"

// atomFeed is an Atom feed (RFC 4287). The order of the elements of a feed has no
// meaning there, so when it was last updated stands at its end: the latest date
// of its articles.
type atomFeed struct {
	collection Collection
	latest     time.Time
	xmlWriter
}

// undated stands for the date of an article without one, which Atom wants to know.
var undated = time.Unix(0, 0).UTC()

func (w *atomFeed) begin() {
	c := &w.collection
	w.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<feed xmlns="http://www.w3.org/2005/Atom">`)
	w.element("id", c.id())
	w.element("title", c.title())
	w.element("subtitle", c.Query)
	w.link("alternate", c.Link)
	w.link("self", c.Self)
	w.raw("<author><name>Hearsay</name></author><generator>Hearsay</generator>\n")
}

func (w *atomFeed) row(r *Row, _ int) {
	published, dated := moment(r.Article.Published)
	if !dated {
		published = undated
	}
	if published.After(w.latest) {
		w.latest = published
	}
	w.raw("<entry>")
	w.element("id", w.collection.attributionIRI(r.ID))
	w.element("title", r.headline())
	w.element("updated", published.Format(time.RFC3339))
	if dated {
		w.element("published", published.Format(time.RFC3339))
	}
	if r.Article.Outlet != "" {
		w.raw("<author>")
		w.element("name", r.Article.Outlet)
		w.raw("</author>")
	}
	w.link("alternate", w.collection.page(r))
	w.link("via", r.Link())
	if who := r.Who(); who != "" {
		w.raw(`<category term="`)
		w.text(who)
		w.raw(`"/>`)
	}
	w.raw(`<content type="html">`)
	w.text(r.passage())
	w.raw("</content></entry>\n")
}

func (w *atomFeed) end(int) {
	if w.latest.IsZero() {
		w.latest = undated
	}
	w.element("updated", w.latest.Format(time.RFC3339))
	w.raw("</feed>\n")
}

func (w *atomFeed) link(rel, address string) {
	if address == "" {
		return
	}
	w.raw(`<link rel="` + rel + `" href="`)
	w.text(address)
	w.raw(`"/>`)
}

package export

import "time"

// jsonFeed is a JSON Feed (https://www.jsonfeed.org/version/1.1/).
type jsonFeed struct {
	collection Collection
	jsonWriter
}

func (w *jsonFeed) begin() {
	c := &w.collection
	w.raw(`{"version":"https://jsonfeed.org/version/1.1","title":`)
	w.string(c.title())
	w.field("home_page_url", c.Link)
	w.field("feed_url", c.Self)
	w.field("description", c.Query)
	w.raw(`,"user_comment":"Made by Hearsay.","items":[`) // so that Hearsay does not read its own feeds
}

func (w *jsonFeed) row(r *Row, i int) {
	w.comma(i)
	w.raw("\n" + `{"id":`)
	w.string(r.ID)
	w.field("url", w.collection.page(r))
	if w.collection.Base != "" {
		w.field("external_url", r.Link())
	}
	w.field("title", r.headline())
	w.field("content_html", r.passage())
	w.field("language", r.Article.Language)
	if published, ok := moment(r.Article.Published); ok {
		w.field("date_published", published.Format(time.RFC3339))
	}
	if r.Article.Outlet != "" {
		w.raw(`,"authors":[{"name":`)
		w.string(r.Article.Outlet)
		w.raw("}]")
	}
	if who := r.Who(); who != "" {
		w.raw(`,"tags":`)
		w.strings([]string{who})
	}
	w.raw("}")
}

func (w *jsonFeed) end(int) {
	w.raw("\n]}\n")
}

package export

import "strings"

// quotations is schema.org JSON-LD: a Quotation for words in quotation marks, a
// Claim for what is reported in the outlet's words. Nothing is reviewed: a
// fact-checker can put a Claim under itemReviewed of a review of their own.
type quotations struct {
	collection Collection
	jsonWriter
}

func (w *quotations) begin() {
	w.raw(`{"@context":"https://schema.org","@graph":[`)
}

func (w *quotations) row(r *Row, i int) {
	w.comma(i)
	kind, author, article := "Claim", "author", "appearance"
	if r.Form == "direct" {
		kind, author, article = "Quotation", "creator", "isBasedOn"
	}
	w.raw("\n" + `{"@type":"` + kind + `","@id":`)
	w.string(w.collection.attributionIRI(r.ID))
	w.field("identifier", r.ID)
	w.field("name", r.account())
	w.field("text", joined(r.Content))
	w.speaker(author, r)
	w.field("creditText", strings.Join(r.Chain, " ← "))
	w.field("dateCreated", r.SaidAt)
	w.field("datePublished", r.Article.Published)
	w.field("inLanguage", r.Article.Language)
	w.newsArticle(article, r)
	w.raw("}")
}

func (w *quotations) end(int) {
	w.raw("\n]}\n")
}

// speaker writes who is quoted. There is no type for groups, which are written
// as organizations, and none for sources without a name, which are persons by
// the words for them; a document is cited and has said nothing.
func (w *quotations) speaker(key string, r *Row) {
	s := &r.Source.Speaker
	who := r.Who()
	if who == "" {
		return
	}
	kind := "Person"
	switch s.Kind {
	case "organisation", "group":
		kind = "Organization"
	case "document":
		key, kind = "citation", "CreativeWork"
	}
	w.raw(`,"` + key + `":{"@type":"` + kind + `"`)
	w.field("name", who)
	if kind == "Person" {
		w.field("jobTitle", s.Role)
		if s.Organisation != "" {
			w.raw(`,"affiliation":{"@type":"Organization"`)
			w.field("name", s.Organisation)
			w.raw("}")
		}
	}
	w.raw("}")
}

func (w *quotations) newsArticle(key string, r *Row) {
	w.raw(`,"` + key + `":{"@type":"NewsArticle","@id":`)
	w.string(r.articleIRI())
	w.field("headline", r.Article.Title)
	if isWeb(r.Article.URL) {
		w.field("url", r.Article.URL)
	}
	w.field("datePublished", r.Article.Published)
	if r.Article.Outlet != "" {
		w.raw(`,"publisher":{"@type":"Organization"`)
		w.field("name", r.Article.Outlet)
		w.raw("}")
	}
	w.raw("}")
}

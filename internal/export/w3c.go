package export

import "strconv"

// annotations is a W3C Web Annotation collection with one page, in JSON-LD
// (https://www.w3.org/TR/annotation-model/). An annotation is about the anchor of
// an attribution: each passage is a target, named by its words with what stands
// around them and by its place. Places are code points of the text as it was
// read; where the source is an address, the state names that text by its hash.
// The bodies say who speaks, for people; "attribution" holds the whole as in
// AttributionSchema, as a JSON literal.
type annotations struct {
	collection Collection
	jsonWriter
}

func (w *annotations) begin() {
	w.raw(`{"@context":["http://www.w3.org/ns/anno.jsonld",{"@version":1.1,"attribution":{"@id":"urn:hearsay:attribution","@type":"@json"}}],"id":`)
	w.string(w.collection.id())
	w.raw(`,"type":"AnnotationCollection"`)
	w.field("label", w.collection.Title)
	w.raw(`,"generator":{"type":"Software","name":"Hearsay"},"first":{"id":`)
	w.string(w.collection.id() + "#page-1")
	w.raw(`,"type":"AnnotationPage","startIndex":0,"items":[`)
}

func (w *annotations) row(r *Row, i int) {
	w.comma(i)
	w.raw("\n" + `{"id":`)
	w.string(w.collection.attributionIRI(r.ID))
	w.raw(`,"type":"Annotation","motivation":"describing","body":[`)
	w.body("describing", r.account())
	if who := r.Who(); who != "" {
		w.raw(",")
		w.body("tagging", who)
	}
	w.raw(`],"target":[`)
	for i, p := range r.Anchor() {
		w.comma(i)
		w.target(r, &p)
	}
	if len(r.Anchor()) == 0 {
		w.raw(`{"source":`)
		w.string(r.articleIRI())
		w.raw("}")
	}
	w.raw(`],"attribution":{"id":`)
	w.string(r.ID)
	w.attribution(r, true)
	w.raw("}}")
}

func (w *annotations) end(n int) {
	w.raw("\n" + `]},"total":`)
	w.dst = strconv.AppendInt(w.dst, int64(n), 10)
	w.raw("}\n")
}

func (w *annotations) body(purpose, value string) {
	w.raw(`{"type":"TextualBody","purpose":"` + purpose + `","format":"text/plain","value":`)
	w.string(value)
	w.raw("}")
}

func (w *annotations) target(r *Row, p *Part) {
	w.raw(`{"source":`)
	w.string(r.articleIRI())
	if text := r.textIRI(); text != r.articleIRI() {
		w.raw(`,"state":{"type":"TimeState","cached":`)
		w.string(text)
		w.raw("}")
	}
	w.raw(`,"selector":[{"type":"TextQuoteSelector","exact":`)
	w.string(p.Text)
	w.raw(`,"prefix":`)
	w.string(p.Before)
	w.raw(`,"suffix":`)
	w.string(p.After)
	w.raw(`},{"type":"TextPositionSelector","start":`)
	w.dst = strconv.AppendInt(w.dst, int64(p.Start), 10)
	w.raw(`,"end":`)
	w.dst = strconv.AppendInt(w.dst, int64(p.End), 10)
	w.raw("}]}")
}

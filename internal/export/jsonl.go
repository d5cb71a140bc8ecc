package export

import (
	"strconv"

	"hearsay"
)

// The contracts of JSON Lines. Keys may be added while their names stay the same,
// never changed. An object of AttributionSchema has all keys that the same
// attribution has in an object of Schema, and more.
const (
	Schema            = "hearsay.reading/1"
	AttributionSchema = "hearsay.attribution/1"
)

// AppendJSON appends a reading as one JSON object and a line feed. Keys always
// stand in the same order, offsets are code points, and a role or a fact that
// the text does not express has no key.
func AppendJSON(dst []byte, r *hearsay.Reading) []byte {
	w := readingWriter{jsonWriter{buffer{dst}}, newRowMaker(r)}
	w.raw(`{"schema":"` + Schema + `","engine":`)
	w.string(r.Engine)
	w.raw(`,"article":`)
	w.article(&r.Article, true)
	w.raw(`,"speakers":[`)
	for i := range r.Speakers {
		w.comma(i)
		w.speaker(&r.Speakers[i])
	}
	w.raw(`],"attributions":[`)
	for i := range r.Attributions {
		w.comma(i)
		row := w.rows.row(&r.Attributions[i])
		w.raw(`{"id":`)
		w.string(row.ID)
		w.attribution(&row, false)
		w.raw("}")
	}
	w.raw(`],"own_voice":`)
	w.spans(r.OwnVoice)
	w.raw(`,"scare_quotes":`)
	w.spans(r.ScareQuotes)
	if r.Explanation != nil {
		w.explanation(r)
	}
	w.raw("}\n")
	return w.dst
}

// attributionLines is one JSON object a row, on a line of its own: the
// attribution as AppendJSON writes it, besides who its speakers are and what stands
// before and after its anchor, and its article without the text.
type attributionLines struct{ jsonWriter }

func (w *attributionLines) begin() {}

func (w *attributionLines) row(r *Row, _ int) {
	w.raw(`{"schema":"` + AttributionSchema + `","id":`)
	w.string(r.ID)
	w.attribution(r, true)
	w.raw(`,"article":`)
	w.article(&r.Article, false)
	w.field("engine", r.Engine)
	w.raw("}\n")
}

func (w *attributionLines) end(int) {}

// readingWriter writes what is in a reading and not in its rows.
type readingWriter struct {
	jsonWriter
	rows rowMaker
}

func (w *readingWriter) speaker(s *hearsay.Speaker) {
	w.raw(`{"id":`)
	w.string(s.ID)
	w.field("name", s.Name)
	w.field("kind", s.Kind)
	w.field("role", s.Role)
	w.field("organisation", s.Organisation)
	w.raw(`,"mentions":`)
	w.spans(s.Mentions)
	w.raw("}")
}

func (w *readingWriter) spans(spans []hearsay.Span) {
	w.raw("[")
	for i, s := range spans {
		w.comma(i)
		w.span(s)
	}
	w.raw("]")
}

func (w *readingWriter) span(s hearsay.Span) {
	p := w.rows.part(s)
	w.part(&p)
}

// article writes what is known of an article, with its text or without.
func (w *jsonWriter) article(a *hearsay.Article, text bool) {
	w.raw(`{"id":`)
	w.string(a.ID)
	w.field("file", a.File)
	w.field("url", a.URL)
	w.field("outlet", a.Outlet)
	w.field("title", a.Title)
	w.raw(`,"bylines":`)
	w.strings(a.Bylines)
	w.field("published", a.Published)
	w.field("language", a.Language)
	if text {
		w.raw(`,"text":`)
		w.string(a.Text)
	}
	w.field("sha256", a.SHA256)
	w.field("dateline", a.Dateline)
	w.field("credit", a.Credit)
	w.field("modified", a.Modified)
	w.field("record", a.Record)
	w.field("captured", a.Captured)
	w.raw("}")
}

// attribution writes the keys of an attribution after its id; whole, with all
// that a reader needs who has no reading at hand.
func (w *jsonWriter) attribution(r *Row, whole bool) {
	w.field("form", r.Form)
	w.field("act", r.Act)
	w.party("source", &r.Source, whole)
	w.implied(&r.Source)
	if len(r.Cue) > 0 {
		w.raw(`,"cue":{"spans":`)
		w.parts(r.Cue)
		w.field("lemma", r.Lemma)
		w.field("stance", r.Stance)
		w.raw(`,"negated":`)
		w.dst = strconv.AppendBool(w.dst, r.Negated)
		w.raw("}")
	}
	if len(r.Content) > 0 {
		w.raw(`,"content":{"spans":`)
		w.parts(r.Content)
		w.raw("}")
	}
	w.party("addressee", &r.Addressee, whole)
	w.field("medium", r.Medium)
	w.field("said_at", r.SaidAt)
	w.field("via", r.Via)
	w.raw(`,"chain":`)
	w.strings(r.Chain)
	w.raw(`,"score":`)
	w.dst = appendScore(w.dst, r.Score)
	w.field("rule", r.Rule)
}

// party writes a source or an addressee that the text names.
func (w *jsonWriter) party(key string, p *Party, whole bool) {
	if len(p.Parts) == 0 {
		return
	}
	w.raw(`,"` + key + `":{"spans":`)
	w.parts(p.Parts)
	w.field("naming", p.Naming)
	w.field("speaker", p.Speaker.ID)
	if whole {
		w.field("name", p.Speaker.Name)
		w.field("kind", p.Speaker.Kind)
		w.field("role", p.Speaker.Role)
		w.field("organisation", p.Speaker.Organisation)
	}
	w.raw("}")
}

// implied writes what is known of a source that has no words of its own: how it is
// named, which is not at all, or elsewhere, and who it is.
func (w *jsonWriter) implied(p *Party) {
	if len(p.Parts) > 0 || p.Naming == "" && p.Speaker.ID == "" {
		return
	}
	w.raw(`,"implied_source":{"naming":`)
	w.string(p.Naming)
	w.field("speaker", p.Speaker.ID)
	w.raw("}")
}

func (w *jsonWriter) parts(parts []Part) {
	w.raw("[")
	for i := range parts {
		w.comma(i)
		w.part(&parts[i])
	}
	w.raw("]")
}

func (w *jsonWriter) part(p *Part) {
	w.raw(`{"start":`)
	w.dst = strconv.AppendInt(w.dst, int64(p.Start), 10)
	w.raw(`,"end":`)
	w.dst = strconv.AppendInt(w.dst, int64(p.End), 10)
	w.raw(`,"text":`)
	w.string(p.Text)
	w.field("before", p.Before)
	w.field("after", p.After)
	w.raw("}")
}

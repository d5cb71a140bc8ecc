package export

import (
	"unicode/utf8"

	"hearsay"
)

// Row is one attribution with everything that a table, an annotation or an item
// of a feed says about it, without the article at hand. Readings and the
// ledger give the same rows, and all formats of attributions are made of them.
// Offsets are code points.
type Row struct {
	Engine  string          // version and model hash that found it
	Article hearsay.Article // all but Text, which is empty

	ID        string // of the attribution, derived from the text and the spans
	Form      string // direct, indirect, mixed
	Act       string
	Source    Party
	Cue       []Part
	Lemma     string // of the cue
	Stance    string // of the cue
	Negated   bool   // the cue is
	Content   []Part // in text order, disjoint
	Addressee Party
	Medium    string
	SaidAt    string // ISO 8601 day or month
	Via       string // ID of the attribution that relays this one
	Chain     []string
	Score     float64
	Rule      string
}

// Party is who speaks or is spoken to: the words for it, and who is meant.
type Party struct {
	Parts   []Part
	Naming  string          // of a source
	Speaker hearsay.Speaker // of the reading or of the ledger, without Mentions; zero if unresolved
}

// Part is a passage of the article: the half-open range [Start, End) of code
// points of its text, and the words there. Before and After are the text around
// it: whole words, at least 32 code points each where the text has as many, and
// more where that is needed to tell the passage from others that read the same
// (see Rows). They are set on the parts that Row.Anchor returns.
type Part struct {
	Start, End    int
	Text          string
	Before, After string
}

// Anchor returns the parts that an annotation points at: the content, or the
// cue where there is no content, or else the source.
func (r *Row) Anchor() []Part {
	switch {
	case len(r.Content) > 0:
		return r.Content
	case len(r.Cue) > 0:
		return r.Cue
	}
	return r.Source.Parts
}

// Rows returns the attributions of a reading as rows, in its order. Strings of a row
// are parts of the article's text.
//
// Before and After of an anchor are such that Before followed by Text, and Text
// followed by After, each occur once in the article, where 1024 code points are
// enough for that and the text does not begin or end first. So a reader that
// looks for the quotation by its words finds the right one. The time taken is linear in
// the length of the text, up to a logarithm.
func Rows(r *hearsay.Reading) []Row {
	if len(r.Attributions) == 0 {
		return nil
	}
	m := newRowMaker(r)
	rows := make([]Row, len(r.Attributions))
	for i := range rows {
		rows[i] = m.row(&r.Attributions[i])
	}
	surround(r, rows)
	return rows
}

// rowMaker makes the rows of one reading.
type rowMaker struct {
	offsets
	engine   string
	article  hearsay.Article
	speakers map[string]*hearsay.Speaker
}

func newRowMaker(r *hearsay.Reading) rowMaker {
	m := rowMaker{offsets: newOffsets(r.Article.Text), engine: r.Engine, article: r.Article}
	m.article.Text = ""
	m.speakers = make(map[string]*hearsay.Speaker, len(r.Speakers))
	for i := range r.Speakers {
		m.speakers[r.Speakers[i].ID] = &r.Speakers[i]
	}
	return m
}

// row makes a row without what stands before and after its parts.
func (m *rowMaker) row(a *hearsay.Attribution) Row {
	return Row{
		Engine: m.engine, Article: m.article,
		ID: a.ID, Form: a.Form, Act: a.Act,
		Source: m.party(a.Source.Spans, a.Source.Naming, a.Source.Speaker),
		Cue:    m.parts(a.Cue.Spans), Lemma: a.Cue.Lemma, Stance: a.Cue.Stance, Negated: a.Cue.Negated,
		Content:   m.parts(a.Content),
		Addressee: m.party(a.Addressee.Spans, "", a.Addressee.Speaker),
		Medium:    a.Medium, SaidAt: a.SaidAt, Via: a.Via, Chain: a.Chain, Score: a.Score, Rule: a.Rule,
	}
}

func (m *rowMaker) party(spans []hearsay.Span, naming, speaker string) Party {
	p := Party{Parts: m.parts(spans), Naming: naming}
	if s := m.speakers[speaker]; s != nil {
		p.Speaker = *s
		p.Speaker.Mentions = nil
	} else {
		p.Speaker.ID = speaker
	}
	return p
}

func (m *rowMaker) parts(spans []hearsay.Span) []Part {
	if len(spans) == 0 {
		return nil
	}
	parts := make([]Part, len(spans))
	for i, s := range spans {
		parts[i] = m.part(s)
	}
	return parts
}

func (m *rowMaker) part(s hearsay.Span) Part {
	start, words := m.runes(s.Start), m.text[s.Start:s.End]
	return Part{Start: start, End: start + utf8.RuneCountInString(words), Text: words}
}

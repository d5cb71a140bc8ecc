package export

import (
	"encoding/json"

	"hearsay"
	"hearsay/internal/compare"
)

// What is compared is written as JSON with these schemas; keys may be added while
// they stay the same, never changed. Offsets are code points of the text of the
// article that the entry names; an absent fact has no key.
const (
	TraceSchema   = "hearsay.trace/1"
	VerifySchema  = "hearsay.verify/1"
	CompareSchema = "hearsay.compare/1"
	EventsSchema  = "hearsay.events/1"
	FramingSchema = "hearsay.framing/1"
)

type spanJSON struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

type articleJSON struct {
	ID        string `json:"id,omitempty"`
	File      string `json:"file,omitempty"`
	URL       string `json:"url,omitempty"`
	Outlet    string `json:"outlet,omitempty"`
	Title     string `json:"title,omitempty"`
	Published string `json:"published,omitempty"`
	Credit    string `json:"credit,omitempty"`
}

// appearanceJSON is one appearance of a statement.
type appearanceJSON struct {
	ID        string      `json:"id"`
	Article   articleJSON `json:"article"`
	Words     string      `json:"words"`
	Spans     []spanJSON  `json:"spans"`
	Form      string      `json:"form"`
	Speaker   string      `json:"speaker,omitempty"`
	Cue       string      `json:"cue,omitempty"`
	Stance    string      `json:"stance,omitempty"`
	Negated   bool        `json:"negated,omitempty"`
	Addressee string      `json:"addressee,omitempty"`
	Chain     []string    `json:"chain,omitempty"`
	OwnVoice  bool        `json:"own_voice,omitempty"`
	Headline  bool        `json:"headline,omitempty"`
}

type editJSON struct {
	Op      string `json:"op"` // same, cut, added, swapped, moved, moved-here
	Fullest string `json:"fullest,omitempty"`
	Here    string `json:"here,omitempty"`
}

type wordingJSON struct {
	Words       string           `json:"words"`
	Kinds       []compare.Kind   `json:"kinds"` // against the fullest wording; none for itself
	Difference  []editJSON       `json:"difference,omitempty"`
	Appearances []appearanceJSON `json:"appearances"`
}

type relayJSON struct {
	Name        string      `json:"name"`
	Appearances []string    `json:"appearances,omitempty"`
	To          []relayJSON `json:"to,omitempty"`
}

type familyJSON struct {
	Score       float64       `json:"score,omitempty"` // how alike it is to what was asked for
	Speaker     string        `json:"speaker,omitempty"`
	Articles    int           `json:"articles"`
	Appearances int           `json:"appearances"`
	Copies      int           `json:"copies"` // appearances in articles that print another one's text
	Earliest    string        `json:"earliest"`
	Wordings    []wordingJSON `json:"wordings"` // the fullest first
	Relay       relayJSON     `json:"relay"`
}

// comparedWriter turns what was compared into the structs of JSON, with the
// offsets of each article worked out once.
type comparedWriter struct {
	points map[*compare.Article]*offsets
}

func newComparedWriter() *comparedWriter {
	return &comparedWriter{points: map[*compare.Article]*offsets{}}
}

func (w *comparedWriter) spans(a *compare.Article, spans []hearsay.Span) []spanJSON {
	o := w.points[a]
	if o == nil {
		made := newOffsets(a.Article.Text)
		o = &made
		w.points[a] = o
	}
	out := make([]spanJSON, len(spans))
	for i, s := range spans {
		out[i] = spanJSON{o.runes(s.Start), o.runes(s.End), a.Article.Text[s.Start:s.End]}
	}
	return out
}

func articleOf(a *compare.Article) articleJSON {
	x := &a.Article
	return articleJSON{ID: x.ID, File: x.File, URL: x.URL, Outlet: x.Outlet, Title: x.Title, Published: x.Published, Credit: a.Credit}
}

func (w *comparedWriter) appearance(s *compare.Statement) appearanceJSON {
	out := appearanceJSON{
		ID: s.ID, Article: articleOf(s.Article), Words: s.Text(), Spans: w.spans(s.Article, s.Spans), Form: s.Form,
		Speaker: s.Speaker.Name, Addressee: s.Addressee.Name, OwnVoice: s.OwnVoice(), Headline: s.InHeadline(),
	}
	if at := s.Attribution; at != nil {
		out.Cue, out.Stance, out.Negated, out.Chain = s.Article.Reading.Text(at.Cue.Spans), at.Cue.Stance, at.Cue.Negated, at.Chain
	}
	return out
}

func (w *comparedWriter) family(f *compare.Family, score float64) familyJSON {
	out := familyJSON{
		Score: score, Speaker: f.Relay.Name, Articles: f.Articles(), Appearances: len(f.Statements), Copies: f.Copies,
		Earliest: f.Earliest.ID, Relay: relayOf(f.Relay),
	}
	for i := range f.Wordings {
		out.Wordings = append(out.Wordings, w.wording(f, &f.Wordings[i], i == 0))
	}
	return out
}

func (w *comparedWriter) wording(f *compare.Family, wording *compare.Wording, fullest bool) wordingJSON {
	first := wording.Statements[0]
	out := wordingJSON{Words: first.Text(), Kinds: []compare.Kind{}}
	if !fullest {
		out.Kinds = wording.Change.Kinds
		for _, e := range wording.Change.Edits(f.Fullest, first) {
			out.Difference = append(out.Difference, editJSON{e.Op, e.Full, e.Here})
		}
	}
	for _, s := range wording.Statements {
		out.Appearances = append(out.Appearances, w.appearance(s))
	}
	return out
}

func relayOf(r *compare.Relay) relayJSON {
	out := relayJSON{Name: r.Name}
	for _, s := range r.Statements {
		out.Appearances = append(out.Appearances, s.ID)
	}
	for _, c := range r.Children {
		out.To = append(out.To, relayOf(c))
	}
	return out
}

// appendAny appends a value as one line of JSON. It holds nothing that cannot be
// encoded.
func appendAny(dst []byte, v any) []byte {
	line, err := json.Marshal(v)
	if err != nil {
		panic(err) // a struct of ours that JSON cannot hold
	}
	return append(append(dst, line...), '\n')
}

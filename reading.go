package hearsay

// Span is a half-open range of bytes in Article.Text; both ends lie on rune
// boundaries. JSON output converts it to code points (see internal/export).
type Span struct{ Start, End int }

// Reading is everything that was found in one article.
type Reading struct {
	Engine       string // version and model hash, "1.0.0+3f2a…"
	Article      Article
	Speakers     []Speaker
	Attributions []Attribution // in text order of their cues (of their contents, where there is no cue)
	OwnVoice     []Span        // sentences attributed to nobody
	ScareQuotes  []Span        // quotation marks around words with no source
	Explanation  *Explanation  // why; nil unless the Reader was asked for it
}

// Speaker is an entity that says something in the article.
type Speaker struct {
	ID           string // "s1", "s2", … in order of first mention
	Name         string // fullest name or description, as it stands in the text
	Kind         string // person, organisation, group, document, unnamed
	Role         string // "Foreign Minister"; empty if not stated
	Organisation string // whom the speaker belongs to or speaks for; empty if not stated
	Mentions     []Span
}

// Attribution says who said what. A role that the text does not express has no
// spans.
type Attribution struct {
	ID        string // derived from the article's text and the spans
	Form      string // direct, indirect, mixed
	Act       string // assertion, belief, fact, eventuality; empty if not decided
	Source    Source
	Cue       Cue
	Content   []Span // in text order, disjoint
	Addressee Addressee
	Medium    string   // statement, interview, post, …; empty if not stated
	SaidAt    string   // ISO 8601 day, or month where only that is stated ("2026-03"); empty if the text does not say or is undated
	Via       string   // ID of the attribution whose content holds this one; empty for none
	Chain     []string // relays from the outlet to the origin, by name
	Score     float64  // probability in [0,1] that the attribution is right
	Rule      string   // what found it
}

// Source is the span that names who speaks.
type Source struct {
	Spans   []Span
	Naming  string // named, described, anonymous, collective, unexpressed, outlet
	Speaker string // ID of a Speaker; empty if unresolved
}

// Cue is the words that signal the attribution.
type Cue struct {
	Spans   []Span
	Lemma   string
	Stance  string // neutral, endorsing, distancing, countering; empty if not decided
	Negated bool
}

// Addressee is who is spoken to.
type Addressee struct {
	Spans   []Span
	Speaker string // ID of a Speaker; empty if unresolved
}

package hearsay

import (
	"errors"
	"fmt"
	"sync"
	"unicode/utf8"

	"hearsay/internal/attribution"
	"hearsay/internal/nlp"
)

// ErrNotUTF8 says that a text is not valid UTF-8. Nothing was read.
var ErrNotUTF8 = errors.New("the text is not valid UTF-8")

// builtin is made once, at the first call of Read.
var builtin = sync.OnceValues(NewReader)

// Read reads one article with the built-in model. The error is ErrNotUTF8 or
// that of NewReader. It is safe for concurrent use.
func Read(a Article) (*Reading, error) {
	r, err := builtin()
	if err != nil {
		return nil, err
	}
	return r.Read(a)
}

// Read reads one article. The only error is ErrNotUTF8, with the byte offset of
// the first bad byte.
func (r *Reader) Read(a Article) (*Reading, error) {
	if !utf8.ValidString(a.Text) {
		return nil, fmt.Errorf("%w: first bad byte at offset %d", ErrNotUTF8, firstBad(a.Text))
	}
	layout := readLayout(a.Text)
	line := layout.dateline
	var borders []int
	if line.End > line.Start {
		borders = []int{line.End}
	}
	doc := r.analyzer.Analyze(a.Text, borders...)
	trace := r.trace()
	n := &narration{
		doc: doc,
		relations: r.extractor.Extract(doc, attribution.Options{
			Threshold: r.minScore, Unlisted: r.minUnlisted, Dateline: doc.Touching(line.Start, line.End), Trace: trace,
		}),
		reading: &Reading{Engine: r.engine, Article: a},
		layout:  layout,
	}
	n.convert()
	n.findSpeakers()
	n.buildChains()
	n.dateAttributions()
	content := n.contentTokens()
	n.findOwnVoice(content)
	n.findScareQuotes(content)
	n.explain(trace, r.minScore)
	return n.reading, nil
}

func firstBad(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return len(s)
}

// narration is one article on its way from token space to byte space, the only
// place where the two meet.
type narration struct {
	doc       *nlp.Doc
	relations []attribution.Relation
	reading   *Reading
	layout    layout        // of the article
	subjects  [][]nlp.Range // by relation, the phrase of who speaks; nil for none
}

// convert turns relations into attributions, one for one and in order.
func (n *narration) convert() {
	n.reading.Attributions = make([]Attribution, len(n.relations))
	for i := range n.relations {
		rel := &n.relations[i]
		a := &n.reading.Attributions[i]
		a.Form, a.Act = rel.Form.String(), rel.Act
		a.Source.Spans = n.spans(rel.Source)
		a.Cue = Cue{Spans: n.spans(rel.Cue), Lemma: rel.Lemma, Stance: rel.Stance, Negated: rel.Negated}
		a.Content = n.spans(rel.Content)
		a.Addressee.Spans = n.spans(rel.Addressee)
		a.Medium, a.Score, a.Rule = rel.Medium, rel.Score, rel.Rule
		a.ID = attributionID(&n.reading.Article, a)
	}
	for i := range n.relations {
		if via := n.relations[i].Via; via >= 0 {
			n.reading.Attributions[i].Via = n.reading.Attributions[via].ID
		}
	}
}

func (n *narration) spans(ranges []nlp.Range) []Span {
	if len(ranges) == 0 {
		return nil
	}
	out := make([]Span, len(ranges))
	for i, r := range ranges {
		out[i].Start, out[i].End = n.doc.Bytes(r)
	}
	return out
}

// Slice returns the words of a span as they stand in the article.
func (r *Reading) Slice(s Span) string { return r.Article.Text[s.Start:s.End] }

// Text returns the words of several spans, joined by " … ".
func (r *Reading) Text(spans []Span) string {
	out := ""
	for i, s := range spans {
		if i > 0 {
			out += " … "
		}
		out += r.Slice(s)
	}
	return out
}

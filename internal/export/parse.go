package export

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"hearsay"
)

// ErrNotReading says that JSON is no reading of Schema, or one that contradicts
// itself.
var ErrNotReading = errors.New("not a reading")

// ParseJSON reads what AppendJSON wrote; AppendJSON writes the same bytes of it, but
// for the explanation, which is not read. It checks that all spans lie in the text
// and read there as they say, and that what is referred to is there.
func ParseJSON(data []byte) (*hearsay.Reading, error) {
	var in storedReading
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotReading, err)
	}
	if in.Schema != Schema {
		return nil, fmt.Errorf("%w: its schema is %q, not %q", ErrNotReading, in.Schema, Schema)
	}
	if sum := sha256.Sum256([]byte(in.Article.Text)); in.Article.SHA256 != hex.EncodeToString(sum[:]) || in.Article.ID != in.Article.SHA256[:16] {
		return nil, fmt.Errorf("%w: its text is not the one that was read", ErrNotReading)
	}
	p := readingParser{at: newCodePoints(in.Article.Text)}
	r := &hearsay.Reading{
		Engine: in.Engine, Article: hearsay.Article(in.Article),
		OwnVoice: p.spans(in.OwnVoice), ScareQuotes: p.spans(in.ScareQuotes),
	}
	for i := range in.Speakers {
		s := &in.Speakers[i]
		r.Speakers = append(r.Speakers, hearsay.Speaker{
			ID: s.ID, Name: s.Name, Kind: s.Kind, Role: s.Role, Organisation: s.Organisation, Mentions: p.spans(s.Mentions),
		})
		p.known(s.ID)
	}
	for i := range in.Attributions {
		p.known(in.Attributions[i].ID)
	}
	for i := range in.Attributions {
		r.Attributions = append(r.Attributions, p.attribution(&in.Attributions[i]))
	}
	if p.err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotReading, p.err)
	}
	return r, nil
}

// storedReading is the JSON of a reading. Names are compared without case.
type storedReading struct {
	Schema, Engine string
	Article        storedArticle
	Speakers       []struct {
		ID, Name, Kind, Role, Organisation string
		Mentions                           []storedSpan
	}
	Attributions []storedAttribution
	OwnVoice     []storedSpan `json:"own_voice"`
	ScareQuotes  []storedSpan `json:"scare_quotes"`
}

// storedArticle has the fields of hearsay.Article, whose names are those of the JSON.
type storedArticle hearsay.Article

type storedSpan struct {
	Start, End int // code points
	Text       string
}

type storedParty struct {
	Spans           []storedSpan
	Naming, Speaker string
}

type storedAttribution struct {
	ID, Form, Act string
	Source        storedParty
	Implied       storedParty `json:"implied_source"`
	Cue           struct {
		Spans         []storedSpan
		Lemma, Stance string
		Negated       bool
	}
	Content           struct{ Spans []storedSpan }
	Addressee         storedParty
	Medium, Via, Rule string
	SaidAt            string `json:"said_at"`
	Chain             []string
	Score             float64
}

// readingParser keeps the first error.
type readingParser struct {
	at  codePoints
	ids map[string]bool
	err error
}

func (p *readingParser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
}

func (p *readingParser) known(id string) {
	if p.ids == nil {
		p.ids = map[string]bool{}
	}
	if id == "" {
		p.fail("something has no ID")
	}
	p.ids[id] = true
}

// refers returns an ID that something refers to.
func (p *readingParser) refers(id string) string {
	if id != "" && !p.ids[id] {
		p.fail("the ID %q belongs to nothing", id)
	}
	return id
}

func (p *readingParser) attribution(a *storedAttribution) hearsay.Attribution {
	if len(a.Source.Spans) == 0 {
		a.Source = storedParty{Naming: a.Implied.Naming, Speaker: a.Implied.Speaker}
	}
	return hearsay.Attribution{
		ID: a.ID, Form: a.Form, Act: a.Act,
		Source:    hearsay.Source{Spans: p.spans(a.Source.Spans), Naming: a.Source.Naming, Speaker: p.refers(a.Source.Speaker)},
		Cue:       hearsay.Cue{Spans: p.spans(a.Cue.Spans), Lemma: a.Cue.Lemma, Stance: a.Cue.Stance, Negated: a.Cue.Negated},
		Content:   p.spans(a.Content.Spans),
		Addressee: hearsay.Addressee{Spans: p.spans(a.Addressee.Spans), Speaker: p.refers(a.Addressee.Speaker)},
		Medium:    a.Medium, SaidAt: a.SaidAt, Via: p.refers(a.Via), Chain: a.Chain, Score: rounded(a.Score), Rule: a.Rule,
	}
}

func (p *readingParser) spans(in []storedSpan) []hearsay.Span {
	var out []hearsay.Span
	for _, s := range in {
		start, end := p.at.byteOf(s.Start), p.at.byteOf(s.End)
		if start < 0 || end < start || p.at.text[start:end] != s.Text {
			p.fail("the span %d to %d does not read %.60q", s.Start, s.End, s.Text)
			return nil
		}
		out = append(out, hearsay.Span{Start: start, End: end})
	}
	return out
}

// codePoints finds the bytes of code points of a text. It counts as offsets does, in
// the other direction.
type codePoints struct {
	text  string
	count int   // of code points
	marks []int // bytes before code point i*stride; nil if text is ASCII
}

func newCodePoints(text string) codePoints {
	c := codePoints{text: text, count: len(text)}
	if o := newOffsets(text); o.marks == nil {
		return c
	}
	c.count = 0
	for i := range text {
		if c.count%stride == 0 {
			c.marks = append(c.marks, i)
		}
		c.count++
	}
	return c
}

// byteOf returns the byte at which a code point begins, -1 if there is no such one.
// The end of the text counts as one.
func (c *codePoints) byteOf(n int) int {
	switch {
	case n < 0 || n > c.count:
		return -1
	case n == c.count:
		return len(c.text)
	case c.marks == nil:
		return n
	}
	at, left := c.marks[n/stride], n%stride
	for ; left > 0; left-- {
		_, size := utf8.DecodeRuneInString(c.text[at:])
		at += size
	}
	return at
}

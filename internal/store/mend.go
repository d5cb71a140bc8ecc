package store

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"hearsay"
	"hearsay/internal/query"
)

// Mending says what to change of an attribution. A nil field is left as it is.
type Mending struct {
	Source, Cue, Content, Addressee *string // words of the article, parts joined by " … ", or ranges of code points: "12-40;52-60"; empty for none
	Speaker, AddresseeSpeaker       *string // names: of a speaker of the article, or of another; empty for nobody
	Kind                            string  // of speakers that are new
	Form, Act, Stance, Medium       *string
	Naming, SaidAt                  *string
}

// Apply changes an attribution of a reading, to which it adds speakers that are new.
func (m *Mending) Apply(r *hearsay.Reading, a *hearsay.Attribution) error {
	near := 0
	for _, spans := range [][]hearsay.Span{a.Content, a.Source.Spans, a.Cue.Spans} {
		if len(spans) > 0 {
			near = spans[0].Start
		}
	}
	for _, role := range []struct {
		name  string
		words *string
		spans *[]hearsay.Span
	}{{"source", m.Source, &a.Source.Spans}, {"cue", m.Cue, &a.Cue.Spans}, {"content", m.Content, &a.Content}, {"addressee", m.Addressee, &a.Addressee.Spans}} {
		if role.words == nil {
			continue
		}
		at := near
		if len(*role.spans) > 0 {
			at = (*role.spans)[0].Start
		}
		spans, err := locate(r.Article.Text, *role.words, at)
		if err != nil {
			return fmt.Errorf("%s: %w", role.name, err)
		}
		*role.spans = spans
	}
	if m.Speaker != nil {
		a.Source.Speaker = m.speaker(r, *m.Speaker)
	}
	if m.AddresseeSpeaker != nil {
		a.Addressee.Speaker = m.speaker(r, *m.AddresseeSpeaker)
	}
	for _, value := range []struct{ from, to *string }{
		{m.Form, &a.Form}, {m.Act, &a.Act}, {m.Stance, &a.Cue.Stance}, {m.Medium, &a.Medium}, {m.Naming, &a.Source.Naming}, {m.SaidAt, &a.SaidAt},
	} {
		if value.from != nil {
			*value.to = *value.from
		}
	}
	return nil
}

// speaker returns the ID of the speaker of a reading who has a name.
func (m *Mending) speaker(r *hearsay.Reading, name string) string {
	if name == "" {
		return ""
	}
	folded := query.Fold(withoutArticle(name))
	for i := range r.Speakers {
		if query.Fold(withoutArticle(r.Speakers[i].Name)) == folded {
			return r.Speakers[i].ID
		}
	}
	kind := m.Kind
	if kind == "" {
		kind = "person"
	}
	return (&person{Name: name, Kind: kind}).in(r)
}

var ranges = regexp.MustCompile(`^\d+-\d+(;\d+-\d+)*$`)

// locate finds words in a text: as they stand there, else whatever their case and
// style of quotation marks; of several places the one closest to byte near.
func locate(text, words string, near int) ([]hearsay.Span, error) {
	words = strings.TrimSpace(words)
	if words == "" {
		return nil, nil
	}
	if ranges.MatchString(words) {
		return locateRanges(text, words)
	}
	var spans []hearsay.Span
	for i, part := range strings.Split(words, " … ") {
		s, ok := closest(text, part, near)
		if !ok {
			return nil, fmt.Errorf("%q does not stand in the article", part)
		}
		if i > 0 && s.Start < spans[i-1].End {
			return nil, fmt.Errorf("%q does not stand after the words before it", part)
		}
		spans = append(spans, s)
		near = s.End
	}
	return spans, nil
}

func locateRanges(text, words string) ([]hearsay.Span, error) {
	at, size := newPoints(text), utf8.RuneCountInString(text)
	var spans []hearsay.Span
	last := 0
	for part := range strings.SplitSeq(words, ";") {
		from, to, _ := strings.Cut(part, "-")
		start, err1 := strconv.Atoi(from)
		end, err2 := strconv.Atoi(to)
		if err1 != nil || err2 != nil || start < last || end <= start || end > size {
			return nil, fmt.Errorf("%s is no range of the article, which has %d characters", part, size)
		}
		spans = append(spans, at.bytesSpan(start, end-start))
		last = end
	}
	return spans, nil
}

// closest finds the occurrence of words that is closest to byte near.
func closest(text, words string, near int) (best hearsay.Span, ok bool) {
	consider := func(s hearsay.Span) {
		if !ok || abs(s.Start-near) < abs(best.Start-near) {
			best, ok = s, true
		}
	}
	for at := 0; ; {
		i := strings.Index(text[at:], words)
		if i < 0 {
			break
		}
		consider(hearsay.Span{Start: at + i, End: at + i + len(words)})
		at += i + len(words)
	}
	if ok {
		return best, ok
	}
	q := query.Query{Conditions: []query.Condition{{query.Term{Words: strings.Fields(query.Fold(words))}}}}
	for _, r := range q.Highlight(query.Content, text) {
		consider(hearsay.Span(r))
	}
	return best, ok
}

func abs(n int) int { return max(n, -n) }

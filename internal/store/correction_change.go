package store

import (
	"cmp"
	"context"
	"encoding/hex"
	"strings"
)

// PartChange is what a correction says of one part of an attribution.
type PartChange struct {
	Part  string `json:"part"`            // speaker, source, cue, content …
	Found string `json:"found,omitempty"` // by the engine; words of the text for what stands in it
	Says  string `json:"says,omitempty"`
}

// Changes returns what a correction says otherwise than the engine found it, in the words
// of the article's text; of what is wrong, what was found.
func (c *Correction) Changes(text string) (changes []PartChange) {
	at := newPoints(text)
	found, says := c.found.parts(), c.says.parts()
	for i, name := range partNames {
		told := found[i] != says[i]
		if c.Kind == Wrong {
			told = i < partsTold && found[i] != ""
		}
		if told {
			changes = append(changes, PartChange{name, inWords(at, i, found[i]), inWords(at, i, says[i])})
		}
	}
	return changes
}

// partNames are the parts of a finding; of what is wrong the first partsTold are told.
var partNames = [...]string{
	"speaker", "source", "cue", "content", "addressee", "addressee_speaker", "form", "act", "naming", "stance", "medium", "said_at",
}

const partsTold = 4

// parts returns the parts as a finding has them, spans as numbers.
func (f *finding) parts() (parts [len(partNames)]string) {
	if f == nil {
		return parts
	}
	return [...]string{f.Speaker.name(), f.Source, f.Cue, f.Content, f.Addressee, f.Spoken.name(), f.Form, f.Act, f.Naming, f.Stance, f.Medium, f.SaidAt}
}

func (p *person) name() string {
	if p == nil {
		return ""
	}
	return p.Name
}

// inWords returns a part in words: those of the text for the parts that are spans.
func inWords(at *points, part int, value string) string {
	if part < 1 || part > 4 {
		return value
	}
	var words []string
	for _, s := range spansOf(at, value) {
		if s.Start < s.End {
			words = append(words, at.text[s.Start:s.End])
		}
	}
	return strings.Join(words, " … ")
}

// CorrectionsIn returns the corrections of an article's attributions, in the order in which
// they were made.
func (l *Ledger) CorrectionsIn(ctx context.Context, article string) (all []Correction, err error) {
	key, err := hex.DecodeString(article)
	if err != nil || len(key) != 8 {
		return nil, nil
	}
	err = l.read(ctx, func(s *snapshot) error {
		all, err = corrections(s.fetch, "c.article_id = (SELECT id FROM articles WHERE substr(sha256, 1, 8) = ?) ORDER BY c.id", []any{key})
		return err
	})
	return all, l.problem("list corrections", err)
}

// LatestCorrections returns corrections, the latest first: those with a number below
// before, if it is not 0, and no more than limit.
func (l *Ledger) LatestCorrections(ctx context.Context, before int64, limit int) (all []Correction, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		all, err = corrections(s.fetch, "c.id < ? ORDER BY c.id DESC LIMIT ?", []any{cmp.Or(before, 1<<62), limit})
		return err
	})
	return all, l.problem("list corrections", err)
}

package store

import (
	"encoding/json"
	"slices"

	"hearsay"
)

// finding is an attribution by itself, as corrections keep it in JSON: spans in
// code points ("12+28 52+8"), the speakers not by number but in words.
type finding struct {
	Form      string  `json:"form,omitempty"`
	Act       string  `json:"act,omitempty"`
	Source    string  `json:"source,omitempty"`
	Naming    string  `json:"naming,omitempty"`
	Speaker   *person `json:"speaker,omitempty"`
	Cue       string  `json:"cue,omitempty"`
	Lemma     string  `json:"lemma,omitempty"`
	Stance    string  `json:"stance,omitempty"`
	Negated   bool    `json:"negated,omitempty"`
	Content   string  `json:"content,omitempty"`
	Addressee string  `json:"addressee,omitempty"`
	Spoken    *person `json:"addressee_speaker,omitempty"`
	Medium    string  `json:"medium,omitempty"`
	SaidAt    string  `json:"said_at,omitempty"`
	Via       string  `json:"via,omitempty"`
	Score     float64 `json:"score,omitempty"`
	Rule      string  `json:"rule,omitempty"`

	Relays []string `json:"relays,omitempty"` // attributions that it hands on, by ID
}

// person is a speaker of an article.
type person struct {
	Name         string `json:"name"`
	Kind         string `json:"kind,omitempty"`
	Role         string `json:"role,omitempty"`
	Organisation string `json:"organisation,omitempty"`
}

// newFinding returns an attribution of a reading by itself.
func newFinding(r *hearsay.Reading, a *hearsay.Attribution, at *points) *finding {
	var relays []string
	for i := range r.Attributions {
		if r.Attributions[i].Via == a.ID {
			relays = append(relays, r.Attributions[i].ID)
		}
	}
	return &finding{
		Form: a.Form, Act: a.Act, Source: spansText(at, a.Source.Spans), Naming: a.Source.Naming, Speaker: personOf(r, a.Source.Speaker),
		Cue: spansText(at, a.Cue.Spans), Lemma: a.Cue.Lemma, Stance: a.Cue.Stance, Negated: a.Cue.Negated, Content: spansText(at, a.Content),
		Addressee: spansText(at, a.Addressee.Spans), Spoken: personOf(r, a.Addressee.Speaker),
		Medium: a.Medium, SaidAt: a.SaidAt, Via: a.Via, Score: a.Score, Rule: a.Rule,
		Relays: relays,
	}
}

func personOf(r *hearsay.Reading, id string) *person {
	k := slices.IndexFunc(r.Speakers, func(s hearsay.Speaker) bool { return s.ID == id })
	if id == "" || k < 0 {
		return nil
	}
	s := &r.Speakers[k]
	return &person{s.Name, s.Kind, s.Role, s.Organisation}
}

// attribution returns the finding as an attribution of a reading, which gets the
// speakers it does not have.
func (f *finding) attribution(id string, r *hearsay.Reading, at *points) hearsay.Attribution {
	return hearsay.Attribution{
		ID: id, Form: f.Form, Act: f.Act,
		Source:    hearsay.Source{Spans: spansOf(at, f.Source), Naming: f.Naming, Speaker: f.Speaker.in(r)},
		Cue:       hearsay.Cue{Spans: spansOf(at, f.Cue), Lemma: f.Lemma, Stance: f.Stance, Negated: f.Negated},
		Content:   spansOf(at, f.Content),
		Addressee: hearsay.Addressee{Spans: spansOf(at, f.Addressee), Speaker: f.Spoken.in(r)},
		Medium:    f.Medium, SaidAt: f.SaidAt, Via: f.Via, Score: f.Score, Rule: f.Rule,
	}
}

// in returns the ID of the person among the speakers of a reading, where it is
// added if it is not there.
func (p *person) in(r *hearsay.Reading) string {
	if p == nil {
		return ""
	}
	for i := range r.Speakers {
		if s := &r.Speakers[i]; s.Name == p.Name && (p.Kind == "" || s.Kind == p.Kind) {
			return s.ID
		}
	}
	id := speakerID(int64(len(r.Speakers) + 1))
	r.Speakers = append(r.Speakers, hearsay.Speaker{ID: id, Name: p.Name, Kind: p.Kind, Role: p.Role, Organisation: p.Organisation})
	return id
}

func (f *finding) text() string {
	if f == nil {
		return ""
	}
	text, _ := json.Marshal(f) // words and numbers cannot fail
	return string(text)
}

// findingOf reads what text wrote; nil for none.
func findingOf(text string) *finding {
	var f finding
	if text == "" || json.Unmarshal([]byte(text), &f) != nil {
		return nil
	}
	return &f
}

package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/query"
	"hearsay/internal/store"
)

// People say of an attribution that it is right, that it is wrong, or what it should be.
// The ledger keeps that beside what was found; all of it can be taken back.

// correctionSent is what somebody says. Mend has the parts that should be other than they
// are, under the names of mendParts; null for those that stay.
type correctionSent struct {
	Kind string             `json:"kind"` // right, wrong, mended
	By   string             `json:"by,omitempty"`
	Note string             `json:"note,omitempty"`
	Mend map[string]*string `json:"mend,omitempty"`
}

const mostNote = 2000 // bytes of a note or a name

// mendPart is a part of an attribution that can be mended.
type mendPart struct {
	name, label, help string
	of                func(*export.Row) string
	to                func(*store.Mending) **string
}

// inText is the help with parts that are words of the article.
const inText = "words of the text"

var mendParts = []mendPart{
	{"speaker", "Who speaks", "a name", func(r *export.Row) string { return r.Source.Speaker.Name }, func(m *store.Mending) **string { return &m.Speaker }},
	{"source", "Source", inText, func(r *export.Row) string { return partsText(r.Source.Parts) }, func(m *store.Mending) **string { return &m.Source }},
	{"cue", "Cue", inText, func(r *export.Row) string { return partsText(r.Cue) }, func(m *store.Mending) **string { return &m.Cue }},
	{"content", "Content", inText, func(r *export.Row) string { return partsText(r.Content) }, func(m *store.Mending) **string { return &m.Content }},
	{"addressee", "Spoken to", inText, func(r *export.Row) string { return partsText(r.Addressee.Parts) }, func(m *store.Mending) **string { return &m.Addressee }},
	{"addressee_speaker", "Who is spoken to", "a name", func(r *export.Row) string { return r.Addressee.Speaker.Name }, func(m *store.Mending) **string { return &m.AddresseeSpeaker }},
	{"form", "Form", "", func(r *export.Row) string { return r.Form }, func(m *store.Mending) **string { return &m.Form }},
	{"act", "Act", "", func(r *export.Row) string { return r.Act }, func(m *store.Mending) **string { return &m.Act }},
	{"stance", "Wording", "", func(r *export.Row) string { return r.Stance }, func(m *store.Mending) **string { return &m.Stance }},
	{"naming", "Source is", "", func(r *export.Row) string { return r.Source.Naming }, func(m *store.Mending) **string { return &m.Naming }},
	{"medium", "Medium", "statement, interview, post", func(r *export.Row) string { return r.Medium }, func(m *store.Mending) **string { return &m.Medium }},
	{"said_at", "Said on", "2026-03-09 or 2026-03", func(r *export.Row) string { return r.SaidAt }, func(m *store.Mending) **string { return &m.SaidAt }},
}

// partLabel is the name of a part on pages.
func partLabel(name string) string {
	for i := range mendParts {
		if mendParts[i].name == name {
			return strings.ToLower(mendParts[i].label)
		}
	}
	return name
}

// mending makes of what was sent what the ledger takes.
func mending(sent map[string]*string) (*store.Mending, error) {
	m := &store.Mending{}
	n := 0
	for name, value := range sent {
		k := slices.IndexFunc(mendParts, func(p mendPart) bool { return p.name == name })
		switch {
		case name == "kind" && value != nil:
			m.Kind = *value
			continue
		case k < 0:
			return nil, badParameter(shown(name), "no part of an attribution goes by that name")
		case value == nil:
			continue
		}
		if known := query.Field(name).Values(); known != nil && *value != "" && !slices.Contains(known, *value) {
			return nil, badParameter(name, "it is one of "+strings.Join(known, ", "))
		}
		if name == "said_at" && !isDay(*value) {
			return nil, badParameter(name, "it is a day or a month: 2026-03-09, 2026-03")
		}
		n++
		words := strings.TrimSpace(strings.ReplaceAll(*value, "\r\n", "\n"))
		*mendParts[k].to(m) = &words
	}
	if m.Kind != "" && !slices.Contains(speakerKinds, m.Kind) {
		return nil, badParameter("kind", "it is one of "+strings.Join(speakerKinds, ", "))
	}
	if n == 0 {
		return nil, store.ErrNoChange
	}
	return m, nil
}

var speakerKinds = []string{"person", "organisation", "group", "document", "unnamed"}

func isDay(s string) bool {
	for _, layout := range []string{time.DateOnly, "2006-01"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return s == ""
}

// say writes down what somebody says of an attribution.
func (s *Server) say(ctx context.Context, id string, sent *correctionSent) (*store.Correction, error) {
	sent.By, sent.Note = oneLine(sent.By), strings.TrimSpace(sent.Note)
	if len(sent.By) > mostNote || len(sent.Note) > mostNote {
		return nil, badParameter("note", "it and the name have no more than "+itoa(mostNote)+" bytes")
	}
	switch sent.Kind {
	case store.Right:
		return s.Ledger.Confirm(ctx, id, sent.By, sent.Note)
	case store.Wrong:
		return s.Ledger.Correct(ctx, id, sent.By, sent.Note, nil)
	case store.Mended:
		m, err := mending(sent.Mend)
		if err != nil {
			return nil, err
		}
		return s.Ledger.Correct(ctx, id, sent.By, sent.Note, func(r *hearsay.Reading, a *hearsay.Attribution) error {
			if err := m.Apply(r, a); err != nil {
				return &problem{http.StatusBadRequest, "It cannot be mended so: " + err.Error() + ".", "Words have to stand in the article as they are given; “ … ” parts what is interrupted."}
			}
			return nil
		})
	}
	return nil, badParameter("kind", "it is right, wrong or mended")
}

// sendCorrection takes a correction from a program.
func (s *Server) sendCorrection(r *request) (*answer, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var sent correctionSent
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&sent); err != nil {
		return nil, &problem{http.StatusBadRequest, "That is not JSON as it is wanted: " + shown(plainJSONError(err)) + ".", "Send {\"kind\": \"right\", \"wrong\" or \"mended\", …}."}
	}
	c, err := s.say(r.Context(), r.id, &sent)
	return s.correctionAnswer(r, c, err)
}

// undoByNumber takes a correction back for a program.
func (s *Server) undoByNumber(r *request) (*answer, error) {
	id, err := strconv.ParseInt(r.id, 10, 64)
	if err != nil || id < 1 {
		return nil, store.ErrNotFound
	}
	c, err := s.Ledger.Undo(r.Context(), id)
	return s.correctionAnswer(r, c, err)
}

// correctionAnswer tells what was said, and the attribution as it is now.
func (s *Server) correctionAnswer(r *request, c *store.Correction, err error) (*answer, error) {
	if err != nil {
		return nil, err
	}
	out := struct {
		OK          bool            `json:"ok"`
		Correction  correctionShown `json:"correction"`
		Attribution json.RawMessage `json:"attribution,omitempty"` // as it is now, if it holds
	}{OK: true}
	kept, err := s.Ledger.Article(r.Context(), c.Article)
	if err != nil {
		return nil, err
	}
	out.Correction = shownCorrections([]store.Correction{*c}, kept.Article.Text, false)[0]
	row, err := s.Ledger.Attribution(r.Context(), c.Attribution)
	if err == nil {
		out.Attribution = rowJSON(row)
	} else if !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	return &answer{json: out}, nil
}

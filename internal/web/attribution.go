package web

import (
	"encoding/json"
	"errors"
	"html/template"
	"slices"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/store"
)

// attributionView is what the page of an attribution shows.
type attributionView struct {
	card
	Article  *store.Kept
	Around   []paragraph // the article with only this one marked
	Relayed  *card       // by which
	Relaying []card      // which it relays
	Diagram  template.HTML
	Why      *hearsay.Candidate
	MinScore float64
	Chances  []chance

	Corrections []correctionShown // of this attribution
	Mend        mendForm
}

// chance is how sure the model is of a part.
type chance struct {
	Name string
	P    float64
}

func (s *Server) attribution(r *request) (*answer, error) {
	kept, err := s.Ledger.ArticleWith(r.Context(), r.id)
	if errors.Is(err, store.ErrNotFound) {
		return s.gone(r, err)
	}
	if err != nil {
		return nil, err
	}
	if p := r.parameters(); p.err != nil {
		return nil, p.err
	}
	all := ledgerRows(kept)
	i := slices.IndexFunc(all, func(row export.Row) bool { return row.ID == r.id })
	if i < 0 {
		return nil, store.ErrNotFound
	}
	row := &all[i]
	said, err := s.Ledger.Corrections(r.Context(), r.id)
	if err != nil {
		return nil, err
	}
	corrections := shownCorrections(said, kept.Article.Text, false)
	cite := citationOf(row, s.base(r.Request)+"/a/"+row.ID)
	a := &answer{
		page: "attribution", file: "hearsay-" + row.ID, rows: list(all[i : i+1]), collection: s.collection(r, "/a/"+row.ID),
		json: struct {
			OK          bool            `json:"ok"`
			Attribution json.RawMessage `json:"attribution"`
			Link        string          `json:"link,omitempty"` // to the words at the outlet
			Stored      string          `json:"stored"`         // the article here

			Corrections []correctionShown `json:"corrections,omitempty"`
		}{true, rowJSON(row), row.Link(), s.base(r.Request) + "/d/" + row.Article.ID, corrections},
	}
	a.collection.Title = cite.Title
	switch r.format {
	case "bib":
		a.plain, a.media = []byte(cite.BibTeX()), "application/x-bibtex; charset=utf-8"
	case "ris":
		a.plain, a.media = []byte(cite.RIS()), "application/x-research-info-systems; charset=utf-8"
	case "csl.json":
		a.plain, a.media = cite.CSL(), "application/vnd.citationstyles.csl+json"
	case "":
		a.view = s.attributionPage(kept, all, i, cite)
		v := a.view.Data.(*attributionView)
		v.Corrections, v.Mend = corrections, newMendForm(r, row)
	}
	return a, nil
}

func (s *Server) attributionPage(k *store.Kept, all []export.Row, i int, cite *citation) view {
	article := newArticleView(k, all)
	v := &attributionView{card: article.Cards[i], Article: k, Around: near(marked(k.Reading, i+1)), Diagram: relayTree(all[i : i+1]).svg()}
	for j := range article.Cards {
		switch {
		case all[j].ID == all[i].Via:
			v.Relayed = &article.Cards[j]
		case all[j].Via == all[i].ID:
			v.Relaying = append(v.Relaying, article.Cards[j])
		}
	}
	s.why(v, k, all[i].ID)
	id := "/a/" + all[i].ID
	return view{
		Title: cite.Title, Here: "articles", Data: v, Cite: cite,
		Alternates: []alternate{{"JSON", id + ".json", "application/json"}, {"CSV", id + ".csv", "text/csv"}, {"Atom", id + ".atom", "application/atom+xml"}, {"BibTeX", id + ".bib", ""}, {"RIS", id + ".ris", ""},
			{"CSL", id + ".csl.json", ""}, {"Web Annotation", id + ".w3c.jsonld", "application/ld+json"}, {"schema.org", id + ".schema.jsonld", "application/ld+json"}},
	}
}

// near returns the paragraphs with something marked, and one on either side.
func near(all []paragraph) []paragraph {
	var kept []paragraph
	has := func(i int) bool {
		return i >= 0 && i < len(all) && len(all[i].HTML) > 0 && slices.Contains([]byte(all[i].HTML), '<') && containsMark(all[i].HTML)
	}
	for i := range all {
		if has(i-1) || has(i) || has(i+1) {
			kept = append(kept, all[i])
		}
	}
	return kept
}

func containsMark(h template.HTML) bool {
	const mark = "<mark"
	for i := 0; i+len(mark) <= len(h); i++ {
		if h[i:i+len(mark)] == mark {
			return true
		}
	}
	return false
}

// why reads the article once more to tell how the attribution was found. What
// another engine found cannot be told so.
func (s *Server) why(v *attributionView, k *store.Kept, id string) {
	if s.Reader == nil || k.Engine != s.Reader.Engine() || len(k.Article.Text) > s.Limits.Text {
		return
	}
	reading, err := s.read(k.Article, true)
	if err != nil || reading.Explanation == nil {
		return
	}
	v.MinScore = reading.Explanation.MinScore
	for i := range reading.Explanation.Candidates {
		c := &reading.Explanation.Candidates[i]
		if c.Attribution != id {
			continue
		}
		v.Why = c
		for _, part := range []chance{{"the cue is one", c.CueChance}, {"the source is right", c.SourceChance}, {"the content is right, in its sentence", c.ContentChance}, {"the whole is right", c.Score}} {
			if part.P > 0 {
				v.Chances = append(v.Chances, part)
			}
		}
		return
	}
}

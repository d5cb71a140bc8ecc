package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/ingest"
	"hearsay/internal/store"
)

// pasteView is what the form shows into which a text is pasted.
type pasteView struct {
	Text, URL string
	Outlet    string
	Problem   *problem
	Fetches   bool // addresses can be given
	MostKB    int
}

// keepForm is what is sent to keep what was read.
type keepForm struct{ Text, URL, Outlet string }

func (s *Server) pasteForm(r *request) (*answer, error) {
	p := r.parameters()
	v := pasteView{URL: p.one("url"), Fetches: s.Web != nil, MostKB: s.Limits.Text >> 10}
	return &answer{page: "paste", view: view{Title: "Read a text", Here: "read", Data: v}}, p.err
}

// paste reads what was sent and shows who said what in it. Nothing is kept.
func (s *Server) paste(r *request) (*answer, error) {
	p := r.parameters()
	v := pasteView{Text: p.one("text"), URL: strings.TrimSpace(p.one("url")), Outlet: strings.TrimSpace(p.one("outlet")), Fetches: s.Web != nil, MostKB: s.Limits.Text >> 10}
	if p.err != nil {
		return nil, p.err
	}
	entry, notes, err := s.pasted(r.Context(), v)
	if err != nil {
		v.Problem = asProblem(err)
		return &answer{status: v.Problem.Status, page: "paste", view: view{Title: "Read a text", Here: "read", Data: v}}, nil
	}
	kept := &store.Kept{Reading: entry.Reading}
	rows := export.Rows(entry.Reading)
	for i := range rows {
		rows[i].Source.Speaker.ID, rows[i].Addressee.Speaker.ID = "", "" // the ledger does not know them
	}
	article := newArticleView(kept, rows)
	article.Notes = notes
	known, err := s.Ledger.HasText(r.Context(), entry.Article.SHA256)
	if err != nil {
		return nil, err
	}
	if article.InLedger = known; !known {
		article.Keep = &keepForm{v.Text, v.URL, v.Outlet}
	}
	return &answer{page: "article", view: view{Title: heading(entry.Article.Title, "", entry.Article.ID), Here: "read", Data: article}}, nil
}

// pasted reads a text or what stands at an address.
func (s *Server) pasted(ctx context.Context, v pasteView) (e store.Entry, notes []string, err error) {
	switch {
	case strings.TrimSpace(v.Text) != "" && v.URL != "":
		return e, nil, &problem{http.StatusBadRequest, "There are a text and an address.", "Leave one of them empty."}
	case v.URL != "":
		e, notes, err = s.fetched(ctx, v.URL)
	case strings.TrimSpace(v.Text) == "":
		return e, nil, &problem{http.StatusBadRequest, "There is nothing to read.", "Paste the text of an article, or give an address."}
	case len(v.Text) > s.Limits.Text:
		return e, nil, errTooLarge
	default:
		e.Article = hearsay.NewArticle(strings.ReplaceAll(strings.ReplaceAll(v.Text, "\r\n", "\n"), "\x00", "\uFFFD"))
	}
	if err != nil {
		return e, nil, err
	}
	if v.Outlet != "" {
		e.Article.Outlet = v.Outlet
	}
	e.Reading, err = s.read(e.Article, false)
	return e, notes, err
}

// read reads a text, in turn with others.
func (s *Server) read(a hearsay.Article, explain bool) (*hearsay.Reading, error) {
	s.readings <- struct{}{}
	defer func() { <-s.readings }()
	reader := s.Reader
	if explain {
		reader = reader.WithExplanation()
	}
	return reader.Read(a)
}

// fetched gets the article at an address.
func (s *Server) fetched(ctx context.Context, address string) (e store.Entry, notes []string, err error) {
	if s.Web == nil {
		return e, nil, &problem{http.StatusBadRequest, "Nothing is fetched here.", "Paste the text instead."}
	}
	if !isWeb(address) {
		return e, nil, &problem{http.StatusBadRequest, "That is no address of the web.", "It begins with https:// or http://. Or paste the text instead."}
	}
	stream := ingest.Open([]string{address}, ingest.Options{Web: s.Web, Context: ctx, Now: s.Now, Language: ingest.AnyLanguage, MaxPages: 1})
	for in := range stream.All() {
		if in.Err != nil {
			return e, nil, in.Err
		}
		if in.Outcome != ingest.Read {
			return e, nil, &problem{http.StatusUnprocessableEntity, "There is no article to read at that address: it is " + in.Outcome.String() + ".", "Paste the text instead."}
		}
		if in.Note != "" {
			notes = append(notes, in.Note)
		}
		if len(in.Article.Text) > s.Limits.Text {
			return e, nil, errTooLarge
		}
		return store.Entry{Article: in.Article, Origin: store.Origin{
			Canonical: in.Facts.Canonical, Credit: in.Facts.Credit, Modified: in.Facts.Modified, BytesSum: in.BytesSum, Charset: in.Charset,
		}}, notes, nil
	}
	return e, nil, errors.Join(ctx.Err(), &problem{http.StatusUnprocessableEntity, "There is no article to read at that address.", "Paste the text instead."})
}

// keep puts what was read into the ledger.
func (s *Server) keep(r *request) (*answer, error) {
	p := r.parameters()
	v := pasteView{Text: p.one("text"), URL: p.one("url"), Outlet: p.one("outlet")}
	if p.err != nil {
		return nil, p.err
	}
	entry, _, err := s.pasted(r.Context(), v)
	if err != nil {
		return nil, err
	}
	results, err := s.Ledger.Add(r.Context(), []store.Entry{entry})
	if err != nil {
		return nil, err
	}
	if results[0].Err != nil {
		return nil, &problem{http.StatusUnprocessableEntity, "The ledger cannot keep that: " + results[0].Err.Error() + ".", ""}
	}
	return &answer{redirect: "/d/" + entry.Article.ID}, nil
}

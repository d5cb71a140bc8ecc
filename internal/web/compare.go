package web

import (
	"cmp"
	"net/http"
	"slices"

	"hearsay/internal/compare"
	"hearsay/internal/export"
	"hearsay/internal/store"
)

// compareView is what the page of a comparison shows.
type compareView struct {
	Accounts []accountView
	Voices   []voiceRow
	Shared   [][][]statementView // by statement, by account
	Only     []onlyView
	Topics   []topicView
	Choices  []store.Listed // articles to choose from, where none were named
}

// accountView is one of the articles.
type accountView struct {
	Label                       string
	Outlet, Title, Published    string
	Address                     string
	Words, Said, Direct, OwnOut int64
	CopyOf                      string // label of the account whose text it has
	CopyKind                    string
}

type voiceRow struct {
	Name  string
	Cells []voiceCell
}

type voiceCell struct {
	Statements int
	Words      int
	Direct     int
	Cues       []string
	Said       []statementView
}

type onlyView struct {
	Label, Outlet string
	Statements    []statementView
	Own           []statementView
}

type topicView struct {
	A, B    statementView
	LabelA  string
	LabelB  string
	Differs []string
}

func (s *Server) compare(r *request) (*answer, error) {
	p := r.parameters()
	ids := p.many("d")
	if len(ids) > mostAccounts {
		p.fail("d", "there are at most "+itoa(mostAccounts)+" accounts")
	}
	if p.err != nil {
		return nil, p.err
	}
	v := &compareView{}
	a := &answer{page: "compare", view: view{Title: "Compare accounts", Here: "compare", Data: v}}
	articles, err := s.articlesNamed(r.Context(), ids)
	if err != nil {
		return nil, err
	}
	if len(articles) < 2 {
		if r.format != "" {
			return nil, badParameter("d", "name at least two articles")
		}
		if len(articles) == 1 {
			return nil, &problem{http.StatusBadRequest, "One account alone cannot be compared.", "Choose two or more."}
		}
		page, err := s.Ledger.ListArticles(r.Context(), 60, "")
		if err == nil {
			v.Choices = page.Articles
		}
		return a, err
	}
	if r.format != "" && r.format != "json" {
		a.setRows(s, r, "hearsay-accounts", "/compare?"+r.URL.RawQuery, "Hearsay: accounts side by side", rowsOf(articles))
		return a, nil
	}
	c := compare.Compare(articles)
	if r.format == "json" {
		a.json = wrapped("comparison", export.AppendComparisonJSON(nil, c))
		return a, nil
	}
	v.fill(c)
	a.view.Title = "Accounts side by side"
	a.view.Alternates = alternatesOf("/compare", "?"+r.URL.RawQuery)
	return a, nil
}

// rowsOf returns all attributions of articles.
func rowsOf(articles []*compare.Article) (rows []export.Row) {
	for _, a := range articles {
		all := export.Rows(a.Reading)
		for i := range all {
			all[i].Source.Speaker.ID, all[i].Addressee.Speaker.ID = "", "" // of the reading, not of the ledger
		}
		rows = append(rows, all...)
	}
	return rows
}

// label names accounts A, B, C …
func label(i int) string { return string(rune('A' + i)) }

func (v *compareView) fill(c *compare.Comparison) {
	place := map[*compare.Article]int{}
	for i := range c.Accounts {
		acc := &c.Accounts[i]
		place[acc.Article] = i
		x := &acc.Article.Article
		av := accountView{
			Label: label(i), Outlet: cmp.Or(x.Outlet, x.File), Title: heading(x.Title, x.File, x.ID), Published: x.Published, Address: "/d/" + x.ID,
			Words: int64(acc.Words), Said: int64(acc.Said), Direct: int64(acc.Direct), OwnOut: int64(acc.OwnVoice),
		}
		if acc.Copy.Kind != "" && acc.Copy.Of >= 0 && acc.Copy.Of < len(c.Accounts) {
			av.CopyOf, av.CopyKind = label(acc.Copy.Of), acc.Copy.Kind
		}
		v.Accounts = append(v.Accounts, av)
	}
	for _, f := range c.Shared {
		row := make([][]statementView, len(c.Accounts))
		for i := range f.Wordings {
			for _, st := range f.Wordings[i].Statements {
				at := place[st.Article]
				row[at] = append(row[at], wordingView(f, i, st))
			}
		}
		v.Shared = append(v.Shared, row)
	}
	for i := range c.Accounts {
		only := onlyView{Label: label(i), Outlet: v.Accounts[i].Outlet}
		for _, f := range c.Only[i] {
			only.Statements = append(only.Statements, viewOf(f.Fullest))
		}
		for _, f := range c.Own[i] {
			only.Own = append(only.Own, viewOf(f.Fullest))
		}
		v.Only = append(v.Only, only)
	}
	for _, t := range c.Topics {
		v.Topics = append(v.Topics, topicView{viewOf(t.A), viewOf(t.B), label(place[t.A.Article]), label(place[t.B.Article]), t.Differs})
	}
	v.voices(c)
}

// voices lists who speaks, those with most words first.
func (v *compareView) voices(c *compare.Comparison) {
	words := map[string]int{}
	at := map[string]int{}
	for i := range c.Accounts {
		for _, voice := range c.Accounts[i].Voices {
			k, ok := at[voice.Name]
			if !ok {
				k = len(v.Voices)
				at[voice.Name] = k
				v.Voices = append(v.Voices, voiceRow{Name: voice.Name, Cells: make([]voiceCell, len(c.Accounts))})
			}
			words[voice.Name] += voice.Words
			cell := voiceCell{Statements: voice.Statements, Words: voice.Words, Direct: voice.Direct}
			for _, st := range voice.Said {
				cell.Said = append(cell.Said, viewOf(st))
			}
			for _, cue := range voice.Cues[:min(len(voice.Cues), 5)] {
				cell.Cues = append(cell.Cues, cue.Lemma)
			}
			v.Voices[k].Cells[i] = cell
		}
	}
	slices.SortStableFunc(v.Voices, func(a, b voiceRow) int { return cmp.Compare(words[b.Name], words[a.Name]) })
}

// eventsView is what the page of events shows.
type eventsView struct {
	Given  map[string]string
	Events []eventView
	Alone  []statementView // articles that are alone on their thing
	N      int
	More   bool
}

type eventView struct {
	Words    []string
	From, To string
	Articles []statementView
	Compare  string
}

func (s *Server) events(r *request) (*answer, error) {
	p := r.parameters()
	a := s.readSearch(p)
	most := p.number("articles", usualFramed, 1, mostFramed)
	if p.err != nil {
		return nil, p.err
	}
	articles, more, err := s.articlesFound(r.Context(), a.Query, most)
	if err != nil {
		return nil, err
	}
	events := compare.Events(articles)
	out := &answer{page: "events", view: view{Title: "Events", Here: "compare"}}
	if r.format == "json" {
		out.json = wrapped("events", export.AppendEventsJSON(nil, events))
		return out, nil
	}
	v := &eventsView{Given: map[string]string{"q": a.values.Get("q"), "since": a.values.Get("since"), "until": a.values.Get("until"), "articles": itoa(most)}, N: len(articles), More: more}
	slices.Reverse(events)
	for _, e := range events {
		if len(e.Articles) < 2 {
			v.Alone = append(v.Alone, accountOf(e.Articles[0]))
			continue
		}
		ev := eventView{Words: e.Words, From: e.From, To: e.To}
		address := "/compare"
		for i, x := range e.Articles {
			ev.Articles = append(ev.Articles, accountOf(x))
			if i < mostAccounts {
				address += map[bool]string{true: "?d=", false: "&d="}[i == 0] + x.Article.ID
			}
		}
		ev.Compare = address
		v.Events = append(v.Events, ev)
	}
	out.view.Data = v
	out.view.Alternates = []alternate{{"JSON", "/events.json?" + r.URL.RawQuery, "application/json"}}
	return out, nil
}

// accountOf shows an article as one that tells of an event.
func accountOf(x *compare.Article) statementView {
	return statementView{Article: &x.Article, Outlet: cmp.Or(x.Article.Outlet, x.Article.File), Address: "/d/" + x.Article.ID}
}

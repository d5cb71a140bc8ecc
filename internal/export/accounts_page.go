package export

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"hearsay/internal/compare"
)

//go:embed accounts.html.tmpl
var accountsTemplate string

// pageStatement is a statement on the page: its difference from the fullest
// wording in parts, or its words.
type pageStatement struct {
	Label, Who, Kinds, Text string
	Parts                   []compare.Edit
}

type pageAccount struct {
	Label, Outlet, Title, URL, Published, Measure, Copy string
}

type pageVoice struct {
	Name  string
	Cells []*pageCue // nil where the account does not have the speaker
}

type pageCue struct{ Label, Words string }

type pageOnly struct {
	Label, Outlet string
	Statements    []pageStatement
	Own           []pageStatement
}

type pageTopic struct {
	Cells   [][]pageStatement
	Differs string
}

type accountsPage struct {
	Engine   string
	Accounts []pageAccount
	Voices   []pageVoice
	Shared   [][][]pageStatement // by family, by account
	Only     []pageOnly
	Topics   []pageTopic
}

// ComparisonPage returns a page that shows accounts side by side. It needs nothing
// but itself: no script, no other file, no network.
func ComparisonPage(c *compare.Comparison) ([]byte, error) {
	t, err := template.New("accounts").Parse(accountsTemplate)
	if err != nil {
		return nil, fmt.Errorf("the page of accounts: %w", err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, pageOf(c)); err != nil {
		return nil, fmt.Errorf("the page of accounts: %w", err)
	}
	return out.Bytes(), nil
}

func pageOf(c *compare.Comparison) accountsPage {
	w := accountWriter{c: c, traceWriter: &traceWriter{}}
	var page accountsPage
	for i := range c.Accounts {
		w.labels = append(w.labels, label(i))
	}
	for i := range c.Accounts {
		a := &c.Accounts[i]
		x := &a.Article.Article
		page.Engine = a.Article.Engine
		page.Accounts = append(page.Accounts, pageAccount{
			Label: label(i), Outlet: cmp.Or(x.Outlet, x.File, x.ID), Title: cmp.Or(x.Title, x.File, "untitled"), URL: webAddress(x.URL), Published: shownTime(x.Published),
			Measure: fmt.Sprintf("%s, %s attributed, %s of these in quotation marks, %s in its own voice",
				counted(a.Words, "word", "words"), percent(a.Said, a.Words), percent(a.Direct, a.Said), percent(a.OwnVoice, a.Words)),
			Copy: strings.TrimPrefix(w.copyNote(a), "; "),
		})
		only := pageOnly{Label: label(i), Outlet: page.Accounts[i].Outlet}
		for _, f := range c.Only[i] {
			only.Statements = append(only.Statements, plainStatement(f.Fullest, label(i)))
		}
		for _, f := range c.Own[i] {
			only.Own = append(only.Own, plainStatement(f.Fullest, label(i)))
		}
		page.Only = append(page.Only, only)
	}
	for _, f := range c.Shared {
		page.Shared = append(page.Shared, w.sharedRow(f))
	}
	for _, t := range c.Topics {
		page.Topics = append(page.Topics, w.topicRow(t))
	}
	page.Voices = w.voiceRows()
	return page
}

// webAddress returns an address that a page may link to; empty if it may not.
func webAddress(url string) string {
	if strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://") {
		return url
	}
	return ""
}

func plainStatement(s *compare.Statement, label string) pageStatement {
	return pageStatement{Label: label, Who: saying(s) + stanceNote(s), Text: s.Text()}
}

// sharedRow lays the wordings of a family side by side.
func (w *accountWriter) sharedRow(f *compare.Family) [][]pageStatement {
	row := make([][]pageStatement, len(w.c.Accounts))
	for i := range f.Wordings {
		wording := &f.Wordings[i]
		for _, s := range wording.Statements {
			at := slices.IndexFunc(w.c.Accounts, func(a compare.Account) bool { return a.Article == s.Article })
			p := plainStatement(s, w.labels[at])
			if s != f.Fullest {
				p.Kinds = strings.Join(wording.Change.Phrases(), ", ")
				if !wording.Change.Has(compare.Verbatim) && !wording.Change.Has(compare.Paraphrase) {
					p.Parts, p.Text = wording.Change.Edits(f.Fullest, s), ""
				}
			}
			row[at] = append(row[at], p)
		}
	}
	return row
}

func (w *accountWriter) topicRow(t compare.Topic) pageTopic {
	row := pageTopic{Cells: make([][]pageStatement, len(w.c.Accounts)), Differs: strings.Join(t.Differs, "; ")}
	for i := range w.c.Accounts {
		for _, s := range []*compare.Statement{t.A, t.B} {
			if s.Article == w.c.Accounts[i].Article {
				row.Cells[i] = append(row.Cells[i], plainStatement(s, w.labels[i]))
			}
		}
	}
	return row
}

// voiceRows lists who speaks, those with most words first.
func (w *accountWriter) voiceRows() []pageVoice {
	var rows []pageVoice
	for _, name := range w.names() {
		row := pageVoice{Name: cmp.Or(name, "nobody named")}
		for i := range w.c.Accounts {
			var cell *pageCue
			for k := range w.c.Accounts[i].Voices {
				if v := &w.c.Accounts[i].Voices[k]; v.Name == name {
					cell = &pageCue{w.labels[i], measure(v) + " " + strings.Join(cueWords(v), ", ")}
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		rows = append(rows, row)
	}
	return rows
}

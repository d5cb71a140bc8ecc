package web

import (
	"encoding/json"
	"html/template"
	"strconv"
	"strings"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/store"
)

// articleView is what the page of an article shows.
type articleView struct {
	*store.Kept
	Headline   []paragraph // what of the text is its headline
	Paragraphs []paragraph // all else
	Cards      []card
	Diagram    template.HTML
	Chains     []chainView
	Own        share // words that are the outlet's own
	Said       share // words that are attributed
	Relayed    int
	Voices     []voice
	InLedger   bool
	Keep       *keepForm
	Notes      []string

	Corrections []correctionShown
}

// share is a part of the words of an article.
type share struct{ N, Of int64 }

// voice is a speaker of the article.
type voice struct {
	Name    string
	Role    string
	Address string
	N       int
	Cards   []int // their numbers
}

// card tells one attribution beside the text.
type card struct {
	hit
	Number int
	Depth  int
	Link   string // to the place at the outlet
	ViaN   int    // number of the attribution that relays it

	Correction *correctionShown // in force; nil if nobody said anything of it
}

func (s *Server) article(r *request) (*answer, error) {
	kept, err := s.Ledger.Article(r.Context(), r.id)
	if err != nil {
		return nil, err
	}
	if p := r.parameters(); p.err != nil {
		return nil, p.err
	}
	said, err := s.Ledger.CorrectionsIn(r.Context(), kept.Article.ID)
	if err != nil {
		return nil, err
	}
	corrections := shownCorrections(said, kept.Article.Text, true)
	rows := ledgerRows(kept)
	a := &answer{
		page: "article", file: "hearsay-" + kept.Article.ID, rows: list(rows), collection: s.collection(r, "/d/"+kept.Article.ID),
	}
	a.collection.Title = heading(kept.Article.Title, kept.Article.File, kept.Article.ID)
	switch r.format {
	case "txt":
		a.plain, a.media = []byte(kept.Article.Text), "text/plain; charset=utf-8"
	case "ann":
		a.plain, a.media = export.AppendBrat(nil, kept.Reading), "text/plain; charset=utf-8"
	case "json":
		a.json = articleJSON(kept, corrections)
	case "":
		a.view = s.articlePage(kept, rows, corrections)
	}
	return a, nil
}

// ledgerRows returns the rows of an article with the speakers of the ledger.
func ledgerRows(k *store.Kept) []export.Row {
	rows := export.Rows(k.Reading)
	numbers := map[string]int64{}
	for i := range k.Reading.Speakers {
		if i < len(k.Speakers) {
			numbers[k.Reading.Speakers[i].ID] = k.Speakers[i]
		}
	}
	for i := range rows {
		for _, p := range []*export.Party{&rows[i].Source, &rows[i].Addressee} {
			if n := numbers[p.Speaker.ID]; n != 0 {
				p.Speaker.ID = strconv.FormatInt(n, 10)
			} else {
				p.Speaker.ID = ""
			}
		}
	}
	return rows
}

func articleJSON(k *store.Kept, corrections []correctionShown) any {
	speakers := map[string]int64{}
	for i := range k.Reading.Speakers {
		if i < len(k.Speakers) && k.Speakers[i] != 0 {
			speakers[k.Reading.Speakers[i].ID] = k.Speakers[i]
		}
	}
	return struct {
		OK          bool               `json:"ok"`
		Reading     json.RawMessage    `json:"reading"`
		Appearances []store.Appearance `json:"appearances"`
		Speakers    map[string]int64   `json:"ledger_speakers"` // of the ledger, by those of the reading
		AddedAt     string             `json:"added_at"`
		Corrections []correctionShown  `json:"corrections,omitempty"`
	}{true, export.AppendJSON(nil, k.Reading), k.Appearances, speakers, k.AddedAt, corrections}
}

func (s *Server) articlePage(k *store.Kept, rows []export.Row, corrections []correctionShown) view {
	id := "/d/" + k.Article.ID
	v := newArticleView(k, rows)
	v.InLedger, v.Corrections = true, corrections
	for i := range v.Cards {
		v.Cards[i].Correction = inForce(corrections, v.Cards[i].ID)
	}
	return view{
		Title: heading(k.Article.Title, k.Article.File, k.Article.ID), Here: "articles", Data: v,
		Alternates: []alternate{{"CSV", id + ".csv", "text/csv"}, {"JSON", id + ".json", "application/json"}, {"Atom", id + ".atom", "application/atom+xml"}, {"Text", id + ".txt", "text/plain"},
			{"brat", id + ".ann", ""}, {"Web Annotation", id + ".w3c.jsonld", "application/ld+json"}},
		Cite: articleCitation(&k.Article),
	}
}

func newArticleView(k *store.Kept, rows []export.Row) *articleView {
	v := &articleView{Kept: k}
	for _, p := range marked(k.Reading, 0) {
		if p.Class == "headline" && len(v.Paragraphs) == 0 {
			v.Headline = append(v.Headline, p)
		} else {
			v.Paragraphs = append(v.Paragraphs, p)
		}
	}
	depths := depthsOf(k.Reading)
	number := map[string]int{}
	for i := range k.Reading.Attributions {
		number[k.Reading.Attributions[i].ID] = i + 1
	}
	for i := range rows {
		v.Cards = append(v.Cards, card{hit: hit{Row: &rows[i]}, Number: i + 1, Depth: min(depths[i], 3), Link: rows[i].Link(), ViaN: number[rows[i].Via]})
		if rows[i].Via != "" {
			v.Relayed++
		}
	}
	tree := relayTree(rows)
	v.Diagram, v.Chains = tree.svg(), tree.list()
	v.Own, v.Said = shares(k.Reading)
	v.Voices = voices(k, rows)
	return v
}

// shares counts the words of the own voice and those that are attributed.
func shares(r *hearsay.Reading) (own, said share) {
	total := int64(len(strings.Fields(r.Article.Text)))
	own.Of, said.Of = total, total
	for _, s := range r.OwnVoice {
		own.N += int64(len(strings.Fields(r.Slice(s))))
	}
	at := 0
	for _, s := range stretches(r) {
		if s.role != contentRole || s.End <= at {
			continue
		}
		said.N += int64(len(strings.Fields(r.Article.Text[max(s.Start, at):s.End])))
		at = s.End
	}
	return own, said
}

func voices(k *store.Kept, rows []export.Row) []voice {
	cards := map[string][]int{}
	for i := range k.Reading.Attributions {
		s := k.Reading.Attributions[i].Source.Speaker
		cards[s] = append(cards[s], i+1)
	}
	var all []voice
	for i, s := range k.Reading.Speakers {
		if len(cards[s.ID]) == 0 {
			continue
		}
		v := voice{Name: s.Name, Role: s.Role, N: len(cards[s.ID]), Cards: cards[s.ID]}
		if s.Organisation != "" && s.Organisation != s.Name {
			v.Role = strings.TrimPrefix(v.Role+", "+s.Organisation, ", ")
		}
		if i < len(k.Speakers) && k.Speakers[i] != 0 {
			v.Address = "/s/" + strconv.FormatInt(k.Speakers[i], 10)
		}
		all = append(all, v)
	}
	return all
}

// articlesView is a page of the list of articles.
type articlesView struct {
	*store.ArticlePage
	Stats store.Stats
	More  string
	Top   bool
}

func (s *Server) articles(r *request) (*answer, error) {
	p := r.parameters()
	size, after := p.number("size", 40, 1, s.Limits.Rows), p.one("next")
	if p.err != nil {
		return nil, p.err
	}
	page, err := s.Ledger.ListArticles(r.Context(), size, after)
	if err != nil {
		return nil, err
	}
	stats, err := s.stats(r)
	if err != nil {
		return nil, err
	}
	a := &answer{page: "articles"}
	more := r.URL.Path + "?size=" + itoa(size) + "&next=" + queryEscape(page.Next)
	v := articlesView{ArticlePage: page, Stats: stats, Top: after != ""}
	out := struct {
		OK        bool           `json:"ok"`
		Total     int64          `json:"total"`
		Rows      []store.Listed `json:"rows"`
		Truncated bool           `json:"truncated"`
		Next      string         `json:"next,omitempty"`
		NextURL   string         `json:"next_url,omitempty"`
	}{OK: true, Total: page.Total, Rows: page.Articles, Truncated: page.Next != "", Next: page.Next}
	if out.Rows == nil {
		out.Rows = []store.Listed{}
	}
	if page.Next != "" {
		v.More, out.NextURL = more, s.base(r.Request)+more
	}
	a.json = out
	a.view = view{Title: "Articles", Here: "articles", Data: v, Alternates: []alternate{{"JSON", "/articles.json", "application/json"}}}
	return a, nil
}

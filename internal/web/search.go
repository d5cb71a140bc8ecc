package web

import (
	"context"
	"encoding/json"
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"hearsay/internal/export"
	"hearsay/internal/query"
	"hearsay/internal/store"
)

// asked is a search as an address has it.
type asked struct {
	store.Search
	values url.Values // what was given, without the place in the list
	notes  []string
}

// searchParameters are those of a search, besides the filters.
var searchParameters = []string{"q", "own", "order", "size", "next"}

// readSearch reads a search. Words and filters stand in the query of the address, so
// that the address is the search.
func (s *Server) readSearch(p *parameters) asked {
	a := asked{values: url.Values{}}
	q := query.Parse(p.one("q"))
	keep := func(name string, values ...string) {
		if len(values) > 0 && values[0] != "" {
			a.values[name] = values
		}
	}
	keep("q", strings.TrimSpace(p.one("q")))
	for _, field := range query.Fields() {
		name := string(field)
		values := p.many(name)
		keep(name, values...)
		given := slices.Clone(values)
		if field == query.Since || field == query.Until {
			for i := range given {
				given[i] = query.Ago(given[i], s.Now())
			}
		}
		if err := q.With(field, given...); err != nil {
			p.fail(name, err.Error())
		}
	}
	if p.yes("own") {
		q.OwnVoice = true
		keep("own", "1")
	}
	order := p.choice("order", "", "rank", "newest", "oldest")
	keep("order", order)
	a.Search = store.Search{Query: q, Order: store.Order(order), Limit: p.number("size", 20, 1, s.Limits.Rows), After: p.one("next")}
	keep("size", p.one("size"))
	a.notes = q.Notes
	return a
}

// address returns the address of the search in a format, with one parameter more or
// another one.
func (a *asked) address(format string, change ...string) string {
	values := maps.Clone(a.values)
	for i := 0; i+1 < len(change); i += 2 {
		if change[i+1] == "" {
			delete(values, change[i])
		} else {
			values[change[i]] = []string{change[i+1]}
		}
	}
	return searchAddress(format, values)
}

func searchAddress(format string, values url.Values) string {
	address := "/search"
	if format != "" {
		address += "." + format
	}
	if len(values) == 0 {
		return address
	}
	return address + "?" + values.Encode()
}

// hit is a row as pages show it.
type hit struct {
	*export.Row
	Query *query.Query
}

// OwnVoice reports whether it is the outlet's own words.
func (h hit) OwnVoice() bool { return h.Rule == "own voice" }

// Before returns the words before the content that stand in the same line.
func (h hit) Before() string {
	parts := h.Anchor()
	if len(parts) == 0 {
		return ""
	}
	before := parts[0].Before
	if i := strings.LastIndexAny(before, "\n\r"); i >= 0 || parts[0].Start == utf8.RuneCountInString(before) {
		return before[i+1:]
	}
	return "…" + before
}

// After returns the words after the content that stand in the same line.
func (h hit) After() string {
	parts := h.Anchor()
	if len(parts) == 0 {
		return ""
	}
	after := parts[len(parts)-1].After
	if i := strings.IndexAny(after, "\n\r"); i >= 0 {
		return after[:i]
	}
	if strings.TrimSpace(after) == "" {
		return after
	}
	return after + "…"
}

// Words returns the content with what was looked for marked.
func (h hit) Words() []template.HTML {
	const most = 8
	var words []template.HTML
	for i, p := range h.Anchor() {
		if i == most {
			words = append(words, "…")
			break
		}
		words = append(words, markedWords(h.Query, p.Text))
	}
	return words
}

// Said returns the words of the cue.
func (h hit) Said() string { return partsText(h.Cue) }

// To returns who is spoken to.
func (h hit) To() string {
	if h.Addressee.Speaker.Name != "" {
		return h.Addressee.Speaker.Name
	}
	return partsText(h.Addressee.Parts)
}

// Relays returns who handed the words on, between the outlet and who speaks.
func (h hit) Relays() []string {
	if len(h.Chain) < 3 {
		return nil
	}
	return h.Chain[1 : len(h.Chain)-1]
}

// Heading returns the headline of the article, or what stands for it.
func (h hit) Heading() string { return heading(h.Article.Title, h.Article.File, h.Article.ID) }

func heading(title, file, id string) string {
	for _, s := range []string{title, file} {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return "Article " + id
}

func partsText(parts []export.Part) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.Text
	}
	return strings.Join(texts, " … ")
}

// searchView is what the page of a search shows.
type searchView struct {
	Given   url.Values
	Notes   []string
	Total   int64
	Order   store.Order
	First   int // number of the first hit on the page
	Hits    []hit
	Next    string
	Top     string // the first page, if this is another
	Filters []filter
	Facets  []facetView
	Many    bool // too many hits for facets
	Stats   store.Stats
	Orders  []link
	Asked   bool // something is looked for
	OwnAlso string
	Save    string // what is kept of it
}

// filter is a condition that can be taken away.
type filter struct{ Name, Value, Without string }

// facetView is one list of values.
type facetView struct {
	Name   string
	Values []link
	More   []link // the less frequent
}

// link is something that leads on.
type link struct {
	Name, Address string
	N             int64
	Here          bool
	Date          bool   // Name is a month
	Rows          string // address of just the rows that are counted; empty if Address is that
}

func (s *Server) search(r *request) (*answer, error) {
	p := r.parameters()
	a := s.readSearch(p)
	if p.err != nil {
		return nil, p.err
	}
	title := "Search"
	if words := a.Query.String(); words != "" {
		title = shown(words)
	}
	out := &answer{page: "search", file: "hearsay-search", collection: s.collection(r, a.address("")), rows: s.each(a.Search, r.format)}
	out.collection.Title, out.collection.Query = "Hearsay: "+title, a.Query.String()
	if r.format != "" && r.format != "json" {
		return out, nil
	}
	if r.format == "json" {
		page, err := s.Ledger.Search(r.Context(), a.Search)
		if err == nil {
			out.json = a.json(s.base(r.Request)+r.URL.Path, page)
		}
		return out, err
	}
	page, facets, err := s.Ledger.SearchCounted(r.Context(), a.Search)
	if err != nil {
		return nil, err
	}
	view, err := s.searchView(r, &a, page, facets)
	out.view = searchPage(title, &a, view)
	return out, err
}

// each returns all rows of a search; of feeds only the latest.
func (s *Server) each(search store.Search, format string) stream {
	if !feeds[format] {
		return func(ctx context.Context, each func(*export.Row) error) error {
			_, err := s.Ledger.Each(ctx, search, func(row *export.Row, _ int64) error { return each(row) })
			return err
		}
	}
	return func(ctx context.Context, each func(*export.Row) error) error {
		search.Order, search.Limit, search.After = store.Newest, max(search.Limit, 50), ""
		page, err := s.Ledger.Search(ctx, search)
		if err != nil {
			return err
		}
		return list(page.Rows)(ctx, each)
	}
}

// collection says what rows are that are served at an address of the request's page.
func (s *Server) collection(r *request, page string) export.Collection {
	base := s.base(r.Request)
	return export.Collection{ID: base + page, Link: base + page, Self: base + r.URL.RequestURI(), Base: base}
}

// answerJSON is what programs get of a search or a list.
type answerJSON struct {
	OK        bool              `json:"ok"`
	Query     string            `json:"query,omitempty"`
	Notes     []string          `json:"notes,omitempty"`
	Total     int64             `json:"total"`
	Order     string            `json:"order,omitempty"`
	Rows      []json.RawMessage `json:"rows"`
	Truncated bool              `json:"truncated"` // there are more rows, after next
	Next      string            `json:"next,omitempty"`
	NextURL   string            `json:"next_url,omitempty"`
}

func (a *asked) json(address string, page *store.Page) answerJSON {
	out := answerJSON{
		OK: true, Query: a.Query.String(), Notes: a.notes, Total: page.Total, Order: string(page.Order),
		Rows: rowsJSON(page.Rows), Next: page.Next, Truncated: page.Next != "",
	}
	if page.Next != "" {
		values := maps.Clone(a.values)
		values.Set("next", page.Next)
		out.NextURL = address + "?" + values.Encode()
	}
	return out
}

func searchPage(title string, a *asked, v *searchView) view {
	formats := []alternate{
		{"CSV", a.address("csv"), "text/csv"}, {"Excel", a.address("excel.csv"), "text/csv"}, {"JSON", a.address("json"), "application/json"},
		{"JSON Lines", a.address("jsonl"), "application/jsonl"}, {"Parquet", a.address("parquet"), ""}, {"Web Annotation", a.address("w3c.jsonld"), "application/ld+json"},
		{"Atom", a.address("atom"), "application/atom+xml"}, {"RSS", a.address("rss"), "application/rss+xml"},
	}
	return view{Title: title, Here: "search", Data: v, Alternates: formats, Query: a.values.Get("q")}
}

func (s *Server) searchView(r *request, a *asked, page *store.Page, facets *store.Breakdown) (*searchView, error) {
	v := &searchView{
		Save: a.values.Encode(), Given: a.values, Notes: a.notes, Total: page.Total, Order: page.Order, First: 1,
		Asked: len(a.Query.Conditions) > 0 || a.Query.Nothing || a.Query.OwnVoice,
	}
	for i := range page.Rows {
		v.Hits = append(v.Hits, hit{&page.Rows[i], a.Query})
	}
	if page.Next != "" {
		v.Next = a.address("", "next", page.Next)
	}
	if a.After != "" {
		v.Top = a.address("")
	}
	var err error
	if v.Stats, err = s.stats(r); err != nil {
		return nil, err
	}
	v.Many = page.Total > store.MostCounted
	v.Facets = a.facets(facets)
	v.Filters = a.filters(facets)
	for _, o := range []struct{ order, name string }{{"rank", "best first"}, {"newest", "newest first"}, {"oldest", "oldest first"}} {
		if o.order == "rank" && !a.Query.Ranked() {
			continue
		}
		v.Orders = append(v.Orders, link{Name: o.name, Address: a.address("", "order", o.order), Here: string(page.Order) == o.order})
	}
	if !a.Query.OwnVoice && len(a.Query.Phrases()) > 0 {
		v.OwnAlso = a.address("", "own", "1")
	}
	return v, nil
}

// fieldNames are what filters are called on pages.
var fieldNames = map[string]string{
	"who": "Who speaks", "to": "Spoken to", "via": "Through", "outlet": "Outlet", "since": "Since", "until": "Until", "form": "Form", "act": "Act",
	"stance": "Wording", "naming": "Naming", "medium": "Medium", "negated": "Negated", "speaker": "Speaker", "own": "In", "order": "Order",
}

// filters lists the conditions besides the words.
func (a *asked) filters(facets *store.Breakdown) []filter {
	var filters []filter
	for _, field := range append(query.Fields(), "own") {
		name := string(field)
		for i, value := range a.values[name] {
			rest := slices.Delete(slices.Clone(a.values[name]), i, i+1)
			values := maps.Clone(a.values)
			if values[name] = rest; len(rest) == 0 {
				delete(values, name)
			}
			f := filter{fieldNames[name], value, searchAddress("", values)}
			switch {
			case name == "own":
				f.Value = "the outlets’ own voice"
			case name == "speaker" && facets != nil:
				for _, s := range facets.Speakers {
					if s.Value == value {
						f.Value = s.Name
					}
				}
			}
			filters = append(filters, f)
		}
	}
	return filters
}

// facets lists what can be narrowed to.
func (a *asked) facets(f *store.Breakdown) []facetView {
	if f == nil {
		return nil
	}
	const few = 8
	var views []facetView
	for _, kind := range []struct {
		name, field string
		values      []store.Count
	}{{"Speaker", "speaker", f.Speakers}, {"Outlet", "outlet", f.Outlets}, {"Month", "month", f.Months}, {"Form", "form", f.Forms}, {"Wording", "stance", f.Stances}, {"Naming", "naming", f.Namings}} {
		var links []link
		for _, v := range kind.values {
			l := link{Name: v.Value, N: v.N, Address: a.address("", kind.field, v.Value), Date: kind.field == "month"}
			if v.Name != "" {
				l.Name = v.Name
			}
			if kind.field == "month" {
				l.Address = a.address("", "since", v.Value, "until", v.Value)
			}
			links = append(links, l)
		}
		if kind.field == "month" {
			slices.Reverse(links)
		}
		if len(links) == 0 || len(links) == 1 && len(a.values[kind.field]) > 0 {
			continue
		}
		view := facetView{Name: kind.name, Values: links}
		if len(links) > few+2 {
			view.Values, view.More = links[:few], links[few:]
		}
		views = append(views, view)
	}
	return views
}

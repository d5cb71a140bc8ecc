package web

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"math"
	"net/url"
	"slices"
	"strings"

	"hearsay"
	"hearsay/internal/compare"
	"hearsay/internal/export"
)

// framingView is what the page of framing shows.
type framingView struct {
	Given   url.Values
	Framing *compare.Framing
	More    bool
	Counted int // articles
	Most    int // articles that are looked at
	Tables  []framingTable
	Rows    []hit // behind a number, if one was asked for
	RowsOf  string
	RowsN   int // how many there are
	RowsCSV string
}

// framingTable is cells of one kind.
type framingTable struct {
	Title  string
	First  string // heading of the first column
	Cells  []framingRow
	Hidden int // cells with too few rows
	Few    int // rows of these
}

type framingRow struct {
	Outlet, Speaker string
	N               link
	Articles        link
	Words           link
	Shares          []shareView
	Own             link // Name is the share
}

// shareView is a share with its interval, drawn.
type shareView struct {
	Name    string
	N       link
	Percent string
	Between string
	Bar     template.HTML
}

// sharesShown are the columns of shares.
var sharesShown = []string{"direct", "endorsing", "distancing", "countering", "anonymous"}

func (s *Server) framing(r *request) (*answer, error) {
	p := r.parameters()
	a := s.readSearch(p)
	least, most := p.number("least", compare.LeastShown, 1, 10000), p.number("articles", usualFramed, 1, mostFramed)
	cell := rowsAsked{outlet: p.one("row-outlet"), speaker: p.one("row-speaker"), has: p.choice("row-has", "", "all", "direct", "endorsing", "distancing", "countering", "anonymous")}
	if p.err != nil {
		return nil, p.err
	}
	articles, more, err := s.articlesFound(r.Context(), a.Query, most)
	if err != nil {
		return nil, err
	}
	f := compare.Frame(articles, least)
	out := &answer{page: "framing", view: view{Title: "Framing", Here: "framing"}, file: "hearsay-framing"}
	switch r.format {
	case "json":
		out.json = wrapped("framing", export.AppendFramingJSON(nil, f))
		return out, nil
	case "csv":
		return plainAnswer("text/csv; charset=utf-8; header=present", func(b *bytes.Buffer) error { return export.WriteFramingCSV(b, f) })
	case "rows.csv":
		return plainAnswer("text/csv; charset=utf-8; header=present", func(b *bytes.Buffer) error { return export.WriteFramingRows(b, f) })
	case "svg":
		return plainAnswer("image/svg+xml", func(b *bytes.Buffer) error { return export.WriteFramingSVG(b, f) })
	}
	given := a.values
	if least != compare.LeastShown {
		given.Set("least", itoa(least))
	}
	if most != usualFramed {
		given.Set("articles", itoa(most))
	}
	v := &framingView{Most: most, Given: given, Framing: f, More: more, Counted: f.Articles - f.Copies}
	w := framingWriter{f: f, given: given}
	v.Tables = []framingTable{
		w.table("Outlets", "Outlet", f.Outlets), w.table("Speakers", "Speaker", f.Speakers), w.table("Outlet by speaker", "Outlet and speaker", f.Cells),
	}
	if cell.has != "" {
		v.RowsOf = cell.words()
		v.Rows, v.RowsN = cell.rows(f)
	}
	out.view.Data = v
	rest := ""
	if len(given) > 0 {
		rest = "?" + given.Encode()
	}
	v.RowsCSV = "/framing.rows.csv" + rest
	out.view.Alternates = []alternate{{"CSV", "/framing.csv" + rest, "text/csv"}, {"rows as CSV", "/framing.rows.csv" + rest, ""}, {"JSON", "/framing.json" + rest, "application/json"}, {"SVG", "/framing.svg" + rest, ""}}
	return out, nil
}

func plainAnswer(media string, write func(*bytes.Buffer) error) (*answer, error) {
	var b bytes.Buffer
	err := write(&b)
	return &answer{plain: b.Bytes(), media: media}, err
}

// rowsAsked says which rows are to be shown.
type rowsAsked struct{ outlet, speaker, has string }

func (c rowsAsked) words() string {
	var parts []string
	for _, s := range []string{c.outlet, c.speaker} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if c.has != "all" {
		parts = append(parts, c.has)
	}
	return strings.Join(parts, ", ")
}

// rows returns the rows of a cell, and of these those that have something; no more than
// are shown, and how many there are.
func (c rowsAsked) rows(f *compare.Framing) (hits []hit, n int) {
	const most = 200
	for i := range f.Rows {
		r := &f.Rows[i]
		if c.outlet != "" && r.Outlet != c.outlet || c.speaker != "" && r.Speaker != c.speaker {
			continue
		}
		is := c.has == "all" || c.has == "direct" && r.Form == "direct" || c.has == "anonymous" && r.Naming == "anonymous" || !r.Disputed && r.Stance == c.has
		if !is {
			continue
		}
		if n++; n > most {
			continue
		}
		k := slices.IndexFunc(r.Article.Attributions, func(a hearsay.Attribution) bool { return a.ID == r.Attribution.ID })
		all := export.Rows(r.Article.Reading)
		if k < 0 || k >= len(all) {
			continue
		}
		row := all[k]
		row.Source.Speaker.ID, row.Addressee.Speaker.ID = "", ""
		hits = append(hits, hit{Row: &row})
	}
	return hits, n
}

type framingWriter struct {
	f     *compare.Framing
	given url.Values
}

// behind returns the address of the rows behind a number.
func (w *framingWriter) behind(c *compare.Cell, has string) string {
	values := url.Values{}
	for name, v := range w.given {
		values[name] = v
	}
	values.Set("row-has", has)
	if c.Outlet != "" {
		values.Set("row-outlet", c.Outlet)
	}
	if c.Speaker != "" {
		values.Set("row-speaker", c.Speaker)
	}
	return "/framing?" + values.Encode() + "#rows"
}

// own returns the address of what an outlet says in its own voice.
func (w *framingWriter) own(outlet string) string {
	values := url.Values{"own": {"1"}, "outlet": {outlet}}
	for _, name := range []string{"since", "until"} {
		if v := w.given.Get(name); v != "" {
			values.Set(name, v)
		}
	}
	return searchAddress("", values)
}

func (w *framingWriter) table(title, first string, cells []compare.Cell) framingTable {
	t := framingTable{Title: title, First: first}
	for i := range cells {
		c := &cells[i]
		if !w.f.Shown(c) {
			t.Hidden, t.Few = t.Hidden+1, t.Few+len(c.Rows)
			continue
		}
		row := framingRow{Outlet: c.Outlet, Speaker: c.Speaker, N: link{N: int64(len(c.Rows)), Address: w.behind(c, "all")}}
		row.Articles, row.Words = row.N, row.N
		row.Articles.N, row.Words.N = int64(c.Articles), int64(c.Words)
		for _, name := range sharesShown {
			share := c.Stance(name)
			switch name {
			case "direct":
				share = c.DirectShare()
			case "anonymous":
				share = c.NamingShare(name)
			}
			row.Shares = append(row.Shares, newShare(name, share, w.behind(c, name)))
		}
		if c.All > 0 {
			row.Own = link{Name: percent(int64(c.Own), int64(c.All)), Address: w.own(c.Outlet)}
		}
		t.Cells = append(t.Cells, row)
	}
	return t
}

func newShare(name string, s compare.Share, address string) shareView {
	v := shareView{Name: name, N: link{N: int64(s.N), Address: address}, Percent: "–"}
	if s.Of == 0 {
		return v
	}
	v.Percent = fmt.Sprintf("%.0f\u00a0%%", 100*s.Rate())
	v.Between = fmt.Sprintf("%.0f–%.0f\u00a0%%", 100*s.Low, 100*s.High)
	const width = 84
	at := func(p float64) float64 { return math.Round(p*width*10) / 10 }
	v.Bar = template.HTML(fmt.Sprintf(`<svg class="share" viewBox="0 0 %d 12" width="%d" height="12" aria-hidden="true"><path class="track" d="M0 10.5H%d"/><rect x="0" y="2" width="%g" height="8"/><path class="range" d="M%g 6H%gM%g 3V9M%g 3V9"/></svg>`,
		width, width, width, at(s.Rate()), at(s.Low), cmp.Or(at(s.High), 0.1), at(s.Low), at(s.High)))
	return v
}

package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"hearsay/internal/compare"
	"hearsay/internal/export"
)

// traceView is what the page of a trace shows.
type traceView struct {
	Quote, Who string
	Asked      bool
	Families   []familyView
	More       bool // there are articles that were not looked at
	Articles   int
	Verify     string
}

// familyView is a statement with all its wordings.
type familyView struct {
	Fullest  statementView
	Speaker  string
	Count    int
	Articles int
	Copies   int
	Earliest statementView
	Timeline []statementView
	Drawing  template.HTML
	Wordings []wordingShown
	Relays   template.HTML
	Chains   []chainView
	Address  string
	Compare  string // its articles side by side
}

// wordingShown is one wording and where it appears.
type wordingShown struct {
	Number int
	statementView
	In []statementView
}

func (s *Server) trace(r *request) (*answer, error) {
	p := r.parameters()
	quote, who := strings.TrimSpace(p.one("q")), strings.TrimSpace(p.one("who"))
	if len(quote) > mostQuote {
		p.fail("q", "it has more than "+itoa(mostQuote)+" bytes")
	}
	if p.err != nil {
		return nil, p.err
	}
	v := &traceView{Quote: quote, Who: who, Asked: quote != ""}
	a := &answer{page: "trace", view: view{Title: "Trace a statement", Here: "trace", Data: v}}
	if quote == "" {
		if r.format != "" {
			return nil, badParameter("q", "it is the quote to trace")
		}
		return a, nil
	}
	articles, more, err := s.alike(r.Context(), quote, who)
	if err != nil {
		return nil, err
	}
	trace := compare.NewSet(articles, false).Trace(quote, who)
	rest := "?q=" + queryEscape(quote)
	if who != "" {
		rest += "&who=" + queryEscape(who)
	}
	if r.format != "" {
		a.json = wrapped("trace", export.AppendTraceJSON(nil, trace, len(articles)))
		a.setRows(s, r, "hearsay-trace", "/trace"+rest, "Hearsay: "+shortened(oneLine(quote), 90), familiesRows(trace.Families))
		return a, nil
	}
	v.More, v.Articles = more, len(articles)
	for _, f := range trace.Families[:min(len(trace.Families), 5)] {
		v.Families = append(v.Families, newFamilyView(f))
	}
	v.Verify = "/verify?q=" + queryEscape(quote)
	a.view.Title = "Trace: " + shortened(oneLine(quote), 60)
	a.view.Alternates = alternatesOf("/trace", rest)
	return a, nil
}

// mostQuote bounds a quote that is looked for, in bytes.
const mostQuote = 4000

// wrapped puts what export has written under a key, beside "ok".
func wrapped(key string, data []byte) map[string]any {
	return map[string]any{"ok": true, key: jsonOf(data)}
}

func jsonOf(data []byte) any { return json.RawMessage(bytes.TrimSpace(data)) }

// family shows the statement that an attribution has, with all its wordings.
func (s *Server) family(r *request) (*answer, error) {
	kept, err := s.Ledger.ArticleWith(r.Context(), r.id)
	if err != nil {
		return nil, err
	}
	if p := r.parameters(); p.err != nil {
		return nil, p.err
	}
	i := slices.IndexFunc(ledgerRows(kept), func(row export.Row) bool { return row.ID == r.id })
	if i < 0 {
		return nil, errNoPage
	}
	quote := oneLine(kept.Reading.Text(kept.Attributions[i].Content))
	if quote == "" {
		return nil, &problem{http.StatusNotFound, "This attribution has no content to trace.", ""}
	}
	articles, more, err := s.alike(r.Context(), strings.ToValidUTF8(quote[:min(len(quote), mostQuote)], ""), "")
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(articles, func(a *compare.Article) bool { return a.Article.ID == kept.Article.ID }) {
		own, err := s.articlesNamed(r.Context(), []string{kept.Article.ID})
		if err != nil {
			return nil, err
		}
		articles = append(articles, own...)
	}
	set := compare.NewSet(articles, false)
	trace := &compare.Trace{Query: quote}
	for _, f := range set.Families() {
		if slices.ContainsFunc(f.Statements, func(st *compare.Statement) bool { return st.Attribution != nil && st.Attribution.ID == r.id }) {
			trace.Families, trace.Scores = append(trace.Families, f), append(trace.Scores, 1)
		}
	}
	a := &answer{page: "trace"}
	a.setRows(s, r, "hearsay-statement-"+r.id, "/q/"+r.id, "Hearsay: "+shortened(quote, 90), familiesRows(trace.Families))
	if r.format == "json" {
		a.json = wrapped("trace", export.AppendTraceJSON(nil, trace, len(articles)))
		return a, nil
	}
	v := &traceView{Quote: quote, Asked: true, More: more, Articles: len(articles), Verify: "/verify?q=" + queryEscape(quote)}
	for _, f := range trace.Families {
		v.Families = append(v.Families, newFamilyView(f))
	}
	at := "/q/" + r.id
	a.view = view{Title: "Statement: " + shortened(quote, 70), Here: "trace", Data: v, Alternates: alternatesOf(at, "")}
	return a, nil
}

func familiesRows(families []*compare.Family) (rows []export.Row) {
	for _, f := range families {
		rows = append(rows, familyRows(f)...)
	}
	return rows
}

// familyRows returns the attributions of a family as rows, each once.
func familyRows(f *compare.Family) []export.Row {
	var rows []export.Row
	seen := map[string]bool{}
	for _, st := range f.Statements {
		if st.Attribution == nil || seen[st.Attribution.ID] {
			continue
		}
		seen[st.Attribution.ID] = true
		for _, row := range export.Rows(st.Article.Reading) {
			if row.ID == st.Attribution.ID {
				row.Source.Speaker.ID, row.Addressee.Speaker.ID = "", ""
				rows = append(rows, row)
			}
		}
	}
	return rows
}

func newFamilyView(f *compare.Family) familyView {
	v := familyView{
		Fullest: viewOf(f.Fullest), Speaker: f.Relay.Name, Count: len(f.Statements), Articles: f.Articles(), Copies: f.Copies, Earliest: viewOf(f.Earliest),
	}
	if a := f.Earliest.Attribution; a != nil {
		v.Address = "/q/" + a.ID
	}
	number := map[*compare.Statement]int{}
	for i := range f.Wordings {
		w := wordingShown{Number: i + 1, statementView: wordingView(f, i, f.Wordings[i].Statements[0])}
		for _, st := range f.Wordings[i].Statements {
			number[st] = i + 1
			w.In = append(w.In, viewOf(st))
		}
		v.Wordings = append(v.Wordings, w)
	}
	var ids []string
	for _, st := range f.Statements {
		s := viewOf(st)
		s.Wording = number[st]
		v.Timeline = append(v.Timeline, s)
		if id := st.Article.Article.ID; !slices.Contains(ids, id) && len(ids) < mostAccounts {
			ids = append(ids, id)
		}
	}
	if len(ids) > 1 {
		v.Compare = "/compare?d=" + strings.Join(ids, "&d=")
	}
	v.Drawing = appearances(v.Timeline)
	tree := treeOf(f.Relay)
	root := &relay{children: []*relay{tree}}
	v.Relays, v.Chains = root.svg(), root.list()
	return v
}

// treeOf turns relays into what is drawn; published are those with appearances.
func treeOf(r *compare.Relay) *relay {
	t := &relay{name: r.Name, n: len(r.Statements)}
	for _, c := range r.Children {
		t.children = append(t.children, treeOf(c))
	}
	return t
}

// appearances draws when a statement appeared, a numbered point for each
// appearance: the number is that of its wording. The list below says the same.
func appearances(all []statementView) template.HTML {
	type point struct {
		at   time.Time
		view *statementView
	}
	var points []point
	for i := range all {
		if t, ok := moment(all[i].Article.Published); ok {
			points = append(points, point{t, &all[i]})
		}
	}
	if len(points) < 2 || !points[len(points)-1].at.After(points[0].at) {
		return ""
	}
	const width, margin, step, radius = 700, 14, 26, 11
	first, span := points[0].at, points[len(points)-1].at.Sub(points[0].at)
	var ends []float64 // of the rows, where they are free
	var dots strings.Builder
	for _, p := range points {
		x := margin + float64(width-2*margin)*float64(p.at.Sub(first))/float64(span)
		row := 0
		for row < len(ends) && ends[row] > x-2*radius-2 {
			row++
		}
		if row == len(ends) {
			ends = append(ends, 0)
		}
		ends[row] = x
		fmt.Fprintf(&dots, `<g class="dot"><title>%s, %s: wording %d</title><circle cx="%.1f" cy="%d" r="%d"/><text x="%.1f" y="%d" text-anchor="middle">%d</text></g>`,
			template.HTMLEscapeString(oneLine(p.view.Outlet)), template.HTMLEscapeString(shownMoment(p.view.Article.Published)), p.view.Wording, x, margin+row*step, radius, x, margin+row*step+4, p.view.Wording)
	}
	base := margin + len(ends)*step
	return template.HTML(fmt.Sprintf(`<svg class="timeline dots" viewBox="0 0 %d %d" role="img" aria-label="When the wordings appeared: the table below says the same"><path class="axis" d="M0 %d.5H%d"/>%s<text x="0" y="%d">%s</text><text x="%d" y="%d" text-anchor="end">%s</text></svg>`,
		width, base+22, base, width, dots.String(), base+18, template.HTMLEscapeString(shownMoment(points[0].view.Article.Published)), width, base+18,
		template.HTMLEscapeString(shownMoment(points[len(points)-1].view.Article.Published))))
}

// moment reads a time of publication.
func moment(published string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.Parse(layout, published); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// shownMoment writes a time of publication for people: day, and minute where it is
// known.
func shownMoment(published string) string {
	day := shownDay(published)
	if _, clock, found := strings.Cut(published, "T"); found && len(clock) >= 5 {
		day += ", " + clock[:5]
	}
	return day
}

// verifyView is what the page of a verification shows.
type verifyView struct {
	Quote string
	Asked bool
	Found []verified
	More  bool
	N     int // articles that were looked at
}

// verified is how a quote stands in an article.
type verified struct {
	Outcome  string
	Article  statementView
	Passages []passageView
	Notes    []string
}

type passageView struct {
	statementView
	Edits  []compare.Edit
	Quoted bool
	Nobody bool // the article attributes it to nobody
}

func (s *Server) verify(r *request) (*answer, error) {
	p := r.parameters()
	quote := strings.TrimSpace(p.one("q"))
	if len(quote) > mostQuote {
		p.fail("q", "it has more than "+itoa(mostQuote)+" bytes")
	}
	if p.err != nil {
		return nil, p.err
	}
	v := &verifyView{Quote: quote, Asked: quote != ""}
	a := &answer{page: "verify", view: view{Title: "Verify a quote", Here: "trace", Data: v}}
	if quote == "" {
		if r.format == "json" {
			return nil, badParameter("q", "it is the quote to verify")
		}
		return a, nil
	}
	articles, more, err := s.alike(r.Context(), quote, "")
	if err != nil {
		return nil, err
	}
	found := compare.VerifyAll(quote, articles)
	if r.format == "json" {
		a.json = wrapped("verify", export.AppendVerifyJSON(nil, quote, found, len(articles)))
		return a, nil
	}
	v.More, v.N = more, len(articles)
	for i := range found[:min(len(found), 20)] {
		v.Found = append(v.Found, newVerified(&found[i], quote))
	}
	a.view.Alternates = []alternate{{"JSON", "/verify.json?q=" + queryEscape(quote), "application/json"}}
	return a, nil
}

func newVerified(f *compare.Verification, quote string) verified {
	v := verified{Outcome: string(f.Outcome), Notes: f.Notes}
	v.Article = statementView{Article: &f.Article.Article, Outlet: f.Article.Article.Outlet, Address: "/d/" + f.Article.Article.ID}
	for i := range f.Passages {
		p := &f.Passages[i]
		view := passageView{Edits: p.QuoteEdits(f.Article, quote), Quoted: p.Quoted, Nobody: p.Statement == nil}
		if p.Statement != nil {
			view.statementView = viewOf(p.Statement)
		}
		v.Passages = append(v.Passages, view)
	}
	return v
}

package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/query"
	"hearsay/internal/store"
)

// correctionShown is a correction as pages and programs see it.
type correctionShown struct {
	ID          int64              `json:"id"`
	Attribution string             `json:"attribution"`
	Article     string             `json:"article"`
	Kind        string             `json:"kind"`
	By          string             `json:"by,omitempty"`
	Note        string             `json:"note,omitempty"`
	At          string             `json:"at"`
	UndoneAt    string             `json:"undone_at,omitempty"`
	Changes     []store.PartChange `json:"changes,omitempty"`

	Elsewhere bool `json:"-"` // the page is not the attribution's own
}

// shownCorrections returns corrections as they are shown, the latest first. text is that of
// the article; without it words are not told.
func shownCorrections(all []store.Correction, text string, elsewhere bool) []correctionShown {
	list := make([]correctionShown, 0, len(all))
	for i := range all {
		c := &all[i]
		list = append(list, correctionShown{c.ID, c.Attribution, c.Article, c.Kind, c.By, c.Note, c.At, c.UndoneAt, c.Changes(text), elsewhere})
	}
	slices.SortFunc(list, func(a, b correctionShown) int { return int(b.ID - a.ID) })
	return list
}

// inForce returns the correction in force of an attribution; nil if there is none.
func inForce(list []correctionShown, id string) *correctionShown {
	for i := range list {
		if list[i].Attribution == id && list[i].UndoneAt == "" {
			return &list[i]
		}
	}
	return nil
}

// mendForm is what the form shows in which an attribution is mended.
type mendForm struct {
	Fields  []mendField
	Kinds   []string
	By      string
	Note    string
	Problem *problem
}

type mendField struct {
	Name, Label, Help, Value, Was string
	Long                          bool
	InText                        bool // words of the text
	Choices                       []string
}

func newMendForm(r *request, row *export.Row) mendForm {
	f := mendForm{By: byOf(r.Request), Kinds: speakerKinds}
	for i := range mendParts {
		p := &mendParts[i]
		value := oneLine(p.of(row))
		f.Fields = append(f.Fields, mendField{Name: p.name, Label: p.label, Help: p.help, Value: value, Was: value, Long: p.name == "content", InText: p.help == inText, Choices: query.Field(p.name).Values()})
	}
	return f
}

// byCookie keeps, in the browser, the name that somebody gave.
const byCookie = "by"

func byOf(r *http.Request) string {
	c, err := r.Cookie(byCookie)
	if err != nil {
		return ""
	}
	name, _ := url.QueryUnescape(c.Value)
	return shortened(oneLine(name), 80)
}

// correct takes a form about an attribution. One that cannot be taken comes back as it
// was filled in.
func (s *Server) correct(r *request) (*answer, error) {
	p := r.parameters()
	sent := correctionSent{Kind: p.choice("kind", "", store.Right, store.Wrong, store.Mended), By: p.one("by"), Note: p.one("note"), Mend: map[string]*string{}}
	given := map[string]string{}
	for i := range mendParts {
		name := mendParts[i].name
		given[name] = oneLine(p.one(name))
		if value := given[name]; p.values.Has(name) && value != p.values.Get("was-"+name) {
			sent.Mend[name] = &value
		}
	}
	if kind := p.one("new-kind"); kind != "" {
		sent.Mend["kind"] = &kind
	}
	if p.err != nil {
		return nil, p.err
	}
	if sent.By != "" {
		http.SetCookie(r.w, &http.Cookie{Name: byCookie, Value: url.QueryEscape(shortened(oneLine(sent.By), 80)), Path: "/", MaxAge: 400 * 24 * 3600, HttpOnly: true, Secure: s.secure(r.Request), SameSite: http.SameSiteLaxMode})
	}
	_, err := s.say(r.Context(), r.id, &sent)
	if err == nil {
		return &answer{redirect: "/a/" + r.id + "#corrections"}, nil
	}
	if sent.Kind != store.Mended || asProblem(err).Status != http.StatusBadRequest {
		return nil, err
	}
	a, again := s.attribution(r)
	if again != nil {
		return nil, err
	}
	v, ok := a.view.Data.(*attributionView)
	if !ok {
		return nil, err
	}
	a.status, v.Mend.Problem, v.Mend.By, v.Mend.Note = http.StatusBadRequest, asProblem(err), sent.By, sent.Note
	for i := range v.Mend.Fields {
		v.Mend.Fields[i].Value = given[v.Mend.Fields[i].Name]
	}
	return a, nil
}

// undoCorrection takes a correction back.
func (s *Server) undoCorrection(r *request) (*answer, error) {
	p := r.parameters()
	id, err := strconv.ParseInt(p.one("correction"), 10, 64)
	if err != nil || id < 1 {
		p.fail("correction", "it is the number of a correction")
	}
	if p.err != nil {
		return nil, p.err
	}
	c, err := s.Ledger.Undo(r.Context(), id)
	if err != nil {
		return nil, err
	}
	return &answer{redirect: "/a/" + c.Attribution + "#corrections"}, nil
}

// correctionsView is what the list of corrections shows.
type correctionsView struct {
	Corrections []correctionShown
	More        string
	Top         bool
}

// corrections lists what people said of all attributions, of an article's, or of one.
func (s *Server) corrections(r *request) (*answer, error) {
	p := r.parameters()
	size, attribution, article := p.number("size", 100, 1, s.Limits.Rows), p.one("attribution"), p.one("article")
	before := int64(0)
	if next := p.one("next"); next != "" {
		var err error
		if before, err = strconv.ParseInt(next, 36, 64); err != nil || before < 1 {
			p.fail("next", "it belongs to another list, or is damaged")
		}
	}
	if p.err != nil {
		return nil, p.err
	}
	list, err := s.someCorrections(r.Context(), attribution, article, before, size)
	if err != nil {
		return nil, err
	}
	out := struct {
		OK        bool              `json:"ok"`
		Rows      []correctionShown `json:"rows"`
		Truncated bool              `json:"truncated"`
		Next      string            `json:"next,omitempty"`
		NextURL   string            `json:"next_url,omitempty"`
	}{OK: true, Rows: list}
	v := correctionsView{Top: before != 0}
	if len(list) > size && attribution == "" && article == "" {
		out.Rows, out.Truncated = list[:size], true
		out.Next = strconv.FormatInt(list[size-1].ID, 36)
		v.More = r.URL.Path + "?size=" + itoa(size) + "&next=" + out.Next
		out.NextURL = s.base(r.Request) + v.More
	}
	v.Corrections = out.Rows
	return &answer{page: "corrections", json: out, view: view{
		Title: "Corrections", Here: "articles", Data: v, Alternates: []alternate{{"JSON", "/corrections.json", "application/json"}},
	}}, nil
}

func (s *Server) someCorrections(ctx context.Context, attribution, article string, before int64, size int) ([]correctionShown, error) {
	var all []store.Correction
	var err error
	text := ""
	switch {
	case attribution != "":
		all, err = s.Ledger.Corrections(ctx, attribution)
	case article != "":
		all, err = s.Ledger.CorrectionsIn(ctx, article)
	default:
		all, err = s.Ledger.LatestCorrections(ctx, before, size+1)
	}
	if err != nil {
		return nil, err
	}
	if len(all) > 0 && (attribution != "" || article != "") {
		kept, err := s.Ledger.Article(ctx, all[0].Article)
		if err != nil {
			return nil, err
		}
		text = kept.Article.Text
	}
	return shownCorrections(all, text, true), nil
}

// goneView is what the page of an attribution shows that does not hold any more.
type goneView struct {
	ID          string
	Article     *hearsay.Article
	Corrections []correctionShown
}

// gone answers for an attribution that people called wrong.
func (s *Server) gone(r *request, notFound error) (*answer, error) {
	all, err := s.Ledger.Corrections(r.Context(), r.id)
	if err != nil || len(all) == 0 {
		return nil, notFound
	}
	kept, err := s.Ledger.Article(r.Context(), all[0].Article)
	if err != nil {
		return nil, err
	}
	if r.format != "" {
		return nil, &problem{http.StatusGone, "This attribution does not hold: it was corrected.", "/api/v1/corrections?attribution=" + r.id + " tells by whom, and how to take it back."}
	}
	return &answer{status: http.StatusGone, page: "gone", view: view{Title: "An attribution that does not hold", Here: "articles", Data: &goneView{
		ID: r.id, Article: &kept.Article, Corrections: shownCorrections(all, kept.Article.Text, false),
	}}}, nil
}

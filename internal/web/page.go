package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"hearsay/internal/query"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed static
var static embed.FS

// pages are the templates by name, each with the layout around it.
type pages struct{ byName map[string]*template.Template }

func newPages() (*pages, error) {
	p := &pages{byName: map[string]*template.Template{}}
	layout, err := template.New("layout.html").Funcs(functions).ParseFS(templates, "templates/layout.html", "templates/parts.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(templates, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		base := strings.TrimSuffix(path.Base(name), ".html")
		if base == "layout" || base == "parts" {
			continue
		}
		t, err := layout.Clone()
		if err == nil {
			t, err = t.ParseFS(templates, name)
		}
		if err != nil {
			return nil, err
		}
		p.byName[base] = t
	}
	return p, nil
}

// view is what the layout shows.
type view struct {
	Title      string
	Here       string // the part of the site: search, articles, speakers, read
	Data       any
	Alternates []alternate // the same in other formats
	Cite       *citation   // what the page is a citation of
	Query      string      // in the box of the header

	Theme  string // auto, light or dark
	Keys   bool   // single keys do something
	Sample bool
	Login  bool // there is somebody to log out
}

// alternate is the same thing in another format.
type alternate struct{ Name, Address, Media string }

// show sends a page. One that takes the template too far is a fault.
func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, name string, v view) {
	v.Theme, v.Keys = themeOf(r), keysOf(r)
	v.Sample, v.Login = s.Sample, s.Password != ""
	t, ok := s.pages.byName[name]
	var b bytes.Buffer
	err := fmt.Errorf("there is no page %q", name)
	if ok {
		err = t.Execute(&b, v)
	}
	if err != nil {
		s.Log.Error("a page could not be made", "page", name, "error", err.Error())
		http.Error(w, errFault.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = s.send(&request{Request: r, w: w}, status, b.Bytes())
}

// functions are those of the templates.
var functions = template.FuncMap{
	"text": visible, "line": visibleLine, "day": shownDay, "n": grouped, "counted": counted, "percent": percent,
	"hits": markedWords, "add": func(a, b int) int { return a + b }, "list": func(v ...string) []string { return v },
	"month": shownMonth, "moment": shownMoment, "join": strings.Join, "web": isWeb, "score": func(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) },
	"part": partLabel, "lower": strings.ToLower, "plainLine": func(s string) string { return strings.Join(strings.Fields(s), " ") },
}

var shownMonths = []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

// shownDay writes the day of a date for people: "9 Mar 2026". What is no date stays.
func shownDay(iso string) string {
	if len(iso) == len("2026-03") {
		return shownMonth(iso)
	}
	d, ok := query.DayOf(iso)
	if !ok {
		return iso
	}
	y, m, day := d.Date()
	return fmt.Sprintf("%d\u00a0%s\u00a0%d", day, shownMonths[m-1], y)
}

func shownMonth(iso string) string {
	t, err := time.Parse("2006-01", iso)
	if err != nil {
		return iso
	}
	return shownMonths[t.Month()-1] + "\u00a0" + strconv.Itoa(t.Year())
}

// grouped writes a number with commas between thousands.
func grouped(v any) string {
	s := fmt.Sprint(v)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func counted(v any, one, many string) string {
	if fmt.Sprint(v) == "1" {
		return "1\u00a0" + one
	}
	return grouped(v) + "\u00a0" + many
}

func percent(n, of int64) string {
	if of == 0 {
		return "–"
	}
	return strconv.FormatInt((n*200+of)/(of*2), 10) + "\u00a0%"
}

func itoa(n int) string { return strconv.Itoa(n) }

// isWeb reports whether an address may become a link.
func isWeb(address string) bool {
	lower := strings.ToLower(address)
	return strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://")
}

// static sends a file of the program.
func (s *Server) static(r *request) (*answer, error) {
	name := r.PathValue("file")
	data, err := static.ReadFile("static/" + name)
	if err != nil {
		return nil, errNoPage
	}
	media := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}[path.Ext(name)]
	if media == "" {
		return nil, errNoPage
	}
	return &answer{plain: data, media: media}, nil
}

func (s *Server) icon(r *request) (*answer, error) {
	data, err := static.ReadFile("static/icon.svg")
	return &answer{plain: data, media: "image/svg+xml"}, err
}

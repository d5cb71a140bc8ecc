package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// request is a request and the format that it asks for.
type request struct {
	*http.Request
	w      http.ResponseWriter
	format string // "" for the page, else as route.formats has it
	id     string // the last part of the path where that is a name, without the format
}

// maxParameter bounds one value of the address, in bytes.
const maxParameter = 16 << 10

// parameters reads the query of a request. The first thing that is wrong is kept.
type parameters struct {
	values url.Values
	err    error
}

// parameters returns the query, or the form that was sent.
func (r *request) parameters() *parameters {
	p := &parameters{}
	if r.Method == http.MethodPost && !strings.HasPrefix(r.URL.Path, "/api/") {
		if p.err = r.ParseForm(); p.err == nil {
			p.values = r.PostForm
			return p
		}
		if asProblem(p.err) == errFault {
			p.err = &problem{http.StatusBadRequest, "The form could not be read.", ""}
		}
		return p
	}
	if p.values, p.err = url.ParseQuery(r.URL.RawQuery); p.err != nil {
		p.err = &problem{http.StatusBadRequest, "The part of the address after “?” could not be read.", ""}
	}
	return p
}

// many returns all values of a parameter that are not empty.
func (p *parameters) many(name string) []string {
	var values []string
	for _, v := range p.values[name] {
		switch {
		case len(v) > maxParameter && name != "text":
			p.fail(name, "it has more than "+strconv.Itoa(maxParameter)+" bytes")
		case !utf8.ValidString(v) || strings.ContainsRune(v, 0):
			p.fail(name, "it is not text in UTF-8")
		case strings.TrimSpace(v) != "":
			values = append(values, v)
		}
	}
	return values
}

// one returns the value of a parameter that may be given once; "" if it is not.
func (p *parameters) one(name string) string {
	values := p.many(name)
	switch len(values) {
	case 0:
		return ""
	case 1:
		return values[0]
	}
	p.fail(name, "it is given more than once")
	return ""
}

// number returns a whole number between two bounds.
func (p *parameters) number(name string, byDefault, least, most int) int {
	value := p.one(name)
	if value == "" {
		return byDefault
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		p.fail(name, "it is a number from "+strconv.Itoa(least)+" to "+strconv.Itoa(most))
		return byDefault
	}
	return n
}

// choice returns one of some values; the first stands for none given.
func (p *parameters) choice(name string, values ...string) string {
	value := p.one(name)
	if value == "" {
		return values[0]
	}
	if !slices.Contains(values, value) {
		p.fail(name, "it is one of "+strings.TrimPrefix(strings.Join(values, ", "), ", "))
		return values[0]
	}
	return value
}

// yes reports whether a box is ticked.
func (p *parameters) yes(name string) bool { return p.choice(name, "", "1", "yes", "on", "true") != "" }

func (p *parameters) fail(name, should string) {
	if p.err == nil {
		p.err = badParameter(name, should)
	}
}

// only fails if there are other parameters than these.
func (p *parameters) only(names ...string) {
	for name := range p.values {
		if !slices.Contains(names, name) {
			p.fail(shown(name), "nothing here goes by that name")
		}
	}
}

// shown returns a piece of what was sent, short enough to be told.
func shown(s string) string {
	const most = 40
	s = strings.ToValidUTF8(s, "\uFFFD")
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return s
}

func queryEscape(s string) string { return url.QueryEscape(s) }

// wantsData reports whether a program asks.
func wantsData(r *http.Request) bool {
	path := r.URL.Path
	if strings.HasPrefix(path, "/api/") {
		return true
	}
	last := path[strings.LastIndexByte(path, '/')+1:]
	for _, format := range rows {
		if strings.HasSuffix(last, "."+format) {
			return true
		}
	}
	return strings.Contains(r.Header.Get("Accept"), "application/json") && !strings.Contains(r.Header.Get("Accept"), "text/html")
}

package ingest

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Fields name the columns of tables and the members of JSON objects that hold
// the parts of an article. An empty name stands for the usual ones, see
// ParseFields.
type Fields struct{ URL, Text, Date, Outlet, Title, Author, Language string }

// usualFields are the names that are looked for where the user gives none, in
// the order of preference. They are compared without case, spaces, "_" and "-".
func usualFields() map[string][]string {
	return map[string][]string{
		"url":      {"url", "link", "uri", "permalink", "canonicalurl", "webpage"},
		"text":     {"text", "body", "content", "articletext", "articlebody", "fulltext", "storytext", "maintext", "story", "bodytext", "article", "html", "bodyhtml"},
		"date":     {"date", "published", "publishdate", "publisheddate", "publishedat", "pubdate", "datepublished", "publicationdate", "datetime", "time", "timestamp"},
		"outlet":   {"outlet", "source", "medianame", "publisher", "publication", "newspaper", "site", "sitename", "sourcename", "domain"},
		"title":    {"title", "headline", "head"},
		"author":   {"author", "authors", "byline", "bylines", "creator"},
		"language": {"language", "lang"},
	}
}

// ParseFields reads what a user states: either names in the order url, text,
// date, outlet, title ("link,body,day"), or pairs ("text=body,date=day"), the
// latter also for author and language.
func ParseFields(s string) (Fields, error) {
	var f Fields
	if s == "" {
		return f, nil
	}
	order := []string{"url", "text", "date", "outlet", "title"}
	for i, part := range strings.Split(s, ",") {
		field, name, paired := strings.Cut(strings.TrimSpace(part), "=")
		if !paired {
			if i >= len(order) {
				return f, fmt.Errorf("more than %d names; beyond url, text, date, outlet and title write author=NAME or language=NAME", len(order))
			}
			field, name = order[i], field
		}
		to := f.named(field)
		if to == nil {
			return f, fmt.Errorf("%q is no field of an article: they are url, text, date, outlet, title, author and language", field)
		}
		*to = strings.TrimSpace(name)
	}
	return f, nil
}

// named returns the name of one field, nil if there is no such field.
func (f *Fields) named(field string) *string {
	switch strings.ToLower(strings.TrimSpace(field)) {
	case "url":
		return &f.URL
	case "text":
		return &f.Text
	case "date":
		return &f.Date
	case "outlet":
		return &f.Outlet
	case "title":
		return &f.Title
	case "author":
		return &f.Author
	case "language":
		return &f.Language
	}
	return nil
}

// match returns, for each field of an article, the index of the name that holds
// it; fields that none holds are missing.
func (f Fields) match(names []string) map[string]int {
	plain := make([]string, len(names))
	for i, name := range names {
		plain[i] = plainName(name)
	}
	found := map[string]int{}
	for field, usual := range usualFields() {
		if own := *f.named(field); own != "" {
			if i := slices.Index(names, own); i >= 0 {
				found[field] = i
			} else if i := slices.Index(plain, plainName(own)); i >= 0 {
				found[field] = i
			}
			continue
		}
		for _, name := range usual {
			if i := slices.Index(plain, name); i >= 0 {
				found[field] = i
				break
			}
		}
	}
	return found
}

// plainName returns a name without case, spaces, "_", "-" and byte order mark.
func plainName(name string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "", "\ufeff", "", "\"", "").Replace(strings.ToLower(name))
}

// row is one article of a table, or one object of JSON.
type row struct{ url, text, date, outlet, title, author, language string }

// facts returns what the row states besides its text.
func (r row) facts() Facts {
	f := Facts{
		URL: webAddress(r.url), Title: oneLine(r.title), Outlet: oneLine(r.outlet),
		Published: isoTime(r.date), Language: languageTag(r.language),
	}
	f.Bylines = bylines([]string{r.author}, f.Outlet)
	return f
}

// page makes a page of the row. Its text may be plain, a page, a part of one, or
// XML of an agency. next says what to do about a row without text.
func (r row) page(d *Document, dec decoded, names []string, o *Options) (page, error) {
	if strings.TrimSpace(r.text) == "" {
		e := &Error{Input: d.Name, Problem: ErrNoText, Detail: "its fields are " + listNames(names), Next: "name the field that holds the text: --fields text=NAME"}
		if f := r.facts(); f.URL != "" {
			e.Detail, e.Kept, e.Next = "it has an address but no text", "the address "+maskedAddress(f.URL), "--fetch all reads the page"
			return page{}, &textless{e, f}
		}
		return page{}, e
	}
	p, err := innerPage(d, r.text, dec, o)
	if err != nil {
		return page{}, err
	}
	f := r.facts()
	if p.body != r.text { // marked up, as then the headline is
		f.Title = plainHeadline(f.Title)
	}
	cut := f.bound()
	p.facts, p.cut = f.or(p.facts), p.cut || cut
	if f.Title != "" {
		p.putUnder(f.Title)
	}
	return p, nil
}

// textless is the error of a row that has an address but no text.
type textless struct {
	err   *Error
	facts Facts
}

func (t *textless) Error() string { return t.err.Error() }
func (t *textless) Unwrap() error { return t.err }

// innerPage makes a page of a text inside something else, which has been decoded.
func innerPage(d *Document, text string, dec decoded, o *Options) (page, error) {
	if !strings.ContainsAny(text, "<&") {
		return page{body: text, decoded: dec}, nil
	}
	inner := dec
	inner.text = text
	head := []byte(text[:min(len(text), headSize)])
	switch f := recognise(head, hints{}); {
	case f.name == "NITF" || f.name == "NewsML-G2":
		return innerXML(d, f, text, o)
	case f.name == "HTML" || looksMarkedUp(text):
		if wholePage(text) {
			p := tolerantPage(inner)
			p.notes = nil
			return p, nil
		}
		return fragmentPage(inner), nil
	case strings.Contains(text, "&lt;p") || strings.Contains(text, "&lt;P"):
		inner.text = html.UnescapeString(text) // it was escaped as a whole
		return fragmentPage(inner), nil
	}
	return page{body: text, decoded: dec}, nil
}

// looksMarkedUp reports whether a text that does not begin with markup holds some.
func looksMarkedUp(text string) bool {
	lower := strings.ToLower(text)
	for _, tag := range []string{"</p>", "<br>", "<br/>", "<br />", "</div>", "</a>", "</em>", "</strong>", "</b>", "</i>", "<![cdata["} {
		if strings.Contains(lower, tag) {
			return true
		}
	}
	return false
}

// listNames returns names for a message, the first few of them.
func listNames(names []string) string {
	const most = 12
	if len(names) == 0 {
		return "none"
	}
	more := ""
	if len(names) > most {
		names, more = names[:most], " …"
	}
	list, _ := cutText(strings.Join(names, ", "), 300)
	return oneLine(list) + more
}

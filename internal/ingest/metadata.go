package ingest

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"
)

// What a page says of itself is taken in this order: Schema.org in JSON-LD,
// OpenGraph and its article: names, other meta elements, then what stands on the
// page (the first h1, time elements).

// Bounds of what pages can state.
const (
	maxTitle   = 500     // bytes
	maxName    = 200     // bytes
	maxBylines = 30      // names
	maxLinked  = 1 << 20 // bytes of one JSON-LD script
	maxScripts = 50      // JSON-LD scripts
)

// claims collect what a page states, as its elements are met.
type claims struct {
	language  string
	title     string            // of the title element
	headings  []string          // the first few h1
	canonical string            // of link rel=canonical
	times     []string          // of time elements that say that they are the time of publication
	meta      map[string]string // name or property, in lower case → content; the first wins
	authors   []string          // of repeated meta elements
	feeds     []string          // of link rel=alternate
	article   linkedArticle     // of JSON-LD
	scripts   int
}

// element takes a start tag.
func (c *claims) element(name string, attrs []html.Attribute) {
	switch name {
	case "html":
		c.language = attribute(attrs, "lang")
		if c.language == "" {
			c.language = attribute(attrs, "xml:lang")
		}
	case "link":
		if c.canonical == "" && strings.EqualFold(attribute(attrs, "rel"), "canonical") {
			c.canonical = attribute(attrs, "href")
		}
		const most = 20 // feeds
		if len(c.feeds) < most && strings.Contains(strings.ToLower(attribute(attrs, "rel")), "alternate") && isFeedType(attribute(attrs, "type")) {
			c.feeds = append(c.feeds, attribute(attrs, "href"))
		}
	case "time":
		value := attribute(attrs, "datetime")
		if value != "" && (attribute(attrs, "pubdate") != "" || attribute(attrs, "itemprop") == "datePublished" || len(c.times) == 0) && len(c.times) < 10 {
			c.times = append(c.times, value)
		}
	case "meta":
		c.metaElement(attrs)
	}
}

func (c *claims) metaElement(attrs []html.Attribute) {
	content := strings.TrimSpace(attribute(attrs, "content"))
	if content == "" {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		name := strings.ToLower(attribute(attrs, key))
		if name == "" {
			continue
		}
		if c.meta == nil {
			c.meta = map[string]string{}
		}
		if isAuthorMeta(name) && len(c.authors) < maxBylines {
			c.authors = append(c.authors, content)
		}
		const most = 300 // names that are kept
		if _, there := c.meta[name]; !there && len(c.meta) < most {
			c.meta[name] = content
		}
	}
}

// content takes the text of a title, an h1 or a script of linked data.
func (c *claims) content(name, text string) {
	switch name {
	case "title":
		if c.title == "" {
			c.title = oneLine(text)
		}
	case "h1":
		const most = 8
		if h := oneLine(text); h != "" && len(c.headings) < most {
			c.headings = append(c.headings, h)
		}
	case "script":
		if c.scripts++; c.scripts <= maxScripts && len(text) <= maxLinked {
			c.article.read(text)
		}
	}
}

// readClaims collects what a page states of itself.
func readClaims(root *html.Node) *claims {
	var c claims
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		c.element(n.Data, n.Attr)
		switch {
		case n.Data == "h1", n.Data == "title" && (n.Parent == nil || n.Parent.Data != "svg"), n.Data == "script" && isLinkedData(n.Attr):
			c.content(n.Data, textOf(n))
		}
	}
	return &c
}

// facts weighs the claims. cut reports whether something was too long.
func (c *claims) facts() (f Facts, cut bool) {
	f = Facts{
		Canonical: webAddress(first(c.canonical, c.article.URL, c.meta["og:url"])),
		Outlet:    oneLine(first(c.article.Publisher, c.meta["og:site_name"], c.meta["dc.publisher"], c.meta["publisher"], c.meta["application-name"])),
		Credit:    oneLine(c.article.agency()),
		Published: firstTime(c.article.Published, c.meta["article:published_time"], c.meta["datepublished"], c.meta["og:published_time"], c.meta["parsely-pub-date"],
			c.meta["sailthru.date"], c.meta["pubdate"], c.meta["publishdate"], c.meta["publish-date"], c.meta["dc.date.issued"], c.meta["dcterms.created"], c.meta["dc.date"], c.meta["date"], first(c.times...)),
		Modified: firstTime(c.article.Modified, c.meta["article:modified_time"], c.meta["datemodified"], c.meta["og:updated_time"], c.meta["lastmod"], c.meta["last-modified"], c.meta["dcterms.modified"]),
		Language: languageTag(first(c.language, c.article.Language, c.meta["content-language"], c.meta["og:locale"])),
		Limited:  c.article.Limited,
	}
	f.Title = c.headline()
	f.Bylines = bylines(c.article.Authors, f.Outlet)
	if len(f.Bylines) == 0 && len(c.article.Organisations) == 0 {
		f.Bylines = bylines(c.authors, f.Outlet)
	}
	return f, f.bound()
}

// bound cuts what is too long and reports whether something was.
func (f *Facts) bound() bool {
	cut := false
	shorten := func(s *string, most int) {
		short, was := cutText(*s, most)
		*s, cut = short, cut || was
	}
	shorten(&f.Title, maxTitle)
	shorten(&f.Outlet, maxName)
	shorten(&f.Credit, maxName)
	if len(f.Bylines) > maxBylines {
		f.Bylines, cut = f.Bylines[:maxBylines], true
	}
	for i := range f.Bylines {
		shorten(&f.Bylines[i], maxName)
	}
	return cut
}

// headline returns the headline: as the page shows it, if it shows what its
// metadata state, else as they state it.
func (c *claims) headline() string {
	stated := oneLine(first(c.article.Headline, c.meta["og:title"], c.meta["twitter:title"], c.meta["dc.title"]))
	site := first(c.meta["og:site_name"], c.article.Publisher)
	stated = withoutSite(stated, site)
	if stated == "" {
		stated = withoutSite(c.title, site)
		if len(c.headings) == 1 {
			return c.headings[0]
		}
	}
	for _, h := range c.headings {
		if saysTheSame(h, stated) {
			return h
		}
	}
	if stated == "" && len(c.headings) > 0 {
		return c.headings[0]
	}
	return stated
}

// saysTheSame reports whether the heading of a page is the headline that its
// metadata state: in the same words, nearly so, or followed by more.
func saysTheSame(heading, stated string) bool {
	h, s := strings.ToLower(wordsOnly(heading)), strings.ToLower(wordsOnly(stated))
	const enough = 12 // bytes
	return h == s || len(h) >= enough && strings.HasPrefix(s, h) || sharesMost(heading, stated)
}

// withoutSite takes the name of the site from the end or the start of a title.
func withoutSite(title, site string) string {
	for _, joint := range []string{" | ", " - ", " – ", " — ", " :: ", " · ", " » "} {
		if i := strings.LastIndex(title, joint); i > 0 {
			last := strings.TrimSpace(title[i+len(joint):])
			if sameWords(last, site) || site == "" && joint == " | " && len(strings.Fields(last)) <= 4 {
				return strings.TrimSpace(title[:i])
			}
		}
		if start, rest, found := strings.Cut(title, joint); found && site != "" && sameWords(start, site) {
			return strings.TrimSpace(rest)
		}
	}
	return title
}

// bylines returns the names in what a page states as authors.
func bylines(authors []string, outlet string) []string {
	var names []string
	for _, a := range authors {
		a = oneLine(a)
		if len(a) > 3 && strings.EqualFold(a[:3], "by ") {
			a = a[3:]
		}
		for _, joint := range []string{" and ", " & ", "; ", " | "} {
			a = strings.ReplaceAll(a, joint, ",")
		}
		for name := range strings.SplitSeq(a, ",") {
			name = strings.TrimSpace(name)
			if len(names) > maxBylines || name == "" || strings.ContainsAny(name, "@/") || !strings.ContainsFunc(name, unicode.IsLetter) ||
				sameWords(name, outlet) || slices.Contains(names, name) {
				continue
			}
			names = append(names, name)
		}
	}
	return names
}

// isAuthorMeta reports whether meta elements of the name state an author.
func isAuthorMeta(name string) bool {
	switch name {
	case "author", "article:author", "byl", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "citation_author", "byline", "og:article:author":
		return true
	}
	return false
}

// isLinkedData reports whether a script holds JSON-LD.
func isLinkedData(attrs []html.Attribute) bool {
	media, _, _ := strings.Cut(attribute(attrs, "type"), ";")
	return strings.EqualFold(strings.TrimSpace(media), "application/ld+json")
}

// isFeedType reports whether a media type is one of feeds.
func isFeedType(media string) bool {
	media = strings.ToLower(strings.TrimSpace(media))
	return media == "application/rss+xml" || media == "application/atom+xml" || media == "application/feed+json"
}

// webAddress returns s if it is an address of the web, else "".
func webAddress(s string) string {
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || len(s) > 4096 {
		return ""
	}
	return s
}

// firstTime returns the first value that is a time, in ISO 8601.
func firstTime(values ...string) string {
	for _, v := range values {
		if t := isoTime(v); t != "" {
			return t
		}
	}
	return ""
}

// isoTime brings a time into the form of RFC 3339, or a date alone into that of
// ISO 8601; "" for what is neither. A time without a zone keeps none.
func isoTime(s string) string {
	s = strings.TrimSpace(s)
	if len(s) < 8 || len(s) > 60 {
		return ""
	}
	for _, layout := range []struct{ in, out string }{
		{time.RFC3339, time.RFC3339}, {"2006-01-02T15:04:05Z0700", time.RFC3339}, {"2006-01-02T15:04Z07:00", time.RFC3339}, {"20060102T150405Z0700", time.RFC3339},
		{"2006-01-02 15:04:05Z07:00", time.RFC3339}, {"2006-01-02 15:04:05 Z0700", time.RFC3339}, {"2006-01-02 15:04:05 -0700 MST", time.RFC3339},
		{time.RFC1123Z, time.RFC3339}, {time.RFC1123, time.RFC3339}, {"Mon, 2 Jan 2006 15:04:05 -0700", time.RFC3339}, {"Mon, 2 Jan 2006 15:04:05 MST", time.RFC3339},
		{"2006-01-02T15:04:05", "2006-01-02T15:04:05"}, {"2006-01-02 15:04:05", "2006-01-02T15:04:05"}, {"2006-01-02T15:04", "2006-01-02T15:04"}, {"2006-01-02 15:04", "2006-01-02T15:04"},
		{time.DateOnly, time.DateOnly}, {"20060102", time.DateOnly}, {"2006/01/02", time.DateOnly},
		{"January 2, 2006", time.DateOnly}, {"Jan 2, 2006", time.DateOnly}, {"2 January 2006", time.DateOnly}, {"2 Jan 2006", time.DateOnly},
	} {
		if t, err := time.Parse(layout.in, s); err == nil {
			if t.Year() < 1600 || t.Year() > 2200 {
				return ""
			}
			return t.Format(layout.out)
		}
	}
	return ""
}

// attribute returns the value of the attribute, "" if it is not there.
func attribute(attrs []html.Attribute, key string) string {
	for _, a := range attrs {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// first returns the first string that is not empty.
func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// oneLine collapses white space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// sameWords reports whether a and b have the same letters and digits, case aside.
func sameWords(a, b string) bool { return strings.EqualFold(wordsOnly(a), wordsOnly(b)) }

func wordsOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// sharesMost reports whether most words of one headline are in the other.
func sharesMost(a, b string) bool {
	words := strings.Fields(strings.ToLower(b))
	shared, all := 0, 0
	for w := range strings.FieldsSeq(strings.ToLower(a)) {
		all++
		if slices.Contains(words, w) {
			shared++
		}
	}
	return shared*5 >= max(all, len(words))*3 && shared > 2
}

// textOf returns the text in a tree as it stands.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// linkedArticle is what JSON-LD says of an article.
type linkedArticle struct {
	Headline, URL, Publisher, Published, Modified, Language, Body string

	Authors       []string // people, and who is not said to be anything else
	Organisations []string // among the authors
	Source        string   // sourceOrganization
	Limited       bool
}

// agency returns who wrote the article if that is an organisation other than
// its publisher.
func (a *linkedArticle) agency() string {
	for _, name := range append([]string{a.Source}, a.Organisations...) {
		if name != "" && !sameWords(name, a.Publisher) {
			return name
		}
	}
	return ""
}

// read takes one script. The first article it describes counts.
func (a *linkedArticle) read(script string) {
	var value any
	script = strings.TrimSpace(script)
	script = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(script, "<!--"), "//<![CDATA["), "-->")
	if err := json.Unmarshal([]byte(script), &value); err != nil {
		return
	}
	a.find(value, 0)
}

// find looks for an article in a value of JSON, at most six levels deep.
func (a *linkedArticle) find(value any, depth int) {
	if depth > 6 || a.Headline != "" {
		return
	}
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			a.find(item, depth+1)
		}
	case map[string]any:
		if isArticleType(v["@type"]) {
			a.take(v)
			return
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart"} {
			a.find(v[key], depth+1)
		}
	}
}

// isArticleType reports whether a type of Schema.org is a kind of article.
func isArticleType(value any) bool {
	switch v := value.(type) {
	case string:
		v = strings.TrimPrefix(v, "schema:")
		return strings.HasSuffix(v, "Article") || strings.HasSuffix(v, "Posting") && v != "JobPosting" || v == "Report"
	case []any:
		return slices.ContainsFunc(v, isArticleType)
	}
	return false
}

func (a *linkedArticle) take(v map[string]any) {
	a.Headline = html.UnescapeString(first(stringOf(v["headline"]), stringOf(v["name"])))
	a.URL = first(stringOf(v["url"]), stringOf(v["mainEntityOfPage"]))
	a.Published, a.Modified = stringOf(v["datePublished"]), stringOf(v["dateModified"])
	a.Language, a.Body = stringOf(v["inLanguage"]), stringOf(v["articleBody"])
	a.Publisher = html.UnescapeString(stringOf(v["publisher"]))
	a.Source = html.UnescapeString(stringOf(v["sourceOrganization"]))
	free := v["isAccessibleForFree"]
	a.Limited = free == false || strings.EqualFold(stringOf(free), "false")
	a.takeAuthors(v["author"])
}

// takeAuthors reads a name, a thing with a name, or a list of such.
func (a *linkedArticle) takeAuthors(value any) {
	switch v := value.(type) {
	case []any:
		for _, item := range v[:min(len(v), 2*maxBylines)] {
			if _, nested := item.([]any); !nested {
				a.takeAuthors(item)
			}
		}
	case map[string]any:
		name := html.UnescapeString(stringOf(v))
		if kind := stringOf(v["@type"]); strings.HasSuffix(kind, "Organization") {
			a.Organisations = append(a.Organisations, name)
		} else if name != "" {
			a.Authors = append(a.Authors, name)
		}
	case string:
		a.Authors = append(a.Authors, html.UnescapeString(v))
	}
}

// stringOf returns a string, the name or address of a thing, or the first of a
// list of such.
func stringOf(value any) string {
	switch v := value.(type) {
	case string:
		return strings.TrimSpace(v)
	case []any:
		if len(v) > 0 {
			if _, nested := v[0].([]any); !nested {
				return stringOf(v[0])
			}
		}
	case map[string]any:
		for _, key := range []string{"name", "@value", "url", "@id"} {
			if s, ok := v[key].(string); ok && s != "" {
				return strings.TrimSpace(s)
			}
		}
	}
	return ""
}

package ingest

import (
	"errors"
	"strings"
	"time"

	trafilatura "github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
)

// A page is read in three steps: the tree of the HTML, what the page states of
// itself, and which part of the tree is the article. The last is the work of
// go-trafilatura; what it leaves is cut into paragraphs here. Pages that are
// too deep or too large for a tree, those that take the library too long, and
// those that come while it is stuck, give the text of their paragraphs instead (markup.go).

// Bounds of what is handed to the library, which copies the tree several times
// and takes time that grows with the square of the text.
const (
	maxPage  = 8 << 20 // bytes of the page
	maxText  = 1 << 19 // bytes of its text
	maxNodes = 60_000  // of its tree
	maxTags  = 240_000 // of its markup, "<" within scripts included; a tree of more is not even built
)

// layOut reads an HTML page under guard.
func (s *Stream) layOut(d *Document) (page, error) {
	dec, err := decode(d.Name, d.Body, pageLabels(d))
	if err != nil {
		return page{}, err
	}
	if !wholePage(dec.text) {
		return fragmentPage(dec), nil
	}
	if len(dec.text) > maxPage || strings.Count(dec.text, "<") > maxTags || s.stuck.Load() >= maxStuck {
		return tolerantPage(dec), nil
	}
	p, err := s.guard(d.Name, func() (page, error) { return treePage(dec), nil })
	var e *Error
	if errors.Is(err, ErrTimeout) && errors.As(err, &e) {
		p = tolerantPage(dec)
		p.notes = []string{e.Detail + "; all its paragraphs are read"}
		return p, nil
	}
	return p, err
}

// readPage reads an HTML page without guard.
func readPage(d *Document, _ *Options) (page, error) {
	dec, err := decode(d.Name, d.Body, pageLabels(d))
	if err != nil {
		return page{}, err
	}
	return treePage(dec), nil
}

// pageLabels returns what is said about the encoding of a page.
func pageLabels(d *Document) labels {
	head := d.Body[:min(len(d.Body), headSize)]
	by := labels{outside: d.Label, inside: xmlLabel(head)}
	if by.inside == "" {
		by.inside = metaLabel(head)
	}
	return by
}

// wholePage reports whether markup is a page rather than a part of one.
func wholePage(markup string) bool {
	lower := strings.ToLower(markup[:min(len(markup), headSize)])
	for _, sign := range []string{"<!doctype", "<html", "<head", "<body"} {
		if strings.Contains(lower, sign) {
			return true
		}
	}
	return false
}

// treePage finds headline, text and facts of a page in its tree.
func treePage(dec decoded) page {
	root, err := html.Parse(strings.NewReader(dec.text))
	if err != nil || countNodes(root, maxNodes) >= maxNodes || textLength(root) > maxText {
		return tolerantPage(dec) // too deep, says the parser; or too large
	}
	p := page{decoded: dec, judged: true}
	c := readClaims(root)
	p.facts, p.cut = c.facts()
	removeHidden(root)
	removeCaptions(root)
	published := ""
	p.body, published = mainText(root, c.article.Body, p.facts.Published == "")
	if p.facts.Published == "" && published != "" {
		p.facts.Published, p.guessed = published, true
	}
	p.finish()
	return p
}

// mainText returns the paragraphs of the article in the tree, "" if there is
// none; with dated, also the date of publication if the page shows it. stated is
// the text that the page's JSON-LD gives, if any.
func mainText(root *html.Node, stated string, dated bool) (body, published string) {
	options := trafilatura.Options{HtmlDateMode: trafilatura.Disabled}
	if dated {
		options.HtmlDateMode = trafilatura.Fast
	}
	result, err := trafilatura.ExtractDocument(root, options)
	if err != nil {
		return "", ""
	}
	var w paragraphs
	w.node(result.ContentNode)
	found := w.String()
	body = withoutEcho(newPageText(root).restore(found))
	switch {
	case !strings.Contains(body, "\n"):
		body = withBreaks(body, root, stated)
	case !strings.Contains(found, "\n"): // all text of the page, as below
		body = prose(body)
	}
	if date := result.Metadata.Date; dated && !date.IsZero() {
		published = date.Format(time.DateOnly)
	}
	return body, published
}

// withoutEcho takes away the end of a body that says once more all that stands
// before it: of a page with one short paragraph the library gives the paragraph
// and then the text of the whole page.
func withoutEcho(body string) string {
	const (
		most   = 4000 // bytes of a body that is looked at
		little = 100  // bytes of other words, as of a title, that the end may begin with
	)
	if len(body) > most {
		return body
	}
	for at := strings.Index(body, "\n\n"); at >= 0; {
		before, after := wordsOnly(body[:at]), wordsOnly(body[at:])
		if before != "" && strings.HasSuffix(after, before) && len(after)-len(before) <= little {
			return body[:at]
		}
		next := strings.Index(body[at+2:], "\n\n")
		if next < 0 {
			break
		}
		at += 2 + next
	}
	return body
}

// withBreaks returns a text with its paragraphs. Where the library finds little,
// it takes all text of the article element, of the JSON-LD or of the page as one
// paragraph; the same place is read again here, with the breaks it has.
func withBreaks(text string, root *html.Node, stated string) string {
	letters := len(wordsOnly(text))
	same := func(other string) bool {
		n := len(wordsOnly(other))
		return n*10 >= letters*8 && n*10 <= letters*12
	}
	if strings.Contains(stated, "<p") {
		m := scanMarkup(stated)
		stated = m.text()
	}
	if stated = spacedLines(stated); same(stated) {
		return stated
	}
	for _, name := range []string{"article", "body"} {
		for n := range root.Descendants() {
			if n.Type == html.ElementNode && n.Data == name {
				var w paragraphs
				w.node(n)
				if other := w.String(); same(other) {
					return prose(other)
				}
				break
			}
		}
	}
	return text
}

// prose takes what is no prose out of the text of a page or of its article element: runs of paragraphs
// without a sentence, as menus and teasers are, and those before the first sentence
// and after the last. One that stands alone between sentences may be a heading.
func prose(text string) string {
	all := strings.Split(text, "\n\n")
	var kept []string
	for i, p := range all {
		if hasSentence(p) || i > 0 && i+1 < len(all) && hasSentence(all[i-1]) && hasSentence(all[i+1]) {
			kept = append(kept, p)
		}
	}
	if len(kept) == 0 {
		return text
	}
	return strings.Join(kept, "\n\n")
}

// spacedLines returns the lines of text as paragraphs.
func spacedLines(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n\n")
}

// finish takes notices out of the body and puts the headline above it.
func (p *page) finish() {
	p.body, p.dropped = dropNotices(p.body)
	p.putUnder(p.facts.Title)
}

// tolerantPage reads a page without a tree.
func tolerantPage(dec decoded) page {
	m := scanMarkup(dec.text)
	p := page{decoded: dec, judged: true, body: m.article(), notes: []string{"the page is too deep or too large for its layout to be understood; all its paragraphs are read"}}
	p.facts, p.cut = m.facts()
	p.finish()
	return p
}

// fragmentPage reads a part of a page, such as the body of an agency's item: all
// its text is the article's.
func fragmentPage(dec decoded) page {
	m := scanMarkup(dec.text)
	p := page{decoded: dec, body: m.text()}
	p.finish()
	return p
}

// countNodes returns the number of nodes of the tree, at most limit.
func countNodes(root *html.Node, limit int) int {
	n := 0
	for range root.Descendants() {
		if n++; n >= limit {
			break
		}
	}
	return n
}

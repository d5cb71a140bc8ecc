package web

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// TestNumbersLead follows the numbers of all pages: each number of a table leads to its
// rows, and where a link is a number, and leads to a list of attributions, so many are
// there.
func TestNumbersLead(t *testing.T) {
	s, server := newServer(t, Options{})
	followed := 0
	for _, address := range pagesToSee(t, s) {
		_, body := ask(t, "GET", server.URL+address, nil)
		doc, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			switch {
			case n.DataAtom == atom.Td && attribute(n, "class") == "num":
				if number, ok := numberIn(text(n)); ok && number > 0 && !has(n, atom.A) && !strings.HasPrefix(address, "/speakers/changes") && !strings.HasPrefix(address, "/feeds") && !strings.ContainsAny(text(n), ".%") {
					t.Errorf("%s: %q leads nowhere", address, text(n))
				}
			case n.DataAtom == atom.A:
				number, ok := numberIn(text(n))
				to, err := url.Parse(attribute(n, "href"))
				if ok && err == nil && to.Path == "/framing" && to.Query().Get("row-has") == "all" && attribute(n.Parent, "class") == "num" && n.Parent.PrevSibling.DataAtom == atom.Th {
					if _, body := ask(t, "GET", server.URL+to.String(), nil); !strings.Contains(body, "<h2>"+counted(number, "row", "rows")) {
						t.Errorf("%s: %d rows are not at %s", address, number, to)
					}
				}
				if !ok || strings.Contains(text(n), "%") || err != nil || to.Path != "/search" && !strings.HasSuffix(to.Path, "/said") || strings.Contains(text(n), "article") {
					continue
				}
				if isArticles(n) { // of a speaker: their attributions are shown
					continue
				}
				to.Path += ".json"
				response, body := ask(t, "GET", server.URL+to.String(), nil)
				var page answerJSON
				if err := json.Unmarshal([]byte(body), &page); err != nil || page.Total != number {
					t.Errorf("%s: %q leads to %d rows of %s (status %d)", address, text(n), page.Total, to, response.StatusCode)
				}
				followed++
			}
		}
	}
	if followed < 100 {
		t.Errorf("only %d numbers to follow", followed)
	}
}

// isArticles reports whether a link stands in a column that counts articles.
func isArticles(a *html.Node) bool {
	return a.Parent != nil && strings.Contains(attribute(a.Parent, "class"), "wide")
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func has(n *html.Node, a atom.Atom) bool {
	for d := range n.Descendants() {
		if d.DataAtom == a {
			return true
		}
	}
	return false
}

// numberIn returns the number that a text ends with, or begins with.
func numberIn(s string) (int64, bool) {
	fields := strings.Fields(strings.ReplaceAll(s, ",", ""))
	for _, i := range []int{len(fields) - 1, 0} {
		if i < 0 || i >= len(fields) {
			continue
		}
		if n, err := strconv.ParseInt(fields[i], 10, 64); err == nil {
			return n, true
		}
	}
	return 0, false
}

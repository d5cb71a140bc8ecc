package ingest

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestVerbatim takes paragraphs from the page as it prints them.
func TestVerbatim(t *testing.T) {
	const page = `<body><nav>The mayor</nav><ul><li>“<a href=x>The mayor</a> <b>said</b>: no.”</li></ul>
<p>It rained<sup>2</sup>, <i>Ann Poe</i>&nbsp;said.</p><p>One.<br>Two<figure><figcaption>Picture.</figcaption></figure></p></body>`
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, found, want string }{
		{"spaces lost", "The mayorsaid: no.", "“The mayor said: no.”"},
		{"spaces gained", "It rained 2 , Ann Poe said .", "It rained2, Ann Poe\u00a0said."},
		{"breaks lost", "The mayor said: no. It rained2, Ann Poe said.", "“The mayor said: no.”\n\nIt rained2, Ann Poe\u00a0said."},
		{"line break", "One. Two", "One.\nTwo"},
		{"not on the page", "It snowed.", "It snowed."},
		{"a menu is the only other place", "The mayor", "The mayor"},
		{"nothing", "", ""},
		{"no letters", "***", "***"},
	} {
		if got := newPageText(root).restore(c.found); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.name, c.found, got, c.want)
		}
	}
}

func BenchmarkPage(b *testing.B) {
	data := []byte(`<html lang="en"><head><title>Ferry</title></head><body><nav>` + strings.Repeat("<a href=/x>News</a> ", 200) +
		"</nav><article><h1>Ferry</h1>" + strings.Repeat(story(), 20) + "</article></body></html>")
	s := Open(nil, Options{})
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if in := s.Read(Document{Name: "page", Body: data}); in.Outcome != Read {
			b.Fatal(in.Outcome, in.Note)
		}
	}
}

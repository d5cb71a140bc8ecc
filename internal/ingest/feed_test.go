package ingest

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// FuzzFeed reads anything as a feed: without a fault, to items whose addresses are
// of the web and hold no credentials, and again to the same.
func FuzzFeed(f *testing.F) {
	files, _ := filepath.Glob("testdata/read/feeds*.txtar")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range txtar.Parse(data).Files {
			if part.Name != "want" {
				f.Add(part.Data)
			}
		}
	}
	f.Add([]byte("null"))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":{}}`))
	o := Options{Now: noon}.filled()
	f.Fuzz(func(t *testing.T, data []byte) {
		read, err := readFeed("feed", "https://a.example/feed", data, &o, "")
		var e *Error
		if err != nil {
			if !errors.As(err, &e) || errors.Is(err, ErrFault) || errors.Is(err, ErrTimeout) {
				t.Fatal(err)
			}
			return
		}
		again, err := readFeed("feed", "https://a.example/feed", data, &o, "")
		if err != nil || len(again.items) != len(read.items) {
			t.Fatalf("%d items, then %d, %v", len(read.items), len(again.items), err)
		}
		for i, n := range read.items {
			if n != again.items[i] {
				t.Fatalf("%+v, then %+v", n, again.items[i])
			}
			u, err := url.Parse(n.url)
			if n.url != "" && (err != nil || u.User != nil || u.Scheme != "http" && u.Scheme != "https") {
				t.Fatalf("address %q", n.url)
			}
		}
	})
}

// TestMendedXML leaves well-formed feeds as they are, but for what they declare.
func TestMendedXML(t *testing.T) {
	for _, c := range []struct{ in, want, note string }{
		{"<rss><item>a</item></rss>", "<rss><item>a</item></rss>", ""},
		{"<?xml version='1.0'?><!DOCTYPE rss>\n<rss><!-- c --><item>&lt;<![CDATA[<?x?><!ENTITY]]></item></rss>", "\n<rss><!-- c --><item>&lt;<![CDATA[<?x?><!ENTITY]]></item></rss>", ""},
		{"<rss><channel><item>a</item><item>b", "<rss><channel><item>a</item></channel></rss>", "it ends within <item>"},
		{"<a:rss><a:entry>a</a:entry><x><item>b</item><", "<a:rss><a:entry>a</a:entry><x><item>b</item></x></a:rss>", "unexpected EOF"},
		{"<rss><item>&#x1F600;&#0;&#xFFFF;&#12345678901;&#x;&#8220</item></rss>", "<rss><item>&#x1F600;\uFFFD\uFFFD\uFFFD&#x;&#8220</item></rss>", ""},
		{"<rss><item>a</item>" + strings.Repeat("<x>", maxFeedDepth) + "</rss>", "<rss><item>a</item></rss>", "elements within each other"},
	} {
		got, note, err := mendXML("feed", c.in)
		if err != nil || got != c.want || !strings.Contains(note, c.note) || (note == "") != (c.note == "") {
			t.Errorf("%s becomes %s, %q, %v", c.in, got, note, err)
		}
	}
}

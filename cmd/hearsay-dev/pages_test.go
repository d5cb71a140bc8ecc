package main

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hearsay/internal/ingest"
)

// TestShingles holds the measure to values worked out by hand.
func TestShingles(t *testing.T) {
	for _, c := range []struct {
		name, want, got   string
		precision, recall float64
	}{
		{"equal", "one two three four five", "One, two.", 0, 0},
		{"equal but for marks", "“one two” three_3 four five!", "one two three_3 four five", 1, 1},
		{"one word more", "a b c d e", "a b c d e f", 2.0 / 3, 1},
		{"one word less", "a b c d e f", "a b c d e", 1, 2.0 / 3},
		{"repeated", "a b c d a b c d", "a b c d", 1, 1.0 / 5},
		{"short texts", "a b", "a b", 1, 1},
		{"nothing found", "a b c d", "", 0, 0},
		{"nothing there", "", "", 1, 1},
	} {
		p := comparePage(c.want, c.got)
		if math.Abs(p.precision()-c.precision) > 1e-9 || math.Abs(p.recall()-c.recall) > 1e-9 {
			t.Errorf("%s: precision %.4f, recall %.4f", c.name, p.precision(), p.recall())
		}
	}
}

// TestPages scores three pages of ours in the layout of the public benchmark.
func TestPages(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "html"), 0o777); err != nil {
		t.Fatal(err)
	}
	const lead = "The ferry to Orrin Island will not sail before Friday, the harbour board said on Tuesday, because ice has damaged the pier on which passengers wait. "
	const more = "Ms Talla, who chairs the board, said that repairs had begun and that a smaller boat would carry medicine and mail until the pier was safe again for everyone. "
	paragraphs := "<p>" + lead + "</p><p>" + more + "</p><p>" + lead + "</p>"
	menu := `<nav><a href="/">Home</a> <a href="/sport">Sport results of the whole week</a></nav>`
	truth := map[string]truePage{}
	for id, body := range map[string]string{"a": "", "b": `<aside>Most read this week on our pages and others</aside>`, "c": `<footer>Copyright of The Orrin Gazette and its writers</footer>`} {
		page := "<!doctype html><html><head><title>Ferry stays in port</title></head><body>" + menu + "<article><h1>Ferry stays in port</h1>" + paragraphs + "</article>" + body + "</body></html>"
		truth[id] = truePage{ArticleBody: lead + more + lead}
		writeGzip(t, filepath.Join(dir, "html", id+".html.gz"), page)
	}
	data, err := json.Marshal(truth)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "ground-truth.json"), data, 0o666); err != nil {
		t.Fatal(err)
	}
	out, _, err := call("pages", "-each", dir)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out, "precision 1.000  recall 1.000  F1 1.000\n3 pages") || !strings.Contains(out, "a  1.000  1.000  read\n") {
		t.Errorf("got:\n%s", out)
	}
}

func writeGzip(t *testing.T, file, text string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := gzip.NewWriter(f)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestOwnPages reads pages of many makes, hard ones among them: none is read worse
// than by the library alone, and what stands around an article stays out.
func TestOwnPages(t *testing.T) {
	const dir = "testdata/pages"
	truth, err := readTruth(filepath.Join(dir, "ground-truth.json"))
	if err != nil || len(truth) < 10 {
		t.Fatal(len(truth), err)
	}
	around := []string{
		"731 partners", "This site uses cookies", "Our weekly letter", "Photograph: Ada Lisle", "beside a dam of sticks", "nobody from the ministry",
		"hiding from his grandmother", "almost left her at home on Saturday morning", "READ MORE", "cannot play this video", "Subscribe now", "no reader ever sees",
		"the fridge has never been the same", "Recent posts", "Telephone: 555", "The camera at the bottom of Castle Street, behind", "cheaper yarn", "Five walks for a wet weekend", "commission",
	}
	known := map[string][]string{"markets": {"Five walks for a wet weekend"}, "earbuds": {"commission"}} // not told apart yet
	stream := ingest.Open(nil, ingest.Options{Language: ingest.AnyLanguage})
	for id, want := range truth {
		page, err := readHTML(dir, id)
		if err != nil {
			t.Fatal(err)
		}
		in := stream.Read(ingest.Document{Name: id, Body: page, Media: "text/html"})
		ours, library := comparePage(want.ArticleBody, in.Article.Text[in.Body:]), comparePage(want.ArticleBody, byLibrary(page))
		if ours.precision() < library.precision()-1e-9 || ours.recall() < library.recall()-1e-9 {
			t.Errorf("%s: precision %.3f, recall %.3f; the library alone %.3f, %.3f", id, ours.precision(), ours.recall(), library.precision(), library.recall())
		}
		for _, text := range around {
			if strings.Contains(in.Article.Text, text) && !slices.Contains(known[id], text) {
				t.Errorf("%s holds %q", id, text)
			}
		}
		text := "\n" + in.Article.Text + "\n"
		for p := range strings.SplitSeq(want.ArticleBody, "\n\n") {
			if strings.Contains(text, p) && !strings.Contains(text, "\n"+p+"\n") {
				t.Errorf("%s has lost a break beside %q", id, p)
			}
		}
	}
}

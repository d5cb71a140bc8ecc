package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"hearsay"
	"hearsay/internal/compare"
	"hearsay/internal/samples"
)

// readEvents reads the articles of the sample events.
func readEvents(t *testing.T, names ...string) []*compare.Article {
	t.Helper()
	all, err := samples.Events()
	if err != nil {
		t.Fatal(err)
	}
	var articles []*compare.Article
	for _, e := range all {
		for _, a := range e.Articles {
			if len(names) > 0 && e.Name != names[0] {
				continue
			}
			article := hearsay.NewArticle(a.Text)
			article.Outlet, article.Published, article.URL = a.Outlet, a.Published, a.URL
			reading, err := hearsay.Read(article)
			if err != nil {
				t.Fatal(err)
			}
			made := compare.NewArticle(reading)
			articles = append(articles, &made)
		}
	}
	return articles
}

// spansIn collects every span of decoded JSON, with the URL of its article.
func spansIn(v any, url string, found func(url string, start, end int, text string)) {
	switch v := v.(type) {
	case map[string]any:
		if a, ok := v["article"].(map[string]any); ok {
			url, _ = a["url"].(string)
		}
		if start, ok := v["start"].(float64); ok {
			found(url, int(start), int(v["end"].(float64)), v["text"].(string))
		}
		for _, x := range v {
			spansIn(x, url, found)
		}
	case []any:
		for _, x := range v {
			spansIn(x, url, found)
		}
	}
}

// Every span in the JSON of traces, verifications and comparisons is that of its
// text, in code points.
func TestComparedSpans(t *testing.T) {
	articles := readEvents(t, "kelda-dam")
	texts := map[string][]rune{}
	for _, a := range articles {
		texts[a.Article.URL] = []rune(a.Article.Text)
	}
	const quote = "clear water … nothing is being washed out"
	set := compare.NewSet(articles, false)
	for name, line := range map[string][]byte{
		"trace":   AppendTraceJSON(nil, set.Trace("clear water means that nothing is being washed out", ""), len(articles)),
		"verify":  AppendVerifyJSON(nil, quote, compare.VerifyAll(quote, articles), len(articles)),
		"compare": AppendComparisonJSON(nil, compare.Compare(articles)),
	} {
		var v any
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		n := 0
		spansIn(v, "", func(url string, start, end int, text string) {
			n++
			if got := string(texts[url][start:end]); got != text {
				t.Errorf("%s: [%d,%d) of %s is %q, want %q", name, start, end, url, got, text)
			}
		})
		if n < 5 {
			t.Errorf("%s: only %d spans", name, n)
		}
	}
}

// The rows printed are those counted, in every format.
func TestFramingCountsAgree(t *testing.T) {
	f := compare.Frame(readEvents(t), compare.LeastShown)
	var rows, cells bytes.Buffer
	if err := WriteFramingRows(&rows, f); err != nil {
		t.Fatal(err)
	}
	if err := WriteFramingCSV(&cells, f); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&rows).ReadAll()
	if err != nil || len(records)-1 != len(f.Rows) {
		t.Errorf("%d rows, %d counted (%v)", len(records)-1, len(f.Rows), err)
	}
	ids := map[string]int{}
	for _, r := range records[1:] {
		ids[r[0]]++
	}
	table, err := csv.NewReader(&cells).ReadAll()
	if err != nil || len(table)-1 != len(f.Outlets)+len(f.Speakers)+len(f.Cells) {
		t.Errorf("%d cells (%v)", len(table)-1, err)
	}
	var got framingJSON
	if err := json.Unmarshal(AppendFramingJSON(nil, f), &got); err != nil {
		t.Fatal(err)
	}
	listed := 0
	for _, c := range got.Outlets {
		listed += len(c.Rows)
		for _, id := range c.Rows {
			if ids[id] == 0 {
				t.Errorf("row %s of %s is not among the rows", id, c.Outlet)
			}
		}
		if c.Shown != (c.Attributions >= compare.LeastShown) || c.Shown != (c.Shares["direct"].Rate != nil) {
			t.Errorf("%s with %d attributions is shown: %v", c.Outlet, c.Attributions, c.Shown)
		}
	}
	if listed != len(f.Rows) {
		t.Errorf("outlets list %d rows of %d", listed, len(f.Rows))
	}
}

// hostile is a pair of accounts whose words try to act on terminals and pages.
func hostile() []*compare.Article {
	var out []*compare.Article
	for _, outlet := range []string{"<b>A</b>\x1b[31m", "\u202eB & Co"} {
		text := "\x1b]0;owned\x07Mayor <script>alert(1)</script> Poe said the \u202ebridge & river are closed for lorries.\n"
		at := hearsay.Attribution{ID: "x" + outlet, Form: "indirect", Source: hearsay.Source{Spans: []hearsay.Span{{Start: 10, End: 48}}, Speaker: "s1"}}
		at.Cue.Spans = []hearsay.Span{{Start: strings.Index(text, "said"), End: strings.Index(text, "said") + 4}}
		at.Content = []hearsay.Span{{Start: strings.Index(text, "the \u202e"), End: len(text) - 1}}
		r := &hearsay.Reading{Article: hearsay.NewArticle(text), Speakers: []hearsay.Speaker{{ID: "s1", Name: "<script>alert(1)</script>\x1b[2J Poe"}}, Attributions: []hearsay.Attribution{at}}
		r.Article.Outlet, r.Article.URL = outlet, "javascript:alert(1)"
		a := compare.NewArticle(r)
		out = append(out, &a)
	}
	return out
}

func TestComparedWordsCannotAct(t *testing.T) {
	articles := hostile()
	set := compare.NewSet(articles, false)
	c := compare.Compare(articles)
	const quote = "the bridge & river are closed for lorries"
	o := TextOptions{Width: 90}
	for name, text := range map[string][]byte{
		"trace": AppendTrace(nil, set.Trace(quote, ""), o), "verify": AppendVerify(nil, quote, compare.VerifyAll(quote, articles), 2, 0, o),
		"compare": AppendComparison(nil, c, o), "events": AppendEvents(nil, compare.Events(articles), o),
		"framing": AppendFraming(nil, compare.Frame(articles, 1), o),
	} {
		if !utf8.Valid(text) || bytes.ContainsAny(text, "\x1b\x07\u202e") || len(text) == 0 {
			t.Errorf("%s lets through what acts on a terminal: %q", name, text)
		}
	}
	page, err := ComparisonPage(c)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(page, []byte("<script")) || bytes.Contains(page, []byte("javascript:")) || bytes.Contains(page, []byte("<b>")) {
		t.Errorf("the page holds markup of an article: %s", page)
	}
	var svg bytes.Buffer
	if err := WriteFramingSVG(&svg, compare.Frame(articles, 1)); err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(&svg); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the chart is no XML: %v", err)
		}
	}
}

// What is printed fits the width, in columns or below one another.
func TestComparisonFitsWidth(t *testing.T) {
	c := compare.Compare(readEvents(t, "border-bridge")[:3])
	for _, width := range []int{40, 60, 80, 100, 140} {
		for line := range strings.Lines(string(AppendComparison(nil, c, TextOptions{Width: width}))) {
			if w := textWidth(strings.TrimSuffix(line, "\n")); w > width {
				t.Errorf("a line of %d columns for a terminal of %d: %s", w, width, line)
			}
		}
	}
}

package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	"github.com/parquet-go/parquet-go"

	"hearsay"
)

// search is the Collection of the tests.
var search = Collection{
	ID: "tag:desk.example,2026:ferry", Title: "Ferry & \"rain\" <b>", Query: `who:Poe "no ferry"`,
	Link: "https://desk.example/?q=ferry", Self: "https://desk.example/ferry.atom", Base: "https://desk.example/",
}

// online returns the fixtures as if they had been published on the web.
func online(t testing.TB) []*hearsay.Reading {
	all := readings(t)
	for i, r := range all {
		r.Article.URL = fmt.Sprintf("https://ledger.example/%d?a=1&b=%%20", i)
		r.Article.Published = []string{"", "2026-03-09", "2026-03-09T22:15:00+02:00", "March"}[i%4]
	}
	return all
}

func TestGoldenFormats(t *testing.T) {
	odd := awkward()
	odd.Article.URL, odd.Article.Published, odd.Article.Outlet = "https://ledger.example/a?b=1&c=2", "2026-03-09", "Ledger"
	for _, f := range Formats() {
		if f.Name != "parquet" && f.Name != "csv" {
			golden(t, "awkward."+f.Name, writtenIn(t, f.Name, search, odd))
		}
	}
}

// TestFormatsAreReproducible writes everything twice, in every format, and nothing.
func TestFormatsAreReproducible(t *testing.T) {
	for _, f := range Formats() {
		for _, c := range []Collection{{}, search} {
			first, second := writtenIn(t, f.Name, c, online(t)...), writtenIn(t, f.Name, c, online(t)...)
			if !bytes.Equal(first, second) {
				t.Errorf("%s: the same rows gave other bytes", f.Name)
			}
			if f.Name != "parquet" && !utf8.Valid(first) {
				t.Errorf("%s: not UTF-8", f.Name)
			}
		}
		if nothing := written(t, f.Name); f.Name != "attributions" && len(nothing) == 0 {
			t.Errorf("%s: no document without rows", f.Name)
		}
	}
}

// failing is a stream that fails after some bytes.
type failing struct{ left int }

var errFull = errors.New("the disk is full")

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// TestFullDisk lets the stream fail after every so many bytes: no format ends as
// if nothing had happened.
func TestFullDisk(t *testing.T) {
	rows := Rows(sampleReading(t, "agency-relay"))
	for _, f := range Formats() {
		whole := len(written(t, f.Name, sampleReading(t, "agency-relay")))
		for left := 0; left < whole; left += 1 + whole/15 {
			w, err := NewWriter(&failing{left}, f.Name, Collection{})
			if err != nil {
				t.Fatal(err)
			}
			for i := range rows {
				err = errors.Join(err, w.Write(&rows[i]))
			}
			if err = errors.Join(err, w.Close()); !errors.Is(err, errFull) {
				t.Errorf("%s: %v after %d of %d bytes", f.Name, err, left, whole)
			}
		}
	}
}

func TestExcel(t *testing.T) {
	tests := []struct {
		kind       columnKind
		cell, want string
	}{
		{words, `=HYPERLINK("https://evil.example")`, `'=HYPERLINK("https://evil.example")`},
		{words, "+1", "'+1"}, {words, "-1", "'-1"}, {words, "@x", "'@x"}, {words, "\tx", "'\tx"}, {words, "\rx", "'\rx"},
		{words, "＝1", "'＝1"},
		{words, "a=b", "a=b"}, {words, "“=x”", "“=x”"}, {words, "2026-03-09", "2026-03-09"}, {words, "", ""},
		{number, "0.5", "0.5"},
		{hashed, "1234567890123456", "'1234567890123456"}, {hashed, "12345e6789012345", "'12345e6789012345"},
		{hashed, "ef3a2c9114a2eda4", "ef3a2c9114a2eda4"}, {hashed, "s1", "s1"}, {hashed, "", ""},
		{ranges, "3-12", "3..12"}, {ranges, "3-12;14-20", "3..12;14..20"},
	}
	for _, tt := range tests {
		if got := guarded(tt.cell, tt.kind); got != tt.want {
			t.Errorf("%q becomes %q, want %q", tt.cell, got, tt.want)
		}
	}
	sheet := written(t, "excel", awkward())
	if !bytes.HasPrefix(sheet, []byte("\ufeffarticle_id,")) {
		t.Errorf("begins with %q", sheet[:20])
	}
	if plain := written(t, "csv", awkward()); bytes.Count(plain, []byte("\n")) != bytes.Count(sheet, []byte("\n")) {
		t.Error("there are not as many lines as in the plain table")
	}
}

func TestCorpusOfStatements(t *testing.T) {
	r := sampleReading(t, "agency-relay")
	lines, err := csv.NewReader(bytes.NewReader(written(t, "tif", r))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if lines[0][0] != "doc_id" || lines[0][1] != "text" || len(lines[0]) != len(columns) || len(lines) != len(r.Attributions)+1 {
		t.Fatalf("%d lines with columns %q", len(lines), lines[0])
	}
	if lines[1][0] != "a1" || lines[1][1] != r.Text(r.Attributions[0].Content) {
		t.Errorf("first document is %q", lines[1][:2])
	}
}

// TestAttributionsHoldReadings holds the objects of an attribution on its own to have all that
// the same attribution has in its reading.
func TestAttributionsHoldReadings(t *testing.T) {
	for _, r := range readings(t) {
		var whole struct{ Attributions []map[string]any }
		if err := json.Unmarshal(AppendJSON(nil, r), &whole); err != nil {
			t.Fatal(err)
		}
		i := 0
		for line := range bytes.Lines(written(t, "attributions", r)) {
			var own map[string]any
			if err := json.Unmarshal(line, &own); err != nil {
				t.Fatal(err)
			}
			holds(t, whole.Attributions[i]["id"].(string), own, whole.Attributions[i])
			if article := own["article"].(map[string]any); article["id"] != r.Article.ID || article["text"] != nil {
				t.Errorf("article is %v", article)
			}
			i++
		}
		if i != len(whole.Attributions) {
			t.Errorf("%s: %d lines for %d attributions", r.Article.File, i, len(whole.Attributions))
		}
	}
}

// holds checks that got has everything that want has, and maybe more keys.
func holds(t *testing.T, path string, got, want any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		for key, value := range want {
			object, _ := got.(map[string]any)
			holds(t, path+"."+key, object[key], value)
		}
	case []any:
		list, _ := got.([]any)
		if len(list) != len(want) {
			t.Errorf("%s has %d items, want %d", path, len(list), len(want))
			return
		}
		for i := range want {
			holds(t, fmt.Sprint(path, i), list[i], want[i])
		}
	default:
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}

// selector is a selector of either kind.
type selector struct {
	Type                  string
	Exact, Prefix, Suffix string
	Start, End            int
}

type webAnnotations struct {
	Type  string
	Total int
	First struct {
		Type  string
		Items []struct {
			ID, Type string
			Target   []struct {
				Source   string
				State    struct{ Cached string }
				Selector []selector
			}
			Attribution struct{ ID string }
		}
	}
}

// TestWebAnnotations finds each passage in the text, by its words and by its
// place, as a reader of annotations does.
func TestWebAnnotations(t *testing.T) {
	for _, r := range online(t) {
		var got webAnnotations
		if err := json.Unmarshal(writtenIn(t, "w3c", search, r), &got); err != nil {
			t.Fatal(err)
		}
		if got.Type != "AnnotationCollection" || got.First.Type != "AnnotationPage" || got.Total != len(r.Attributions) || len(got.First.Items) != got.Total {
			t.Fatalf("%s: %d of %d annotations in %s", r.Article.File, len(got.First.Items), got.Total, got.Type)
		}
		runes := []rune(r.Article.Text)
		for i, item := range got.First.Items {
			if item.Attribution.ID != r.Attributions[i].ID || item.ID != "https://desk.example/a/"+r.Attributions[i].ID {
				t.Errorf("%s is where %s should be", item.ID, r.Attributions[i].ID)
			}
			for _, target := range item.Target {
				if len(target.Selector) == 0 { // the article as a whole
					continue
				}
				quote, place := target.Selector[0], target.Selector[1]
				if target.Source != r.Article.URL || !strings.HasPrefix(target.State.Cached, "ni:///sha-256;") {
					t.Errorf("%s: source %s, state %v", item.ID, target.Source, target.State)
				}
				if string(runes[place.Start:place.End]) != quote.Exact {
					t.Errorf("%s: at its place stands %q, not %q", item.ID, string(runes[place.Start:place.End]), quote.Exact)
				}
				anchored(t, r.Article.Text, quote, len(string(runes[:place.Start])))
			}
		}
	}
}

// anchored checks that the words around a quotation tell it from all others, on
// either side.
func anchored(t *testing.T, text string, q selector, at int) {
	t.Helper()
	if !strings.HasPrefix(text[at-len(q.Prefix):], q.Prefix+q.Exact+q.Suffix) {
		t.Errorf("%q does not stand between %q and %q", q.Exact, q.Prefix, q.Suffix)
	}
	if n := strings.Count(text, q.Prefix+q.Exact); n != 1 && at > len(q.Prefix) {
		t.Errorf("%q with what is before it stands %d times in the text", q.Exact, n)
	}
	if n := strings.Count(text, q.Exact+q.Suffix); n != 1 && at+len(q.Exact+q.Suffix) < len(text) {
		t.Errorf("%q with what is after it stands %d times in the text", q.Exact, n)
	}
}

// TestParquet reads a file back and compares it with the plain table.
func TestParquet(t *testing.T) {
	all := online(t)
	lines, err := csv.NewReader(bytes.NewReader(written(t, "csv", all...))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	data := writtenIn(t, "parquet", search, all...)
	file, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if query, _ := file.Lookup("hearsay.query"); query != search.Query {
		t.Errorf("the query is %q", query)
	}
	var found []string
	for _, field := range file.Schema().Fields() {
		found = append(found, field.Name())
	}
	if !slices.Equal(found, lines[0]) {
		t.Errorf("columns are %q", found)
	}
	if n := file.NumRows(); n != int64(len(lines)-1) {
		t.Fatalf("%d rows for %d", n, len(lines)-1)
	}
	for i, row := range parquetRows(t, file) {
		for j, cell := range row {
			// The csv package reads CR LF inside a cell as LF.
			if got := strings.ReplaceAll(cell, "\r\n", "\n"); got != lines[i+1][j] {
				t.Errorf("row %d: %s is %q, in the table %q", i, lines[0][j], got, lines[i+1][j])
			}
		}
	}
}

// parquetRows returns the cells of a file as the plain table has them.
func parquetRows(t *testing.T, file *parquet.File) [][]string {
	t.Helper()
	var out [][]string
	for _, group := range file.RowGroups() {
		rows := group.Rows()
		buffer := make([]parquet.Row, 7)
		for {
			n, err := rows.ReadRows(buffer)
			for _, row := range buffer[:n] {
				cells := make([]string, len(columns))
				for _, v := range row {
					switch {
					case v.IsNull():
					case v.Kind() == parquet.ByteArray:
						cells[v.Column()] = string(v.ByteArray())
					default:
						cells[v.Column()] = fmt.Sprint(v)
					}
				}
				out = append(out, cells)
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestParquetGroups writes more rows than a group holds.
func TestParquetGroups(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, "parquet", Collection{})
	if err != nil {
		t.Fatal(err)
	}
	row := Rows(sampleReading(t, "agency-relay"))[0]
	const n = rowGroup + 5
	for range n {
		if err := w.Write(&row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := parquet.OpenFile(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if len(file.RowGroups()) != 2 || file.NumRows() != n {
		t.Errorf("%d rows in %d groups", file.NumRows(), len(file.RowGroups()))
	}
}

// TestFeeds reads the feeds with a reader's parser.
func TestFeeds(t *testing.T) {
	for _, name := range []string{"atom", "rss", "jsonfeed"} {
		for _, c := range []Collection{{}, search} {
			for _, r := range online(t) {
				data := writtenIn(t, name, c, r)
				if name != "jsonfeed" {
					wellFormed(t, data)
				}
				feed, err := gofeed.NewParser().Parse(bytes.NewReader(data))
				if err != nil {
					t.Fatalf("%s of %s: %v\n%s", name, r.Article.File, err, data)
				}
				if feed.Title != c.title() || len(feed.Items) != len(r.Attributions) {
					t.Fatalf("%s: %q with %d items for %d attributions", name, feed.Title, len(feed.Items), len(r.Attributions))
				}
				for i, item := range feed.Items {
					checkItem(t, name, c, item, &Rows(r)[i])
				}
			}
		}
	}
}

func checkItem(t *testing.T, format string, c Collection, item *gofeed.Item, row *Row) {
	t.Helper()
	if !strings.HasSuffix(item.GUID, row.ID) || format != "atom" && item.GUID != row.ID {
		t.Errorf("%s: GUID %s of attribution %s", format, item.GUID, row.ID)
	}
	if want := row.headline(); item.Title != want {
		t.Errorf("%s: title %q, want %q", format, item.Title, want)
	}
	if want := c.page(row); item.Link != want {
		t.Errorf("%s: leads to %q, want %q", format, item.Link, want)
	}
	if published, ok := moment(row.Article.Published); ok && (item.PublishedParsed == nil || !item.PublishedParsed.Equal(published)) {
		t.Errorf("%s: published %v, want %v", format, item.PublishedParsed, published)
	}
	if format == "rss" {
		item.Content = item.Description
	}
	for _, p := range row.Anchor() {
		if p.Text != "" && !strings.Contains(item.Content, "<b>"+markup(p.Text)+"</b>") {
			t.Errorf("%s: %q is not in %q", format, p.Text, item.Content)
		}
	}
}

func wellFormed(t *testing.T, data []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, data)
		}
	}
}

// TestFeedsAreText gives articles that try to be more than text in a feed.
func TestFeedsAreText(t *testing.T) {
	const evil = `<script>alert(1)</script><img src=x onerror=alert(1)>]]>&lt;b&gt;`
	r := &hearsay.Reading{Article: hearsay.NewArticle(`Ann Poe said: "` + evil + `" and left.` + "\x00\x01\ufffe\u202e")}
	r.Article.URL, r.Article.Title, r.Article.Outlet = "javascript:alert(1)", evil, evil
	r.Attributions = []hearsay.Attribution{{ID: "a", Content: []hearsay.Span{{Start: 15, End: 15 + len(evil)}}}}
	for _, name := range []string{"atom", "rss", "jsonfeed"} {
		feed, err := gofeed.NewParser().Parse(bytes.NewReader(written(t, name, r)))
		if err != nil {
			t.Fatal(err)
		}
		item := feed.Items[0]
		content := item.Content + item.Description
		for _, tag := range []string{"<script", "<img", "\x00", "\x01"} {
			if strings.Contains(content, tag) {
				t.Errorf("%s: %q in %q", name, tag, content)
			}
		}
		if item.Link != "" {
			t.Errorf("%s: leads to %q", name, item.Link)
		}
	}
}

func TestSchemaOrg(t *testing.T) {
	for _, r := range online(t) {
		data := writtenIn(t, "schema.org", search, r)
		var got struct {
			Context string           `json:"@context"`
			Graph   []map[string]any `json:"@graph"`
		}
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(err)
		}
		if got.Context != "https://schema.org" || len(got.Graph) != len(r.Attributions) {
			t.Fatalf("%d in the graph of %s for %d attributions", len(got.Graph), got.Context, len(r.Attributions))
		}
		for i, item := range got.Graph {
			a := &r.Attributions[i]
			kind := "Claim"
			if a.Form == "direct" {
				kind = "Quotation"
			}
			if text, _ := item["text"].(string); item["@type"] != kind || item["identifier"] != a.ID || text != r.Text(a.Content) {
				t.Errorf("%s is %v with %q", a.ID, item["@type"], text)
			}
		}
		if bytes.Contains(data, []byte("ClaimReview")) || bytes.Contains(data, []byte("reviewRating")) {
			t.Error("a verdict")
		}
	}
}

func TestMoment(t *testing.T) {
	for published, want := range map[string]string{
		"2026-03-09":                "2026-03-09T00:00:00Z",
		"2026-03":                   "2026-03-01T00:00:00Z",
		"2026-03-09T22:15:00+02:00": "2026-03-09T22:15:00+02:00",
		"2026-03-09T22:15Z":         "2026-03-09T22:15:00Z",
		"2026-03-09 22:15":          "2026-03-09T22:15:00Z",
		"March":                     "", "": "", "0000-01-01": "", "2026-13-01": "",
	} {
		got := ""
		if m, ok := moment(published); ok {
			got = m.Format("2006-01-02T15:04:05Z07:00")
		}
		if got != want {
			t.Errorf("%q is %q, want %q", published, got, want)
		}
	}
}

// TestFormatsHaveNames checks what lists of formats are made of.
func TestFormatsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Formats() {
		if seen[f.Name] || f.About == "" || !strings.HasPrefix(f.Extension, ".") || !strings.Contains(f.MediaType, "/") {
			t.Errorf("format %+v", f)
		}
		seen[f.Name] = true
	}
	if _, err := NewWriter(io.Discard, "xml", Collection{}); err == nil {
		t.Errorf("a format that is none of %v", slices.Sorted(maps.Keys(seen)))
	}
}

func BenchmarkWriters(b *testing.B) {
	rows := Rows(sampleReading(b, "agency-relay"))
	for _, f := range Formats() {
		b.Run(f.Name, func(b *testing.B) {
			w, err := NewWriter(io.Discard, f.Name, Collection{})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if err := w.Write(&rows[i%len(rows)]); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}

// TestEverythingIsDocumented holds docs/export.md to name each column and format.
func TestEverythingIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/export.md")
	if err != nil {
		t.Fatal(err)
	}
	names := Columns()
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	for _, name := range names {
		if !bytes.Contains(page, []byte("`"+name+"`")) {
			t.Errorf("docs/export.md does not tell about %s", name)
		}
	}
}

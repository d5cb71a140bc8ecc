package ingest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"hearsay"
)

// wireRow is a row of a table of articles.
type wireRow struct {
	Headline string    `parquet:"headline,optional,snappy"`
	Body     string    `parquet:"body,zstd"`
	Day      int32     `parquet:"day,date"`
	Time     time.Time `parquet:"seen,timestamp(microsecond)"`
	Words    int64     `parquet:"words"`
	Share    float32   `parquet:"share"`
	Authors  []string  `parquet:"authors,list"`
	Place    struct {
		Town string `parquet:"town,optional"`
	} `parquet:"place"`
	Pairs []struct {
		A string `parquet:"a"`
	} `parquet:"pairs,list"`
}

func parquetOf[T any](t testing.TB, rows ...T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func wireRows() []wireRow {
	rows := make([]wireRow, 40)
	for i := range rows {
		rows[i] = wireRow{Headline: "The ferry", Body: rained, Day: 20521, Time: time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC), Authors: []string{"Ann Poe", "Bo Hix"}}
	}
	rows[7].Body, rows[9].Headline = "", ""
	return rows
}

// TestParquet reads a table by the names of its columns, from a file and from a pipe.
func TestParquet(t *testing.T) {
	data := parquetOf(t, wireRows()...)
	dir := tree(t, map[string]string{"wire.parquet": string(data)})
	for _, s := range []*Stream{
		Open([]string{dir}, Options{Fields: Fields{Date: "day"}}),
		OpenPart(filepath.Join(dir, "wire.parquet"), bytes.NewReader(data), 0, Options{Fields: Fields{Date: "day"}}),
	} {
		n := 0
		for in := range s.All() {
			n++
			switch a := in.Article; {
			case n == 8:
				if in.Err == nil || !strings.Contains(in.Err.Error(), "wire.parquet:8: no text") {
					t.Errorf("row 8: %v", in.Err)
				}
			case in.Err != nil:
				t.Errorf("row %d: %v", n, in.Err)
			case !strings.HasSuffix(a.Text, rained) || a.Published != "2026-03-09" || len(a.Bylines) != 2 || (a.Title == "The ferry") != (n != 10):
				t.Errorf("row %d: %+v", n, a)
			}
		}
		if n != 40 {
			t.Errorf("%d rows", n)
		}
	}
}

// TestParquetValues writes values of every kind as JSON.
func TestParquetValues(t *testing.T) {
	rows := wireRows()[:1]
	rows[0].Words, rows[0].Share, rows[0].Place.Town = 7, 0.5, "Orla"
	rows[0].Pairs = []struct {
		A string `parquet:"a"`
	}{{"left out"}}
	for d := range OpenPart("x", bytes.NewReader(parquetOf(t, rows...)), 0, Options{}).Documents() {
		var got map[string]any
		if err := json.Unmarshal(d.Body, &got); err != nil {
			t.Fatal(d.Err, err)
		}
		delete(got, "body")
		line, _ := json.Marshal(got)
		const want = `{"authors":["Ann Poe","Bo Hix"],"day":"2026-03-09","headline":"The ferry","place":{"town":"Orla"},"seen":"2026-03-09T10:00:00Z","share":"0.5","words":7}`
		if string(line) != want {
			t.Errorf("got\n%s\nwant\n%s", line, want)
		}
	}
}

// TestDamagedParquet reads files that are cut off or changed at any place.
func TestDamagedParquet(t *testing.T) {
	data := parquetOf(t, wireRows()...)
	read := func(what string, at int, data []byte) {
		for in := range OpenPart("x.parquet", bytes.NewReader(data), 0, Options{}).All() {
			if in.Err != nil && !strings.HasPrefix(in.Err.Error(), "x.parquet") {
				t.Fatalf("%s at %d: %v", what, at, in.Err)
			}
		}
	}
	for at := range data {
		if at >= 4 && (at%7 == 0 || at > len(data)-16) {
			read("cut off", at, data[:at])
		}
		if at >= 4 && at%3 == 0 {
			changed := bytes.Clone(data)
			changed[at] ^= 0x91
			read("changed", at, changed)
		}
	}
	attributions := parquetOf(t, struct {
		ID    string `parquet:"attribution_id"`
		Spans string `parquet:"content_spans"`
	}{"a", "1-2"})
	for in := range OpenPart("rows.parquet", bytes.NewReader(attributions), 0, Options{}).All() {
		if in.Err == nil || !strings.Contains(in.Err.Error(), "a table of attributions") {
			t.Errorf("%v", in.Err)
		}
	}
}

// storedArticleJSON is a reading as far as this package looks at it.
func storedJSON(t testing.TB, a hearsay.Article) string {
	t.Helper()
	line, err := json.Marshal(map[string]any{"schema": readingSchema, "engine": "1", "article": map[string]any{
		"id": a.ID, "file": a.File, "url": a.URL, "outlet": a.Outlet, "title": a.Title, "bylines": a.Bylines, "published": a.Published,
		"language": a.Language, "text": a.Text, "sha256": a.SHA256, "dateline": a.Dateline, "credit": a.Credit, "modified": a.Modified,
		"record": a.Record, "captured": a.Captured,
	}})
	if err != nil {
		t.Fatal(err)
	}
	return string(line)
}

// TestStoredReadings reads articles back from what was written of them.
func TestStoredReadings(t *testing.T) {
	a := hearsay.NewArticle("ORLA, March 9. VTA – " + rained)
	a.File, a.URL, a.Outlet, a.Title, a.Bylines = "x.warc.gz@17", "https://gazette.example/1", "Gazette", "The ferry", []string{"Ann Poe"}
	a.Published, a.Credit, a.Modified, a.Record, a.Captured = "2026-03-09", "VTA", "2026-03-10", "urn:uuid:1", "2026-03-11T00:00:00Z"
	reading := storedJSON(t, a)
	type origin struct {
		Offset int64    `parquet:"offset"`
		Sum    string   `parquet:"bytes_sha256"`
		Flags  []string `parquet:"flags,list"`
	}
	type row struct {
		Reading string `parquet:"reading"`
		Origin  origin `parquet:"origin"`
	}
	result := `{"schema":"` + resultSchema + `","item":1,"name":"n","outcome":"read","origin":{"offset":17,"bytes_sha256":"ab","flags":["altered"]},"reading":` + reading + `}`
	for name, data := range map[string]string{
		"readings.jsonl": reading + "\n" + reading + "\n", "results.jsonl": result + "\n",
		"readings.parquet": string(parquetOf(t, row{reading, origin{17, "ab", []string{"altered"}}})),
	} {
		for in := range Open([]string{filepath.Join(tree(t, map[string]string{name: data}), name)}, Options{}).All() {
			if in.Err != nil {
				t.Errorf("%s: %v", name, in.Err)
				continue
			}
			got, want := in.Article, a
			if len(got.Bylines) != 1 || string(in.Stored) != reading {
				t.Errorf("%s: bylines %v, %d bytes of a reading", name, got.Bylines, len(in.Stored))
			}
			got.Bylines, want.Bylines = nil, nil
			if x, y := storedJSON(t, got), storedJSON(t, want); x != y {
				t.Errorf("%s: got\n%s\nwant\n%s", name, x, y)
			}
			if name != "readings.jsonl" && (in.Origin.Offset != 17 || in.BytesSum != "ab" || !in.Flags.Altered) {
				t.Errorf("%s: %+v %v %v", name, in.Origin, in.BytesSum, in.Flags)
			}
		}
	}
	for _, bad := range []string{
		strings.Replace(reading, "rained", "snowed", 1),
		strings.Replace(reading, `"title":"`, `"title":7,"x":"`, 1),
		strings.Replace(result, "rained", "snowed", 1),
	} {
		for in := range OpenPart("bad.jsonl", strings.NewReader(bad), 0, Options{}).All() {
			if in.Err == nil || !strings.Contains(in.Err.Error(), "a reading") {
				t.Errorf("%v of %.200s", in.Err, bad)
			}
		}
	}
	for in := range OpenPart("r.jsonl", strings.NewReader(reading), 0, Options{Outlet: "Herald"}).All() {
		if in.Article.Outlet != "Herald" || in.Stored != nil {
			t.Errorf("outlet %s, stored %t", in.Article.Outlet, in.Stored != nil)
		}
	}
}

// TestPartOfArchive reads an archive from a record on.
func TestPartOfArchive(t *testing.T) {
	first, second := gzippedEach(pageRecord("Poe")), gzippedEach(pageRecord("Orr"))
	file := filepath.Join(t.TempDir(), "a.warc.gz")
	if err := os.WriteFile(file, append(bytes.Clone(first), second...), 0o666); err != nil {
		t.Fatal(err)
	}
	var whole []Input
	for in := range Open([]string{file}, Options{}).All() {
		whole = append(whole, in)
	}
	n := 0
	for in := range OpenPart(file, bytes.NewReader(second), int64(len(first)), Options{}).All() {
		n++
		if want := whole[1]; in.Name != want.Name || in.Article.Text != want.Article.Text || in.Origin.Offset != want.Origin.Offset {
			t.Errorf("%s at %d, want %s at %d", in.Name, in.Origin.Offset, want.Name, want.Origin.Offset)
		}
	}
	if n != 1 || len(whole) != 2 {
		t.Errorf("%d and %d documents", n, len(whole))
	}
}

// FuzzParquet reads what claims to be Parquet.
func FuzzParquet(f *testing.F) {
	f.Add(parquetOf(f, wireRows()[:2]...))
	f.Add([]byte("PAR1PAR1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		n := 0
		for d := range OpenPart("x.parquet", bytes.NewReader(append([]byte("PAR1"), data...)), 0, Options{}).Documents() {
			if n++; d.Err == nil && d.Body == nil {
				t.Error("neither a body nor an error")
			}
			if n > 10_000 {
				break
			}
		}
	})
}

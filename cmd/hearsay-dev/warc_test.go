package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/ingest"
)

const ourCorpus = "../../corpus"

// archiveOf writes an archive of the size and returns its path.
func archiveOf(t testing.TB, name, size string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if _, _, err := call("warc", "-size", size, "-out", path, "-corpus", ourCorpus); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestWARC writes archives that are read as they were meant: the articles are
// there, what stands around them is not, and the other records are counted.
func TestWARC(t *testing.T) {
	path := archiveOf(t, "a.warc.gz", "500KB")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := os.ReadFile(archiveOf(t, "a.warc.gz", "500KB"))
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("equal seeds gave other bytes, %v", err)
	}
	var tally ingest.Tally
	for in := range ingest.Open([]string{path}, ingest.Options{}).All() {
		tally.Add(in.Outcome)
		for _, other := range []string{"812 partners", "newsletter", "Most read", "Click to rate", "All rights reserved"} {
			if strings.Contains(in.Article.Text, other) {
				t.Errorf("%s holds %q", in.Name, other)
			}
		}
		if in.Outcome == ingest.Read && (in.Origin.Record == "" || in.Origin.Captured == "" || in.Article.URL == "" || in.Origin.Offset < 0) {
			t.Errorf("%s: %+v, %s", in.Name, in.Origin, in.Article.URL)
		}
	}
	if tally.Count(ingest.Read) < 20 || tally.Count(ingest.NoPage) == 0 || tally.Count(ingest.Failed) > 0 || tally.Count(ingest.NoArticle) > 0 {
		t.Error(tally.String())
	}
}

func TestParseSize(t *testing.T) {
	for s, want := range map[string]int64{"1GB": 1e9, "1.5 MB": 1.5e6, "20kb": 20e3, "7": 7, "": 0, "x": 0, "-1MB": 0, "1e30": 0} {
		if got, err := parseSize(s); got != want || (err != nil) != (want == 0) {
			t.Errorf("%q: %d, %v", s, got, err)
		}
	}
}

// BenchmarkArchive measures the steps of reading an archive: taking its records
// apart, finding the articles on the pages, and all with the engine.
func BenchmarkArchive(b *testing.B) {
	path := archiveOf(b, "a.warc.gz", "2MB")
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	reader, err := hearsay.NewReader()
	if err != nil {
		b.Skip("the models have not been trained")
	}
	read := func(each func(*ingest.Stream, ingest.Document)) func(*testing.B) {
		return func(b *testing.B) {
			b.SetBytes(info.Size())
			for b.Loop() {
				s := ingest.Open([]string{path}, ingest.Options{})
				for d := range s.Documents() {
					each(s, d)
				}
			}
		}
	}
	b.Run("records", read(func(*ingest.Stream, ingest.Document) {}))
	b.Run("pages", read(func(s *ingest.Stream, d ingest.Document) { s.Read(d) }))
	b.Run("attributions", read(func(s *ingest.Stream, d ingest.Document) {
		in := s.Read(d)
		if in.Outcome != ingest.Read {
			return
		}
		reading, err := reader.Read(in.Article)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Discard.Write(export.AppendJSON(nil, reading))
	}))
}

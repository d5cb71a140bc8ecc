package ingest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// noon is the time at which fixtures are read.
func noon() time.Time { return time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC) }

var update = flag.Bool("update", false, "write the expectations of the fixtures anew")

// TestFixtures reads the files of each archive in testdata/read and compares
// what becomes of them with its last file, "want".
func TestFixtures(t *testing.T) {
	files, err := filepath.Glob("testdata/read/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			var got strings.Builder
			want := ""
			kept := archive.Files[:0]
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = string(f.Data)
					continue
				}
				kept = append(kept, f)
				path := filepath.Join(dir, f.Name)
				if err := os.WriteFile(path, f.Data, 0o666); err != nil {
					t.Fatal(err)
				}
				for in := range Open([]string{path}, Options{Now: noon}).All() {
					got.WriteString(strings.ReplaceAll(describe(&in), dir+string(filepath.Separator), ""))
				}
			}
			if *update {
				archive.Files = append(kept, txtar.File{Name: "want", Data: []byte(got.String())})
				if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			} else if got.String() != want {
				t.Errorf("got:\n%s\nwant:\n%s", got.String(), want)
			}
		})
	}
}

// describe tells what became of a Document, one thing a line.
func describe(in *Input) string {
	var b strings.Builder
	fmt.Fprintf(&b, "== %s: %v\n", in.Name, in.Outcome)
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	if in.Err != nil {
		line("error", strings.TrimPrefix(in.Err.Error(), in.Name+": "))
		return b.String()
	}
	line("note", in.Note)
	if in.Outcome.Skipped() {
		return b.String()
	}
	a := in.Article
	line("url", a.URL)
	line("title", a.Title)
	line("outlet", a.Outlet)
	line("credit", in.Facts.Credit)
	line("by", strings.Join(a.Bylines, ", "))
	line("dateline", a.Dateline)
	line("published", a.Published)
	line("modified", in.Facts.Modified)
	line("language", a.Language)
	line("charset", in.Charset)
	for _, f := range []struct {
		name string
		set  bool
	}{{"loss", in.Flags.DecodingLoss}, {"repaired", in.Flags.Repaired}, {"mojibake", in.Flags.Mojibake}, {"shortened", in.Flags.Shortened}, {"date guessed", in.Flags.DateGuessed}, {"date doubtful", in.Flags.DateDoubtful}} {
		if f.set {
			line("flag", f.name)
		}
	}
	for l := range strings.Lines(a.Text) {
		fmt.Fprintf(&b, "| %s\n", strings.TrimSuffix(l, "\n"))
	}
	return b.String()
}

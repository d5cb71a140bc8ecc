package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hearsay/internal/learn"
	"hearsay/internal/model"
)

// call runs the program and returns what it prints.
func call(args ...string) (out, log string, err error) {
	var o, l bytes.Buffer
	err = run(args, streams{strings.NewReader("The mayor said rents fell."), &o, &l})
	return o.String(), l.String(), err
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{
		{}, {"help"}, {"nonsense"}, {"diff", "one"}, {"tree"}, {"eval", "-part", "nonsense"},
		{"eval", "a", "b", "c"}, {"train", "-only", "nonsense"}, {"tree", "-nonsense", "x"},
	} {
		_, log, err := call(args...)
		if !errors.Is(err, errUsage) || log == "" {
			t.Errorf("%q: error %v, log %q", args, err, log)
		}
	}
}

func TestMissingFiles(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none")
	for _, args := range [][]string{
		{"diff", none, none}, {"tree", none}, {"eval", none, none}, {"errors", none, none},
		{"train", "-shared", none, "-out", none}, {"train", "-only", "attribution", "-out", none},
	} {
		if _, _, err := call(args...); err == nil || errors.Is(err, errUsage) {
			t.Errorf("%q: error %v", args, err)
		}
	}
}

func TestDiff(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, lines ...string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	reading := func(file, text string, attributions ...string) string {
		return fmt.Sprintf(`{"article":{"id":"x","file":%q,"text":%q},"attributions":[%s]}`,
			file, text, strings.Join(attributions, ","))
	}
	attribution := func(source, cue, content string) string {
		return fmt.Sprintf(`{"source":{"spans":[%s]},"cue":{"spans":[%s]},"content":{"spans":[%s]}}`, source, cue, content)
	}
	const rents = "The mayor said rents fell. Owners agreed they did."
	mayor := attribution(`{"start":0,"end":9}`, `{"start":10,"end":14}`, `{"start":15,"end":25}`)
	shorter := attribution(`{"start":4,"end":9}`, `{"start":10,"end":14}`, `{"start":15,"end":25}`)
	owners := attribution(`{"start":27,"end":33}`, `{"start":34,"end":40}`, `{"start":41,"end":49}`)
	older := write("old.jsonl", reading("rents.txt", rents, mayor), reading("gone.txt", "Gone."))
	newer := write("new.jsonl", reading("rents.txt", rents, shorter, owners), reading("came.txt", "Came."))
	out, _, err := call("diff", older, newer)
	if err != nil {
		t.Fatal(err)
	}
	want := `rents.txt
  ~ source: The mayor | said | rents fell
  > mayor | said | rents fell
  + Owners | agreed | they did
gone.txt: only in ` + older + `
came.txt: only in ` + newer + `
1 gained, 0 lost, 1 changed in 1 of 2 articles
`
	if out != want {
		t.Errorf("got:\n%s\nwant:\n%s", out, want)
	}
}

func TestBundles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.model")
	var old learn.Bundle
	old.Put("attribution.cue", []byte("cue"))
	old.Put("nlp.tags", []byte("old tags"))
	if _, err := writeBundle(file, &old); err != nil {
		t.Fatal(err)
	}
	var b learn.Bundle
	b.Put("nlp.tags", []byte("new tags"))
	if err := keepExtractor(file, &b); err != nil {
		t.Fatal(err)
	}
	if _, err := writeBundle(file, &b); err != nil {
		t.Fatal(err)
	}
	got, err := readBundle(file)
	if err != nil {
		t.Fatal(err)
	}
	cue, _ := got.Section("attribution.cue")
	tags, _ := got.Section("nlp.tags")
	if string(cue) != "cue" || string(tags) != "new tags" {
		t.Errorf("extractor %q, tags %q", cue, tags)
	}
}

func TestTree(t *testing.T) {
	if len(model.Bytes()) < 1000 {
		t.Skip("the models have not been trained")
	}
	out, _, err := call("tree", "-")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out, "# 1. The mayor said rents fell.\n") || strings.Count(out, "\n") < 8 {
		t.Errorf("got:\n%s", out)
	}
}

func TestLineAt(t *testing.T) {
	long := strings.Repeat("é", 200)
	for _, tt := range []struct {
		text string
		at   int
		want string
	}{
		{"", 0, ""},
		{"one\ntwo\nthree", 5, "two"},
		{"one\ntwo", 7, "two"},
		{long + "x" + long, len(long), "…" + long[:contextBytes] + "x" + long[:contextBytes-2] + "…"},
	} {
		if got := lineAt(tt.text, tt.at); got != tt.want {
			t.Errorf("lineAt(%.20q, %d) = %q, want %q", tt.text, tt.at, got, tt.want)
		}
	}
}

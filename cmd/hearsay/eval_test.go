package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hearsay"
	"hearsay/internal/eval"
	"hearsay/internal/export"
	"hearsay/internal/samples"
)

// TestEvalFigures reads a sample with the command, compared with what people
// marked in it, and checks the figures against those of the scorer, and against
// those of the same reading written as brat.
func TestEvalFigures(t *testing.T) {
	dirs := map[string]string{}
	for _, name := range []string{"text", "gold", "read"} {
		dirs[name] = t.TempDir()
	}
	write := func(dir, name string, data []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dirs[dir], name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	all, err := samples.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all[:3] {
		write("text", s.Name+".txt", []byte(s.Text))
		write("gold", s.Name+".ann", export.AppendBrat(nil, export.Flatten(marked(s))))
		reading, err := hearsay.Read(hearsay.NewArticle(s.Text))
		if err != nil {
			t.Fatal(err)
		}
		write("read", s.Name+".ann", export.AppendBrat(nil, export.Flatten(reading)))
	}
	articles, err := eval.LoadCorpus(dirs["text"], dirs["gold"])
	if err != nil {
		t.Fatal(err)
	}
	want, err := eval.ScoreCorpus(articles, func(a hearsay.Article) (*hearsay.Reading, error) {
		reading, err := hearsay.Read(a)
		if err != nil {
			return nil, err
		}
		return export.Flatten(reading), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	engine := runJSON(t, dirs["text"], dirs["gold"])
	if engine.Scores != want || want.Gold == 0 || want.Predicted == 0 {
		t.Errorf("figures %+v, want %+v", engine.Scores, want)
	}
	predictions := runJSON(t, dirs["text"], dirs["gold"], "--predictions", dirs["read"])
	if predictions.Scores != want {
		t.Errorf("figures of the predictions %+v, want %+v", predictions.Scores, want)
	}
	if total := engine.Confusion.Total; total.Gold != want.Gold || total.Found+total.Spurious != want.Predicted {
		t.Errorf("the report counts %+v", total)
	}
}

// marked turns what people marked in a sample into a reading.
func marked(s samples.Sample) *hearsay.Reading {
	spans := func(in []samples.Span) []hearsay.Span {
		var out []hearsay.Span
		for _, sp := range in {
			out = append(out, hearsay.Span(sp))
		}
		return out
	}
	r := &hearsay.Reading{Article: hearsay.NewArticle(s.Text)}
	for _, w := range s.Want {
		a := hearsay.Attribution{Content: spans(w.Content)}
		a.Source.Spans, a.Cue.Spans = spans(w.Source), spans(w.Cue)
		if w.Via >= 0 {
			a.Via = "another"
		}
		r.Attributions = append(r.Attributions, a)
	}
	return r
}

func runJSON(t *testing.T, args ...string) evalReport {
	t.Helper()
	r, w := pipe(t)
	null := devNull(t)
	ended := make(chan error, 1)
	go func() {
		ended <- run(t.Context(), append([]string{"eval", "--json"}, args...), stdio{null, w, null})
		w.Close()
	}()
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(out))
	decoder.DisallowUnknownFields()
	var report evalReport
	if err := decoder.Decode(&report); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return report
}

// TestEvalManyFaults checks that many faulty lines do not flood the terminal.
func TestEvalManyFaults(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string]string{"a.txt": "x", "a.ann": strings.Repeat("T1\tCue x y\n", 500)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r, w := pipe(t)
	null := devNull(t)
	if err := run(t.Context(), []string{"eval", dir, dir}, stdio{null, null, w}); err == nil {
		t.Error("no error")
	}
	w.Close()
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(out), "\n"); n != shownProblems+1 || !strings.Contains(string(out), "480 more lines") {
		t.Errorf("%d lines: %s", n, out)
	}
}

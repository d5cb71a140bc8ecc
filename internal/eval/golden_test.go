package eval_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hearsay"
	"hearsay/internal/eval"
	"hearsay/internal/export"
	"hearsay/internal/learn"
	"hearsay/internal/model"
	"hearsay/internal/nlp"
)

var update = flag.Bool("update", false, "write testdata/scores.txt anew")

// TestGoldenScores compares the figures of the built-in models with those that
// were committed with them, so that no change of quality goes unseen. After a
// change that is meant:
//
//	go test ./internal/eval -run Golden -update
func TestGoldenScores(t *testing.T) {
	if testing.Short() {
		t.Skip("reads whole corpora")
	}
	shared := filepath.Join("..", "..", "..", "shared")
	if _, err := os.Stat(shared); err != nil {
		t.Skipf("%s is not there", shared)
	}
	if len(model.Bytes()) < 1000 {
		t.Skip("the models have not been trained")
	}
	var got bytes.Buffer
	writeScores(t, &got, shared)
	golden := filepath.Join("testdata", "scores.txt")
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v (run with -update to write it)", err)
	}
	compareLines(t, string(want), got.String())
}

// compareLines reports lines that differ.
func compareLines(t *testing.T, want, got string) {
	t.Helper()
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			t.Errorf("line %d\n  committed  %s\n  now        %s", i+1, a, b)
		}
	}
}

func writeScores(t *testing.T, out *bytes.Buffer, shared string) {
	t.Helper()
	reader, err := hearsay.NewReader()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(out, "PolNeAR dev, flat")
	dev := filepath.Join(shared, "data", "polnear", "dev")
	articles, err := eval.LoadCorpus(filepath.Join(dev, "text"), filepath.Join(dev, "attributions"))
	if err != nil {
		t.Fatal(err)
	}
	scores, err := eval.ScoreCorpus(articles, func(a hearsay.Article) (*hearsay.Reading, error) {
		r, err := reader.Read(a)
		if err != nil {
			return nil, err
		}
		return export.Flatten(r), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := scores.WriteTable(out); err != nil {
		t.Fatal(err)
	}

	seed := filepath.Join(shared, "seed", "dispatch")
	dispatch, err := eval.LoadArticle(seed+".txt", seed+".ann")
	if err != nil {
		t.Fatal(err)
	}
	found, err := dispatch.Read(reader.Read)
	if err != nil {
		t.Fatal(err)
	}
	nested := eval.ScoreNested(dispatch.Text, dispatch.Gold(), found)
	fmt.Fprintf(out, "\nthe seed dispatch, nested\nfound %d of %d, precision %.1f\n", nested.Found, nested.Gold, nested.Precision())
	writeTreeScores(t, out, filepath.Join(shared, "data"))
}

func writeTreeScores(t *testing.T, out *bytes.Buffer, data string) {
	t.Helper()
	bundle, err := learn.OpenBundle(model.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	analyzer, err := nlp.NewAnalyzer(bundle)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(out, "\ntreebanks: words and sentences from raw text (F1); tags and trees on gold words")
	for _, name := range []string{"en_ewt-ud-test", "en_pud-ud-test"} {
		s, err := eval.ScoreTreebank(filepath.Join(data, "ud", name+".conllu"), analyzer)
		if err != nil {
			t.Fatal(err)
		}
		n := float64(s.Tree.Words) / 100
		fmt.Fprintf(out, "%s  words %.1f  sentences %.1f  XPOS %.1f  UAS %.1f  LAS %.1f\n", s.Name, s.Words.F1,
			s.Sentences.F1, float64(s.Tree.Tags)/n, float64(s.Tree.Heads)/n, float64(s.Tree.Labelled)/n)
	}
	e, err := eval.ScoreEntities(filepath.Join(data, "ner", "en_ewt-ud-test.iob2"), analyzer)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(out, "en_ewt-ud-test  entities %.1f\n", 200*float64(e.Right)/float64(e.Found+e.Gold))
}

package hearsay_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"hearsay"
	"hearsay/internal/eval"
	"hearsay/internal/samples"
)

var update = flag.Bool("update", false, "write the golden files anew")

const goldenFile = "testdata/samples.golden"

// TestSamplesAgainstTheirAnnotation reads every sample article and compares what
// is found with the annotation inside the sample's own file. The comparison is
// committed; a change of models or rules shows as a diff of it, to be reviewed.
// Run go test . -update to write it.
func TestSamplesAgainstTheirAnnotation(t *testing.T) {
	all, err := samples.All()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var total eval.Account
	for _, s := range all {
		a := accountFor(t, s)
		fmt.Fprintf(&b, "== %s: %s\n", s.Name, a.Figures())
		for _, m := range a.Missed {
			fmt.Fprintf(&b, "missed    %s\n", oneLine(m))
		}
		for _, m := range a.Spurious {
			fmt.Fprintf(&b, "spurious  %s\n", oneLine(m))
		}
		for _, w := range a.Wrong {
			fmt.Fprintf(&b, "wrong     %s\n", oneLine(w))
		}
		total.Add(a)
	}
	compareGolden(t, goldenFile, fmt.Sprintf("all: %s\n\n%s", total.Figures(), b.String()))
	if total.Found*10 < total.Gold*6 {
		t.Errorf("only %d of %d attributions of the samples are found", total.Found, total.Gold)
	}
}

// compareGolden compares an account of readings with the committed one, or
// writes it with -update.
func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the readings changed; review with\n\tgo test . -update && git diff %s\nnow:   %swas:   %s",
			file, firstLine(got), firstLine(string(want)))
	}
}

func firstLine(s string) string { return s[:strings.IndexByte(s, '\n')+1] }
func oneLine(s string) string   { return strings.Join(strings.Fields(s), " ") }

// accountFor reads a sample and compares.
func accountFor(t *testing.T, s samples.Sample) eval.Account {
	t.Helper()
	r, err := hearsay.Read(hearsay.NewArticle(s.Text))
	if err != nil {
		t.Fatal(err)
	}
	return eval.AccountFor(s, r)
}

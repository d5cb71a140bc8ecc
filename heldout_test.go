package hearsay_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"hearsay/internal/eval"
	"hearsay/internal/samples"
)

// TestHeldOutArticles reads the articles in testdata/heldout, in other genres
// than most of what the models are trained on: dispatches of agencies with
// chains, courts, science, local papers and Canadian dailies. They are neither
// trained on nor looked at when models and rules are tuned, so the comparison
// holds figures only and names no mistake.
// Run go test . -update to write it.
func TestHeldOutArticles(t *testing.T) {
	all, err := samples.Load(os.DirFS("testdata/heldout"), ".")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var total eval.Account
	for _, s := range all {
		a := accountFor(t, s)
		fmt.Fprintf(&b, "%s: %s\n", s.Name, a.Figures())
		total.Add(a)
	}
	compareGolden(t, "testdata/heldout.golden", fmt.Sprintf("all: %s\n\n%s", total.Figures(), b.String()))
	if total.Found*10 < total.Gold*6 {
		t.Errorf("only %d of %d attributions of the articles are found", total.Found, total.Gold)
	}
}

package compare

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the expected figures anew")

// TestQuality measures everything that the corpus lets measure, holds the figures
// against what is asked for, and against those that were committed, so that a
// change of quality is seen in a review. What was found is tuned to the dev events
// only.
func TestQuality(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 48 articles")
	}
	var out bytes.Buffer
	atLeast := func(name string, figure, least float64) {
		t.Helper()
		if figure < least {
			t.Errorf("%s: %.3f, want %.2f at least", name, figure, least)
		}
	}
	var engineAll pairCount
	for _, part := range []struct {
		name string
		test bool
	}{{"dev", false}, {"test", true}} {
		gold := goldPairs(t, part.test)
		fmt.Fprintf(&out, "%s: pairs of the same statement, as annotated: %v\n", part.name, gold)
		atLeast("annotated pairs, "+part.name, gold.f1(), 0.85)
		engine, found, annotated, all := enginePairs(t, part.test)
		fmt.Fprintf(&out, "%s: pairs of the same statement, as the engine finds them: %v; %d statements, %d of the %d annotated\n", part.name, engine, found, annotated, all)
		engineAll = pairCount{engineAll.found + engine.found, engineAll.gold + engine.gold, engineAll.both + engine.both}
		kinds, byKind, exact := goldKinds(t, part.test)
		fmt.Fprintf(&out, "%s: kinds of change: %v; all of them right in %d of %d wordings\n", part.name, kinds, exact[0], exact[1])
		atLeast("kinds, "+part.name, kinds.f1(), 0.9)
		for _, k := range kindOrder {
			if c := byKind[k]; c != nil {
				fmt.Fprintf(&out, "  %-16s found %3d annotated %3d right %3d\n", k, c.found, c.gold, c.both)
			}
		}
	}
	fmt.Fprintf(&out, "dev and test: pairs of the same statement, as the engine finds them: %v\n", engineAll)
	atLeast("the engine's pairs", engineAll.f1(), 0.85)
	drifts, statements := driftPairs(t)
	fmt.Fprintf(&out, "drifts, an edit for every five words: %v, %d statements\n", drifts, statements)
	atLeast("drifts", drifts.f1(), 0.95)

	const file = "testdata/quality.golden"
	if *update {
		if err := os.WriteFile(file, out.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), want) {
		t.Errorf("figures have changed; if they should have, write them anew with -update and look at the difference:\n%s", out.Bytes())
	}
}

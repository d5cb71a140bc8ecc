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
	var total account
	for _, s := range all {
		a := accountFor(t, s)
		fmt.Fprintf(&b, "== %s: %s\n", s.Name, a.figures())
		for _, m := range a.nested.Missed {
			fmt.Fprintf(&b, "missed    %s\n", oneLine(m))
		}
		for _, m := range a.nested.Spurious {
			fmt.Fprintf(&b, "spurious  %s\n", oneLine(m))
		}
		total.add(a)
	}
	compareGolden(t, goldenFile, fmt.Sprintf("all: %s\n\n%s", total.figures(), b.String()))
	if total.nested.Found*10 < total.nested.Gold*6 {
		t.Errorf("only %d of %d attributions of the samples are found", total.nested.Found, total.nested.Gold)
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

// account is how the reading of a sample compares with its annotation.
type account struct {
	nested                                 eval.Nested
	speakers, speakersRight, via, viaRight int
}

func (a *account) add(o account) {
	a.nested.Gold += o.nested.Gold
	a.nested.Found += o.nested.Found
	a.nested.Predicted += o.nested.Predicted
	a.speakers += o.speakers
	a.speakersRight += o.speakersRight
	a.via += o.via
	a.viaRight += o.viaRight
}

func (a *account) figures() string {
	return fmt.Sprintf("found %d of %d, reported %d, speakers %d of %d, via %d of %d",
		a.nested.Found, a.nested.Gold, a.nested.Predicted, a.speakersRight, a.speakers, a.viaRight, a.via)
}

// accountFor counts speakers and relays over the attributions whose cue was
// found at the right place.
func accountFor(t *testing.T, s samples.Sample) account {
	t.Helper()
	r, err := hearsay.Read(hearsay.NewArticle(s.Text))
	if err != nil {
		t.Fatal(err)
	}
	var gold []eval.Attribution
	for _, w := range s.Want {
		gold = append(gold, eval.Attribution{Source: wanted(w.Source), Cue: wanted(w.Cue), Content: wanted(w.Content)})
	}
	a := account{nested: eval.ScoreNested(s.Text, gold, eval.FromReading(r))}
	for _, w := range s.Want {
		got := byCue(r, w)
		if got == nil {
			continue
		}
		if w.Speaker != "" {
			a.speakers++
			if speaker(r, got) != "" && sameName(speaker(r, got), w.Speaker) {
				a.speakersRight++
			}
		}
		if w.Via >= 0 {
			a.via++
			if relay := byCue(r, s.Want[w.Via]); relay != nil && got.Via == relay.ID {
				a.viaRight++
			}
		}
	}
	return a
}

func wanted(spans []samples.Span) []eval.Span {
	var out []eval.Span
	for _, s := range spans {
		out = append(out, eval.Span{Bytes: hearsay.Span(s)})
	}
	return out
}

// byCue returns the attribution whose cue overlaps the wanted one.
func byCue(r *hearsay.Reading, w samples.Want) *hearsay.Attribution {
	if len(w.Cue) == 0 {
		return nil
	}
	for i := range r.Attributions {
		a := &r.Attributions[i]
		if len(a.Cue.Spans) > 0 && a.Cue.Spans[0].Start < w.Cue[0].End && w.Cue[0].Start < a.Cue.Spans[0].End {
			return a
		}
	}
	return nil
}

func speaker(r *hearsay.Reading, a *hearsay.Attribution) string {
	for _, s := range r.Speakers {
		if s.ID == a.Source.Speaker {
			return s.Name
		}
	}
	return ""
}

// sameName allows for titles and articles on either side.
func sameName(a, b string) bool {
	a, b = strings.ToLower(strings.TrimPrefix(a, "the ")), strings.ToLower(strings.TrimPrefix(b, "the "))
	return strings.Contains(a, b) || strings.Contains(b, a)
}

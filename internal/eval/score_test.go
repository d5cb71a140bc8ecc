package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// scoreCorpus scores the standoff files of predDir as the referee does.
func scoreCorpus(t *testing.T, textDir, goldDir, predDir string) Scores {
	t.Helper()
	articles, err := LoadCorpus(textDir, goldDir)
	if err != nil {
		t.Fatal(err)
	}
	pred, err := LoadPredictions(predDir, articles)
	if err != nil {
		t.Fatal(err)
	}
	var s Scorer
	for i, a := range articles {
		s.Add(a.Text, a.Gold(), pred[i].Attributions)
	}
	return s.Scores()
}

// The figures of this table are worked out by hand. In bridge.txt the first
// prediction has the right cue and words of the right source, but 4 of 9 words
// of the content; the second is right but for a full stop; the third has the
// wrong source. poll.txt has no prediction. Words of content: gold 9+7+2+7 (9
// and % are two), predicted 4+7+2. Words of sources: gold 3+2+2+5, predicted
// 2+2, since a source that is named twice counts once.
func TestScoreByHand(t *testing.T) {
	const want = `documents                2
without_prediction       1
bad_spans                0
gold_attributions        4
predicted_attributions   3
cue exact                P 100.0  R 75.0  F1 85.7
cue overlap              P 100.0  R 75.0  F1 85.7
source exact             P 50.0  R 25.0  F1 33.3
source overlap           P 100.0  R 33.3  F1 50.0
content exact            P 66.7  R 50.0  F1 57.1
content overlap          P 100.0  R 52.0  F1 68.4
relation                 P 33.3  R 25.0  F1 28.6
relation*                P 66.7  R 50.0  F1 57.1
direct                   R 0.0  n 1
indirect                 R 33.3  n 3
`
	dir := filepath.Join("testdata", "score")
	var got bytes.Buffer
	scores := scoreCorpus(t, filepath.Join(dir, "text"), filepath.Join(dir, "gold"), filepath.Join(dir, "pred"))
	if err := scores.WriteTable(&got); err != nil {
		t.Fatal(err)
	}
	if got.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", got.String(), want)
	}
}

func TestWords(t *testing.T) {
	tests := []struct{ text, want string }{
		{"U.S. jets, $5.2bn a-b -- c", "U.S|jets|$|5.2bn|a-b|c"},
		{"don't ‘it’s’ rock'n'roll' x..y", "don't|it’s|rock'n'roll|x|y"},
		{"5% €7 £ _a_ ½ Ⅻ 東京", "5|%|€|7|£|_a_|½|Ⅻ|東京"},
		{"e\u0301 .a a.", "e|a|a"}, // a combining accent is no letter
		{"", ""},
	}
	for _, tt := range tests {
		var got []string
		for _, w := range wordsOf(tt.text) {
			got = append(got, tt.text[w.start:w.end])
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("%q: %s, want %s", tt.text, s, tt.want)
		}
	}
}

func TestHasQuotationMark(t *testing.T) {
	for s, want := range map[string]bool{
		"": false, "plain": false, "it's": false, "it’s": false, "a‘b": false,
		`"x`: true, "“": true, "»": true, "''": true, "a``b": true,
		"'x": true, "the ‘x": true, "dogs' den": true, "dogs’ den": true, "x'": true, "’": true, "‘": true,
	} {
		if got := hasQuotationMark(s); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

func TestPerfectPredictionScoresFull(t *testing.T) {
	dir := filepath.Join("testdata", "score")
	articles, err := LoadCorpus(filepath.Join(dir, "text"), filepath.Join(dir, "gold"))
	if err != nil {
		t.Fatal(err)
	}
	var s Scorer
	for _, a := range articles {
		s.Add(a.Text, a.Gold(), a.Gold())
		if n := ScoreNested(a.Text, a.Gold(), a.Gold()); n.Found != n.Gold || n.Precision() != 100 {
			t.Errorf("%s: nested %+v", a.Name, n)
		}
	}
	got, full := s.Scores(), PRF{100, 100, 100}
	for _, f := range []PRF{got.CueExact, got.CueOverlap, got.SourceExact, got.SourceOverlap,
		got.ContentExact, got.ContentOverlap, got.Relation, got.RelationNoSource} {
		if f != full {
			t.Errorf("%+v", got)
			break
		}
	}
}

func TestScoreNested(t *testing.T) {
	const text = "The board said the chair said rents fell.\n"
	gold := ParseBrat("", "T1\tSource 0 9\t\nT2\tCue 10 14\t\nT3\tContent 15 40\t\nE1\tSource:T1 Cue:T2 Content:T3\n"+
		"T4\tSource 15 24\t\nT5\tCue 25 29\t\nT6\tContent 30 40\t\nE2\tSource:T4 Cue:T5 Content:T6\n", text).Attributions
	pred := ParseBrat("", "T4\tSource 0 9\t\nT5\tCue 25 29\t\nT6\tContent 30 40\t\nE2\tSource:T4 Cue:T5 Content:T6\n"+
		"T1\tSource 4 9\t\nT2\tCue 10 14\t\nT3\tContent 19 40\t\nE1\tSource:T1 Cue:T2 Content:T3\n", text).Attributions
	var got bytes.Buffer
	if err := ScoreNested(text, gold, pred).WriteReport(&got); err != nil {
		t.Fatal(err)
	}
	const want = `found                    1 of 2  P 50.0
  missed    the chair | said | rents fell
  spurious  The board | said | rents fell
`
	if got.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", got.String(), want)
	}
}

// TestScoreAgreesWithReferee compares the figures with those of the referee's
// own program, on gold annotations that have been damaged in every way that
// matters to it.
func TestScoreAgreesWithReferee(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the referee over a corpus")
	}
	referee := sharedPath(t, "tools", "score")
	dir := sharedPath(t, "data", "polnear", "dev")
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not there")
	}
	textDir, goldDir := filepath.Join(dir, "text"), filepath.Join(dir, "attributions")
	articles, err := LoadCorpus(textDir, goldDir)
	if err != nil {
		t.Fatal(err)
	}
	for i, damage := range []float64{0.1, 0.5} {
		t.Run(fmt.Sprintf("damage %v", damage), func(t *testing.T) {
			predDir := t.TempDir()
			rng := rand.New(rand.NewPCG(7, uint64(i)))
			for _, a := range articles {
				if rng.Float64() < damage/5 {
					continue
				}
				ann := damagedBrat(rng, damage, a)
				if err := os.WriteFile(filepath.Join(predDir, a.Name+".ann"), []byte(ann), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			got := scoreCorpus(t, textDir, goldDir, predDir)
			compareTable(t, got, runReferee(t, python, referee, textDir, goldDir, predDir))
			if i == 0 {
				compareJSON(t, got, runReferee(t, python, referee, textDir, goldDir, predDir, "--json"))
			}
		})
	}
}

func compareTable(t *testing.T, got Scores, want string) {
	t.Helper()
	var table bytes.Buffer
	if err := got.WriteTable(&table); err != nil {
		t.Fatal(err)
	}
	if table.String() != want {
		t.Errorf("table:\n%s\nthe referee's:\n%s", table.String(), want)
	}
}

func compareJSON(t *testing.T, got Scores, want string) {
	t.Helper()
	var line bytes.Buffer
	if err := got.WriteJSON(&line); err != nil {
		t.Fatal(err)
	}
	var a, b any
	if err := json.Unmarshal(line.Bytes(), &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &b); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("JSON: %v\nthe referee's: %v", a, b)
	}
}

// runReferee returns what the referee prints. Its exit status is 1 when there
// are bad spans.
func runReferee(t *testing.T, python string, args ...string) string {
	t.Helper()
	out, err := exec.Command(python, args...).Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && len(exit.Stderr) == 0) {
		t.Fatalf("%v: %v", args, err)
	}
	return string(out)
}

// damagedBrat writes the gold annotation of a with attributions left out,
// repeated and crossed, roles left out and split, and ends of spans moved, some
// past the text and some past each other.
func damagedBrat(rng *rand.Rand, damage float64, a Article) string {
	var b strings.Builder
	spans := 0
	hit := func(share float64) bool { return rng.Float64() < damage*share }
	role := func(name string, in []Span) string {
		if len(in) == 0 || hit(0.2) {
			return ""
		}
		var pieces []string
		for _, sp := range in {
			start, end := sp.Start, sp.End
			if hit(0.5) {
				start += rng.IntN(21) - 10
			}
			if hit(0.5) {
				end += rng.IntN(21) - 10
			}
			if hit(0.01) {
				end += 100000
			}
			if start < 0 {
				start = 0
			}
			if mid := (start + end) / 2; hit(0.2) && mid > start {
				pieces = append(pieces, fmt.Sprintf("%d %d", start, mid))
				start = mid + rng.IntN(3)
			}
			pieces = append(pieces, fmt.Sprintf("%d %d", start, end))
		}
		spans++
		fmt.Fprintf(&b, "T%d\t%s %s\t-\n", spans, name, strings.Join(pieces, ";"))
		return fmt.Sprintf(" %s:T%d", name, spans)
	}
	for i, att := range a.Gold() {
		other := a.Gold()[rng.IntN(len(a.Gold()))]
		if hit(0.2) {
			att.Source = other.Source
		}
		if hit(0.1) {
			att.Content = append(append([]Span{}, att.Content...), other.Content...)
		}
		for copies := 1; copies > 0; copies-- {
			if hit(0.3) {
				continue
			}
			if hit(0.1) {
				copies++
			}
			args := role("Cue", att.Cue) + role("Source", att.Source) + role("Content", att.Content)
			fmt.Fprintf(&b, "E%d\t%s\n", i+1, strings.TrimSpace(args))
		}
	}
	return b.String()
}

package hearsay_test

import (
	"reflect"
	"slices"
	"testing"
	"unicode/utf8"

	"hearsay"
	"hearsay/internal/samples"
)

// explained reads a text twice, with and without an explanation, and checks that
// they agree and that the explanation accounts for every attribution once.
func explained(t *testing.T, reader *hearsay.Reader, text string, minScore float64) *hearsay.Explanation {
	t.Helper()
	reader = reader.WithMinScore(minScore)
	plain, err := reader.Read(hearsay.NewArticle(text))
	if err != nil {
		t.Fatal(err)
	}
	r, err := reader.WithExplanation().Read(hearsay.NewArticle(text))
	if err != nil {
		t.Fatal(err)
	}
	if plain.Explanation != nil || r.Explanation == nil {
		t.Fatal("an explanation is there unasked, or not there when asked for")
	}
	if !reflect.DeepEqual(plain.Attributions, r.Attributions) {
		t.Error("the explanation changed what was found")
	}
	became := map[string]int{}
	for _, c := range r.Explanation.Candidates {
		checkCandidate(t, r, &c, minScore)
		if c.Attribution != "" {
			became[c.Attribution]++
		}
	}
	for _, a := range r.Attributions {
		if became[a.ID] == 0 {
			t.Errorf("no candidate became “%s | %s”", r.Text(a.Source.Spans), r.Text(a.Content))
		}
		delete(became, a.ID)
	}
	if len(became) > 0 {
		t.Errorf("candidates became attributions that are not there: %v", became)
	}
	return r.Explanation
}

func checkCandidate(t *testing.T, r *hearsay.Reading, c *hearsay.Candidate, minScore float64) {
	t.Helper()
	e := r.Explanation
	at := slices.Concat(c.Cue, c.Content)
	if len(at) == 0 || c.Sentence < 0 || c.Sentence >= len(e.Sentences) {
		t.Fatalf("a candidate with no place: %+v", c)
	}
	if s := e.Sentences[c.Sentence]; at[0].Start < s.Start || at[0].Start >= s.End {
		t.Errorf("%q is not in its sentence %q", r.Slice(at[0]), r.Slice(s))
	}
	for _, spans := range [][]hearsay.Span{c.Source, c.Cue, c.Content} {
		for _, s := range spans {
			if s.Start < 0 || s.Start >= s.End || s.End > len(r.Article.Text) {
				t.Errorf("span %+v of %+v", s, c)
			}
		}
	}
	for _, p := range []float64{c.CueChance, c.SourceChance, c.ContentChance, c.Score, c.Back.Chance, c.Ahead.Chance} {
		if !(p >= 0 && p <= 1+1e-9) {
			t.Errorf("chance %v in %+v", p, c)
		}
	}
	if c.Reason == "" {
		t.Errorf("no reason: %+v", c)
	}
	under := c.Score < minScore
	if scored := c.Reason == "its score is under the threshold"; scored && !under || scored && c.Attribution != "" {
		t.Errorf("score %v, least %v, reason %q", c.Score, minScore, c.Reason)
	}
}

func TestExplanation(t *testing.T) {
	reader, err := hearsay.NewReader()
	if err != nil {
		t.Fatal(err)
	}
	all, err := samples.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all[:4] {
		few := explained(t, reader, s.Text, 0.6)
		many := explained(t, reader, s.Text, 0.1)
		if len(few.Sentences) != len(many.Sentences) || len(few.Candidates) == 0 {
			t.Errorf("%s: %d and %d sentences, %d candidates", s.Name, len(few.Sentences), len(many.Sentences), len(few.Candidates))
		}
	}
}

func FuzzExplanation(f *testing.F) {
	f.Add("Rain to last - Orde\n\nOrde said that it rained, the board said.")
	f.Add("“No,” Orde said. “It rains.” It will, he added.")
	f.Add("")
	reader, err := hearsay.NewReader()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) <= 2000 && utf8.ValidString(text) {
			explained(t, reader, text, 0.26)
		}
	})
}

package export

import (
	"encoding/json"
	"strings"
	"testing"

	"hearsay"
)

// withReasons returns the reading with an explanation made up from it: every line
// of the text is a sentence, every attribution a candidate that was kept, and
// the first of each line has a twin that was dropped.
func withReasons(r *hearsay.Reading) *hearsay.Reading {
	e := &hearsay.Explanation{MinScore: 0.26}
	at := 0
	for line := range strings.SplitAfterSeq(r.Article.Text, "\n") {
		if words := strings.TrimRight(line, "\r\n"); words != "" {
			e.Sentences = append(e.Sentences, hearsay.Span{Start: at, End: at + len(words)})
		}
		at += len(line)
	}
	for i, s := range e.Sentences {
		for k := range r.Attributions {
			a := &r.Attributions[k]
			if first := anchorOf(a); first.Start < s.Start || first.Start >= s.End {
				continue
			}
			c := hearsay.Candidate{
				Sentence: i, Source: a.Source.Spans, Cue: a.Cue.Spans, Content: a.Content, Lemma: a.Cue.Lemma,
				CueChance: 0.97, SourceChance: 0.9, ContentChance: 0.85, Score: 0.91,
				Back:    hearsay.Extension{Stop: "there is no further sentence"},
				Ahead:   hearsay.Extension{Sentences: 2, Stop: "the next sentence does not belong to it", Seen: []string{"it has a cue of its own"}, Chance: 0.8},
				Grounds: []string{"its word is in the lexicon of cues", "its subject is “\x1b[2J\u202e”"},
				Within:  a.Via, Attribution: a.ID, Reason: "its score reaches the threshold",
			}
			e.Candidates = append(e.Candidates, c)
			c.Attribution, c.Reason, c.Score = "", "its score is under the threshold", 0.125
			c.Content, c.ContentChance = nil, 0
			e.Candidates = append(e.Candidates, c)
		}
	}
	explained := *r
	explained.Explanation = e
	return &explained
}

func anchorOf(a *hearsay.Attribution) hearsay.Span {
	for _, spans := range [][]hearsay.Span{a.Cue.Spans, a.Content} {
		if len(spans) > 0 {
			return spans[0]
		}
	}
	return hearsay.Span{}
}

func TestExplainedGolden(t *testing.T) {
	relay := withReasons(sampleReading(t, "denial"))
	golden(t, "explained.80.txt", AppendText(nil, relay, TextOptions{}))
	golden(t, "explained.color.txt", AppendText(nil, Flatten(relay), TextOptions{Color: true, Width: 100}))
	golden(t, "explained.jsonl", AppendJSON(nil, relay))
}

func TestExplainedTextFitsTheTerminal(t *testing.T) {
	for _, r := range readings(t) {
		fitsTheTerminal(t, withReasons(r), 1, 30, 80, 120)
	}
}

// TestExplainedJSON checks that the keys come on top of the contract, and what a
// flat reading says of those it leaves out.
func TestExplainedJSON(t *testing.T) {
	type candidate struct {
		Sentence             jsonSpan
		Source, Cue, Content *struct{ Spans []jsonSpan }
		Grounds              []string
		Score                *float64
		Kept                 bool
		Attribution, Reason  string
	}
	for _, r := range readings(t) {
		explained := withReasons(r)
		plain, line := AppendJSON(nil, r), AppendJSON(nil, explained)
		if !strings.HasPrefix(string(line), strings.TrimSuffix(string(plain), "}\n")+`,"min_score":0.26,"candidates":[`) {
			t.Fatalf("%s: the contract without an explanation is another", r.Article.File)
		}
		for _, reading := range []*hearsay.Reading{explained, Flatten(explained)} {
			var got struct {
				Attributions []struct{ ID string }
				Candidates   []candidate
			}
			if err := json.Unmarshal(AppendJSON(nil, reading), &got); err != nil {
				t.Fatal(err)
			}
			if len(got.Candidates) != len(explained.Explanation.Candidates) {
				t.Fatalf("%s: %d candidates", r.Article.File, len(got.Candidates))
			}
			there := map[string]bool{}
			for _, a := range got.Attributions {
				there[a.ID] = true
			}
			runes := []rune(r.Article.Text)
			for i, c := range got.Candidates {
				want := &explained.Explanation.Candidates[i]
				if c.Kept != (want.Attribution != "" && there[want.Attribution]) || c.Kept != (c.Attribution != "") || c.Score == nil || c.Grounds == nil {
					t.Errorf("%s: %+v", r.Article.File, c)
				}
				if left := want.Attribution != "" && !c.Kept; left != (c.Reason == leftOut) {
					t.Errorf("%s: kept %v for the reason %q", r.Article.File, c.Kept, c.Reason)
				}
				if string(runes[c.Sentence.Start:c.Sentence.End]) != c.Sentence.Text {
					t.Errorf("%s: sentence %+v", r.Article.File, c.Sentence)
				}
				if (c.Content == nil) != (len(want.Content) == 0) {
					t.Errorf("%s: content %+v", r.Article.File, c.Content)
				}
			}
		}
	}
}

package attribution

import (
	"slices"
	"testing"

	"hearsay/internal/learn"
	"hearsay/internal/model"
	"hearsay/internal/nlp"
	"hearsay/internal/samples"
)

// TestFollowTakesTheSameWay checks that the account of an extension is that of
// the extension.
func TestFollowTakesTheSameWay(t *testing.T) {
	b, err := learn.OpenBundle(model.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	analyzer, err := nlp.NewAnalyzer(b)
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewExtractor(b)
	if err != nil {
		t.Fatal(err)
	}
	all, err := samples.All()
	if err != nil {
		t.Fatal(err)
	}
	s, taken := &scratch{}, 0
	for _, sample := range all {
		doc := analyzer.Analyze(sample.Text)
		r, candidates := e.candidates(s, framesOf(doc, []nlp.Range{{First: 0, End: len(doc.Tokens)}}, false))
		for i := range candidates {
			c := &candidates[i]
			back := e.follow(s, newWalker(r, c.home, c.cue, c.args.path, false))
			ahead := e.follow(s, newWalker(r, c.home, c.cue, c.args.path, true))
			if back.Sentences+ahead.Sentences != c.reach.steps {
				t.Errorf("%s: %d back, %d ahead, %d taken", sample.Name, back.Sentences, ahead.Sentences, c.reach.steps)
			}
			if back.Stop == "" || ahead.Stop == "" {
				t.Errorf("%s: a way ends for no reason", sample.Name)
			}
			taken += c.reach.steps
		}
	}
	if taken == 0 {
		t.Error("no content goes beyond its sentence")
	}
}

// TestTraceVerdicts ties candidates to relations by hand: one was kept, one came
// to nothing, one was found twice, and one relation had no candidate.
func TestTraceVerdicts(t *testing.T) {
	doc := &nlp.Doc{Tokens: make([]nlp.Token, 20)}
	at := func(i int) []nlp.Range { return []nlp.Range{{First: i, End: i + 1}} }
	var trace Trace
	trace.begin()
	note := func(cue, within int, v Verdict) {
		trace.Candidates = append(trace.Candidates, Candidate{Cue: at(cue), Content: at(cue + 1), Within: within, Relation: noToken, Verdict: v})
	}
	note(9, noToken, KeptByScore)
	note(5, noToken, UnderThreshold)
	note(3, noToken, KeptByScore)
	note(5, 9, KeptByClosing)
	note(3, 9, KeptByScore)
	note(7, 9, KeptByScore)
	trace.finish(doc, []Relation{
		{Content: at(0), Via: -1, Rule: "headline"}, {Cue: at(3), Content: at(4)}, {Cue: at(5), Content: at(6)}, {Cue: at(9), Content: at(10)},
	})
	type row struct {
		at, relation, within int
		verdict              Verdict
	}
	var got []row
	for _, c := range trace.Candidates {
		got = append(got, row{c.anchor(), c.Relation, c.Within, c.Verdict})
	}
	want := []row{
		{0, 0, -1, KeptByRule}, {3, 1, -1, KeptByScore}, {3, -1, 3, FoundAlready},
		{5, -1, -1, UnderThreshold}, {5, 2, 3, KeptByClosing}, {7, -1, 3, TakenBack}, {9, 3, -1, KeptByScore},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestNoTrace checks that nothing happens, and nothing is allocated, without one.
func TestNoTrace(t *testing.T) {
	var trace *Trace
	if n := testing.AllocsPerRun(10, func() {
		trace.begin()
		trace.enter(nil)
		trace.note(nil, nil, nil, nil, Options{})
		trace.finish(nil, nil)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

package attribution

import (
	"testing"

	"hearsay/internal/nlp"
)

const toldSelidge = `Torvek//NNP/2/nsubj/PER told/tell/VBD/0/root Selidge//NNP/2/iobj/PER in//IN/6/case a//DT/6/det statement//NN/2/obl ` +
	`that//IN/9/mark talks/talk/NNS/9/nsubj resumed/resume/VBD/2/ccomp ~.//./2/punct`

const saidToReporters = `"//''/5/punct ~We/we/PRP/3/nsubj agree//VBP/5/ccomp ~"//''/5/punct said/say/VBD/0/root Torvek//NNP/5/nsubj/PER ` +
	`to//IN/8/case reporters/reporter/NNS/5/obl during//IN/11/case a//DT/11/det briefing//NN/5/obl ~.//./5/punct`

const deniedPlan = `She//PRP/4/nsubj did/do/VBD/4/aux not//RB/4/advmod confirm//VB/0/root the//DT/7/det "//''/7/punct ~secret//JJ/9/amod ~"//''/7/punct plan//NN/4/obj ~.//./4/punct`

func TestDescribe(t *testing.T) {
	for _, c := range []struct {
		name, tree, source, cue, content, to, medium string
		form                                         Form
		negated                                      bool
	}{
		{"told", toldSelidge, "Torvek", "told", "that talks resumed", "Selidge", "statement", Indirect, false},
		{"said to", saidToReporters, "Torvek", "said", `"We agree"`, "reporters", "briefing", Direct, false},
		{"not confirmed", deniedPlan, "She", "did not confirm", `the "secret" plan`, "", "", Mixed, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := treeDoc(t, c.tree)
			r := Relation{Source: phrase(t, d, c.source), Cue: phrase(t, d, c.cue), Content: phrase(t, d, c.content), Via: -1}
			describe(d, &r, doublesQuote(d))
			if got := slice(d, r.Addressee); got != c.to {
				t.Errorf("addressee %q, want %q", got, c.to)
			}
			if r.Medium != c.medium || r.Form != c.form || r.Negated != c.negated {
				t.Errorf("medium %q form %s negated %v, want %q %s %v", r.Medium, r.Form, r.Negated, c.medium, c.form, c.negated)
			}
		})
	}
}

func TestHeadlineNamesItsSource(t *testing.T) {
	body := `It//PRP/2/nsubj rained/rain/VBD/0/root ~.//./2/punct`
	for _, c := range []struct{ name, tree, source, content string }{
		{"dash and name", `Talks/talk/NNS/3/nsubj to//TO/3/mark resume//VB/0/root -//:/5/punct Torvek//NNP/3/parataxis/PER`, "Torvek", "Talks to resume"},
		{"dash and clause", `Talks/talk/NNS/3/nsubj to//TO/3/mark resume//VB/0/root -//:/7/punct Torvek//NNP/6/nsubj says/say/VBZ/3/parataxis more//JJR/6/obj`, "", ""},
		{"hyphen", `Talks/talk/NNS/5/nsubj on//IN/3/case half//NN/1/nmod ~-//HYPH/3/punct ~time//NN/0/root`, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := treeDoc(t, c.tree, body)
			got := addHeadline(d, nil)
			if c.source == "" {
				if len(got) > 0 {
					t.Fatalf("found %q", slice(d, got[0].Source))
				}
				return
			}
			if len(got) != 1 || slice(d, got[0].Source) != c.source || slice(d, got[0].Content) != c.content || len(got[0].Cue) > 0 {
				t.Fatalf("got %+v", got)
			}
		})
	}
}

func TestNestAndOrder(t *testing.T) {
	r := func(first, end int) []nlp.Range { return []nlp.Range{{First: first, End: end}} }
	relations := []Relation{
		{Cue: r(20, 21), Content: r(0, 19), Via: -1}, // A, said the ministry
		{Cue: r(2, 3), Content: r(3, 18), Via: -1},   //   he said B
		{Cue: r(5, 6), Content: r(6, 12), Via: -1},   //     they warned C
		{Cue: r(30, 31), Content: r(31, 40), Via: -1},
	}
	nest(relations)
	for i, want := range []int{-1, 0, 1, -1} {
		if relations[i].Via != want {
			t.Errorf("relation %d is via %d, want %d", i, relations[i].Via, want)
		}
	}
	sorted := inOrder(relations)
	for i, want := range []struct{ cue, via int }{{2, 2}, {5, 0}, {20, -1}, {30, -1}} {
		if sorted[i].Cue[0].First != want.cue || sorted[i].Via != want.via {
			t.Errorf("place %d: cue at %d via %d, want %+v", i, sorted[i].Cue[0].First, sorted[i].Via, want)
		}
	}
}

func TestNestedFrameReadsLikeSpeech(t *testing.T) {
	d := treeDoc(t, saidToReporters)
	frames := framesOf(d, unquoted(d, phrase(t, d, `"We agree"`)), true)
	if len(frames) != 1 || frames[0].len() != 2 {
		t.Fatalf("frames %+v", frames)
	}
	f := frames[0]
	if f.hasQuotes || f.head[1] != -1 || f.head[0] != 1 {
		t.Errorf("quotes %v, heads %v: the marks around the content and the head outside should be gone", f.hasQuotes, f.head)
	}
}

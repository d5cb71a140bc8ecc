package attribution

import (
	"testing"

	"hearsay/internal/nlp"
)

// Words are form/lemma/TAG/head/dep, as treeDoc reads them.
func TestClosingCue(t *testing.T) {
	const sink = `Ferries/ferry/NNS/2/nsubj sink/sink/VBP/0/root ~,//,/6/punct the//DT/5/det `
	for _, c := range []struct{ name, line, want string }{
		{"a verb of reporting", sink + `ministry//NN/6/nsubj said/say/VBD/2/parataxis ~.//./2/punct`, "said"},
		{"a day after it", sink + `court//NN/6/nsubj ruled/rule/VBD/2/parataxis Thursday//NNP/6/obl:unmarked ~.//./2/punct`, "ruled"},
		{"a past tense taken for a participle", sink + `ministry//NN/2/conj said/say/VBN/5/acl ~.//./2/punct`, "said"},
		{"a participle after a thing", sink + `words/word/NNS/2/conj said/say/VBN/5/acl ~.//./2/punct`, ""},
		{"another verb", sink + `ministry//NN/6/nsubj slept/sleep/VBD/2/parataxis ~.//./2/punct`, ""},
		{"nothing is told before", `On//IN/2/case Monday//NNP/6/obl ~,//,/6/punct the//DT/5/det ministry//NN/6/nsubj said/say/VBD/0/root ~.//./6/punct`, ""},
		{"only a condition before", `When//WRB/3/advmod ferries/ferry/NNS/3/nsubj sink//VBP/7/advcl ~,//,/7/punct the//DT/6/det ministry//NN/7/nsubj said/say/VBD/0/root ~.//./7/punct`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := treeDoc(t, c.line)
			f := framesOf(d, []nlp.Range{{First: 0, End: len(d.Tokens)}}, false)[0]
			got := ""
			if _, verb := closingCue(f); verb >= 0 {
				got = f.form(verb)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

package attribution

import (
	"strings"
	"testing"
)

func TestScareQuotes(t *testing.T) {
	for _, c := range []struct{ name, tree, content, want string }{
		{"no source",
			`The//DT/5/det firm//NN/5/nmod:poss ~'s//POS/2/case "//''/5/punct ~reforms/reform/NNS/6/nsubj ~"//''/5/punct failed/fail/VBD/0/root`, "", `"reforms"`},
		{"so-called, even in a content",
			`He//PRP/2/nsubj said/say/VBD/0/root the//DT/6/det so-called//JJ/6/amod "//''/6/punct ~list//NN/8/nsubj ~"//''/6/punct burned/burn/VBD/2/ccomp`, `the so-called "list" burned`, `"list"`},
		{"words of a source",
			`He//PRP/2/nsubj called/call/VBD/0/root it//PRP/2/obj "//''/6/punct ~a//DT/6/det farce//NN/2/xcomp ~"//''/6/punct`, `it "a farce"`, ""},
		{"called so by somebody, though no attribution was made",
			`Locals/local/NNS/2/nsubj call//VBP/0/root it//PRP/2/obj "//''/6/punct ~the//DT/6/det straw//NN/2/xcomp ~"//''/6/punct`, "", ""},
		{"a banner saying",
			`A//DT/2/det banner//NN/6/nsubj saying/say/VBG/2/acl "//''/5/punct ~enough//JJ/3/ccomp ~"//''/5/punct hung/hang/VBD/0/root`, "", ""},
		{"a word as a word",
			`The//DT/2/det term//NN/6/nsubj "//''/4/punct ~lease//NN/2/appos ~"//''/4/punct means/mean/VBZ/0/root much//JJ/6/obj`, "", ""},
		{"a nickname has no source either",
			`Joe//NNP/6/nsubj "//''/3/punct ~Tiny//NNP/1/nmod ~"//''/3/punct Marr//NNP/1/flat won/win/VBD/0/root`, "", `"Tiny"`},
		{"nor has a title",
			`Her//PRP$/2/nmod:poss novel//NN/8/nsubj "//''/6/punct ~The//DT/6/det Long//NNP/6/amod Road//NNP/2/appos ~"//''/6/punct sold/sell/VBD/0/root`, "", `"The Long Road"`},
		{"a clause is speech",
			`It//PRP/3/nsubj "//''/3/punct ~went/go/VBD/0/root unanswered//JJ/3/xcomp ~"//''/3/punct`, "", ""},
		{"long quotations are speech",
			`"//''/2/punct ~one//CD/0/root two//CD/2/dep three//CD/2/dep four//CD/2/dep five//CD/2/dep six//CD/2/dep seven//CD/2/dep ~"//''/2/punct`, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := treeDoc(t, c.tree)
			content := make([]bool, len(d.Tokens)+1)
			for _, r := range phrase(t, d, c.content) {
				for i := r.First; i < r.End; i++ {
					content[i] = true
				}
			}
			if got := slice(d, ScareQuotes(d, content)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestUseOf(t *testing.T) {
	for _, c := range []struct {
		name, tree string
		want       quoteUse
	}{
		{"nickname", `Joe//NNP/6/nsubj "//''/3/punct ~Tiny//NNP/1/nmod ~"//''/3/punct Marr//NNP/1/flat won/win/VBD/0/root`, nicknameUse},
		{"title", `The//DT/2/det film//NN/7/nsubj "//''/5/punct ~Cold//NNP/5/amod Spring//NNP/2/appos ~"//''/5/punct opened/open/VBD/0/root`, titleUse},
		{"title of one word", `The//DT/2/det film//NN/6/nsubj "//''/4/punct ~Salt//NNP/2/appos ~"//''/4/punct opened/open/VBD/0/root`, titleUse},
		{"one capital word alone", `The//DT/3/det "//''/3/punct ~West//NNP/5/nsubj ~"//''/3/punct won/win/VBD/0/root`, scareUse},
		{"word", `The//DT/2/det word//NN/6/nsubj "//''/4/punct ~crisis//NN/2/appos ~"//''/4/punct appears/appear/VBZ/0/root`, wordUse},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := useOf(treeDoc(t, c.tree), 0, false, true); got != c.want {
				t.Errorf("use %d, want %d", got, c.want)
			}
		})
	}
}

func TestTells(t *testing.T) {
	for _, c := range []struct {
		tree string
		want bool
	}{
		{`They//PRP/2/nsubj caution//VBP/0/root that//IN/5/mark it//PRP/5/nsubj fell/fall/VBD/2/ccomp`, true},
		{`It//PRP/3/nsubj reportedly//RB/3/advmod fell/fall/VBD/0/root`, true},
		{`He//PRP/3/nsubj:pass is/be/VBZ/3/aux:pass believed/believe/VBN/0/root to//TO/5/mark sleep//VB/3/xcomp`, true},
		{`It//PRP/2/nsubj fell/fall/VBD/0/root ~,//,/2/punct figures/figure/NNS/5/nsubj show//VBP/2/parataxis ~.//./2/punct`, true},
		{`In//IN/3/case his//PRP$/3/nmod:poss view//NN/5/obl it//PRP/5/nsubj fell/fall/VBD/0/root`, true},
		{`It//PRP/2/nsubj fell/fall/VBD/0/root on//IN/4/case Monday//NNP/2/obl`, false},
		{`They//PRP/2/nsubj added/add/VBD/0/root 40//CD/4/nummod seats/seat/NNS/2/obj`, false},
	} {
		d := treeDoc(t, c.tree)
		if got := Tells(d, 0); got != c.want {
			t.Errorf("%s: %v, want %v", strings.TrimSpace(d.Text), got, c.want)
		}
	}
}

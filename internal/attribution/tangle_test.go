package attribution

import (
	"strings"
	"testing"

	"hearsay/internal/nlp"
)

func TestEndsBefore(t *testing.T) {
	// 0 Kell 1 told 2 Brisk 3 that 4 ferries 5 sink 6 , 7 according 8 to 9 the 10 ministry 11 .
	d := treeDoc(t, `Kell//NNP/2/nsubj told/tell/VBD/0/root Brisk//NNP/2/obj that//IN/6/mark ferries//NNS/6/nsubj sink//VBP/2/ccomp ~,//,/11/punct according//VBG/11/case to//IN/8/fixed the//DT/11/det ministry//NN/2/obl ~.//./2/punct`)
	r := func(first, end int) []nlp.Range { return []nlp.Range{{First: first, End: end}} }
	told := Relation{Source: r(0, 1), Cue: r(1, 2), Content: r(3, 11), Via: -1}
	for _, c := range []struct {
		name      string
		relay     Relation
		want, via string
	}{
		{"the relay holds the telling", Relation{Source: r(9, 11), Cue: r(7, 9), Content: r(0, 6), Via: -1}, "that ferries sink", "according to"},
		{"the relay holds only the end", Relation{Source: r(9, 11), Cue: r(7, 9), Content: r(4, 6), Via: -1}, "that ferries sink, according to the ministry", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			relations := []Relation{told, c.relay}
			disentangle(d, relations)
			nest(relations)
			via := ""
			if v := relations[0].Via; v >= 0 {
				via = slice(d, relations[v].Cue)
			}
			if got := slice(d, relations[0].Content); got != c.want || via != c.via {
				t.Errorf("content %q via %q, want %q via %q", got, via, c.want, c.via)
			}
		})
	}
}

func TestGoesOn(t *testing.T) {
	// 0 Kell 1 scolded 2 Brisk 3 , 4 adding 5 that 6 ferries 7 sink
	const tree = `Kell//NNP/2/nsubj scolded/scold/VBD/0/root Brisk//NNP/2/obj ~,//,/5/punct adding/add/VBG/%s/advcl that//IN/8/mark ferries//NNS/8/nsubj sink//VBP/5/ccomp`
	r := func(first, end int) []nlp.Range { return []nlp.Range{{First: first, End: end}} }
	for _, c := range []struct{ name, head, want string }{
		{"it hangs on the cue", "2", "Brisk"},
		{"it hangs in the content", "3", "Brisk, adding that ferries sink"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := treeDoc(t, strings.Replace(tree, "%s", c.head, 1))
			relations := []Relation{{Source: r(0, 1), Cue: r(1, 2), Content: r(2, 8), Via: -1}, {Cue: r(4, 5), Content: r(5, 8), Via: -1}}
			disentangle(d, relations)
			if got := slice(d, relations[0].Content); got != c.want {
				t.Errorf("content %q, want %q", got, c.want)
			}
		})
	}
}

func TestGoesOnAfterConjunction(t *testing.T) {
	// 0 Kell 1 said 2 ferries 3 sink 4 and 5 urged 6 Brisk 7 to 8 act
	const tree = `Kell//NNP/2/nsubj said/say/VBD/0/root ferries//NNS/4/nsubj sink//VBP/2/ccomp and//CC/6/cc urged/urge/VBD/%s/conj Brisk//NNP/6/obj to//TO/9/mark act//VB/6/xcomp`
	r := func(first, end int) []nlp.Range { return []nlp.Range{{First: first, End: end}} }
	for _, c := range []struct{ name, head, want string }{
		{"joined to the cue", "2", "ferries sink"},
		{"joined to what was said", "4", "ferries sink and urged Brisk to act"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := treeDoc(t, strings.Replace(tree, "%s", c.head, 1))
			relations := []Relation{
				{Source: r(0, 1), Cue: r(1, 2), Content: r(2, 9), Via: -1},
				{Source: r(0, 1), Cue: r(5, 6), Content: r(6, 9), Via: -1},
			}
			disentangle(d, relations)
			if got := slice(d, relations[0].Content); got != c.want {
				t.Errorf("content %q, want %q", got, c.want)
			}
		})
	}
}

func TestAside(t *testing.T) {
	// 0 Kell 1 said 2 that 3 according 4 to 5 Brisk 6 ferries 7 sink 8 fast
	d := treeDoc(t, `Kell//NNP/2/nsubj said/say/VBD/0/root that//IN/8/mark according//VBG/6/case to//IN/4/fixed Brisk//NNP/8/obl ferries//NNS/8/nsubj sink//VBP/2/ccomp fast//RB/8/advmod`)
	r := func(first, end int) nlp.Range { return nlp.Range{First: first, End: end} }
	relations := []Relation{
		{Source: []nlp.Range{r(0, 1)}, Cue: []nlp.Range{r(1, 2)}, Content: []nlp.Range{r(2, 9)}, Via: -1},
		{Source: []nlp.Range{r(5, 6)}, Cue: []nlp.Range{r(3, 5)}, Content: []nlp.Range{r(0, 3), r(6, 9)}, Via: -1},
	}
	disentangle(d, relations)
	nest(relations)
	if got := slice(d, relations[1].Content); got != "that … ferries sink fast" || relations[1].Via != 0 {
		t.Errorf("content %q via %d, want what Kell said, via him", got, relations[1].Via)
	}
}

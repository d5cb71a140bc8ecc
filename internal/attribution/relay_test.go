package attribution

import (
	"strings"
	"testing"

	"hearsay/internal/nlp"
)

func TestUntangle(t *testing.T) {
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
			untangle(d, relations)
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

func TestAddedClauses(t *testing.T) {
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
			addedClauses(d, relations)
			if got := slice(d, relations[0].Content); got != c.want {
				t.Errorf("content %q, want %q", got, c.want)
			}
		})
	}
}

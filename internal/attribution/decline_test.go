package attribution

import (
	"iter"
	"strings"
	"testing"

	"hearsay/internal/nlp"
)

// lines yields the entries of a word list with their line numbers.
func lines(file string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		n := 0
		for line := range strings.Lines(file) {
			n++
			if line = strings.TrimSuffix(line, "\n"); line != "" && line[0] != '#' && !yield(n, line) {
				return
			}
		}
	}
}

const (
	declinedOnPlant = `Strand//NNP/2/nsubj/PER declined/decline/VBD/0/root to//TO/4/mark comment//VB/2/xcomp on//IN/7/case the//DT/7/det plant//NN/4/obl as//IN/9/mark left/leave/VBD/2/advcl`
	didNotRespond   = `The//DT/2/det firm//NN/5/nsubj did/do/VBD/5/aux not//RB/5/advmod respond//VB/0/root to//IN/7/case requests/request/NNS/5/obl for//IN/9/case comment//NN/7/nmod ~.//./5/punct`
)

func TestDeclined(t *testing.T) {
	for _, c := range []struct{ name, tree, want string }{
		{"declined to comment, then a clause", declinedOnPlant, "Strand | declined | to comment on the plant"},
		{"did not respond", didNotRespond, "The firm | did not respond | to requests for comment"},
		{"declined to say whether is a saying with a content of its own",
			`Strand//NNP/2/nsubj declined/decline/VBD/0/root to//TO/4/mark say//VB/2/xcomp whether//IN/7/mark prices/price/NNS/7/nsubj fell/fall/VBD/4/ccomp`, ""},
		{"sales declined",
			`Sales/sale/NNS/2/nsubj declined/decline/VBD/0/root to//IN/4/case 40//CD/2/obl`, ""},
		{"responded to requests",
			`The//DT/2/det firm//NN/3/nsubj responded/respond/VBD/0/root to//IN/5/case requests/request/NNS/3/obl`, ""},
		{"did not respond to treatment",
			`He//PRP/4/nsubj did/do/VBD/4/aux not//RB/4/advmod respond//VB/0/root to//IN/6/case treatment//NN/4/obl`, ""},
		{"could not be reached for comment",
			`He//PRP/5/nsubj:pass could//MD/5/aux not//RB/5/advmod be//VB/5/aux:pass reached/reach/VBN/0/root for//IN/7/case comment//NN/5/obl on//IN/9/case Friday//NNP/5/obl`,
			"He | could not be reached | for comment"},
		{"could not be reached by road",
			`It//PRP/5/nsubj:pass could//MD/5/aux not//RB/5/advmod be//VB/5/aux:pass reached/reach/VBN/0/root by//IN/7/case road//NN/5/obl`, ""},
		{"had no immediate comment",
			`The//DT/2/det club//NN/3/nsubj had/have/VBD/0/root no//DT/6/det immediate//JJ/6/amod comment//NN/3/obj`,
			"The club | had no | immediate comment"},
		{"would not elaborate",
			`She//PRP/4/nsubj would//MD/4/aux not//RB/4/advmod elaborate//VB/0/root ~.//./4/punct`, "She | would not | elaborate"},
		{"was not available for comment",
			`Kell//NNP/4/nsubj was/be/VBD/4/cop not//RB/4/advmod available//JJ/0/root for//IN/6/case comment//NN/4/obl`, "Kell | was not available | for comment"},
		{"the subject of the verb it is joined to",
			`She//PRP/2/nsubj left/leave/VBD/0/root and//CC/4/cc declined/decline/VBD/2/conj to//TO/6/mark comment//VB/4/xcomp`, "She | declined | to comment"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := treeDoc(t, c.tree)
			var got []string
			for _, r := range declined(d) {
				got = append(got, slice(d, r.Source)+" | "+slice(d, r.Cue)+" | "+slice(d, r.Content))
			}
			if strings.Join(got, "; ") != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

// What the model has found already stays, but for a content that runs on.
func TestAddDeclined(t *testing.T) {
	d := treeDoc(t, declinedOnPlant, didNotRespond)
	found := Relation{Source: phrase(t, d, "Strand"), Cue: phrase(t, d, "declined"), Content: phrase(t, d, "to comment on the plant as left"), Via: -1, Score: 0.7, Rule: "model"}
	got := addDeclined(d, []Relation{found})
	if len(got) != 2 || got[0].Rule != "model" || slice(d, got[0].Content) != "to comment on the plant" || got[1].Rule != declineRule {
		t.Fatalf("got %+v", got)
	}
	for i := range got {
		if describe(d, &got[i], false); !got[i].Negated {
			t.Errorf("%q is not negated", slice(d, got[i].Cue))
		}
	}
}

// FuzzDeclined cuts a tree anywhere: what is found lies inside the text and its
// parts do not overlap.
func FuzzDeclined(f *testing.F) {
	f.Add(uint8(0), uint8(9))
	f.Add(uint8(3), uint8(19))
	f.Fuzz(func(t *testing.T, first, end uint8) {
		d := treeDoc(t, declinedOnPlant, didNotRespond)
		if first >= end || int(end) > len(d.Tokens) {
			return
		}
		d.Tokens = d.Tokens[:end]
		d.Sentences[1].End = max(d.Sentences[1].First, int(end))
		d.Sentences[0].End = min(d.Sentences[0].End, int(end))
		for i := range d.Tokens {
			if d.Tokens[i].Head < int32(first) || d.Tokens[i].Head >= int32(end) {
				d.Tokens[i].Head = -1
			}
		}
		for _, r := range declined(d) {
			all := nlp.Merge([]nlp.Range{r.Source[0], r.Cue[0], r.Content[0]})
			if n := tokens(all); n != tokens(r.Source)+tokens(r.Cue)+tokens(r.Content) || all[len(all)-1].End > int(end) {
				t.Errorf("%+v", r)
			}
		}
	})
}

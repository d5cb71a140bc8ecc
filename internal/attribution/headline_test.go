package attribution

import "testing"

// Words are form/lemma/TAG/head/dep, as treeDoc reads them; each line is a
// paragraph.
func TestHeadline(t *testing.T) {
	const (
		talks = `Talks/talk/NNS/3/nsubj to//TO/3/mark resume//VB/0/root`
		body  = `They/they/PRP/2/nsubj met/meet/VBD/0/root ~.//./2/punct`
	)
	for _, c := range []struct{ name, line, want string }{
		{"a name after a dash", talks + ` -//:/3/punct Torvek/Torvek/NNP/3/dep`, "Torvek | Talks to resume"},
		{"a role before a colon", `Spokeswoman//NN/4/dep ~:/:/:/4/punct Talks/talk/NNS/4/nsubj resume//VBP/0/root soon//RB/4/advmod`, "Spokeswoman | Talks resume soon"},
		{"a role after a colon", talks + ` ~:/:/:/5/punct sources/source/NNS/3/dep`, "sources | Talks to resume"},
		{"a person before a colon", `Torvek/Torvek/NNP/4/dep/PER ~:/:/:/4/punct Talks/talk/NNS/4/nsubj resume//VBP/0/root soon//RB/4/advmod`, "Torvek | Talks resume soon"},
		{"a topic before a colon", `Tolls/toll/NNS/4/dep ~:/:/:/4/punct Talks/talk/NNS/4/nsubj resume//VBP/0/root soon//RB/4/advmod`, ""},
		{"a place before a colon", `Dorvin/Dorvin/NNP/4/dep/LOC ~:/:/:/4/punct Talks/talk/NNS/4/nsubj resume//VBP/0/root soon//RB/4/advmod`, ""},
		{"a sentence after a dash", talks + ` -//:/3/punct nobody//NN/6/nsubj knows/know/VBZ/3/parataxis`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := treeDoc(t, c.line, body)
			got := ""
			for _, r := range addHeadline(d, nil) {
				got += slice(d, r.Source) + " | " + slice(d, r.Content)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

package attribution

import "testing"

// Words are form/lemma/TAG/head/dep, as treeDoc reads them; each line is a
// paragraph.
func TestSigned(t *testing.T) {
	const (
		quoted = `"//''/3/punct ~Nobody/nobody/NN/3/nsubj asked/ask/VBD/0/root us/we/PRP/3/obj ~.//./3/punct ~"//''/3/punct`
		plain  = `Nobody/nobody/NN/2/nsubj asked/ask/VBD/0/root us/we/PRP/2/obj ~.//./2/punct`
	)
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"behind the quotation", []string{quoted + ` —//:/3/punct Ana/Ana/NNP/3/dep Brisk/Brisk/NNP/8/flat`}, `Ana Brisk | "Nobody asked us."`},
		{"with what is said of the person", []string{quoted + ` –//:/3/punct Ana/Ana/NNP/3/dep Brisk/Brisk/NNP/8/flat ~,//,/8/punct baker//NN/8/appos`}, `Ana Brisk, baker | "Nobody asked us."`},
		{"in the next paragraph", []string{quoted, `—//:/2/punct Ana/Ana/NNP/0/root Brisk/Brisk/NNP/2/flat`}, `Ana Brisk | "Nobody asked us."`},
		{"no quotation", []string{plain + ` —//:/3/punct Ana/Ana/NNP/2/dep Brisk/Brisk/NNP/6/flat`}, ""},
		{"a sentence goes on behind the dash", []string{quoted + ` —//:/3/punct Ana/Ana/NNP/9/nsubj laughed/laugh/VBD/3/parataxis`}, ""},
		{"a list after a quotation", []string{quoted, `–//:/3/punct Ana/Ana/NNP/3/nsubj laughed/laugh/VBD/0/root`}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := treeDoc(t, c.lines...)
			got := ""
			for _, r := range addSigned(d, nil) {
				got += slice(d, r.Source) + " | " + slice(d, r.Content)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

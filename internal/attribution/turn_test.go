package attribution

import (
	"strings"
	"testing"
)

// Words are form/lemma/TAG/head/dep, as treeDoc reads them; each line is a
// paragraph.
func TestTurns(t *testing.T) {
	const (
		asked    = `SELIDGE//NNP/3/nsubj ~:/:/:/3/punct Asked/ask/VBD/0/root me/I/PRP/3/obj ~.//./3/punct`
		answered = `TORVEK//NNP/4/nsubj ~:/:/:/4/punct They/they/PRP/4/nsubj agreed/agree/VBD/0/root ~.//./4/punct`
		plain    = `They/they/PRP/2/nsubj left/leave/VBD/0/root ~.//./2/punct`
		aside    = `(/(/-LRB-/2/punct LAUGHTER//NN/0/root )/)/-RRB-/2/punct`
		place    = `Norrland//NNP/0/root ~:/:/:/1/punct Ana/Ana/NNP/1/dep Brisk/Brisk/NNP/3/flat`
		q        = `Q//NN/4/dep ~.//./1/punct You/you/PRP/4/nsubj knew/know/VBD/0/root ?//./4/punct`
		a        = `A//NN/4/dep ~.//./1/punct We/we/PRP/4/nsubj guessed/guess/VBD/0/root ~.//./4/punct`
		person   = `Torvek/Torvek/NNP/2/nsubj/PER smiled/smile/VBD/0/root ~.//./2/punct`
	)
	for _, c := range []struct {
		name  string
		lines []string
		want  []string
	}{
		{"each name twice", []string{asked, answered, asked, answered}, []string{
			"SELIDGE | Asked me", "TORVEK | They agreed", "SELIDGE | Asked me", "TORVEK | They agreed",
		}},
		{"a turn runs on to the next, stage directions aside", []string{asked, plain, aside, asked}, []string{
			"SELIDGE | Asked me. They left", "SELIDGE | Asked me",
		}},
		{"the last turn ends with its paragraph", []string{asked, asked, plain}, []string{"SELIDGE | Asked me", "SELIDGE | Asked me"}},
		{"once, but the article names the person", []string{person, answered, asked, asked}, []string{
			"TORVEK | They agreed", "SELIDGE | Asked me", "SELIDGE | Asked me",
		}},
		{"once, and nobody knows the name", []string{answered, plain}, nil},
		{"letters", []string{q, a, q, a}, []string{"Q. | You knew ?", "A. | We guessed", "Q. | You knew ?", "A. | We guessed"}},
		{"a list of facts", []string{place, place, place}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := treeDoc(t, c.lines...)
			var got []string
			for _, r := range addTurns(d, nil) {
				who := slice(d, r.Source)
				if who == "" {
					who = slice(d, r.Cue)
				}
				got = append(got, who+" | "+strings.ReplaceAll(slice(d, r.Content), " … ", " "))
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

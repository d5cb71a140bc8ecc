package attribution

import "hearsay/internal/nlp"

// Form is how the content is reported.
type Form uint8

// The forms of report.
const (
	Indirect Form = iota // a paraphrase: no words in quotation marks
	Direct               // all of the content stands in quotation marks
	Mixed                // some of it does
)

func (f Form) String() string { return [...]string{"indirect", "direct", "mixed"}[f] }

// Relation is one attribution in token space. Ranges are sorted, do not
// overlap, and point into the Doc the relation was found in; a role with no
// range is absent.
type Relation struct {
	Source    []nlp.Range
	Cue       []nlp.Range
	Content   []nlp.Range
	Addressee []nlp.Range
	Lemma     string // lemma of the cue's main word
	Form      Form
	Stance    string  // of the wording: neutral, endorsing, distancing, countering; empty without a cue
	Act       string  // attitude reported: assertion, belief, fact, eventuality; empty without a cue
	Negated   bool    // the cue is denied ("did not say")
	Medium    string  // statement, interview, post, readout, report …; empty if not stated
	Via       int     // index of the relation whose content holds this one; -1 for none
	Score     float64 // probability that the relation is right, in [0,1]
	Rule      string  // what found it
}

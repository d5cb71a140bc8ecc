package eval

import (
	"fmt"
	"io"
	"strings"
)

// An annotation of every layer of a text, in which contents hold attributions
// of their own, is compared attribution by attribution: found are the gold ones
// that pair with a prediction under the terms of the figure "relation" in
// score.go. No prediction is paired twice.

// Nested says what a reading found of a nested annotation.
type Nested struct {
	Gold, Predicted, Found int
	Missed                 []string // gold attributions with no prediction, in words, in the order of the file
	Spurious               []string // predictions with no gold attribution, in words, in text order
}

// ScoreNested compares the predictions for text with gold.
func ScoreNested(text string, gold, pred []Attribution) Nested {
	words := wordsOf(text)
	matched := matchRelations(wordSets(words, gold), wordSets(words, pred), true)
	n := Nested{Gold: len(gold), Predicted: len(pred), Found: len(matched)}
	used := map[int]bool{}
	for i, a := range gold {
		if p, ok := matched[i]; ok {
			used[p] = true
		} else {
			n.Missed = append(n.Missed, a.InWords(text))
		}
	}
	for i, a := range pred {
		if !used[i] {
			n.Spurious = append(n.Spurious, a.InWords(text))
		}
	}
	return n
}

// Precision returns how many of the predictions are in the gold annotation, in
// percent to one decimal.
func (n Nested) Precision() float64 { return round1(percent(n.Found, n.Predicted)) }

// WriteReport prints how many were found, then those missed and those spurious.
func (n Nested) WriteReport(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-24s %d of %d  P %.1f\n", "found", n.Found, n.Gold, n.Precision())
	for _, m := range n.Missed {
		fmt.Fprintf(&b, "  missed    %s\n", m)
	}
	for _, s := range n.Spurious {
		fmt.Fprintf(&b, "  spurious  %s\n", s)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// InWords returns the attribution on one line, "source | cue | content", with
// " … " between the pieces of a role and "-" for a role that is absent.
func (a Attribution) InWords(text string) string {
	return roleInWords(text, a.Source) + " | " + roleInWords(text, a.Cue) + " | " + roleInWords(text, a.Content)
}

func roleInWords(text string, spans []Span) string {
	if len(spans) == 0 {
		return "-"
	}
	var pieces []string
	for _, sp := range spans {
		piece := ""
		if sp.Bytes.Start < sp.Bytes.End {
			piece = text[sp.Bytes.Start:sp.Bytes.End]
		}
		pieces = append(pieces, strings.Join(strings.Fields(piece), " "))
	}
	return strings.Join(pieces, " … ")
}

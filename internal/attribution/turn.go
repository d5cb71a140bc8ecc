package attribution

import (
	"slices"

	"hearsay/internal/nlp"
)

// An interview or a hearing may be printed as turns: a paragraph begins with
// the name of who speaks and a colon ("SELIDGE: I was never asked."), or with Q
// and A, and what follows is theirs until the next turn. A list of facts looks
// the same ("Cost: two million", "Norrland: Ana Brisk, Tom Ark"), so a name has
// to come twice or to be that of a person in the article, and what stands
// behind it has to be sentences. The colon is the cue, and a mark is no word, so
// no cue is reported.

// turnRule names what addTurns found.
const turnRule = "turn"

// Bounds of a label, in tokens, and of the paragraphs that a turn may run on.
const (
	maxLabel    = 7
	maxTurnOver = 4
)

// turn is a paragraph that begins with a label.
type turn struct {
	paragraph int
	label     nlp.Range
	speech    nlp.Range // what follows the colon, to the end of the paragraph
	sentence  bool      // there is a finite verb in it
}

// addTurns adds an attribution for each turn of a transcript.
func addTurns(doc *nlp.Doc, relations []Relation) []Relation {
	turns := spoken(doc, labelled(doc))
	if len(turns) < 2 {
		return relations
	}
	found := make([]Relation, len(turns))
	for i, t := range turns {
		content := []nlp.Range{t.speech}
		if i+1 < len(turns) {
			content = append(content, runsOn(doc, t.paragraph+1, turns[i+1].paragraph)...)
		}
		found[i] = Relation{
			Source: []nlp.Range{t.label}, Content: trimmed(doc, nlp.Merge(content)), Via: -1, Score: 0.9, Rule: turnRule,
		}
	}
	return append(replaced(relations, found), found...)
}

// labelled returns the paragraphs that begin with a label.
func labelled(doc *nlp.Doc) []turn {
	var out []turn
	for k, p := range doc.Paragraphs {
		first := p.First
		if first < p.End && isQuotationMark(doc, first) {
			first++
		}
		colon := labelEnd(doc, nlp.Range{First: first, End: min(p.End, first+maxLabel)})
		speech := nlp.Range{First: colon + 1, End: p.End}
		if colon < 0 || speech.Len() < 1 || !doc.Tokens[colon].SpaceAfter {
			continue
		}
		t := turn{paragraph: k, label: nlp.Range{First: first, End: colon}, speech: speech}
		for i := speech.First; i < speech.End && !t.sentence; i++ {
			tag := doc.Tokens[i].Tag
			t.sentence = tag.IsFinite() || tag == nlp.TagMD
		}
		out = append(out, t)
	}
	return out
}

// labelEnd returns the colon behind a name that fills r up to there; -1 if
// there is no such thing.
func labelEnd(doc *nlp.Doc, r nlp.Range) int {
	for i := r.First; i < r.End; i++ {
		t := &doc.Tokens[i]
		switch {
		case t.Lower == ":" && i > r.First:
			return i
		case t.Shape&nlp.ShapeUpper == 0 && t.Lower != "." && t.Lower != "-":
			return -1
		}
	}
	return -1
}

// spoken keeps the turns of those whose labels name speakers.
func spoken(doc *nlp.Doc, turns []turn) []turn {
	if len(turns) < 2 {
		return nil
	}
	type speaker struct{ turns, sentences int }
	speakers := map[string]*speaker{}
	name := func(t turn) string { return doc.Tokens[t.label.End-1].Lower }
	for _, t := range turns {
		if speakers[name(t)] == nil {
			speakers[name(t)] = &speaker{}
		}
		speakers[name(t)].turns++
		speakers[name(t)].sentences += int(bit(t.sentence))
	}
	persons := personNames(doc, turns)
	return slices.DeleteFunc(turns, func(t turn) bool {
		s := speakers[name(t)]
		return s.turns < 2 && !persons[name(t)] || 2*s.sentences < s.turns
	})
}

// personNames returns the last words of the persons that the article names
// outside of labels, in lower case.
func personNames(doc *nlp.Doc, turns []turn) map[string]bool {
	names := map[string]bool{}
	for _, e := range doc.Entities {
		p := int(doc.Tokens[e.First].Paragraph)
		i, ok := slices.BinarySearchFunc(turns, p, func(t turn, p int) int { return t.paragraph - p })
		if e.Kind == nlp.Person && (!ok || e.First >= turns[i].label.End) {
			names[doc.Tokens[e.End-1].Lower] = true
		}
	}
	return names
}

// runsOn returns the paragraphs from first up to end that go on with a turn.
func runsOn(doc *nlp.Doc, first, end int) []nlp.Range {
	if end-first > maxTurnOver {
		return nil
	}
	var out []nlp.Range
	for _, p := range doc.Paragraphs[first:end] {
		if doc.Tokens[p.First].Tag != nlp.TagLRB { // no stage direction
			out = append(out, p)
		}
	}
	return out
}

package attribution

import (
	"slices"

	"hearsay/internal/nlp"
)

// An interview or a hearing may be printed as turns: a paragraph begins with
// the name of who speaks and a colon ("SELIDGE: I was never asked."), and what
// follows is theirs until the next turn. The colon is the cue; where the turns
// begin with Q and A, these are the cues, and nobody is named. A list of facts
// looks the same ("Cost: two million", "Norrland: Ana Brisk, Tom Ark"), so a name
// has to come twice or to be that of a person in the article, and what stands
// behind it has to be sentences.

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
	label     nlp.Range // the name; empty where there is a letter instead
	cue       nlp.Range // the colon, or the letter and its mark
	name      string    // last word of the label in lower case
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
			Cue: []nlp.Range{t.cue}, Lemma: doc.Tokens[t.cue.First].Lower, Content: trimmed(doc, nlp.Merge(content)),
			Via: -1, Score: 0.9, Rule: turnRule,
		}
		if t.label.Len() > 0 {
			found[i].Source = []nlp.Range{t.label}
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
		t, ok := label(doc, nlp.Range{First: first, End: min(p.End, first+maxLabel)})
		t.paragraph, t.speech = k, nlp.Range{First: t.cue.End, End: p.End}
		if !ok || t.speech.Len() < 1 || !doc.Tokens[t.cue.End-1].SpaceAfter {
			continue
		}
		for i := t.speech.First; i < t.speech.End && !t.sentence; i++ {
			tag := doc.Tokens[i].Tag
			t.sentence = tag.IsFinite() || tag == nlp.TagMD
		}
		out = append(out, t)
	}
	return out
}

// label reads the label with which r begins: names up to a colon, or a letter.
func label(doc *nlp.Doc, r nlp.Range) (t turn, ok bool) {
	if letter, end := questionLetter(doc, r); end > r.First {
		return turn{cue: nlp.Range{First: r.First, End: end}, label: nlp.Range{First: end, End: end}, name: letter}, true
	}
	for i := r.First; i < r.End; i++ {
		w := &doc.Tokens[i]
		switch {
		case w.Lower == ":" && i > r.First:
			return turn{
				cue: nlp.Range{First: i, End: i + 1}, label: nlp.Range{First: r.First, End: i}, name: doc.Tokens[i-1].Lower,
			}, true
		case w.Shape&nlp.ShapeUpper == 0 && w.Lower != "." && w.Lower != "-":
			return turn{}, false
		}
	}
	return turn{}, false
}

// questionLetter returns the letter Q or A with which r begins and where its mark
// ends; end is r.First if there is none.
func questionLetter(doc *nlp.Doc, r nlp.Range) (letter string, end int) {
	if r.Len() < 2 {
		return "", r.First
	}
	switch form := doc.Form(r.First); form {
	case "Q.", "A.":
		return form[:1], r.First + 1
	case "Q", "A":
		if mark := doc.Form(r.First + 1); mark == "." || mark == ":" {
			return form, r.First + 2
		}
	}
	return "", r.First
}

// spoken keeps the turns of those whose labels name speakers.
func spoken(doc *nlp.Doc, turns []turn) []turn {
	if len(turns) < 2 {
		return nil
	}
	type speaker struct{ turns, sentences int }
	speakers := map[string]*speaker{}
	for _, t := range turns {
		if speakers[t.name] == nil {
			speakers[t.name] = &speaker{}
		}
		speakers[t.name].turns++
		speakers[t.name].sentences += int(bit(t.sentence))
	}
	persons := personNames(doc, turns)
	return slices.DeleteFunc(turns, func(t turn) bool {
		s := speakers[t.name]
		return s.turns < 2 && !persons[t.name] || 2*s.sentences < s.turns
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

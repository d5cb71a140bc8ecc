package attribution

import (
	"slices"

	"hearsay/internal/nlp"
)

// headlineRule names what addHeadline found.
const headlineRule = "headline"

// maxHeadlineSource bounds the name in a headline, in tokens.
const maxHeadlineSource = 6

// addHeadline adds the attribution of a headline that names its source beside a
// mark: "Talks to resume in spring - Torvek", "Spokeswoman: talks to resume",
// "Talks to resume: sources". A colon is the cue; a dash is none. Nothing is added
// if the model has found that source.
func addHeadline(doc *nlp.Doc, relations []Relation) []Relation {
	if len(doc.Sentences) < 2 {
		return relations
	}
	name, content, cue := headlineParts(doc, doc.Sentences[0])
	if name.Len() == 0 {
		return relations
	}
	for i := range relations {
		if overlaps(name, relations[i].Source) || overlaps(name, relations[i].Cue) {
			return relations
		}
	}
	words := trimmed(doc, []nlp.Range{content})
	if len(words) == 0 {
		return relations
	}
	r := Relation{Source: []nlp.Range{name}, Content: words, Via: -1, Score: 0.9, Rule: headlineRule}
	if cue >= 0 {
		r.Cue, r.Lemma = []nlp.Range{{First: cue, End: cue + 1}}, doc.Tokens[cue].Lower
	}
	return append(relations, r)
}

// headlineParts cuts a headline at its last dash, or at a colon, into who says and
// what is said; name is empty if that is not how it is built. The cue is the
// colon, or -1.
func headlineParts(doc *nlp.Doc, head nlp.Range) (name, content nlp.Range, cue int) {
	for i := head.End - 2; i > head.First; i-- {
		before, behind := nlp.Range{First: head.First, End: i}, nlp.Range{First: i + 1, End: head.End}
		switch {
		case isDash(doc, i):
			if before.Len() > 1 && behind.Len() <= maxHeadlineSource && nameOnly(doc, behind) {
				return behind, before, -1
			}
			return nlp.Range{}, nlp.Range{}, -1
		case doc.Form(i) == ":" && head.End == doc.Paragraphs[0].End:
			if isSpeaker(doc, before) && behind.Len() > 2 {
				return before, behind, i
			}
			if isSpeaker(doc, behind) && before.Len() > 2 {
				return behind, before, i
			}
		}
	}
	return nlp.Range{}, nlp.Range{}, -1
}

// isDash reports a dash with white space on both sides.
func isDash(doc *nlp.Doc, i int) bool {
	switch doc.Form(i) {
	case "-", "–", "—", "--":
		return doc.Tokens[i-1].SpaceAfter && doc.Tokens[i].SpaceAfter
	}
	return false
}

// nameOnly reports whether the tokens look like a name or a role: no verb, no
// mark, and a capital at the start.
func nameOnly(doc *nlp.Doc, r nlp.Range) bool {
	return noSentence(doc, r) && (doc.Tokens[r.First].Tag.IsNoun() || doc.Tokens[r.First].Shape&nlp.ShapeUpper != 0)
}

// noSentence reports whether the tokens have no verb and no mark.
func noSentence(doc *nlp.Doc, r nlp.Range) bool {
	return !slices.ContainsFunc(doc.Tokens[r.First:r.End], func(t nlp.Token) bool {
		return t.Tag.IsVerb() || t.Tag == nlp.TagMD || t.Shape&(nlp.ShapePunct|nlp.ShapeDigit) == nlp.ShapePunct && t.Tag != nlp.TagPOS
	})
}

// isSpeaker reports whether the tokens, which stand beside a colon, mean somebody or
// something that speaks ("Spokeswoman", "UN report"), and not what the headline is
// about, or where.
func isSpeaker(doc *nlp.Doc, r nlp.Range) bool {
	if r.Len() > maxHeadlineSource || !noSentence(doc, r) || !doc.CanSpeak(r.End-1) {
		return false
	}
	e := doc.Tokens[r.End-1].Entity
	return e < 0 || doc.Entities[e].Kind != nlp.Place
}

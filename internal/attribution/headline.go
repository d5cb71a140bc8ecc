package attribution

import "hearsay/internal/nlp"

// headlineRule names what addHeadline found.
const headlineRule = "headline"

// maxHeadlineSource bounds the name after the dash, in tokens.
const maxHeadlineSource = 6

// addHeadline adds the attribution of a headline that names its source after a
// dash ("Talks to resume in spring - Torvek"), unless the model found one there.
// The mark that separates the two is no word, so there is no cue.
func addHeadline(doc *nlp.Doc, relations []Relation) []Relation {
	if len(doc.Sentences) < 2 {
		return relations
	}
	head := doc.Sentences[0]
	dash := -1
	for i := head.First + 2; i < head.End-1; i++ {
		if isDash(doc, i) {
			dash = i
		}
	}
	if dash < 0 || head.End-dash-1 > maxHeadlineSource || !nameOnly(doc, dash+1, head.End) {
		return relations
	}
	for _, r := range relations {
		if head.Has(anchor(&r)) {
			return relations
		}
	}
	return append(relations, Relation{
		Source:  []nlp.Range{{First: dash + 1, End: head.End}},
		Content: trimmed(doc, []nlp.Range{{First: head.First, End: dash}}),
		Via:     -1,
		Score:   0.9,
		Rule:    headlineRule,
	})
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
func nameOnly(doc *nlp.Doc, first, end int) bool {
	for i := first; i < end; i++ {
		t := &doc.Tokens[i]
		if t.Tag.IsVerb() || t.Tag == nlp.TagMD || t.Shape&(nlp.ShapePunct|nlp.ShapeDigit) == nlp.ShapePunct && t.Tag != nlp.TagPOS {
			return false
		}
	}
	return doc.Tokens[first].Tag.IsNoun() || doc.Tokens[first].Shape&nlp.ShapeUpper != 0
}

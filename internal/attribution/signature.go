package attribution

import (
	"slices"

	"hearsay/internal/nlp"
)

// A quotation that stands alone may be signed, like a letter: "Words." — Name,
// as readers' voices, blurbs and epigraphs are. The dash is the cue, and a mark
// is no word, so no cue is reported.

// signatureRule names what addSigned found.
const signatureRule = "signature"

// maxSignature bounds the words after the dash, in tokens.
const maxSignature = 16

// addSigned adds the attribution of every paragraph that is a quotation with a
// signature behind it, or in the paragraph after it.
func addSigned(doc *nlp.Doc, relations []Relation) []Relation {
	var found []Relation
	for k, p := range doc.Paragraphs {
		dash, name := signature(doc, k)
		if name.Len() == 0 || name.Len() > maxSignature || !signs(doc, name) {
			continue
		}
		found = append(found, Relation{
			Source:  []nlp.Range{name},
			Content: trimmed(doc, []nlp.Range{{First: p.First, End: dash}}),
			Via:     -1,
			Score:   0.9,
			Rule:    signatureRule,
		})
	}
	if len(found) == 0 {
		return relations
	}
	return append(replaced(relations, found), found...)
}

// signature returns the dash that ends the quotation which is paragraph k, and
// the words behind it; no words, if there is no such thing.
func signature(doc *nlp.Doc, k int) (dash int, name nlp.Range) {
	p := doc.Paragraphs[k]
	if p.Len() < 4 || !isQuotationMark(doc, p.First) {
		return -1, nlp.Range{}
	}
	for i := p.End - 2; i > p.First+1 && p.End-i <= maxSignature+3; i-- {
		if isLongDash(doc, i) && isQuotationMark(doc, i-1) {
			return i, unpunctuated(doc, nlp.Range{First: i + 1, End: p.End})
		}
	}
	if k+1 < len(doc.Paragraphs) && isQuotationMark(doc, p.End-1) && isLongDash(doc, p.End) {
		return p.End, unpunctuated(doc, doc.Paragraphs[k+1])
	}
	return -1, nlp.Range{}
}

// replaced drops the relations that take their source from a signature or
// begin with the same content as a signed one.
func replaced(relations, signed []Relation) []Relation {
	names, size := map[int]bool{}, map[int]int{} // tokens of signatures; words signed, by their first token
	for i := range signed {
		for _, who := range signed[i].Source {
			for k := who.First; k < who.End; k++ {
				names[k] = true
			}
		}
		size[signed[i].Content[0].First] = tokens(signed[i].Content)
	}
	return slices.DeleteFunc(relations, func(r Relation) bool {
		for _, s := range r.Source {
			for k := s.First; k < s.End; k++ {
				if names[k] {
					return true
				}
			}
		}
		if len(r.Content) == 0 {
			return false
		}
		whole := size[r.Content[0].First]
		return whole > 0 && tokens(r.Content)*2 > whole
	})
}

func isLongDash(doc *nlp.Doc, i int) bool {
	switch doc.Form(i) {
	case "-", "–", "—", "―", "--":
		return true
	}
	return false
}

func isQuotationMark(doc *nlp.Doc, i int) bool {
	switch doc.Form(i) {
	case `"`, "“", "”", "„", "«", "»", "''", "``":
		return true
	}
	return false
}

// unpunctuated drops the marks at the ends of r.
func unpunctuated(doc *nlp.Doc, r nlp.Range) nlp.Range {
	for r.First < r.End && doc.Tokens[r.First].Shape&nlp.ShapePunct != 0 {
		r.First++
	}
	for r.End > r.First && doc.Tokens[r.End-1].Shape&nlp.ShapePunct != 0 {
		r.End--
	}
	return r
}

// signs reports whether the tokens may sign: a name or a role, with what is
// said of it after commas, and no verb of a sentence.
func signs(doc *nlp.Doc, r nlp.Range) bool {
	for i := r.First; i < r.End; i++ {
		t := &doc.Tokens[i]
		if t.Tag.IsFinite() || t.Tag == nlp.TagMD || isQuotationMark(doc, i) {
			return false
		}
	}
	first := &doc.Tokens[r.First]
	return first.Shape&nlp.ShapeUpper != 0 || first.Tag == nlp.TagDT
}

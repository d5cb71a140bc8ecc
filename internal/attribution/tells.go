package attribution

import "hearsay/internal/nlp"

// A sentence may report although no attribution was made of it. It is not the
// outlet's own voice then, and its structure shows it: a verb of saying or
// thinking has a clause for a complement, stands at the very end ("…, figures
// show"), or a phrase like "according to" or "in his view" hands the sentence to
// somebody.

// hearsayAdverbs are the adverbs that say by themselves that a clause is
// somebody else's.
var hearsayAdverbs = map[string]bool{
	"reportedly": true, "allegedly": true, "purportedly": true, "supposedly": true, "apparently": true,
}

// Tells reports whether a sentence, given by its index, reports by its structure.
func Tells(doc *nlp.Doc, sentence int) bool {
	s := doc.Sentences[sentence]
	for i := s.First; i < s.End; i++ {
		if tellsAt(doc, i, s) {
			return true
		}
	}
	return closesTelling(doc, s)
}

func tellsAt(doc *nlp.Doc, i int, s nlp.Range) bool {
	t := &doc.Tokens[i]
	switch t.Dep {
	case nlp.DepAdvmod:
		return hearsayAdverbs[t.Lower]
	case nlp.DepCcomp, nlp.DepCsubjPass, nlp.DepCsubj:
		return t.Head >= 0 && doc.Tokens[t.Head].Tag.IsVerb() && IsCue(doc.Tokens[t.Head].Lemma)
	case nlp.DepXcomp: // "is believed to be"
		return t.Head >= 0 && doc.Tokens[t.Head].Tag == nlp.TagVBN && IsCue(doc.Tokens[t.Head].Lemma)
	}
	switch t.Lower {
	case "according":
		return i+1 < s.End && doc.Tokens[i+1].Lower == "to"
	case "view", "words", "opinion", "estimate", "account":
		return t.Dep == nlp.DepObl && i > s.First && (doc.Tokens[i-1].Tag == nlp.TagPRPS || doc.Tokens[i-1].Tag == nlp.TagPOS ||
			doc.Tokens[i-1].Tag == nlp.TagDT && i+1 < s.End && doc.Tokens[i+1].Lower == "of")
	}
	return false
}

// closesTelling reports whether the last word of s is a verb of saying after a
// comma and its subject.
func closesTelling(doc *nlp.Doc, s nlp.Range) bool {
	i := s.End - 1
	for i > s.First && doc.Tokens[i].Shape&nlp.ShapePunct != 0 {
		i--
	}
	t := &doc.Tokens[i]
	if !t.Tag.IsFinite() || !IsCue(t.Lemma) {
		return false
	}
	for k := i - 1; k > max(s.First, i-maxClosingSource); k-- {
		if doc.Tokens[k].Tag == nlp.TagComma {
			return k < i-1
		}
	}
	return false
}

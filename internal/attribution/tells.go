package attribution

import (
	_ "embed"
	"strings"
	"sync"

	"hearsay/internal/nlp"
)

// A sentence may report although no attribution was made of it. It is not the
// outlet's own voice then, and its structure shows it: a verb of saying or
// thinking has a clause for a complement, stands at the very end ("…, figures
// show") or between commas, a phrase like "according to" or "in his view" hands the
// sentence to somebody, a noun like "claim" has a clause, somebody has no answer, or a
// verb is one that only minds have (lexicon/telling.txt).

//go:embed lexicon/telling.txt
var tellingFile string

// tellingVerbs are the verbs of lexicon/telling.txt.
var tellingVerbs = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(tellingFile) {
		if verb := strings.TrimSpace(line); verb != "" && verb[0] != '#' {
			set[verb] = true
		}
	}
	return set
})

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
	if minds(doc, i) || scheduled(doc, i) || noAnswer(doc, i, s) || figureGiven(doc, i, s) || claimed(doc, i, s) {
		return true
	}
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

// minds reports whether token i is a finite verb or a passive that only somebody with
// a mind can be the subject or the agent of.
func minds(doc *nlp.Doc, i int) bool {
	t := &doc.Tokens[i]
	if !t.Tag.IsVerb() || !tellingVerbs()[t.Lemma] {
		return false
	}
	return t.Tag.IsFinite() || passiveForm(doc, i) || i > 0 && (doc.Tokens[i-1].Lemma == "have" || doc.Tokens[i-1].Tag == nlp.TagMD || doc.Tokens[i-1].Tag == nlp.TagRB && i > 1 && doc.Tokens[i-2].Lemma == "do")
}

// scheduled reports whether token i is the participle of what is said to come: "is
// scheduled to speak", "rain is forecast".
func scheduled(doc *nlp.Doc, i int) bool {
	switch doc.Tokens[i].Lemma {
	case "schedule", "expect", "forecast", "plan":
		return passiveForm(doc, i)
	}
	return false
}

// noAnswer reports whether at token i somebody is said to have given no answer, or
// something to be not known.
func noAnswer(doc *nlp.Doc, i int, s nlp.Range) bool {
	t := &doc.Tokens[i]
	switch t.Lemma {
	case "return", "respond", "reply", "comment", "elaborate", "decide", "mention", "specify", "disclose", "explain":
		return deniedBefore(doc, i, s) && (t.Lemma != "return" || i+2 < s.End && (strings.HasPrefix(doc.Tokens[i+2].Lower, "call") || strings.HasPrefix(doc.Tokens[i+1].Lower, "call") || strings.HasPrefix(doc.Tokens[i+1].Lower, "message")))
	case "clear", "known":
		return deniedBefore(doc, i, s) && t.Dep != nlp.DepAmod
	case "unclear":
		return t.Dep != nlp.DepAmod
	case "verify", "authenticate":
		return i > s.First+1 && (doc.Tokens[i-1].Tag == nlp.TagTO && doc.Tokens[i-2].Lower == "unable" || deniedBefore(doc, i, s))
	case "no", "little":
		return i > s.First && i+1 < s.End && (doc.Tokens[i-1].Lemma == "make" || doc.Tokens[i-1].Lemma == "give" || doc.Tokens[i-1].Lemma == "be") && telling(doc.Tokens[i+1].Lemma)
	}
	return false
}

// telling reports whether a noun, by its lemma, is for something told.
func telling(lemma string) bool {
	switch lemma {
	case "mention", "reference", "detail", "comment", "reason", "reply", "answer", "response", "word", "explanation":
		return true
	}
	return false
}

// deniedBefore reports whether "not" or the like stands before token i, past adverbs.
func deniedBefore(doc *nlp.Doc, i int, s nlp.Range) bool {
	for k := i - 1; k >= max(s.First, i-3); k-- {
		switch t := &doc.Tokens[k]; {
		case t.Lemma == "not" || t.Lower == "n't" || t.Lower == "n’t" || t.Lower == "never":
			return true
		case t.Tag != nlp.TagRB:
			return false
		}
	}
	return false
}

// figureGiven reports whether token i is "put" with a figure: "put the number at 40".
func figureGiven(doc *nlp.Doc, i int, s nlp.Range) bool {
	const longest = 16 // tokens from the verb to the figure
	if doc.Tokens[i].Lemma != "put" {
		return false
	}
	for k := i + 1; k < min(s.End, i+longest); k++ {
		if t := &doc.Tokens[k]; t.Lower == "at" {
			for f := k + 1; f < min(s.End, k+8); f++ {
				if doc.Tokens[f].Tag == nlp.TagCD {
					return true
				}
			}
		}
	}
	return false
}

// claimed reports whether token i is a noun for something said or thought that a
// clause with "that" or a deed with "of" goes with: "allegations that …".
func claimed(doc *nlp.Doc, i int, s nlp.Range) bool {
	if !doc.Tokens[i].Tag.IsNoun() || i+1 >= s.End {
		return false
	}
	switch doc.Tokens[i].Lemma {
	case "allegation", "accusation", "claim", "rumour", "rumor", "charge":
		return doc.Tokens[i+1].Lower == "that" || doc.Tokens[i+1].Lower == "of"
	case "belief", "hope", "fear", "complaint", "warning", "promise", "suggestion", "concern", "argument", "assurance", "conclusion", "instruction", "ground":
		return doc.Tokens[i+1].Lower == "that"
	}
	return false
}

// closesTelling reports whether the last word of s, days aside, is a verb of saying
// after a comma and its subject.
func closesTelling(doc *nlp.Doc, s nlp.Range) bool {
	i := s.End - 1
	for i > s.First && (doc.Tokens[i].Shape&nlp.ShapePunct != 0 || isDay(doc.Tokens[i].Lower) || doc.Tokens[i].Lower == "on" || IsPartOfDay(doc.Tokens[i].Lower)) {
		i--
	}
	t := &doc.Tokens[i]
	if !(t.Tag.IsFinite() || t.Tag == nlp.TagVBN && i > s.First && doc.Tokens[i-1].Lemma == "have") || !IsCue(t.Lemma) && t.Lemma != "hear" {
		return false
	}
	for k := i - 1; k > max(s.First, i-maxClosingSource); k-- {
		if doc.Tokens[k].Tag == nlp.TagComma {
			return k < i-1
		}
	}
	return false
}

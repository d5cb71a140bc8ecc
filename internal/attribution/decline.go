package attribution

import "hearsay/internal/nlp"

// Silence is reported as speech is: "declined to comment", "could not be reached
// for comment", "did not respond to requests for comment". There is a source and
// a cue, and the content is the little that follows. The ways to say it are few,
// so they are found by lemma and structure, not by a model:
//
//	cue                    content
//	declined               to comment on the plant
//	did not respond        to requests for comment
//	could not be reached   for comment
//	was not available      for comment
//	had no                 immediate comment
//	would not              elaborate
//
// "Declined to say whether …" is none of these: there the verb of saying is the
// cue and has a content of its own.

// declineRule names what declined found; declineScore is what it is worth.
const (
	declineRule  = "decline"
	declineScore = 0.9
)

// silences are the verbs that say nothing more of what is kept back.
var silences = map[string]bool{
	"comment": true, "elaborate": true, "respond": true, "reply": true, "answer": true, "discuss": true,
	"speak": true, "talk": true, "name": true, "identify": true, "interview": true, "quote": true,
	"provide": true, "give": true, "offer": true, "take": true, "draw": true, "speculate": true,
}

// approaches are the nouns for what goes unanswered.
var approaches = map[string]bool{
	"request": true, "question": true, "message": true, "call": true, "email": true, "e-mail": true,
	"query": true, "inquiry": true, "enquiry": true, "voicemail": true,
	"comment": true, "interview": true,
}

// maxSilence bounds a content that is kept back, in tokens.
const maxSilence = 24

// declined returns the attributions of doc that report a silence, in text order.
// Each has a source, a cue and a content; the rest is for describe to fill in.
// Sentences are read one by one; the time is linear in the text.
func declined(doc *nlp.Doc) []Relation {
	var out []Relation
	done := 0 // what stands before is part of a silence already
	for i := range doc.Tokens {
		first, content := silenceAt(doc, i)
		if i < done || content.Len() == 0 {
			continue
		}
		cue, lemma := withAuxiliaries(doc, first, i), doc.Tokens[first].Lemma
		if lemma == "not" {
			lemma = doc.Tokens[content.First].Lemma
		}
		if source := silent(doc, i); len(source) > 0 && !overlaps(cue, source) && cue.End <= content.First {
			out = append(out, Relation{
				Source: source, Cue: []nlp.Range{cue}, Content: []nlp.Range{content},
				Lemma: lemma, Via: -1, Score: declineScore, Rule: declineRule,
			})
			done = content.End
		}
	}
	return out
}

// addDeclined adds the silences of doc to relations. Where the model has found
// the cue already its relation stays, but a content that runs on past what is
// kept back ("to comment as he was led away") ends there.
func addDeclined(doc *nlp.Doc, relations []Relation) []Relation {
	byCue := map[int]int{} // token of a cue → relation
	for i := range relations {
		for _, c := range relations[i].Cue {
			for k := c.First; k < c.End; k++ {
				byCue[k] = i
			}
		}
	}
	for _, d := range declined(doc) {
		known := -1
		for k := d.Cue[0].First; k < d.Cue[0].End && known < 0; k++ {
			if i, ok := byCue[k]; ok {
				known = i
			}
		}
		if known < 0 {
			relations = append(relations, d)
		} else if c := relations[known].Content; len(c) == 1 && c[0].First == d.Content[0].First && c[0].End > d.Content[0].End {
			relations[known].Content = d.Content
		}
	}
	return relations
}

// silenceAt returns the first token of the cue that token i is the main word of
// and the content, which is empty if nothing is kept back here.
func silenceAt(doc *nlp.Doc, i int) (first int, content nlp.Range) {
	t := &doc.Tokens[i]
	switch t.Lemma {
	case "decline", "refuse":
		return i, keptBack(doc, i)
	case "respond", "reply", "return", "answer":
		if !withheld(doc, i) {
			break
		}
		return i, approach(doc, i)
	case "reach", "contact":
		if t.Tag == nlp.TagVBN && withheld(doc, i) {
			return i, forComment(doc, i)
		}
	case "available", "unavailable":
		if t.Lemma[0] == 'u' || withheld(doc, i) {
			return i, forComment(doc, i)
		}
	case "no":
		return noComment(doc, i)
	case "not":
		return i, notComment(doc, i)
	}
	return i, nlp.Range{}
}

// withheld reports whether what the word at token i says is denied.
func withheld(doc *nlp.Doc, i int) bool {
	r := Relation{Cue: []nlp.Range{{First: i, End: i + 1}}, Lemma: doc.Tokens[i].Lemma, Source: silent(doc, i)}
	return negated(doc, &r)
}

// keptBack returns "to comment on the plant" after "declined" at token i, or
// the object of "declined a request for an interview".
func keptBack(doc *nlp.Doc, i int) nlp.Range {
	if !doc.Tokens[i].Tag.IsVerb() {
		return nlp.Range{}
	}
	end := doc.Sentences[doc.Tokens[i].Sentence].End
	from := skipAdverbs(doc, i+1, end)
	if from >= end {
		return nlp.Range{}
	}
	if doc.Tokens[from].Tag != nlp.TagTO {
		return approach(doc, i)
	}
	verb := skipAdverbs(doc, from+1, end)
	if verb < end && doc.Tokens[verb].Lemma == "be" {
		verb = skipAdverbs(doc, verb+1, end)
	}
	if verb >= end || !silences[doc.Tokens[verb].Lemma] {
		return nlp.Range{}
	}
	return nlp.Range{First: from, End: phraseEnd(doc, verb+1, end)}
}

// approach returns what goes unanswered after the verb at token i, with the "to"
// before it: "to requests for comment", "a call seeking comment".
func approach(doc *nlp.Doc, i int) nlp.Range {
	end := doc.Sentences[doc.Tokens[i].Sentence].End
	from := skipAdverbs(doc, i+1, end)
	stop := phraseEnd(doc, from, end)
	for k := from; k < stop; k++ {
		if t := &doc.Tokens[k]; t.Tag.IsNoun() && approaches[t.Lemma] {
			return nlp.Range{First: from, End: stop}
		}
		if t := &doc.Tokens[k]; k > from && t.Tag == nlp.TagIN {
			break
		}
	}
	return nlp.Range{}
}

// forComment returns "for comment" after token i.
func forComment(doc *nlp.Doc, i int) nlp.Range {
	end := doc.Sentences[doc.Tokens[i].Sentence].End
	for k := i + 1; k < min(end-1, i+8); k++ {
		if doc.Tokens[k].Lower != "for" {
			continue
		}
		for j := k + 1; j < min(end, k+4); j++ {
			if l := doc.Tokens[j].Lemma; l == "comment" || l == "interview" {
				return nlp.Range{First: k, End: phraseEnd(doc, k, end)}
			}
		}
	}
	return nlp.Range{}
}

// noComment returns the verb and the content of "had no immediate comment",
// where "no" is token i.
func noComment(doc *nlp.Doc, i int) (verb int, content nlp.Range) {
	end := doc.Sentences[doc.Tokens[i].Sentence].End
	if i == 0 || doc.Tokens[i-1].Sentence != doc.Tokens[i].Sentence {
		return i, nlp.Range{}
	}
	switch doc.Tokens[i-1].Lemma {
	case "have", "make", "offer", "give":
	default:
		return i, nlp.Range{}
	}
	for k := i + 1; k < min(end, i+4); k++ {
		if doc.Tokens[k].Lemma == "comment" {
			return i - 1, nlp.Range{First: i + 1, End: phraseEnd(doc, k, end)}
		}
	}
	return i, nlp.Range{}
}

// notComment returns "comment" and what goes with it after "would not" or "will
// not", where "not" is token i.
func notComment(doc *nlp.Doc, i int) nlp.Range {
	if i == 0 {
		return nlp.Range{}
	}
	if l := doc.Tokens[i-1].Lemma; l != "would" && l != "will" {
		return nlp.Range{}
	}
	end := doc.Sentences[doc.Tokens[i].Sentence].End
	verb := skipAdverbs(doc, i+1, end)
	if verb >= end || doc.Tokens[verb].Lemma != "comment" && doc.Tokens[verb].Lemma != "elaborate" {
		return nlp.Range{}
	}
	return nlp.Range{First: verb, End: phraseEnd(doc, verb+1, end)}
}

func skipAdverbs(doc *nlp.Doc, i, end int) int {
	for i < end && doc.Tokens[i].Tag == nlp.TagRB {
		i++
	}
	return i
}

// phraseEnd returns where the nouns and prepositions from token i on end: at a
// mark, a conjunction, a clause or a day.
func phraseEnd(doc *nlp.Doc, i, end int) int {
	first := i
	for i < min(end, first+maxSilence) && inSilence(doc, i) {
		i++
	}
	for i > first && (doc.Tokens[i-1].Tag == nlp.TagIN || doc.Tokens[i-1].Tag == nlp.TagTO || doc.Tokens[i-1].Tag == nlp.TagDT) {
		i--
	}
	return i
}

func inSilence(doc *nlp.Doc, i int) bool {
	t := &doc.Tokens[i]
	if t.Dep == nlp.DepMark && t.Tag != nlp.TagTO || isDay(t.Lower) || t.Lower == "as" || t.Lower == "when" {
		return false
	}
	switch t.Tag {
	case nlp.TagVBG, nlp.TagVBN:
		return t.Dep == nlp.DepAcl || t.Dep == nlp.DepAmod || t.Lower == "seeking"
	case nlp.TagTO:
		return true
	case nlp.TagVB:
		return i > 0 && doc.Tokens[i-1].Tag == nlp.TagTO
	}
	return nounPhraseTag(t.Tag)
}

// withAuxiliaries returns the tokens from the auxiliaries of the verb at first
// up to the main word: "could not be reached", "did not immediately respond".
func withAuxiliaries(doc *nlp.Doc, first, main int) nlp.Range {
	sentence := doc.Sentences[doc.Tokens[main].Sentence]
	from := first
	for i := first - 1; i >= max(sentence.First, first-6); i-- {
		t := &doc.Tokens[i]
		switch {
		case t.Tag == nlp.TagMD, t.Dep == nlp.DepAux, t.Dep == nlp.DepAuxPass, t.Dep == nlp.DepCop,
			negates(doc, i), t.Lemma == "fail" && t.Tag.IsVerb(), (t.Lemma == "be" || t.Lemma == "have") && t.Tag.IsVerb():
			from = i
		case t.Tag == nlp.TagRB, t.Tag == nlp.TagTO && i > sentence.First && (doc.Tokens[i-1].Lemma == "fail" || doc.Tokens[i-1].Lower == "yet"):
		default:
			i = sentence.First - 1
		}
	}
	return nlp.Range{First: from, End: max(main, first) + 1}
}

// silent returns the phrase for whoever keeps silent: the subject of the word at
// token i, or of the verb that governs it or that it is joined to.
func silent(doc *nlp.Doc, i int) []nlp.Range {
	for at, step := i, 0; at >= 0 && step < maxGovernors; step++ {
		if s := subjectOf(doc, at); s >= 0 && s < i {
			return []nlp.Range{subjectPhrase(doc, s, i)}
		}
		t := &doc.Tokens[at]
		switch t.Dep {
		case nlp.DepXcomp, nlp.DepConj, nlp.DepAdvmod, nlp.DepDet, nlp.DepObj, nlp.DepAux, nlp.DepAdvcl:
			at = int(t.Head)
		default:
			return nil
		}
	}
	return nil
}

// subjectPhrase returns the noun phrase of token s, with the comma that closes
// an apposition, up to the verb at token verb at most.
func subjectPhrase(doc *nlp.Doc, s, verb int) nlp.Range {
	sentence := doc.Sentences[doc.Tokens[s].Sentence]
	r := nounPhrase(doc, s, sentence)
	r.End = min(r.End, verb)
	for i := s + 1; i < r.End; i++ {
		if doc.Tokens[i].Tag == nlp.TagComma && r.End < verb && doc.Tokens[r.End].Tag == nlp.TagComma {
			r.End++
			break
		}
	}
	return r
}

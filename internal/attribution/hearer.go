package attribution

import "hearsay/internal/nlp"

// Who is spoken to is found in the tree where that is right. Three patterns are read
// from the words themselves, because the parser often goes wrong on them:
//
//	told Farwire she had seen it        what follows a verb of telling
//	called on the province to cap it    what stands before the infinitive of a request
//	Asked whether …, the mayor said     the subject after an opening participle

// requests are the verbs, by lemma, that ask or bid somebody to do something; some
// take a preposition first.
var requests = map[string]bool{
	"urge": true, "ask": true, "advise": true, "instruct": true, "challenge": true, "request": true, "exhort": true, "implore": true,
	"invite": true, "text": true, "encourage": true, "warn": true, "remind": true, "beg": true, "press": true, "tell": true,
	"call": true, "appeal": true, "caution": true, "counsel": true, "plead": true,
}

// toldVerbs are the verbs, by lemma, whose object is nearly always who is told.
var toldVerbs = map[string]bool{"tell": true, "inform": true, "remind": true, "assure": true, "reassure": true, "notify": true}

// givingVerbs are the verbs, by lemma, whose first object is who something is offered or
// wished.
var givingVerbs = map[string]bool{"offer": true, "promise": true, "wish": true, "refuse": true}

// passiveVerbs are the verbs beside those of telling, by lemma, whose passive subject
// has been told something.
var passiveVerbs = map[string]bool{"offer": true, "challenge": true, "mislead": true, "call": true, "refuse": true}

// objectHearer returns the phrase right behind the cue of r if it is who is told or
// asked, whatever the parser made of it; nil if none is.
func objectHearer(doc *nlp.Doc, r *Relation) []nlp.Range {
	verb := cueVerb(doc, r)
	t := &doc.Tokens[verb]
	if !t.Tag.IsVerb() || passiveForm(doc, verb) {
		return nil
	}
	first := r.Cue[len(r.Cue)-1].End
	sentence := doc.Sentences[t.Sentence]
	if first >= sentence.End {
		return nil
	}
	switch doc.Tokens[first].Lower {
	case "on", "upon", "to", "with":
		if t.Lemma != "call" && t.Lemma != "appeal" && t.Lemma != "plead" {
			return nil
		}
		first++
	default:
		if before := doc.Tokens[first-1].Lower; (t.Lemma == "call" || t.Lemma == "appeal" || t.Lemma == "plead") && before != "on" && before != "upon" && before != "to" {
			return nil
		}
	}
	if requests[t.Lemma] {
		if phrase := beforeInfinitive(doc, r, nlp.Range{First: first, End: sentence.End}); phrase != nil {
			return phrase
		}
	}
	if toldVerbs[t.Lemma] {
		return toldObject(doc, r, nlp.Range{First: first, End: sentence.End})
	}
	return nil
}

// beforeInfinitive returns the phrase with which rest begins if an infinitive follows
// that says what is asked for: it ends where the content begins or at the infinitive.
func beforeInfinitive(doc *nlp.Doc, r *Relation, rest nlp.Range) []nlp.Range {
	i := rest.First
	if i >= rest.End || !nounPhraseTag(doc.Tokens[i].Tag) || doc.Tokens[i].Tag == nlp.TagPOS || doc.Tokens[i].Tag == nlp.TagIN || doc.Tokens[i-1].Lower == "for" || doc.Tokens[i-1].Lower == "about" {
		return nil
	}
	for k := i; k < min(rest.End, i+maxHearer); k++ {
		t := &doc.Tokens[k]
		switch {
		case k > i && t.Tag == nlp.TagTO && k+1 < rest.End && (doc.Tokens[k+1].Tag == nlp.TagVB || doc.Tokens[k+1].Tag == nlp.TagRB):
			if k > i+1 && doc.Tokens[k-1].Lower == "not" {
				k--
			}
			return hearerRange(doc, r, nlp.Range{First: i, End: k})
		case k > i && nlp.Holds(r.Content, k) && !nlp.Holds(r.Content, i):
			return hearerRange(doc, r, nlp.Range{First: i, End: k})
		case t.Shape&nlp.ShapePunct != 0 && t.Tag != nlp.TagHYPH && t.Tag != nlp.TagComma, t.Tag == nlp.TagVBD, t.Tag == nlp.TagMD:
			if t.Tag != nlp.TagVBD || k == i || doc.Tokens[k-1].Tag != nlp.TagWP && !nlp.Holds(r.Content, i) {
				return nil
			}
		}
	}
	return nil
}

// hearerRange returns r2 as a phrase for who is spoken to, without marks and days at
// its end; nil if it stands in the source.
func hearerRange(doc *nlp.Doc, r *Relation, r2 nlp.Range) []nlp.Range {
	for r2.Len() > 1 && (doc.Tokens[r2.End-1].Shape&nlp.ShapePunct != 0 || isDay(doc.Tokens[r2.End-1].Lower) || beforeDay(doc.Tokens[r2.End-1].Lower) || doc.Tokens[r2.End-1].Lower == "not") {
		r2.End--
	}
	if r2.Len() < 1 || r2.Len() > maxHearer || overlaps(r2, r.Source) {
		return nil
	}
	for i := r2.First; i < r2.End; i++ {
		if t := doc.Tokens[i].Tag; t.IsNoun() || t == nlp.TagPRP || t == nlp.TagDT && r2.Len() == 1 {
			return []nlp.Range{r2}
		}
	}
	return nil
}

// toldObject returns the noun phrase or pronoun with which rest begins, unless that is
// what is told ("told the truth").
func toldObject(doc *nlp.Doc, r *Relation, rest nlp.Range) []nlp.Range {
	noun := -1
	for k := rest.First; k < min(rest.End, rest.First+maxHearer); k++ {
		t := &doc.Tokens[k]
		switch {
		case t.Lower == "it":
			return nil
		case t.Tag == nlp.TagPRP && k == rest.First:
			return hearerRange(doc, r, nlp.Range{First: k, End: k + 1})
		case isDay(t.Lower):
			return toldRange(doc, r, rest.First, noun)
		case t.Tag.IsNoun():
			noun = k
		case (t.Tag == nlp.TagDT || t.Tag == nlp.TagPRPS || t.Tag == nlp.TagPDT) && noun < 0, t.Tag == nlp.TagJJ && noun < 0, t.Tag == nlp.TagCD && noun < 0, t.Tag == nlp.TagHYPH, t.Tag == nlp.TagPOS:
		default:
			return toldRange(doc, r, rest.First, noun)
		}
	}
	return nil
}

func toldRange(doc *nlp.Doc, r *Relation, first, noun int) []nlp.Range {
	if noun < 0 || saidThing(doc.Tokens[noun].Lemma) {
		return nil
	}
	return hearerRange(doc, r, nlp.Range{First: first, End: noun + 1})
}

// saidThing reports whether a noun is for what is told rather than for who is.
func saidThing(lemma string) bool {
	switch lemma {
	case "truth", "lie", "story", "tale", "joke", "time", "fortune", "difference", "everything", "something", "nothing", "anything", "thing", "secret", "fact":
		return true
	}
	return false
}

// passiveForm reports whether the verb at token i is a participle after a form of
// "be" or "get".
func passiveForm(doc *nlp.Doc, i int) bool {
	if doc.Tokens[i].Tag != nlp.TagVBN && doc.Tokens[i].Tag != nlp.TagVBD {
		return false
	}
	for k := i - 1; k >= 0 && k > i-5 && doc.Tokens[k].Sentence == doc.Tokens[i].Sentence; k-- {
		switch t := &doc.Tokens[k]; {
		case t.Lemma == "be" || t.Lemma == "get":
			return true
		case t.Tag != nlp.TagRB:
			return false
		}
	}
	return false
}

// opens reports whether the participle at token i opens its sentence, marks aside.
func opens(doc *nlp.Doc, i int) bool {
	first := doc.Sentences[doc.Tokens[i].Sentence].First
	for first < i && doc.Tokens[first].Shape&nlp.ShapePunct != 0 {
		first++
	}
	return first == i
}

// subjectAfter returns the noun of the phrase that follows the comma after an opening
// "Asked …", or -1: the first comma after the content before a noun phrase and a verb.
func subjectAfter(doc *nlp.Doc, r *Relation) int {
	end := r.Cue[len(r.Cue)-1].End
	for _, c := range r.Content {
		if doc.Tokens[c.First].Sentence == doc.Tokens[r.Cue[0].First].Sentence {
			end = max(end, c.End)
		}
	}
	sentence := doc.Sentences[doc.Tokens[r.Cue[0].First].Sentence]
	for k := end - 1; k < sentence.End-1; k++ {
		if doc.Tokens[k].Tag != nlp.TagComma {
			continue
		}
		noun := -1
		for i := k + 1; i < min(sentence.End, k+maxHearer); i++ {
			t := &doc.Tokens[i]
			switch {
			case t.Tag == nlp.TagPRP && noun < 0:
				return i
			case t.Tag.IsNoun():
				noun = i
			case nounPhraseTag(t.Tag) && t.Tag != nlp.TagIN || t.Tag == nlp.TagIN && noun >= 0:
			case noun >= 0 && (t.Tag.IsFinite() || t.Tag == nlp.TagMD || t.Tag == nlp.TagComma || t.Tag == nlp.TagRB):
				return noun
			default:
				i = sentence.End
			}
		}
	}
	return -1
}

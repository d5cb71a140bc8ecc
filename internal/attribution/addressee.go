package attribution

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"hearsay/internal/nlp"
)

// tellVerbs are the verbs whose object is the one spoken to.
var tellVerbs = map[string]bool{
	"tell": true, "remind": true, "inform": true, "assure": true, "reassure": true, "warn": true, "notify": true,
	"ask": true, "urge": true, "advise": true, "convince": true, "persuade": true,
	"instruct": true, "invite": true, "brief": true, "caution": true, "promise": true, "offer": true, "wish": true, "thank": true,
	"encourage": true, "implore": true, "beg": true, "beseech": true, "exhort": true, "alert": true,
	"admonish": true, "counsel": true, "press": true, "question": true, "quiz": true, "command": true,
	"direct": true, "lobby": true, "petition": true,
}

// sayVerbs are the verbs that take the one spoken to after "to" even where the
// noun alone would not tell.
var sayVerbs = map[string]bool{
	"say": true, "report": true, "explain": true, "write": true, "complain": true, "suggest": true,
	"propose": true, "announce": true, "confess": true, "describe": true, "reveal": true, "disclose": true,
	"confirm": true, "mention": true, "whisper": true, "shout": true, "declare": true, "state": true,
	"recommend": true, "speak": true, "talk": true, "boast": true, "promise": true, "swear": true, "pledge": true,
	"hint": true, "relate": true, "recount": true, "indicate": true, "repeat": true, "stress": true, "admit": true,
	"insist": true, "argue": true, "testify": true, "apologise": true, "apologize": true, "reply": true,
	"convey": true, "express": true, "add": true, "claim": true, "emphasise": true, "emphasize": true, "tell": true, "protest": true, "appeal": true, "offer": true,
}

//go:embed lexicon/hearers.txt
var hearersFile string

// hearers are the nouns for those who can be spoken to, by lemma.
var hearers = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(hearersFile) {
		if noun := strings.TrimSpace(line); noun != "" && noun[0] != '#' {
			set[noun] = true
		}
	}
	return set
})

// Bounds, in tokens: how far from the cue the one spoken to may stand, and how
// long the phrase may be.
const (
	besideCueHearer = 40
	maxHearer       = 20
)

// addressee returns the phrase for the one spoken to: the object of a verb of
// telling ("told Blinken"), or its subject in the passive ("was told"); the
// phrase after "to" or "with" on the cue ("said to reporters"), on the medium,
// whose token is at ("in a letter to the mayor"), or on a verb of speaking
// beside the cue ("speaking to reporters"). The object may be the start of the
// content, as in "urged the court to rule".
func addressee(doc *nlp.Doc, r *Relation, at int) []nlp.Range {
	if to := hearerInPassive(doc, r); to >= 0 {
		return leaveToHearer(doc, r, to)
	}
	first, end := r.Cue[0].First, r.Cue[len(r.Cue)-1].End
	sentence := doc.Sentences[doc.Tokens[first].Sentence]
	for i := max(sentence.First, first-besideCueHearer); i < min(sentence.End, end+besideCueHearer); i++ {
		if phrase := hearerAt(doc, r, i, at); phrase != nil {
			return phrase
		}
	}
	return objectHearer(doc, r)
}

// hearerAt returns the phrase of token i if it is the one spoken to.
func hearerAt(doc *nlp.Doc, r *Relation, i, medium int) []nlp.Range {
	t := &doc.Tokens[i]
	if t.Head < 0 || !t.Tag.IsNoun() && !t.Tag.IsPronoun() {
		return nil
	}
	head := int(t.Head)
	switch t.Dep {
	case nlp.DepIobj, nlp.DepObj:
		verb := doc.Tokens[head].Lemma
		if !nlp.Holds(r.Cue, head) || !tellVerbs[verb] || i < head || isDay(t.Lower) || t.Lower == "it" || afterSpeech(doc, r) {
			return nil
		}
		if givingVerbs[verb] && t.Dep != nlp.DepIobj && !hears(doc, i) || (verb == "direct" || verb == "question") && !hears(doc, i) || verb == "thank" && nlp.Holds(r.Content, i) {
			return nil
		}
		return hearerPhrase(doc, r, i, true)
	case nlp.DepObl, nlp.DepNmod:
		switch verb, cue := doc.Tokens[head].Lemma, nlp.Holds(r.Cue, head); caseOf(doc, i) {
		case "on":
			if cue && verb == "call" && hears(doc, i) {
				return hearerPhrase(doc, r, i, true)
			}
		case "with":
			if head == medium || cue && (verb == "speak" || verb == "talk") && hears(doc, i) {
				return hearerPhrase(doc, r, i, false)
			}
		case "to":
			if head == medium || cue && spokenTo(doc, i, verb) || speaks(doc, r, head) && hears(doc, i) {
				return hearerPhrase(doc, r, i, false)
			}
		}
	}
	return nil
}

// spokenTo reports whether token i, after "to" on a verb given by its lemma, is who is
// spoken to: somebody, or a name after a verb of saying.
func spokenTo(doc *nlp.Doc, i int, verb string) bool {
	switch {
	case !addresses(verb):
		return false
	case sayVerbs[verb]:
		return hears(doc, i) || doc.Tokens[i].Entity >= 0
	}
	return personal(doc, i)
}

// addresses reports whether "to" after a verb, given by its lemma, can lead to who is
// spoken to.
func addresses(lemma string) bool {
	switch lemma {
	case "accord", "attribute", "occur", "seem", "appear", "belong", "refer", "point", "object", "agree":
		return false
	}
	return true
}

// afterSpeech reports whether the cue of r follows the quotation that it reports and
// has no subject before it: "“Whose?” asked Marisol Tate" asks nobody in particular.
func afterSpeech(doc *nlp.Doc, r *Relation) bool {
	first := r.Cue[0].First
	return len(r.Source) == 0 && first > 0 && doc.Tokens[first-1].Tag == nlp.TagCloseQuote && cueVerb(doc, r) == first
}

// speaks reports whether token i is a verb of speaking that hangs on the cue or
// on its source ("speaking to reporters, she said").
func speaks(doc *nlp.Doc, r *Relation, i int) bool {
	t := &doc.Tokens[i]
	if t.Tag != nlp.TagVBG || t.Lemma != "speak" && t.Lemma != "talk" || nlp.Holds(r.Content, i) {
		return false
	}
	return t.Head >= 0 && (nlp.Holds(r.Cue, int(t.Head)) || nlp.Holds(r.Source, int(t.Head)))
}

// hearerInPassive returns the one who is told in "she was told that …" and in
// "Asked whether …, she said"; -1 if the cue is nothing of the kind.
func hearerInPassive(doc *nlp.Doc, r *Relation) int {
	verb := cueVerb(doc, r)
	t := &doc.Tokens[verb]
	if t.Tag != nlp.TagVBN && t.Tag != nlp.TagVBD || !tellVerbs[t.Lemma] && !passiveVerbs[t.Lemma] || t.Lemma == "convince" || t.Lemma == "persuade" || t.Lemma == "thank" {
		return -1 // one who is convinced need not have been told
	}
	passive := passiveForm(doc, verb)
	if t.Lemma == "call" && (verb+1 >= len(doc.Tokens) || doc.Tokens[verb+1].Lower != "on" && doc.Tokens[verb+1].Lower != "upon") {
		return -1
	}
	if opens(doc, verb) {
		return subjectAfter(doc, r)
	}
	i := subjectOf(doc, verb)
	if i >= 0 && verb > 0 && clitic(doc.Tokens[verb-1].Lower) && nlp.Holds(r.Source, i) {
		return -1 // "he's asked for one" is no passive
	}
	switch {
	case i >= 0 && passive && !active(doc, verb):
		if passiveVerbs[t.Lemma] && !hears(doc, i) {
			return -1
		}
		return i
	case i >= 0 && t.Lemma == "tell" && objectless(doc, r, verb):
		return i // "Growers told to spray early"
	case i >= 0:
		return -1
	case t.Dep == nlp.DepAdvcl && t.Tag == nlp.TagVBN && (int(t.Head) > verb || verb > 0 && doc.Tokens[verb-1].Lower == "when"):
		return subjectOf(doc, int(t.Head))
	case t.Tag == nlp.TagVBN && !passive && verb > 1 && doc.Tokens[verb-1].Tag == nlp.TagComma:
		return nounBefore(doc, verb-1)
	case t.Dep == nlp.DepAcl && t.Head >= 0 && t.Tag == nlp.TagVBN:
		return int(t.Head) // "the spokesman, asked by reporters"
	case passive || t.Tag == nlp.TagVBN && t.Dep == nlp.DepConj && t.Head >= 0 && passiveForm(doc, int(t.Head)) && doc.Tokens[verb-1].Lemma != "have":
		if s := sharedSubject(doc, verb); s >= 0 || !passive {
			return s
		}
		return beforePassive(doc, verb)
	}
	return -1
}

// nounBefore returns the noun or pronoun right before token i, past adverbs, or -1.
func nounBefore(doc *nlp.Doc, i int) int {
	for k := i - 1; k >= 0 && k > i-4 && doc.Tokens[k].Sentence == doc.Tokens[i].Sentence; k-- {
		if t := &doc.Tokens[k]; t.Tag.IsNoun() || t.Tag == nlp.TagPRP {
			return k
		} else if t.Tag != nlp.TagRB && t.Tag != nlp.TagMD {
			return -1
		}
	}
	return -1
}

// beforePassive returns the noun or pronoun right before the auxiliaries of the
// passive at token i, whose subject the parser has not found; -1 if there is none.
func beforePassive(doc *nlp.Doc, i int) int {
	first := i
	for k := i - 1; k >= 0 && k > i-5 && doc.Tokens[k].Sentence == doc.Tokens[i].Sentence; k-- {
		if t := &doc.Tokens[k]; t.Lemma != "be" && t.Lemma != "have" && t.Lemma != "get" && t.Tag != nlp.TagRB && t.Tag != nlp.TagMD {
			break
		}
		first = k
	}
	return nounBefore(doc, first)
}

// clitic reports whether a word is the short form of "has" or "is".
func clitic(lower string) bool { return lower == "'s" || lower == "’s" }

// active reports whether the verb at token i has an auxiliary "have" and no "be", so
// that its subject tells.
func active(doc *nlp.Doc, i int) bool {
	return !passiveForm(doc, i) && i > 0 && doc.Tokens[i-1].Lemma == "have"
}

// objectless reports whether the verb of r at token i has no object: an infinitive
// follows it, or the clause ends.
func objectless(doc *nlp.Doc, r *Relation, i int) bool {
	sentence := doc.Sentences[doc.Tokens[i].Sentence]
	if i+1 >= sentence.End {
		return true
	}
	next := &doc.Tokens[i+1]
	return next.Tag == nlp.TagTO || next.Shape&nlp.ShapePunct != 0 && next.Tag != nlp.TagOpenQuote && len(r.Content) > 0 && r.Content[0].First < i
}

// maxShared bounds how many verbs lie between a passive and the subject it shares.
const maxShared = 4

// sharedSubject returns the subject that the verb at token i shares with the verb it is
// coordinated with or hangs on ("said he rang and was told", "recalled being told");
// -1 if there is none.
func sharedSubject(doc *nlp.Doc, i int) int {
	for range maxShared {
		t := &doc.Tokens[i]
		if t.Dep != nlp.DepConj && t.Dep != nlp.DepXcomp && t.Dep != nlp.DepCcomp && t.Dep != nlp.DepAdvcl || t.Head < 0 {
			return -1
		}
		i = int(t.Head)
		if s := subjectOf(doc, i); s >= 0 && hears(doc, s) {
			return s
		}
	}
	return -1
}

// leaveToHearer returns the phrase of the one told in a passive and takes it
// out of source and content, where it may stand by mistake: "she" in "she was
// told to wait" neither speaks nor is part of what was said. A content is never
// left empty.
func leaveToHearer(doc *nlp.Doc, r *Relation, to int) []nlp.Range {
	phrase := nounPhrase(doc, to, doc.Sentences[doc.Tokens[to].Sentence])
	for phrase.First < to && doc.Tokens[phrase.First].Shape&nlp.ShapePunct != 0 {
		phrase.First++
	}
	if phrase.Len() > maxHearer || overlaps(phrase, r.Cue) {
		return nil
	}
	within := func(o nlp.Range) bool { return phrase.First <= o.First && o.End <= phrase.End }
	r.Source = slices.DeleteFunc(slices.Clone(r.Source), within)
	if rest := slices.DeleteFunc(slices.Clone(r.Content), within); len(rest) > 0 {
		r.Content = rest
	}
	if overlaps(phrase, r.Source) || overlaps(phrase, r.Content) {
		return nil
	}
	return []nlp.Range{phrase}
}

// subjectOf returns the subject of the verb at token i, or -1.
func subjectOf(doc *nlp.Doc, i int) int {
	sentence := doc.Sentences[doc.Tokens[i].Sentence]
	for k := max(sentence.First, i-besideCueHearer); k < min(sentence.End, i+maxHearer); k++ {
		t := &doc.Tokens[k]
		if int(t.Head) == i && (t.Dep == nlp.DepNsubj || t.Dep == nlp.DepNsubjPass) {
			return k
		}
	}
	return -1
}

// hearerPhrase returns the phrase of token i without its preposition, unless it
// is part of the source or lies in the content; an object may be its start. A
// cue may hold it ("said in an interview with the Tribune").
func hearerPhrase(doc *nlp.Doc, r *Relation, i int, object bool) []nlp.Range {
	sentence := doc.Sentences[doc.Tokens[i].Sentence]
	phrase := nounPhrase(doc, i, sentence)
	for phrase.First < i && (doc.Tokens[phrase.First].Dep == nlp.DepCase || doc.Tokens[phrase.First].Shape&nlp.ShapePunct != 0) {
		phrase.First++
	}
	if doc.Tokens[phrase.First].Lower == "that" {
		return nil // a clause, whatever the parser made of it
	}
	for k := i + 1; k < phrase.End; k++ {
		if nlp.Holds(r.Content, k) && !nlp.Holds(r.Content, i) || isDay(doc.Tokens[k].Lower) || opensComplement(&doc.Tokens[k]) {
			phrase.End = k
		}
	}
	for phrase.End > i+1 && beforeDay(doc.Tokens[phrase.End-1].Lower) {
		phrase.End--
	}
	opens := object && len(r.Content) > 0 && r.Content[0].First == phrase.First && phrase.End < r.Content[0].End
	if phrase.Len() > maxHearer || overlaps(phrase, r.Source) || nlp.Holds(r.Cue, phrase.First) != nlp.Holds(r.Cue, phrase.End-1) || overlaps(phrase, r.Content) && !opens {
		return nil
	}
	return []nlp.Range{phrase}
}

// opensComplement reports whether a token opens what was said rather than going
// on about who was told: "that" or the "to" of an infinitive.
func opensComplement(t *nlp.Token) bool {
	return t.Dep == nlp.DepMark && (t.Tag == nlp.TagIN || t.Tag == nlp.TagTO) || t.Tag == nlp.TagOpenQuote
}

// nounPhrase returns the tokens under i, with a name that follows a title
// although the parser hung it elsewhere ("US Secretary of State Ana Kell").
func nounPhrase(doc *nlp.Doc, i int, sentence nlp.Range) nlp.Range {
	r := subtree(doc, i, sentence)
	if r.End < sentence.End && doc.Tokens[r.End-1].Tag.IsProper() {
		if e := doc.Tokens[r.End].Entity; e >= 0 && doc.Entities[e].First == r.End && doc.Entities[e].Kind == nlp.Person {
			r.End = min(doc.Entities[e].End, sentence.End)
		}
	}
	return r
}

func caseOf(doc *nlp.Doc, i int) string {
	for j := i - 1; j >= max(0, i-12); j-- {
		if int(doc.Tokens[j].Head) == i && doc.Tokens[j].Dep == nlp.DepCase {
			return doc.Tokens[j].Lower
		}
	}
	return ""
}

// personal reports whether token i is a name of somebody, a pronoun or several.
func personal(doc *nlp.Doc, i int) bool {
	t := &doc.Tokens[i]
	if t.Entity >= 0 {
		kind := doc.Entities[t.Entity].Kind
		return kind == nlp.Person || kind == nlp.Organisation
	}
	return t.Tag == nlp.TagNNS || t.Tag == nlp.TagPRP && t.Lower != "it"
}

// hears reports whether token i can be spoken to.
func hears(doc *nlp.Doc, i int) bool {
	return personal(doc, i) || doc.IsPerson(i) || doc.IsBody(i) || hearers()[strings.ToLower(doc.Tokens[i].Lemma)]
}

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
	"ask": true, "urge": true, "advise": true, "convince": true, "persuade": true, "order": true,
	"instruct": true, "invite": true, "brief": true, "caution": true, "promise": true, "thank": true,
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
	"convey": true, "express": true, "add": true, "claim": true, "emphasise": true, "emphasize": true,
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
	return nil
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
		if verb := doc.Tokens[head].Lemma; nlp.Holds(r.Cue, head) && tellVerbs[verb] && i > head && !isDay(t.Lower) && t.Lower != "it" &&
			(verb != "order" && verb != "direct" && verb != "promise" && verb != "question" || hears(doc, i)) {
			return hearerPhrase(doc, r, i, true)
		}
	case nlp.DepObl, nlp.DepNmod:
		if c := caseOf(doc, i); c == "on" && doc.Tokens[head].Lemma == "call" && nlp.Holds(r.Cue, head) && hears(doc, i) {
			return hearerPhrase(doc, r, i, true)
		} else if c != "to" && c != "with" {
			return nil
		} else if head == medium || hears(doc, i) && (nlp.Holds(r.Cue, head) && doc.Tokens[head].Lemma != "accord" && (c == "to" && sayVerbs[doc.Tokens[head].Lemma] || personal(doc, i)) ||
			c == "to" && speaks(doc, r, head)) {
			return hearerPhrase(doc, r, i, false)
		}
	}
	return nil
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
	if t.Tag != nlp.TagVBN && t.Tag != nlp.TagVBD || !tellVerbs[t.Lemma] {
		return -1
	}
	i := subjectOf(doc, verb)
	switch {
	case i >= 0 && doc.Tokens[i].Dep == nlp.DepNsubjPass && t.Lemma != "convince" && t.Lemma != "persuade":
		return i // one who is convinced need not have been told
	case i < 0 && t.Dep == nlp.DepAdvcl && int(t.Head) > verb:
		return subjectOf(doc, int(t.Head))
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
	return personal(doc, i) || hearers()[strings.ToLower(doc.Tokens[i].Lemma)]
}

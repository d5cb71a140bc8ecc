package hearsay

import (
	"hearsay/internal/attribution"
	"hearsay/internal/nlp"
)

// A cue may share its subject with another verb: in "she promises to publish the
// contracts and wants to limit presidents", "…, pointing to ambiguous charts" and
// "has been heard to yell" nobody is named beside the second verb. Such an
// attribution has no source of its own words, but it has a speaker: whoever is the
// subject of the verb that the cue is coordinated with or hangs on as participle or
// infinitive. A passive without an agent ("it was stressed") has neither. Where the
// tree has it wrong, as it often has after a long clause, the attributions of the
// sentence help: a cue after "and" or a participle after a comma goes on with whoever
// spoke in the one before it, and a participle that opens the sentence belongs to
// whoever speaks in the next.

// maxShared bounds how many verbs lie between a cue and the subject it shares.
const maxShared = 6

// maxInverted bounds the words of a subject up to its noun that follows its cue.
const maxInverted = 8

// findSubjects sets n.subjects: for each relation the phrase of who speaks, which
// is its source or else the subject that the cue shares; nil where there is none.
func (n *narration) findSubjects() {
	n.subjects = make([][]nlp.Range, len(n.relations))
	for i := range n.relations {
		rel := &n.relations[i]
		if n.subjects[i] = n.narrowed(rel); len(rel.Source) > 0 || len(rel.Cue) == 0 {
			continue
		}
		s := n.sharedSubject(rel)
		j := n.coordinated(i)
		switch {
		case j >= 0 && (s < 0 || j != rel.Via && nlp.Holds(n.relations[j].Content, s)):
			n.subjects[i] = n.subjects[j]
		case s >= 0:
			n.subjects[i] = []nlp.Range{n.phraseAt(s)}
		}
	}
	for i := range n.relations {
		if len(n.subjects[i]) > 0 || len(n.relations[i].Cue) == 0 {
			continue
		}
		if n.subjects[i] = n.fronted(i); n.subjects[i] == nil {
			n.subjects[i] = n.inverted(i)
		}
	}
}

// inverted returns the phrase right after the cue of relation i where the cue
// follows what was said: "“Whose?” asked Marisol Tate"; nil if none is there.
func (n *narration) inverted(i int) []nlp.Range {
	d, rel := n.doc, &n.relations[i]
	first, end := rel.Cue[0].First, rel.Cue[len(rel.Cue)-1].End
	if verb := n.cueVerb(rel); verb < 0 || rel.Lemma == "tell" || first == 0 || end >= len(d.Tokens) || !nlp.Holds(rel.Content, first-1) && d.Tokens[first-1].Tag != nlp.TagCloseQuote {
		return nil
	}
	if d.Tokens[first-1].Tag != nlp.TagCloseQuote && d.Tokens[first-1].Tag != nlp.TagComma {
		return nil
	}
	for k := end; k < end+maxInverted && k < len(d.Tokens) && d.Tokens[k].Sentence == d.Tokens[first].Sentence; k++ {
		if nlp.Holds(rel.Content, k) || nlp.Holds(rel.Addressee, k) {
			return nil
		}
		switch t := &d.Tokens[k]; {
		case t.Tag.IsNoun() && (k+1 >= len(d.Tokens) || !d.Tokens[k+1].Tag.IsNoun()), t.Tag == nlp.TagPRP:
			if !n.somebody(k) || !d.CanSpeak(k) && t.Tag != nlp.TagPRP {
				return nil
			}
			return []nlp.Range{n.phraseAt(k)}
		case t.Tag != nlp.TagDT && t.Tag != nlp.TagJJ && t.Tag != nlp.TagPRPS && t.Tag != nlp.TagCD && !t.Tag.IsNoun():
			return nil
		}
	}
	return nil
}

// narrowed returns the source of rel from its subject on, where other words with a
// mark stand before it: "Reached by the Sentinel, the lawyer", "ZEVIN (ITA) President
// Orlo".
func (n *narration) narrowed(rel *attribution.Relation) []nlp.Range {
	d := n.doc
	verb := n.cueVerb(rel)
	if verb < 0 || len(rel.Source) != 1 {
		return rel.Source
	}
	r := rel.Source[0]
	s := n.subjectOf(verb, false)
	if s < 0 || !r.Has(s) {
		return rel.Source
	}
	opens := d.Tokens[r.First].Tag
	participle := opens == nlp.TagVBN || opens == nlp.TagVBG
	for k := max(r.First, n.phraseAt(s).First) - 1; k > r.First; k-- {
		switch tag := d.Tokens[k].Tag; {
		case tag == nlp.TagComma && participle, tag == nlp.TagRRB, tag == nlp.TagColon, tag == nlp.TagNFP:
			return []nlp.Range{{First: k + 1, End: r.End}}
		}
	}
	return rel.Source
}

// coordinated returns the attribution before relation i, in its sentence and at its
// level of relay, that "and" or a comma before a participle joins its cue to; -1 if
// there is none.
func (n *narration) coordinated(i int) int {
	d, rel := n.doc, &n.relations[i]
	verb := n.cueVerb(rel)
	first := rel.Cue[0].First
	if verb >= 0 && n.passive(verb) {
		return -1
	}
	at := first - 1
	for at >= 0 && d.Tokens[at].Tag == nlp.TagRB {
		at--
	}
	if at < 0 || d.Tokens[at].Sentence != d.Tokens[first].Sentence {
		return -1
	}
	participle := verb >= 0 && d.Tokens[verb].Tag == nlp.TagVBG && d.Tokens[at].Tag == nlp.TagComma
	if !participle && d.Tokens[at].Tag != nlp.TagCC {
		return -1
	}
	for j := i - 1; j >= 0; j-- {
		o := &n.relations[j]
		if len(o.Cue) == 0 || d.Tokens[o.Cue[0].First].Sentence != d.Tokens[first].Sentence {
			return -1
		}
		if len(n.subjects[j]) > 0 && (o.Via == rel.Via && !nlp.Holds(o.Content, first) || j == rel.Via && n.sameTense(o, first)) {
			return j
		}
	}
	return -1
}

// sameTense reports whether the cue of rel is a verb of the tense of token i, which
// may be tagged a noun: "notes that … and points to".
func (n *narration) sameTense(rel *attribution.Relation, i int) bool {
	verb := n.cueVerb(rel)
	if verb < 0 {
		return false
	}
	a, b := n.doc.Tokens[verb].Tag, n.doc.Tokens[i].Tag
	return a == b && a.IsFinite() || a == nlp.TagVBZ && b == nlp.TagNNS
}

// fronted returns who speaks in the next attribution of the sentence that the cue
// of relation i opens with a participle; nil if it does not.
func (n *narration) fronted(i int) []nlp.Range {
	d, rel := n.doc, &n.relations[i]
	first := rel.Cue[0].First
	if d.Tokens[first].Tag != nlp.TagVBG || d.Sentences[d.Tokens[first].Sentence].First != first || i+1 >= len(n.relations) {
		return nil
	}
	next := &n.relations[i+1]
	if len(next.Cue) == 0 || d.Tokens[next.Cue[0].First].Sentence != d.Tokens[first].Sentence || next.Via != rel.Via || nlp.Holds(rel.Content, next.Cue[0].First) {
		return nil
	}
	return n.subjects[i+1]
}

// phraseAt returns the noun phrase, name or pronoun whose noun is at token i.
func (n *narration) phraseAt(i int) nlp.Range {
	d := n.doc
	r := nlp.Range{First: i, End: i + 1}
	if !d.Tokens[i].Tag.IsPronoun() {
		r.First = d.PhraseFrom(i)
	}
	if e := d.Tokens[i].Entity; e >= 0 {
		r.First, r.End = min(r.First, d.Entities[e].First), max(r.End, d.Entities[e].End)
	}
	for r.End < len(d.Tokens) && int(d.Tokens[r.End].Head) == i && (d.Tokens[r.End].Dep == nlp.DepFlat || d.Tokens[r.End].Dep == nlp.DepCompound) {
		r.End++
	}
	return r
}

// sharedSubject returns the token of the subject that the cue of rel shares with
// another verb, or -1.
func (n *narration) sharedSubject(rel *attribution.Relation) int {
	d := n.doc
	at := n.cueVerb(rel)
	if at < 0 || n.passive(at) {
		return -1
	}
	raised := d.Tokens[at].Tag == nlp.TagVBN
	for range maxShared {
		if s := n.subjectOf(at, raised); s >= 0 {
			if nlp.Holds(rel.Content, s) || nlp.Holds(rel.Addressee, s) || !n.somebody(s) {
				return -1
			}
			return s
		}
		t := &d.Tokens[at]
		head := int(t.Head)
		if head < 0 || nlp.Holds(rel.Content, head) {
			return -1
		}
		switch t.Dep {
		case nlp.DepConj:
			raised = true
		case nlp.DepXcomp:
			if o := n.objectOf(head); o >= 0 && controls(d.Tokens[head].Lemma) {
				return o
			}
			raised = true
		case nlp.DepAdvcl:
			if t.Tag != nlp.TagVBG && t.Tag != nlp.TagVB {
				return -1
			}
			raised = true
		case nlp.DepAcl:
			if t.Tag == nlp.TagVBG && n.somebody(head) {
				return head
			}
			return -1
		default:
			return -1
		}
		at = head
	}
	return -1
}

// cueVerb returns the token of the cue's main verb, or -1 if that is no verb.
func (n *narration) cueVerb(rel *attribution.Relation) int {
	for c := len(rel.Cue) - 1; c >= 0; c-- {
		for i := rel.Cue[c].End - 1; i >= rel.Cue[c].First; i-- {
			if t := &n.doc.Tokens[i]; t.Lemma == rel.Lemma && t.Tag.IsVerb() {
				return i
			}
		}
	}
	return -1
}

// passive reports whether the verb at token i is a passive, or coordinated with one
// ("had been lectured but never once asked").
func (n *narration) passive(i int) bool {
	d := n.doc
	for range maxShared {
		if d.Tokens[i].Tag != nlp.TagVBN {
			return false
		}
		for k := i - 1; k >= 0 && k > i-6 && d.Tokens[k].Sentence == d.Tokens[i].Sentence; k-- {
			switch t := &d.Tokens[k]; {
			case t.Lemma == "be" || t.Lemma == "get":
				return true
			case t.Lemma == "have":
				return false
			case t.Tag != nlp.TagRB && t.Tag != nlp.TagMD:
				k = 0
			}
		}
		switch d.Tokens[i].Dep {
		case nlp.DepConj:
			i = int(d.Tokens[i].Head)
		case nlp.DepRoot, nlp.DepCcomp, nlp.DepParataxis:
			return false // a past tense, whatever its tag
		default:
			return true
		}
	}
	return true
}

// subjectOf returns the subject of the verb at token i, or -1; that of a passive
// counts if passive is set.
func (n *narration) subjectOf(i int, passive bool) int {
	return n.dependent(i, func(dep nlp.Dep) bool { return dep == nlp.DepNsubj || passive && dep == nlp.DepNsubjPass })
}

// objectOf returns the object of the verb at token i, or -1.
func (n *narration) objectOf(i int) int {
	return n.dependent(i, func(dep nlp.Dep) bool { return dep == nlp.DepObj || dep == nlp.DepIobj })
}

// maxDependent bounds how far from a verb its subject or object is sought, in
// tokens.
const maxDependent = 40

// dependent returns the first token that hangs on token i by a relation that is
// wanted, or -1.
func (n *narration) dependent(i int, wanted func(nlp.Dep) bool) int {
	d := n.doc
	s := d.Sentences[d.Tokens[i].Sentence]
	for k := max(s.First, i-maxDependent); k < min(s.End, i+maxDependent); k++ {
		if int(d.Tokens[k].Head) == i && wanted(d.Tokens[k].Dep) {
			return k
		}
	}
	return -1
}

// controls reports whether the object of a verb is the subject of the infinitive
// after it: "instructed couriers to say".
func controls(lemma string) bool {
	switch lemma {
	case "tell", "ask", "urge", "order", "instruct", "want", "advise", "allow", "force", "require", "request", "persuade", "convince", "invite", "encourage", "get", "help", "hear", "see", "let", "make", "have":
		return true
	}
	return false
}

// somebody reports whether token i can stand for who speaks.
func (n *narration) somebody(i int) bool {
	t := &n.doc.Tokens[i]
	switch t.Lower {
	case "there", "this", "that", "what", "these":
		return false
	}
	return n.doc.IsNominal(i) || t.Tag == nlp.TagPRP || t.Tag == nlp.TagWP || t.Tag == nlp.TagWDT || t.Tag == nlp.TagDT || t.Tag == nlp.TagCD
}

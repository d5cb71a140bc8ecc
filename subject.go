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
// infinitive. A passive without an agent ("it was stressed") has neither.

// maxShared bounds how many verbs lie between a cue and the subject it shares.
const maxShared = 6

// findSubjects sets n.subjects: for each relation the phrase of who speaks, which
// is its source or else the subject that the cue shares; nil where there is none.
func (n *narration) findSubjects() {
	n.subjects = make([][]nlp.Range, len(n.relations))
	for i := range n.relations {
		rel := &n.relations[i]
		if n.subjects[i] = rel.Source; len(rel.Source) > 0 || len(rel.Cue) == 0 {
			continue
		}
		if s := n.sharedSubject(rel); s >= 0 {
			n.subjects[i] = []nlp.Range{n.phraseAt(s)}
		}
	}
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
	raised := false
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
			if t.Tag != nlp.TagVBG {
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
		if !d.Tokens[head].Tag.IsVerb() && t.Dep != nlp.DepConj {
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

// passive reports whether the verb at token i is a passive.
func (n *narration) passive(i int) bool {
	d := n.doc
	if d.Tokens[i].Tag != nlp.TagVBN {
		return false
	}
	for k := i - 1; k >= 0 && k > i-6 && d.Tokens[k].Sentence == d.Tokens[i].Sentence; k-- {
		if int(d.Tokens[k].Head) == i && d.Tokens[k].Dep == nlp.DepAux {
			return false // "has said"
		}
	}
	return d.Tokens[i].Dep != nlp.DepConj
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

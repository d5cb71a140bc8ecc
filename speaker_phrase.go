package hearsay

import (
	"hearsay/internal/nlp"
)

// sourcePhrase is the phrase of a source taken apart.
type sourcePhrase struct {
	core    nlp.Range // the phrase up to its first aside: without ", who …", "on Tuesday"
	head    int       // token of its noun, name or pronoun
	name    int       // a token of the name that is set in apposition ("the mayor, Ann Orlo"); -1 for none
	joint   int       // token of the "and" by which it joins several
	several bool      // it joins several
}

// read takes the phrase r apart.
func (x *speakerIndex) read(r nlp.Range) sourcePhrase {
	d := x.n.doc
	r = x.trimmed(r)
	p := sourcePhrase{core: r, name: -1}
	var end int
	p.head, end, p.several = x.nounPhrase(r)
	p.joint = min(end, r.End-1)
	p.core.End = x.asideFrom(r, end, p.several)
	if end < r.End && end > r.First {
		if t := d.Tokens[end].Tag; t == nlp.TagVBP || t == nlp.TagVBZ || t == nlp.TagMD { // no part of a source
			p.core.End = end
		}
	}
	if !p.several {
		p.name = x.apposedName(r, end, p.head)
	}
	if noun := x.antecedent(p.head); noun != p.head {
		p.core = x.trimmed(nlp.Range{First: d.PhraseFrom(noun), End: p.head})
		p.head = noun
	}
	return p
}

// nounPhrase returns the head of the noun phrase with which r begins, the token at
// which it ends, and whether it joins several by "and".
func (x *speakerIndex) nounPhrase(r nlp.Range) (head, end int, several bool) {
	d := x.n.doc
	head = -1
	for i := r.First; i < r.End; i++ {
		t := &d.Tokens[i]
		if m := x.nameFrom(i, r.End); m > i {
			head, i = m-1, m-1
			continue
		}
		switch joint := x.joins(i, r.End, head); {
		case joint == joinsSeveral:
			return head, i, true
		case joint == joinsTitles || t.Tag == nlp.TagPOS:
			head = -1
		case x.ends(i, head):
			return head, i, false
		case head < 0 && i+1 < r.End && d.Tokens[i+1].Lower == "of": // "each of them"
			return i, i + 1, false
		case head >= 0 && t.Shape&nlp.ShapeAllCaps != 0 && x.personAt(head): // letters after a name
		case standsForSomebody(t) || d.IsNominal(i):
			head = i
		}
	}
	if head < 0 {
		head = x.firstNoun(r)
	}
	return head, r.End, false
}

// trimmed drops marks, conjunctions and prepositions from the start of a phrase
// and marks from its end.
func (x *speakerIndex) trimmed(r nlp.Range) nlp.Range {
	d := x.n.doc
	for r.Len() > 1 && (d.Tokens[r.First].Shape&nlp.ShapePunct != 0 || d.Tokens[r.First].Tag == nlp.TagCC || d.Tokens[r.First].Tag == nlp.TagIN) {
		r.First++
	}
	for r.Len() > 1 && (d.Tokens[r.End-1].Shape&nlp.ShapePunct != 0 || d.Tokens[r.End-1].Tag == nlp.TagPOS || d.Tokens[r.End-1].Tag == nlp.TagWP) {
		r.End--
	}
	return r
}

// nameFrom returns the end of the name that begins at token i, at most end; it is
// i if none does.
func (x *speakerIndex) nameFrom(i, end int) int {
	if name := x.names[i]; name.Len() > 0 {
		return min(name.End, end)
	}
	return i
}

func standsForSomebody(t *nlp.Token) bool {
	return t.Tag.IsNoun() || t.Tag == nlp.TagPRP || t.Tag == nlp.TagCD || t.Tag == nlp.TagWP || t.Tag == nlp.TagWDT || t.Lower == "old" ||
		t.Tag == nlp.TagDT && (t.Lower == "those" || t.Lower == "some" || t.Lower == "all" || t.Lower == "both" || t.Lower == "this" || t.Lower == "that")
}

// personAt reports whether token i is part of a person's name.
func (x *speakerIndex) personAt(i int) bool {
	c, ok := x.clusterAt(i)
	return ok && x.n.doc.Clusters[c].Kind == nlp.Person && x.nameFrom(i, i+1) > i
}

// ends reports whether the noun phrase that has had its head ends before token i.
func (x *speakerIndex) ends(i, head int) bool {
	d := x.n.doc
	t := &d.Tokens[i]
	switch {
	case head < 0:
		return false
	case t.Lower == "last" || t.Lower == "next" || t.Lower == "earlier" || t.Lower == "later": // "the report last fall"
		return true
	case t.Tag == nlp.TagWP || t.Tag == nlp.TagWDT || t.Tag == nlp.TagPRP:
		return true
	case t.Shape&nlp.ShapePunct != 0:
		return !(t.Tag == nlp.TagHYPH || t.Tag == nlp.TagPOS || d.Form(i) == "." && d.Tokens[i-1].Shape&nlp.ShapeUpper != 0)
	case t.Tag == nlp.TagDT || t.Tag == nlp.TagCD:
		return !d.Tokens[head].Tag.IsProper() && !(d.Tokens[head].Tag == nlp.TagDT)
	case t.Tag == nlp.TagJJ && t.Lower == "old" && d.Tokens[i-1].Tag == nlp.TagHYPH: // "the 31-year-old"
		return false
	case t.Tag == nlp.TagJJ && !d.IsNominal(i):
		return i+1 >= len(d.Tokens) || !d.Tokens[i+1].Tag.IsNoun() && d.Tokens[i+1].Tag != nlp.TagHYPH
	}
	return !standsForSomebody(t) && t.Tag != nlp.TagPOS && t.Lower != "&"
}

// How a conjunction stands in a phrase.
const (
	joinsNothing = iota
	joinsSeveral // "Ann Orlo and Paul Mare", "she and her team"
	joinsTitles  // "founder and president Ann Orlo", "Western and regional diplomats"
)

// joins says what the conjunction at token i joins; head is that of the phrase
// before it.
func (x *speakerIndex) joins(i, end, head int) int {
	d := x.n.doc
	if d.Tokens[i].Tag != nlp.TagCC || i+1 >= end {
		return joinsNothing
	}
	if head < 0 {
		return joinsTitles
	}
	if _, named := x.clusterAt(head); !named || d.Tokens[head].Tag == nlp.TagNN {
		for k := i + 1; k < end && k < i+6 && (d.Tokens[k].Tag.IsNoun() || d.Tokens[k].Tag == nlp.TagJJ); k++ {
			if x.nameFrom(k, end) > k && k > i+1 {
				return joinsTitles
			}
		}
	}
	return joinsSeveral
}

// firstNoun returns the first noun or pronoun of a phrase, or its first token.
func (x *speakerIndex) firstNoun(r nlp.Range) int {
	for i := r.First; i < r.End; i++ {
		if t := &x.n.doc.Tokens[i]; x.n.doc.IsNominal(i) || t.Tag.IsPronoun() {
			return i
		}
	}
	return r.First
}

// asideFrom returns where the phrase r, whose noun phrase ends before token i,
// has its first aside: ", who …".
func (x *speakerIndex) asideFrom(r nlp.Range, i int, several bool) int {
	d := x.n.doc
	for k := max(i, r.First+1); k < r.End; k++ {
		if d.Tokens[k].Tag != nlp.TagComma {
			continue
		}
		if k+1 < r.End && (d.Tokens[k+1].Tag == nlp.TagWP || d.Tokens[k+1].Tag == nlp.TagWDT || d.Tokens[k+1].Tag == nlp.TagCD && !several) {
			return k
		}
	}
	return r.End
}

// apposedName returns a token of the name that is set in apposition to the noun
// at head, after token i where its phrase ends; -1 if there is none. A person's
// name explains "the chairwoman of the inquiry", a body's only a noun right
// before it.
func (x *speakerIndex) apposedName(r nlp.Range, i, head int) int {
	d := x.n.doc
	if c, ok := x.clusterAt(head); ok && x.isNamed(c) || d.IsGroup(head) || d.Tokens[head].Tag.IsPronoun() {
		return -1
	}
	if at := x.titledName(i, r.End, head); at >= 0 {
		return at
	}
	for k := i; k < r.End; k++ {
		if d.Tokens[k].Tag == nlp.TagWP || d.Tokens[k].Tag == nlp.TagWDT || d.Tokens[k].Tag.IsVerb() && d.Tokens[k].Lower != "named" && d.Tokens[k].Lower != "called" && d.Tokens[k].Tag != nlp.TagVBG {
			return -1
		}
		if d.Tokens[k].Tag != nlp.TagComma && d.Tokens[k].Lower != "named" && d.Tokens[k].Lower != "called" {
			continue
		}
		for at := k + 1; at < r.End && at < k+6 && d.Tokens[at].Tag != nlp.TagComma && d.Tokens[at].Tag != nlp.TagIN; at++ {
			end := x.nameFrom(at, r.End)
			if end == at {
				continue
			}
			kind := d.Clusters[x.clusters[at]].Kind
			closed := end >= r.End || d.Tokens[end].Shape&nlp.ShapePunct != 0 || d.Tokens[end].Tag == nlp.TagWP || d.Tokens[end].Tag == nlp.TagIN
			if closed && (kind == nlp.Person && !d.IsBody(head) && !d.IsDocument(head) || kind != nlp.Person && k == head+1) {
				return at
			}
			break
		}
	}
	return -1
}

// titledName returns the first token of the name between tokens i and end whose
// title has its noun at head ("Secretary of State Ann Orlo"), or -1.
func (x *speakerIndex) titledName(i, end, head int) int {
	for ; i < end && i < head+8; i++ {
		name := x.names[i]
		if name.Len() == 0 || name.First != i || !x.personAt(i) {
			continue
		}
		if role, _ := x.n.doc.RoleOf(nlp.Mention{Range: name, Head: name.End - 1, Type: nlp.NameMention}); role.Has(head) {
			return i
		}
	}
	return -1
}

// antecedent leads from a relative pronoun to the noun its clause belongs to:
// for "who" the nearest noun before it that can be a person.
func (x *speakerIndex) antecedent(head int) int {
	d := x.n.doc
	t := &d.Tokens[head]
	switch t.Lower {
	case "who", "which", "that", "whom":
	default:
		return head
	}
	if t.Tag == nlp.TagDT {
		return head
	}
	nearest, group := head, -1
	for i := head - 1; i >= 0 && d.Tokens[i].Sentence == t.Sentence && head-i < 24; i-- {
		if d.Tokens[i].Lower == "those" && head-i <= 2 {
			return i
		}
		if !d.IsNominal(i) {
			continue
		}
		if nearest == head && head-i <= 2 {
			nearest = i
		}
		if t.Lower == "which" && nearest == i {
			return i
		}
		c, ok := x.clusterAt(i)
		if !ok && head-i <= 2 && t.Lower == "who" && (d.IsGroup(i) || d.IsPerson(i)) {
			return i
		}
		switch {
		case !ok:
		case t.Lower == "which", t.Lower == "that", d.Clusters[c].Kind == nlp.Person:
			return i
		case !d.IsGroup(i) || x.isNamed(c):
		case head-i <= 2:
			return i
		case group < 0:
			group = i
		}
	}
	if group >= 0 {
		return group
	}
	return nearest
}

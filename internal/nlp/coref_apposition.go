package nlp

import (
	"slices"
	"strings"
)

// appositionAfter reads what follows the name e between commas: an age, and a
// description.
func (r *resolver) appositionAfter(c int, e Entity) {
	d := r.doc
	if e.Kind == Place {
		return
	}
	i, age := r.afterComma(e)
	if age >= 0 && e.Kind == Person {
		r.ages[d.Tokens[age].Lower] = c
		r.all[c].sure = true
	}
	if i < 0 {
		return
	}
	p, ok := r.appositionAt(i)
	if !ok {
		return
	}
	if _, kind := d.role(p.head()); kind.person() == (e.Kind == Person) && kind != documentRole {
		r.apposition[p.head()] = c
		r.all[c].sure = r.all[c].sure || e.Kind == Person
		if other := r.alsoRole(d.complementEnd(p.head())); other >= 0 {
			r.apposition[other] = c
		}
	}
}

// alsoRole returns the noun of the second role in "developer and spokeswoman",
// where the conjunction is at token i, or -1.
func (r *resolver) alsoRole(i int) int {
	if i >= len(r.doc.Tokens) || r.doc.Tokens[i].Tag != TagCC {
		return -1
	}
	noun := r.doc.nounAfter(i + 1)
	if noun < 0 || r.doc.Tokens[noun].Tag == TagNNS {
		return -1
	}
	if _, kind := r.doc.role(noun); !kind.person() || !r.doc.boundary(r.doc.complementEnd(noun), int(r.doc.Tokens[noun].Sentence)) {
		return -1
	}
	return noun
}

// afterComma returns the token after the comma that follows the name e, past an
// age, and the token of the age; each is -1 where there is none.
func (r *resolver) afterComma(e Entity) (next, age int) {
	d, i := r.doc, e.End+1
	sentence := d.Tokens[e.First].Sentence
	in := func(i int) bool { return i < len(d.Tokens) && d.Tokens[i].Sentence == sentence }
	if !in(i) || d.Tokens[e.End].Tag != TagComma && !(d.Tokens[e.End].Shape&ShapeHyphen != 0 && d.Tokens[e.End].SpaceAfter) {
		return -1, -1
	}
	age = -1
	if t := &d.Tokens[i]; t.Tag == TagCD && len(t.Lower) <= 3 && d.boundary(i+1, int(sentence)) {
		age = i
		if i += 2; !in(i) {
			return -1, age
		}
	}
	return i, age
}

// describedBefore returns the cluster without a name that the name e stands in
// apposition to or is the predicate of ("the mayor, Ann Orlo,", "the winner was
// Ann Orlo"), or -1.
func (r *resolver) describedBefore(e Entity, kind Kind) int {
	m, ok := r.descriptionBefore(e, kind)
	if !ok || r.all[m.cluster].named {
		return -1
	}
	r.all[m.cluster].Kind = kind
	return m.cluster
}

// descriptionBefore returns the description that the name e, of a kind, explains
// right after it; a definite one goes before others.
func (r *resolver) descriptionBefore(e Entity, kind Kind) (best roleMention, ok bool) {
	d, first := r.doc, e.First
	if p, ok := r.titleBefore(e); ok {
		first = p.First
	}
	for first > e.First-3 && first > 0 && r.isTitle(first-1, e.End) && d.Tokens[first-1].Shape&ShapeUpper != 0 { // "Mr."
		first--
	}
	if first > 1 && (d.Tokens[first-1].Tag == TagVBN || d.Tokens[first-1].Tag == TagVBD) && d.Tokens[first-2].Tag == TagComma { // ", retired bus driver Ann Orlo"
		first--
	}
	for first > e.First-6 && first > 0 && (d.Tokens[first-1].Tag == TagHYPH || d.hyphenated(first-1) || d.Tokens[first-1].Lower == "old" || strings.HasSuffix(d.Tokens[first-1].Lower, "-old")) { // "97-year-old"
		first--
	}
	if e.Kind == Organisation && first > 0 && d.Tokens[first-1].Lower == "the" { // "the newspaper, The Ombrey Ledger,"
		first--
	}
	if first == 0 || d.Tokens[first-1].Sentence != d.Tokens[e.First].Sentence {
		return best, false
	}
	link := &d.Tokens[first-1]
	if link.Tag != TagComma && link.Lemma != "be" || !d.boundary(e.End, int(link.Sentence)) && !d.boundary(d.complementEnd(e.End-1), int(link.Sentence)) {
		return best, false
	}
	for k := len(r.roles) - 1; k >= max(0, len(r.roles)-8); k-- {
		m := r.roles[k]
		c := &r.all[m.cluster]
		if m.end != first-1 || c.group || int(d.Tokens[m.head].Sentence) != int(link.Sentence) || !r.canBe(m, c, kind) {
			continue
		}
		if p := d.phraseOf(m.head); p.det != indefinite || m.end == m.head+1 {
			return m, true
		}
		best, ok = m, true
	}
	return best, ok
}

// explain moves the description that the name e, of cluster c, explains to c: a
// cluster of its own is joined to c as a whole, and of another's it is taken out.
func (r *resolver) explain(c int, e Entity) {
	m, ok := r.descriptionBefore(e, e.Kind)
	if !ok || m.cluster == c || r.doc.Tokens[e.First-1].Lemma == "be" {
		return
	}
	if !r.all[m.cluster].named {
		r.join(m.cluster, c)
		return
	}
	from := &r.all[m.cluster]
	at := slices.IndexFunc(from.Mentions, func(o Mention) bool { return o.Head == m.head })
	if at < 0 {
		return
	}
	moved := from.Mentions[at]
	from.Mentions = slices.Delete(from.Mentions, at, at+1)
	r.describePhrase(c, r.doc.phraseOf(m.head), m.end)
	r.all[c].Mentions = append(r.all[c].Mentions, moved)
	r.clusterOf[m.head] = int32(c)
}

// canBe reports whether the description m, which opened or joined cluster c, can
// be that of a named thing of a kind: it is of that kind, or its noun, right
// before the name, does not say what it is of ("owner", "vet").
func (r *resolver) canBe(m roleMention, c *discourse, kind Kind) bool {
	if c.Kind == kind {
		return true
	}
	if m.end != m.head+1 {
		return false
	}
	if word, _ := r.doc.role(m.head); kind == Organisation && c.Kind == Person {
		return r.words.either[word]
	}
	if c.Kind == NoKind && c.Gender == Neuter && kind == Person {
		c.Gender = UnknownGender
	}
	return c.Kind == NoKind && !r.isDocument(m.head)
}

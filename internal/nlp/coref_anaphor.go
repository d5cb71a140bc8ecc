package nlp

import (
	"slices"
	"strings"
)

// takenUp returns the cluster that a description refers back to, or -1.
func (r *resolver) takenUp(p nounPhrase, word string, kind roleKind, end int) int {
	plural := r.doc.Tokens[p.head()].Tag == TagNNS || kind == groupRole
	if next := p.End; kind == organisationRole && next < len(r.doc.Tokens) && r.doc.Tokens[next].Shape&ShapeUpper != 0 && r.doc.Tokens[next].Sentence == r.doc.Tokens[p.head()].Sentence && r.doc.Tokens[next].Tag.IsProper() && !weekday(r.doc.Tokens[next].Lower) {
		return -1 // "the group Yes for Our Kids"
	}
	switch {
	case p.det == indefinite || p.det == counted && !plural:
		return -1
	case p.det == bare && !plural && !r.doc.Tokens[p.head()].Tag.IsProper():
		return -1
	case p.det == counted && plural:
		return -1
	}
	if c := r.clientOf(p, word); c >= 0 {
		return c
	}
	if c := r.lookUp(r.described[word], p, kind, end, true); c >= 0 {
		return c
	}
	if p.det == bare {
		return -1
	}
	if c := r.lookUp(r.anaphoric[word], p, kind, end, false); c >= 0 {
		return c
	}
	if p.det != definite || plural {
		return -1
	}
	return r.byAnotherName(p, word, kind)
}

// clientOf returns the cluster that a lawyer's "client" is, where the text has said
// whose lawyer he is ("Oyelle's lawyer … said his client"), or -1.
func (r *resolver) clientOf(p nounPhrase, word string) int {
	if word != "client" || p.owner < 0 {
		return -1
	}
	c := int(r.clusterOf[p.owner])
	if first := r.doc.Tokens[p.owner].Lower; first == "my" || first == "our" {
		c = r.lawyerQuoted(p.owner)
	}
	if c < 0 || r.all[c].owner < 0 || r.all[r.all[c].owner].Kind != Person {
		return -1
	}
	return r.all[c].owner
}

// lawyerQuoted returns the cluster of the lawyer mentioned last, who has to be who
// says "my client" at token i, or -1.
func (r *resolver) lawyerQuoted(i int) int {
	for n := len(r.recent) - 1; n >= max(0, len(r.recent)-pronounWindow); n-- {
		c := r.recent[n].cluster
		if r.distance(i, r.recent[n].head) > sentenceWindow {
			return -1
		}
		if contains(r.all[c].roles, "lawyer") || contains(r.all[c].roles, "attorney") || contains(r.all[c].roles, "solicitor") || contains(r.all[c].roles, "barrister") {
			return c
		}
	}
	return -1
}

// lookUp returns the latest cluster of list that the rest of a description fits,
// or -1. Where the noun is not the very word that has described the cluster
// (exact), nothing in the description may be new.
func (r *resolver) lookUp(list []int, p nounPhrase, kind roleKind, end int, exact bool) int {
	plural := r.doc.Tokens[p.head()].Tag == TagNNS
	for _, c := range slices.Backward(list) {
		k := &r.all[c]
		if (!plural || k.group || !exact && k.Kind == Organisation) && (exact || ofKind(k, kind)) && r.modifiersFit(k, p) && r.ownerFits(k, p) && r.complementFits(k, p.End, end) && (exact || r.nothingNew(k, p, end)) {
			return c
		}
	}
	return -1
}

// ofKind reports whether k can be what a word of a kind stands for: a newspaper is
// no leader, be it that papers are called so.
func ofKind(k *discourse, kind roleKind) bool {
	switch k.Kind {
	case Person:
		return kind != organisationRole && kind != documentRole
	case Organisation:
		return !kind.person() && kind != documentRole
	}
	return true
}

// nothingNew reports whether a description by another word says no more of k than
// is known: "the head of the mission" does not take up a president, nor "the first
// officer" a captain.
func (r *resolver) nothingNew(k *discourse, p nounPhrase, end int) bool {
	for i := p.core; i < p.head(); i++ {
		if t := &r.doc.Tokens[i]; ordinal(t.Lower) && !r.known(k, t) {
			return false
		}
	}
	for i := p.End; i < end && k.Kind == Person; i++ {
		if t := &r.doc.Tokens[i]; t.Tag.IsNoun() && (r.known(k, t) || t.Lower == "state" || t.Lower == "government") {
			return true
		}
	}
	return end == p.End || k.Kind != Person
}

// ordinal reports whether a word tells one of several apart by number.
func ordinal(lower string) bool {
	switch lower {
	case "first", "second", "third", "fourth", "fifth":
		return true
	}
	return false
}

// modifiersFit reports whether the words between determiner and noun are known
// of k, or say nothing of who it is.
func (r *resolver) modifiersFit(k *discourse, p nounPhrase) bool {
	if r.gainsaid(k, &r.doc.Tokens[p.head()]) {
		return false
	}
	for i := p.core; i < p.head(); i++ {
		t := &r.doc.Tokens[i]
		if t.Tag.IsNoun() && t.Lower != "ex" || t.Tag == TagJJR || t.Tag == TagJJS || t.Tag == TagJJ && !passingWord(t.Lower) {
			if !r.known(k, t) {
				return false
			}
		}
		if r.gainsaid(k, t) || ordinal(t.Lower) && r.numbered(k, t.Lower) {
			return false
		}
	}
	return true
}

// numbered reports whether k has been told apart by another number: "the second
// driver" is not the first.
func (r *resolver) numbered(k *discourse, lower string) bool {
	for _, w := range k.words {
		if ordinal(w) && w != lower {
			return true
		}
	}
	return false
}

// gainsaid reports whether k has been called the opposite of a word: who was the
// mayor is not who is.
func (r *resolver) gainsaid(k *discourse, t *Token) bool {
	switch {
	case t.Lower == "former" || t.Lower == "ex" || strings.HasPrefix(t.Lower, "ex-"):
		return contains(k.words, "current") || contains(k.words, "incumbent") || contains(k.words, "new")
	case t.Lower == "current" || t.Lower == "incumbent" || t.Lower == "new":
		return contains(k.words, "former")
	}
	return false
}

// known reports whether a word, or the country whose adjective it is, is known
// of k.
func (r *resolver) known(k *discourse, t *Token) bool {
	if contains(k.words, t.Lower) || contains(k.words, roleWord(t)) {
		return true
	}
	if t.Shape&ShapeUpper == 0 || len(t.Lower) < 5 {
		return false
	}
	for _, w := range k.words {
		if sameStem(w, t.Lower) {
			return true
		}
	}
	return false
}

// sameStem reports whether two words are a place and its adjective ("Veskaria",
// "Veskarian"): they differ in a short ending.
func sameStem(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= 4 && len(a)-n <= 3 && len(b)-n <= 3 && (n == len(a) || n == len(b) || len(a)-n+len(b)-n <= 4)
}

// passingWord reports whether an adjective can be left off a description without
// changing whom it means.
func passingWord(lower string) bool {
	switch lower {
	case "former", "new", "current", "then", "outgoing", "incoming", "embattled", "veteran", "late", "senior", "top",
		"longtime", "same", "popular", "powerful", "young", "old", "elderly", "first", "second", "latest", "recent",
		"emailed", "written", "joint", "brief", "short", "long", "official", "small", "big", "famous", "troubled":
		return true
	}
	return false
}

// ownerFits reports whether k can be whose the description says it is.
func (r *resolver) ownerFits(k *discourse, p nounPhrase) bool {
	if p.owner < 0 {
		return true
	}
	if honorific(r.doc.Tokens[p.head()].Lower) {
		gender, _, _ := pronounGender(r.doc.Tokens[p.owner].Lower)
		return agree(gender, k.Gender)
	}
	owner := &r.doc.Tokens[p.owner]
	if c := r.clusterOf[p.owner]; c >= 0 && k.owner == int(c) {
		return true
	}
	if owner.Tag == TagPRPS {
		return false
	}
	if r.known(k, owner) || len(k.Mentions) == 0 {
		return r.known(k, owner)
	}
	last := k.Mentions[len(k.Mentions)-1].Head
	return owner.Tag.IsProper() && k.Kind == Person && k.named && !k.placed && r.doc.Tokens[last].Sentence != owner.Sentence
}

// honorific reports whether a noun with "his", "her" or "your" stands for the one
// who is so addressed rather than for something of his.
func honorific(lower string) bool {
	switch lower {
	case "excellency", "highness", "majesty", "holiness", "eminence", "lordship", "ladyship", "grace", "honour", "honor":
		return true
	}
	return false
}

// complementFits reports whether what stands after the noun ("of Halvern") is
// known of k, or nothing is known that could gainsay it.
func (r *resolver) complementFits(k *discourse, from, end int) bool {
	said := false
	for i := from; i < end; i++ {
		if t := &r.doc.Tokens[i]; t.Tag.IsProper() || t.Tag.IsNoun() {
			said = true
			if r.known(k, t) {
				return true
			}
		}
	}
	return !said || k.named && !k.placed
}

// apposed returns the cluster that token i stands in apposition to, or is said
// to be ("Orlo is the mayor"), or -1.
func (r *resolver) apposed(i int, kind roleKind) int {
	if c, ok := r.apposition[i]; ok {
		return c
	}
	d, t := r.doc, &r.doc.Tokens[i]
	if kind == noRole || kind == documentRole {
		return -1
	}
	subject, copula := -1, false
	for k := i - 1; k >= 0 && k > i-12 && d.Tokens[k].Sentence == t.Sentence; k-- {
		if int(d.Tokens[k].Head) != i {
			continue
		}
		switch d.Tokens[k].Dep {
		case DepCop:
			copula = true
		case DepNsubj:
			subject = k
		case DepAdvmod, DepAux: // "not the mayor", "may be the mayor"
			if w := d.Tokens[k].Lemma; w == "not" || w == "never" || d.Tokens[k].Tag == TagMD {
				return -1
			}
		}
	}
	if subject < 0 || !copula || r.clusterOf[subject] < 0 {
		return -1
	}
	c := int(r.clusterOf[subject])
	if k := &r.all[c]; k.Kind != kind.kind() || k.group != (kind == groupRole) {
		return -1
	}
	return c
}

// byAnotherName returns the cluster that a definite description takes up though
// nothing in the text has called it so: "the company" or "the confectioner" for a
// firm, "the striker" for a person. Such words vary a name that has just been
// mentioned and of which no such word is known yet.
func (r *resolver) byAnotherName(p nounPhrase, word string, kind roleKind) int {
	outlet := word == "newspaper" || word == "magazine"
	commercial := word == "company" || contains(r.words.anaphors[word], "company") || outlet
	if kind.person() && !r.words.epithets[word] || kind == organisationRole && !commercial || !kind.person() && kind != organisationRole {
		return -1
	}
	sentence := r.doc.Tokens[p.head()].Sentence
	window := int32(1)
	switch {
	case outlet:
		window = 3
	case word == "company" || word == "firm" || word == "corporation":
		window = 1 << 20
	}
	for n := len(r.recent) - 1; n >= 0 && n > len(r.recent)-pronounWindow; n-- {
		c := r.recent[n]
		if sentence-r.doc.Tokens[c.head].Sentence > window {
			break
		}
		k := &r.all[c.cluster]
		doubtful := kind == organisationRole && k.doubtful() && c.subject && r.distance(p.head(), c.head) <= 1
		if !k.named || k.Kind != kind.kind() && !(outlet && k.Kind == Other) && !doubtful || !doubtful && !agree(k.Gender, kind.gender()) || r.hasRole(k, kind) {
			continue
		}
		if kind.person() && (!c.subject || p.core < p.head() && r.doc.Tokens[p.head()-1].Tag == TagJJ) || r.setsApart(k, p) && !(kind.person() && !r.restricted(p.End)) {
			continue
		}
		if doubtful {
			k.Kind, k.Gender = Organisation, Neuter
		}
		return c.cluster
	}
	return -1
}

// setsApart reports whether a word of a description says that it is not about k:
// "the other company", "the Castrel firm", "the company that owns the bus".
func (r *resolver) setsApart(k *discourse, p nounPhrase) bool {
	if r.restricted(p.End) {
		return true
	}
	for i := p.core; i < p.head(); i++ {
		t := &r.doc.Tokens[i]
		switch t.Lower {
		case "other", "second", "third", "rival", "different", "separate", "smaller", "larger", "bigger":
			return true
		}
		if t.Tag.IsProper() && !r.known(k, t) {
			return true
		}
	}
	return false
}

// restricted reports whether a clause at token i tells which one is meant by the
// noun before it.
func (r *resolver) restricted(i int) bool {
	if i >= len(r.doc.Tokens) || r.doc.Tokens[i].Sentence != r.doc.Tokens[i-1].Sentence {
		return false
	}
	switch r.doc.Tokens[i].Tag {
	case TagWDT, TagWP:
		return true
	}
	return false
}

// hasRole reports whether a word like the one at hand describes k already.
func (r *resolver) hasRole(k *discourse, kind roleKind) bool {
	for _, role := range k.roles {
		if old := r.words.roles[role]; old.person() && kind.person() || old == organisationRole && kind == organisationRole {
			return true
		}
	}
	return false
}

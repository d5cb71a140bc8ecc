package nlp

import (
	"slices"
	"strings"
)

// roleWord returns the form of t under which describing words are kept.
func roleWord(t *Token) string {
	if t.Tag == TagNNP {
		return t.Lower
	}
	return strings.ToLower(t.Lemma)
}

// titles records the words right before the name e, and inside it, that say what
// its bearer is: "Foreign Minister Orlo", "the lawyer Ann Orlo", "Prime Minister
// of Halvern Ann Orlo".
func (r *resolver) titles(c int, e Entity) {
	if e.Kind == Place {
		return
	}
	d := r.doc
	if e.Kind == Person {
		for i := e.First; i+1 < e.End && r.isTitle(i, e.End); i++ {
			r.describeTitle(c, i)
		}
	}
	for i := e.First - 1; i >= 0 && i > e.First-4 && e.Kind == Person && r.isTitle(i, e.End) && d.Tokens[i].Shape&ShapeUpper != 0; i-- {
		r.describeTitle(c, i)
	}
	if p, ok := r.titleBefore(e); ok {
		r.describePhrase(c, p, e.First)
	}
}

// describeTitle records the title at token i, spelled out if it is short for a role.
func (r *resolver) describeTitle(c, i int) {
	t := &r.doc.Tokens[i]
	if role := r.words.spelledOut[strings.TrimSuffix(t.Lower, ".")]; role != "" {
		r.describe(c, role)
	} else if word, kind := r.doc.role(i); kind.person() {
		r.describe(c, word)
	}
}

// titleBefore returns the title before the name e, if there is one. Between the
// title and the name may stand what it is of.
func (r *resolver) titleBefore(e Entity) (nounPhrase, bool) {
	d, last := r.doc, e.First-1
	if last < 0 || d.Tokens[last].Sentence != d.Tokens[e.First].Sentence {
		return nounPhrase{}, false
	}
	if !r.titleNoun(last, e.Kind) {
		of := last
		for of > 0 && last-of < 4 && d.Tokens[of].Tag.IsProper() {
			of--
		}
		if of == last || of == 0 || !complementWord(d.Tokens[of].Lower) && d.Tokens[of].Lower != "to" && d.Tokens[of].Lower != "in" || e.Kind != Person || !r.titleNoun(of-1, Person) {
			return nounPhrase{}, false
		}
		last = of - 1
	}
	return d.phraseOf(last), true
}

// titleNoun reports whether token i is a noun that can be the title of a name of
// a kind.
func (r *resolver) titleNoun(i int, kind Kind) bool {
	t := &r.doc.Tokens[i]
	if !t.Tag.IsNoun() && t.Tag != TagJJ && t.Tag != TagRB || t.Tag == TagNNS || t.Entity >= 0 && r.doc.Entities[t.Entity].Kind == Person && !r.doc.Entities[t.Entity].Has(i+1) {
		return false
	}
	_, role := r.doc.role(i)
	return role.person() && kind == Person || role == organisationRole && kind != Person
}

// describePhrase records what a describing phrase says: its noun, the words
// before it, whose it is, and what follows up to end.
func (r *resolver) describePhrase(c int, p nounPhrase, end int) {
	d := r.doc
	k := &r.all[c]
	for i := p.core; i < p.End; i++ {
		t := &d.Tokens[i]
		if !t.Tag.IsNoun() && t.Tag != TagJJ && i != p.head() {
			continue
		}
		word, kind := r.doc.role(i)
		if strings.HasPrefix(t.Lower, "ex-") || t.Lower == "ex" {
			r.note(c, "former")
		}
		if i == p.head() || kind.person() && t.Tag != TagJJ {
			r.describe(c, word)
		} else {
			r.note(c, t.Lower)
			k.placed = k.placed || t.Entity >= 0
		}
	}
	if p.owner >= 0 && d.Tokens[p.owner].Tag != TagPRPS {
		r.note(c, d.Tokens[p.owner].Lower)
		k.placed = true
	}
	if p.owner >= 0 {
		k.owner = int(r.clusterOf[p.owner])
	}
	if k.Kind == Person {
		r.abbreviate(c, Range{p.core, p.End})
		r.abbreviate(c, Range{p.core, end})
	}
	for i := p.End; i < end; i++ {
		if t := &d.Tokens[i]; t.Tag.IsNoun() {
			r.note(c, roleWord(t))
			k.placed = true
		}
	}
	if next := p.End; d.Tokens[p.head()].Lower == "counterpart" && next+1 < len(d.Tokens) &&
		(d.Tokens[next].Entity >= 0 || d.Tokens[next].Tag == TagComma && d.Tokens[next+1].Entity >= 0) {
		r.shareRoles(c, p)
	}
}

// shareRoles gives cluster c, which p calls somebody's counterpart, the roles of the
// one whose it is: he or who was named last.
func (r *resolver) shareRoles(c int, p nounPhrase) {
	of := -1
	if p.owner >= 0 {
		of = int(r.clusterOf[p.owner])
	}
	for n := len(r.recent) - 1; of < 0 && n >= max(0, len(r.recent)-8); n-- {
		if o := r.recent[n].cluster; o != c && r.all[o].Kind == Person && len(r.all[o].roles) > 0 {
			of = o
		}
	}
	if of < 0 || of == c || r.all[of].Kind != Person {
		return
	}
	for _, role := range r.all[of].roles {
		r.describe(c, role)
	}
	for _, w := range r.all[of].words {
		if office(w) {
			r.note(c, w)
		}
	}
}

// office reports whether a word before a role says which of a government's it is.
func office(lower string) bool {
	switch lower {
	case "foreign", "defence", "defense", "interior", "finance", "prime", "economy", "energy", "trade", "justice", "health", "transport", "agriculture", "education", "deputy":
		return true
	}
	return false
}

// abbreviate records the initials of a title all in capitals: "CS" for "Cabinet
// Secretary", "DSP" for "Deputy Superintendent of Police".
func (r *resolver) abbreviate(c int, title Range) {
	if title.Len() < 2 || title.Len() > 6 {
		return
	}
	var parts []string
	for i := title.First; i < title.End; i++ {
		if t := &r.doc.Tokens[i]; t.Shape&ShapeUpper != 0 {
			parts = append(parts, t.Lower)
		} else if t.Tag != TagIN && t.Tag != TagDT {
			return
		}
	}
	if len(parts) > 1 {
		r.initials[initials(parts, false)] = c
	}
}

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

func (r *resolver) isDocument(i int) bool {
	_, kind := r.doc.role(i)
	return kind == documentRole
}

// description resolves the noun at token i if it describes somebody, a document,
// or whatever acts or speaks.
func (r *resolver) description(i int) {
	d, t := r.doc, &r.doc.Tokens[i]
	word, kind := r.doc.role(i)
	plural := t.Tag == TagNNS || t.Tag == TagNNPS || kind == groupRole
	if plural && kind != groupRole {
		kind = noRole
	}
	p := d.phraseOf(i)
	m := Mention{Range: p.Range, Head: i, Type: NominalMention}
	if anybody(t.Lower) || word == "chair" && i > 0 && d.afterPreposition(m) && p.det != bare || kind == noRole && !isSubject(t.Dep) && !d.speaks(m) {
		return
	}
	end := d.complementEnd(i)
	if territory(t.Lower) {
		if c := r.lastPlace(p); c >= 0 {
			r.add(c, m)
			return
		}
	}
	c := r.apposed(i, kind)
	if c < 0 {
		c = r.takenUp(p, word, kind, end)
	}
	if c < 0 {
		c = r.open(kind.kind(), kind.gender())
		k := &r.all[c]
		k.group, k.people, k.document = plural, kind == groupRole || plural && r.words.roles[roleWord(t)].person(), kind == documentRole
		switch {
		case plural:
			k.Gender = Plural
		case kind == noRole && !d.speaks(m):
			k.Gender = Neuter
		}
		m.End = end
		r.postpone(c, p, kind)
	}
	r.describePhrase(c, p, end)
	r.roles = append(r.roles, roleMention{c, i, end})
	r.add(c, m)
}

// anybody reports whether a word stands for people at large, or for none of them:
// nobody in particular, whom a pronoun might mean.
func anybody(lower string) bool {
	switch lower {
	case "everyone", "everybody", "nobody", "anyone", "anybody":
		return true
	}
	return false
}

// some resolves a number or the like that stands for people where it speaks: "one of
// them", "another", "both".
func (r *resolver) some(i int) {
	d, t := r.doc, &r.doc.Tokens[i]
	m := Mention{Range: Range{i, i + 1}, Head: i, Type: NominalMention}
	if i+2 < len(d.Tokens) && d.Tokens[i+1].Lower == "of" {
		if m.End = d.complementEnd(i); m.End == i+1 && d.Tokens[i+2].Tag == TagPRP {
			m.End = i + 3 // "one of them"
		}
	}
	single := t.Lower == "one" || t.Lower == "another"
	if !d.speaks(m) || single && m.Len() == 1 && !r.opensSentence(i) {
		return
	}
	if t.Lower == "both" || t.Lower == "all" {
		for n := len(r.recent) - 1; n >= 0 && r.distance(i, r.recent[n].head) <= 1; n-- {
			if c := r.recent[n].cluster; r.all[c].group && r.all[c].people {
				r.add(c, m)
				return
			}
		}
	}
	var c int
	if single {
		c = r.open(Person, UnknownGender)
		for k := i + 1; k < m.End; k++ {
			if word := roleWord(&d.Tokens[k]); d.Tokens[k].Tag == TagNNS && r.words.roles[word].person() {
				r.describe(c, word)
			}
		}
		r.describe(c, "person")
	} else {
		c = r.open(NoKind, Plural)
		r.all[c].group, r.all[c].people = true, true
	}
	r.add(c, m)
}

// quantifier reports whether a word by itself can stand for one or several people.
func quantifier(lower string) bool {
	switch lower {
	case "one", "another", "some", "others", "both", "all", "several", "many", "most", "few":
		return true
	}
	return false
}

// territory reports whether a noun with "the" can stand for a place that has just been
// named.
func territory(lower string) bool {
	switch lower {
	case "country", "nation", "republic", "kingdom", "state", "province", "island", "territory":
		return true
	}
	return false
}

// lastPlace returns the cluster of the place that was named last before the phrase p,
// in its sentence or the two before it, where p is "the country" or the like and
// nothing more; else -1.
func (r *resolver) lastPlace(p nounPhrase) int {
	const window = 2
	if p.det != definite || p.core != p.head() || r.restricted(p.End) || r.doc.complementEnd(p.head()) > p.End || !r.doc.speaks(Mention{Range: p.Range, Head: p.head(), Type: NominalMention}) {
		return -1
	}
	for n := len(r.recent) - 1; n >= 0 && r.distance(p.head(), r.recent[n].head) <= window; n-- {
		if c := r.recent[n].cluster; r.all[c].Kind == Place && r.all[c].named {
			return c
		}
	}
	return -1
}

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

// latter resolves "the latter", which token i ends, to whoever was named or described
// last.
func (r *resolver) latter(i int) {
	d := r.doc
	if i == 0 || d.Tokens[i-1].Lower != "the" || i+1 < len(d.Tokens) && d.Tokens[i+1].Tag.IsNoun() {
		return
	}
	for n := len(r.recent) - 1; n >= max(0, len(r.recent)-8); n-- {
		c := r.recent[n]
		if k := &r.all[c.cluster]; (k.Kind == Person || k.Kind == Organisation) && !d.Tokens[c.head].Tag.IsPronoun() {
			r.roles = append(r.roles, roleMention{c.cluster, i, i + 1})
			r.add(c.cluster, Mention{Range{i - 1, i + 1}, i, NominalMention})
			return
		}
	}
}

// aged resolves "the 54-year-old", which token i ends: the person of that age, or
// the one mentioned last as a subject.
func (r *resolver) aged(i int) {
	d := r.doc
	if i < 5 || d.Tokens[i-2].Lower != "year" || d.Tokens[i-4].Tag != TagCD || determinerOf(d.Tokens[i-5].Lower) != definite ||
		i+1 < len(d.Tokens) && d.Tokens[i+1].Tag.IsNoun() {
		return
	}
	c, ok := r.ages[d.Tokens[i-4].Lower]
	for n := len(r.recent) - 1; !ok && n >= 0 && n > len(r.recent)-pronounWindow; n-- {
		if k := &r.all[r.recent[n].cluster]; k.Kind == Person && r.recent[n].subject {
			c, ok = r.recent[n].cluster, true
		}
	}
	if ok {
		r.add(c, Mention{Range{i - 5, i + 1}, i, NominalMention})
	}
}

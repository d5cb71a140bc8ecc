package nlp

import (
	"slices"
	"strings"
)

// name resolves the name e.
func (r *resolver) name(e Entity) {
	if r.titleInitials(e) {
		return
	}
	m := Mention{Range: r.wholeName(e), Head: r.headOf(e.Range), Type: NameMention}
	var c int
	parts := 1
	if e.Kind == Person {
		c, parts = r.person(e)
		if parts == 1 {
			m.First = r.withTitle(e)
		}
	} else {
		c = r.thing(e, m)
	}
	k := &r.all[c]
	if !k.named || parts > k.nameParts || parts == k.nameParts && m.Len() > k.name.Len() {
		k.name, k.nameParts = m.Range, parts
	}
	k.named = true
	if e.Kind == Person || e.Kind == Organisation {
		r.explain(c, e)
	}
	r.add(c, m)
	r.titles(c, e)
	r.appositionAfter(c, e)
	r.coordinate(e, m)
	if e.Kind == Person {
		r.withColleagues(m)
	}
}

// withColleagues opens a cluster for "Laird and her colleagues", whose first name is
// mention m: the text may call them "the team". Its head is the conjunction.
func (r *resolver) withColleagues(m Mention) {
	d, and := r.doc, m.End
	if and+2 >= len(d.Tokens) || d.Tokens[and].Lower != "and" || d.Tokens[and+1].Tag != TagPRPS || d.Tokens[and+2].Sentence != d.Tokens[m.Head].Sentence {
		return
	}
	noun := d.nounAfter(and + 2)
	if noun < 0 || !fellows(d.Tokens[noun].Lower) {
		return
	}
	c := r.open(NoKind, Plural)
	r.all[c].group, r.all[c].people = true, true
	for _, word := range []string{"team", "group", "colleagues", "authors"} {
		r.describe(c, word)
	}
	r.add(c, Mention{Range: Range{m.First, noun + 1}, Head: and, Type: NominalMention})
}

// fellows reports whether a noun is for those whom somebody works with.
func fellows(lower string) bool {
	switch lower {
	case "colleagues", "team", "co-authors", "coauthors", "collaborators", "students", "group", "staff", "partners":
		return true
	}
	return false
}

// titleInitials resolves the initials of a title ("the CS" for the Cabinet
// Secretary); false if e is no such thing.
func (r *resolver) titleInitials(e Entity) bool {
	t := &r.doc.Tokens[e.First]
	if e.Len() != 1 || t.Shape&ShapeAllCaps == 0 || e.First == 0 || r.doc.Tokens[e.First-1].Lower != "the" {
		return false
	}
	c, ok := r.initials[t.Lower]
	if !ok || !r.all[c].named {
		return false
	}
	if _, body := r.acronyms[t.Lower]; body {
		return false
	}
	r.add(c, Mention{Range{e.First - 1, e.End}, e.First, NominalMention})
	return true
}

// coordinate opens a cluster for the persons of "Ann Orlo and Paul Mare", whose
// second name e has just become mention m: "they" may take them up. Its head is
// the conjunction.
func (r *resolver) coordinate(e Entity, m Mention) {
	d, before := r.doc, r.lastPerson
	if e.Kind == Person {
		r.lastPerson = m
	}
	and := d.frontOf(m) - 1
	if e.Kind != Person || before.Len() == 0 || and != before.End || d.Tokens[and].Lower != "and" || d.Tokens[and].Sentence != d.Tokens[before.Head].Sentence {
		return
	}
	c := r.open(NoKind, Plural)
	r.all[c].group, r.all[c].people = true, true
	r.add(c, Mention{Range: Range{before.First, m.End}, Head: and, Type: NominalMention})
}

// wholeName returns the range of a name: without a title at its beginning, and
// with whose it is before the name of a body ("Russia's Foreign Ministry").
func (r *resolver) wholeName(e Entity) Range {
	d, name := r.doc, e.Range
	if e.Kind == Person {
		for name.Len() > 1 && r.isTitle(name.First, e.End) {
			name.First++
		}
		return name
	}
	if e.Kind != Organisation || e.First < 2 || d.Tokens[e.First-1].Tag != TagPOS || d.Tokens[e.First-1].Sentence != d.Tokens[e.First].Sentence {
		return name
	}
	if _, kind := d.role(e.End - 1); kind == organisationRole && d.Tokens[e.First-2].Tag.IsProper() {
		name.First -= 2
		if k := d.Tokens[name.First].Entity; k >= 0 && d.Entities[k].Len() <= 3 {
			name.First = d.Entities[k].First
		}
	}
	return name
}

// withTitle returns the first token of a family name with the capitalised titles
// before it, which stand in for the given name: "Mr Justice Penhale".
func (r *resolver) withTitle(e Entity) int {
	d, first := r.doc, e.First
	for first > 0 && e.First-first < 4 && d.Tokens[first-1].Sentence == d.Tokens[e.First].Sentence {
		t := &d.Tokens[first-1]
		if stop := t.Shape&ShapePunct != 0 && first >= 2 && d.Form(first-1) == "." && r.isTitle(first-2, e.End); stop {
			first -= 2
			continue
		}
		if t.Shape&ShapeUpper == 0 || !r.isTitle(first-1, e.End) || honorific(t.Lower) {
			break
		}
		first--
	}
	return first
}

// isTitle reports whether token i, before the end of a person's name, is a form
// of address or a role.
func (r *resolver) isTitle(i, end int) bool {
	t := &r.doc.Tokens[i]
	word := strings.TrimSuffix(t.Lower, ".")
	if _, ok := r.words.titles[word]; ok {
		return true
	}
	_, kind := r.doc.role(i)
	return kind.person() && i+1 < end && r.words.given[word] == UnknownGender
}

// person returns the cluster of a person's name, opening one if there is none,
// and how many names it has.
func (r *resolver) person(e Entity) (c, n int) {
	parts, gender := r.personParts(e)
	family, given, guessed := parts[len(parts)-1], "", false
	if len(parts) > 1 {
		given = parts[0]
		if gender == UnknownGender {
			gender = r.words.genderOf(given)
			guessed = gender != UnknownGender
		}
	}
	c = r.findPerson(given, family, gender)
	explains := false
	if c < 0 {
		c = r.describedBefore(e, Person)
		explains = c >= 0
	}
	if c < 0 {
		if given == "" && gender == UnknownGender {
			gender = r.words.given[family]
		}
		c = r.open(Person, gender)
	}
	r.register(c, given, family, parts, gender)
	k := &r.all[c]
	k.guessed = guessed && len(k.Mentions) == 0
	k.sure = k.sure || gender != UnknownGender || explains || r.titled(e)
	return c, len(parts)
}

// register records the parts of a person's name.
func (r *resolver) register(c int, given, family string, parts []string, gender Gender) {
	k := &r.all[c]
	if k.Gender == UnknownGender {
		k.Gender = gender
	}
	if k.family != family && (k.family == "" || given != "") {
		k.family = family
		r.families[family] = append(r.families[family], c)
	}
	if given != "" && len(given) > len(k.given) {
		k.given = given
		r.givens[given] = append(r.givens[given], c)
	}
	for _, p := range parts[1:max(1, len(parts)-1)] { // "Lopez" of "Maria Lopez Ruiz"
		if len(p) > 2 && !contains(k.middle, p) {
			k.middle = append(k.middle, p)
			r.givens[p] = append(r.givens[p], c)
		}
	}
}

// personParts returns the words of a person's name in lower case without titles,
// nicknames and suffixes, at least one, and the gender that a title shows.
func (r *resolver) personParts(e Entity) (parts []string, gender Gender) {
	d := r.doc
	from := e.First
	if from > 0 && d.Tokens[from].Sentence == d.Tokens[from-1].Sentence && d.Tokens[from-1].Shape&ShapePunct == 0 {
		from--
	}
	for i := from; i < e.End && len(parts) < 16; i++ {
		t := &d.Tokens[i]
		w := strings.TrimSuffix(t.Lower, ".")
		if g, title := r.words.titles[w]; title && i+1 < e.End+1 && len(parts) == 0 && (i < e.First || i+1 < e.End) {
			gender = max(gender, g)
			continue
		}
		if i < e.First {
			_, kind := r.doc.role(i)
			gender = max(gender, personGender(kind))
			continue
		}
		inNickname := t.Quote >= 0 && t.Quote != d.Tokens[e.End-1].Quote
		suffix := w == "jr" || w == "sr" || postnominal(t)
		if t.Shape&ShapePunct != 0 || t.Tag == TagPOS || w == "" || inNickname || suffix && len(parts) > 0 {
			continue
		}
		if len(parts) == 0 && r.isTitle(i, e.End) { // "President Orlo"
			_, kind := r.doc.role(i)
			gender = max(gender, personGender(kind))
			continue
		}
		if n := len(parts); n > 0 && i > e.First && d.Tokens[i-1].Shape&ShapeHyphen != 0 && !d.Tokens[i-1].SpaceAfter {
			parts[n-1] += "-" + w
			continue
		}
		if r.particle(w, len(parts) == 0) && i+1 < e.End {
			continue
		}
		parts = append(parts, w)
	}
	if len(parts) == 0 {
		parts = append(parts, d.Tokens[e.End-1].Lower)
	}
	return parts, gender
}

// particle reports whether a word is a small part of a family name, which may be
// left off and may begin it ("de Blasio").
func (r *resolver) particle(w string, first bool) bool {
	switch w {
	case "de", "van", "von", "der", "den", "di", "da", "del", "della", "dos", "du", "la", "le", "al", "el", "bin", "ibn", "ben", "ter", "zu":
		return !first || r.words.given[w] == UnknownGender
	}
	return false
}

// postnominal reports whether a token is letters after a name: "III", "KC", "MP".
func postnominal(t *Token) bool {
	if t.Shape&ShapeAllCaps == 0 && t.Lower != "phd" {
		return false
	}
	switch t.Lower {
	case "ii", "iii", "iv", "kc", "qc", "mp", "mep", "msp", "md", "phd", "obe", "mbe", "cbe", "mla", "mpp", "sc", "jp":
		return true
	}
	return false
}

// personGender returns the gender that a role shows of one person.
func personGender(k roleKind) Gender {
	if k == maleRole || k == femaleRole {
		return k.gender()
	}
	return UnknownGender
}

// findPerson returns the cluster that a name belongs to, or -1.
func (r *resolver) findPerson(given, family string, gender Gender) int {
	if c := r.latestPerson(r.families[family], given, gender); c >= 0 {
		return c
	}
	if given == "" {
		if list := r.givens[family]; len(list) > 0 {
			c := list[len(list)-1]
			for _, other := range list {
				if other != c {
					return -1
				}
			}
			if agree(r.all[c].Gender, gender) {
				return c
			}
		}
		return -1
	}
	for _, c := range r.families[given] { // "Ann" before "Ann Orlo"
		if r.all[c].given == "" && r.all[c].family == given && agree(r.all[c].Gender, gender) {
			return c
		}
	}
	return -1
}

// latestPerson returns the cluster of list whose given name and gender agree
// and that was mentioned last, or -1.
func (r *resolver) latestPerson(list []int, given string, gender Gender) int {
	best, at := -1, -1
	if len(list) > 16 {
		list = list[len(list)-16:]
	}
	for _, c := range list {
		k := &r.all[c]
		if !agree(k.Gender, gender) || !givenAgrees(k, given) || len(k.Mentions) == 0 {
			continue
		}
		if last := k.Mentions[len(k.Mentions)-1].Head; last > at {
			best, at = c, last
		}
	}
	return best
}

// agree reports whether two genders can be those of one person.
func agree(a, b Gender) bool { return a == b || a == UnknownGender || b == UnknownGender }

// givenAgrees reports whether a given name, which may be missing or an initial,
// can be that of the person k.
func givenAgrees(k *discourse, given string) bool {
	if k.given == "" || given == "" || k.given == given || contains(k.middle, given) {
		return true
	}
	return (len(k.given) == 1 || len(given) == 1) && k.given[0] == given[0] || short(k.given, given) || short(given, k.given)
}

// short reports whether a is b cut short ("Rob" for "Robert").
func short(a, b string) bool {
	return len(a) >= 3 && len(a) < len(b) && strings.HasPrefix(b, a)
}

// thing returns the cluster of a name that is no person's. The words of the
// whole mention count, those of the name itself next.
func (r *resolver) thing(e Entity, m Mention) int {
	parts := r.thingParts(Entity{m.Range, e.Kind})
	key := strings.Join(parts, " ")
	c, ok := r.things[key]
	if !ok {
		c = r.variant(parts, e)
	}
	if c < 0 && e.Kind == Organisation {
		c = r.describedBefore(e, Organisation)
	}
	if c < 0 {
		c = r.open(e.Kind, Neuter)
	}
	r.things[key] = c
	r.registerThing(c, parts, e)
	return c
}

// registerThing records how the name of a thing may be shortened.
func (r *resolver) registerThing(c int, parts []string, e Entity) {
	if n := len(parts); n > 1 && !r.joint(e.First+1) {
		r.endings[parts[n-2]+" "+parts[n-1]] = c
		if e.Kind == Organisation || e.Kind == Other {
			r.acronyms[initials(parts, false)] = c
			r.acronyms[initials(parts, true)] = c
			if parts[1] != "of" && len(r.beginnings[parts[0]]) < 16 && !slices.Contains(r.beginnings[parts[0]], c) {
				r.beginnings[parts[0]] = append(r.beginnings[parts[0]], c)
			}
		}
	}
	if e.Kind != Organisation {
		return
	}
	for i := 3; i < len(parts); i++ {
		if parts[i] == "of" { // "Ministry of Lands" for "Ministry of Lands of Pelmora"
			r.stems[strings.Join(parts[:i], " ")] = c
		}
	}
	if last := r.doc.Tokens[e.End-1].Lower; last == "group" || last == "corporation" { // which is left off
		r.describe(c, last)
	}
	for i, p := range parts {
		r.note(c, p)
		if i > 1 && contains(parts[:i], "of") {
			continue // "Friends of the Library" is no library
		}
		commercial := r.words.roles[p] == noRole && contains(r.words.anaphors[p], "company")
		if r.words.roles[p] == organisationRole || len(r.words.anaphors[p]) > 0 && !(commercial && i+1 < len(parts) && parts[i+1] != "of") {
			r.describe(c, p)
		}
	}
}

// thingParts returns the words of a name in lower case, without article,
// possessive marks and the legal form of a company.
func (r *resolver) thingParts(e Entity) []string {
	var parts []string
	for i := e.First; i < e.End && len(parts) < 16; i++ {
		t := &r.doc.Tokens[i]
		if t.Shape&ShapePunct != 0 || t.Tag == TagPOS || t.Lower == "the" && len(parts) == 0 {
			continue
		}
		parts = append(parts, t.Lower)
	}
	for len(parts) > 1 {
		switch strings.TrimSuffix(parts[len(parts)-1], ".") {
		case "inc", "corp", "ltd", "co", "plc", "llc", "corporation", "gmbh", "ag", "sa", "group":
			parts = parts[:len(parts)-1]
			continue
		}
		break
	}
	if len(parts) == 0 {
		parts = append(parts, r.doc.Tokens[e.First].Lower)
	}
	return parts
}

// variant returns the cluster that a new name shortens or spells out, or -1.
func (r *resolver) variant(parts []string, e Entity) int {
	if len(parts) == 1 {
		return r.shortened(parts[0], e)
	}
	if e.Kind == Place {
		return -1
	}
	if c, ok := r.stems[strings.Join(parts, " ")]; ok && e.Kind == Organisation {
		return c
	}
	for _, all := range []bool{false, true} {
		if c, ok := r.things[initials(parts, all)]; ok && r.all[c].Kind != Place && r.all[c].Kind != Person {
			return c
		}
	}
	if c, ok := r.endings[parts[len(parts)-2]+" "+parts[len(parts)-1]]; ok && r.all[c].Kind == e.Kind && r.partOf(c, parts) {
		return c
	}
	if e.Kind != Organisation {
		return -1
	}
	for n := range parts { // "Foods" aside, "Marlow" before "Marlow Foods", "Marlow Dairy" before "Marlow Dairy Foods"
		if r.words.roles[parts[len(parts)-1]] != noRole {
			break // "Estmark" is not Estmark's defence ministry
		}
		if c, ok := r.things[strings.Join(parts[:n], " ")]; ok && r.all[c].Kind == Organisation && len(r.all[c].roles) == 0 {
			return c
		}
	}
	if list := r.beginnings[parts[0]]; len(list) > 0 && r.partOf(list[len(list)-1], parts) {
		return list[len(list)-1]
	}
	return -1
}

// shortened returns the cluster that a name of one word stands for: initials, or
// the first or last word of an organisation's longer name.
func (r *resolver) shortened(word string, e Entity) int {
	t := &r.doc.Tokens[e.First]
	if w := strings.ReplaceAll(word, ".", ""); len(w) >= 2 && len(w) <= 6 && t.Shape&(ShapeAllCaps|ShapePeriod) != 0 {
		if c, ok := r.acronyms[w]; ok {
			return c
		}
	}
	if e.Kind != Organisation {
		return -1
	}
	if list := r.beginnings[word]; len(list) == 1 {
		return list[0]
	}
	if r.outlet(word) { // "the Tribune" for "Tribune of Selm" or "Selm Tribune"
		list := r.described[word]
		for k := len(list) - 1; k >= 0; k-- {
			if r.all[list[k]].named {
				return list[k]
			}
		}
	}
	return -1
}

// partOf reports whether a name of cluster c begins or ends in parts, or parts
// in it.
func (r *resolver) partOf(c int, parts []string) bool {
	long := " " + strings.Join(parts, " ") + " "
	if full := r.thingParts(Entity{Range: r.all[c].name}); differ(full, parts) {
		return false
	}
	for k, m := range r.all[c].Mentions {
		if k == 8 {
			break
		}
		if m.Type != NameMention {
			continue
		}
		name := " " + strings.Join(r.thingParts(Entity{Range: m.Range}), " ") + " "
		if strings.HasSuffix(name, long) || strings.HasSuffix(long, name) || r.begins(name, long) || r.begins(long, name) {
			return true
		}
	}
	return false
}

// differ reports whether two names have the same last word but different words
// before it where both have some: "Ketrian Foreign Ministry", "Drevanian Foreign
// Ministry".
func differ(a, b []string) bool {
	i, j := len(a)-1, len(b)-1
	for i >= 0 && j >= 0 && a[i] == b[j] {
		i, j = i-1, j-1
	}
	return i >= 0 && j >= 0 && i < len(a)-1
}

// begins reports whether a name begins with a shorter one and does not go on to
// be another body's ("Castrel Bank" and "Castrel Bank Workers Union").
func (r *resolver) begins(name, short string) bool {
	if !strings.HasPrefix(name, short) {
		return false
	}
	words := strings.Fields(name)
	return r.words.roles[words[len(words)-1]] == noRole
}

// initials returns the first letters of words, those of small words only if all
// is set.
func initials(parts []string, all bool) string {
	var b strings.Builder
	for _, p := range parts {
		switch p {
		case "of", "the", "and", "for", "in", "on", "to", "at", "&":
			if !all {
				continue
			}
		}
		for _, c := range p {
			b.WriteRune(c)
			break
		}
	}
	return b.String()
}

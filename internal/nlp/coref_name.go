package nlp

import "strings"

// name resolves the name e.
func (r *resolver) name(e Entity) {
	m := Mention{Range: e.Range, Head: r.headOf(e.Range), Type: NameMention}
	var c int
	if e.Kind == Person {
		c = r.person(e, m.Head)
	} else {
		c = r.thing(e, m.Head)
	}
	r.add(c, m)
	r.titles(c, e)
}

// apposedTo returns the cluster without a name that the name headed by token
// head stands in apposition to ("the mayor, Ann Orlo"), or -1.
func (r *resolver) apposedTo(head int, kind Kind) int {
	t := &r.doc.Tokens[head]
	if t.Dep != DepAppos || t.Head < 0 || int(t.Head) > head {
		return -1
	}
	c := int(r.clusterOf[t.Head])
	if c < 0 || r.all[c].Kind != kind {
		return -1
	}
	for _, m := range r.all[c].Mentions {
		if m.Type == NameMention {
			return -1
		}
	}
	return c
}

// person returns the cluster of a person's name, opening one if there is none.
func (r *resolver) person(e Entity, head int) int {
	parts, gender := r.personParts(e)
	if len(parts) == 0 {
		parts = []string{r.doc.Tokens[e.First].Lower}
	}
	family, given := parts[len(parts)-1], ""
	if len(parts) > 1 {
		given = parts[0]
		if gender == UnknownGender {
			gender = r.words.given[given]
		}
	}
	c := r.findPerson(given, family, gender)
	if c < 0 {
		c = r.apposedTo(head, Person)
	}
	if c < 0 {
		if given == "" && gender == UnknownGender {
			gender = r.words.given[family]
		}
		c = r.open(Person, gender)
	}
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
	return c
}

// personParts returns the words of a person's name in lower case without titles
// and suffixes, and the gender that a title shows.
func (r *resolver) personParts(e Entity) (parts []string, gender Gender) {
	from := e.First
	if from > 0 && r.doc.Tokens[from].Sentence == r.doc.Tokens[from-1].Sentence {
		from--
	}
	for i := from; i < e.End && len(parts) < 16; i++ {
		t := &r.doc.Tokens[i]
		w := strings.TrimSuffix(t.Lower, ".")
		switch kind := r.words.roles[w]; {
		case kind == maleTitle || kind == maleRole:
			gender = Male
		case kind == femaleTitle || kind == femaleRole:
			gender = Female
		case i < e.First || t.Shape&ShapePunct != 0 || t.Tag == TagPOS || len(w) == 0:
		case w == "jr" || w == "sr" || w == "ii" || w == "iii" || w == "iv" || w == "dr" || w == "prof":
		case len(parts) == 0 && kind != noRole && i+1 < e.End: // "President Orlo"
		default:
			parts = append(parts, w)
		}
	}
	return parts, gender
}

// findPerson returns the cluster that a name belongs to, or -1.
func (r *resolver) findPerson(given, family string, gender Gender) int {
	if c := r.latestPerson(r.families[family], given, gender); c >= 0 {
		return c
	}
	if given == "" {
		if list := r.givens[family]; len(list) == 1 && agree(r.all[list[0]].Gender, gender) {
			return list[0]
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
		if !agree(k.Gender, gender) || !givenAgrees(k.given, given) || len(k.Mentions) == 0 {
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

// givenAgrees reports whether two given names, either of which may be missing
// or an initial, can be those of one person.
func givenAgrees(a, b string) bool {
	if a == "" || b == "" || a == b {
		return true
	}
	return (len(a) == 1 || len(b) == 1) && a[0] == b[0]
}

// thing returns the cluster of a name that is no person's.
func (r *resolver) thing(e Entity, head int) int {
	parts := r.thingParts(e)
	key := strings.Join(parts, " ")
	c, ok := r.names[key]
	if !ok {
		c = r.variant(parts, e)
	}
	if c < 0 && e.Kind == Organisation {
		c = r.apposedTo(head, Organisation)
	}
	if c < 0 {
		c = r.open(e.Kind, Neuter)
	}
	r.names[key] = c
	if n := len(parts); n > 1 {
		ending := parts[n-2] + " " + parts[n-1]
		r.endings[ending] = c
		if e.Kind == Organisation || e.Kind == Other {
			r.acronyms[initials(parts, false)] = c
			r.acronyms[initials(parts, true)] = c
		}
	}
	if e.Kind == Organisation {
		for _, p := range parts {
			if r.words.roles[p] == organisationRole {
				r.describe(c, p)
			}
		}
	}
	return c
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
		w := strings.ReplaceAll(parts[0], ".", "")
		if t := &r.doc.Tokens[e.First]; len(w) >= 2 && len(w) <= 6 && t.Shape&ShapeAllCaps != 0 {
			if c, ok := r.acronyms[w]; ok {
				return c
			}
		}
		return -1
	}
	if e.Kind == Place {
		return -1
	}
	for _, all := range []bool{false, true} {
		if c, ok := r.names[initials(parts, all)]; ok && r.all[c].Kind != Place && r.all[c].Kind != Person {
			return c
		}
	}
	c, ok := r.endings[parts[len(parts)-2]+" "+parts[len(parts)-1]]
	if ok && r.all[c].Kind == e.Kind && r.suffixOf(c, parts) {
		return c
	}
	return -1
}

// suffixOf reports whether a name of cluster c ends in parts or parts end in it.
func (r *resolver) suffixOf(c int, parts []string) bool {
	long := " " + strings.Join(parts, " ")
	for k, m := range r.all[c].Mentions {
		if k == 8 {
			break
		}
		if m.Type != NameMention {
			continue
		}
		name := " " + strings.Join(r.thingParts(Entity{Range: m.Range}), " ")
		if strings.HasSuffix(name, long) || strings.HasSuffix(long, name) {
			return true
		}
	}
	return false
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

// titles records the words that describe the name e: those right before it and,
// for a person, those set in apposition after it.
func (r *resolver) titles(c int, e Entity) {
	if e.Kind != Person && e.Kind != Organisation {
		return
	}
	d := r.doc
	role := false
	for i := e.First - 1; i >= 0 && i > e.First-6 && d.Tokens[i].Sentence == d.Tokens[e.First].Sentence; i-- {
		t := &d.Tokens[i]
		if !t.Tag.IsNoun() && t.Tag != TagJJ || t.Entity >= 0 && d.Entities[t.Entity].Kind == Person {
			break
		}
		if !role && t.Entity < 0 {
			role = r.words.roles[roleWord(t)] != noRole
		}
		if !role {
			break
		}
		r.describe(c, roleWord(t))
	}
	for i := e.First; i < e.End; i++ { // titles inside the name
		t := &d.Tokens[i]
		if w := roleWord(t); e.Kind == Person && i+1 < e.End && r.words.roles[w] != noRole {
			r.describe(c, w)
		}
	}
}

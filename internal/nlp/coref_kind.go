package nlp

import (
	"strings"

	"hearsay/internal/learn"
)

// What a name stands for. The entity pass decides sentence by sentence, and for
// names that it has never met its guesses differ from one sentence to the next.
// Here the whole text is asked: what stands around a name anywhere in it ("Ms",
// "the", ", 54,", "president of", ", a shipping company,") counts for every
// place where the same name stands. Capitalised words that the entity pass took
// for no name are added where they are tagged as one.

// votes weighs the kinds that a form of name may have, by Kind.
type votes [Other + 1]int

// best returns the kind with most votes; current wins a tie.
func (v *votes) best(current Kind) Kind {
	top := current
	for _, k := range [...]Kind{Person, Organisation, Place, Other} {
		if v[k] > v[top] {
			top = k
		}
	}
	return top
}

func month(lower string) bool {
	switch strings.TrimSuffix(lower, ".") {
	case "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return true
	}
	return false
}

// ballot is what speaks for each kind of one form of name.
type ballot struct {
	model, evidence votes
	n               int // places where the name stands that were asked
}

// Of the places where a name stands the first maxBallots are asked. What the entity
// pass says of all of them weighs as much as modelWeight points of evidence.
const (
	maxBallots  = 12
	modelWeight = 4
)

// kind returns the kind for which most speaks; the entity pass wins a tie.
func (b *ballot) kind() Kind {
	total := b.evidence
	current := b.model.best(NoKind)
	for k := range total {
		total[k] += modelWeight * b.model[k] / max(1, b.n)
	}
	return total.best(current)
}

// vote sets the kinds of r.names.
func (r *resolver) vote() {
	forms := make(map[string]*ballot, len(r.names))
	keys := make([]string, len(r.names))
	for n, e := range r.names {
		keys[n] = r.formOf(e)
		b := forms[keys[n]]
		if b == nil {
			b = &ballot{}
			forms[keys[n]] = b
		}
		if b.n < maxBallots {
			b.n++
			b.model[e.Kind]++
			r.evidence(e, &b.evidence)
		}
	}
	for n := range r.names {
		if r.names[n].Kind = forms[keys[n]].kind(); r.names[n].Kind == NoKind {
			r.names[n].Kind = Other
		}
	}
	r.shortForms(keys)
}

// formOf returns the words of a name in lower case.
func (r *resolver) formOf(e Entity) string {
	if e.Len() == 1 {
		return r.doc.Tokens[e.First].Lower
	}
	return strings.Join(r.thingParts(e), " ")
}

// evidence adds to v what stands around and inside the name e.
func (r *resolver) evidence(e Entity, v *votes) {
	d := r.doc
	last := &d.Tokens[e.End-1]
	if e.Len() == 1 && r.lastNames[last.Hash] {
		v[Person] += 5
	}
	if e.Len() > 1 && d.Tokens[e.First].Shape&ShapePunct == 0 {
		if g, title := r.words.titles[strings.TrimSuffix(d.Tokens[e.First].Lower, ".")]; title && g != UnknownGender { // "Miss Brand"
			v[Person] += 6
		}
		given := r.words.genderOf(d.Tokens[e.First].Lower) != UnknownGender && !(r.joint(e.First+1) && r.particle(d.Tokens[e.First].Lower, false))
		switch {
		case given && e.Len() <= 3:
			v[Person] += 4
		case given:
			v[Person] += 2
		case last.Tag == TagNNPS && last.Entity >= 0: // "Highfield Teas"
			v[Organisation] += 5
		}
		gaz := gazetteerWords()[learn.Mix(0, last.Hash)]
		if word, kind := d.role(e.End - 1); kind == organisationRole && last.Tag != TagNNS && last.Tag != TagNNPS || gaz&organisationEnd != 0 || len(r.words.anaphors[word]) > 0 && kind == noRole {
			v[Organisation] += 5
		}
		if word := d.Tokens[e.First].Lower; word == "radio" || word == "television" || word == "tv" || word == "bank" {
			v[Organisation] += 5
		}
		for i := e.First; i < e.End; i++ {
			if d.Tokens[i].Lower == "&" {
				v[Organisation] += 4
			}
		}
	}
	r.evidenceBefore(e, v)
	r.evidenceAfter(e, v)
}

// organisationEnd is the bit of the gazetteer's list of that name.
const organisationEnd = 1 << 4

// outlet reports whether a word is one that newspapers are named with.
func (r *resolver) outlet(word string) bool {
	for _, a := range r.words.anaphors[word] {
		if a == "newspaper" {
			return true
		}
	}
	return false
}

func (r *resolver) evidenceBefore(e Entity, v *votes) {
	d := r.doc
	if t := &d.Tokens[e.First]; t.Shape&ShapeAllCaps != 0 && d.Paragraphs[t.Paragraph].First == e.First && len(t.Lower) > 3 && e.End < len(d.Tokens) && d.Tokens[e.End].Shape&ShapePunct != 0 {
		v[Place] += 4 // a dateline
	}
	if e.First == 0 || d.Tokens[e.First-1].Sentence != d.Tokens[e.First].Sentence {
		return
	}
	before := &d.Tokens[e.First-1]
	if before.Tag == TagComma && e.First >= 2 && d.boundary(e.End, int(before.Sentence)) { // "one of the companies, NAME,"
		noun := &d.Tokens[e.First-2]
		if noun.Tag == TagNNS && r.words.roles[roleWord(noun)] == organisationRole {
			v[Organisation] += 6
		}
		if word, kind := d.role(e.First - 2); kind.person() && !r.words.either[word] { // "its director, NAME,"
			v[Person] += 4
		}
	}
	if _, title := r.words.titles[strings.TrimSuffix(before.Lower, ".")]; title && before.Shape&ShapeUpper != 0 {
		v[Person] += 6
		return
	}
	switch word, kind := d.role(e.First - 1); {
	case kind.person() && !r.words.either[word] && !before.Tag.IsVerb():
		v[Person] += 4
	case kind == organisationRole && (before.Tag == TagNN || before.Lower == "daily" || before.Lower == "weekly"): // "the aid group Bread and Roads"
		v[Organisation] += 5
	case before.Lower == "of" && e.First >= 2 && d.Tokens[e.First-2].Entity >= 0 && d.Entities[d.Tokens[e.First-2].Entity].Kind == Person: // "Keld of Marlow Securities"
		v[Person] -= 3
		v[Organisation] += 3
	case before.Lower == "the":
		v[Person] -= 3
		v[Organisation]++
	case before.Lower == "in" && e.First >= 2 && investment(d.Tokens[e.First-2].Lemma):
		v[Organisation] += 4
	case before.Lower == "in" || before.Lower == "near":
		v[Place] += 3
		v[Person]--
	case before.Lower == "of" && e.First >= 2 && e.Len() == 1:
		switch _, kind := d.role(e.First - 2); {
		case kind.person():
			v[Person] -= 2
			v[Place]++
		case institution(d.Tokens[e.First-2].Lower): // "the embassy of Maredon"
			v[Person] -= 3
			v[Place] += 3
		}
	}
}

// evidencePossessive looks at what is said to be a name's: institutions are a
// country's, and "its" after a name shows that it is no person.
func (r *resolver) evidencePossessive(e Entity, v *votes) {
	d := r.doc
	for i := e.End; i < len(d.Tokens) && i < e.End+10 && d.Tokens[i].Sentence == d.Tokens[e.First].Sentence; i++ {
		switch t := &d.Tokens[i]; {
		case t.Entity >= 0:
			return
		case t.Tag == TagPOS && i == e.End:
			if noun := d.nounAfter(i + 1); noun >= 0 && institution(d.Tokens[noun].Lower) {
				v[Place] += 3
				v[Person] -= 3
			}
		case t.Lower == "it" && r.reportsOfItself(e.End, i):
			v[Person] -= 2
			v[Organisation] += 4
			return
		case t.Lower == "its" || t.Lower == "itself":
			v[Person] -= 3
			v[Organisation]++
			return
		case t.Lower == "his" || t.Lower == "her" || t.Lower == "himself" || t.Lower == "herself":
			v[Person] += 2
			return
		}
	}
}

// reportsOfItself reports whether nothing but a verb of saying stands between the
// end of a name and the "it" at token i: "Zoef says it needs the change".
func (r *resolver) reportsOfItself(end, i int) bool {
	said := false
	for k := end; k < i; k++ {
		switch t := &r.doc.Tokens[k]; {
		case t.Tag.IsVerb() && r.words.saying[t.Lemma]:
			said = true
		case t.Tag != TagMD && t.Tag != TagRB && t.Lemma != "have" && !(said && (t.Lower == "that" || weekday(t.Lower) || t.Lower == "on")):
			return false
		}
	}
	return said
}

// institution reports whether a noun is for what only a state has, or a town.
func institution(lower string) bool {
	switch lower {
	case "government", "ambassador", "embassy", "ministry", "parliament", "army", "navy", "military", "border", "capital", "economy",
		"constitution", "population", "mayor", "premier", "prime", "airspace", "president", "minister", "senate", "territory", "coast", "police":
		return true
	}
	return false
}

// investment reports whether a noun is what one holds in a company.
func investment(lemma string) bool { return lemma == "share" || lemma == "stake" || lemma == "stock" }

func (r *resolver) evidenceAfter(e Entity, v *votes) {
	d := r.doc
	sentence := int(d.Tokens[e.First].Sentence)
	r.evidencePossessive(e, v)
	if e.End+1 < len(d.Tokens) && d.Tokens[e.End].Tag == TagNN && int(d.Tokens[e.End].Sentence) == sentence {
		if word, kind := d.role(e.End); kind.person() && (d.Tokens[e.End+1].Entity >= 0 || word == "spokesman" || word == "spokeswoman" || word == "spokesperson") { // "Northern Link vice-president Carla Strom"
			v[Person] -= 3
			v[Organisation] += 2
		}
	}
	if e.End < len(d.Tokens) && d.Tokens[e.End].Lower == "shares" {
		v[Organisation] += 4
	}
	if e.End+1 >= len(d.Tokens) || d.Tokens[e.End].Tag != TagComma || int(d.Tokens[e.End+1].Sentence) != sentence {
		return
	}
	next := &d.Tokens[e.End+1]
	switch {
	case next.Lower == "who":
		v[Person] += 3
	case next.Tag == TagCD && d.boundary(e.End+2, sentence) && len(next.Lower) == 2:
		v[Person] += 4
	default:
		if p, ok := r.appositionAt(e.End + 1); ok {
			switch _, kind := d.role(p.head()); {
			case kind.person():
				v[Person] += 5
			case kind == organisationRole:
				v[Organisation] += 5
			}
		}
	}
}

// shortForms makes an organisation of a single word which, for all that is known
// of it, is just the first word of an organisation's name ("Marlow" beside
// "Marlow Foods").
func (r *resolver) shortForms(keys []string) {
	firsts, persons := map[string]bool{}, map[string]bool{}
	for n, e := range r.names {
		switch first, rest, more := strings.Cut(keys[n], " "); {
		case !more && e.Kind == Place, strings.HasPrefix(rest, "of "):
			persons[first] = true
		case more && e.Kind == Organisation:
			firsts[first] = true
		case more && e.Kind == Person:
			persons[first] = true
			persons[keys[n][strings.LastIndexByte(keys[n], ' ')+1:]] = true
		}
	}
	for n := range r.names {
		if e := &r.names[n]; e.Len() == 1 && (e.Kind == Person || e.Kind == Other) && firsts[keys[n]] && !persons[keys[n]] && !r.titled(*e) {
			e.Kind = Organisation
		}
	}
}

// titled reports whether a title or a role stands right before the name.
func (r *resolver) titled(e Entity) bool {
	var v votes
	r.evidenceBefore(e, &v)
	return v[Person] > 0
}

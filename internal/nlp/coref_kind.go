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

// findNames sets r.names: the entities, mended, and the names that are missing
// among them, with the kinds that the whole text gives them.
func (r *resolver) findNames() {
	r.names = make([]Entity, 0, len(r.doc.Entities)+8)
	full := r.fullNames()
	r.lastNames = full
	next := 0
	for _, e := range r.doc.Entities {
		if e.Len() <= 0 || e.First < next {
			continue
		}
		if e = r.withoutBody(r.withoutOffice(r.withoutVerb(e))); e.Len() == 0 {
			continue
		}
		r.addMissing(next, e.First, full)
		next = e.End
		if r.named(e, full) {
			e = r.mended(e, full)
			for n := len(r.names); n > 0 && r.names[n-1].End > e.First; n-- {
				r.names = r.names[:n-1]
			}
			r.names = append(r.names, e)
			next = max(next, e.End)
		}
	}
	r.addMissing(next, len(r.doc.Tokens), full)
	r.vote()
	for _, e := range r.names {
		if p, ok := r.titleBefore(e); ok && e.Kind == Person {
			r.inTitle[p.head()] = true
		}
	}
}

// withoutOffice cuts from an entity the office that it begins with: "Ministry of
// Energy" is left of "Spokesperson of the Ministry of Energy", nothing of "Minister
// of Energy".
func (r *resolver) withoutOffice(e Entity) Entity {
	d := r.doc
	if _, kind := d.role(e.First); e.Len() < 3 || !kind.person() || !complementWord(d.Tokens[e.First+1].Lower) {
		return e
	}
	rest := Entity{Range{e.First + 2, e.End}, e.Kind}
	if d.Tokens[rest.First].Tag == TagDT {
		rest.First++
	}
	for i := rest.First; i < rest.End; i++ {
		if _, kind := d.role(i); kind == organisationRole {
			return rest
		}
	}
	return Entity{}
}

// withoutVerb cuts from an entity the verb of a headline in capitals and what follows it.
func (r *resolver) withoutVerb(e Entity) Entity {
	for i := e.First + 1; i < e.End; i++ {
		if tag := r.doc.Tokens[i].Tag; tag == TagVBD || tag == TagVBZ {
			e.End = i
		}
	}
	return e
}

// withoutBody cuts from an entity that begins with a person's given and family name
// the body that he is said to be of: "Kyle Paris of Rent Fair Halverton".
func (r *resolver) withoutBody(e Entity) Entity {
	d := r.doc
	if e.Len() < 4 || d.Tokens[e.First+2].Lower != "of" || r.words.genderOf(d.Tokens[e.First].Lower) == UnknownGender {
		return e
	}
	if _, kind := d.role(e.First + 1); kind != noRole {
		return e
	}
	return Entity{Range{e.First, e.First + 2}, Person}
}

// fullNames returns the names of persons of exactly two words, with the last
// word alone beside them.
func (r *resolver) fullNames() map[uint64]bool {
	d, full := r.doc, map[uint64]bool{}
	for _, e := range d.Entities {
		if e.Kind != Person || e.Len() < 2 {
			continue
		}
		if last := &d.Tokens[e.End-1]; last.Shape&ShapeUpper != 0 {
			full[last.Hash] = true
			full[learn.Mix(d.Tokens[e.End-2].Hash, last.Hash)] = full[learn.Mix(d.Tokens[e.End-2].Hash, last.Hash)] || e.Len() == 2
		}
	}
	return full
}

// named reports whether an entity is a name, not a common noun that begins a
// sentence or the mark of a title.
func (r *resolver) named(e Entity, full map[uint64]bool) bool {
	t := &r.doc.Tokens[e.First]
	if e.Len() > 1 || full[t.Hash] {
		return true
	}
	if !t.Tag.IsProper() && r.opensSentence(e.First) {
		return false
	}
	_, role := r.doc.role(e.First)
	_, title := r.words.titles[strings.TrimSuffix(t.Lower, ".")]
	return !title && !postnominal(t) && !honorific(t.Lower) && (role == noRole || t.Tag.IsProper() && role != groupRole && !r.opensSentence(e.First))
}

func (r *resolver) opensSentence(i int) bool {
	first := r.doc.Sentences[r.doc.Tokens[i].Sentence].First
	for first < i && i-first < 8 && r.doc.Tokens[first].Shape&ShapePunct != 0 {
		first++
	}
	return first == i
}

// mended cuts from an entity what stands before the name of a person who has
// the same name elsewhere ("Halvern Dagny Rolvar"), and adds the given name
// before a nickname in quotation marks.
func (r *resolver) mended(e Entity, full map[uint64]bool) Entity {
	d := r.doc
	if n := e.Len(); n >= 3 && e.Kind != Organisation {
		if pair := learn.Mix(d.Tokens[e.End-2].Hash, d.Tokens[e.End-1].Hash); full[pair] && !full[d.Tokens[e.End-3].Hash] &&
			!r.particle(d.Tokens[e.End-2].Lower, true) && r.words.given[d.Tokens[e.End-3].Lower] == UnknownGender {
			if _, title := r.words.titles[strings.TrimSuffix(d.Tokens[e.End-3].Lower, ".")]; !title {
				return Entity{Range{e.End - 2, e.End}, Person}
			}
		}
	}
	if n := e.Len(); n >= 3 && e.Kind == Person && e.First >= 2 && d.Tokens[e.First-1].Tag == TagIN {
		if _, kind := d.role(e.First - 2); kind.person() { // "Ambassador to Maredon Matvei Doren"
			e.First = e.End - 2
		}
	}
	if e.Kind == Person && e.First >= 4 {
		e.First = r.nicknamed(e.First)
	}
	if e.Kind == Person && e.End < len(d.Tokens) && d.Tokens[e.End].Sentence == d.Tokens[e.First].Sentence && postnominal(&d.Tokens[e.End]) && d.Tokens[e.End].Entity < 0 {
		e.End++ // "King Aldren IV"
	}
	return r.ofMany(r.hyphenated(e))
}

// ofMany adds to a name the plural owner that it begins with after a noun for a body:
// "the aid group Doctors' Bridge".
func (r *resolver) ofMany(e Entity) Entity {
	d := r.doc
	if e.First < 3 || d.Tokens[e.First-1].Tag != TagPOS || d.Tokens[e.First-1].Lower == "'s" || d.Tokens[e.First-1].Lower == "’s" ||
		d.Tokens[e.First-2].Shape&ShapeUpper == 0 || d.Tokens[e.First-3].Sentence != d.Tokens[e.First].Sentence {
		return e
	}
	if _, kind := d.role(e.First - 3); kind == organisationRole && d.Tokens[e.First-3].Tag == TagNN {
		e.First -= 2
	}
	return e
}

// hyphenated adds to a name the words that hyphens join to it.
func (r *resolver) hyphenated(e Entity) Entity {
	d, joint := r.doc, r.joint
	if joint(e.End) && d.Tokens[e.End+1].Entity < 0 && (d.Tokens[e.End+1].Shape&ShapeUpper != 0 || e.Kind == Person && e.Len() > 1 && r.givenAfterHyphen(e.End+1)) {
		e.End += 2
	}
	if e.Kind == Person && e.First >= 2 && joint(e.First-1) && d.Tokens[e.First-2].Shape&ShapeUpper != 0 && d.Tokens[e.First-2].Entity < 0 {
		e.First -= 2
	}
	return e
}

// givenAfterHyphen reports whether token i can be the second half of a given name
// ("Chol-min"): a short word that nothing follows which it might describe.
func (r *resolver) givenAfterHyphen(i int) bool {
	const longest = 5 // letters
	d := r.doc
	if len(d.Tokens[i].Lower) > longest || d.Tokens[i].Tag.IsVerb() {
		return false
	}
	next := i + 1
	return next >= len(d.Tokens) || !d.Tokens[next].Tag.IsNoun() && d.Tokens[next].Tag != TagJJ && d.Tokens[next].Tag != TagHYPH
}

// joint reports whether token i is a hyphen without spaces around it.
func (r *resolver) joint(i int) bool {
	d := r.doc
	return i > 0 && i+1 < len(d.Tokens) && d.Tokens[i].Shape&ShapeHyphen != 0 && d.Tokens[i].Shape&ShapePunct != 0 &&
		!d.Tokens[i].SpaceAfter && !d.Tokens[i-1].SpaceAfter
}

// nicknamed returns the first token of a name whose last part begins at token i,
// with the nickname and the given name before it, if there are any.
func (r *resolver) nicknamed(i int) int {
	d := r.doc
	if q := d.Tokens[i-1].Quote; d.Tokens[i-1].Shape&ShapePunct != 0 && q >= 0 {
		quote := &d.Quotes[q]
		given := quote.First - 1
		if quote.Closed && quote.End == i && quote.End-quote.First <= 6 && given >= 0 &&
			d.Tokens[given].Shape&ShapeUpper != 0 && d.Tokens[given].Tag.IsProper() && d.Tokens[given].Sentence == d.Tokens[i].Sentence {
			return given
		}
	}
	return i
}

// addMissing adds the names between two tokens that the entity pass left out.
func (r *resolver) addMissing(from, to int, full map[uint64]bool) {
	for i := from; i < to; i++ {
		if !r.nameWord(i, full) {
			continue
		}
		first := i
		for i+1 < to {
			switch {
			case r.continues(first, i+1, full):
				i++
				continue
			case i+2 < to && r.joint(i+1) && r.nameWord(i+2, full):
				i += 2
				continue
			}
			break
		}
		kind := NoKind
		if full[r.doc.Tokens[i].Hash] {
			kind = Person
		}
		r.names = append(r.names, Entity{Range{first, i + 1}, kind})
	}
}

// continues reports whether token i goes on with the missing name that begins at
// token first: another name, "&", or a capitalised word for a body ("Agency").
func (r *resolver) continues(first, i int, full map[uint64]bool) bool {
	t := &r.doc.Tokens[i]
	if t.Sentence != r.doc.Tokens[first].Sentence {
		return false
	}
	_, kind := r.doc.role(i)
	return r.nameWord(i, full) || t.Lower == "&" && t.SpaceAfter || kind == organisationRole && t.Tag.IsProper()
}

// nameWord reports whether a token that is in no entity is part of a name: a
// proper noun that is neither a role, a title nor a date, or a person's last name
// at the start of a sentence, whatever its tag.
func (r *resolver) nameWord(i int, full map[uint64]bool) bool {
	t := &r.doc.Tokens[i]
	if t.Shape&ShapeUpper == 0 || t.Shape&ShapeDigit != 0 {
		return false
	}
	if full[t.Hash] && !t.Tag.IsPronoun() && t.Tag != TagDT && t.Tag != TagIN && t.Tag != TagMD && t.Tag != TagCC {
		return t.Tag.IsProper() || r.opensSentence(i) && i+1 < len(r.doc.Tokens) && !r.doc.Tokens[i+1].Tag.IsNoun()
	}
	if !t.Tag.IsProper() && !r.initialsOfBody(i) || weekday(t.Lower) || month(t.Lower) {
		return false
	}
	if _, kind := r.doc.role(i); kind != noRole {
		return false
	}
	_, title := r.words.titles[strings.TrimSuffix(t.Lower, ".")]
	return !title && !postnominal(t) && !honorific(t.Lower) && !r.nationality(t) && !r.modifiesRole(i)
}

// initialsOfBody reports whether token i is in capitals and stands right after a noun
// for a body ("the news agency KHN"), whatever its tag.
func (r *resolver) initialsOfBody(i int) bool {
	if i == 0 || r.doc.Tokens[i].Shape&ShapeAllCaps == 0 || r.doc.Tokens[i-1].Sentence != r.doc.Tokens[i].Sentence {
		return false
	}
	_, kind := r.doc.role(i - 1)
	return kind == organisationRole && r.doc.Tokens[i-1].Tag == TagNN
}

// nationality reports whether a word is the adjective of a country, or looks
// like that of an unknown one.
func (r *resolver) nationality(t *Token) bool {
	return gazetteerWords()[learn.Mix(0, t.Hash)]&nationality != 0
}

// modifiesRole reports whether token i is a capitalised part of a title
// ("Foreign Minister", "Chief Executive") rather than a name.
func (r *resolver) modifiesRole(i int) bool {
	d := r.doc
	for k := i + 1; k < len(d.Tokens) && k < i+4 && d.Tokens[k].Tag.IsProper() && d.Tokens[k].Entity < 0 && d.Tokens[k].Sentence == d.Tokens[i].Sentence; k++ {
		if _, kind := d.role(k); kind.person() {
			return true
		}
	}
	return false
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

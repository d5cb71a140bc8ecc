package nlp

import (
	"strings"

	"hearsay/internal/learn"
)

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

package nlp

// RoleOf returns the words that say what the bearer of a name is, in a title
// before the name or a description right after it, without article and without
// whose they are: "Foreign Minister", "spokesman for the ministry". Both ranges
// are empty where nothing is said; of is the phrase for the body or place that
// the bearer belongs to ("the ministry", "Castrel" in "Castrel's minister").
func (d *Doc) RoleOf(m Mention) (role, of Range) {
	r := resolver{doc: d, words: corefWords()}
	e := Entity{Range: m.Range, Kind: Person}
	for e.First < m.Head && e.Len() > 1 && r.isTitle(e.First, e.End) {
		e.First++
	}
	if p, ok := r.titleBefore(e); ok {
		role = Range{r.titleFrom(p), p.End}
		if between := (Range{p.End + 1, e.First}); between.Len() <= 0 || d.Tokens[p.End].Lower == "to" {
			of = r.bodyOrOwner(p)
		} else {
			of, role.End = between, e.First
		}
	} else if p, ok := r.appositionOf(e); ok {
		role, of = r.roleIn(p)
	}
	if of.Len() == 0 {
		of = r.belongsTo(e.End, int(d.Tokens[m.Head].Sentence))
	}
	return role, of
}

// bodyOrOwner returns the body that a title names before its noun, or whose title
// it is.
func (r *resolver) bodyOrOwner(p nounPhrase) Range {
	if of := r.bodyIn(Range{p.core, p.head()}); of.Len() > 0 || p.owner < 0 {
		return of
	}
	return Range{p.First, p.owner + 1}
}

// RoleAt returns what RoleOf does for a nameless description whose noun is at
// token i ("a spokesman for the ministry"), with the article left out; both are
// empty if the noun is no role of a person.
func (d *Doc) RoleAt(i int) (role, of Range) {
	r := resolver{doc: d, words: corefWords()}
	if word, kind := d.role(i); !kind.person() || r.words.epithets[word] && i == d.phraseOf(i).core || noOffice(word) {
		return Range{}, Range{}
	}
	return r.roleIn(d.phraseOf(i))
}

// noOffice reports whether a noun for a person says nothing of what he does: he is
// one of a family, or just a person.
func noOffice(word string) bool {
	switch word {
	case "wife", "husband", "son", "daughter", "mother", "father", "sister", "brother", "nephew", "niece", "uncle", "aunt", "cousin",
		"grandmother", "grandfather", "grandson", "granddaughter", "parent", "child", "baby", "spouse", "widow", "widower", "friend",
		"neighbour", "neighbor", "colleague", "person", "source", "man", "woman", "boy", "girl", "user", "patient", "client", "customer",
		"victim", "witness", "visitor", "caller", "local", "insider", "guest", "relative", "twin":
		return true
	}
	return false
}

// PhraseFrom returns the first token of the noun phrase that ends in the noun at
// token i: its article, or whose it is.
func (d *Doc) PhraseFrom(i int) int { return d.phraseOf(i).First }

// IsDocument reports whether token i is a noun for something one reads: "study".
func (d *Doc) IsDocument(i int) bool {
	_, kind := d.role(i)
	return kind == documentRole && d.Tokens[i].Tag.IsNoun()
}

// IsNominal reports whether token i is a noun or an adjective that stands for one
// ("the official said").
func (d *Doc) IsNominal(i int) bool { return d.nominal(i) }

// IsPerson reports whether token i is a noun for one person.
func (d *Doc) IsPerson(i int) bool {
	_, kind := d.role(i)
	return kind.person() && d.nominal(i)
}

// IsGroup reports whether token i is a noun for several persons or things.
func (d *Doc) IsGroup(i int) bool {
	_, kind := d.role(i)
	return kind == groupRole || d.Tokens[i].Tag == TagNNS || d.Tokens[i].Tag == TagNNPS
}

// IsBody reports whether token i is a noun for an organisation.
func (d *Doc) IsBody(i int) bool {
	_, kind := d.role(i)
	return kind == organisationRole && d.Tokens[i].Tag.IsNoun()
}

// CanSpeak reports whether token i is a name, or a noun for a person, a group or
// an organisation.
func (d *Doc) CanSpeak(i int) bool {
	t := &d.Tokens[i]
	_, kind := d.role(i)
	return t.Entity >= 0 && d.Entities[t.Entity].Kind != Other || t.Tag.IsNoun() && kind != noRole
}

// titleFrom returns the first word of a title: after the article, and after a
// name of which it only says whose the title is.
func (r *resolver) titleFrom(p nounPhrase) int {
	from := p.core
	for from < p.head() && r.doc.Tokens[from].Shape&ShapePunct != 0 {
		from++
	}
	return from
}

// roleIn returns the role in a describing phrase, with what it is of.
func (r *resolver) roleIn(p nounPhrase) (role, of Range) {
	d := r.doc
	role = Range{p.core, d.complementEnd(p.head())}
	for role.First < p.head() && d.Tokens[role.First].Tag == TagCD {
		role.First++
	}
	if role.End > p.End && d.Tokens[p.End].Lower != "to" {
		of = Range{p.End + 1, d.nounAfter(p.End+1) + 1}
		return role, of
	}
	return role, r.bodyOrOwner(p)
}

// bodyIn returns the organisation that a title names before its noun: "ministry"
// in "ministry spokesman".
func (r *resolver) bodyIn(title Range) Range {
	d := r.doc
	for i := title.End - 1; i >= title.First; i-- {
		t := &d.Tokens[i]
		if t.Entity >= 0 && d.Entities[t.Entity].Kind == Organisation {
			return d.Entities[t.Entity].Range
		}
		if word, kind := d.role(i); kind == organisationRole && t.Tag.IsNoun() && !field(word) {
			first := i
			for first > title.First && d.Tokens[first-1].Tag.IsProper() && t.Tag.IsProper() {
				first--
			}
			return Range{first, i + 1}
		}
	}
	return Range{}
}

// field reports whether a noun for a body, before a role, says what the role is
// about rather than whom it is with ("defence lawyer", "district attorney").
func field(word string) bool {
	switch word {
	case "defense", "defence", "prosecution", "district", "team", "state", "city", "town", "village", "county", "school", "airline", "theatre", "theater":
		return true
	}
	return false
}

// appositionOf returns the description after the name e, past an age.
func (r *resolver) appositionOf(e Entity) (nounPhrase, bool) {
	i, _ := r.afterComma(e)
	if i < 0 {
		return nounPhrase{}, false
	}
	p, ok := r.appositionAt(i)
	if !ok {
		return p, false
	}
	_, kind := r.doc.role(p.head())
	return p, kind.person()
}

// belongsTo returns the organisation that a name is said to be of, in the phrase
// that begins at token i ("Ossian Keld of Marlow Securities", "Jenny Polwarth,
// speaking for the Users' Group,").
func (r *resolver) belongsTo(i, sentence int) Range {
	d := r.doc
	if i+3 < len(d.Tokens) && d.Tokens[i].Tag == TagComma {
		switch next := d.Tokens[i+1].Lower; {
		case next == "for" || next == "from":
			i++
		case next == "speaking" && d.Tokens[i+2].Lower == "for":
			i += 2
		case next == "representing":
			noun := d.nounAfter(i + 2)
			if noun < 0 || int(d.Tokens[noun].Sentence) != sentence {
				return Range{}
			}
			return Range{i + 2, noun + 1}
		}
	}
	if i+1 >= len(d.Tokens) || int(d.Tokens[i].Sentence) != sentence || !complementWord(d.Tokens[i].Lower) && d.Tokens[i].Lower != "with" {
		return Range{}
	}
	noun := d.nounAfter(i + 1)
	if noun < 0 || int(d.Tokens[noun].Sentence) != sentence {
		return Range{}
	}
	return Range{i + 1, noun + 1}
}

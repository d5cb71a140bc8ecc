package nlp

import (
	"strings"
)

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

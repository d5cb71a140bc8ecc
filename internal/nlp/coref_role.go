package nlp

import (
	"strings"
)

// roleWord returns the form of t under which describing words are kept.
func roleWord(t *Token) string {
	if t.Tag == TagNNP {
		return t.Lower
	}
	return strings.ToLower(t.Lemma)
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

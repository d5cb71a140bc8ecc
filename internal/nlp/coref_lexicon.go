package nlp

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed lexicon/given.txt
var givenNamesFile string

//go:embed lexicon/roles.txt
var rolesFile string

//go:embed lexicon/anaphors.txt
var anaphorsFile string

//go:embed lexicon/saying.txt
var sayingFile string

// roleKind says what a describing word stands for.
type roleKind uint8

const (
	noRole roleKind = iota
	personRole
	maleRole
	femaleRole
	groupRole
	organisationRole
	documentRole
)

// person reports whether the role is that of one person.
func (k roleKind) person() bool { return k == personRole || k == maleRole || k == femaleRole }

// kind returns what a thing described by a word of kind k is.
func (k roleKind) kind() Kind {
	switch {
	case k.person():
		return Person
	case k == organisationRole:
		return Organisation
	}
	return NoKind
}

// gender returns the gender or number that the word shows.
func (k roleKind) gender() Gender {
	switch k {
	case maleRole:
		return Male
	case femaleRole:
		return Female
	case groupRole:
		return Plural
	case organisationRole, documentRole:
		return Neuter
	}
	return UnknownGender
}

// corefLexicon is what the coreference pass knows of words. All keys are in
// lower case.
type corefLexicon struct {
	compounds  map[string]map[string]string // second word of a role of two → the first → both
	given      map[string]Gender            // given names that only men or only women bear
	roles      map[string]roleKind          // nouns for persons, bodies and documents
	titles     map[string]Gender            // forms of address, without a final full stop
	anaphors   map[string][]string          // word of a name or description → words that may refer back to it
	saying     map[string]bool              // lemmas of verbs whose subject is somebody
	spelledOut map[string]string            // title → the role that it is short for
	either     map[string]bool              // nouns for what may be a person or a body
	epithets   map[string]bool              // nouns that often stand in place of a person's name
}

var corefWords = sync.OnceValue(func() *corefLexicon {
	lex := &corefLexicon{compounds: map[string]map[string]string{}, given: map[string]Gender{}, roles: map[string]roleKind{}, titles: map[string]Gender{},
		anaphors: map[string][]string{}, saying: lexiconSet(sayingFile), epithets: map[string]bool{}, either: map[string]bool{}, spelledOut: map[string]string{}}
	for _, f := range lexiconLines(givenNamesFile) {
		lex.given[f[0]] = Male
		if f[1] == "f" {
			lex.given[f[0]] = Female
		}
	}
	for _, f := range lexiconLines(anaphorsFile) {
		lex.anaphors[f[0]] = f[1:]
	}
	lex.addRoles()
	return lex
})

// genderOf returns the gender that a given name shows; of one with a hyphen, that of
// its first part ("marc-olivier").
func (lex *corefLexicon) genderOf(given string) Gender {
	if g := lex.given[given]; g != UnknownGender {
		return g
	}
	first, _, _ := strings.Cut(given, "-")
	if g := lex.given[first]; g != UnknownGender {
		return g
	}
	return lex.given[unaccented(first)]
}

// unaccented returns a word without marks on its letters ("gaétan", "gaetan").
func unaccented(word string) string {
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			return strings.Map(func(c rune) rune {
				if unicode.Is(unicode.Mn, c) {
					return -1
				}
				return c
			}, norm.NFD.String(word))
		}
	}
	return word
}

// addRoles reads the lists of lexicon/roles.txt. The first list that has a word
// decides what the word is.
func (lex *corefLexicon) addRoles() {
	roles := map[string]roleKind{"[person]": personRole, "[male]": maleRole, "[female]": femaleRole, "[group]": groupRole,
		"[organisation]": organisationRole, "[document]": documentRole}
	titles := map[string]Gender{"[title]": UnknownGender, "[male-title]": Male, "[female-title]": Female}
	list, role, gender, isTitle := "", noRole, UnknownGender, false
	for _, f := range lexiconLines(rolesFile) {
		switch word := f[0]; {
		case word[0] == '[':
			list, role = word, roles[word]
			gender, isTitle = titles[word]
		case list == "[either]":
			lex.either[word] = true
		case list == "[epithet]":
			lex.epithets[word] = true
		case isTitle:
			lex.titles[word] = gender
			if len(f) > 1 {
				lex.spelledOut[word] = f[1]
			}
		case len(f) > 1:
			lex.addCompound(f, role)
		case lex.roles[word] == noRole:
			lex.roles[word] = role
		}
	}
}

// addCompound adds a role of two words.
func (lex *corefLexicon) addCompound(words []string, role roleKind) {
	both := words[0] + "-" + words[1]
	lex.roles[both] = role
	if lex.compounds[words[1]] == nil {
		lex.compounds[words[1]] = map[string]string{}
	}
	lex.compounds[words[1]][words[0]] = both
}

// role returns what the noun at token i stands for, and the form under which it is
// known: the noun alone or, where that means something else, with the word before
// it ("coast guard", "think-tank").
func (d *Doc) role(i int) (word string, kind roleKind) {
	lex, t := corefWords(), &d.Tokens[i]
	if before := lex.compounds[t.Lower]; before != nil && i > 0 {
		k := i - 1
		if k > 0 && d.Tokens[k].Tag == TagHYPH {
			k--
		}
		if both := before[d.Tokens[k].Lower]; both != "" && d.Tokens[k].Sentence == t.Sentence {
			return both, lex.roles[both]
		}
	}
	word, kind = lex.role(t)
	if kind == noRole && t.Shape&ShapeHyphen != 0 {
		if first, last, ok := strings.Cut(t.Lower, "-"); ok && (first == "ex" || first == "co") && lex.roles[last] != noRole {
			return last, lex.roles[last]
		}
	}
	return word, kind
}

// nominal reports whether token i is a noun or an adjective that stands for one:
// "the official said", "the accused".
func (d *Doc) nominal(i int) bool {
	t := &d.Tokens[i]
	if t.Tag != TagJJ && t.Tag != TagVBN {
		return t.Tag.IsNoun()
	}
	if i == 0 || d.Tokens[i-1].Sentence != t.Sentence || t.Dep == DepAmod || t.Dep == DepCompound {
		return false
	}
	if _, kind := d.role(i); !kind.person() && kind != groupRole {
		return false
	}
	if next := i + 1; next < len(d.Tokens) && d.Tokens[next].Sentence == t.Sentence &&
		(d.Tokens[next].Tag.IsNoun() || d.Tokens[next].Tag == TagJJ || d.Tokens[next].Tag == TagHYPH || d.Tokens[next].Tag == TagCC) {
		return false
	}
	before := d.Tokens[i-1].Tag
	if t.Tag == TagVBN {
		return before == TagDT && (i+1 >= len(d.Tokens) || d.Tokens[i+1].Tag != TagIN)
	}
	return before == TagDT || before == TagPRPS || before == TagPOS || before == TagJJ || before.IsNoun()
}

// role returns what the noun t stands for and the form under which it is known.
// A plural is a group's word or none.
func (lex *corefLexicon) role(t *Token) (word string, kind roleKind) {
	word = t.Lower
	kind = lex.roles[word]
	if t.Tag == TagNNS || kind != noRole {
		return word, kind
	}
	if lemma := roleWord(t); lemma != word {
		return lemma, lex.roles[lemma]
	}
	return word, kind
}

package nlp

import (
	_ "embed"
	"strings"
	"sync"
)

// Coreference
//
// Mentions are taken in text order and each joins the cluster it fits best, or
// opens one; what has been joined is never parted again. Names join names of
// the same form, or of a form that is known to shorten them (family names,
// acronyms). A description such as "the minister" joins the latest cluster that
// the text has described so, by title, by apposition, or by a word of its name.
// A pronoun joins the most salient recent cluster that agrees with it in gender
// and number; subjects count for more than other words, and nearer mentions for
// more than farther ones. The order from sure to unsure follows the sieves of Lee et
// al. 2013 (Computational Linguistics 39:4); the weighing of pronouns follows
// Lappin and Leass 1994 (Computational Linguistics 20:4), both much simplified.
// A mention that fits nothing well is left alone: a wrong link costs more than a
// missing one.

//go:embed lexicon/given.txt
var givenNamesFile string

//go:embed lexicon/roles.txt
var rolesFile string

// roleKind says what a describing word stands for.
type roleKind uint8

const (
	noRole roleKind = iota
	personRole
	maleRole
	femaleRole
	groupRole
	organisationRole
	maleTitle
	femaleTitle
)

type corefLexicon struct {
	given map[string]Gender
	roles map[string]roleKind
}

var corefWords = sync.OnceValue(func() *corefLexicon {
	lex := &corefLexicon{given: map[string]Gender{}, roles: map[string]roleKind{}}
	for _, f := range lexiconLines(givenNamesFile) {
		lex.given[f[0]] = Male
		if f[1] == "f" {
			lex.given[f[0]] = Female
		}
	}
	lists := map[string]roleKind{"[person]": personRole, "[male]": maleRole, "[female]": femaleRole, "[group]": groupRole,
		"[organisation]": organisationRole, "[male-title]": maleTitle, "[female-title]": femaleTitle}
	list := noRole
	for _, f := range lexiconLines(rolesFile) {
		if k, ok := lists[f[0]]; ok {
			list = k
		} else if lex.roles[f[0]] == noRole {
			lex.roles[f[0]] = list
		}
	}
	return lex
})

// resolve fills Clusters from Entities, Tags and the tree. Names always have a
// cluster; descriptions and pronouns have one where there is something to link.
func resolve(d *Doc) {
	d.Clusters = nil
	r := resolver{doc: d, words: corefWords(), clusterOf: make([]int32, len(d.Tokens)),
		families: map[string][]int{}, givens: map[string][]int{}, names: map[string]int{},
		endings: map[string]int{}, acronyms: map[string]int{}, described: map[string][]int{}}
	for i := range r.clusterOf {
		r.clusterOf[i] = -1
	}
	entity := 0
	for i := 0; i < len(d.Tokens); {
		if entity < len(d.Entities) && d.Entities[entity].First <= i {
			e := d.Entities[entity]
			entity++
			if e.Len() > 0 && e.First == i {
				r.name(e)
				i = e.End
				continue
			}
		}
		r.word(i)
		i++
	}
	r.finish()
}

// discourse is a cluster in the making.
type discourse struct {
	Cluster
	given, family string   // of a person, in lower case
	roles         []string // words that have described it
	group         bool     // described by a plural
}

// resolver holds what resolve knows so far. All indexes are into all.
type resolver struct {
	doc       *Doc
	words     *corefLexicon
	all       []discourse
	clusterOf []int32       // by head token; -1 for none
	recent    []recentTopic // latest mentions last
	families  map[string][]int
	givens    map[string][]int
	names     map[string]int   // names of anything but persons
	endings   map[string]int   // their last two words
	acronyms  map[string]int   // their initials
	described map[string][]int // describing word → clusters, the latest last
}

// recentTopic is a mention that a pronoun may refer to.
type recentTopic struct {
	cluster int
	head    int
	subject bool
}

// add appends a mention to cluster c.
func (r *resolver) add(c int, m Mention) {
	k := &r.all[c]
	k.Mentions = append(k.Mentions, m)
	r.clusterOf[m.Head] = int32(c)
	r.recent = append(r.recent, recentTopic{c, m.Head, isSubject(r.doc.Tokens[m.Head].Dep)})
	for _, role := range k.roles {
		r.latest(role, c)
	}
}

// latest moves cluster c to the end of those that role describes, or to the
// last place but one if it comes after the subject of the same sentence: in
// "Minister A told Minister B that …" the minister is A.
func (r *resolver) latest(role string, c int) {
	list := r.described[role]
	if n := len(list); n > 0 && list[n-1] == c {
		return
	}
	if len(list) > 8 {
		list = append(list[:0], list[len(list)-8:]...)
	}
	list = append(list, c)
	if n := len(list); n > 1 && r.outranks(list[n-2], c) {
		list[n-2], list[n-1] = c, list[n-2]
	}
	r.described[role] = list
}

// outranks reports whether cluster a was mentioned last as the subject of the
// sentence in which b was mentioned last as something else.
func (r *resolver) outranks(a, b int) bool {
	x, y := r.all[a].Mentions, r.all[b].Mentions
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	s, o := &r.doc.Tokens[x[len(x)-1].Head], &r.doc.Tokens[y[len(y)-1].Head]
	return s.Sentence == o.Sentence && isSubject(s.Dep) && !isSubject(o.Dep)
}

// describe records that role describes cluster c.
func (r *resolver) describe(c int, role string) {
	k := &r.all[c]
	if len(k.roles) < 32 && !contains(k.roles, role) {
		k.roles = append(k.roles, role)
		r.latest(role, c)
	}
	r.gender(c, r.words.roles[role])
}

// gender sets the gender of cluster c if it is unknown and the role shows it.
func (r *resolver) gender(c int, role roleKind) {
	k := &r.all[c]
	if k.Gender != UnknownGender {
		return
	}
	switch role {
	case maleRole, maleTitle:
		k.Gender = Male
	case femaleRole, femaleTitle:
		k.Gender = Female
	case organisationRole:
		k.Gender = Neuter
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func isSubject(dep Dep) bool { return dep == DepNsubj || dep == DepNsubjPass || dep == DepNsubjOuter }

// headOf returns the token of range m that hangs on a token outside of it.
func (r *resolver) headOf(m Range) int {
	for i := m.First; i < m.End; i++ {
		if h := int(r.doc.Tokens[i].Head); r.doc.Tokens[i].Dep != DepPunct && (h < m.First || h >= m.End) {
			return i
		}
	}
	return m.End - 1
}

// open starts a new cluster.
func (r *resolver) open(kind Kind, gender Gender) int {
	r.all = append(r.all, discourse{Cluster: Cluster{Kind: kind, Gender: gender}})
	return len(r.all) - 1
}

// word looks at token i, which is in no name.
func (r *resolver) word(i int) {
	t := &r.doc.Tokens[i]
	switch {
	case t.Tag == TagPRP || t.Tag == TagPRPS:
		r.pronoun(i)
	case t.Tag == TagNN || t.Tag == TagNNS || t.Tag == TagNNP && t.Entity < 0:
		r.description(i)
	}
}

// description resolves the noun at token i if it describes a person, a group or
// an organisation.
func (r *resolver) description(i int) {
	t := &r.doc.Tokens[i]
	key := strings.ToLower(t.Lemma)
	kind := r.words.roles[key]
	if t.Tag == TagNNS || kind == noRole {
		key = t.Lower
		kind = r.words.roles[key]
	}
	if kind == noRole || kind == maleTitle || kind == femaleTitle || t.Tag == TagNNS && kind != groupRole || r.insideLarger(i) {
		return
	}
	phrase, definite := r.phrase(i)
	m := Mention{Range: phrase, Head: i, Type: NominalMention}
	if c := r.apposed(i); c >= 0 {
		r.describePhrase(c, phrase)
		r.add(c, m)
		return
	}
	if definite {
		if c := r.lookUp(key, phrase); c >= 0 {
			r.add(c, m)
			return
		}
	}
	if !definite && kind != groupRole && !r.indefinite(phrase) {
		return
	}
	c := r.openDescribed(kind)
	r.describePhrase(c, phrase)
	r.describe(c, key)
	r.add(c, m)
}

// openDescribed opens a cluster for something described by a word of a kind.
func (r *resolver) openDescribed(kind roleKind) int {
	switch kind {
	case organisationRole:
		return r.open(Organisation, Neuter)
	case groupRole:
		c := r.open(NoKind, Plural)
		r.all[c].group = true
		return c
	}
	c := r.open(Person, UnknownGender)
	r.gender(c, kind)
	return c
}

// insideLarger reports whether token i only modifies a noun after it ("the
// minister's office" does not count: its head is a phrase of its own).
func (r *resolver) insideLarger(i int) bool {
	t := &r.doc.Tokens[i]
	if int(t.Head) > i {
		switch t.Dep {
		case DepCompound, DepNmodDesc, DepFlat, DepAmod:
			return true
		}
	}
	return i+1 < len(r.doc.Tokens) && r.doc.Tokens[i+1].Tag.IsNoun() && t.Dep == NoDep
}

// phrase returns the words from the determiner to the noun i, and whether the
// determiner is definite.
func (r *resolver) phrase(i int) (Range, bool) {
	d, from := r.doc, i
	for from > 0 && i-from < 6 && d.Tokens[from-1].Sentence == d.Tokens[i].Sentence {
		switch t := &d.Tokens[from-1]; {
		case t.Lower == "the" || t.Lower == "this" || t.Lower == "that":
			return Range{from - 1, i + 1}, true
		case t.Lower == "a" || t.Lower == "an":
			return Range{from - 1, i + 1}, false
		case t.Tag.IsNoun() && t.Entity < 0, t.Tag == TagJJ, t.Tag == TagHYPH, t.Tag == TagJJR, t.Tag == TagJJS, t.Tag == TagVBN:
			from--
		default:
			return Range{from, i + 1}, false
		}
	}
	return Range{from, i + 1}, false
}

// indefinite reports whether a phrase begins with "a" or "an".
func (r *resolver) indefinite(phrase Range) bool {
	w := r.doc.Tokens[phrase.First].Lower
	return w == "a" || w == "an"
}

// describePhrase records the nouns and adjectives of a describing phrase.
func (r *resolver) describePhrase(c int, phrase Range) {
	for i := phrase.First; i < phrase.End; i++ {
		if t := &r.doc.Tokens[i]; t.Tag.IsNoun() || t.Tag == TagJJ {
			r.describe(c, roleWord(t))
		}
	}
}

// roleWord returns the form of t under which describing words are kept.
func roleWord(t *Token) string {
	if t.Tag == TagNNP {
		return t.Lower
	}
	return strings.ToLower(t.Lemma)
}

// lookUp returns the latest cluster that the word key and every other word of
// the phrase describe, or -1.
func (r *resolver) lookUp(key string, phrase Range) int {
	list := r.described[key]
	for k := len(list) - 1; k >= 0; k-- {
		fits := true
		for i := phrase.First; i < phrase.End-1 && fits; i++ {
			t := &r.doc.Tokens[i]
			fits = !t.Tag.IsNoun() && t.Tag != TagJJ || contains(r.all[list[k]].roles, roleWord(t))
		}
		if fits {
			return list[k]
		}
	}
	return -1
}

// apposed returns the cluster of the noun that token i stands in apposition to,
// or is said to be ("Orlo is the mayor"), or -1.
func (r *resolver) apposed(i int) int {
	d := r.doc
	t := &d.Tokens[i]
	if t.Dep == DepAppos && t.Head >= 0 && int(t.Head) < i {
		return int(r.clusterOf[t.Head])
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
	if subject >= 0 && copula {
		return int(r.clusterOf[subject])
	}
	return -1
}

// finish keeps the clusters that say something and names them.
func (r *resolver) finish() {
	for c := range r.all {
		k := &r.all[c].Cluster
		named := -1
		for i, m := range k.Mentions {
			if m.Type == NameMention && (named < 0 || m.Len() > k.Mentions[named].Len()) {
				named = i
			}
		}
		if named < 0 {
			if len(k.Mentions) < 2 {
				continue
			}
			for i, m := range k.Mentions {
				if m.Type == NominalMention && (named < 0 || m.Len() > k.Mentions[named].Len()) {
					named = i
				}
			}
			named = max(named, 0)
		}
		k.Name = r.doc.Slice(k.Mentions[named].Range)
		r.doc.Clusters = append(r.doc.Clusters, *k)
	}
}

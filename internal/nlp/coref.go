package nlp

import "slices"

// Coreference
//
// Mentions are taken in text order and each joins the cluster it fits best, or
// opens one. Names join names of the same form, or of a form that is known to
// shorten them (family names, acronyms, the first words of a firm). A description
// such as "the minister" joins the latest cluster that the text has described so,
// by title, by apposition, by a word of its name, or by another word for the same
// thing; what the description says besides ("of Halvern", "education") has to fit. A pronoun
// joins the most salient recent cluster that agrees with it in gender and number;
// subjects count for more than other words, whoever speaks for more than others,
// and nearer mentions for more than farther ones. Last come descriptions that the
// text explains only later, as headlines do ("Judge rules …").
//
// The order from sure to unsure follows the sieves of Lee et al. 2013
// (Computational Linguistics 39:4); the weighing of pronouns follows Lappin and
// Leass 1994 (Computational Linguistics 20:4), both much simplified. A mention that
// fits nothing well is left alone: a wrong link costs more than a missing one.
//
//	coref_lexicon.go  what is known of words
//	coref_phrase.go   noun phrases
//	coref_find.go     which names there are
//	coref_kind.go     of what they are names
//	coref_name.go     names
//	coref_title.go, coref_apposition.go  descriptions beside a name
//	coref_role.go     descriptions that stand alone
//	coref_anaphor.go  whom these take up
//	coref_late.go     descriptions explained later
//	coref_pronoun.go  pronouns

// resolve fills Clusters from Entities, Tags and the tree. Names always have a
// cluster; descriptions and pronouns have one where there is something to link.
func resolve(d *Doc) {
	d.Clusters = nil
	r := newResolver(d)
	r.findNames()
	r.countNarrated()
	next := 0
	for i := 0; i < len(d.Tokens); {
		if next < len(r.names) && r.names[next].First <= i {
			e := r.names[next]
			next++
			if e.First == i {
				r.name(e)
				i = e.End
				continue
			}
		}
		r.word(i)
		i++
	}
	r.resolveLate()
	r.finish()
}

// discourse is a cluster in the making.
type discourse struct {
	Cluster
	given, family string   // of a person, in lower case
	middle        []string // names between them
	roles         []string // words that have described it, and by which it may be taken up
	words         []string // all that is known of it: roles, what stood with them, parts of its name
	owner         int      // cluster of whose it is ("his office"); -1 for none
	named         bool     // it has a name
	placed        bool     // a place or body is known that its role is of
	people        bool     // the plural is one of persons
	group         bool     // described by a plural
	document      bool     // it is something one reads
	late          bool     // the text may still say who it is
	subject       bool     // its last mention was the subject of a clause
	guessed       bool     // its gender is known from the given name alone
	sure          bool     // the person is one for sure: with title, given name or age
	name          Range    // fullest name so far
	nameParts     int      // how many names of a person it has
}

// doubtful reports whether k is a name of which nothing but the entity pass says
// that it is a person's or a thing's: it may be that of a body.
func (k *discourse) doubtful() bool {
	return k.named && (k.Kind == Other || k.Kind == Person && !k.sure && k.Gender != Male && k.Gender != Female)
}

// topic is a mention that a pronoun may refer to.
type topic struct {
	cluster int
	head    int
	subject bool
	speaks  bool // it is the subject of a verb of saying or thinking
}

// resolver holds what resolve knows so far. All indexes are into all.
type resolver struct {
	doc        *Doc
	words      *corefLexicon
	names      []Entity
	all        []discourse
	clusterOf  []int32 // by head token; -1 for none
	recent     []topic // latest mentions last
	families   map[string][]int
	givens     map[string][]int
	things     map[string]int   // names of anything but persons
	endings    map[string]int   // their last two words
	stems      map[string]int   // what they are without whose they are
	beginnings map[string][]int // their first word
	acronyms   map[string]int   // their initials
	initials   map[string]int   // initials of their titles
	described  map[string][]int // describing word → clusters, the latest last
	anaphoric  map[string][]int // other word for it → clusters, the latest last
	ages       map[string]int   // age of a person, in digits
	apposition map[int]int      // noun that stands in apposition → cluster
	roles      []roleMention    // descriptions of the sentence at hand
	lastNames  map[uint64]bool  // hashes of the last words of persons' full names
	narrated   []int32          // by sentence, how many sentences up to it are not all quotation
	lastPerson Mention          // the name of a person that was met last
	inTitle    map[int]bool     // nouns that are the title of the name that follows
	lead       int              // paragraph that the report begins with; -1 for none
	deferred   []int            // nouns of descriptions that may be explained later
}

// roleMention is a description and where the phrases that belong to it end.
type roleMention struct {
	cluster, head, end int
}

func newResolver(d *Doc) *resolver {
	r := &resolver{doc: d, words: corefWords(), clusterOf: make([]int32, len(d.Tokens)),
		families: map[string][]int{}, givens: map[string][]int{}, things: map[string]int{},
		endings: map[string]int{}, stems: map[string]int{}, beginnings: map[string][]int{}, acronyms: map[string]int{}, initials: map[string]int{},
		described: map[string][]int{}, anaphoric: map[string][]int{}, ages: map[string]int{}, apposition: map[int]int{}, inTitle: map[int]bool{}}
	r.lead = d.Lead()
	for i := range r.clusterOf {
		r.clusterOf[i] = -1
	}
	return r
}

// countNarrated fills in narrated.
func (r *resolver) countNarrated() {
	d, n := r.doc, int32(0)
	r.narrated = make([]int32, len(d.Sentences))
	for s, sentence := range d.Sentences {
		for i := sentence.First; i < sentence.End; i++ {
			if d.Tokens[i].Quote < 0 && d.Tokens[i].Shape&ShapePunct == 0 {
				n++
				break
			}
		}
		r.narrated[s] = n
	}
}

// open starts a new cluster.
func (r *resolver) open(kind Kind, gender Gender) int {
	r.all = append(r.all, discourse{Cluster: Cluster{Kind: kind, Gender: gender}, owner: -1})
	return len(r.all) - 1
}

// add appends a mention to cluster c.
func (r *resolver) add(c int, m Mention) {
	k := &r.all[c]
	k.Mentions = append(k.Mentions, m)
	r.clusterOf[m.Head] = int32(c)
	if !r.inDateline(m) && !r.bracketed(m) {
		speaks := r.doc.speaks(m)
		k.subject = speaks || r.subject(m)
		r.recent = append(r.recent, topic{c, m.Head, k.subject, speaks})
	}
	for _, role := range k.roles {
		r.latest(r.described, role, c)
		for _, other := range r.words.anaphors[role] {
			r.latest(r.anaphoric, other, c)
		}
	}
}

// subject reports whether a mention is the subject of a clause, or stands in
// apposition to it.
func (r *resolver) subject(m Mention) bool {
	t := &r.doc.Tokens[r.doc.anchor(m)]
	return isSubject(t.Dep) || t.Dep == DepAppos && t.Head >= 0 && isSubject(r.doc.Tokens[t.Head].Dep) || r.doc.predicate(m) >= 0
}

// anchor returns the token by which a mention hangs in its sentence: its head, or
// the title that the parser hung the name on ("Miss Sutton").
func (d *Doc) anchor(m Mention) int {
	i := m.Head
	for first := m.First - 4; m.Type == NameMention; {
		t := &d.Tokens[i]
		if h := int(t.Head); (t.Dep == DepFlat || t.Dep == DepAppos) && first <= h && h < i && d.Tokens[h].Tag.IsNoun() && d.Tokens[i-1].Tag != TagComma {
			i = h
			continue
		}
		break
	}
	return i
}

// inDateline reports whether a name stands in capitals at the start of a
// paragraph, as the place of a dateline does.
func (r *resolver) inDateline(m Mention) bool {
	t := &r.doc.Tokens[m.First]
	return m.Type == NameMention && t.Shape&ShapeAllCaps != 0 && len(t.Lower) > 3 && r.doc.Paragraphs[t.Paragraph].First == m.First
}

// bracketed reports whether a name stands alone in brackets or slashes, as an agency
// does that reports.
func (r *resolver) bracketed(m Mention) bool {
	d := r.doc
	if m.Type != NameMention || m.First == 0 || m.End >= len(d.Tokens) {
		return false
	}
	switch d.Form(m.First - 1) {
	case "(":
		return d.Form(m.End) == ")"
	case "/":
		return d.Form(m.End) == "/"
	}
	return false
}

// latest moves cluster c to the end of those that a word describes, or to the
// last place but one if it comes after the subject of the same sentence: in
// "Minister A told Minister B that …" the minister is A.
func (r *resolver) latest(index map[string][]int, word string, c int) {
	list := index[word]
	if n := len(list); n > 0 && list[n-1] == c {
		return
	}
	if at := slices.Index(list, c); at >= 0 {
		list = slices.Delete(list, at, at+1)
	}
	if len(list) > 8 {
		list = slices.Delete(list, 0, len(list)-8)
	}
	list = append(list, c)
	if n := len(list); n > 1 && r.outranks(list[n-2], c) {
		list[n-2], list[n-1] = c, list[n-2]
	}
	index[word] = list
}

// outranks reports whether cluster a was mentioned last as the subject of the
// sentence in which b was mentioned last as something else.
func (r *resolver) outranks(a, b int) bool {
	x, y := r.all[a].Mentions, r.all[b].Mentions
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	s, o := &r.doc.Tokens[x[len(x)-1].Head], &r.doc.Tokens[y[len(y)-1].Head]
	return s.Sentence == o.Sentence && r.all[a].subject && !r.all[b].subject
}

// describe records that a word describes cluster c and may take it up again.
func (r *resolver) describe(c int, word string) {
	k := &r.all[c]
	if len(k.roles) < 16 && !contains(k.roles, word) {
		k.roles = append(k.roles, word)
		r.latest(r.described, word, c)
		for _, other := range r.words.anaphors[word] {
			r.latest(r.anaphoric, other, c)
		}
	}
	r.note(c, word)
	g := r.words.roles[word].gender()
	if k.guessed && k.Kind == Person && (g == Male || g == Female) { // "Josefa Runi, a spokesman"
		k.Gender, k.guessed = g, false
	}
	if k.Gender == UnknownGender && !k.group && g != Plural && (k.Kind == Person) == (g != Neuter) {
		k.Gender = g
	}
}

// note records a word that is known of cluster c.
func (r *resolver) note(c int, word string) {
	if k := &r.all[c]; len(k.words) < 48 && !contains(k.words, word) {
		k.words = append(k.words, word)
	}
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }

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

// word looks at token i, which is in no name.
func (r *resolver) word(i int) {
	t := &r.doc.Tokens[i]
	if i == r.doc.Sentences[t.Sentence].First {
		r.roles = r.roles[:0]
	}
	switch {
	case t.Tag == TagPRP || t.Tag == TagPRPS:
		r.pronoun(i)
	case t.Lower == "old":
		r.aged(i)
	case t.Tag == TagNN || t.Tag == TagNNS || t.Tag == TagNNP || r.doc.nominal(i):
		if r.doc.headsPhrase(i) && !r.inTitle[i] {
			r.description(i)
		}
	case t.Lower == "latter":
		r.latter(i)
	case quantifier(t.Lower):
		r.some(i)
	case t.Lower == "daily" && r.apposition[i] > 0:
		r.description(i)
	}
}

// finish keeps the clusters that say something and names them.
func (r *resolver) finish() {
	for c := range r.all {
		k := &r.all[c].Cluster
		slices.SortStableFunc(k.Mentions, func(a, b Mention) int { return a.Head - b.Head })
		if r.all[c].named && len(k.Mentions) > 0 {
			k.Name = r.doc.Slice(r.all[c].name)
			r.doc.Clusters = append(r.doc.Clusters, *k)
			continue
		}
		if len(k.Mentions) < 2 && (len(k.Mentions) == 0 || len(r.all[c].roles) == 0) {
			continue
		}
		k.Name = r.doc.Slice(k.Mentions[max(0, fullest(k.Mentions))].Range)
		r.doc.Clusters = append(r.doc.Clusters, *k)
	}
}

// fullest returns the longest description among mentions, the first of several,
// or -1.
func fullest(mentions []Mention) int {
	best := -1
	for i, m := range mentions {
		if m.Type == NominalMention && (best < 0 || m.Len() > mentions[best].Len()) {
			best = i
		}
	}
	return best
}

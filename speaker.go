package hearsay

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"hearsay/internal/attribution"
	"hearsay/internal/nlp"
)

// A source is a span; a speaker is who stands behind it. Sources whose head nouns
// are mentions of one cluster of the coreference pass have one speaker; any other
// source is a speaker of its own, under its own words. Three kinds of source lead
// further: "I" and "we" in a quotation are whoever is quoted (first_person.go), a
// statement is whoever issued it (issuer.go), and "who" is the noun before it
// (speaker_phrase.go). Names, roles and organisations are filled in at the end,
// when all phrases for a speaker are known (speaker_name.go).

// speakerIndex finds the Speaker of a phrase.
type speakerIndex struct {
	n           *narration
	clusters    []int32           // by token, the cluster of the mention that it heads or of the name that it is part of; -1 for none
	names       []nlp.Range       // by token, the name that it is part of; empty for none
	firstName   []int             // by cluster, its first mention that is a name; -1 for none
	nouns       map[string][]int  // noun in lower case → heads of the descriptions with it, in text order
	plurals     map[string]int    // lemma of the noun of a group → its cluster
	inner       []int32           // by token, the relation with the smallest content that holds it; nil until it is asked for
	bySentence  map[int][]int     // sentence → relations whose cues stand in it
	byCluster   map[int]string    // cluster → Speaker.ID
	byWords     map[string]string // phrase in lower case, without article → Speaker.ID
	entries     []speakerEntry    // what is known of each Speaker, in their order
	headlineEnd int               // byte at which the headline ends; 0 if there is none
}

// speakerEntry is a Speaker in the making.
type speakerEntry struct {
	cluster int         // of Doc.Clusters; -1 for none
	head    int         // token of the noun, pronoun or name that stands for it first
	phrases []nlp.Range // phrases of sources that mean it, up to their first aside
	several bool        // it joins several by "and"
	body    int         // a token of the phrase for the organisation that it speaks for; -1 for none
	country int         // a token of the name of the country that it speaks for; -1 for none
}

func (n *narration) findSpeakers() {
	n.findSubjects()
	x := newSpeakerIndex(n)
	for i := range n.relations {
		rel, a := &n.relations[i], &n.reading.Attributions[i]
		if len(n.subjects[i]) > 0 && !n.saidByTalker(i) {
			a.Source.Speaker = x.speaker(n.subjects[i])
		}
		if len(rel.Addressee) > 0 && !n.talkPronoun(attribution.Head(n.doc, rel.Addressee)) {
			a.Addressee.Speaker = x.speaker(rel.Addressee)
		}
	}
	x.nameAll()
	x.findIssuers()
	x.explainHeadline()
	x.findParties()
	x.findTalkers()
	x.compact()
	for i := range n.relations {
		n.reading.Attributions[i].Source.Naming = n.naming(i)
	}
}

func newSpeakerIndex(n *narration) *speakerIndex {
	x := &speakerIndex{n: n, clusters: slices.Repeat([]int32{-1}, len(n.doc.Tokens)), byCluster: map[int]string{}, byWords: map[string]string{},
		names: make([]nlp.Range, len(n.doc.Tokens)), nouns: map[string][]int{}, plurals: map[string]int{}, bySentence: map[int][]int{}}
	if headline := n.layout.headline; headline.End > headline.Start {
		x.headlineEnd = headline.End
	}
	for c := range n.doc.Clusters {
		x.addCluster(c)
	}
	for noun := range x.nouns {
		slices.Sort(x.nouns[noun])
	}
	for i := range n.relations {
		if cue := n.relations[i].Cue; len(cue) > 0 {
			s := int(n.doc.Tokens[cue[0].First].Sentence)
			x.bySentence[s] = append(x.bySentence[s], i)
		}
	}
	return x
}

// addCluster enters the mentions of cluster c.
func (x *speakerIndex) addCluster(c int) {
	d := x.n.doc
	x.firstName = append(x.firstName, -1)
	for k, m := range d.Clusters[c].Mentions {
		x.clusters[m.Head] = int32(c)
		switch m.Type {
		case nlp.NameMention:
			if x.firstName[c] < 0 {
				x.firstName[c] = k
			}
			for i := m.First; i < m.End; i++ {
				x.clusters[i], x.names[i] = int32(c), m.Range
			}
		case nlp.NominalMention:
			noun := &d.Tokens[m.Head]
			if m.Len() <= 2 {
				x.nouns[noun.Lower] = append(x.nouns[noun.Lower], m.Head)
			}
			if _, known := x.plurals[noun.Lemma]; !known && noun.Tag == nlp.TagNNS && k == 0 {
				x.plurals[noun.Lemma] = c
			}
		}
	}
}

// speaker returns the ID for a phrase, adding a Speaker if there is none yet.
func (x *speakerIndex) speaker(phrase []nlp.Range) string {
	p := x.read(phrase[0])
	key := strings.ToLower(withoutArticle(x.n.doc.Slice(p.core)))
	if c, ok := x.cluster(p); ok {
		id, known := x.byCluster[c]
		pronoun := x.pronounOnly(p.core)
		if !known && !x.isNamed(c) && !pronoun {
			id, known = x.byWords[key]
		}
		if !known {
			id = x.add(speakerEntry{cluster: c, head: p.head, body: -1, country: -1})
		}
		if x.byCluster[c] = id; !pronoun {
			x.byWords[key] = id
		}
		x.entries[speakerNumber(id)].phrases = append(x.entries[speakerNumber(id)].phrases, p.core)
		return id
	}
	id, known := x.byWords[key]
	if c := x.sameNoun(p); !known && c >= 0 {
		if id, known = x.byCluster[c]; !known {
			id = x.add(speakerEntry{cluster: c, head: p.head, body: -1, country: -1})
			x.byCluster[c], known = id, true
		}
	}
	if !known {
		id = x.add(speakerEntry{cluster: -1, head: p.head, several: p.several, body: -1, country: -1})
		x.byWords[key] = id
	}
	e := &x.entries[speakerNumber(id)]
	e.phrases = append(e.phrases, p.core)
	return id
}

// cluster returns the cluster that a phrase means; ok is false if there is none.
func (x *speakerIndex) cluster(p sourcePhrase) (c int, ok bool) {
	if p.several {
		return x.clusterAt(p.joint)
	}
	if p.name >= 0 {
		c, ok = x.clusterAt(p.name)
		return c, ok
	}
	if c = x.ownBody(p); c >= 0 {
		return c, true
	}
	c, ok = x.clusterAt(p.head)
	return c, ok
}

// ownBody returns the cluster of the body that "her party" or "their group" means
// where the text says which one its owner is with; -1 otherwise.
func (x *speakerIndex) ownBody(p sourcePhrase) int {
	d := x.n.doc
	if d.Tokens[p.core.First].Tag != nlp.TagPRPS || p.core.First+1 != p.head || !d.IsBody(p.head) {
		return -1
	}
	if c, ok := x.clusterAt(p.head); ok && x.isNamed(c) {
		return -1
	}
	owner, ok := x.clusterAt(p.core.First)
	if !ok || d.Clusters[owner].Kind != nlp.Person {
		return -1
	}
	for k, m := range d.Clusters[owner].Mentions {
		if k == maxEarlier {
			break
		}
		var of nlp.Range
		switch m.Type {
		case nlp.NameMention:
			_, of = d.RoleOf(m)
		case nlp.NominalMention:
			_, of = d.RoleAt(m.Head)
		}
		if name, head := x.organisation(of); name != "" {
			if c, ok := x.clusterAt(head); ok {
				return c
			}
		}
	}
	return -1
}

// sameNoun returns the cluster that has last been taken up by the very phrase p,
// such as "the company", where the coreference pass has overlooked the noun; for
// a noun in the headline, the first that the report calls so. It is -1 if there
// is none.
func (x *speakerIndex) sameNoun(p sourcePhrase) int {
	d := x.n.doc
	if heads := x.nouns[d.Tokens[p.head].Lower]; x.inHeadline(p.head) && len(heads) > 0 && p.core.Len() == 1 {
		return int(x.clusters[heads[0]]) // "…, judge rules" before "A judge …"
	}
	if p.several || p.head < 1 || p.core.End != p.head+1 || d.Tokens[p.head-1].Lower != "the" || p.core.First != p.head-1 {
		return -1
	}
	heads := x.nouns[d.Tokens[p.head].Lower]
	k, _ := slices.BinarySearch(heads, p.head)
	if k == 0 {
		return -1
	}
	return int(x.clusters[heads[k-1]])
}

// clusterAt returns the cluster of the mention that token i heads, or of the name
// that it is part of; ok is false if there is none.
func (x *speakerIndex) clusterAt(i int) (c int, ok bool) {
	return int(x.clusters[i]), x.clusters[i] >= 0
}

// isNamed reports whether cluster c has a name.
func (x *speakerIndex) isNamed(c int) bool { return x.firstName[c] >= 0 }

func (x *speakerIndex) add(e speakerEntry) string {
	x.entries = append(x.entries, e)
	x.n.reading.Speakers = append(x.n.reading.Speakers, Speaker{})
	return "s" + strconv.Itoa(len(x.entries))
}

func speakerNumber(id string) int {
	k, _ := strconv.Atoi(id[1:])
	return k - 1
}

// compact drops the speakers that nobody is any more, such as statements whose
// issuers were found, and numbers the others anew.
func (x *speakerIndex) compact() {
	r := x.n.reading
	used := make([]bool, len(r.Speakers))
	x.eachID(func(id *string) { used[speakerNumber(*id)] = true })
	order := make([]int, 0, len(r.Speakers))
	for i := range r.Speakers {
		if used[i] {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return firstMention(&r.Speakers[a]) - firstMention(&r.Speakers[b]) })
	number := make([]string, len(r.Speakers))
	kept := make([]Speaker, len(order))
	for k, i := range order {
		number[i] = "s" + strconv.Itoa(k+1)
		kept[k] = r.Speakers[i]
		kept[k].ID = number[i]
	}
	r.Speakers = kept
	x.eachID(func(id *string) { *id = number[speakerNumber(*id)] })
}

// firstMention returns the byte at which a speaker is first mentioned. Who is
// known only from the byline or as the outlet comes last.
func firstMention(s *Speaker) int {
	if len(s.Mentions) == 0 {
		return math.MaxInt32
	}
	return s.Mentions[0].Start
}

// eachID calls f with every place in the reading that holds the ID of a Speaker.
func (x *speakerIndex) eachID(f func(id *string)) {
	for i := range x.n.reading.Attributions {
		a := &x.n.reading.Attributions[i]
		if a.Source.Speaker != "" {
			f(&a.Source.Speaker)
		}
		if a.Addressee.Speaker != "" {
			f(&a.Addressee.Speaker)
		}
	}
}

// sourceHead returns the head token of the phrase of who speaks in relation i.
func (n *narration) sourceHead(i int) int {
	return attribution.Head(n.doc, n.subjects[i])
}

package hearsay

import (
	"strconv"
	"strings"

	"hearsay/internal/attribution"
	"hearsay/internal/nlp"
)

// A source is a span; a speaker is who stands behind it. Sources whose heads
// are mentions of one cluster of the coreference pass have one speaker; any
// other source is a speaker of its own, under its own words.

// speakerIndex finds the Speaker of a phrase.
type speakerIndex struct {
	n         *narration
	byCluster map[int]string // cluster → Speaker.ID
	byWords   map[string]string
	clusterAt map[int]int    // head token of a mention → cluster
	surname   map[string]int // last word of a person's name → cluster; -1 if several have it
}

func (n *narration) findSpeakers() {
	x := &speakerIndex{n: n, byCluster: map[int]string{}, byWords: map[string]string{}, clusterAt: map[int]int{}, surname: map[string]int{}}
	for c, cluster := range n.doc.Clusters {
		for _, m := range cluster.Mentions {
			x.clusterAt[m.Head] = c
		}
		if last := lastWord(cluster.Name); cluster.Kind == nlp.Person && last != cluster.Name {
			if other, ok := x.surname[last]; ok && other != c {
				c = -1
			}
			x.surname[last] = c
		}
	}
	var quoted []int // relations whose source is the "I" of a quotation
	for i := range n.relations {
		rel, a := &n.relations[i], &n.reading.Attributions[i]
		if n.firstPerson(rel) && rel.Via >= 0 {
			quoted = append(quoted, i)
		} else if len(rel.Source) > 0 {
			a.Source.Speaker = x.speaker(rel.Source)
		}
		if len(rel.Addressee) > 0 {
			a.Addressee.Speaker = x.speaker(rel.Addressee)
		}
	}
	for _, i := range quoted {
		n.reading.Attributions[i].Source.Speaker = n.outerSpeaker(i)
	}
	for i := range n.relations {
		n.reading.Attributions[i].Source.Naming = n.naming(i)
	}
}

// firstPerson reports whether the source is "I".
func (n *narration) firstPerson(rel *attribution.Relation) bool {
	return len(rel.Source) > 0 && n.doc.Tokens[attribution.Head(n.doc, rel.Source)].Lower == "i"
}

// outerSpeaker returns the speaker of the nearest relay around relation i whose
// source is not "I" itself: whoever is quoted saying "I".
func (n *narration) outerSpeaker(i int) string {
	for i = n.relations[i].Via; i >= 0; i = n.relations[i].Via {
		if id := n.reading.Attributions[i].Source.Speaker; id != "" {
			return id
		}
	}
	return ""
}

// speaker returns the ID for a phrase, adding a Speaker if there is none yet.
func (x *speakerIndex) speaker(phrase []nlp.Range) string {
	head := antecedent(x.n.doc, attribution.Head(x.n.doc, phrase))
	c, ok := x.clusterAt[head]
	if !ok || x.n.doc.Clusters[c].Name == x.n.doc.Form(head) {
		if named, known := x.surname[x.n.doc.Form(head)]; known && named >= 0 {
			c, ok = named, true
		}
	}
	if ok {
		if id, ok := x.byCluster[c]; ok {
			return id
		}
		id := x.add(x.fromCluster(c))
		x.byCluster[c] = id
		return id
	}
	start, end := x.n.doc.Bytes(phrase[0])
	words := x.n.doc.Text[start:end]
	key := strings.ToLower(words)
	if id, ok := x.byWords[key]; ok {
		s := &x.n.reading.Speakers[speakerNumber(id)]
		s.Mentions = append(s.Mentions, Span{start, end})
		return id
	}
	t := &x.n.doc.Tokens[head]
	id := x.add(Speaker{Name: words, Kind: kindOf(t, x.n.entityKind(head)), Mentions: []Span{{start, end}}})
	x.byWords[key] = id
	return id
}

// antecedent leads from a relative pronoun to the noun its clause belongs to.
func antecedent(doc *nlp.Doc, head int) int {
	switch doc.Tokens[head].Lower {
	case "who", "which", "that", "whom":
	default:
		return head
	}
	for i, step := head, 0; i >= 0 && step < 4; i, step = int(doc.Tokens[i].Head), step+1 {
		if doc.Tokens[i].Dep == nlp.DepAclRelcl && doc.Tokens[i].Head >= 0 {
			return int(doc.Tokens[i].Head)
		}
	}
	return head
}

func speakerNumber(id string) int {
	k, _ := strconv.Atoi(id[1:])
	return k - 1
}

func (x *speakerIndex) add(s Speaker) string {
	s.ID = "s" + strconv.Itoa(len(x.n.reading.Speakers)+1)
	x.n.reading.Speakers = append(x.n.reading.Speakers, s)
	return s.ID
}

func (x *speakerIndex) fromCluster(c int) Speaker {
	cluster := &x.n.doc.Clusters[c]
	s := Speaker{Name: cluster.Name}
	head := cluster.Mentions[0].Head
	for _, m := range cluster.Mentions {
		start, end := x.n.doc.Bytes(m.Range)
		s.Mentions = append(s.Mentions, Span{start, end})
		if m.Type == nlp.NameMention {
			head = m.Head
			if s.Role == "" {
				s.Role = x.n.role(m)
			}
		}
	}
	s.Kind = kindOf(&x.n.doc.Tokens[head], cluster.Kind)
	return s
}

// role returns the title that stands right before a name in its phrase
// ("Foreign Minister" in "Foreign Minister Ilan Torvek").
func (n *narration) role(m nlp.Mention) string {
	first := m.First
	if e := n.doc.Tokens[m.Head].Entity; e >= 0 {
		first = max(first, n.doc.Entities[e].First)
	}
	from := first
	for from > 0 && n.titleWord(from-1, m.Head) {
		from--
	}
	for from < first && n.doc.Tokens[from].Tag == nlp.TagDT {
		from++
	}
	if from == first {
		return ""
	}
	return n.doc.Slice(nlp.Range{First: from, End: first})
}

func (n *narration) titleWord(i, head int) bool {
	t, h := &n.doc.Tokens[i], &n.doc.Tokens[head]
	if t.Sentence != h.Sentence || !t.Tag.IsNoun() && t.Tag != nlp.TagJJ && t.Tag != nlp.TagIN && t.Tag != nlp.TagPOS {
		return false
	}
	return t.Dep != nlp.DepCase && int(t.Head) >= i && int(t.Head) <= head
}

func (n *narration) entityKind(token int) nlp.Kind {
	if e := n.doc.Tokens[token].Entity; e >= 0 {
		return n.doc.Entities[e].Kind
	}
	return nlp.NoKind
}

func kindOf(head *nlp.Token, kind nlp.Kind) string {
	switch {
	case attribution.IsDocument(head.Lemma):
		return "document"
	case kind == nlp.Person:
		return "person"
	case kind == nlp.Organisation || kind == nlp.Place:
		return "organisation"
	case head.Tag == nlp.TagNNS || head.Tag == nlp.TagNNPS:
		return "group"
	}
	switch head.Lower {
	case "he", "she", "i", "him", "her", "who":
		return "person"
	case "they", "we", "them":
		return "group"
	}
	return "unnamed"
}

// naming classes the source of relation i. A pronoun takes the class of the
// cluster it belongs to.
func (n *narration) naming(i int) string {
	rel, a := &n.relations[i], &n.reading.Attributions[i]
	if len(rel.Source) == 0 {
		return "unexpressed"
	}
	words := n.reading.Text(a.Source.Spans)
	if o := n.reading.Article.Outlet; o != "" && strings.EqualFold(strings.TrimPrefix(words, "the "), o) {
		return "outlet"
	}
	head := &n.doc.Tokens[attribution.Head(n.doc, rel.Source)]
	named := head.Tag.IsProper() || head.Entity >= 0 || n.holdsName(rel.Source)
	if !named && head.Tag.IsPronoun() && a.Source.Speaker != "" {
		name := n.reading.Speakers[speakerNumber(a.Source.Speaker)].Name
		named = name != strings.ToLower(name)
	}
	switch {
	case named:
		return "named"
	case attribution.IsAnonymous(head.Lemma):
		return "anonymous"
	case head.Tag == nlp.TagNNS:
		return "collective"
	}
	return "described"
}

// holdsName reports whether a phrase names a person, as "the minister, Ilan Torvek" does.
func (n *narration) holdsName(phrase []nlp.Range) bool {
	for _, r := range phrase {
		for i := r.First; i < r.End; i++ {
			if n.entityKind(i) == nlp.Person {
				return true
			}
		}
	}
	return false
}

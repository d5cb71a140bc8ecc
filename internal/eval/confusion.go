package eval

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// What is not right is sorted by what went wrong, so that whoever mends the
// extractor, or the annotation, knows where to begin. Attributions are paired as
// in difference.go; right are those that match under the figure "relation" of
// score.go. Every other one has one kind, and a pair that does not match counts
// on both sides: its gold attribution as missed, the one that was read as
// spurious. So found and missed make up the gold, found and spurious what was
// read.

// Kind names what is wrong with an attribution that is missed or spurious.
type Kind string

// The kinds. Each is said of the gold attribution that is missed, of the one
// read that is spurious, or of a pair of both.
const (
	CueNotFound    Kind = "cue not found"                     // missed: no cue that was read has a word of it
	SpuriousCue    Kind = "spurious cue"                      // spurious: no gold cue has a word of it
	CueInContent   Kind = "cue inside the content of another" // either, of the two above
	OtherCue       Kind = "content under another cue"         // either: the content is there, its cue another
	NoCue          Kind = "without a cue"                     // gold or reading has no cue
	NoContent      Kind = "without content"                   // gold or reading has no content
	ReadAsOne      Kind = "two read as one"                   // missed: its cue was read, for another gold attribution
	ReadAsTwo      Kind = "one read as two"                   // spurious: its cue is gold, and was read already
	SourceNotFound Kind = "source not found"                  // the rest are of pairs whose cues share a word
	SourceAdded    Kind = "source where there is none"
	SourceWrong    Kind = "source wrong"
	ContentLong    Kind = "content too long"
	ContentShort   Kind = "content too short"
	ContentSplit   Kind = "content split"   // a quarter of it or more was read as the content of others
	ContentMerged  Kind = "contents merged" // a quarter of it or more is the content of others
	ContentElse    Kind = "content elsewhere"
	BothWrong      Kind = "source and content wrong"
	WrongLinks     Kind = "right words, wrong links" // source and content were read, but joined to other cues
)

// kinds in the order in which equally frequent ones are listed.
var kinds = []Kind{
	CueNotFound, SpuriousCue, CueInContent, OtherCue, NoCue, NoContent, ReadAsOne, ReadAsTwo,
	SourceNotFound, SourceAdded, SourceWrong, ContentLong, ContentShort, ContentSplit, ContentMerged, ContentElse,
	BothWrong, WrongLinks,
}

// Mistake is a Difference between gold (Old) and reading (New), and its kind,
// which is empty where both match as relations and only some words differ.
type Mistake struct {
	Difference
	Kind Kind
}

// Mistakes returns what a reading of text has other than gold, in text order.
func Mistakes(text string, gold, read []Attribution) []Mistake {
	c := compare(text, gold, read)
	var out []Mistake
	for _, p := range c.pairs() {
		if d, differs := c.difference(p); differs || !p.relation {
			out = append(out, Mistake{d, c.kind(p)})
		}
	}
	slices.SortStableFunc(out, func(a, b Mistake) int { return a.start() - b.start() })
	return out
}

// kind says what is wrong with a pair, or with an attribution that has no
// counterpart; nothing is with a relation.
func (c *comparison) kind(p pair) Kind {
	switch {
	case p.relation:
		return ""
	case p.new < 0:
		return alone(c.old[p.old], c.new, CueNotFound, ReadAsOne)
	case p.old < 0:
		return alone(c.new[p.new], c.old, SpuriousCue, ReadAsTwo)
	}
	gold, read := c.old[p.old], c.new[p.new]
	switch {
	case !touch(gold[cueRole], read[cueRole]):
		return NoCue
	case len(gold[contentRole]) == 0 || len(read[contentRole]) == 0:
		return NoContent
	}
	source := touch(gold[sourceRole], read[sourceRole])
	content := jaccard(gold[contentRole], read[contentRole]) >= 0.5
	switch {
	case (source || len(read[sourceRole]) > 0 && c.readElsewhere(sourceRole, p)) &&
		(content || c.readElsewhere(contentRole, p)):
		return WrongLinks
	case content:
		return wrongSource(gold[sourceRole], read[sourceRole])
	case source:
		return c.wrongContent(p)
	}
	return BothWrong
}

// alone names the kind of an attribution without counterpart: plain, or taken
// where one of the others shares its cue.
func alone(a wordSet, others []wordSet, plain, taken Kind) Kind {
	if len(a[cueRole]) == 0 {
		return NoCue
	}
	kind := plain
	for _, o := range others {
		switch {
		case shared(a[cueRole], o[cueRole]) > 0:
			return taken
		case shared(a[cueRole], o[contentRole]) > 0:
			kind = CueInContent
		case kind == plain && jaccard(a[contentRole], o[contentRole]) >= 0.5:
			kind = OtherCue
		}
	}
	return kind
}

func wrongSource(gold, read []int32) Kind {
	switch {
	case len(read) == 0:
		return SourceNotFound
	case len(gold) == 0:
		return SourceAdded
	}
	return SourceWrong
}

// readElsewhere reports whether the role of a gold attribution was read as that
// of another one than its counterpart.
func (c *comparison) readElsewhere(role int, p pair) bool {
	gold := c.old[p.old][role]
	for j, read := range c.new {
		if j == p.new || len(gold) == 0 {
			continue
		}
		if role == sourceRole && shared(gold, read[role]) > 0 || role == contentRole && jaccard(gold, read[role]) >= 0.5 {
			return true
		}
	}
	return false
}

// wrongContent names what is wrong with the content of a pair.
func (c *comparison) wrongContent(p pair) Kind {
	gold, read := c.old[p.old][contentRole], c.new[p.new][contentRole]
	both := shared(gold, read)
	switch {
	case both == 0:
		return ContentElse
	case 4*covered(gold, c.new, p.new) >= len(gold):
		return ContentSplit
	case 4*covered(read, c.old, p.old) >= len(read):
		return ContentMerged
	case len(read) > len(gold):
		return ContentLong
	}
	return ContentShort
}

// covered counts the words that are in the contents of sets, leaving out one.
func covered(words []int32, sets []wordSet, but int) int {
	var in []int32
	for i, s := range sets {
		if i != but && shared(words, s[contentRole]) > 0 {
			in = append(in, s[contentRole]...)
		}
	}
	slices.Sort(in)
	return shared(words, slices.Compact(in))
}

// Confusion counts mistakes over articles. The zero Confusion is ready for use
// and keeps no examples.
type Confusion struct {
	Examples int // how many to keep of each kind

	total   Tally
	kinds   map[Kind]*kindTally
	roles   map[string]int
	forms   [2]Tally // direct, indirect
	byLemma map[string]*Tally
}

// Tally counts attributions: gold ones, those of them that were found or
// missed, and spurious ones.
type Tally struct {
	Gold     int `json:"gold"`
	Found    int `json:"found"`
	Missed   int `json:"missed"`
	Spurious int `json:"spurious"`
}

func (t *Tally) add(gold, found, spurious bool) {
	t.Gold += btoi(gold)
	t.Found += btoi(found)
	t.Missed += btoi(gold && !found)
	t.Spurious += btoi(spurious)
}

// kindTally counts one kind. Its examples come from different articles as far
// as there are such.
type kindTally struct {
	missed, spurious int
	first, further   []Example // at most Confusion.Examples of each
}

// Add compares what was read of an article with its gold annotation. lemma
// names the cue of an attribution, as the function of CueLemma does; nil stands
// for its words in lower case.
func (c *Confusion) Add(a *Article, read []Attribution, lemma func(Attribution) string) {
	if lemma == nil {
		lemma = func(att Attribution) string { return att.CueWords(a.Text) }
	}
	if c.kinds == nil {
		c.kinds, c.roles, c.byLemma = map[Kind]*kindTally{}, map[string]int{}, map[string]*Tally{}
	}
	gold := a.Gold()
	sides := compare(a.Text, gold, read)
	for _, p := range sides.pairs() {
		if p.old >= 0 {
			c.count(a.Text, gold[p.old], lemma, true, p.relation, false)
		}
		if p.new >= 0 && !p.relation {
			c.count(a.Text, read[p.new], lemma, false, false, true)
		}
		d, differs := sides.difference(p)
		switch {
		case p.relation && differs:
			for _, role := range d.Roles {
				c.roles[role]++
			}
		case !p.relation:
			c.mistake(a, Mistake{d, sides.kind(p)})
		}
	}
}

func (c *Confusion) count(text string, a Attribution, lemma func(Attribution) string, gold, found, spurious bool) {
	c.total.add(gold, found, spurious)
	c.forms[btoi(!hasQuotationMark(contentText(text, a)))].add(gold, found, spurious)
	name := lemma(a)
	if c.byLemma[name] == nil {
		c.byLemma[name] = &Tally{}
	}
	c.byLemma[name].add(gold, found, spurious)
}

func (c *Confusion) mistake(a *Article, m Mistake) {
	k := c.kinds[m.Kind]
	if k == nil {
		k = &kindTally{}
		c.kinds[m.Kind] = k
	}
	k.missed += btoi(m.Old != nil)
	k.spurious += btoi(m.New != nil)
	keep := &k.first
	if slices.ContainsFunc(k.first, func(e Example) bool { return e.File == a.Name }) {
		keep = &k.further
	}
	if len(*keep) < c.Examples {
		*keep = append(*keep, newExample(a, m))
	}
}

// Report is what a Confusion has counted.
type Report struct {
	Total   Tally          `json:"total"`
	Kinds   []KindTally    `json:"kinds"`   // the most frequent first
	Inexact map[string]int `json:"inexact"` // of those found: how many have other words in a role
	Forms   []NamedTally   `json:"forms"`   // direct (with quotation marks in the content), indirect
	Lemmas  []NamedTally   `json:"lemmas"`  // of cues, those with the most mistakes first
}

// KindTally counts the mistakes of one kind.
type KindTally struct {
	Kind     Kind      `json:"kind"`
	Missed   int       `json:"missed"`
	Spurious int       `json:"spurious"`
	Examples []Example `json:"examples,omitempty"`
}

// NamedTally is a Tally of the attributions that have something in common.
type NamedTally struct {
	Name string `json:"name"`
	Tally
}

// Example is a mistake in its place.
type Example struct {
	File   string `json:"file"`           // name of the article
	Offset int    `json:"offset"`         // code point of the text at which cue or content begins
	Gold   string `json:"gold,omitempty"` // in words, as by Attribution.InWords; empty for one that is only spurious
	Read   string `json:"read,omitempty"` // the same; empty for one that was only missed
}

func newExample(a *Article, m Mistake) Example {
	e := Example{File: a.Name, Offset: m.start()}
	if m.Old != nil {
		e.Gold = m.Old.InWords(a.Text)
	}
	if m.New != nil {
		e.Read = m.New.InWords(a.Text)
	}
	return e
}

// Report returns the counts so far. Equal articles, in equal order, give equal
// reports.
func (c *Confusion) Report() Report {
	r := Report{
		Total:   c.total,
		Inexact: maps.Clone(c.roles),
		Forms:   []NamedTally{{"direct", c.forms[0]}, {"indirect", c.forms[1]}},
	}
	for _, kind := range kinds {
		if k := c.kinds[kind]; k != nil {
			r.Kinds = append(r.Kinds, KindTally{kind, k.missed, k.spurious, k.examples(c.Examples)})
		}
	}
	slices.SortStableFunc(r.Kinds, func(a, b KindTally) int { return b.Missed + b.Spurious - a.Missed - a.Spurious })
	for name, t := range c.byLemma {
		r.Lemmas = append(r.Lemmas, NamedTally{name, *t})
	}
	slices.SortFunc(r.Lemmas, worstFirst)
	return r
}

func (k *kindTally) examples(n int) []Example {
	all := slices.Concat(k.first, k.further)
	return all[:min(n, len(all))]
}

func worstFirst(a, b NamedTally) int {
	return cmp.Or(b.Missed+b.Spurious-a.Missed-a.Spurious, b.Gold-a.Gold, strings.Compare(a.Name, b.Name))
}

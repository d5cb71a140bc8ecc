package hearsay

import (
	"slices"
	"strings"

	"hearsay/internal/attribution"
	"hearsay/internal/nlp"
)

// "I" and "we" are whoever speaks, "you" is whoever is spoken to. In a quotation that is its source; outside of
// any it is the author, if a byline names one alone, or the outlet. "We" is more
// than one: those of the same role whom the text names as a group ("the authors"
// for the lead author), else the organisation that the speaker speaks for.

// talkPronoun reports whether token i is a pronoun for one of those who talk with
// each other: of the first or the second person.
func (n *narration) talkPronoun(i int) bool {
	switch n.doc.Tokens[i].Lower {
	case "i", "me", "we", "us", "you":
		return true
	}
	return false
}

// plural reports whether the pronoun of the first person at token i means several.
func (n *narration) plural(i int) bool {
	return n.doc.Tokens[i].Lower == "we" || n.doc.Tokens[i].Lower == "us"
}

// saidByTalker reports whether who speaks in relation i is "I", "we" or "you".
func (n *narration) saidByTalker(i int) bool {
	return len(n.subjects[i]) > 0 && n.talkPronoun(n.sourceHead(i))
}

// findTalkers sets the speakers of relations whose source is "I", "we" or "you".
// An outer relation comes before those inside it.
func (x *speakerIndex) findTalkers() {
	n := x.n
	var open []int
	for i := range n.relations {
		if n.saidByTalker(i) {
			open = append(open, i)
		}
	}
	for range 4 { // relays nest at most that deep
		left := open[:0]
		for _, i := range open {
			if !x.setTalker(i) {
				left = append(left, i)
			}
		}
		open = left
	}
	for _, i := range open {
		x.setOwnWords(i)
	}
	for i := range n.relations {
		if rel := &n.relations[i]; len(rel.Addressee) > 0 && n.talkPronoun(attribution.Head(n.doc, rel.Addressee)) {
			n.reading.Attributions[i].Addressee.Speaker = x.meant(i, attribution.Head(n.doc, rel.Addressee))
		}
	}
}

// setTalker sets the speaker of relation i from the relation around it; ok is false
// while that is not known.
func (x *speakerIndex) setTalker(i int) (ok bool) {
	id := x.meant(i, x.n.sourceHead(i))
	x.n.reading.Attributions[i].Source.Speaker = id
	return id != ""
}

// meant returns the ID of whom "I", "we" or "you", at token i of relation rel,
// means; empty if nobody is quoted with it, or the one spoken to is not stated.
func (x *speakerIndex) meant(rel, i int) string {
	outer := x.around(rel, i)
	if outer < 0 {
		return ""
	}
	if x.n.doc.Tokens[i].Lower == "you" {
		return x.hearer(outer)
	}
	id := x.n.reading.Attributions[outer].Source.Speaker
	if id != "" && x.n.plural(i) {
		id = x.collective(id)
	}
	return id
}

// hearer returns the ID of who is spoken to in a relation: its addressee, or else
// that of the relation around it; in a turn, who has the next.
func (x *speakerIndex) hearer(rel int) string {
	for range 4 { // relays nest at most that deep
		if to := x.n.reading.Attributions[rel].Addressee.Speaker; to != "" {
			return to
		}
		if x.n.turnKind(rel) != noTurn {
			return x.partner(rel)
		}
		if rel = x.n.relations[rel].Via; rel < 0 {
			break
		}
	}
	return ""
}

// around returns the relation with the smallest content around token at, which is
// part of relation i, or -1. It is the relay of i where there is one.
func (x *speakerIndex) around(i, at int) int {
	n := x.n
	if via := n.relations[i].Via; via >= 0 && x.spoken(via) {
		return via
	}
	if x.inner == nil {
		x.fillInner()
	}
	return int(x.inner[at])
}

// spoken reports whether relation i has somebody who speaks.
func (x *speakerIndex) spoken(i int) bool {
	return len(x.n.subjects[i]) > 0 || x.n.reading.Attributions[i].Source.Speaker != ""
}

// fillInner fills in inner: contents are laid down from the largest to the
// smallest, each over those before it.
func (x *speakerIndex) fillInner() {
	n := x.n
	x.inner = slices.Repeat([]int32{-1}, len(n.doc.Tokens))
	size := func(i int) (total int) {
		for _, r := range n.relations[i].Content {
			total += r.Len()
		}
		return total
	}
	var order []int
	for i := range n.relations {
		if x.spoken(i) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return size(b) - size(a) })
	for _, i := range order {
		for _, r := range n.relations[i].Content {
			for k := r.First; k < r.End; k++ {
				x.inner[k] = int32(i)
			}
		}
	}
}

// collective returns the ID of those for whom a speaker says "we".
func (x *speakerIndex) collective(id string) string {
	s, e := &x.n.reading.Speakers[speakerNumber(id)], &x.entries[speakerNumber(id)]
	if s.Kind != "person" && s.Kind != "unnamed" {
		return id
	}
	if e.cluster >= 0 {
		if group := x.peers(&x.n.doc.Clusters[e.cluster]); group != "" {
			return group
		}
	}
	switch noun := officeNoun(s.Role); {
	case e.body >= 0 && !forHimself(noun):
		if body := x.known(e.body); body != "" {
			return body
		}
		return x.named(s.Organisation, "organisation")
	case e.country >= 0:
		c, _ := x.clusterAt(e.country)
		return x.ofCluster(c, nlp.Range{First: e.country, End: e.country + 1})
	case e.body < 0 && x.speaksFor(noun):
		if body := x.bodyBefore(id); body != "" {
			return body
		}
		if body := x.titleBody(); body != "" {
			return body
		}
	}
	return id
}

// titleIssuer returns the ID of who issued the text, as its headline says ("Statement
// by the Ministry of …"); empty if it does not.
func (x *speakerIndex) titleIssuer() string {
	for i := 0; i < len(x.n.doc.Tokens) && x.inHeadline(i); i++ {
		if id := x.issuedBy(i); id != "" {
			return id
		}
	}
	return ""
}

// titleBody returns the ID of the organisation that the headline begins with; empty
// if it begins with none.
func (x *speakerIndex) titleBody() string {
	c, ok := x.clusterAt(0)
	if !ok || !x.inHeadline(0) || x.n.doc.Clusters[c].Kind != nlp.Organisation {
		return ""
	}
	return x.ofCluster(c, x.n.doc.Clusters[c].Mentions[0].Range)
}

// bodyBefore returns the ID of the organisation that spoke last before a speaker
// was first quoted, whose office the text states without saying where he holds it;
// empty if none did.
func (x *speakerIndex) bodyBefore(id string) string {
	for i := range x.n.reading.Attributions {
		if x.n.reading.Attributions[i].Source.Speaker == id && x.n.relations[i].Via < 0 {
			return x.lastBody(i)
		}
	}
	return ""
}

// peers returns the ID of a group of speakers whom the text calls by the plural
// of a noun that it calls cluster by, empty if there is none.
func (x *speakerIndex) peers(cluster *nlp.Cluster) string {
	for _, m := range cluster.Mentions {
		if m.Type != nlp.NominalMention {
			continue
		}
		noun := x.n.doc.Tokens[m.Head].Lemma
		if c, ok := x.plurals[noun]; ok {
			return x.ofCluster(c, x.n.doc.Clusters[c].Mentions[0].Range)
		}
		if id, ok := x.byWords[noun+"s"]; ok {
			return id
		}
	}
	return ""
}

// officeNoun returns the noun of a role in lower case: "spokesman" of "spokesman for
// the ministry".
func officeNoun(role string) string {
	role = strings.ToLower(role)
	for _, of := range []string{" of ", " for ", " to ", " at ", " from "} {
		role, _, _ = strings.Cut(role, of)
	}
	words := strings.Fields(role)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// forHimself reports whether somebody in an office, given by its noun, says "we"
// for himself and his like rather than for the body that he is with.
func forHimself(noun string) bool {
	switch noun {
	case "lawyer", "attorney", "solicitor", "barrister", "counsel", "professor", "lecturer", "student", "resident", "member", "analyst", "economist",
		"author", "writer", "columnist", "reporter", "patient", "customer", "tenant", "fan", "user", "worker", "employee", "nurse", "teacher", "pensioner":
		return true
	}
	return strings.HasSuffix(noun, "ologist") || strings.HasSuffix(noun, "icist") || strings.HasSuffix(noun, "ientist") || noun == "researcher" || noun == "chemist"
}

// speaksFor reports whether somebody in an office, given by its noun, says "we" for a
// body even where the text does not say for which.
func (x *speakerIndex) speaksFor(noun string) bool {
	switch noun {
	case "officer", "vice-president", "spokesman", "spokeswoman", "spokesperson", "chief", "president", "director", "governor", "chairman", "chairwoman", "chair",
		"chairperson", "ceo", "executive", "head", "secretary", "manager", "leader", "representative", "boss", "owner", "founder",
		"commissioner", "superintendent", "principal", "organiser", "organizer", "captain", "coach", "minister", "counsellor", "ambassador":
		return true
	}
	return false
}

// named returns the ID of the speaker of a name, adding one of a kind if there is
// none.
func (x *speakerIndex) named(name, kind string) string {
	key := strings.ToLower(withoutArticle(name))
	if id, ok := x.byWords[key]; ok {
		return id
	}
	same := func(c nlp.Cluster) bool {
		return strings.EqualFold(withoutArticle(oneLine(c.Name)), withoutArticle(name))
	}
	if c := slices.IndexFunc(x.n.doc.Clusters, same); c >= 0 {
		x.byWords[key] = x.ofCluster(c, x.n.doc.Clusters[c].Mentions[0].Range)
	} else {
		x.byWords[key] = x.add(speakerEntry{cluster: -1, body: -1, country: -1})
		s := &x.n.reading.Speakers[len(x.entries)-1]
		s.Name, s.Kind = name, kind
	}
	return x.byWords[key]
}

// setOwnWords sets the speaker of an "I" or "we" that nobody is quoted with: the
// author or the outlet, else the word itself.
func (x *speakerIndex) setOwnWords(i int) {
	n := x.n
	subject, article := n.subjects[i], &n.reading.Article
	a := &n.reading.Attributions[i]
	quoted := n.doc.Tokens[subject[0].First].Quote >= 0
	if id := x.printedAs(subject[0].First); id != "" && !quoted {
		if n.plural(n.sourceHead(i)) {
			id = x.collective(id)
		}
		a.Source.Speaker = id
		return
	}
	switch head := n.sourceHead(i); {
	case !quoted && n.doc.Tokens[head].Lower == "i" && len(article.Bylines) == 1:
		a.Source.Speaker = x.named(article.Bylines[0], "person")
	case !quoted && n.plural(head) && article.Outlet != "":
		a.Source.Speaker = x.named(article.Outlet, "organisation")
	case !quoted && n.plural(head) && x.selfName() != "":
		a.Source.Speaker = x.named(x.selfName(), "organisation")
	case !quoted && n.plural(head) && x.titleIssuer() != "":
		a.Source.Speaker = x.titleIssuer()
	default:
		a.Source.Speaker = x.late(subject[0])
	}
}

// printedAs returns the ID of whose words a paragraph without quotation marks, that
// of token i, is printed as: his whose name and a colon begin it, as in an
// interview, his whom a paragraph before it announces with a colon at its end, or
// his who has signed below; empty if it is nobody's.
func (x *speakerIndex) printedAs(i int) string {
	d := x.n.doc
	at := int(d.Tokens[i].Paragraph)
	first := d.Paragraphs[at].First
	if end := x.nameFrom(first, len(d.Tokens)); end > first && end-first <= 4 && end < i && d.Form(end) == ":" {
		return x.known(first)
	}
	if id := x.announced(at); id != "" {
		return id
	}
	return x.signed(at)
}

// How many paragraphs above or below are looked at for whose words one is.
const (
	maxAnnounced = 3
	maxSigned    = 6
	longestName  = 8 // tokens of a line that is a signature
)

// announced returns the ID of the subject of the sentence that ends in a colon
// right above paragraph at, or above some before it; empty if there is none.
func (x *speakerIndex) announced(at int) string {
	d := x.n.doc
	for p := at - 1; p >= max(0, at-maxAnnounced); p-- {
		last := d.Paragraphs[p].End - 1
		if d.Form(last) != ":" {
			continue
		}
		s := d.Sentences[d.Tokens[last].Sentence]
		for k := s.First; k < s.End; k++ {
			if t := &d.Tokens[k]; t.Dep != nlp.DepNsubj || !x.n.somebody(k) {
				continue
			}
			id := x.late(x.n.phraseAt(k))
			if issuer := x.issuedBy(k); issuer != "" {
				id = issuer
			}
			return id
		}
	}
	return ""
}

// issuedBy returns the ID of who is named as the issuer of the document that token i
// is; empty if it is none or nobody is.
func (x *speakerIndex) issuedBy(i int) string {
	if !x.n.doc.IsDocument(i) {
		return ""
	}
	return x.statedIssuer(i, x.n.doc.PhraseFrom(i))
}

// signed returns the ID of the person whose name alone is the line that ends the
// letter of which paragraph at is part; empty if none is.
func (x *speakerIndex) signed(at int) string {
	d := x.n.doc
	for p := at + 1; p < min(len(d.Paragraphs), at+maxSigned); p++ {
		line := d.Sentences[d.Tokens[d.Paragraphs[p].First].Sentence]
		if line.Len() > longestName || d.Tokens[line.End-1].Tag == nlp.TagStop && line.Len() > 4 {
			continue
		}
		for k := line.First; k < line.End; k++ {
			if x.names[k].Len() > 1 && x.personAt(k) {
				return x.known(k)
			}
		}
	}
	return ""
}

// late returns the ID of the speaker of a phrase, one that has been added after the
// others were named included.
func (x *speakerIndex) late(phrase nlp.Range) string {
	known := len(x.entries)
	id := x.speaker([]nlp.Range{phrase})
	for k := known; k < len(x.entries); k++ {
		x.nameEntry(k)
	}
	return id
}

// selfName returns what the outlet calls itself ("this newspaper"), empty if it
// does not speak of itself.
func (x *speakerIndex) selfName() string {
	for _, noun := range []string{"newspaper", "paper", "magazine", "page", "column"} {
		for _, head := range x.nouns[noun] {
			if head > 0 && x.n.doc.Tokens[head-1].Lower == "this" {
				return x.n.doc.Slice(nlp.Range{First: head - 1, End: head + 1})
			}
		}
	}
	return ""
}

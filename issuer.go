package hearsay

import (
	"slices"

	"hearsay/internal/nlp"
)

// A statement speaks for whoever issued it. "The statement says" after "the
// ministry said in a statement" is the ministry; so are "the ministry's statement"
// and "a statement by the ministry". A report or a study is different: it is read
// as a source of its own, with its author at most named in its phrase, unless the
// text has brought it in as something that somebody said something in.

// findIssuers replaces the speakers that are statements by those who issued them.
func (x *speakerIndex) findIssuers() {
	for i := range x.n.relations {
		a := &x.n.reading.Attributions[i]
		if a.Source.Speaker == "" || len(x.n.subjects[i]) == 0 {
			continue
		}
		if id := x.issuer(i, x.read(x.n.subjects[i][0])); id != "" {
			a.Source.Speaker = id
		}
	}
}

// issuer returns the ID of whoever issued the document that the source of
// relation i, phrase p, is; it is empty if that is no document, or not known.
func (x *speakerIndex) issuer(i int, p sourcePhrase) string {
	d := x.n.doc
	if p.several || !d.IsDocument(p.head) {
		return ""
	}
	if issued(d.Tokens[p.head].Lemma) {
		if id := x.statedIssuer(p.head, p.core.First); id != "" {
			return id
		}
		if id := x.issuingSubject(p.head, i); id != "" {
			return id
		}
	}
	if id := x.earlierIssuer(i, p); id != "" {
		return id
	}
	if lemma := d.Tokens[p.head].Lemma; announces(lemma) && lemma != "text" && lemma != "bulletin" && x.definite(p) {
		return x.lastBody(i)
	}
	return ""
}

// definite reports whether a phrase means something the text has told of: "the
// statement", not "a draft".
func (x *speakerIndex) definite(p sourcePhrase) bool {
	switch x.n.doc.Tokens[p.core.First].Lower {
	case "a", "an", "another":
		return false
	}
	return true
}

// maxEarlier bounds how many earlier mentions of a document are asked for its
// issuer.
const maxEarlier = 16

// earlierIssuer returns the ID of the issuer that an earlier mention of the
// document that is the source of relation i, phrase p, shows; empty if none does.
func (x *speakerIndex) earlierIssuer(i int, p sourcePhrase) string {
	d, head := x.n.doc, p.head
	c, ok := x.clusterAt(head)
	if !ok {
		c = x.sameNoun(p)
	}
	if c < 0 {
		return ""
	}
	mentions := d.Clusters[c].Mentions
	k, _ := slices.BinarySearchFunc(mentions, head, func(m nlp.Mention, at int) int { return m.Head - at })
	for low := max(0, k-maxEarlier); k > low; k-- {
		m := mentions[k-1]
		if id := x.mediumOf(m.Head, i); id != "" {
			return id
		}
		if m.Type == nlp.NominalMention && issued(d.Tokens[m.Head].Lemma) {
			if id := x.issuingSubject(m.Head, i); id != "" {
				return id
			}
		}
		if m.Type == nlp.NominalMention && issued(d.Tokens[m.Head].Lemma) {
			if id := x.statedIssuer(m.Head, m.First); id != "" {
				return id
			}
		}
	}
	return ""
}

// issued reports whether a document, given by its lemma, is no more than somebody's
// words.
func issued(lemma string) bool {
	switch lemma {
	case "letter", "email", "e-mail", "message", "post", "tweet", "memo", "note", "testimony", "motion":
		return true
	}
	return announces(lemma)
}

// announces reports whether a document is an organisation's public word.
func announces(lemma string) bool {
	switch lemma {
	case "statement", "communique", "communiqué", "declaration", "release", "readout", "announcement", "bulletin", "text":
		return true
	}
	return false
}

// statedIssuer returns the ID of whom the phrase of a document names as its
// issuer: "the ministry's statement", "a ministry statement", "a statement by X".
func (x *speakerIndex) statedIssuer(head, first int) string {
	d := x.n.doc
	if owner := head - 1; first < head {
		for owner >= first && d.Tokens[owner].Tag == nlp.TagJJ {
			owner--
		}
		if owner > first && d.Tokens[owner].Tag == nlp.TagPOS {
			owner--
		}
		if owner >= first && (d.Tokens[owner].Tag.IsNoun() || d.Tokens[owner].Tag == nlp.TagPRPS) {
			if id := x.known(owner); id != "" {
				return id
			}
		}
	}
	if id := x.pageOwner(head); id != "" {
		return id
	}
	if by := head + 1; by+1 < len(d.Tokens) && (d.Tokens[by].Lower == "by" || d.Tokens[by].Lower == "from") {
		for k := by + 1; k < len(d.Tokens) && k < by+8 && d.Tokens[k].Sentence == d.Tokens[head].Sentence; k++ {
			if t := &d.Tokens[k]; t.Tag.IsNoun() && (k+1 >= len(d.Tokens) || !d.Tokens[k+1].Tag.IsNoun()) {
				return x.known(k)
			}
		}
	}
	return ""
}

// issuingSubject returns the ID of the subject of the verb that a document hangs on,
// where that says that he issued it: "read out a statement", "rejected the charge in a
// communiqué", and of whom "sent … by" names beside it. It is empty if there is none.
// The document at token head may be the source of relation i.
func (x *speakerIndex) issuingSubject(head, i int) string {
	n, d := x.n, x.n.doc
	t := &d.Tokens[head]
	if by := x.sentBy(head); by != "" {
		return by
	}
	verb := int(t.Head)
	if !announces(t.Lemma) || verb < 0 || !d.Tokens[verb].Tag.IsVerb() || n.passive(verb) {
		return ""
	}
	first := d.PhraseFrom(head)
	switch t.Dep {
	case nlp.DepObj:
		if !issues(d.Tokens[verb].Lemma) {
			return ""
		}
	case nlp.DepObl:
		if first == 0 || !saidIn(d.Tokens[first-1].Lower) || d.Tokens[first-1].Lower == "on" || d.Tokens[first-1].Lower == "by" {
			return ""
		}
	default:
		return ""
	}
	s := n.subjectOf(verb, false)
	if s < 0 || s == head || !n.somebody(s) {
		return ""
	}
	return x.known(s)
}

// issues reports whether a verb, given by its lemma, means that its subject makes a
// document public or sends it.
func issues(lemma string) bool {
	switch lemma {
	case "issue", "release", "publish", "send", "post", "write", "circulate", "distribute", "read":
		return true
	}
	return false
}

// maxSentBy bounds how far behind a document its sender is sought, in tokens.
const maxSentBy = 16

// sentBy returns the ID of whom "sent by", "written by" or the like, on the document at
// token head, names; empty if nothing does.
func (x *speakerIndex) sentBy(head int) string {
	d := x.n.doc
	for k := head + 1; k < min(len(d.Tokens), head+maxSentBy) && d.Tokens[k].Sentence == d.Tokens[head].Sentence; k++ {
		t := &d.Tokens[k]
		if t.Tag != nlp.TagVBN || t.Dep != nlp.DepAcl || int(t.Head) != head || !issues(t.Lemma) {
			continue
		}
		for b := k + 1; b < min(len(d.Tokens), k+maxSentBy) && d.Tokens[b].Sentence == t.Sentence; b++ {
			if d.Tokens[b].Lower != "by" {
				continue
			}
			p := x.read(nlp.Range{First: b + 1, End: d.Sentences[t.Sentence].End})
			if p.name >= 0 {
				return x.known(p.name)
			}
			return x.known(p.head)
		}
	}
	return ""
}

// pageOwner returns the ID of whose page the document at token head is said to stand on:
// "a post on its page", "a message on the ministry's channel".
func (x *speakerIndex) pageOwner(head int) string {
	d := x.n.doc
	if head+3 >= len(d.Tokens) || d.Tokens[head+1].Lower != "on" {
		return ""
	}
	for k := head + 2; k < head+8 && k < len(d.Tokens) && d.Tokens[k].Sentence == d.Tokens[head].Sentence; k++ {
		switch d.Tokens[k].Lower {
		case "page", "account", "channel", "website", "site", "feed", "profile", "blog":
			if first := d.PhraseFrom(k); first < k && d.Tokens[first].Tag == nlp.TagPRPS {
				return x.known(first)
			}
			for o := k - 1; o > head+1; o-- {
				if d.Tokens[o].Tag == nlp.TagPOS {
					return x.known(o - 1)
				}
			}
			return ""
		}
	}
	return ""
}

// known returns the ID of the speaker that token i stands for, adding one if its
// cluster is none yet; it is empty if the token is in no cluster.
func (x *speakerIndex) known(i int) string {
	c, ok := x.clusterAt(i)
	if !ok || x.n.doc.Clusters[c].Kind != nlp.Person && x.n.doc.Clusters[c].Kind != nlp.Organisation {
		return ""
	}
	return x.ofCluster(c, nlp.Range{First: i, End: i + 1})
}

// ofCluster returns the ID of the speaker that is cluster c, adding one, for the
// words r, if there is none.
func (x *speakerIndex) ofCluster(c int, r nlp.Range) string {
	if id, ok := x.byCluster[c]; ok {
		return id
	}
	id := x.add(speakerEntry{cluster: c, head: r.End - 1, phrases: []nlp.Range{r}, body: -1, country: -1})
	x.byCluster[c] = id
	x.fromCluster(&x.entries[len(x.entries)-1], &x.n.reading.Speakers[len(x.entries)-1])
	return id
}

// maxMedium bounds how far from its cue the noun for the medium of something said
// stands, in tokens.
const maxMedium = 12

// mediumOf returns the ID of the speaker of a relation before relation before
// that was said in the document at token head ("said in a statement").
func (x *speakerIndex) mediumOf(head, before int) string {
	d := x.n.doc
	first := d.PhraseFrom(head)
	if first == 0 || !saidIn(d.Tokens[first-1].Lower) {
		return ""
	}
	for _, j := range x.bySentence[int(d.Tokens[head].Sentence)] {
		rel, a := &x.n.relations[j], &x.n.reading.Attributions[j]
		if j >= before || a.Source.Speaker == "" {
			continue
		}
		start, end := rel.Cue[0].First, rel.Cue[len(rel.Cue)-1].End
		if head >= start && head < end+maxMedium && !nlp.Holds(rel.Content, head) && !nlp.Holds(rel.Source, head) {
			return a.Source.Speaker
		}
	}
	return ""
}

// saidIn reports whether a preposition leads from saying to what something is said
// in.
func saidIn(lower string) bool {
	switch lower {
	case "in", "through", "via", "by", "on":
		return true
	}
	return false
}

// maxBack bounds how many relations back the last organisation that spoke is
// sought.
const maxBack = 64

// lastBody returns the ID of the organisation that spoke last before relation i,
// not through others; it is empty if none did.
func (x *speakerIndex) lastBody(i int) string {
	for j := i - 1; j >= max(0, i-maxBack); j-- {
		id := x.n.reading.Attributions[j].Source.Speaker
		if id != "" && x.n.relations[j].Via < 0 && x.n.reading.Speakers[speakerNumber(id)].Kind == "organisation" {
			return id
		}
	}
	return ""
}

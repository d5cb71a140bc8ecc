package hearsay

import (
	"strings"

	"hearsay/internal/nlp"
)

// In the print of an interview or a hearing each turn begins with a label. A name
// is the speaker; "Question" and "Answer", or their letters, are two people whom the
// text names elsewhere. Who answers is the one person that the headline names, or
// else who has been quoted most before the first turn; who asks is the person of
// the attribution right before the first turn, or else a lone author. "You" in a
// turn is whoever has the next one.

// turnRule is the Rule of an attribution that is a turn.
const turnRule = "turn"

// turnKind is what a label without a name says of its turn.
type turnKind uint8

const (
	noTurn turnKind = iota
	namedTurn
	questionTurn
	answerTurn
)

// turnKind returns what relation i is as a turn.
func (n *narration) turnKind(i int) turnKind {
	rel := &n.relations[i]
	if rel.Rule != turnRule {
		return noTurn
	}
	label := rel.Lemma
	if len(rel.Source) > 0 {
		label = n.doc.Tokens[rel.Source[0].First].Lower
	}
	switch strings.TrimSuffix(label, ".") {
	case "q", "question":
		return questionTurn
	case "a", "answer":
		return answerTurn
	}
	return namedTurn
}

// findParties sets the speakers of the turns that "Question" and "Answer" label.
func (x *speakerIndex) findParties() {
	n := x.n
	first, labelled := -1, false
	for i := range n.relations {
		kind := n.turnKind(i)
		if first < 0 && kind != noTurn {
			first = i
		}
		labelled = labelled || kind == questionTurn || kind == answerTurn
	}
	if !labelled {
		return
	}
	answers := x.answerer(first)
	asks := x.asker(first, answers)
	for i := range n.relations {
		switch id := &n.reading.Attributions[i].Source.Speaker; n.turnKind(i) {
		case answerTurn:
			*id = answers
		case questionTurn:
			*id = asks
		}
	}
}

// answerer returns the ID of who answers in the turns from relation first on; empty
// if that is not known.
func (x *speakerIndex) answerer(first int) string {
	if id := x.inTitle(); id != "" {
		return id
	}
	count, best := map[string]int{}, ""
	for i := range first {
		id := x.n.reading.Attributions[i].Source.Speaker
		if id == "" || !x.hasName(id) || x.n.reading.Speakers[speakerNumber(id)].Kind != "person" {
			continue
		}
		if count[id]++; best == "" || count[id] > count[best] {
			best = id
		}
	}
	return best
}

// inTitle returns the ID of the one person whom the headline names, or names with a
// title; empty if there is none or more than one.
func (x *speakerIndex) inTitle() string {
	d, found, titled := x.n.doc, -1, -1
	several := false
	for i := 0; i < len(d.Tokens) && x.inHeadline(i); i++ {
		c, ok := x.clusterAt(i)
		if !ok || x.names[i].First != i || x.names[i].Len() == 0 || d.Clusters[c].Kind != nlp.Person || c == found {
			continue
		}
		several = found >= 0
		found = c
		m := nlp.Mention{Range: x.names[i], Head: x.names[i].End - 1, Type: nlp.NameMention}
		if role, _ := d.RoleOf(m); role.Len() > 0 && titled < 0 {
			titled = c
		}
	}
	if titled >= 0 {
		found, several = titled, false
	}
	if found < 0 || several {
		return ""
	}
	return x.ofCluster(found, d.Clusters[found].Mentions[0].Range)
}

// asker returns the ID of who asks in the turns from relation first on, who is not
// who answers; empty if that is not known.
func (x *speakerIndex) asker(first int, answers string) string {
	n := x.n
	if first > 0 && n.relations[first-1].Via < 0 {
		id := n.reading.Attributions[first-1].Source.Speaker
		if id != "" && id != answers && x.hasName(id) && n.reading.Speakers[speakerNumber(id)].Kind == "person" {
			return id
		}
	}
	if by := n.reading.Article.Bylines; len(by) == 1 {
		return x.named(by[0], "person")
	}
	return ""
}

// partner returns the ID of who is spoken to in the turn that is relation i: who
// has the next turn that is another's, or the one before.
func (x *speakerIndex) partner(i int) string {
	n := x.n
	own := n.reading.Attributions[i].Source.Speaker
	for _, step := range []int{1, -1} {
		for j := i + step; j >= 0 && j < len(n.relations) && max(i-j, j-i) < maxBack; j += step {
			if n.turnKind(j) == noTurn {
				continue
			}
			if id := n.reading.Attributions[j].Source.Speaker; id != "" && id != own {
				return id
			}
		}
	}
	return ""
}

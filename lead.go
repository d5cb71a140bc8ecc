package hearsay

import (
	"slices"

	"hearsay/internal/nlp"
)

// A headline says in a word who spoke ("…, agency says", "Report: …") and leaves
// the name to the report. What it gives as said is there again, near the beginning;
// so a source above the report that the coreference pass knows no name for is the
// speaker of whatever attribution below has most words in common with it and can
// be called so, or else of that of the first sentence.

// Bounds of the search: how many attributions of the report are compared, and how
// many words of each.
const (
	maxLeadAttributions = 16
	maxLeadWords        = 60
)

// explainHeadline gives the nameless sources above the report the speakers that it
// names.
func (x *speakerIndex) explainHeadline() {
	n := x.n
	lead := n.doc.Lead()
	if lead < 0 {
		return
	}
	body := n.doc.Paragraphs[lead].First
	for i := range n.relations {
		rel, a := &n.relations[i], &n.reading.Attributions[i]
		if len(rel.Source) == 0 || a.Source.Speaker == "" || rel.Source[0].First >= body || x.hasName(a.Source.Speaker) {
			continue
		}
		if j := x.restated(i, body); j >= 0 {
			a.Source.Speaker = n.reading.Attributions[j].Source.Speaker
			s := &n.reading.Speakers[speakerNumber(a.Source.Speaker)]
			s.Mentions = slices.Insert(s.Mentions, 0, x.span(x.read(rel.Source[0]).core))
		}
	}
}

// hasName reports whether the speaker of an ID is known by name.
func (x *speakerIndex) hasName(id string) bool {
	c := x.entries[speakerNumber(id)].cluster
	return c >= 0 && x.isNamed(c)
}

// restated returns the attribution of the report, which begins at token body, that
// says again what attribution i of the headline says, or -1.
func (x *speakerIndex) restated(i, body int) int {
	n := x.n
	said := x.contentWords(i)
	best, most, seen := -1, 0, 0
	first := n.doc.Tokens[body].Sentence
	for j := range n.relations {
		rel, a := &n.relations[j], &n.reading.Attributions[j]
		if len(rel.Source) == 0 || rel.Source[0].First < body || a.Source.Speaker == "" {
			continue
		}
		if seen++; seen > maxLeadAttributions {
			break
		}
		if !x.maybeCalled(i, j) {
			continue
		}
		shared := 0
		if rel.Via < 0 {
			shared++ // a relay says all that is relayed
		}
		if n.doc.Tokens[rel.Source[0].First].Sentence == first {
			shared += 4
		}
		for w := range x.contentWords(j) {
			if said[w] {
				shared += 2
			}
		}
		if shared > most {
			best, most = j, shared
		}
	}
	if n.reading.Speakers[speakerNumber(n.reading.Attributions[i].Source.Speaker)].Kind == "unnamed" && most < 4 || most <= 1 {
		return -1 // many persons speak in a report
	}
	return best
}

// contentWords returns the hashes of the lemmas of the nouns, verbs, adjectives and
// numbers in the content of relation i.
func (x *speakerIndex) contentWords(i int) map[uint64]bool {
	words := map[uint64]bool{}
	for _, r := range x.n.relations[i].Content {
		for k := r.First; k < r.End && len(words) < maxLeadWords; k++ {
			t := &x.n.doc.Tokens[k]
			if (t.Tag.IsNoun() || t.Tag.IsVerb() || t.Tag == nlp.TagJJ || t.Tag == nlp.TagCD) && t.Lemma != "be" && t.Lemma != "have" {
				words[t.LemmaHash] = true
			}
		}
	}
	return words
}

// maybeCalled reports whether the speaker of relation j is of a kind that the
// source of relation i, a headline's, can mean, and tells more of who it is.
func (x *speakerIndex) maybeCalled(i, j int) bool {
	n := x.n
	from, to := n.reading.Attributions[i].Source.Speaker, n.reading.Attributions[j].Source.Speaker
	if from == to {
		return false
	}
	p, q := &n.reading.Speakers[speakerNumber(from)], &n.reading.Speakers[speakerNumber(to)]
	named := x.hasName(to)
	switch p.Kind {
	case "unnamed":
		return q.Kind == "person" && named && n.doc.IsPerson(x.entries[speakerNumber(from)].head)
	case "organisation":
		return q.Kind == "organisation" && (named || len(q.Name) > len(p.Name))
	case "document":
		return q.Kind == "organisation" || q.Kind == "document" && len(q.Name) > len(p.Name)
	}
	return false
}

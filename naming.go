package hearsay

import (
	"strings"

	"hearsay/internal/attribution"
	"hearsay/internal/nlp"
)

// naming classes the source of relation i. A pronoun takes the class of the
// cluster it belongs to; a subject that the cue shares with another verb counts as
// a source.
func (n *narration) naming(i int) string {
	phrase, a := n.subjects[i], &n.reading.Attributions[i]
	if len(phrase) == 0 {
		return "unexpressed"
	}
	words := n.reading.Text(n.spans(phrase))
	if o := n.reading.Article.Outlet; o != "" && strings.EqualFold(strings.TrimPrefix(words, "the "), o) {
		return "outlet"
	}
	head := &n.doc.Tokens[n.sourceHead(i)]
	named := head.Tag.IsProper() || head.Entity >= 0 || n.holdsName(phrase)
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
			if e := n.doc.Tokens[i].Entity; e >= 0 && n.doc.Entities[e].Kind == nlp.Person {
				return true
			}
		}
	}
	return false
}

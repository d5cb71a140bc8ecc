package hearsay

import (
	"strings"

	"hearsay/internal/attribution"
	"hearsay/internal/nlp"
)

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
			if e := n.doc.Tokens[i].Entity; e >= 0 && n.doc.Entities[e].Kind == nlp.Person {
				return true
			}
		}
	}
	return false
}

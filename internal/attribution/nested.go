package attribution

import (
	"sort"

	"hearsay/internal/nlp"
)

// An attribution inside the content of another reaches the reader through it:
// it is "via" the other. PolNeAR does not annotate such attributions, so no
// model could learn them from there. Instead every content is read once more as
// if it were a text of its own (frame.go), and what is found there is via the
// attribution whose content it is.

// maxDepth bounds how deep relays are followed.
const maxDepth = 4

// addNested appends the attributions found inside the contents of relations.
func (e *Extractor) addNested(s *scratch, doc *nlp.Doc, relations []Relation, opt Options) []Relation {
	nest(relations)
	depth := make([]int, len(relations))
	for i := range relations {
		for v := relations[i].Via; v >= 0 && depth[i] <= maxDepth; v = relations[v].Via {
			depth[i]++
		}
	}
	cues := map[int]bool{}
	for _, r := range relations {
		if len(r.Cue) > 0 {
			cues[r.Cue[0].First] = true
		}
	}
	for i := 0; i < len(relations); i++ {
		if depth[i] >= maxDepth || tokens(relations[i].Content) < 4 {
			continue
		}
		s.trace.enter(&relations[i])
		frames := framesOf(doc, unquoted(doc, relations[i].Content), true)
		for _, r := range e.relations(s, frames, opt, i) {
			if at := r.Cue[0].First; !cues[at] {
				cues[at] = true
				relations = append(relations, r)
				depth = append(depth, depth[i]+1)
			}
		}
	}
	return relations
}

// unquoted drops the quotation marks at the ends of a content.
func unquoted(doc *nlp.Doc, ranges []nlp.Range) []nlp.Range {
	out := make([]nlp.Range, 0, len(ranges))
	for _, r := range ranges {
		if r = unpunctuated(doc, r); r.Len() > 0 {
			out = append(out, r)
		}
	}
	return out
}

// nest sets Via of every relation whose cue lies in the content of another to
// the one with the smallest such content. It takes time linear in the contents.
func nest(relations []Relation) {
	at := map[int][]int{} // anchor → relations
	for i := range relations {
		at[anchor(&relations[i])] = append(at[anchor(&relations[i])], i)
	}
	sizes := make([]int, len(relations))
	for j := range relations {
		size := tokens(relations[j].Content)
		for _, c := range relations[j].Content {
			for k := c.First; k < c.End; k++ {
				for _, i := range at[k] {
					if i == j || sizes[i] > 0 && sizes[i] <= size || nlp.Holds(relations[i].Content, anchor(&relations[j])) {
						continue
					}
					relations[i].Via, sizes[i] = j, size
				}
			}
		}
	}
}

// anchor is the first token of the cue, or of the content where there is no cue.
func anchor(r *Relation) int {
	if len(r.Cue) > 0 {
		return r.Cue[0].First
	}
	return r.Content[0].First
}

// inOrder sorts relations by their anchors and renumbers Via.
func inOrder(relations []Relation) []Relation {
	order := make([]int, len(relations))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return anchor(&relations[order[a]]) < anchor(&relations[order[b]]) })
	place := make([]int, len(relations))
	out := make([]Relation, 0, len(relations))
	for to, from := range order {
		place[from] = to
		out = append(out, relations[from])
	}
	for i := range out {
		if out[i].Via >= 0 {
			out[i].Via = place[out[i].Via]
		}
	}
	return out
}

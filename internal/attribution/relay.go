package attribution

import "hearsay/internal/nlp"

// In "A told B that C, the statement says" everything before the comma is what
// the statement says, A's telling included. PolNeAR, which is flat, gives such a
// sentence to one of the two, so the model tends to give the statement only C.
// widenRelays gives a source and cue that close their sentence after a comma the
// whole of the sentence before it, if there is another attribution in it; that
// one is then inside, and via it.

func widenRelays(doc *nlp.Doc, relations []Relation, body nlp.Range) {
	for i := range relations {
		r := &relations[i]
		if len(r.Cue) != 1 || len(r.Source) != 1 || len(r.Content) == 0 {
			continue
		}
		sentence := doc.Sentences[doc.Tokens[r.Cue[0].First].Sentence]
		first := max(sentence.First, body.First)
		tail := min(r.Cue[0].First, r.Source[0].First)
		last := r.Content[len(r.Content)-1]
		if !closes(doc, r, tail, sentence) || last.End > tail || tail-last.End > 2 || last.First <= first || last.First < sentence.First {
			continue
		}
		if tellsBetween(doc, relations, i, first, last.First) {
			r.Content = []nlp.Range{{First: first, End: last.End}}
		}
	}
}

// maxTail bounds what may follow a closing source and cue ("on Saturday").
const maxTail = 4

// closes reports whether source and cue stand side by side after a comma at the
// end of their sentence.
func closes(doc *nlp.Doc, r *Relation, tail int, sentence nlp.Range) bool {
	end := max(r.Cue[0].End, r.Source[0].End)
	gap := end - tail - r.Cue[0].Len() - r.Source[0].Len()
	return tail > sentence.First && doc.Tokens[tail-1].Tag == nlp.TagComma && gap <= 1 && sentence.End-end <= maxTail
}

// tellsBetween reports whether another relation's cue lies in [first, end).
// Relations stand in the order of their sentences, so only the near ones count.
func tellsBetween(doc *nlp.Doc, relations []Relation, but, first, end int) bool {
	sentence := doc.Tokens[first].Sentence
	tells := func(j int) (inside, near bool) {
		at := anchor(&relations[j])
		return at >= first && at < end && len(relations[j].Cue) > 0, doc.Tokens[at].Sentence == sentence
	}
	for _, step := range []int{-1, 1} {
		for j := but + step; j >= 0 && j < len(relations); j += step {
			inside, near := tells(j)
			if inside {
				return true
			}
			if !near {
				break
			}
		}
	}
	return false
}

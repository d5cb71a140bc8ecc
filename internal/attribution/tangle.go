package attribution

import (
	"slices"

	"hearsay/internal/nlp"
)

// The model looks at one cue at a time, so two relations of a sentence may claim
// the same words. Three rules say who holds whose; each looks only at relations
// that stand near each other in the list, which follows the sentences.

// near bounds how far apart in the list two relations of one sentence may stand.
const near = 4

// disentangle applies the three rules.
func disentangle(doc *nlp.Doc, relations []Relation) {
	for i := range relations {
		for j := max(0, i-near); j < min(len(relations), i+near+1); j++ {
			if i == j || len(relations[i].Content) == 0 || len(relations[j].Content) == 0 {
				continue
			}
			told, other := &relations[i], &relations[j]
			switch {
			case endsBefore(doc, told, other):
			case aside(doc, told, other):
			case goesOn(doc, told, other):
			}
		}
	}
}

// endsBefore mends relations that claim to hold each other: in "A told B that C,
// according to the ministry" the content of "told" does not reach over the
// ministry, whose content is the telling.
func endsBefore(doc *nlp.Doc, told, relay *Relation) bool {
	if len(relay.Cue) != 1 || len(relay.Source) != 1 || !nlp.Holds(relay.Content, anchor(told)) {
		return false
	}
	first, end := claim(relay)
	last := told.Content[len(told.Content)-1]
	if relay.Content[len(relay.Content)-1].End > first || !last.Has(first) || last.End > end+1 {
		return false
	}
	return cut(doc, told, first)
}

// claim returns the tokens from the first to the last of source and cue.
func claim(r *Relation) (first, end int) {
	return min(r.Cue[0].First, r.Source[0].First), max(r.Cue[len(r.Cue)-1].End, r.Source[len(r.Source)-1].End)
}

// aside is the other way round: in "A said that, according to the ministry, C"
// the ministry stands inside what A said, and its content lies there too.
func aside(doc *nlp.Doc, told, named *Relation) bool {
	if len(named.Cue) != 1 || len(named.Source) != 1 || len(told.Cue) == 0 {
		return false
	}
	first, end := claim(named)
	from, to := told.Content[0].First, told.Content[len(told.Content)-1].End
	if first < from || end+2 > to || !nlp.Holds(named.Content, anchor(told)) {
		return false
	}
	var kept []nlp.Range
	for _, r := range named.Content {
		if r = (nlp.Range{First: max(r.First, from), End: min(r.End, to)}); r.Len() > 0 {
			kept = append(kept, r)
		}
	}
	if kept = trimmed(doc, kept); len(kept) == 0 {
		return false
	}
	named.Content = kept
	return true
}

// goesOn ends a content before the next thing that its speaker did: in "A scolded
// B, adding that C" and "A scolded B and promised C" the adding and the promise
// are A's, and no part of what A scolded B for. The tree shows it, and for a
// participle also a source of its own that is the same.
func goesOn(doc *nlp.Doc, told, next *Relation) bool {
	if len(next.Cue) == 0 || next.Cue[0].First == 0 || told.Content[0].First >= next.Cue[0].First {
		return false
	}
	first := next.Cue[0].First
	link := &doc.Tokens[first-1]
	same := len(next.Source) > 0 && slices.Equal(next.Source, told.Source)
	switch t := &doc.Tokens[first]; {
	case !nlp.Holds(told.Content, first):
		return false
	case t.Tag == nlp.TagVBG && link.Tag == nlp.TagComma:
		same = same || t.Dep == nlp.DepAdvcl && nlp.Holds(told.Cue, int(t.Head))
	case link.Tag == nlp.TagCC:
		same = same && coordinated(doc, told.Cue, next.Cue[0])
	default:
		return false
	}
	return same && cut(doc, told, first)
}

// coordinated reports whether a verb of the cue next is joined by a conjunction
// to one of the cue told.
func coordinated(doc *nlp.Doc, told []nlp.Range, next nlp.Range) bool {
	for i := next.First; i < next.End; i++ {
		if t := &doc.Tokens[i]; t.Dep == nlp.DepConj && nlp.Holds(told, int(t.Head)) {
			return true
		}
	}
	return false
}

// cut ends the content of r before token end, conjunctions and marks left out; it
// reports whether something is left.
func cut(doc *nlp.Doc, r *Relation, end int) bool {
	for end > 0 && doc.Tokens[end-1].Tag == nlp.TagCC {
		end--
	}
	kept := trimmed(doc, upTo(r.Content, end))
	if len(kept) == 0 {
		return false
	}
	r.Content = kept
	return true
}

// upTo returns the parts of ranges that lie before token end.
func upTo(ranges []nlp.Range, end int) []nlp.Range {
	var out []nlp.Range
	for _, r := range ranges {
		if r.First < end {
			out = append(out, nlp.Range{First: r.First, End: min(r.End, end)})
		}
	}
	return out
}

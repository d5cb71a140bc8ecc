package query

import (
	"slices"
	"strings"
)

// Range is a half-open range of bytes in a text.
type Range struct{ Start, End int }

// Highlight returns where the words that the query looks for in a field stand
// in a text of that field, in order and disjoint. Phrases are marked from their
// first word to their last.
func (q *Query) Highlight(f Field, text string) []Range {
	var terms []Term
	for _, c := range q.Conditions {
		for _, t := range c {
			if t.Field == f && !t.Not && len(t.Words) > 0 {
				terms = append(terms, t)
			}
		}
	}
	if len(terms) == 0 {
		return nil
	}
	words := Words(text)
	var found []Range
	for _, t := range terms {
		if f == Content {
			found = appendPhrases(found, words, t)
		} else {
			found = appendNames(found, words, t)
		}
	}
	return merge(found)
}

func appendPhrases(found []Range, words []Word, t Term) []Range {
	for i := range words {
		if t.begins(words[i:]) {
			found = append(found, Range{words[i].Start, words[i+len(t.Words)-1].End})
		}
	}
	return found
}

// appendNames marks each word of a name wherever it stands.
func appendNames(found []Range, words []Word, t Term) []Range {
	for _, w := range words {
		for k := range t.Words {
			if t.matches(k, w.Text) {
				found = append(found, Range{w.Start, w.End})
				break
			}
		}
	}
	return found
}

// begins reports whether words begin with the phrase.
func (t *Term) begins(words []Word) bool {
	if len(words) < len(t.Words) {
		return false
	}
	for k := range t.Words {
		if !t.matches(k, words[k].Text) {
			return false
		}
	}
	return true
}

// matches reports whether a word is the k-th of the term.
func (t *Term) matches(k int, word string) bool {
	if t.Prefix && k == len(t.Words)-1 {
		return strings.HasPrefix(word, t.Words[k])
	}
	return word == t.Words[k]
}

// merge sorts ranges and joins those that overlap.
func merge(ranges []Range) []Range {
	slices.SortFunc(ranges, func(a, b Range) int { return a.Start - b.Start })
	var merged []Range
	for _, r := range ranges {
		if k := len(merged) - 1; k >= 0 && r.Start < merged[k].End {
			merged[k].End = max(merged[k].End, r.End)
			continue
		}
		merged = append(merged, r)
	}
	return merged
}

package compare

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Similarity
//
// Whether two statements are the same is decided from their alignment, by a
// logistic regression over a handful of features that can be told to people: how
// much of the words is the same, how many in a row, whether the numbers and the
// speakers agree. A negation or a hedge that is lost does not make another
// statement of it: that is a change, and is told as one (see change.go).
//
// The weights are fitted on the dev events of the sample corpus; a test fits
// them anew and fails if they are not what stands here.

// feature is one ground of the decision.
type feature uint8

const (
	dice         feature = iota // mass of the matched words, as a share of that of both statements
	cover                       // the same, of the shorter statement
	shared                      // mass of the matched words, up to 4, by 4
	inRow                       // longest row of words that count and are the same, up to 6, by 6
	sameSpeaker                 // names of the speakers agree
	otherSpeaker                // … do not
	clashing                    // a number stands for another one
	sameArticle                 // neither of them in its headline
	headlined                   // in one article, one of them in its headline
	sameNumbers                 // numbers that both have, up to 2, by 2
	numFeatures
)

// weights are those of the features, and the constant.
var weights = [numFeatures + 1]float64{5.77, 3.43, 1.10, 2.71, 2.00, -1.36, -0.51, -1.86, 1.15, 1.26, -6.72}

// Similarity says how likely it is that two statements are the same, and why.
type Similarity struct {
	Score    float64 // probability in [0,1]
	Relation Relation
	values   [numFeatures]float64
}

// likely is the Score from which two statements are taken for the same where
// there are no others to ask.
const likely = 0.5

// Similar compares two statements. It is symmetrical.
func Similar(a, b *Statement) Similarity {
	var s aligner
	return s.similar(a, b)
}

// thin is the mass below which a statement ("not everyone", "it") is like another
// only if it has the same words.
const thin = 0.92

// similar is Similar; the order of the two is fixed, so that it is symmetrical.
func (s *aligner) similar(a, b *Statement) Similarity {
	if a.key > b.key {
		a, b = b, a
	}
	al := s.align(a.Words, b.Words)
	r := measure(a, b, &al)
	if min(a.Mass, b.Mass) < thin && !sameWords(a.Words, b.Words) {
		r.Score = 0
	}
	return r
}

func measure(a, b *Statement, al *Alignment) Similarity {
	inA, inB, row, numbers := sums(al)
	r := Similarity{Relation: relate(a.name, b.name)}
	v := &r.values
	v[dice] = float64((inA + inB) / max(a.Mass+b.Mass, 0.1))
	v[cover] = float64(max(inA/max(a.Mass, 0.1), inB/max(b.Mass, 0.1)))
	v[shared] = float64(min(inA, inB, 4) / 4)
	v[inRow] = float64(min(row, 6)) / 6
	switch r.Relation {
	case Same:
		v[sameSpeaker] = 1
	case Akin:
		v[sameSpeaker] = 0.5
	case Other:
		v[otherSpeaker] = 1
	}
	v[clashing] = float64(min(clash(al), 1))
	switch {
	case a.Article != b.Article:
	case a.InHeadline() != b.InHeadline():
		v[headlined] = 1
	default:
		v[sameArticle] = 1
	}
	v[sameNumbers] = float64(min(numbers, 2)) / 2
	r.decide()
	return r
}

// decide sets the Score.
func (r *Similarity) decide() {
	z := weights[numFeatures]
	for i, x := range r.values {
		z += weights[i] * x
	}
	r.Score = 1 / (1 + math.Exp(-z))
}

// asIfSame returns the similarity there would be if the speakers were the same.
func (r Similarity) asIfSame() Similarity {
	r.values[sameSpeaker], r.values[otherSpeaker] = 1, 0
	r.decide()
	return r
}

// Reasons tells in words what speaks for and against two statements being the
// same, the weightiest first.
func (r Similarity) Reasons() []string {
	type reason struct {
		weight float64
		words  string
	}
	all := []reason{
		{weights[dice] * r.values[dice], fmt.Sprintf("%.0f%% of the words of both, by weight", 100*r.values[dice])},
		{weights[cover] * r.values[cover], fmt.Sprintf("%.0f%% of the words of the shorter", 100*r.values[cover])},
		{weights[inRow] * r.values[inRow], fmt.Sprintf("%.0f words in a row", 6*r.values[inRow])},
		{weights[sameSpeaker] * r.values[sameSpeaker], "the speakers' names agree"},
		{weights[otherSpeaker] * r.values[otherSpeaker], "the speakers' names differ"},
		{weights[clashing] * r.values[clashing], "a number stands for another"},
		{weights[sameArticle] * r.values[sameArticle], "both stand in one article"},
		{weights[headlined] * r.values[headlined], "one stands in the headline of the other's article"},
		{weights[sameNumbers] * r.values[sameNumbers], "numbers agree"},
	}
	all = slices.DeleteFunc(all, func(x reason) bool { return x.weight == 0 })
	slices.SortStableFunc(all, func(x, y reason) int { return cmp.Compare(math.Abs(y.weight), math.Abs(x.weight)) })
	var out []string
	for _, x := range all {
		out = append(out, x.words)
	}
	return out
}

// sums adds up the matches of an alignment: their mass on either side, the
// longest row of words that count and are the same, and the numbers.
func sums(al *Alignment) (inA, inB float32, row, numbers int) {
	now, prev := 0, Match{A: -2, B: -2}
	for _, m := range al.Matches {
		x, y := &al.A[m.A], &al.B[m.B]
		inA += shares[m.Level] * x.mass
		inB += shares[m.Level] * y.mass
		goesOn := m.Level >= Inflected && prev.A+1 == m.A && prev.B+1 == m.B
		if !goesOn {
			now = 0
		}
		if x.counts() {
			now++
		}
		row = max(row, now)
		prev = m
		if x.is(number) && m.Level == Exact {
			numbers++
		}
	}
	return inA, inB, row, numbers
}

// clash counts the numbers of either side that have nothing like them on the
// other, the fewer of the two.
func clash(al *Alignment) int {
	a, b := al.free()
	return min(countNumbers(al.A, a), countNumbers(al.B, b))
}

func countNumbers(all []Word, at []int) int {
	n := 0
	for _, i := range at {
		if all[i].is(number) {
			n++
		}
	}
	return n
}

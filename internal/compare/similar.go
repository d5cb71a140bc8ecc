package compare

import "math"

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
var weights = [numFeatures + 1]float64{5.71, 3.35, 1.18, 2.69, 1.80, -1.49, -0.49, -1.86, 1.16, 1.19, -6.54}

// Similarity says how likely it is that two statements are the same, and why.
type Similarity struct {
	Score    float64 // probability in [0,1]
	Relation Relation
	values   [numFeatures]float64
}

// same is the Score from which two statements are taken for the same where
// there are no others to ask.
const same = 0.5

// Similar compares two statements. It is symmetrical.
func Similar(a, b *Statement) Similarity {
	var s aligner
	return s.similar(a, b)
}

// similar is Similar; the order of the two is fixed, so that it is symmetrical.
func (s *aligner) similar(a, b *Statement) Similarity {
	if a.key > b.key {
		a, b = b, a
	}
	al := s.align(a.Words, b.Words)
	return measure(a, b, &al)
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
	z := weights[numFeatures]
	for i, x := range v {
		z += weights[i] * x
	}
	r.Score = 1 / (1 + math.Exp(-z))
	return r
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

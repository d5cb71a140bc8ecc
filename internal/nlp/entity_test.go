package nlp

import (
	"math/rand/v2"
	"testing"
)

// TestViterbiAgainstBruteForce tries all label sequences of short sentences.
func TestViterbiAgainstBruteForce(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	n := &namer{}
	for range 20 {
		for a := range numLabels {
			for b := range numLabels {
				n.step[a][b] = forbidden
				if follows(a, b) {
					n.step[a][b] = random.Float32()
				}
			}
		}
		var s nameScratch
		for range 3 {
			var row [numLabels]float32
			for k := range row {
				row[k] = random.Float32() * 2
			}
			s.scores = append(s.scores, row)
		}
		score := func(labels []uint8) float32 {
			total, last := float32(0), outside
			for i, l := range labels {
				total += n.step[last][l] + s.scores[i][l]
				last = int(l)
			}
			return total + n.step[last][outside]
		}
		best := float32(-1e30)
		for a := range uint8(numLabels) {
			for b := range uint8(numLabels) {
				for c := range uint8(numLabels) {
					best = max(best, score([]uint8{a, b, c}))
				}
			}
		}
		if got := score(n.viterbi(&s)); got < best-1e-4 {
			t.Fatalf("Viterbi found %g, the best is %g", got, best)
		}
	}
}

func TestLabelsRoundTrip(t *testing.T) {
	d := FromWords([]Sentence{{Words: []Word{{Form: "Ada"}, {Form: "Lind"}, {Form: "of"}, {Form: "Norvia"}}}})
	d.SetEntities([]Entity{{Range{0, 2}, Person}, {Range{3, 4}, Place}})
	want := []uint8{uint8(labelOf(Person, labelBegin)), uint8(labelOf(Person, labelEnd)), outside, uint8(labelOf(Place, labelSingle))}
	for i, got := range labelsOf(d) {
		if got != want[i] {
			t.Errorf("token %d has label %d, want %d", i, got, want[i])
		}
		kind, part := labelParts(int(got))
		if got != outside && labelOf(kind, part) != int(got) {
			t.Errorf("label %d does not come apart", got)
		}
	}
}

func TestSurnamesAreConsistent(t *testing.T) {
	d := FromWords([]Sentence{{Words: []Word{{Form: "Ada"}, {Form: "Lind"}, {Form: "spoke"}, {Form: "."}}},
		{Words: []Word{{Form: "Lind"}, {Form: "left"}, {Form: "."}}}})
	got := consistent(d, []Entity{{Range{0, 2}, Person}, {Range{4, 5}, Place}})
	if got[1].Kind != Person {
		t.Errorf("a surname alone is a %v", got[1].Kind)
	}
}

func TestGazetteer(t *testing.T) {
	d := FromWords([]Sentence{{Words: []Word{{Form: "New"}, {Form: "Zealand"}, {Form: "and"}, {Form: "Peru"}}}})
	marks := make([]uint64, 4)
	gazetteerWords().mark(d.Tokens, marks)
	if marks[0]&1 == 0 || marks[0] != marks[1] || marks[2] != 0 || marks[3] != 1 {
		t.Errorf("marks %v", marks)
	}
}

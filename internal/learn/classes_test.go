package learn

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// A made-up language: sentences "D N V D N", each slot with ten words.
func clusterText() (text []int32, words int) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		for _, slot := range []int32{0, 1, 2, 0, 1} {
			text = append(text, slot*10+random.Int32N(10))
		}
		text = append(text, -1)
	}
	return text, 31 // word 30 never occurs
}

func TestClusterFindsWordClasses(t *testing.T) {
	text, words := clusterText()
	got := Cluster(text, words, ClusterOptions{Classes: 3, MinCount: 2, Rounds: 10})
	for slot := range 3 {
		for w := slot * 10; w < slot*10+10; w++ {
			if got[w] == 0 || got[w] != got[slot*10] {
				t.Errorf("word %d has class %d, word %d class %d", w, got[w], slot*10, got[slot*10])
			}
		}
	}
	if got[0] == got[10] || got[10] == got[20] || got[0] == got[20] {
		t.Errorf("classes of different slots coincide: %v", got)
	}
	if got[30] != 0 {
		t.Errorf("a word that does not occur has class %d", got[30])
	}
	if again := Cluster(text, words, ClusterOptions{Classes: 3, MinCount: 2, Rounds: 10}); !slices.Equal(got, again) {
		t.Error("clustering twice gave different classes")
	}
}

package learn

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// TestRank fits a ranker to lists in which the option with the feature "short"
// is right unless another has "quoted", and expects it to learn both.
func TestRank(t *testing.T) {
	short, quoted := String("short"), String("quoted")
	fit := func() []byte {
		rng := rand.New(rand.NewPCG(3, 3))
		trainer := NewRankTrainer(ChainOptions{Cutoff: 1, Epochs: 6, Rate: 0.1, Dropout: 0.1, Seed: 9})
		for range 400 {
			right, n := rng.IntN(4), 4
			other := (right + 1 + rng.IntN(3)) % 4
			trainer.Begin(right)
			both := rng.IntN(2) == 0
			for k := range n {
				features := []uint64{String("any"), Mix(1, uint64(rng.IntN(50)))}
				switch {
				case both && k == right:
					features = append(features, quoted)
				case both && k == other, !both && k == right:
					features = append(features, short)
				}
				trainer.Option(features)
			}
		}
		return trainer.Fit()
	}
	data := fit()
	if !bytes.Equal(data, fit()) {
		t.Error("equal lists gave different bytes")
	}
	chain, err := LoadChain(data)
	if err != nil {
		t.Fatal(err)
	}
	score := func(features ...uint64) float32 {
		var out [2]float32
		chain.Classify(features, out[:])
		return out[1] - out[0]
	}
	if plain, s, q := score(), score(short), score(quoted); !(q > s && s > plain) {
		t.Errorf("scores: quoted %v, short %v, neither %v; want them falling", q, s, plain)
	}
}

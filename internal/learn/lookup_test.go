package learn

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The plain versions are the oracles of the vector ones: the sums must be equal
// to the bit, for any number of features, known and unknown.

func needVectors(t *testing.T) {
	if !vectors {
		t.Skip("this processor has no vectors that Hearsay uses")
	}
}

// keysAndStrangers returns n features; some of those returned by any are unknown.
func keysAndStrangers(rng *rand.Rand, n int) (keys []uint64, some func(n int) []uint64) {
	keys = make([]uint64, n)
	for i := range keys {
		keys[i] = rng.Uint64()
	}
	return keys, func(n int) []uint64 {
		out := make([]uint64, n)
		for i := range out {
			if out[i] = rng.Uint64(); rng.IntN(3) > 0 {
				out[i] = keys[rng.IntN(len(keys))]
			}
		}
		return out
	}
}

func TestTernaryVectorsAgree(t *testing.T) {
	needVectors(t)
	rng := rand.New(rand.NewPCG(7, 8))
	keys, some := keysAndStrangers(rng, 3000)
	rows := make([]ternaryRow, len(keys))
	for i, h := range keys {
		rows[i] = ternaryRow{h, float32(rng.NormFloat64()), float32(rng.NormFloat64())}
	}
	tern, err := OpenTernary(encodeTernary(rows, 0.9))
	if err != nil {
		t.Fatal(err)
	}
	for n := range 300 {
		features := some(n)
		one, two := tern.Score(features)
		if a, b := tern.scorePlain(features); a != one || b != two {
			t.Fatalf("%d features: %d, %d with vectors, %d, %d without", n, one, two, a, b)
		}
	}
}

func TestTableVectorsAgree(t *testing.T) {
	needVectors(t)
	rng := rand.New(rand.NewPCG(9, 10))
	for width := 1; width <= maxWidth; width++ {
		keys, some := keysAndStrangers(rng, 1000)
		rows := make([]float32, len(keys)*width)
		for i := range rows {
			rows[i] = float32(rng.NormFloat64())
		}
		table, err := OpenTable(buildTable(keys, rows, width))
		if err != nil {
			t.Fatal(err)
		}
		fast, plain := make([]float32, width), make([]float32, width)
		for n := 0; n < 700; n += 1 + n/8 {
			features := some(n)
			table.Sum(features, fast)
			table.sumPlain(features, plain)
			if !slices.Equal(fast, plain) {
				t.Fatalf("width %d, %d features: %v with vectors, %v without", width, n, fast, plain)
			}
		}
	}
}

func TestPerceptronVectorsAgree(t *testing.T) {
	needVectors(t)
	rng := rand.New(rand.NewPCG(11, 12))
	for _, classes := range []int{2, 16, 17, 50, MaxClasses - 1} {
		keys, some := keysAndStrangers(rng, 3000)
		trainer := NewPerceptronTrainer(classes, 1)
		for _, h := range keys {
			for range 1 + rng.IntN(8) {
				trainer.Reward([]uint64{h}, rng.IntN(classes), float32(rng.NormFloat64()))
			}
		}
		trainer.Tick()
		p, err := OpenPerceptron(trainer.Encode(0))
		if err != nil {
			t.Fatal(err)
		}
		for n := range 300 {
			features := some(n)
			var fast Scores
			var plain sums
			p.Score(features, &fast)
			p.sumPlain(features, &plain)
			for c := range classes {
				if want := float32(plain[c]) * p.unit; fast[c] != want {
					t.Fatalf("%d classes, %d features: class %d scores %v with vectors, %v without", classes, n, c, fast[c], want)
				}
			}
		}
	}
}

func TestExpVectorsAgree(t *testing.T) {
	needVectors(t)
	rng := rand.New(rand.NewPCG(13, 14))
	src := []float32{0, 1, -1, expMost, expLeast, expMost + 1, expLeast - 1, forbidden}
	for range 1 << 16 {
		src = append(src, float32(rng.NormFloat64()*20))
	}
	dst := make([]float32, len(src))
	expAll(dst, src)
	for i, x := range src {
		if want := exp(x); dst[i] != want {
			t.Fatalf("exp %v is %v with vectors, %v without", x, dst[i], want)
		}
	}
}

func TestExp(t *testing.T) {
	for x := float32(expLeast); x <= expMost; x += 0.001 {
		if got, want := float64(exp(x)), math.Exp(float64(x)); math.Abs(got-want) > 2e-7*want {
			t.Fatalf("exp %v is %v, want %v", x, got, want)
		}
	}
}

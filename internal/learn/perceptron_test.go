package learn

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"
)

// fitExample trains on a noisy rule: the class is the first feature modulo the
// number of classes.
func fitExample(classes int) (*PerceptronTrainer, [][]uint64, []int) {
	random := rand.New(rand.NewPCG(1, 2))
	t := NewPerceptronTrainer(classes, 1)
	var rows [][]uint64
	var want []int
	for range 2000 {
		v := random.Uint64N(40)
		row := []uint64{Mix(1, v), Mix(2, random.Uint64N(300)), Mix(3, random.Uint64N(5))}
		rows, want = append(rows, row), append(want, int(v)%classes)
	}
	for range 3 {
		for i, row := range rows {
			var s Scores
			t.Score(row, &s)
			if got := s.Best(classes); got != want[i] {
				t.Update(row, want[i], got, 1)
			}
			t.Tick()
		}
	}
	return t, rows, want
}

func TestPerceptronLearnsAndStores(t *testing.T) {
	trainer, rows, want := fitExample(40)
	data := trainer.Encode(0)
	p, err := OpenPerceptron(data)
	if err != nil {
		t.Fatal(err)
	}
	if p.Classes() != 40 {
		t.Fatalf("%d classes, want 40", p.Classes())
	}
	right := 0
	for i, row := range rows {
		var got Scores
		p.Score(row, &got)
		if got.Best(40) == want[i] {
			right++
		}
		for c, w := range averages(trainer, row) {
			if math.Abs(float64(w-got[c])) > 0.05*math.Abs(float64(w))+0.1 {
				t.Fatalf("row %d class %d: stored score %g, trained %g", i, c, got[c], w)
			}
		}
	}
	if right < len(rows)*95/100 {
		t.Errorf("%d of %d right", right, len(rows))
	}
	again, _, _ := fitExample(40)
	if !bytes.Equal(data, again.Encode(0)) {
		t.Error("training twice gave different bytes")
	}
}

// averages returns the plain sums of averaged weights.
func averages(t *PerceptronTrainer, row []uint64) []float32 {
	out := make([]float32, t.classes)
	for _, h := range row {
		if s := t.slots[t.find(h)]; s.feature == h {
			for i := s.first; i < s.first+uint32(s.n); i++ {
				out[t.weights[i].class] += t.average(i)
			}
		}
	}
	return out
}

// TestTernaryAgrees holds the fast form against the plain one.
func TestTernaryAgrees(t *testing.T) {
	trainer, rows, _ := fitExample(3)
	tern, err := OpenTernary(trainer.EncodeTernary(0))
	if err != nil {
		t.Fatal(err)
	}
	differ := 0
	for _, row := range rows {
		var s Scores
		for c, w := range averages(trainer, row) {
			s[c] = w
		}
		one, two := tern.Score(row)
		fast := Scores{-float32(one) - float32(two), float32(one), float32(two)}
		if fast.Best(3) != s.Best(3) {
			differ++
		}
	}
	if differ > len(rows)/50 {
		t.Errorf("%d of %d decisions differ", differ, len(rows))
	}
	if one, two := tern.Score(nil); one != 0 || two != 0 {
		t.Errorf("no features score %d, %d", one, two)
	}
}

func TestDamagedModels(t *testing.T) {
	trainer, _, _ := fitExample(3)
	plain, ternary := trainer.Encode(0), trainer.EncodeTernary(0)
	for n := range 200 {
		if _, err := OpenPerceptron(plain[:n*len(plain)/200]); err == nil {
			t.Errorf("perceptron cut to %d of 200 parts was opened", n)
		}
		if _, err := OpenTernary(ternary[:n*len(ternary)/200]); err == nil {
			t.Errorf("ternary cut to %d of 200 parts was opened", n)
		}
	}
}

func TestWeightCodes(t *testing.T) {
	codes := weightCodes(50)
	for _, w := range []float32{0, 0.05, -0.3, 1, -2.5, 17, -50, 49.9} {
		got := codes[encodeWeight(&codes, w)]
		if math.Abs(float64(got-w)) > 0.02*math.Abs(float64(w))+0.03 {
			t.Errorf("%g is stored as %g", w, got)
		}
	}
}

func BenchmarkPerceptronScore(b *testing.B) {
	trainer, rows, _ := fitExample(40)
	p, err := OpenPerceptron(trainer.Encode(0))
	if err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		var s Scores
		p.Score(rows[i%len(rows)], &s)
		i++
	}
}

package learn

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestKBest compares the k best labellings with those of trying them all.
func TestKBest(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	var l Lattice
	for range 200 {
		n, labels, k := 1+rng.IntN(5), 2+rng.IntN(3), 1+rng.IntN(9)
		l.Reset(n, labels)
		for i := range n {
			for y := range labels {
				l.Unary(i)[y] = rng.Float32()
			}
			for p := range l.Pair(i) {
				l.Pair(i)[p] = rng.Float32()
			}
		}
		if n > 2 {
			l.Allow(1, 2)
		}
		got, all := l.KBest(k), everyLabelling(&l)
		if want := min(k, len(all)); len(got) != want {
			t.Fatalf("n %d, labels %d, k %d: %d labellings, want %d", n, labels, k, len(got), want)
		}
		for j, g := range got {
			if diff := g.Score - all[j].Score; diff > 1e-4 || diff < -1e-4 {
				t.Fatalf("labelling %d has score %v, want %v", j, g.Score, all[j].Score)
			}
			if s := scoreOf(&l, g.Path); s-g.Score > 1e-4 || g.Score-s > 1e-4 {
				t.Fatalf("labelling %v says score %v, its path has %v", g.Path, g.Score, s)
			}
		}
		path, _ := l.Viterbi()
		if !slices.Equal(path, got[0].Path) {
			t.Fatalf("the best is %v, Viterbi says %v", got[0].Path, path)
		}
	}
}

// everyLabelling returns all permitted labellings, best first.
func everyLabelling(l *Lattice) []Labelling {
	var out []Labelling
	path := make([]uint8, l.Len())
	var try func(i int)
	try = func(i int) {
		if i == len(path) {
			out = append(out, Labelling{slices.Clone(path), scoreOf(l, path)})
			return
		}
		for y, u := range l.Unary(i) {
			if u > forbidden {
				path[i] = uint8(y)
				try(i + 1)
			}
		}
	}
	try(0)
	slices.SortFunc(out, func(a, b Labelling) int {
		if a.Score > b.Score {
			return -1
		}
		return 1
	})
	return out
}

func scoreOf(l *Lattice, path []uint8) float64 {
	sum := float32(0)
	for i, y := range path {
		sum += l.Unary(i)[y]
		if i > 0 {
			sum += l.Pair(i)[int(path[i-1])*l.labels+int(y)]
		}
	}
	return float64(sum)
}

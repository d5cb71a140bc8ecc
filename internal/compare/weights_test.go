package compare

import (
	"math"
	"testing"
)

// TestWeightsAreFitted fits the weights of Similar anew, on the pairs of
// statements of the dev events as people annotated them, and compares.
func TestWeightsAreFitted(t *testing.T) {
	var x [][numFeatures + 1]float64
	var y []float64
	var s aligner
	for _, g := range goldEvents(t) {
		if g.Test {
			continue
		}
		for i, b := range g.statements {
			for j, a := range g.statements[:i] {
				yes, clear := g.same(j, i)
				if !clear {
					continue
				}
				row := [numFeatures + 1]float64{numFeatures: 1}
				copy(row[:], measureAs(&s, a, b))
				x = append(x, row)
				y = append(y, map[bool]float64{true: 1}[yes])
			}
		}
	}
	fitted := fitLogistic(x, y, 1.0/3)
	for i, w := range fitted {
		if math.Abs(w-weights[i]) > 0.006 {
			t.Fatalf("fitted weights are %.2f, those in use %.2f", fitted, weights)
		}
	}
}

func measureAs(s *aligner, a, b *Statement) []float64 {
	r := s.similar(a, b)
	return r.values[:]
}

// fitLogistic finds the weights of least loss with a penalty on their squares,
// the last one aside, by Newton's method.
func fitLogistic(x [][numFeatures + 1]float64, y []float64, penalty float64) (w [numFeatures + 1]float64) {
	const n = int(numFeatures) + 1
	for range 30 {
		var grad [n]float64
		var hess [n][n]float64
		for i := range w[:n-1] {
			grad[i], hess[i][i] = penalty*w[i], penalty
		}
		for k, row := range x {
			z := 0.0
			for i, v := range row {
				z += w[i] * v
			}
			p := 1 / (1 + math.Exp(-z))
			for i, v := range row {
				grad[i] += (p - y[k]) * v
				for j, u := range row {
					hess[i][j] += p * (1 - p) * v * u
				}
			}
		}
		step := solve(hess, grad)
		for i := range w {
			w[i] -= step[i]
		}
	}
	return w
}

// solve solves a symmetric positive system by elimination.
func solve(m [numFeatures + 1][numFeatures + 1]float64, v [numFeatures + 1]float64) [numFeatures + 1]float64 {
	n := len(v)
	for i := range n {
		for k := i + 1; k < n; k++ {
			f := m[k][i] / m[i][i]
			for j := i; j < n; j++ {
				m[k][j] -= f * m[i][j]
			}
			v[k] -= f * v[i]
		}
	}
	for i := n - 1; i >= 0; i-- {
		for j := i + 1; j < n; j++ {
			v[i] -= m[i][j] * v[j]
		}
		v[i] /= m[i][i]
	}
	return v
}

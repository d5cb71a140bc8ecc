package eval

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"hearsay"
)

// The figures are worked out by hand: of two bins the first holds the scores 0.1
// and 0.3, one of them right, and the second 0.5, 0.9 and 1.0, two of them right.
func TestCalibrateByHand(t *testing.T) {
	all := []Judged{{0.9, true}, {0.1, false}, {1, true}, {0.3, true}, {0.5, false}}
	const want = `candidates                   5, of them right 3 (60.0 %), mean score 0.560
expected calibration error   0.200 over bins of equal width, 0.200 over bins of equal mass
Brier score                  0.152 (0.240 for always the same score)

equal width      candidates mean score   right  95 % interval
0.000 to 0.500            2      0.200   0.500  0.095 to 0.905
0.500 to 1.000            3      0.800   0.667  0.208 to 0.939

equal mass       candidates mean score   right  95 % interval
0.100 to 0.300            2      0.200   0.500  0.095 to 0.905
0.500 to 1.000            3      0.800   0.667  0.208 to 0.939
`
	var got bytes.Buffer
	c := Calibrate(all, 2)
	if err := c.WriteTable(&got); err != nil {
		t.Fatal(err)
	}
	if got.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", got.String(), want)
	}
	if all[0].Score != 0.9 {
		t.Error("the candidates were put in another order")
	}
}

// TestCalibrateKnown draws candidates whose scores are honest, and others whose
// scores are not, and looks whether the error says so.
func TestCalibrateKnown(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, tt := range []struct {
		name     string
		truth    func(float64) float64
		low, top float64
	}{
		{"honest", func(s float64) float64 { return s }, 0, 0.02},
		{"too sure", func(s float64) float64 { return 0.5 + (s-0.5)/2 }, 0.11, 0.14},
		{"always 0.2 too high", func(s float64) float64 { return max(0, s-0.2) }, 0.16, 0.20},
	} {
		var all []Judged
		for range 20000 {
			score := rng.Float64()
			all = append(all, Judged{score, rng.Float64() < tt.truth(score)})
		}
		c := Calibrate(all, 10)
		for _, e := range []float64{c.ECE, c.MassECE} {
			if e < tt.low || e > tt.top {
				t.Errorf("%s: error %.4f, want %.2f to %.2f", tt.name, e, tt.low, tt.top)
			}
		}
	}
}

func TestCalibrateAddsUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for n := range 40 {
		var all []Judged
		for range n {
			all = append(all, Judged{float64(rng.IntN(11)) / 10, rng.IntN(2) == 0})
		}
		c := Calibrate(all, 10)
		for _, bins := range [][]Bin{c.Width, c.Mass} {
			count, right, sum := 0, 0, 0.0
			for _, b := range bins {
				count, right, sum = count+b.N, right+b.Right, sum+float64(b.N)*b.MeanScore
				low, high := b.Interval()
				if low < 0 || high > 1 || b.N > 0 && (low > b.Share()+1e-9 || high < b.Share()-1e-9) {
					t.Fatalf("%+v: interval %v to %v", b, low, high)
				}
				if b.N > 0 && (b.MeanScore < b.From-1e-9 || b.MeanScore > b.To+1e-9) {
					t.Fatalf("%+v", b)
				}
			}
			if count != n || right != c.Right || math.Abs(sum-c.MeanScore*float64(n)) > 1e-9 {
				t.Fatalf("%d candidates: %+v", n, c)
			}
		}
		if math.IsNaN(c.ECE + c.MassECE + c.Brier) {
			t.Fatalf("%d candidates: %+v", n, c)
		}
	}
}

func TestJudge(t *testing.T) {
	const text = "Orde said dues would rise. Pilots fear the channel."
	span := func(start, end int) []hearsay.Span { return []hearsay.Span{{Start: start, End: end}} }
	att := func(score float64, rule string, source, cue, content []hearsay.Span) hearsay.Attribution {
		return hearsay.Attribution{Score: score, Rule: rule, Source: hearsay.Source{Spans: source}, Cue: hearsay.Cue{Spans: cue}, Content: content}
	}
	r := &hearsay.Reading{Article: hearsay.Article{Text: text}, Attributions: []hearsay.Attribution{
		att(0.9, "model", span(0, 4), span(5, 9), span(10, 25)),
		att(0.8, "model, nested", span(0, 4), span(5, 9), span(10, 25)),
		att(0.4, "closing", span(0, 4), span(34, 38), span(39, 50)),
	}}
	gold := written(t, text, "Orde | said | dues would rise\nPilots | fear | the channel\n")
	got := Judge(gold, r)
	if want := []Judged{{0.9, true}, {0.4, false}}; len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %v, want %v", got, want)
	}
}

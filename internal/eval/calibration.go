package eval

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"hearsay"
)

// A score promises how often such candidates are right: of those scored 0.8,
// eight in ten. Calibration says how well the promise is kept. Candidates are
// put into bins by their scores; in each, the mean score is compared with the
// share that is right. The expected calibration error is the mean distance of
// the two, weighted by the candidates in each bin (Naeini, Cooper and Hauskrecht
// 2015; Guo et al. 2017). It depends on the bins, so it is given for bins of
// equal width and for bins that hold equally many. The Brier score (1950) is the
// mean squared distance of each score from 1 or 0 and needs no bins.

// Judged is a candidate's score, and whether it is right.
type Judged struct {
	Score float64 // in [0,1]
	Right bool
}

// Judge says which attributions of a reading are right: those that match a gold
// attribution under the figure "relation" of score.go. The reading should be
// made with a threshold of 0. What was found inside the contents of others is
// left out, because flat annotation, such as PolNeAR's, says nothing about it.
func Judge(gold []Attribution, r *hearsay.Reading) []Judged {
	var read []Attribution
	var out []Judged
	for i, a := range FromReading(r) {
		if strings.HasSuffix(r.Attributions[i].Rule, "nested") {
			continue
		}
		read = append(read, a)
		out = append(out, Judged{Score: r.Attributions[i].Score})
	}
	words := wordsOf(r.Article.Text)
	for _, j := range matchRelations(wordSets(words, gold), wordSets(words, read), true) {
		out[j].Right = true
	}
	return out
}

// Calibration is how well scores keep their promise.
type Calibration struct {
	Candidates int     `json:"candidates"`
	Right      int     `json:"right"`
	MeanScore  float64 `json:"mean_score"`
	ECE        float64 `json:"ece"`      // expected calibration error, over Width
	MassECE    float64 `json:"mass_ece"` // the same over Mass
	Brier      float64 `json:"brier"`
	Constant   float64 `json:"brier_constant"` // Brier score of always giving the share that is right
	Width      []Bin   `json:"width"`          // bins of equal width over [0,1]
	Mass       []Bin   `json:"mass"`           // bins that hold equally many candidates, as near as can be
}

// Bin is the candidates whose scores lie near one another.
type Bin struct {
	From      float64 `json:"from"` // scores of bins by width: [From,To), the last one with its end
	To        float64 `json:"to"`   // of bins by mass: the least and the greatest score in it
	N         int     `json:"n"`
	Right     int     `json:"right"`
	MeanScore float64 `json:"mean_score"` // 0 if empty
}

// Share is the share of the bin that is right; 0 if it is empty.
func (b Bin) Share() float64 { return float64(b.Right) / float64(max(b.N, 1)) }

// Interval returns the bounds of the share that is right with 95 percent
// confidence, by Wilson's score (1927). An empty bin says nothing: 0 to 1.
func (b Bin) Interval() (low, high float64) {
	if b.N == 0 {
		return 0, 1
	}
	const z = 1.959964
	n, p := float64(b.N), b.Share()
	middle := p + z*z/(2*n)
	spread := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, (middle-spread)/(1+z*z/n)), min(1, (middle+spread)/(1+z*z/n))
}

// Calibrate measures the candidates with so many bins of either sort. Their
// order does not matter.
func Calibrate(all []Judged, bins int) Calibration {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Judged) int {
		return cmp.Or(cmp.Compare(a.Score, b.Score), btoi(a.Right)-btoi(b.Right))
	})
	whole := binOf(all)
	c := Calibration{Candidates: whole.N, Right: whole.Right, MeanScore: whole.MeanScore}
	c.Width, c.Mass = widthBins(all, bins), massBins(all, bins)
	c.ECE, c.MassECE = calibrationError(c.Width), calibrationError(c.Mass)
	for _, j := range all {
		miss := float64(btoi(j.Right)) - j.Score
		c.Brier += miss * miss / float64(whole.N)
	}
	c.Constant = whole.Share() * (1 - whole.Share())
	return c
}

// widthBins cuts [0,1] into equal parts; some may be empty. all is sorted.
func widthBins(all []Judged, n int) []Bin {
	out := make([]Bin, n)
	rest := all
	for i := range out {
		from, to := float64(i)/float64(n), float64(i+1)/float64(n)
		end := len(rest)
		if i < n-1 {
			end = 0
			for end < len(rest) && rest[end].Score < to {
				end++
			}
		}
		out[i] = binOf(rest[:end])
		out[i].From, out[i].To = from, to
		rest = rest[end:]
	}
	return out
}

// massBins cuts all, which is sorted, into n parts of the same size within one;
// fewer if there are not so many candidates.
func massBins(all []Judged, n int) []Bin {
	n = min(n, len(all))
	out := make([]Bin, n)
	for i := range out {
		out[i] = binOf(all[i*len(all)/n : (i+1)*len(all)/n])
	}
	return out
}

func binOf(part []Judged) Bin {
	b := Bin{N: len(part)}
	if b.N == 0 {
		return b
	}
	b.From, b.To = part[0].Score, part[b.N-1].Score
	for _, j := range part {
		b.Right += btoi(j.Right)
		b.MeanScore += j.Score
	}
	b.MeanScore /= float64(b.N)
	return b
}

func calibrationError(bins []Bin) float64 {
	sum, n := 0.0, 0
	for _, b := range bins {
		sum += float64(b.N) * math.Abs(b.MeanScore-b.Share())
		n += b.N
	}
	return sum / float64(max(n, 1))
}

// WriteTable prints the figures and both sorts of bins.
func (c Calibration) WriteTable(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-28s %d, of them right %d (%.1f %%), mean score %.3f\n", "candidates",
		c.Candidates, c.Right, percent(c.Right, c.Candidates), c.MeanScore)
	fmt.Fprintf(&b, "%-28s %.3f over bins of equal width, %.3f over bins of equal mass\n", "expected calibration error", c.ECE, c.MassECE)
	fmt.Fprintf(&b, "%-28s %.3f (%.3f for always the same score)\n", "Brier score", c.Brier, c.Constant)
	for _, part := range []struct {
		name string
		bins []Bin
	}{{"equal width", c.Width}, {"equal mass", c.Mass}} {
		fmt.Fprintf(&b, "\n%-16s %10s %10s %7s  %s\n", part.name, "candidates", "mean score", "right", "95 % interval")
		for _, bin := range part.bins {
			low, high := bin.Interval()
			fmt.Fprintf(&b, "%.3f to %.3f   %10d %10.3f %7.3f  %.3f to %.3f\n", bin.From, bin.To, bin.N, bin.MeanScore, bin.Share(), low, high)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

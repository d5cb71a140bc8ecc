package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"

	"hearsay/internal/eval"
)

//go:embed calibration.svg.tmpl
var calibrationTemplate string

// diagram is a reliability diagram in the units of its SVG, pixels from the top
// left: above, the share that is right against the score; below, how many
// candidates there are of each score.
type diagram struct {
	Corpus, Figures          string
	Candidates               int
	Width, Height            float64
	Left, Right, Top, Bottom float64 // of the upper part
	Foot                     float64 // of the lower part, whose bars stand on it
	Ticks                    []tick
	Bars                     []bar
	Points, Mass             []point
	Counts                   []countBar
}

type (
	tick     struct{ X, Y, Label any }
	bar      struct{ X, Y, Width, Height float64 }
	point    struct{ X, Y, Low, High float64 } // Low and High bound Y with 95 percent confidence
	countBar struct {
		X, Y, Width, Wrong float64 // of the part that is wrong, which stands on the right one
		RightY, Right      float64
		Middle             float64
		N                  int
	}
)

// Sizes of the drawing, in pixels.
const (
	plotSize    = 440.0
	countHeight = 84.0
	countGap    = 36.0
)

// Middle of the upper part, from the top.
func (d diagram) Middle() float64 { return (d.Top + d.Bottom) / 2 }

// Center of both parts, from the left.
func (d diagram) Center() float64 { return (d.Left + d.Right) / 2 }

// CountMiddle is the middle of the lower part, from the top.
func (d diagram) CountMiddle() float64 { return d.Foot - countHeight/2 }

// drawCalibration writes c as an SVG that fits light and dark pages.
func drawCalibration(w io.Writer, c eval.Calibration, corpus string) error {
	tmpl, err := template.New("calibration").Funcs(template.FuncMap{
		"sub": func(a float64, b float64) float64 { return round(a - b) },
	}).Parse(calibrationTemplate)
	if err != nil {
		return err
	}
	return tmpl.Execute(w, newDiagram(c, corpus))
}

func newDiagram(c eval.Calibration, corpus string) diagram {
	d := diagram{
		Corpus: corpus, Candidates: c.Candidates,
		Figures: fmt.Sprintf("expected calibration error %.3f, Brier score %.3f", c.ECE, c.Brier),
		Left:    76, Right: 76 + plotSize, Top: 88, Bottom: 88 + plotSize,
	}
	d.Foot = d.Bottom + countGap + countHeight
	d.Width, d.Height = d.Right+28, d.Foot+56
	for i := range 6 {
		at := float64(i) / 5
		d.Ticks = append(d.Ticks, tick{d.x(at), d.y(at), fmt.Sprintf("%.1f", at)})
	}
	most := 1
	for _, b := range c.Width {
		most = max(most, b.N)
	}
	for _, b := range c.Width {
		left, width := d.x(b.From)+1.5, d.x(b.To)-d.x(b.From)-3
		d.Counts = append(d.Counts, d.countBar(b, left, width, countHeight/float64(most)))
		if b.N > 0 {
			d.Bars = append(d.Bars, bar{round(left), d.y(b.Share()), round(width), round(d.Bottom - d.y(b.Share()))})
			d.Points = append(d.Points, d.point(b))
		}
	}
	for _, b := range c.Mass {
		d.Mass = append(d.Mass, d.point(b))
	}
	return d
}

func (d *diagram) point(b eval.Bin) point {
	low, high := b.Interval()
	return point{d.x(b.MeanScore), d.y(b.Share()), d.y(low), d.y(high)}
}

// countBar draws the candidates of a bin, each so many pixels high.
func (d *diagram) countBar(b eval.Bin, left, width, each float64) countBar {
	right, wrong := float64(b.Right)*each, float64(b.N-b.Right)*each
	return countBar{
		X: round(left), Y: round(d.Foot - right - wrong), Width: round(width), Wrong: round(wrong),
		RightY: round(d.Foot - right), Right: round(right), Middle: round(left + width/2), N: b.N,
	}
}

func (d *diagram) x(score float64) float64 { return round(d.Left + score*plotSize) }
func (d *diagram) y(share float64) float64 { return round(d.Bottom - share*plotSize) }

// round keeps drawings of equal figures equal, and short.
func round(x float64) float64 { return math.Round(x*10) / 10 }

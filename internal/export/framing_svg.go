package export

import (
	_ "embed"
	"fmt"
	"io"
	"text/template"

	"hearsay/internal/compare"
)

//go:embed framing.svg.tmpl
var framingTemplate string

// The measures of the chart, in the units of its view box.
const (
	chartLeft  = 220 // where bars begin
	chartWidth = 420 // of a bar of 100 %
	chartRow   = 22  // height of a bar with its gap
	chartGap   = 18  // between outlets
	chartTop   = 74
)

type chartBar struct {
	Y                 int
	Label, Value      string
	Width, Low, High  int // Low and High are where the interval begins and ends
	Middle, TextY     int
	Interval, Tooltip string
}

type chartOutlet struct {
	Name string
	Y    int
	Bars []chartBar
}

type chart struct {
	Height, Left, Right int
	Title, Note         string
	Ticks               []chartTick
	Outlets             []chartOutlet
}

type chartTick struct {
	X     int
	Label string
}

// WriteFramingSVG draws, for each outlet with enough attributions, the share of
// direct speech, of cues that are not neutral, of anonymous sources, and of words
// in its own voice, with the intervals. Every bar has its numbers as text.
func WriteFramingSVG(out io.Writer, f *compare.Framing) error {
	c := chart{Left: chartLeft, Right: chartLeft + chartWidth, Title: "How outlets present speakers"}
	c.Note = fmt.Sprintf("%d attributions in %d articles; outlets with fewer than %d are not shown; 95 %% intervals; lexicon %s", len(f.Rows), f.Articles-f.Copies, f.Least, f.Lexicon)
	for i := 0; i <= 4; i++ {
		c.Ticks = append(c.Ticks, chartTick{chartLeft + i*chartWidth/4, fmt.Sprintf("%d%%", 25*i)})
	}
	y := chartTop
	for i := range f.Outlets {
		cell := &f.Outlets[i]
		if !f.Shown(cell) {
			continue
		}
		o := chartOutlet{Name: fmt.Sprintf("%s (%d)", printable(cell.Outlet), len(cell.Rows)), Y: y + 12}
		y += chartRow
		for _, m := range chartMeasures(cell) {
			o.Bars = append(o.Bars, m.bar(y))
			y += chartRow
		}
		y += chartGap
		c.Outlets = append(c.Outlets, o)
	}
	c.Height = y + 20
	t, err := template.New("framing").Funcs(template.FuncMap{"add": func(a, b int) int { return a + b }}).Parse(framingTemplate)
	if err != nil {
		return fmt.Errorf("the chart of framing: %w", err)
	}
	if err := t.Execute(out, c); err != nil {
		return fmt.Errorf("the chart of framing: %w", err)
	}
	return nil
}

// chartMeasure is one bar of an outlet.
type chartMeasure struct {
	label    string
	share    compare.Share
	interval bool
}

func chartMeasures(c *compare.Cell) []chartMeasure {
	all := []chartMeasure{{"direct speech", c.DirectShare(), true}}
	for _, stance := range compare.Stances[1:] {
		all = append(all, chartMeasure{stance + " cues", c.Stance(stance), true})
	}
	return append(all, chartMeasure{"anonymous sources", c.NamingShare("anonymous"), true}, chartMeasure{"own voice (of words)", compare.NewShare(c.Own, c.All), false})
}

func (m chartMeasure) bar(y int) chartBar {
	at := func(x float64) int { return chartLeft + int(x*chartWidth+0.5) }
	b := chartBar{
		Y: y, Middle: y + 7, TextY: y + 12, Label: m.label, Width: at(m.share.Rate()) - chartLeft,
		Value:   fmt.Sprintf("%.0f%%", 100*m.share.Rate()),
		Tooltip: fmt.Sprintf("%s: %d of %d, %.1f%%", m.label, m.share.N, m.share.Of, 100*m.share.Rate()),
	}
	if m.interval {
		b.Low, b.High = at(m.share.Low), at(m.share.High)
		b.Interval = "yes"
		b.Tooltip += fmt.Sprintf(" (%.1f–%.1f%%)", 100*m.share.Low, 100*m.share.High)
	}
	return b
}

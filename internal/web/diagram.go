package web

import (
	"fmt"
	"html/template"
	"strings"
	"unicode"

	"hearsay/internal/export"
)

// The relays of an article, or of one attribution, are a tree: from the outlet
// through those who hand words on to those who spoke them. It is drawn from left
// to right, a box for each name, one under the other where they part; the same
// stands beside it as a list.

// relay is a name in the tree.
type relay struct {
	name     string
	n        int   // attributions that end here
	cards    []int // their numbers among the rows
	children []*relay
}

// relayTree puts chains together.
func relayTree(rows []export.Row) *relay {
	root := &relay{}
	for i := range rows {
		at := root
		for _, name := range rows[i].Chain {
			at = at.child(name)
		}
		at.n++
		at.cards = append(at.cards, i+1)
	}
	return root
}

func (r *relay) child(name string) *relay {
	for _, c := range r.children {
		if strings.EqualFold(c.name, name) {
			return c
		}
	}
	c := &relay{name: name}
	r.children = append(r.children, c)
	return c
}

// chainView is a chain in words.
type chainView struct {
	Names []string
	N     int
	Cards []int // numbers of the attributions
}

// list returns all chains at whose end somebody speaks.
func (r *relay) list() []chainView {
	var chains []chainView
	var walk func(at *relay, names []string)
	walk = func(at *relay, names []string) {
		if at.name != "" {
			names = append(names[:len(names):len(names)], at.name)
		}
		if at.n > 0 && len(names) > 0 {
			chains = append(chains, chainView{names, at.n, at.cards})
		}
		for _, c := range at.children {
			walk(c, names)
		}
	}
	walk(r, nil)
	return chains
}

// The measures of the drawing, in its own units.
const (
	boxHeight  = 30
	rowHeight  = 40
	boxGap     = 34
	boxPadding = 12
	longest    = 26 // letters of a name that are shown
	mostBoxes  = 40 // rows that are drawn
)

// svg draws the tree. It is empty if nobody stands between or there is too much
// to draw.
func (r *relay) svg() template.HTML {
	d := drawing{}
	d.measure(r, -1)
	if len(d.widths) == 0 || d.rows > mostBoxes {
		return ""
	}
	for _, c := range r.children {
		d.draw(c, 0)
	}
	width := 0.0
	for _, w := range d.widths {
		width += w + boxGap
	}
	return template.HTML(fmt.Sprintf(`<svg class="relays" viewBox="0 0 %.0f %d" width="%.0f" height="%d" role="img" aria-label="Who handed the words on: the list below says the same">%s%s</svg>`,
		width-boxGap+2, d.rows*rowHeight, width-boxGap+2, d.rows*rowHeight, d.lines.String(), d.boxes.String()))
}

type drawing struct {
	widths       []float64 // of the columns
	rows         int
	row          int // the next that is free
	lines, boxes strings.Builder
}

// measure finds how wide columns are, and how many rows there are.
func (d *drawing) measure(r *relay, column int) {
	if column >= 0 {
		for len(d.widths) <= column {
			d.widths = append(d.widths, 0)
		}
		d.widths[column] = max(d.widths[column], r.width(column))
	}
	if len(r.children) == 0 && column >= 0 {
		d.rows++
	}
	for _, c := range r.children {
		d.measure(c, column+1)
	}
}

// label is the name as it is drawn.
func (r *relay) label() string {
	name := []rune(strings.Join(strings.Fields(r.name), " "))
	if len(name) > longest {
		name = append(name[:longest-1], '…')
	}
	label := string(name)
	if r.n > 1 {
		label += " ×" + itoa(r.n)
	}
	return label
}

// width is how wide the box of a name is: room for it in the widest of the fonts that
// pages are shown in, and bold in the first column.
func (r *relay) width(column int) float64 {
	width := 2.0 * boxPadding
	for _, c := range r.label() {
		width += letterWidth(c)
	}
	if column == 0 && len(r.children) > 0 {
		width += (width - 2*boxPadding) * 0.13
	}
	return width
}

// letterWidth is how wide a letter is at 13 pixels, as DejaVu Sans has it, about.
func letterWidth(c rune) float64 {
	switch {
	case strings.ContainsRune("iljI.,:;'’‘|! ", c):
		return 4.6
	case strings.ContainsRune("ftr-()[]/“”\"", c):
		return 5.8
	case strings.ContainsRune("mwMW@%×…—", c):
		return 13
	case unicode.IsUpper(c):
		return 9.8
	case c > 0x2e80: // scripts whose letters fill a square
		return 13.5
	}
	return 8.4
}

// draw draws a name and what is below, and returns the height of its middle.
func (d *drawing) draw(r *relay, column int) float64 {
	x := 1.0
	for _, w := range d.widths[:column] {
		x += w + boxGap
	}
	width := r.width(column)
	var middles []float64
	for _, c := range r.children {
		middles = append(middles, d.draw(c, column+1))
	}
	var middle float64
	if len(middles) == 0 {
		middle = float64(d.row*rowHeight) + rowHeight/2
		d.row++
	} else {
		middle = (middles[0] + middles[len(middles)-1]) / 2
	}
	right := x + width
	next := x + d.widths[column] + boxGap
	for _, m := range middles {
		bend := next - boxGap/2
		fmt.Fprintf(&d.lines, `<path d="M%.1f %.1fH%.1fC%.1f %.1f %.1f %.1f %.1f %.1f"/>`, right, middle, bend-boxGap/2, bend, middle, bend, m, next, m)
	}
	class := "box"
	switch {
	case column == 0 && len(r.children) > 0:
		class += " outlet"
	case r.n > 0 && len(r.children) == 0:
		class += " speaker"
	default:
		class += " relay"
	}
	fmt.Fprintf(&d.boxes, `<g class="%s"><title>`, class)
	writeVisible(&d.boxes, r.name)
	fmt.Fprintf(&d.boxes, `</title><rect x="%.1f" y="%.1f" width="%.1f" height="%d" rx="4"/><text x="%.1f" y="%.1f" text-anchor="middle">`, x, middle-boxHeight/2, width, boxHeight, x+width/2, middle+4.5)
	d.boxes.WriteString(template.HTMLEscapeString(r.label()))
	d.boxes.WriteString("</text></g>")
	return middle
}

package web

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"hearsay/internal/store"
)

// timeline draws how many attributions each month has, from the first to the last.
// The table beside it says the same.
func timeline(months []store.Count) template.HTML {
	if len(months) < 2 {
		return ""
	}
	first, err1 := time.Parse("2006-01", months[0].Value)
	last, err2 := time.Parse("2006-01", months[len(months)-1].Value)
	if err1 != nil || err2 != nil {
		return ""
	}
	span := (last.Year()-first.Year())*12 + int(last.Month()) - int(first.Month()) + 1
	const width, height, base = 640, 110, 86
	step := float64(width) / float64(span)
	most := int64(1)
	for _, m := range months {
		most = max(most, m.N)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="timeline" viewBox="0 0 %d %d" role="img" aria-label="Attributions by month: the table below says the same">`, width, height)
	fmt.Fprintf(&b, `<path class="axis" d="M0 %d.5H%d"/>`, base, width)
	for _, m := range months {
		at, err := time.Parse("2006-01", m.Value)
		if err != nil {
			continue
		}
		k := (at.Year()-first.Year())*12 + int(at.Month()) - int(first.Month())
		tall := max(float64(m.N)/float64(most)*(base-16), 1.5)
		bar := max(min(step-1, 28), 0.8)
		fmt.Fprintf(&b, `<rect class="bar" x="%.1f" y="%.1f" width="%.1f" height="%.1f"><title>%s: %s</title></rect>`,
			float64(k)*step+(step-bar)/2, base-tall, bar, tall, shownMonth(m.Value), counted(m.N, "attribution", "attributions"))
	}
	fmt.Fprintf(&b, `<text x="0" y="%d">%s</text><text x="%d" y="%d" text-anchor="end">%s</text><text x="%d" y="10" text-anchor="end">most in a month: %s</text></svg>`,
		height-6, shownMonth(months[0].Value), width, height-6, shownMonth(months[len(months)-1].Value), width, grouped(most))
	return template.HTML(b.String())
}

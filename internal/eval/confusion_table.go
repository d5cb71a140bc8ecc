package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// TableOptions say how WriteTable lays out a report.
type TableOptions struct {
	Width  int  // columns that examples may fill; 0 is 100
	Color  bool // use the terminal's colours
	Lemmas int  // how many lemmas to list; 0 is 15
}

// Styles of the table: SGR parameters of ECMA-48.
const (
	bold  = "1"
	faint = "2"
)

type tableWriter struct {
	strings.Builder
	TableOptions
}

// paint adds s in a style, if there are colours.
func (t *tableWriter) paint(style, s string) {
	if t.Color {
		s = "\x1b[" + style + "m" + s + "\x1b[0m"
	}
	t.WriteString(s)
}

// WriteTable prints the report for people: the kinds of mistake with their
// examples, then the forms, then the cues with the most mistakes.
func (r Report) WriteTable(w io.Writer, o TableOptions) error {
	if o.Width <= 0 {
		o.Width = 100
	}
	if o.Lemmas <= 0 {
		o.Lemmas = 15
	}
	t := tableWriter{TableOptions: o}
	t.kinds(r)
	t.inexact(r)
	t.tallies("form", slices.Concat(r.Forms, []NamedTally{{"all", r.Total}}))
	t.tallies("cues with most mistakes", r.Lemmas[:min(o.Lemmas, len(r.Lemmas))])
	_, err := io.WriteString(w, t.String())
	return err
}

func (t *tableWriter) kinds(r Report) {
	t.paint(bold, fmt.Sprintf("%-36s %8s %8s", "what went wrong", "missed", "spurious"))
	t.WriteString("\n")
	for _, k := range r.Kinds {
		fmt.Fprintf(t, "%-36s %8s %8s\n", k.Kind, orDot(k.Missed), orDot(k.Spurious))
		for _, e := range k.Examples {
			t.example(e)
		}
	}
	fmt.Fprintf(t, "%-36s %8d %8d\n", "all", r.Total.Missed, r.Total.Spurious)
}

// orDot leaves a dot where there is nothing, so that what there is stands out.
func orDot(n int) string {
	if n == 0 {
		return "·"
	}
	return fmt.Sprint(n)
}

// example prints where it is, then what is gold and what was read, a line each.
func (t *tableWriter) example(e Example) {
	t.paint(faint, fmt.Sprintf("    %s:%d", clip(e.File, t.Width-16), e.Offset))
	t.WriteString("\n")
	for _, line := range []struct{ label, words string }{{"gold", e.Gold}, {"read", e.Read}} {
		if line.words == "" {
			continue
		}
		t.paint(faint, "      "+line.label)
		t.WriteString("  " + clipRoles(line.words, max(t.Width-12, 40)) + "\n")
	}
}

func (t *tableWriter) inexact(r Report) {
	var parts []string
	for _, role := range []string{"cue", "source", "content"} {
		parts = append(parts, fmt.Sprintf("%s %d", role, r.Inexact[role]))
	}
	fmt.Fprintf(t, "%-36s %s\n", fmt.Sprintf("found %d, but not word for word:", r.Total.Found), strings.Join(parts, ", "))
}

func (t *tableWriter) tallies(title string, rows []NamedTally) {
	t.WriteString("\n")
	t.paint(bold, fmt.Sprintf("%-24s %6s %6s %6s %8s", title, "gold", "found", "missed", "spurious"))
	t.WriteString("\n")
	for _, row := range rows {
		name := clip(row.Name, 24)
		name += strings.Repeat(" ", 24-utf8.RuneCountInString(name))
		fmt.Fprintf(t, "%s %6d %6d %6d %8d\n", name, row.Gold, row.Found, row.Missed, row.Spurious)
	}
}

// clipRoles shortens "source | cue | content" to width code points; the last
// gets what the others leave.
func clipRoles(words string, width int) string {
	roles := strings.SplitN(words, " | ", 3)
	left := width
	for i := range roles {
		if i < len(roles)-1 {
			roles[i] = clip(roles[i], width/4)
			left -= utf8.RuneCountInString(roles[i]) + len(" | ")
		} else {
			roles[i] = clip(roles[i], left)
		}
	}
	return strings.Join(roles, " | ")
}

// clip leaves out the middle of s where it has more than n code points, and
// whatever would act on a terminal.
func clip(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r):
			return utf8.RuneError
		case unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff':
			return -1
		}
		return r
	}, s)
	all := []rune(s)
	if len(all) <= n {
		return s
	}
	head := max(n*3/5, 1)
	tail := max(n-head-1, 0)
	return string(all[:head]) + "…" + string(all[len(all)-tail:])
}

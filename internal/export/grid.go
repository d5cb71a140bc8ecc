package export

import (
	"bytes"
	"strings"
)

// Columns stand side by side as long as each is wide enough to read; else they
// stand below one another, each with its label.

const (
	leastColumn = 34 // columns of a terminal
	columnGap   = " │ "
)

// columnsFit returns the width of each of n columns side by side; ok is false if
// they are too narrow.
func (w *traceWriter) columnsFit(n int) (width int, ok bool) {
	width = (w.width - (n-1)*textWidth(columnGap)) / n
	return width, n > 1 && width >= leastColumn
}

// sideBySide prints cells next to each other. Where there is no room, those that
// print something are printed one after the other, below their labels.
func (w *traceWriter) sideBySide(labels []string, cells []func(*flow)) {
	width, ok := w.columnsFit(len(cells))
	if !ok {
		for i, cell := range cells {
			if text := w.cell(cell, w.width-4); len(text) > 0 {
				for k, line := range text {
					lead := "    "
					if k == 0 {
						lead = padded(labels[i], 4)
					}
					w.dst = appendStyled(w.dst, w.color, numberStyle, lead)
					w.dst = append(append(w.dst, line...), '\n')
				}
			}
		}
		return
	}
	columns := make([][]string, len(cells))
	rows := 0
	for i, cell := range cells {
		columns[i] = w.cell(cell, width)
		rows = max(rows, len(columns[i]))
	}
	for r := range rows {
		for i, column := range columns {
			line := ""
			if r < len(column) {
				line = column[r]
			}
			if i > 0 {
				w.dst = appendStyled(w.dst, w.color, faint, columnGap)
			}
			w.dst = append(w.dst, line...)
			if i < len(columns)-1 {
				w.dst = append(w.dst, strings.Repeat(" ", max(0, width-textWidth(bareLine(line))))...)
			}
		}
		w.dst = append(bytes.TrimRight(w.dst, " "), '\n')
	}
}

// cell returns the lines of a cell.
func (w *traceWriter) cell(fill func(*flow), width int) []string {
	f := flow{color: w.color, width: width}
	fill(&f)
	if len(f.dst) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(f.dst), "\n"), "\n")
}

// bareLine returns a line without the codes of styles.
func bareLine(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "\x1b[")
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		end := strings.IndexByte(s[i:], 'm')
		if end < 0 {
			return b.String()
		}
		s = s[i+end+1:]
	}
}

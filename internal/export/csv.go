package export

import (
	"strconv"
	"strings"
)

// table is a header and one line for each row by RFC 4180: lines end with CR LF,
// cells are quoted where they have to be. A byte order mark and a guard are for
// Excel only; else what stands in a cell is not changed, and a spreadsheet may
// take one that begins with "=" for a formula.
type table struct {
	columns []column
	excel   bool
	buffer
}

func (w *table) begin() {
	if w.excel {
		w.raw("\ufeff")
	}
	w.raw(strings.Join(names(w.columns), ","))
	w.raw("\r\n")
}

func (w *table) row(r *Row, _ int) {
	for i := range w.columns {
		if i > 0 {
			w.raw(",")
		}
		cell := w.columns[i].cell(r)
		if w.excel {
			cell = guarded(cell, w.columns[i].kind)
		}
		w.dst = appendCell(w.dst, cell)
	}
	w.raw("\r\n")
}

func (w *table) end(int) {}

// guarded returns a cell that Excel shows as it is. Words that Excel would take for
// a formula get an apostrophe before them (also the fullwidth signs, which it
// accepts as well), and so do IDs that read as a number, such as 12345e67; in
// ranges, which read as days, two dots stand for the hyphen.
func guarded(cell string, kind columnKind) string {
	switch kind {
	case ranges:
		return strings.ReplaceAll(cell, "-", "..")
	case hashed:
		if _, err := strconv.ParseFloat(cell, 64); err == nil || strings.Trim(cell, "0123456789e") == "" && cell != "" {
			return "'" + cell
		}
	case words:
		for _, sign := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
			if strings.HasPrefix(cell, sign) {
				return "'" + cell
			}
		}
	}
	return cell
}

func appendCell(dst []byte, cell string) []byte {
	if !strings.ContainsAny(cell, ",\"\r\n") && strings.TrimSpace(cell) == cell {
		return append(dst, cell...)
	}
	dst = append(dst, '"')
	dst = append(dst, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(dst, '"')
}

package export

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// HitOptions say how AppendHit lays out a hit.
type HitOptions struct {
	TextOptions
	Number int64                 // of the hit; 0 for none
	Marks  func(string) [][2]int // which bytes of the content are marked, in order and disjoint; nil for none
}

// AppendHit appends one attribution that was searched for, for people to read: who
// said it through whom, where and when; the words in their context, with what was
// looked for marked; and where it stands. Text of the article cannot act on the
// terminal. An empty line ends it.
func AppendHit(dst []byte, r *Row, o HitOptions) []byte {
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	h := hitWriter{flow: flow{dst: dst, color: o.Color, width: min(max(o.Width, minWidth), maxWidth)}, row: r, options: o}
	label := ""
	if o.Number > 0 {
		label = strconv.FormatInt(o.Number, 10) + " "
	}
	h.head(label)
	h.words()
	h.place()
	return append(h.dst, '\n')
}

type hitWriter struct {
	flow
	row     *Row
	options HitOptions
}

const hitIndent = "   "

// head says who said it, by which words, to whom and through whom, and on the right
// how it is reported.
func (h *hitWriter) head(label string) {
	r := h.row
	h.start("", hitIndent)
	if label != "" {
		h.glue(numberStyle, label)
	}
	who := r.Who()
	if who == "" {
		who = "nobody named"
	}
	if r.Source.Naming == "outlet" && r.Rule == "own voice" {
		who = "in its own voice"
	}
	h.put(sourceStyle, who)
	if cue := strings.TrimSpace(printable(joined(r.Cue))); cue != "" {
		h.put(cueStyle, cue)
	}
	if to := r.Addressee.who(); to != "" {
		h.put(addresseeStyle, "→\u00a0"+to)
	}
	if n := len(r.Chain); n > 2 {
		h.put(faint, "via")
		for i, name := range r.Chain[1 : n-1] {
			if i > 0 {
				h.put(faint, "→")
			}
			h.put(plain, printable(name))
		}
	}
	tag := h.tag()
	if !h.right(faint, tag) && tag != "" {
		h.put(faint, "("+tag+")")
	}
	h.end()
}

func (h *hitWriter) tag() string {
	r := h.row
	parts := []string{r.Form}
	if r.Stance != "" && r.Stance != "neutral" {
		parts = append(parts, r.Stance)
	}
	if r.Negated {
		parts = append(parts, "negated")
	}
	parts = append(parts, r.Medium)
	if h.options.Scores {
		parts = append(parts, strconv.FormatFloat(r.Score, 'f', 2, 64))
	}
	return printable(strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", "))
}

// words prints the content, or what stands for it, with the text around it.
func (h *hitWriter) words() {
	parts := h.row.Anchor()
	if len(parts) == 0 {
		return
	}
	h.start(hitIndent, hitIndent)
	h.around(parts[0].Before, true)
	for i := range parts {
		if i > 0 {
			h.put(faint, "…")
		}
		h.marked(parts[i].Text)
	}
	h.around(parts[len(parts)-1].After, false)
	h.finish()
}

// around prints what stands before or after the words: what belongs to the same
// line of the article.
func (h *hitWriter) around(text string, before bool) {
	lines := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(lineBreaks, r) })
	line := ""
	switch {
	case len(lines) == 0:
	case before && !strings.ContainsAny(text[max(len(text)-1, 0):], lineBreaks):
		line = lines[len(lines)-1]
		if first, _ := utf8.DecodeRuneInString(line); !unicode.IsUpper(first) { // it begins within a sentence
			line = "…" + line
		}
	case !before && !strings.ContainsAny(text[:1], lineBreaks):
		line = lines[0]
		if last, _ := utf8.DecodeLastRuneInString(line); !strings.ContainsRune(".!?”\"", last) {
			line += "…"
		}
	}
	if before {
		h.put(faint, printable(line))
		return
	}
	if strings.TrimLeft(line, " ") != line {
		h.put(faint, printable(line))
		return
	}
	word, rest, _ := strings.Cut(line, " ")
	h.glue(faint, printable(word)) // the comma or quotation mark right after
	h.put(faint, printable(rest))
}

// marked prints a text with what was looked for in another style.
func (h *hitWriter) marked(text string) {
	if h.options.Marks == nil {
		h.put(strong, printable(text))
		return
	}
	at := 0
	for _, m := range h.options.Marks(text) {
		h.put(plain, printable(text[at:m[0]]))
		h.joinTo(text, m[0], markStyle, text[m[0]:m[1]])
		at = m[1]
	}
	if at < len(text) {
		h.joinTo(text, at, plain, text[at:])
	}
}

// joinTo prints words that stand at byte i of text: on to the last word if no space is
// before them.
func (h *hitWriter) joinTo(text string, i int, st style, words string) {
	if i == 0 || isBlank(rune(text[i-1])) {
		h.put(st, printable(words))
		return
	}
	first, rest, _ := strings.Cut(words, " ")
	h.glue(st, printable(first))
	h.put(st, printable(rest))
}

// place says where the attribution stands.
func (h *hitWriter) place() {
	a := &h.row.Article
	title := a.Title
	if title == "" {
		title = a.File
	}
	items := []string{a.Outlet, a.Published, title, h.row.ID}
	items = slices.DeleteFunc(items, func(s string) bool { return strings.TrimSpace(s) == "" })
	h.start(hitIndent, hitIndent)
	for i, item := range items {
		if i < len(items)-1 {
			item += "\u00a0·"
		}
		h.put(faint, printable(item))
	}
	h.finish()
}

// AppendBar appends a line with a label, a count and a bar for it, where most is the
// count of the longest bar, in width columns.
func AppendBar(dst []byte, label string, count, most int64, width int) []byte {
	label = strings.TrimSpace(printable(label))
	number := strconv.FormatInt(count, 10)
	digits := len(strconv.FormatInt(most, 10))
	room := max(width-digits-6, 12)
	names := min(room*2/3, 40)
	if textWidth(label) > names {
		label = cutWidth(label, names-1) + "…"
	}
	dst = append(dst, "  "...)
	dst = append(dst, label...)
	dst = append(dst, strings.Repeat(" ", max(names-textWidth(label), 0)+2+digits-len(number))...)
	dst = append(dst, number...)
	bar := int(count * int64(room-names) / max(most, 1))
	if bar > 0 {
		dst = append(dst, "  "...)
		dst = append(dst, strings.Repeat("▇", bar)...)
	}
	return append(dst, '\n')
}

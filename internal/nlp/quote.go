package nlp

import "strings"

// Quotations
//
// Every quotation mark of a paragraph gets a role from its glyph and from the
// white space around it: it opens, it closes, or either. Marks are then paired
// by a stack. A closing mark looks for the nearest open mark of its own style,
// then for one of its family (all double marks are one family: writers mix
// them), and drops what was opened after it and never closed. A closing mark
// that nothing waits for is no quotation; an opening mark without an end runs to
// the end of its paragraph only where that is plausible. Apostrophes and the
// marks of feet and inches are told apart first. Each mark is pushed and popped
// at most once, so the whole is linear.

// quoteStyle is what a quotation mark looks like; the styles of one family can
// stand for each other.
type quoteStyle uint8

const (
	noQuoteMark quoteStyle = iota
	straightDouble
	curlyDouble
	tickDouble // `` and ''
	lowDouble  // „
	angleMark  // « »
	cornerMark // 「 」
	singleMark // ' ‘ ’ ‚
	singleAngle
	numQuoteStyles
)

// double reports whether s belongs to the family of double marks.
func (s quoteStyle) double() bool { return s >= straightDouble && s <= lowDouble }

// quoteRole is what a mark does.
type quoteRole uint8

const (
	eitherRole quoteRole = iota
	opensRole
	closesRole
)

// quoteMark is one quotation mark of a paragraph.
type quoteMark struct {
	token int
	style quoteStyle
	role  quoteRole
	close int  // token of the closing mark, paragraph end if unclosed; -1 for none
	open  bool // unclosed but kept
}

// findQuotes fills Quotes and Token.Quote from Tokens and Paragraphs.
func findQuotes(d *Doc) {
	r := quoteReader{doc: d}
	for i := range d.Tokens {
		d.Tokens[i].Quote = -1
	}
	d.Quotes = nil
	last := -1 // unclosed quotation that ends the paragraph before
	for p := range d.Paragraphs {
		last = r.paragraph(p, last)
	}
	for q := range d.Quotes {
		for i := d.Quotes[q].First; i < d.Quotes[q].End; i++ {
			d.Tokens[i].Quote = int32(q)
		}
	}
}

type quoteReader struct {
	doc   *Doc
	marks []quoteMark
	stack []int // indexes into marks
	open  [numQuoteStyles]int
}

// paragraph finds the quotations of paragraph p, joins the first to quotation
// last if it continues that, and returns the quotation that runs on past the
// paragraph's end, or -1.
func (r *quoteReader) paragraph(p, last int) int {
	d, par := r.doc, r.doc.Paragraphs[p]
	r.collect(par)
	if len(r.marks) == 0 {
		return -1
	}
	r.stack, r.open = r.stack[:0], [numQuoteStyles]int{}
	for m := range r.marks {
		r.pair(m)
	}
	r.keepUnclosed(p)
	first := len(d.Quotes)
	r.appendQuotes()
	if last >= 0 && first < len(d.Quotes) && d.Quotes[first].First <= par.First+1 {
		d.Quotes[last].Next, d.Quotes[first].Prev = first, last
	}
	for q := first; q < len(d.Quotes); q++ {
		if d.Quotes[q].Depth == 0 && !d.Quotes[q].Closed {
			return q
		}
	}
	return -1
}

// collect gathers the quotation marks of a paragraph.
func (r *quoteReader) collect(par Range) {
	d := r.doc
	r.marks = r.marks[:0]
	for i := par.First; i < par.End; i++ {
		if d.Tokens[i].Shape&ShapePunct == 0 {
			continue
		}
		if style, role := quoteGlyph(d.Form(i)); style != noQuoteMark {
			r.marks = append(r.marks, quoteMark{token: i, style: style, role: role, close: -1})
		}
	}
	for m := range r.marks {
		r.classify(m, par)
	}
	r.dropApostrophes(par)
}

// quoteGlyph returns the style of a mark and the role its shape suggests.
func quoteGlyph(form string) (quoteStyle, quoteRole) {
	switch form {
	case "\"", "＂":
		return straightDouble, eitherRole
	case "“", "‟", "‘‘":
		return curlyDouble, opensRole
	case "”", "’’":
		return curlyDouble, closesRole
	case "‘’":
		return curlyDouble, eitherRole
	case "``":
		return tickDouble, opensRole
	case "''":
		return tickDouble, eitherRole
	case "„":
		return lowDouble, opensRole
	case "«", "《":
		return angleMark, opensRole
	case "»", "》":
		return angleMark, closesRole
	case "「", "『":
		return cornerMark, opensRole
	case "」", "』":
		return cornerMark, closesRole
	case "'":
		return singleMark, eitherRole
	case "‘", "‛", "‚", "`":
		return singleMark, opensRole
	case "’", "´":
		return singleMark, closesRole
	case "‹":
		return singleAngle, opensRole
	case "›":
		return singleAngle, closesRole
	}
	return noQuoteMark, eitherRole
}

// classify settles the role of mark m by what stands around it.
func (r *quoteReader) classify(m int, par Range) {
	mark := &r.marks[m]
	left, right := r.gluedLeft(m, par), r.gluedRight(m, par)
	if mark.style == cornerMark || left == right && mark.role != eitherRole {
		return
	}
	switch {
	case left && !right:
		mark.role = closesRole
	case right && !left:
		mark.role = opensRole
	}
	if r.doc.Form(mark.token) == "’" { // an apostrophe before a word is no opening mark
		mark.role = closesRole
	}
}

// gluedLeft reports whether mark m touches the end of something: a word, a mark
// that closes. An opening bracket or quotation mark or a dash before it does not
// count.
func (r *quoteReader) gluedLeft(m int, par Range) bool {
	d, i := r.doc, r.marks[m].token
	if i == par.First || d.Tokens[i-1].SpaceAfter {
		return false
	}
	if m > 0 && r.marks[m-1].token == i-1 {
		return r.marks[m-1].role == closesRole
	}
	switch d.Form(i - 1) {
	case "(", "[", "{", "/", "=", "¿", "¡":
		return false
	case "-", "--", "—", "–", "---":
		return i+1 == par.End || d.Tokens[i].SpaceAfter
	}
	return true
}

// gluedRight reports whether mark m touches the beginning of something.
func (r *quoteReader) gluedRight(m int, par Range) bool {
	d, i := r.doc, r.marks[m].token
	if i+1 >= par.End || d.Tokens[i].SpaceAfter {
		return false
	}
	next := d.Form(i + 1)
	if d.Tokens[i+1].Shape&ShapePunct == 0 {
		return next != "'s" && next != "’s"
	}
	if style, role := quoteGlyph(next); style != noQuoteMark {
		return role == opensRole || role == eitherRole && (m == 0 || r.marks[m-1].token != i-1 || r.marks[m-1].role != closesRole) && !r.gluedLeft(m, par)
	}
	switch next {
	case "$", "£", "€", "#", "@", "(", "[", "...", "…", "¿", "¡", "*":
		return true
	case "-", "--", "—", "–":
		return false
	}
	return next[0] >= 0xf0 || next[0] < 0x80 && strings.IndexByte(".,;:!?)]}%/&", next[0]) < 0
}

// dropApostrophes removes single marks that are apostrophes and marks of feet
// and inches.
func (r *quoteReader) dropApostrophes(par Range) {
	kept := r.marks[:0]
	nextSingle := r.rolesAfter()
	for m, mark := range r.marks {
		switch {
		case r.measure(m, par):
		case mark.style == singleMark && mark.role == eitherRole:
		case mark.style == singleMark && mark.role == closesRole && r.possessive(mark.token, par) && nextSingle[m] == closesRole:
		default:
			kept = append(kept, mark)
		}
	}
	r.marks = kept
}

// rolesAfter returns for each mark the role of the next single mark.
func (r *quoteReader) rolesAfter() []quoteRole {
	roles := make([]quoteRole, len(r.marks))
	next := eitherRole
	for m := len(r.marks) - 1; m >= 0; m-- {
		roles[m] = next
		if r.marks[m].style == singleMark {
			next = r.marks[m].role
		}
	}
	return roles
}

// possessive reports whether the mark at token i may be the apostrophe of a
// plural ("the dogs' bowls").
func (r *quoteReader) possessive(i int, par Range) bool {
	d := r.doc
	if i == par.First || i+1 >= par.End || !d.Tokens[i].SpaceAfter {
		return false
	}
	before, after := d.Tokens[i-1].Lower, d.Form(i+1)
	return strings.HasSuffix(before, "s") && (startsLower(after) || d.Tokens[i+1].Shape&ShapeDigit != 0)
}

// measure reports whether mark m stands for feet, inches, minutes or seconds:
// 6'2", or 12" where another mark closes the quotation it would close.
func (r *quoteReader) measure(m int, par Range) bool {
	d, i, style := r.doc, r.marks[m].token, r.marks[m].style
	if style != straightDouble && style != singleMark && style != curlyDouble || i == par.First || d.Tokens[i-1].SpaceAfter || d.Tokens[i-1].Shape&ShapeDigit == 0 {
		return false
	}
	if style == singleMark {
		return i+1 < par.End && !d.Tokens[i].SpaceAfter && d.Tokens[i+1].Shape&ShapeDigit != 0
	}
	if i-2 >= par.First && !d.Tokens[i-2].SpaceAfter {
		if s, _ := quoteGlyph(d.Form(i - 2)); s == singleMark && i-3 >= par.First && d.Tokens[i-3].Shape&ShapeDigit != 0 {
			return true
		}
	}
	return i+1 < par.End && d.Tokens[i].SpaceAfter && startsLower(d.Form(i+1)) &&
		m+1 < len(r.marks) && r.marks[m+1].style == style && r.marks[m+1].role == closesRole
}

// pair pushes mark m or closes with it what it closes.
func (r *quoteReader) pair(m int) {
	mark := &r.marks[m]
	switch form := r.doc.Form(mark.token); {
	case mark.role == opensRole && (form == "“" || form == "”") && r.open[lowDouble] > 0:
		mark.role = closesRole // „…“
	case mark.role == opensRole && form == "”" && r.doubles() > 0:
		mark.role = closesRole
	case mark.role == closesRole && form == "“" && r.doubles() == 0:
		mark.role = opensRole
	case mark.role == eitherRole && r.doubles() > 0:
		mark.role = closesRole
	case mark.role == eitherRole:
		mark.role = opensRole
	}
	if mark.role == opensRole {
		r.stack = append(r.stack, m)
		r.open[mark.style]++
		return
	}
	r.closeBy(mark)
}

// doubles returns how many double marks are open.
func (r *quoteReader) doubles() int {
	return r.open[straightDouble] + r.open[curlyDouble] + r.open[tickDouble] + r.open[lowDouble]
}

// closeBy closes the quotation that the closing mark ends, if there is one.
func (r *quoteReader) closeBy(mark *quoteMark) {
	match := func(s quoteStyle) bool { return s == mark.style }
	switch {
	case mark.style == singleMark:
		if n := len(r.stack); n == 0 || r.marks[r.stack[n-1]].style != singleMark {
			return // inside another quotation: an apostrophe
		}
	case r.open[mark.style] > 0:
	case mark.style.double() && r.doubles() > 0:
		match = quoteStyle.double
	default:
		return
	}
	for {
		top := &r.marks[r.stack[len(r.stack)-1]]
		r.stack = r.stack[:len(r.stack)-1]
		r.open[top.style]--
		if match(top.style) {
			top.close = mark.token
			return
		}
	}
}

// keepUnclosed gives the outermost opening mark without an end the end of the
// paragraph, if it is plausible that the quotation runs that far.
func (r *quoteReader) keepUnclosed(p int) {
	d, par := r.doc, r.doc.Paragraphs[p]
	for _, m := range r.stack {
		mark := &r.marks[m]
		if r.openedAgain(m) || mark.token+1 >= par.End {
			continue
		}
		continued := p+1 < len(d.Paragraphs) && r.opensWith(p+1, mark.style)
		if continued || mark.style != singleMark && r.introduced(mark.token, par) {
			mark.close, mark.open = par.End-1, true
			return
		}
	}
}

// openedAgain reports whether a mark of the same style follows mark m in its
// paragraph, outside whose quotation m's would have to stand.
func (r *quoteReader) openedAgain(m int) bool {
	for k := len(r.stack) - 1; k >= 0 && r.stack[k] > m; k-- {
		if r.marks[r.stack[k]].style == r.marks[m].style {
			return true
		}
	}
	for k := m + 1; k < len(r.marks) && k < m+64; k++ {
		if r.marks[k].style == r.marks[m].style {
			return true
		}
	}
	return false
}

// opensWith reports whether paragraph p begins with a mark of the given style.
func (r *quoteReader) opensWith(p int, style quoteStyle) bool {
	par := r.doc.Paragraphs[p]
	s, role := quoteGlyph(r.doc.Form(par.First))
	return s == style && role != closesRole && par.Len() > 1 && !r.doc.Tokens[par.First].SpaceAfter
}

// introduced reports whether a quotation may well begin at token i: the
// paragraph does, or a comma, a colon or a verb of saying leads up to it.
func (r *quoteReader) introduced(i int, par Range) bool {
	if i == par.First {
		return true
	}
	before := &r.doc.Tokens[i-1]
	return before.Lower == "," || before.Lower == ":" || sentenceWords().reporting[before.Lower]
}

// appendQuotes adds the paired marks, outer before inner, those nested too deep
// left out.
func (r *quoteReader) appendQuotes() {
	d := r.doc
	var around [MaxQuoteDepth]int // the quotations that are open, outermost first
	depth := 0
	for _, m := range r.marks {
		if m.close < 0 {
			continue
		}
		for depth > 0 && d.Quotes[around[depth-1]].End <= m.token {
			depth--
		}
		if depth == MaxQuoteDepth {
			continue
		}
		q := Quote{First: m.token, End: m.close + 1, Parent: -1, Depth: depth, Closed: !m.open, Next: -1, Prev: -1}
		if depth > 0 {
			q.Parent = around[depth-1]
		}
		around[depth] = len(d.Quotes)
		depth++
		d.Quotes = append(d.Quotes, q)
	}
}

package export

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hearsay"
)

// TextOptions say how AppendText lays out its account.
type TextOptions struct {
	Width  int  // columns of the terminal; 0 is 80
	Color  bool // use the terminal's colours
	Scores bool // show how sure each attribution is
}

// The account is kept between these widths: lines longer than the upper one are
// hard to read.
const (
	minWidth     = 30
	maxWidth     = 110
	defaultWidth = 80
)

// AppendText appends an account of who said what for people to read: a header
// for the article, then each attribution with the chain of relays from the
// outlet to the origin, the words that signal it, and the words themselves.
// What others relay stands below them, on a tree. Text of the article cannot
// act on the terminal. A reading with an Explanation is printed sentence by sentence
// instead, with what became of each cue. Two empty lines end the account.
func AppendText(dst []byte, r *hearsay.Reading, o TextOptions) []byte {
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	width := min(max(o.Width, minWidth), maxWidth)
	t := textWriter{flow: flow{dst: dst, color: o.Color, width: width}, reading: r, options: o}
	t.names = make(map[string]string, len(r.Speakers))
	for i := range r.Speakers {
		t.names[r.Speakers[i].ID] = r.Speakers[i].Name
	}
	t.header()
	if r.Explanation != nil {
		t.explanation()
	} else {
		t.tree()
		t.footer()
	}
	return append(t.dst, '\n')
}

type textWriter struct {
	flow
	reading  *hearsay.Reading
	options  TextOptions
	names    map[string]string // of speakers, by ID
	children map[string][]int  // attributions by the ID of what relays them
	printed  []bool
	count    int // attributions printed
}

// header says what was read, and how much was found.
func (t *textWriter) header() {
	a := &t.reading.Article
	title := a.Title
	if title == "" {
		title = a.File
	}
	if title != "" {
		t.start("", "")
		t.put(strong, printable(title))
		t.end()
	}
	facts := []string{a.Outlet, a.Dateline, a.Published}
	if len(a.Bylines) > 0 {
		facts = append(facts, "by "+strings.Join(a.Bylines, ", "))
	}
	if a.Title != "" && a.File != "-" {
		facts = append(facts, a.File)
	}
	t.list(faint, "", facts, "\u00a0·")
	t.start("", "")
	t.put(faint, t.summary())
	t.end()
}

// summary counts what was found.
func (t *textWriter) summary() string {
	n := len(t.reading.Attributions)
	if n == 0 {
		return "No attributions found."
	}
	speaking := map[string]bool{}
	relayed := 0
	for i := range t.reading.Attributions {
		a := &t.reading.Attributions[i]
		if a.Source.Speaker != "" {
			speaking[a.Source.Speaker] = true
		}
		if a.Via != "" {
			relayed++
		}
	}
	s := counted(n, "attribution", "attributions")
	if len(speaking) > 0 {
		s += " to " + counted(len(speaking), "speaker", "speakers")
	}
	if relayed > 0 {
		s += fmt.Sprintf(", %d relayed by another", relayed)
	}
	return s + "."
}

// list prints the items that are not empty on one line or more; joint ends all
// but the last.
func (t *textWriter) list(st style, lead string, items []string, joint string) {
	items = slices.DeleteFunc(slices.Clone(items), func(s string) bool { return strings.TrimSpace(s) == "" })
	if len(items) == 0 {
		return
	}
	t.start("", "")
	if lead != "" {
		t.put(faint, lead)
	}
	for i, item := range items {
		if i < len(items)-1 {
			item += joint
		}
		t.put(st, printable(item))
	}
	t.end()
}

// tree prints all attributions: those nobody relays in text order, and below
// each what it relays. An attribution whose relays run in a circle is printed
// as if nobody relayed it.
func (t *textWriter) tree() {
	all := t.reading.Attributions
	index := make(map[string]int, len(all))
	for i := range all {
		index[all[i].ID] = i
	}
	t.children = make(map[string][]int)
	var roots []int
	for i := range all {
		if _, known := index[all[i].Via]; known && all[i].Via != all[i].ID {
			t.children[all[i].Via] = append(t.children[all[i].Via], i)
		} else {
			roots = append(roots, i)
		}
	}
	t.printed = make([]bool, len(all))
	for _, i := range roots {
		t.branch(i, "", "", "")
	}
	for i := range all {
		t.branch(i, "", "", "")
	}
}

// branch prints one attribution and what it relays. above is the prefix of the
// empty line before it, first that of its first line and rest that of all
// further lines.
func (t *textWriter) branch(i int, above, first, rest string) {
	if t.printed[i] {
		return
	}
	t.printed[i] = true
	t.start(above, "")
	t.end()
	label := t.number(rest != "")
	body := rest + strings.Repeat(" ", textWidth(label)+2)
	t.attribution(i, first, label, body)
	children := t.children[t.reading.Attributions[i].ID]
	children = slices.DeleteFunc(slices.Clone(children), func(c int) bool { return t.printed[c] })
	const narrow = 28 // columns that words need to be readable
	for k, c := range children {
		switch {
		case t.width-textWidth(body) < narrow+6:
			t.branch(c, rest, rest, rest)
		case k < len(children)-1:
			t.branch(c, body+"│", body+"├─ ", body+"│  ")
		default:
			t.branch(c, body+"│", body+"└─ ", body+"   ")
		}
	}
}

// number returns the next number, as wide as the highest will be; to the left
// where it hangs on a branch.
func (t *textWriter) number(hanging bool) string {
	t.count++
	digits := len(strconv.Itoa(len(t.reading.Attributions)))
	if hanging {
		digits = -digits
	}
	return fmt.Sprintf("%*d", digits, t.count)
}

// attribution prints three things below one another: the chain, with the form
// at the right edge; who signals it with which words; and the content.
func (t *textWriter) attribution(i int, first, label, body string) {
	a := &t.reading.Attributions[i]
	chain := t.chain(a)
	t.start(first, body)
	t.glue(numberStyle, label+" ")
	for k, name := range chain {
		st := faint
		if k == len(chain)-1 {
			st = sourceStyle
		}
		t.put(st, name)
		if k < len(chain)-1 {
			t.put(faint, "←")
		}
	}
	tag := t.tag(a)
	placed := t.right(faint, tag)
	t.end()

	t.start(body, body)
	t.frame(a, chain[len(chain)-1])
	if !placed && tag != "" {
		t.put(faint, "("+tag+")")
	}
	t.finish()
	t.start(body, body)
	t.put(plain, printable(t.reading.Text(a.Content)))
	t.finish()
}

// frame prints source and cue in the order in which they stand in the article,
// and who is spoken to. The source is left out where it would only repeat the
// origin's name.
func (t *textWriter) frame(a *hearsay.Attribution, origin string) {
	source := printable(t.reading.Text(a.Source.Spans))
	cue := printable(t.reading.Text(a.Cue.Spans))
	if source == origin {
		source = ""
	}
	type part struct {
		style style
		words string
	}
	parts := []part{{strong, source}, {cueStyle, cue}}
	if source != "" && cue != "" && a.Cue.Spans[0].Start < a.Source.Spans[0].Start {
		parts[0], parts[1] = parts[1], parts[0]
	}
	if to := printable(t.reading.Text(a.Addressee.Spans)); to != "" {
		parts = append(parts, part{addresseeStyle, "→\u00a0" + to})
	}
	parts = slices.DeleteFunc(parts, func(p part) bool { return p.words == "" })
	for i, p := range parts {
		if i == len(parts)-1 && len(a.Content) > 0 {
			p.words = strings.TrimSuffix(p.words, ":") + ":"
		}
		t.put(p.style, p.words)
	}
}

// chain returns the relays from the outlet to the origin, at least one name.
func (t *textWriter) chain(a *hearsay.Attribution) []string {
	var chain []string
	for _, name := range a.Chain {
		if name = strings.TrimSpace(printable(name)); name != "" {
			chain = append(chain, name)
		}
	}
	if len(chain) > 0 {
		return chain
	}
	for _, name := range []string{t.names[a.Source.Speaker], t.reading.Text(a.Source.Spans)} {
		if name = strings.TrimSpace(printable(name)); name != "" {
			return []string{name}
		}
	}
	return []string{"nobody named"}
}

// tag says in a few words how the content is reported.
func (t *textWriter) tag(a *hearsay.Attribution) string {
	parts := []string{a.Form}
	if a.Cue.Stance != "" && a.Cue.Stance != "neutral" {
		parts = append(parts, a.Cue.Stance)
	}
	if a.Cue.Negated {
		parts = append(parts, "negated")
	}
	if a.Medium != "" {
		parts = append(parts, a.Medium)
	}
	if t.options.Scores {
		parts = append(parts, strconv.FormatFloat(a.Score, 'f', 2, 64))
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return printable(strings.Join(parts, ", "))
}

// footer lists the quotation marks that belong to nobody, and counts the
// sentences that do.
func (t *textWriter) footer() {
	r := t.reading
	if len(r.ScareQuotes)+len(r.OwnVoice) == 0 {
		return
	}
	t.dst = append(t.dst, '\n')
	var quotes []string
	for _, s := range r.ScareQuotes {
		if q := r.Slice(s); !slices.Contains(quotes, q) {
			quotes = append(quotes, q)
		}
	}
	t.list(plain, "In quotation marks, from nobody:", quotes, ",")
	if n := len(r.OwnVoice); n > 0 {
		t.start("", "")
		t.put(faint, "In the outlet's own voice: "+counted(n, "sentence", "sentences")+".")
		t.end()
	}
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

package compare

import (
	"slices"
	"strings"

	"hearsay"
)

// Edit is a stretch of two wordings laid side by side.
type Edit struct {
	Op   string // same, cut, added, swapped, moved (from here), moved-here
	Full string // the words in the fullest wording; empty for added and moved-here
	Here string // the words in this wording; empty for cut and moved
}

// Edits tells the difference of two statements in the order of the second one,
// what was cut standing where it is missing. Joined together, Here gives all words
// of the second statement and Full those of the first but for what moved, which
// stands where it went to as well. Words of one form whose case or marks differ
// are the same; inflections and synonyms are swapped.
func (c *Change) Edits(full, here *Statement) []Edit {
	d := differ{a: textOf(full), b: textOf(here), al: &c.Alignment}
	return d.edits()
}

// pieces is the words of a statement with the characters around them.
type pieces struct {
	text  string
	spans []hearsay.Span
}

func textOf(s *Statement) pieces { return pieces{s.Article.Article.Text, s.Spans} }

// words returns what stands from one word to another, marks between included,
// stretches of different spans joined by an ellipsis.
func (p pieces) words(all []Word) string {
	if len(all) == 0 {
		return ""
	}
	from, to := all[0].Start, all[len(all)-1].End
	out := ""
	for _, s := range p.spans {
		lo, hi := max(from, s.Start), min(to, s.End)
		if lo >= hi {
			continue
		}
		if out != "" {
			out += " … "
		}
		out += p.text[lo:hi]
	}
	return oneLine(out)
}

// wordsWithMarks returns what words does, with the marks right beside them.
func (p pieces) wordsWithMarks(some []Word) string {
	if len(some) == 0 {
		return ""
	}
	grown := slices.Clone(some)
	limit := len(p.text)
	last := &grown[len(grown)-1]
	for _, s := range p.spans {
		if s.Start <= last.Start && last.Start < s.End {
			limit = s.End
		}
		if s.Start <= grown[0].Start && grown[0].Start < s.End {
			grown[0].Start = marksBefore(p.text, grown[0].Start, s.Start)
		}
	}
	last.End = marksAfter(p.text, last.End, limit)
	return p.words(grown)
}

// differ builds edits.
type differ struct {
	a, b pieces
	al   *Alignment
	out  []Edit
}

func (d *differ) edits() []Edit {
	movedA, movedB := map[int]bool{}, map[int]bool{}
	for _, m := range d.al.Matches {
		if m.Moved {
			movedA[m.A], movedB[m.B] = true, true
		}
	}
	i, j := 0, 0
	for k := 0; k < len(d.al.Matches); k++ {
		m := d.al.Matches[k]
		if m.Moved {
			continue
		}
		d.gap(i, m.A, j, m.B, movedA, movedB)
		end := k
		for end+1 < len(d.al.Matches) && d.follows(d.al.Matches[end], d.al.Matches[end+1]) {
			end++
		}
		last := d.al.Matches[end]
		op := "same"
		if m.Level != Exact {
			op = "swapped"
		}
		d.add(op, d.al.A[m.A:last.A+1], d.al.B[m.B:last.B+1])
		i, j, k = last.A+1, last.B+1, end
	}
	d.gap(i, len(d.al.A), j, len(d.al.B), movedA, movedB)
	return d.out
}

// follows reports whether a match goes on from another one in the same way.
func (d *differ) follows(m, n Match) bool {
	return !n.Moved && n.A == m.A+1 && n.B == m.B+1 && (n.Level == Exact) == (m.Level == Exact)
}

// gap tells what stands between two matches on either side.
func (d *differ) gap(fromA, toA, fromB, toB int, movedA, movedB map[int]bool) {
	for fromA < toA && fromB < toB && d.same(fromA, fromB) && !movedA[fromA] && !movedB[fromB] {
		d.add("same", d.al.A[fromA:fromA+1], d.al.B[fromB:fromB+1])
		fromA, fromB = fromA+1, fromB+1
	}
	inA, inB := stretches(fromA, toA, movedA), stretches(fromB, toB, movedB)
	if len(inA) == 1 && len(inB) == 1 && !movedA[inA[0].from] && !movedB[inB[0].from] {
		d.add("swapped", d.al.A[fromA:toA], d.al.B[fromB:toB])
		return
	}
	for _, r := range inA {
		op := "cut"
		if movedA[r.from] {
			op = "moved"
		}
		d.add(op, d.al.A[r.from:r.to], nil)
	}
	for _, r := range inB {
		op := "added"
		if movedB[r.from] {
			op = "moved-here"
		}
		d.add(op, nil, d.al.B[r.from:r.to])
	}
}

// same reports whether two words are the same: small words that stand apart are
// in no match.
func (d *differ) same(i, j int) bool { return d.al.A[i].form == d.al.B[j].form }

// stretches cuts a range of words where moved ones begin and end.
func stretches(from, to int, moved map[int]bool) []wordRange {
	var out []wordRange
	for i := from; i < to; i++ {
		if n := len(out); n > 0 && moved[i] == moved[i-1] {
			out[n-1].to++
		} else {
			out = append(out, wordRange{i, i + 1})
		}
	}
	return out
}

// add adds an edit. What was cut, added and swapped side by side is one swap.
func (d *differ) add(op string, a, b []Word) {
	e := Edit{op, d.a.words(a), d.b.wordsWithMarks(b)}
	if n := len(d.out); n > 0 && changes(op) && changes(d.out[n-1].Op) {
		last := &d.out[n-1]
		last.Full, last.Here = joined(last.Full, e.Full), joined(last.Here, e.Here)
		switch {
		case last.Full == "":
			last.Op = "added"
		case last.Here == "":
			last.Op = "cut"
		default:
			last.Op = "swapped"
		}
		return
	}
	d.out = append(d.out, e)
}

func changes(op string) bool { return op == "cut" || op == "added" || op == "swapped" }

func joined(a, b string) string { return strings.TrimSpace(a + " " + b) }

// QuoteEdits tells the difference between a quote and a passage of a text: Full
// is the text's words, Here the quote's.
func (p *Passage) QuoteEdits(a *Article, quote string) []Edit {
	d := differ{a: pieces{a.Article.Text, []hearsay.Span{wholeText(a)}}, b: pieces{quote, []hearsay.Span{{End: len(quote)}}}, al: &p.Alignment}
	return d.edits()
}

// phrases say of each kind what it is, for people.
var phrases = map[Kind]string{
	Verbatim: "word for word", Style: "case, spelling or quotation marks differ", Minor: "small words differ", Paraphrase: "other words",
	Trimmed: "shorter at an end", Cut: "words cut", Added: "words added", Swapped: "words swapped", Reordered: "words in another order",
	Tense: "another tense", Marks: "shows an edit (… or [ ])", Numbers: "other numbers", HedgeLost: "hedge lost", HedgeGained: "hedge gained",
	NegationLost: "negation lost", NegationGained: "negation gained", Quoted: "indirect words in quotation marks", Unquoted: "quoted words without marks",
	Spliced: "words of two places joined", CueChanged: "the cue has another stance", SpeakerChanged: "another speaker is named",
	Addressed: "another addressee is named", OwnVoice: "in the outlet's own voice",
}

// Phrase says what the kind is, for people.
func (k Kind) Phrase() string { return phrases[k] }

// Phrases says what the kinds of a change are, for people.
func (c *Change) Phrases() []string {
	var out []string
	for _, k := range c.Kinds {
		out = append(out, k.Phrase())
	}
	return slices.Clip(out)
}

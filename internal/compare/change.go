package compare

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Changes
//
// What a wording does with the fullest wording of its statement is named by
// kinds. They are read off the alignment: the words between two matches that
// neither side has in common were cut, added or swapped; at the ends, trimmed.
// Inside quotation marks every word counts. Where one of the wordings stands
// outside of them, articles, prepositions and the like are not looked at, nor is
// a name in the place of a pronoun: reported speech has to change them. Hedges
// and negations are told by kinds of their own (polarity.go).

// Kind is one kind of change.
type Kind string

// The kinds. The first four exclude each other and those of words below them.
const (
	Verbatim       Kind = "verbatim"        // nothing is different
	Style          Kind = "style"           // only case, spelling or the kind of quotation marks
	Minor          Kind = "minor"           // only small words
	Paraphrase     Kind = "paraphrase"      // mostly other words
	Trimmed        Kind = "trimmed"         // words are missing at an end
	Cut            Kind = "cut"             // … between others
	Added          Kind = "added"           // words that stand for nothing in the fullest wording
	Swapped        Kind = "swapped"         // words in the place of others
	Reordered      Kind = "reordered"       // the same words in another order
	Tense          Kind = "tense"           // the same verb in another tense
	Marks          Kind = "marks"           // an ellipsis or brackets
	Numbers        Kind = "numbers"         // a number in the place of another
	HedgeLost      Kind = "hedge-lost"      // may, about, probably … are gone
	HedgeGained    Kind = "hedge-gained"    // … have come
	NegationLost   Kind = "negation-lost"   // not, never, nobody … are gone
	NegationGained Kind = "negation-gained" // … have come
	Quoted         Kind = "quoted"          // words of an indirect wording in quotation marks
	Unquoted       Kind = "unquoted"        // quoted words outside of quotation marks
	Spliced        Kind = "spliced"         // words of two places in one quotation
	CueChanged     Kind = "cue"             // the cue has another stance
	SpeakerChanged Kind = "speaker"
	Addressed      Kind = "addressee" // somebody else is spoken to
	OwnVoice       Kind = "own-voice" // the outlet says it in its own voice
)

// kindOrder is the order in which kinds are listed.
var kindOrder = []Kind{
	Verbatim, Style, Minor, Paraphrase, Trimmed, Cut, Added, Swapped, Reordered, Tense, Marks, Numbers, HedgeLost, HedgeGained,
	NegationLost, NegationGained, Quoted, Unquoted, Spliced, CueChanged, SpeakerChanged, Addressed, OwnVoice,
}

// Change is what one wording does with the fullest one.
type Change struct {
	Kinds     []Kind    // in the order of the constants
	Alignment Alignment // A is the fullest wording, B this one
}

// Has reports whether the change is of a kind.
func (c *Change) Has(k Kind) bool { return slices.Contains(c.Kinds, k) }

// Changed compares a wording with the fullest one of its family. others are
// further wordings of the family and further statements of the articles they
// stand in: from the first it is seen which indirect wording was put in quotation
// marks and to whom it was said, from the second which words come from elsewhere.
func Changed(full, wording *Statement, family, others []*Statement) Change {
	var s aligner
	return s.changed(full, wording, family, others)
}

func (s *aligner) changed(full, wording *Statement, family, others []*Statement) Change {
	d := difference{aligner: s, full: full, wording: wording, al: s.align(spoken(full), spoken(wording))}
	d.verbal = full.Form != "indirect" && wording.Form != "indirect"
	d.al.findMoved(leastWord)
	d.findGaps()
	d.splice(others)
	d.words()
	d.polarity()
	d.quotation(family)
	d.frame(family)
	slices.SortFunc(d.kinds, func(a, b Kind) int { return slices.Index(kindOrder, a) - slices.Index(kindOrder, b) })
	return Change{Kinds: slices.Compact(d.kinds), Alignment: d.al}
}

// leastWord is the mass of a single word that is taken to have moved, once the
// two are known to be wordings of one statement.
const leastWord = 0.25

// spoken returns the words of a statement without a "that" before them.
func spoken(s *Statement) []Word {
	w := s.Words
	if len(w) > 1 && w[0].stem == thatStem && !w[0].is(quoted) {
		return w[1:]
	}
	return w
}

// difference collects the kinds of one change.
type difference struct {
	*aligner
	full, wording *Statement
	al            Alignment
	verbal        bool // both are quoted: every word counts
	kinds         []Kind
	gaps          []gap
}

func (d *difference) add(k Kind) { d.kinds = append(d.kinds, k) }

// gap is the words between two matches in order that neither side has in common:
// [fromA,toA) and [fromB,toB). Words matched as moved are left out of the counts.
type gap struct {
	fromA, toA, fromB, toB int
	countA, countB         int // words that count
	first, last            bool
}

// words finds the kinds that tell how much of the words is the same.
func (d *difference) words() {
	if d.isParaphrase() {
		d.add(Paraphrase)
		return
	}
	for i := range d.gaps {
		d.gap(&d.gaps[i])
	}
	for _, m := range d.al.Matches {
		switch {
		case m.Moved && d.counts(&d.al.A[m.A]):
			d.add(Reordered)
		case m.Level == Synonym && !d.al.A[m.A].is(hedge):
			d.add(Swapped)
		}
	}
	if d.tenseShift() {
		d.add(Tense)
	}
	if d.hasMarks() {
		d.add(Marks)
	}
	lost, gained := d.unmatched(hedge)
	lostNot, gainedNot := d.unmatched(negation)
	if len(d.kinds) == 0 && !lost && !gained && !lostNot && !gainedNot {
		d.alike()
	}
}

// alike tells apart wordings that have the same words, or all but small ones.
// Where only one is quoted, that is what is told.
func (d *difference) alike() {
	switch {
	case (d.full.Form == "indirect") != (d.wording.Form == "indirect"):
	case !sameWords(d.al.A, d.al.B):
		d.add(Minor)
	case sameText(d.full, d.wording):
		d.add(Verbatim)
	default:
		d.add(Style)
	}
}

// sameText compares the very characters, but for what ends a sentence or a part
// of one, and "that" before it. A quotation mark that one side does not show,
// because its statement begins or ends inside the quotation, is not missed.
func sameText(a, b *Statement) bool {
	openA, bodyA, closeA := bareText(a)
	openB, bodyB, closeB := bareText(b)
	return bodyA == bodyB && (openA == openB || openA == "" || openB == "") && (closeA == closeB || closeA == "" || closeB == "")
}

// bareText cuts a statement's text into the quotation mark before it, the text,
// and the mark after it.
func bareText(s *Statement) (open, body, close string) {
	body = strings.TrimPrefix(strings.Join(strings.Fields(s.Text()), " "), "that ")
	if c, size := utf8.DecodeRuneInString(body); isQuoteMark(c) {
		open, body = body[:size], body[size:]
	}
	body = strings.TrimRight(body, ".,;:!?…")
	if c, size := utf8.DecodeLastRuneInString(body); isQuoteMark(c) {
		body, close = body[:len(body)-size], body[len(body)-size:]
		body = strings.TrimRight(body, ".,;:!?…")
	}
	return open, body, close
}

// counts reports whether a word is looked at.
func (d *difference) counts(w *Word) bool {
	return !w.is(hedge) && !w.is(negation) && (w.counts() || d.verbal && w.is(quoted))
}

// findGaps lists the gaps between the matches in order.
func (d *difference) findGaps() {
	movedA, movedB := map[int]bool{}, map[int]bool{}
	for _, m := range d.al.Matches {
		if m.Moved {
			movedA[m.A], movedB[m.B] = true, true
		}
	}
	a, b := 0, 0
	close := func(toA, toB int) {
		g := gap{fromA: a, toA: toA, fromB: b, toB: toB, first: a == 0 && b == 0, last: toA == len(d.al.A) && toB == len(d.al.B)}
		for i := a; i < toA; i++ {
			if !movedA[i] && d.counts(&d.al.A[i]) {
				g.countA++
			}
		}
		for j := b; j < toB; j++ {
			if !movedB[j] && d.counts(&d.al.B[j]) {
				g.countB++
			}
		}
		d.forgivePerson(&g)
		d.gaps = append(d.gaps, g)
	}
	for _, m := range d.al.Matches {
		if !m.Moved {
			close(m.A, m.B)
			a, b = m.A+1, m.B+1
		}
	}
	close(len(d.al.A), len(d.al.B))
}

// longestName is how many words may stand in the place of a pronoun.
const longestName = 3

// forgivePerson takes a name and a pronoun that stand in each other's place out
// of the counts.
func (d *difference) forgivePerson(g *gap) {
	a, b := d.al.A[g.fromA:g.toA], d.al.B[g.fromB:g.toB]
	if max(g.countA, g.countB) > longestName || d.verbal && holds(a, quoted) && holds(b, quoted) {
		return
	}
	if pronoun(a) && g.countB > 0 || pronoun(b) && g.countA > 0 {
		g.countA, g.countB = 0, 0
	}
}

// pronoun reports whether words are small ones or hedges, with a pronoun among
// them.
func pronoun(all []Word) bool {
	return holds(all, person) && !slices.ContainsFunc(all, func(w Word) bool { return !w.is(small) && !w.is(hedge) })
}

// isParaphrase reports whether less than half of the words of the shorter wording
// are in both. A spliced quotation is none.
func (d *difference) isParaphrase() bool {
	both := 0
	for _, m := range d.al.Matches {
		if m.Level >= Inflected && d.al.A[m.A].counts() {
			both++
		}
	}
	shorter := min(countWords(d.al.A), countWords(d.al.B))
	return !slices.Contains(d.kinds, Spliced) && (both*2 < shorter || shorter == 0)
}

func countWords(all []Word) int {
	n := 0
	for i := range all {
		if all[i].counts() {
			n++
		}
	}
	return n
}

// gap names what became of the words of a gap. What one side has more than the
// other was cut or added, if it is more than a word.
func (d *difference) gap(g *gap) {
	lost := Cut
	if g.first || g.last {
		lost = Trimmed
	}
	switch a, b := g.countA, g.countB; {
	case a > 0 && b > 0:
		d.add(Swapped)
		if a-b >= 2 {
			d.add(lost)
		}
		if b-a >= 2 {
			d.add(Added)
		}
	case a > 0 && g.toA-g.fromA == g.toB-g.fromB, b > 0 && g.toA-g.fromA == g.toB-g.fromB:
		d.add(Swapped) // a small word for another one
	case a > 0:
		d.add(lost)
	case b > 0:
		d.add(Added)
	}
}

// hasMarks reports whether the wording shows that it was edited where the
// fullest does not.
func (d *difference) hasMarks() bool {
	return edited(d.al.B) && !edited(d.al.A)
}

func edited(all []Word) bool {
	return slices.ContainsFunc(all, func(w Word) bool { return w.is(after) || w.is(bracketed) })
}

package nlp

import (
	_ "embed"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// Sentences
//
// Inside a paragraph a sentence ends at a full stop, a question or exclamation
// mark or an ellipsis, together with the quotation marks and brackets that close
// right after it, provided that what follows can begin a sentence. A stop that
// belongs to an abbreviation ends one only where the abbreviation may stand last
// and the next word is one that likes to stand first. A quotation that ends in a
// question stays in the sentence of the words that report it.

//go:embed lexicon/starters.txt
var startersFile string

//go:embed lexicon/reporting.txt
var reportingFile string

// sentenceWords are the words that show where sentences begin.
type sentenceLexicon struct {
	starters  map[string]bool // words that begin a sentence when capitalised after an abbreviation
	reporting map[string]bool // verbs that report what stands in quotation marks
}

var sentenceWords = sync.OnceValue(func() *sentenceLexicon {
	return &sentenceLexicon{starters: lexiconSet(startersFile), reporting: lexiconSet(reportingFile)}
})

// splitSentences fills Sentences and Token.Sentence from Tokens and Paragraphs.
func splitSentences(d *Doc) {
	d.Sentences = make([]Range, 0, len(d.Tokens)/20+len(d.Paragraphs))
	s := sentenceReader{doc: d, words: sentenceWords(), lex: surfaceWords()}
	for _, p := range d.Paragraphs {
		s.paragraph(p)
	}
}

type sentenceReader struct {
	doc   *Doc
	words *sentenceLexicon
	lex   *surfaceLexicon
}

// paragraph cuts one paragraph into sentences.
func (s *sentenceReader) paragraph(p Range) {
	first := p.First
	for i := p.First; i < p.End; {
		kind := s.terminal(i)
		i++
		if kind == noTerminal {
			continue
		}
		stop := i - 1
		for i < p.End && s.closes(i) {
			i++
		}
		if i < p.End && s.hasWord(Range{first, i}) && s.ends(Range{first, i}, stop, kind, p) {
			s.add(Range{first, i})
			first = i
		}
	}
	if first < p.End {
		s.add(Range{first, p.End})
	}
}

// hasWord reports whether r is more than marks: an ellipsis that stands alone
// belongs to the sentence that it leads on to.
func (s *sentenceReader) hasWord(r Range) bool {
	for i := r.First; i < r.End; i++ {
		if !s.marks(i) {
			return true
		}
	}
	return false
}

// add appends a sentence.
func (s *sentenceReader) add(r Range) {
	for i := r.First; i < r.End; i++ {
		s.doc.Tokens[i].Sentence = int32(len(s.doc.Sentences))
	}
	s.doc.Sentences = append(s.doc.Sentences, r)
}

// terminalKind is how strongly a token ends a sentence.
type terminalKind uint8

const (
	noTerminal terminalKind = iota
	fullStop
	questionMark // or an exclamation mark
	dotsMark
	abbreviated // a word that keeps its stop
)

// terminal returns how token i may end a sentence.
func (s *sentenceReader) terminal(i int) terminalKind {
	form := s.doc.Form(i)
	last := form[len(form)-1]
	if s.doc.Tokens[i].Shape&ShapePunct == 0 {
		if last == '.' {
			return abbreviated
		}
		return noTerminal
	}
	switch {
	case form == ".", form == "。":
		return fullStop
	case last == '?' || last == '!' || form == "？" || form == "！" || form == "‽":
		return questionMark
	case last == '.' || form == "…":
		return dotsMark
	}
	return noTerminal
}

// closes reports whether token i closes what stands before it: a bracket or
// quotation mark with no space before, or a further final mark.
func (s *sentenceReader) closes(i int) bool {
	d := s.doc
	if d.Tokens[i].Shape&ShapePunct == 0 {
		return false
	}
	glued := !d.Tokens[i-1].SpaceAfter
	switch form := d.Form(i); form {
	case ")", "]", "}", "”", "»", "›":
		return true
	case "\"", "'", "’", "''", "’’", "“", "‘’":
		return glued && (d.Tokens[i].SpaceAfter || i+1 < len(d.Tokens) && s.marks(i+1))
	case ".", "!", "?":
		return glued || s.terminal(i) != noTerminal
	default:
		return s.terminal(i) == questionMark || s.terminal(i) == dotsMark && glued
	}
}

// marks reports whether token i is a mark.
func (s *sentenceReader) marks(i int) bool { return s.doc.Tokens[i].Shape&ShapePunct != 0 }

// ends reports whether the sentence at r, whose final mark is token stop, ends
// before r.End in paragraph p.
func (s *sentenceReader) ends(r Range, stop int, kind terminalKind, p Range) bool {
	d, next := s.doc, r.End
	start := s.opening(next, p.End)
	if start == p.End {
		return next != p.End && start > next+1
	}
	first := d.Form(start)
	lower := startsLower(first)
	closed := r.End > stop+1
	switch kind {
	case abbreviated:
		if form := d.Form(next); isDashOrBracket(form) && (form == "(" || d.Tokens[next].SpaceAfter) {
			return false // "NEWPORT, Va. — The"
		}
		return !lower && s.endsAbbreviated(r, stop, start)
	case fullStop:
		if s.listNumber(r, stop) || s.dateline(r, next) {
			return false
		}
		// Careless writers begin sentences with small letters far more often
		// than anything else puts a lone stop before one.
		return !lower && !continues(first) || lower && !closed && d.Tokens[stop].SpaceAfter && start == next
	case questionMark:
		if closed && s.reports(start, p.End) {
			return false
		}
		if lower && !closed && start == next && d.Tokens[stop].SpaceAfter {
			form := d.Form(stop)
			return form[0] == '?' || len(form) > 1 // not "Yahoo! said"
		}
		return !lower && !continues(first)
	}
	return !lower && !continues(first) && d.Tokens[r.End-1].SpaceAfter
}

// mostOpenings bounds how many opening marks are looked past.
const mostOpenings = 8

// opening returns the first token from i on that is no opening mark.
func (s *sentenceReader) opening(i, end int) int {
	for limit := i + mostOpenings; i < end && i < limit && s.marks(i); {
		switch s.doc.Form(i) {
		case "\"", "“", "‘", "'", "``", "(", "[", "«", "„", "‹", "‘‘", "-", "--", "—", "–", "*", "•", "''", "¿", "¡", "...", "…":
			i++
			continue
		}
		return i
	}
	return i
}

// continues reports whether a mark goes on with the sentence before it.
func continues(form string) bool {
	switch form {
	case ",", ";", ":", "/", ")", "]", "%", "&", "=", "+", "”", "»":
		return true
	}
	return false
}

// endsAbbreviated decides at token stop, an abbreviation, when start is the next word.
func (s *sentenceReader) endsAbbreviated(r Range, stop, start int) bool {
	d := s.doc
	form := d.Form(stop)
	word := form[:len(form)-1]
	next := &d.Tokens[start]
	if next.Shape&(ShapePunct|ShapeUpper) != ShapeUpper {
		return false
	}
	likely := s.words.starters[next.Lower] && !(next.Shape&ShapeAllCaps != 0)
	switch s.lex.abbreviation(word) {
	case abbrevTitle, abbrevNumber:
		return false
	case abbrevEnd, abbrevDate, abbrevWord:
		return likely
	}
	if utf8.RuneCountInString(word) == 1 { // an initial
		return likely && next.Lower != "a" && stop > r.First && d.Tokens[stop-1].Shape&ShapeUpper == 0
	}
	return likely
}

// listNumber reports whether the sentence so far is only the number or letter
// of a list ("1.", "a.").
func (s *sentenceReader) listNumber(r Range, stop int) bool {
	if stop != r.First+1 || r.End != stop+1 {
		return false
	}
	t := &s.doc.Tokens[r.First]
	return t.Shape&ShapeDigit != 0 && len(t.Lower) <= 3 || len(t.Lower) == 1
}

// dateline reports whether the sentence so far is the place and date that open
// a dispatch, with the agency's name to come ("MOSCOW, February 12. /TASS/:").
func (s *sentenceReader) dateline(r Range, next int) bool {
	d := s.doc
	if r.Len() > 10 || d.Tokens[r.First].Shape&ShapeAllCaps == 0 || int(d.Paragraphs[d.Tokens[r.First].Paragraph].First) != r.First {
		return false
	}
	return d.Form(next) == "/" || isDashOrBracket(d.Form(next))
}

// isDashOrBracket reports whether form parts a dateline from what follows it.
func isDashOrBracket(form string) bool {
	switch form {
	case "-", "--", "–", "—", "(":
		return true
	}
	return false
}

// reports reports whether the words from i on tell who said what stands before:
// up to five words and then, or first, a verb of saying.
func (s *sentenceReader) reports(i, end int) bool {
	for k := i; k < end && k < i+6; k++ {
		t := &s.doc.Tokens[k]
		if s.words.reporting[t.Lower] {
			return k > i
		}
		if t.Shape&ShapePunct != 0 && t.Lower != "-" && t.Lower != "," || k == i && s.words.starters[t.Lower] && !pronounStart(t.Lower) {
			return false
		}
	}
	return false
}

func pronounStart(w string) bool {
	switch w {
	case "he", "she", "they", "the", "one", "a", "an", "his", "her":
		return true
	}
	return false
}

// startsLower reports whether s begins with a lower-case letter.
func startsLower(s string) bool {
	c := s[0]
	if c < utf8.RuneSelf {
		return 'a' <= c && c <= 'z'
	}
	r, _ := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(r)) != string(r)
}

// splitAt makes a sentence begin at the first token at or after a byte offset.
func (d *Doc) splitAt(offset int) {
	at := sort.Search(len(d.Tokens), func(i int) bool { return int(d.Tokens[i].Start) >= offset })
	if at == 0 || at == len(d.Tokens) || d.Tokens[at-1].Sentence != d.Tokens[at].Sentence {
		return
	}
	k := int(d.Tokens[at].Sentence)
	whole := d.Sentences[k]
	d.Sentences = slices.Insert(d.Sentences, k+1, Range{First: at, End: whole.End})
	d.Sentences[k].End = at
	for i := at; i < len(d.Tokens); i++ {
		d.Tokens[i].Sentence++
	}
}

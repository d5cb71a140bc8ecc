package compare

import (
	"unicode/utf8"

	"hearsay"
)

// Words
//
// What is compared is words, never the text: case, accents, spelling, kinds of
// quotation marks, dashes, white space, line breaks and invisible characters do
// not reach the comparison. Each Word still knows the bytes it stands for, so
// that whatever is found can be shown in the words of the article. Punctuation is
// no word; what it tells (quoted, in brackets, after an ellipsis, at the start of
// a sentence) is noted on the words.

// Word is a word of a text in the forms that are compared.
type Word struct {
	Start, End int // bytes in the text, on rune boundaries; a number or date may span several words of it

	form  uint64  // hash of the word in lower case and one spelling
	stem  uint64  // hash shared by its inflections
	class uint64  // hash shared by what may stand in its place
	value float64 // of a number
	mass  float32 // how much it tells, 0 to 1: rare words tell more
	flags wordFlags
	tense tense
	// What a date may be made of: a month by its number, an ordinal as its number
	// plus firstOrdinal, a magnitude ("million") as manyfold, "per" and "cent".
	part uint8
}

type wordFlags uint16

const (
	small     wordFlags = 1 << iota // article, pronoun, preposition, auxiliary, …
	negation                        // not, never, …
	hedge                           // may, about, probably, …
	number                          // value is set
	date                            // a day of a month
	name                            // begins with a capital where others do not
	quoted                          // inside quotation marks
	bracketed                       // inside square brackets
	person                          // a pronoun or the like that stands for a name
	after                           // an ellipsis stands between this word and the one before
	first                           // begins a sentence, or the content
	modal                           // may, can, will and their like
	clause                          // begins a part that may be a statement of its own
)

func (w *Word) is(f wordFlags) bool { return w.flags&f != 0 }

// counts reports whether the word tells something of its own.
func (w *Word) counts() bool { return w.flags&(small|negation|hedge) != small }

// smallMass is what small words weigh: enough to decide between two places of a
// word, too little to make two statements one.
const smallMass = 0.08

// wordSeed makes hashes equal on every machine: keys derived from them are kept
// in files.
const wordSeed = 0x9e3779b97f4a7c15

// hashWord is FNV-1a with a final mix (Appleby's MurmurHash3 finaliser).
func hashWord(s string) uint64 { return mix(hashBytes([]byte(s))) }

func hashBytes(b []byte) uint64 {
	h := uint64(0xcbf29ce484222325) ^ wordSeed
	for _, c := range b {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	return h
}

func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// Words returns the words of text under spans, which are in text order and
// disjoint. Text is valid UTF-8. It takes time linear in the bytes under the
// spans.
func Words(text string, spans ...hearsay.Span) []Word {
	r := wordReader{text: text, lex: words()}
	size := 0
	for _, s := range spans {
		size += s.End - s.Start
	}
	r.out = make([]Word, 0, size/5+1)
	r.pending = first
	for i, s := range spans {
		if i > 0 && (endsSentence(text[spans[i-1].Start:spans[i-1].End]) || endsSentence(text[spans[i-1].End:s.Start])) {
			r.pending |= first
		} else if i > 0 && addsClause(text[s.Start:s.End]) {
			r.pending |= clause
		}
		r.span(s)
	}
	return mergeNumbers(r.out, text)
}

// wordReader reads words of one text.
type wordReader struct {
	text    string
	lex     *lexicon
	out     []Word
	pending wordFlags // for the next word
	quotes  quoteState
	bracket bool
	buf     []byte
}

// span reads one span. What is quoted at its beginning is told by the first
// mark in it that can only open or close.
func (r *wordReader) span(s hearsay.Span) {
	r.quotes.begin(r.text[s.Start:s.End])
	for i := s.Start; i < s.End; {
		c, size := utf8.DecodeRuneInString(r.text[i:])
		if isWordRune(c) {
			i = r.word(i, s.End)
			continue
		}
		r.mark(i, c, size)
		i += size
	}
}

// mark takes note of what is no word.
func (r *wordReader) mark(i int, c rune, size int) {
	switch c {
	case '[':
		r.bracket = true
	case ']':
		r.bracket = false
	case '…':
		r.pending |= after
	case '?', '!':
		r.pending |= first
	case '.':
		switch {
		case i >= 2 && r.text[i-1] == '.' && r.text[i-2] == '.':
			r.pending = r.pending&^first | after
		case len(r.out) == 0 || !isAbbreviation(r.text[r.out[len(r.out)-1].Start:i]):
			r.pending |= first
		}
	case ';':
		r.pending |= clause
	case '\n':
		if i > 0 && r.text[i-1] == '\n' {
			r.pending |= first
		}
	case '%':
		r.add(i, i+size, "percent")
	default:
		r.quotes.mark(r.text, i, c, size)
	}
}

// word reads the word at byte i, cut at its clitics, and returns where it ends.
func (r *wordReader) word(i, limit int) int {
	end, digits := wordEnd(r.text[:limit], i)
	w := r.text[i:end]
	r.buf = foldWord(r.buf[:0], w)
	if digits {
		r.addNumber(i, end)
		return end
	}
	lower := string(r.buf)
	host, clitic := splitClitic(lower)
	if clitic == "" {
		r.add(i, end, lower)
		return end
	}
	// The clitic's bytes: as many runes from the end as it has.
	cut := end
	for range clitic {
		_, size := utf8.DecodeLastRuneInString(r.text[i:cut])
		cut -= size
	}
	if cut <= i {
		r.add(i, end, lower)
		return end
	}
	full := fullClitic(host, clitic)
	if full == "" { // a possessive is a part of its word
		r.add(i, end, host)
		return end
	}
	r.add(i, cut, host)
	r.add(cut, end, full)
	return end
}

// add appends a word that stands at the bytes [start,end) and reads lower.
func (r *wordReader) add(start, end int, lower string) {
	w := Word{Start: start, End: end}
	if !isCapital(r.text[start:]) && len(r.out) > 0 {
		r.pending &^= first
	} else if r.pending&first == 0 {
		w.flags |= name
	}
	r.lex.fill(&w, lower)
	r.finish(w)
}

// finish appends a word with what was noted before it.
func (r *wordReader) finish(w Word) {
	w.flags |= r.pending
	if r.bracket {
		w.flags |= bracketed
	}
	if r.quotes.open() {
		w.flags |= quoted
	}
	r.pending = 0
	r.out = append(r.out, w)
}

// fill sets the forms of a word and what the lexicon says of it.
func (lex *lexicon) fill(w *Word, lower string) {
	known, ok := lex.filled[lower]
	if !ok {
		lex.look(&known, lower)
	}
	known.Start, known.End, known.flags = w.Start, w.End, known.flags|w.flags
	if w.is(name) && known.flags&(small|negation|number) == 0 {
		known.mass = min(known.mass, nameMass)
	}
	*w = known
}

// look looks a word up in the lists.
func (lex *lexicon) look(w *Word, lower string) {
	w.part = partOf(lower)
	if v, ok := cardinals[lower]; ok {
		w.flags |= number
		w.value = v
	}
	if lex.small[lower] {
		w.flags |= small
	}
	if lex.persons[lower] {
		w.flags |= person
	}
	if lex.negations[lower] {
		w.flags |= negation
	}
	if modals[lower] {
		w.flags |= modal
	}
	form := spelled([]byte(lower))
	w.form = hashBytes(form)
	var stemmed []byte
	stemmed, w.tense = lex.stem(form)
	w.stem = mix(hashBytes(stemmed))
	w.class = lex.class(w.stem, stemmed)
	if lex.hedges[w.stem] && lower != "can" {
		w.flags |= hedge
	}
	if w.is(negation) { // one may stand for the other: "did not find any", "found no"
		w.stem = hashWord("not")
		w.class = w.stem
	}
	w.mass = lex.massOf(w)
}

// stem returns the stem of a word in one spelling, and its tense. It may change
// form.
func (lex *lexicon) stem(form []byte) ([]byte, tense) {
	if v, ok := lex.base[string(form)]; ok {
		return bare(spelled([]byte(v.base))), v.tense
	}
	return stem(form)
}

func (lex *lexicon) stemHash(lower string) uint64 {
	s, _ := lex.stem(spelled([]byte(lower)))
	return mix(hashBytes(s))
}

// class returns the class of a stem.
func (lex *lexicon) class(stem uint64, stemmed []byte) uint64 {
	if c, ok := lex.classes[stem]; ok {
		return c
	}
	r := mix(hashBytes(root(stemmed)))
	if c, ok := lex.classes[r]; ok {
		return c
	}
	return r
}

// massOf weighs a word: small words hardly count, the rest by how few documents
// have them.
func (lex *lexicon) massOf(w *Word) float32 {
	switch {
	case w.is(negation):
		return 0.3
	case w.is(small):
		return smallMass
	case w.is(number):
		return 0.9
	}
	mass := float32(1)
	if band, common := lex.bands[w.stem]; common {
		mass = max(0.2, float32(band)/rarest)
	}
	return mass
}

// nameMass is the most that a word of a name weighs: names are what many
// statements of one event share, and often have several words.
const nameMass = 0.6

// rarest is the band of words that are not in lexicon/common.txt.
const rarest = 8

var modals = map[string]bool{
	"may": true, "might": true, "can": true, "could": true, "will": true, "would": true, "shall": true, "should": true, "must": true,
}

package nlp

import (
	"cmp"
	"encoding/binary"
	"errors"
	"slices"

	"hearsay/internal/learn"
)

// The word table holds what the training texts showed about a word form apart
// from its context: the distributional class of its neighbours (learn.Cluster),
// which tags it takes in the treebanks and in automatically tagged news, and how
// it is written in the middle of a sentence. Words are looked up by lower-case
// form with every digit made 0.
//
// File: "WRD1", slots (32 bits, a power of two), slots of 12 bytes in open
// addressing: a 32-bit check (0: free), fine class and treebank tag set (16 bits
// each), coarse class, only tag, news tag and case habit (8 bits each).

const (
	wordsMagic  = "WRD1"
	wordsHeader = 8
	wordSlot    = 12
)

var errWords = errors.New("damaged word table in the model file")

// wordFacts is one entry of the word table. The zero value means unknown.
type wordFacts struct {
	class  uint16 // fine distributional class
	tagSet uint16 // number of the set of tags in the treebanks
	coarse uint8  // class among few
	only   Tag    // the tag it always has, if it is frequent and has only one
	news   uint8  // most frequent tag in automatically tagged news
	habit  caseHabit
}

// caseHabit is how a word is written inside sentences.
type caseHabit uint8

const (
	caseUnknown caseHabit = iota
	caseLower
	caseMixed
	caseUpper
)

// wordTable is the word table as it stands in the model file.
type wordTable struct {
	mask  uint64
	slots []byte
}

func openWordTable(data []byte) (*wordTable, error) {
	if len(data) < wordsHeader || string(data[:4]) != wordsMagic {
		return nil, errWords
	}
	n := uint64(binary.LittleEndian.Uint32(data[4:]))
	if n == 0 || n&(n-1) != 0 || uint64(len(data)-wordsHeader) != n*wordSlot {
		return nil, errWords
	}
	return &wordTable{mask: n - 1, slots: data[wordsHeader:]}, nil
}

func wordCheck(h uint64) uint32 {
	if c := uint32(h); c != 0 {
		return c
	}
	return 1
}

// find returns the facts about the word with hash h.
func (t *wordTable) find(h uint64) wordFacts {
	want := wordCheck(h)
	for i, left := h>>32&t.mask, t.mask; ; i, left = (i+1)&t.mask, left-1 {
		s := t.slots[i*wordSlot : i*wordSlot+wordSlot]
		switch c := binary.LittleEndian.Uint32(s); {
		case c == want:
			return wordFacts{
				class: binary.LittleEndian.Uint16(s[4:]), tagSet: binary.LittleEndian.Uint16(s[6:]),
				coarse: s[8], only: min(Tag(s[9]), NumTags-1), news: s[10], habit: caseHabit(s[11]),
			}
		case c == 0 || left == 0:
			return wordFacts{}
		}
	}
}

// encodeWordTable writes the table of all words that have a fact.
func encodeWordTable(facts map[uint64]wordFacts) []byte {
	keys := make([]uint64, 0, len(facts))
	for h, f := range facts {
		if f != (wordFacts{}) {
			keys = append(keys, h)
		}
	}
	slices.SortFunc(keys, func(a, b uint64) int { return cmp.Compare(a, b) })
	n := 16
	for n*3 < len(keys)*4 {
		n *= 2
	}
	out := append([]byte(nil), wordsMagic...)
	out = binary.LittleEndian.AppendUint32(out, uint32(n))
	slots := make([]byte, n*wordSlot)
	for _, h := range keys {
		i := int(h>>32) & (n - 1)
		for binary.LittleEndian.Uint32(slots[i*wordSlot:]) != 0 {
			i = (i + 1) & (n - 1)
		}
		s, f := slots[i*wordSlot:], facts[h]
		binary.LittleEndian.PutUint32(s, wordCheck(h))
		binary.LittleEndian.PutUint16(s[4:], f.class)
		binary.LittleEndian.PutUint16(s[6:], f.tagSet)
		s[8], s[9], s[10], s[11] = f.coarse, byte(f.only), f.news, byte(f.habit)
	}
	return append(out, slots...)
}

// wordKey returns the hash under which the word table and the features know a
// token: that of its lower-case form with every ASCII digit made 0, and with
// typographic marks made plain ones, which the treebanks have more of.
func wordKey(t *Token) uint64 {
	if t.Shape&(ShapeDigit|ShapePunct) == 0 {
		return t.Hash
	}
	if t.Shape&ShapePunct != 0 {
		return learn.String(plainMark(t.Lower))
	}
	var buf [64]byte
	b := append(buf[:0], t.Lower...)
	for i, c := range b {
		if '1' <= c && c <= '9' {
			b[i] = '0'
		}
	}
	return learn.String(string(b))
}

// plainMark returns the typewriter's form of a quotation mark or dash.
func plainMark(s string) string {
	switch s {
	case "“", "”", "„", "‟", "«", "»":
		return "\""
	case "‘", "’", "‚", "‛", "‹", "›":
		return "'"
	case "–", "‐", "‑":
		return "-"
	case "—", "―":
		return "--"
	case "…":
		return "..."
	}
	return s
}

// lexeme is what taggers see of a token: hashes of its form and the facts of
// the word table.
type lexeme struct {
	word         uint64
	suffix       [4]uint64 // of 1 to 4 bytes
	prefix       [4]uint64
	shape        uint64 // kinds of letters, runs shortened
	class        uint64
	coarse       uint64
	tagSet, news uint64
	habit        uint64
	only         Tag
}

// fillLexemes describes all tokens of d in the scratch list, and sets their Class.
func (t *wordTable) fillLexemes(d *Doc, list []lexeme) []lexeme {
	list = slices.Grow(list[:0], len(d.Tokens))[:len(d.Tokens)]
	for i := range list {
		t.fillLexeme(&list[i], &d.Tokens[i], d.Form(i))
	}
	return list
}

func (t *wordTable) fillLexeme(l *lexeme, token *Token, form string) {
	l.word = wordKey(token)
	f := t.find(l.word)
	token.Class = f.class
	l.class, l.coarse, l.tagSet = uint64(f.class), uint64(f.coarse), uint64(f.tagSet)
	l.news, l.habit, l.only = uint64(f.news), uint64(f.habit), f.only
	low := token.Lower
	var head, tail uint64
	for k := range 4 {
		if k < len(low) {
			head = head<<8 | uint64(low[k])
			tail |= uint64(low[len(low)-1-k]) << (8 * k)
		}
		l.prefix[k] = head<<3 | uint64(k)
		l.suffix[k] = tail<<3 | uint64(k)
	}
	if token.Shape&ShapePunct != 0 {
		form = plainMark(token.Lower)
	}
	l.shape = formPattern(form)
}

// formPattern hashes the kinds of letters of a form: upper case, lower case,
// digit, other ASCII marks as they are; a run longer than two counts as two.
func formPattern(form string) uint64 {
	h := uint64(0)
	var last byte
	run := 0
	for i := 0; i < len(form); i++ {
		c := form[i]
		switch {
		case 'a' <= c && c <= 'z' || c >= 0x80:
			c = 'x'
		case 'A' <= c && c <= 'Z':
			c = 'X'
		case '0' <= c && c <= '9':
			c = '0'
		}
		if c == last {
			run++
		} else {
			last, run = c, 1
		}
		if run <= 2 {
			h = h*0x9E3779B97F4A7C15 + uint64(c)
		}
	}
	return h
}

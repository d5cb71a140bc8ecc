package query

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Folding makes words of a text. A word is a run of letters and digits in the
// compatibility decomposition of Unicode (NFKD, UAX 15), in lower case, without
// marks and invisible characters; a few letters that do not decompose become
// the ones people type instead (ø is o, ß is ss). Everything else parts words:
// "Torvek's" has two, "don’t" and "don't" the same two. Chinese and Japanese
// characters are words of their own, because nothing parts them.

// Folding is the version of this folding. An index that another version made has to
// be made anew.
const Folding = "1"

// maxWord is the most bytes that are kept of one folded word.
const maxWord = 96

// Word is a word of a text.
type Word struct {
	Text       string // folded
	Start, End int    // half-open range of bytes in the text
}

// Words returns the words of text in order. Where one character stands for
// several words ("½") they have the same range.
func Words(text string) []Word {
	var words []Word
	scan(text, func(word []byte, start, end int) {
		words = append(words, Word{string(word), start, end})
	})
	return words
}

// Fold returns the folded words of text, parted by spaces.
func Fold(text string) string { return string(AppendFolded(nil, text)) }

// AppendFolded appends the folded words of text, each followed by a space.
func AppendFolded(dst []byte, text string) []byte {
	scan(text, func(word []byte, _, _ int) {
		dst = append(append(dst, word...), ' ')
	})
	return dst
}

// scan calls emit with each word, whose bytes are only valid until it returns.
func scan(text string, emit func(word []byte, start, end int)) {
	s := scanner{emit: emit}
	s.word = s.buffer[:0]
	for i := 0; i < len(text); {
		c := text[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			s.rune(r, text[i:i+size], i, i+size)
			i += size
			continue
		}
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			s.add(c, i, i+1)
		case 'A' <= c && c <= 'Z':
			s.add(c|0x20, i, i+1)
		default:
			s.flush()
		}
		i++
	}
	s.flush()
}

type scanner struct {
	emit       func(word []byte, start, end int)
	word       []byte
	start, end int
	buffer     [maxWord + utf8.UTFMax]byte
	folded     [64]byte
}

func (s *scanner) flush() {
	if len(s.word) > 0 {
		s.emit(s.word, s.start, s.end)
		s.word = s.word[:0]
	}
}

func (s *scanner) add(c byte, start, end int) {
	if len(s.word) == 0 {
		s.start = start
	}
	if len(s.word) < maxWord {
		s.word = append(s.word, c)
	}
	s.end = end
}

// rune takes one character that is not in ASCII.
func (s *scanner) rune(r rune, text string, start, end int) {
	if 0x2010 <= r && r <= 0x2027 || 0x2030 <= r && r <= 0x205e || r == 0xa0 {
		s.flush() // dashes, quotation marks, the no-break space
		return
	}
	for _, r := range string(norm.NFKD.AppendString(s.folded[:0], text)) {
		s.part(r, start, end)
	}
}

// part takes one character of a decomposition.
func (s *scanner) part(r rune, start, end int) {
	r = unicode.ToLower(r)
	if to, ok := typed[r]; ok {
		for i := range len(to) {
			s.add(to[i], start, end)
		}
		return
	}
	switch {
	case 0x2b9 <= r && r <= 0x2df: // apostrophes and the like that count as letters
		s.flush()
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		if len(s.word) > 0 {
			s.end = end // it belongs to the word, and is not seen
		}
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) && unicode.IsLetter(r):
		s.flush()
		s.letter(r, start, end)
		s.flush()
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		s.letter(r, start, end)
	default:
		s.flush()
	}
}

func (s *scanner) letter(r rune, start, end int) {
	var encoded [utf8.UTFMax]byte
	n := utf8.EncodeRune(encoded[:], r)
	if len(s.word)+n > maxWord && len(s.word) > 0 {
		s.end = end
		return
	}
	for _, c := range encoded[:n] {
		s.add(c, start, end)
	}
}

// typed holds letters that have no decomposition, and what people type for them
// on a keyboard without them.
var typed = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th",
	'ħ': "h", 'ı': "i", 'ŧ': "t", 'ŋ': "n", 'ĸ': "k", 'ƒ': "f", 'ς': "σ",
}

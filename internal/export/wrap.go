package export

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// flow fills lines with words up to a width in columns. Lines begin with a
// prefix that is not part of the words: the guides of the tree, an indent.
//
// Widths are those of grapheme clusters as terminals show them (UAX 11 and 29):
// two columns for East Asian wide characters and emoji, none for combining
// marks. Words are parted at spaces and, where they are not in ASCII, at the
// line break opportunities of UAX 14, so that Chinese and Japanese wrap as well.
// What is still too long for a line is cut between grapheme clusters.
type flow struct {
	dst    []byte
	color  bool
	width  int    // columns of a line
	prefix string // begins every line but the first
	indent int    // columns of prefix
	column int    // where the next word would begin
	bare   bool   // no word stands on this line yet
	begun  int    // length of dst where the paragraph begins
	empty  bool   // no word stands in this paragraph yet
	spaced bool   // what was put on ended in a space
}

// start begins a paragraph with a first prefix and another one, of the same
// width, for the lines after it.
func (f *flow) start(first, next string) {
	f.begun, f.empty, f.spaced = len(f.dst), true, false
	f.dst = appendStyled(f.dst, f.color, faint, first)
	f.prefix, f.indent = next, textWidth(next)
	f.column, f.bare = textWidth(first), true
}

// finish ends the paragraph; one without words leaves no line.
func (f *flow) finish() {
	if f.empty {
		f.dst = f.dst[:f.begun]
		return
	}
	f.end()
}

// end ends the line, without spaces at its end.
func (f *flow) end() {
	for len(f.dst) > 0 && f.dst[len(f.dst)-1] == ' ' {
		f.dst = f.dst[:len(f.dst)-1]
	}
	f.dst = append(f.dst, '\n')
}

func (f *flow) newline() {
	f.end()
	f.dst = appendStyled(f.dst, f.color, faint, f.prefix)
	f.column, f.bare = f.indent, true
}

// put adds words, parted from the word before by a space.
func (f *flow) put(st style, words string) {
	for word := range strings.FieldsFuncSeq(words, isBlank) {
		gap := 1
		for word != "" {
			piece := word
			if !isASCII(word) {
				piece, _, _, _ = uniseg.FirstLineSegmentInString(word, -1)
			}
			word = word[len(piece):]
			f.piece(st, piece, gap)
			gap = 0
		}
	}
}

// piece adds what must not be parted, after gap spaces unless the line is bare.
func (f *flow) piece(st style, s string, gap int) {
	if f.bare {
		gap = 0
	}
	w := textWidth(s)
	if !f.bare && f.column+gap+w > f.width {
		f.newline()
		gap = 0
	}
	for room := max(f.width-f.column, 2); f.bare && w > room; room = max(f.width-f.column, 2) {
		head := cutWidth(s, room)
		f.dst = appendStyled(f.dst, f.color, st, head)
		f.empty = false
		s = s[len(head):]
		w -= textWidth(head)
		f.newline()
	}
	if s == "" {
		return
	}
	if gap > 0 {
		f.dst = append(f.dst, ' ')
	}
	f.dst = appendStyled(f.dst, f.color, st, s)
	f.column += gap + w
	f.bare, f.empty = false, false
}

// glue adds s to the last word, whatever the width: a colon, a comma.
func (f *flow) glue(st style, s string) {
	f.dst = appendStyled(f.dst, f.color, st, s)
	f.column += textWidth(s)
	f.bare, f.empty = false, false
}

// right adds s at the right edge of the line if it fits there with two columns
// to spare, and reports whether it did.
func (f *flow) right(st style, s string) bool {
	gap := f.width - f.column - textWidth(s)
	if gap < 2 || s == "" {
		return false
	}
	f.dst = append(f.dst, strings.Repeat(" ", gap)...)
	f.dst = appendStyled(f.dst, f.color, st, s)
	f.column = f.width
	return true
}

// cutWidth returns the start of s that fills at most width columns, at least
// one grapheme cluster.
func cutWidth(s string, width int) string {
	end, used, state := 0, 0, -1
	for rest := s; rest != ""; {
		cluster, next, w, after := uniseg.FirstGraphemeClusterInString(rest, state)
		if end > 0 && used+w > width {
			break
		}
		end += len(cluster)
		used += w
		rest, state = next, after
	}
	return s[:end]
}

// textWidth returns the columns s takes on a terminal.
func textWidth(s string) int {
	if isASCII(s) {
		return len(s)
	}
	return uniseg.StringWidth(s)
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isBlank reports whether words may be parted at r: all white space but the
// no-break spaces.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' && r != '\u2007'
}

// printable returns s without what would act on a terminal rather than show on
// it: white space becomes a space, other control characters U+FFFD, and marks
// that turn the direction of text are left out.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.IsControl(r):
			return utf8.RuneError
		case unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff':
			return -1
		}
		return r
	}, s)
}

package nlp

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// Paragraphs
//
// An empty line always ends a paragraph. What a single line break means depends
// on how the text was made: exporters write one paragraph a line, typewriters
// and mail wrap at a fixed width. The two are told apart once for the whole
// text. In a wrapped text a line is broken only where the next word no longer
// fitted into the width, which is that of the widest line; a text with lines
// wider than any typewriter's was never wrapped. In a wrapped text, a line left
// short although the next word had room still ends its paragraph.

const (
	widestWrapped = 110 // code points; a hard-wrapped text has no wider lines
	wrapSlack     = 6   // code points by which a wrapped line may fall short of fitting
)

// textLine is one line that is not blank.
type textLine struct {
	start  int32 // bytes
	width  int32 // code points
	indent int32 // code points of white space at its start
	first  int32 // code points of its first word
	lower  bool  // begins with a lower-case letter
	blank  bool  // a blank line, or the text's start, stands before it
}

// paragraphStarts returns the byte offsets at which paragraphs begin, in order;
// the first is 0.
func paragraphStarts(text string) []int {
	lines := textLines(text)
	single, wide := 0, 0
	for i, l := range lines {
		if i > 0 && !l.blank {
			single++
		}
		if l.width > widestWrapped {
			wide++
		}
	}
	width := int32(0)
	if single > 0 && wide*20 <= len(lines) {
		width = wrapWidth(lines, single)
	}
	starts := []int{0}
	for i, l := range lines {
		if i > 0 && (l.blank || width == 0 || breaksWrapped(&lines[i-1], &lines[i], width)) {
			starts = append(starts, int(l.start))
		}
	}
	return starts
}

// wrapWidth returns the width at which the text was wrapped, or 0 if its single
// line breaks end paragraphs.
func wrapWidth(lines []textLine, single int) int32 {
	widths := make([]int32, 0, len(lines))
	for _, l := range lines {
		if l.width <= widestWrapped {
			widths = append(widths, l.width)
		}
	}
	slices.Sort(widths)
	width := widths[len(widths)-1-len(widths)/50]
	full, lower := 0, 0
	for i := 1; i < len(lines); i++ {
		if lines[i].blank {
			continue
		}
		if lines[i-1].width+1+lines[i].first+wrapSlack > width {
			full++
		}
		if lines[i].lower {
			lower++
		}
	}
	if width >= 30 && full*5 >= single*3 && lower*4 >= single {
		return width
	}
	return 0
}

// breaksWrapped reports whether a paragraph ends between two lines of a text
// wrapped at width.
func breaksWrapped(prev, next *textLine, width int32) bool {
	if next.lower {
		return false
	}
	return next.indent > prev.indent+1 || prev.width+1+next.first+wrapSlack*2 <= width
}

// textLines returns the lines of text that are not blank.
func textLines(text string) []textLine {
	var lines []textLine
	blank := true
	for at := 0; at < len(text); {
		end, next := lineEnd(text, at)
		l := measureLine(text[at:end])
		if l.width == 0 {
			blank = true
		} else {
			l.start, l.blank = int32(at), blank
			lines = append(lines, l)
			blank = next > end && text[next-1] == '\f'
		}
		at = next
	}
	return lines
}

// lineEnd returns the end of the line that begins at byte at, and the start of
// the next.
func lineEnd(text string, at int) (end, next int) {
	for i := at; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n' || c == '\f' || c == '\v':
			return i, i + 1
		case c == '\r':
			if i+1 < len(text) && text[i+1] == '\n' {
				return i, i + 2
			}
			return i, i + 1
		case c == 0xc2 && i+1 < len(text) && text[i+1] == 0x85: // next line
			return i, i + 2
		case c == 0xe2 && i+2 < len(text) && text[i+1] == 0x80 && text[i+2]|1 == 0xa9: // line, paragraph separator
			return i, i + 3
		}
	}
	return len(text), len(text)
}

// measureLine fills in width, indent, first and lower; a blank line has width 0.
func measureLine(line string) textLine {
	var l textLine
	n, inFirst := int32(0), false
	for i, r := range line {
		n++
		space := r == ' ' || r > ' ' && unicode.IsSpace(r) || r == '\t'
		switch {
		case !space && l.width == 0:
			l.indent, inFirst = n-1, true
			c, _ := utf8.DecodeRuneInString(line[i:])
			l.lower = unicode.IsLower(c)
		case space && inFirst:
			l.first, inFirst = n-1-l.indent, false
		}
		if !space {
			l.width = n
		}
	}
	if inFirst {
		l.first = n - l.indent
	}
	return l
}

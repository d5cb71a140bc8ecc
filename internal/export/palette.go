package export

import "strings"

// style is one of the sixteen colours every terminal has, so that the reader's
// own theme decides what they look like, or a weight.
type style uint8

const (
	plain style = iota
	strong
	faint
	cueStyle
	sourceStyle
	addresseeStyle
	numberStyle
	markStyle  // what was searched for
	cutStyle   // words that are in the other text only
	addedStyle // words that are in this text only
	movedStyle
)

// codes are SGR parameters (ECMA-48, section 8.3.117).
var codes = [...]string{
	plain:          "",
	strong:         "1",
	faint:          "2",
	cueStyle:       "33",
	sourceStyle:    "1;36",
	addresseeStyle: "35",
	numberStyle:    "32",
	markStyle:      "1;31",
	cutStyle:       "31",
	addedStyle:     "32",
	movedStyle:     "34",
}

// appendStyled appends s between the codes of its style; without them if color
// is off, the style is plain or there is nothing to see.
func appendStyled(dst []byte, color bool, st style, s string) []byte {
	if !color || st == plain || strings.Trim(s, " ") == "" {
		return append(dst, s...)
	}
	dst = append(dst, "\x1b["...)
	dst = append(dst, codes[st]...)
	dst = append(dst, 'm')
	dst = append(dst, s...)
	return append(dst, "\x1b[0m"...)
}

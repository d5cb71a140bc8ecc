package nlp

import "strings"

// addressStarts reports whether a web or mail address might begin at byte at,
// cheaply: most words do not.
func (r *tokenReader) addressStarts(at int) bool {
	if at > r.lo && r.gluedLeft(at) {
		return false
	}
	switch r.text[at] | 0x20 {
	case 'h', 'w', 'f', 'm':
		return r.hi-at > 4
	}
	return asciiOrOther(r.text[at]) && strings.IndexByte(r.text[at:min(r.hi, at+64)], '@') > 0
}

// asciiOrOther reports whether c can begin the local part of a mail address.
func asciiOrOther(c byte) bool { return c < 0x80 && asciiClass[c] != markRune }

// address returns the end of the web or mail address at byte at, or at.
func (r *tokenReader) address(at int) int {
	rest := r.text[at:r.hi]
	for _, scheme := range []string{"http://", "https://", "ftp://", "www.", "mailto:"} {
		if len(rest) > len(scheme) && strings.EqualFold(rest[:len(scheme)], scheme) {
			return at + webEnd(rest)
		}
	}
	if n := mailEnd(rest); n > 0 {
		return at + n
	}
	return at
}

// webEnd returns the length of the web address that s begins with: up to a
// quotation mark or angle bracket, marks that end a clause left off.
func webEnd(s string) int {
	end := len(s)
	if i := strings.IndexAny(s, "\"<>“”«»„"); i > 0 {
		end = i
	}
	bracket := strings.IndexByte(s[:end], '(') >= 0
	for end > 1 {
		switch c := s[end-1]; c {
		case '.', ',', ';', ':', '!', '?', '\'', '*', ']', '}':
		case ')':
			if bracket {
				return end
			}
		default:
			if !strings.HasSuffix(s[:end], "’") {
				return end
			}
			end -= 2
		}
		end--
	}
	return end
}

// mailEnd returns the length of the mail address that s begins with, or 0.
func mailEnd(s string) int {
	at := 0
	for at < len(s) && at < 64 && (asciiOrOther(s[at]) || strings.IndexByte("._%+-", s[at]) >= 0) {
		at++
	}
	if at == 0 || at == len(s) || s[at] != '@' {
		return 0
	}
	end, dot := at+1, false
	for end < len(s) && end-at < longestLook && (asciiOrOther(s[end]) || s[end] == '.' || s[end] == '-' || s[end] == '_') {
		dot = dot || s[end] == '.'
		end++
	}
	for end > at && (s[end-1] == '.' || s[end-1] == '-') {
		end--
	}
	if end == at+1 || !dot {
		return 0
	}
	return end
}

package nlp

import (
	"strings"
	"unicode/utf8"
)

// number reads the number at byte at and what is written onto it, and returns
// where the next token begins.
func (r *tokenReader) number(at int) int {
	text, hi := r.text, r.hi
	end := at
	if text[at] == '.' {
		end++
	}
	end = numberEnd(text[:hi], end)
	if end >= hi || classAt(text, end) != letterRune {
		return r.emit(at, r.decadeOf(at, end))
	}
	tailEnd := skipLetters(text, end, hi)
	tail := text[end:tailEnd]
	whole := tailEnd == hi || classAt(text, tailEnd) == markRune
	switch {
	case whole && isOrdinalTail(tail):
		return r.emit(at, tailEnd)
	case whole && r.unitAfter(at, tail), halfDay(text[end:hi]):
		r.emit(at, end)
		return r.word(end, end)
	}
	return r.word(at, end)
}

// decadeOf extends a number such as 80 or 1960 over "'s".
func (r *tokenReader) decadeOf(at, end int) int {
	n := apostropheLen(r.text[:r.hi], end)
	if n == 0 || clitic(r.text[end:min(r.hi, end+8)]) != n+1 || r.text[end+n] != 's' {
		return end
	}
	if digits := r.text[at:end]; digits[len(digits)-1] == '0' && (len(digits) == 2 || len(digits) == 4) {
		return end + n + 1
	}
	return end
}

// isOrdinalTail reports whether letters after a number make it an ordinal or a decade.
func isOrdinalTail(tail string) bool {
	switch strings.ToLower(tail) {
	case "st", "nd", "rd", "th", "s":
		return true
	}
	return false
}

// unitAfter reports whether tail is a unit after the number at byte at.
func (r *tokenReader) unitAfter(at int, tail string) bool {
	if len(tail) > 4 {
		return false
	}
	if r.lex.units[tail] || tail == "AM" || tail == "PM" || tail == "K" || tail == "MM" {
		return true
	}
	if len(tail) > 2 || !strings.Contains("K M B T MM BN MN", strings.ToUpper(tail)) || at == r.lo {
		return false
	}
	c, _ := utf8.DecodeLastRuneInString(r.text[r.lo:at])
	return strings.ContainsRune("$£€¥₹", c)
}

// halfDay reports whether s begins with "a.m" or "p.m".
func halfDay(s string) bool {
	return len(s) >= 3 && (s[0] == 'a' || s[0] == 'p') && s[1] == '.' && s[2] == 'm'
}

// numberEnd returns the end of the number at byte at: digits with what may join
// them ("1,000.5", "3:30", "9/11/2001", "555-0123", "2022-02-12"), but not
// ranges ("10-20") or fractions of a list.
func numberEnd(text string, at int) int {
	var lens [8]int // digits in each group
	var seps [8]byte
	n, end := 0, at
	for n < len(lens) {
		from := end
		end = skipDigits(text, end)
		lens[n] = end - from
		n++
		if n == len(lens) || end+1 >= len(text) || strings.IndexByte(".,:/-", text[end]) < 0 || !isASCIIDigit(text[end+1]) {
			break
		}
		seps[n-1] = text[end]
		end++
	}
	keep := joinedGroups(lens[:n], seps[:n-1])
	end = at
	for i := range keep {
		end = skipDigits(text, end)
		if i+1 < keep {
			end++
		}
	}
	return end
}

// joinedGroups returns how many of the groups of digits, from the first, make
// one number.
func joinedGroups(lens []int, seps []byte) int {
	if len(seps) == 0 {
		return 1
	}
	same := 1
	for same < len(seps) && seps[same] == seps[0] {
		same++
	}
	switch groups := lens[:same+1]; seps[0] {
	case '-':
		if isDashedNumber(groups) {
			return same + 1
		}
		return 1
	case '/':
		if isDate(groups) || same == 1 && groups[0] <= 2 && groups[1] <= 2 {
			return same + 1
		}
		return 1
	case ',':
		n := 1
		for n <= same && (groups[n] == 3 || groups[n] == 2 && n < same && groups[n+1] >= 2) {
			n++
		}
		if n == same+1 && same < len(seps) && seps[same] == '.' {
			n++
		}
		return n
	case ':':
		if same < len(seps) && seps[same] == '.' {
			return same + 2
		}
		return same + 1
	}
	return same + 1
}

func isDate(groups []int) bool {
	return len(groups) == 3 && (groups[0] <= 2 && groups[1] <= 2 && (groups[2] == 2 || groups[2] == 4) ||
		groups[0] == 4 && groups[1] <= 2 && groups[2] <= 2)
}

// isDashedNumber reports whether groups of digits with dashes between them are
// a date, a telephone number or a postal code rather than a range.
func isDashedNumber(groups []int) bool {
	switch len(groups) {
	case 2:
		return groups[0] == 3 && groups[1] == 4 || groups[0] == 5 && groups[1] == 4
	case 3:
		return isDate(groups) || groups[0] == 3 && groups[1] == 3 && groups[2] >= 4 || groups[2] > 4
	case 4:
		return groups[3] == 4 && groups[2] == 3
	}
	return len(groups) == 5 // ISBN
}

func skipDigits(text string, at int) int {
	for at < len(text) && classAt(text, at) == digitRune {
		_, n := utf8.DecodeRuneInString(text[at:])
		at += n
	}
	return at
}

package compare

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldWord appends a word in lower case, without accents, in compatible forms
// ("ﬁ" as "fi"), without invisible characters, and with plain apostrophes.
func foldWord(dst []byte, w string) []byte {
	ascii := true
	for i := 0; i < len(w); i++ {
		c := w[i]
		if c >= utf8.RuneSelf {
			ascii = false
			break
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	if ascii {
		return dst
	}
	dst = dst[:0]
	for _, c := range norm.NFKD.String(w) {
		switch {
		case isApostrophe(c):
			dst = append(dst, '\'')
		case unicode.Is(unicode.Mn, c) || unicode.Is(unicode.Cf, c):
		default:
			dst = utf8.AppendRune(dst, unicode.ToLower(c))
		}
	}
	return dst
}

func isApostrophe(c rune) bool { return c == '\'' || c == '’' || c == 'ʼ' || c == '＇' }

func isWordRune(c rune) bool {
	return c < utf8.RuneSelf && ('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9') ||
		c >= utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.Is(unicode.Mn, c) || c == '\u00ad')
}

// isInvisible reports whether c may stand inside a word without being seen.
func isInvisible(c rune) bool {
	return c >= utf8.RuneSelf && (unicode.Is(unicode.Mn, c) || unicode.Is(unicode.Cf, c))
}

// isCapital reports whether s begins with a capital letter.
func isCapital(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(c)
}

// wordEnd returns where the word that begins at byte i ends, and whether it is
// a number in digits. Digits and letters do not share a word, but for the ending
// of an ordinal ("4th").
func wordEnd(text string, i int) (end int, digits bool) {
	c, _ := utf8.DecodeRuneInString(text[i:])
	if unicode.IsDigit(c) {
		return digitsEnd(text, i), true
	}
	for i < len(text) {
		c, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsDigit(c):
			return i, false
		case isWordRune(c) || isInvisible(c):
		case isApostrophe(c) && letterAt(text, i+size):
		case c == '.' && abbreviates(text, i):
		default:
			return i, false
		}
		i += size
	}
	return i, false
}

// digitsEnd returns where a number ends: digits with single separators between
// them.
func digitsEnd(text string, i int) int {
	for i < len(text) {
		c, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsDigit(c):
		case (c == ',' || c == '.') && i+1 < len(text) && '0' <= text[i+1] && text[i+1] <= '9':
		default:
			return i
		}
		i += size
	}
	return i
}

func letterAt(text string, i int) bool {
	c, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsLetter(c)
}

// abbreviates reports whether the full stop at byte i stands between single
// letters ("U.S.").
func abbreviates(text string, i int) bool {
	if i+1 >= len(text) || !letterAt(text, i+1) {
		return false
	}
	_, size := utf8.DecodeRuneInString(text[i+1:])
	if next := i + 1 + size; next < len(text) && letterAt(text, next) {
		return false
	}
	c, size := utf8.DecodeLastRuneInString(text[:i])
	before, _ := utf8.DecodeLastRuneInString(text[:i-size])
	return unicode.IsLetter(c) && !unicode.IsLetter(before)
}

// splitClitic cuts what is written together with a word off it: "do|n't",
// "she|'s".
func splitClitic(lower string) (host, clitic string) {
	switch n := len(lower); {
	case lower == "cannot":
		return "can", "not"
	case lower == "won't":
		return "will", "n't"
	case lower == "can't":
		return "can", "n't"
	case lower == "shan't":
		return "shall", "n't"
	case n > 3 && lower[n-3:] == "n't":
		return lower[:n-3], "n't"
	}
	for i := len(lower) - 1; i > 0 && i >= len(lower)-3; i-- {
		if lower[i] == '\'' {
			return lower[:i], lower[i:]
		}
	}
	return lower, ""
}

// hosts are the words before "'s" where it means "is".
var hosts = map[string]bool{
	"he": true, "she": true, "it": true, "that": true, "there": true, "what": true, "who": true, "here": true, "where": true, "how": true,
}

// fullClitic returns the word that a clitic stands for; empty for a possessive.
func fullClitic(host, clitic string) string {
	switch clitic {
	case "n't", "not":
		return "not"
	case "'re":
		return "are"
	case "'ve":
		return "have"
	case "'ll":
		return "will"
	case "'d":
		return "would"
	case "'m":
		return "am"
	case "'s":
		if hosts[host] {
			return "is"
		}
	}
	return ""
}

// abbreviations are words that a full stop follows in the midst of a sentence.
var abbreviations = wordSet("mr mrs ms dr prof gen sen rep gov lt col capt sgt rev hon st no nos vs inc co corp ltd jr sr jan feb mar apr jun jul aug " +
	"sep sept oct nov dec dept approx ca fig vol est")

// isAbbreviation reports whether a full stop after w does not end a sentence.
func isAbbreviation(w string) bool {
	return len(w) == 1 || len(w) <= 6 && abbreviations[strings.ToLower(w)]
}

// addsClause reports whether a stretch of indirect content that follows the cue
// adds to the one before it (the dam is safe, she said, and the level is falling).
func addsClause(s string) bool {
	s = strings.TrimLeft(s, ", ")
	return strings.HasPrefix(s, "and ") || strings.HasPrefix(s, "but ")
}

// endsSentence reports whether s ends like a sentence, quotation marks aside.
func endsSentence(s string) bool {
	for len(s) > 0 {
		c, size := utf8.DecodeLastRuneInString(s)
		switch {
		case c == '.' || c == '?' || c == '!':
			return true
		case isQuoteMark(c) || unicode.IsSpace(c) || c == ')':
			s = s[:len(s)-size]
		default:
			return false
		}
	}
	return false
}

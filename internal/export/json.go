package export

import (
	"strconv"
	"unicode/utf8"
)

// jsonWriter appends JSON by hand: encoding is part of the time every article
// takes, and keys stand in an order that is chosen.
type jsonWriter struct{ buffer }

func (w *jsonWriter) comma(i int) {
	if i > 0 {
		w.dst = append(w.dst, ',')
	}
}

// field writes a key and its value unless the value is empty. No object begins
// with one.
func (w *jsonWriter) field(key, value string) {
	if value == "" {
		return
	}
	w.raw(`,"`)
	w.raw(key)
	w.raw(`":`)
	w.string(value)
}

func (w *jsonWriter) strings(values []string) {
	w.raw("[")
	for i, v := range values {
		w.comma(i)
		w.string(v)
	}
	w.raw("]")
}

func (w *jsonWriter) string(s string) { w.dst = appendJSONString(w.dst, s) }

// appendScore appends a probability as rounded returns it.
func appendScore(dst []byte, score float64) []byte {
	return strconv.AppendFloat(dst, rounded(score), 'f', -1, 64)
}

// rounded returns a probability with at most four decimals. What is no number
// becomes 0, which JSON can hold.
func rounded(score float64) float64 {
	if !(score > 0) {
		return 0
	}
	const scale = 1e4
	return float64(int64(min(score, 1)*scale+0.5)) / scale
}

const hexDigits = "0123456789abcdef"

// appendJSONString appends s as a JSON string. Bytes that are not UTF-8 become
// U+FFFD; U+2028 and U+2029 are escaped, so that no reader takes them for the
// end of a line.
func appendJSONString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	plain := 0 // start of what needs no escape
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' && c != 0x7f {
				i++
				continue
			}
			dst = append(dst, s[plain:i]...)
			switch c {
			case '"', '\\':
				dst = append(dst, '\\', c)
			case '\n':
				dst = append(dst, '\\', 'n')
			case '\r':
				dst = append(dst, '\\', 'r')
			case '\t':
				dst = append(dst, '\\', 't')
			default:
				dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			}
			i++
			plain = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || r == '\u2028' || r == '\u2029' {
			dst = append(dst, s[plain:i]...)
			switch r {
			case '\u2028':
				dst = append(dst, `\u2028`...)
			case '\u2029':
				dst = append(dst, `\u2029`...)
			default:
				dst = append(dst, `\ufffd`...)
			}
			plain = i + size
		}
		i += size
	}
	dst = append(dst, s[plain:]...)
	return append(dst, '"')
}

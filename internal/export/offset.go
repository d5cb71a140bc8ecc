package export

import "unicode/utf8"

// offsets converts byte offsets of a text to code points. The text is gone
// through once, noting the count every stride bytes; a lookup counts at most
// stride bytes from there. Text in ASCII needs neither.
type offsets struct {
	text  string
	marks []int // code points before byte i*stride; nil if text is ASCII
}

const stride = 64

func newOffsets(text string) offsets {
	ascii := true
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return offsets{text: text}
	}
	marks := make([]int, 0, len(text)/stride+1)
	count := 0
	for i := 0; i < len(text); i++ {
		if i%stride == 0 {
			marks = append(marks, count)
		}
		if text[i]&0xC0 != 0x80 {
			count++
		}
	}
	return offsets{text, marks}
}

// runes returns the number of code points before byte offset i, which lies on a
// rune boundary of the text.
func (o *offsets) runes(i int) int {
	if o.marks == nil || i <= 0 {
		return max(i, 0)
	}
	block := min(i/stride, len(o.marks)-1)
	count := o.marks[block]
	for j := block * stride; j < i; j++ {
		if o.text[j]&0xC0 != 0x80 {
			count++
		}
	}
	return count
}

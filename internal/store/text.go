package store

import (
	"encoding/json"
	"strconv"
	"strings"

	"hearsay"
)

// clean returns s without what a database cannot keep as text: NUL and bytes
// that are not UTF-8 become U+FFFD.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// textOrNull returns s to be written, nil if it is empty.
func textOrNull(s string) any {
	if s == "" {
		return nil
	}
	return clean(s)
}

// idOrNull returns a number to be written, nil if it is 0.
func idOrNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// listText writes a list of words as JSON, "" for an empty one.
func listText(list []string) string {
	if len(list) == 0 {
		return ""
	}
	text, _ := json.Marshal(list) // strings cannot fail
	return string(text)
}

// listOf reads what listText wrote. What is no list has none.
func listOf(text string) []string {
	var list []string
	if text == "" || json.Unmarshal([]byte(text), &list) != nil {
		return nil
	}
	return list
}

// spansText writes spans in code points, where each starts and how many it has:
// "12+28 52+8".
func spansText(p *points, spans []hearsay.Span) string {
	var dst []byte
	for i, s := range spans {
		if i > 0 {
			dst = append(dst, ' ')
		}
		start, length := p.span(s)
		dst = strconv.AppendInt(dst, int64(start), 10)
		dst = strconv.AppendInt(append(dst, '+'), int64(length), 10)
	}
	return string(dst)
}

// spansOf reads what spansText wrote. What is no span is left out.
func spansOf(p *points, text string) []hearsay.Span {
	var spans []hearsay.Span
	for part := range strings.FieldsSeq(text) {
		from, many, _ := strings.Cut(part, "+")
		start, err1 := strconv.Atoi(from)
		length, err2 := strconv.Atoi(many)
		if err1 == nil && err2 == nil {
			spans = append(spans, p.bytesSpan(start, length))
		}
	}
	return spans
}

package store

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestPoints converts every offset of any text there and back.
func TestPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := ""
		for range rapid.IntRange(0, 40).Draw(t, "parts") {
			text += rapid.StringOfN(rapid.RuneFrom([]rune("aé—💩 \n")), 0, 30, -1).Draw(t, "part")
		}
		p := newPoints(text)
		for i := range text {
			n := utf8.RuneCountInString(text[:i])
			if p.runes(i) != n || p.bytes(n) != i {
				t.Fatalf("byte %d of %q is code point %d: got %d, and back %d", i, text, n, p.runes(i), p.bytes(n))
			}
		}
		if n := utf8.RuneCountInString(text); p.runes(len(text)) != n || p.bytes(n) != len(text) || p.bytes(n+5) != len(text) {
			t.Fatalf("the end of %q: %d, %d, %d", text, p.runes(len(text)), p.bytes(n), p.bytes(n+5))
		}
	})
}

package query

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestFold: each line is a text and its words.
func TestFold(t *testing.T) {
	const lines = `
Torvek's don’t don't        | torvek s don t don t
U.S. C++ 100% foo-bar       | u s c 100 foo bar
Café CAFÉ Cafe` + "\u0301" + `            | cafe cafe cafe
ﬁnd ﬁshing Ⅳ ½ ㎏            | find fishing iv 1 2 kg
Łukasz Øre Straße Æsop      | lukasz ore strasse aesop
İstanbul ISPARTA ısı        | istanbul isparta isi
co` + "\u00ad" + `operate zero` + "\u200b" + `width      | cooperate zerowidth
naïve—“quoted” ‘so-called’  | naive quoted so called
Ａｂｃ　ｄｅ                 | abc de
北京 said                   | 北 京 said
Привет, Йод                 | привет иод
💩 !!! …                    |
O` + "\u02bc" + `Neil OʼNeil           | o neil o neil
`
	for line := range strings.Lines(strings.TrimSpace(lines)) {
		text, want, _ := strings.Cut(line, "|")
		if got := strings.TrimSpace(Fold(text)); got != strings.TrimSpace(want) {
			t.Errorf("Fold(%q) = %q, want %q", text, got, strings.TrimSpace(want))
		}
	}
}

// TestFoldIsIdempotent: words fold to themselves, whatever the text; so an index
// that folds again does no harm.
func TestFoldIsIdempotent(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		once := Fold(string(r))
		if twice := Fold(once); twice != once {
			t.Errorf("%U folds to %q, which folds to %q", r, once, twice)
		}
		if strings.ContainsFunc(once, func(r rune) bool { return unicode.Is(unicode.Co, r) }) {
			t.Errorf("%U folds to private use", r)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		once := Fold(text)
		if twice := Fold(once); twice != once {
			t.Fatalf("%q folds to %q, which folds to %q", text, once, twice)
		}
	})
}

// TestWords: every word stands where it says, and its place folds to it.
func TestWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		last := 0
		for _, w := range Words(text) {
			if w.Start < 0 || w.Start >= w.End || w.End > len(text) || w.End < last {
				t.Fatalf("word %q of %q at %d-%d", w.Text, text, w.Start, w.End)
			}
			last = w.End
			if !strings.Contains(" "+Fold(text[w.Start:w.End]), " "+w.Text+" ") {
				t.Fatalf("%q at %d-%d of %q folds to %q", w.Text, w.Start, w.End, text, Fold(text[w.Start:w.End]))
			}
		}
	})
}

package compare

import (
	"strings"
	"testing"
	"unicode/utf8"

	"hearsay"
)

// seeds are pairs of texts for all fuzz targets.
var seeds = [][2]string{
	{"", ""},
	{"We have never closed the river to anybody.", "“We have never closed the river to anyone …”"},
	{"on 1 June [sic] 2026, about 1,200.5 %", "June 1st and two hundred million"},
	{"don’t can't won’t they're U.S. Mr. Prell's", "«Das ist’s» – “nested ‘quotes’ ” \" ' ”"},
	{"one two three four one two three four", "four three two one four three two one"},
	{"a\n\nb\r\n\tc\u00ad\u200bd ﬁ É", "A B C D fi e"},
	{strings.Repeat("said ", 400), strings.Repeat("said that ", 400)},
	{"…[…]…..? !; ;", "((([[["},
}

func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// FuzzAlign checks that an alignment points into both texts, that no word is in
// two matches, and that matches in order are in order.
func FuzzAlign(f *testing.F) {
	for _, s := range seeds {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		a, b = valid(a), valid(b)
		al := Align(wordsOf(a), wordsOf(b))
		al.findMoved(leastWord)
		checkWords(t, a, al.A)
		checkWords(t, b, al.B)
		checkMatches(t, &al)
	})
}

func checkWords(t *testing.T, text string, all []Word) {
	t.Helper()
	end := 0
	for _, w := range all {
		if w.Start < end || w.End <= w.Start || w.End > len(text) || !utf8.ValidString(text[w.Start:w.End]) {
			t.Fatalf("word [%d,%d) of %q after %d", w.Start, w.End, text, end)
		}
		if w.mass <= 0 || w.mass > 1 {
			t.Fatalf("%q weighs %v", text[w.Start:w.End], w.mass)
		}
		end = w.End
	}
}

func checkMatches(t *testing.T, al *Alignment) {
	t.Helper()
	usedA, usedB := map[int]bool{}, map[int]bool{}
	lastA, lastB := -1, -1
	for _, m := range al.Matches {
		if usedA[m.A] || usedB[m.B] || m.A >= len(al.A) || m.B >= len(al.B) {
			t.Fatalf("match %+v is used twice or out of range", m)
		}
		usedA[m.A], usedB[m.B] = true, true
		if m.A <= lastA || !m.Moved && m.B <= lastB {
			t.Fatalf("match %+v stands out of order", m)
		}
		if l := level(&al.A[m.A], &al.B[m.B]); l != m.Level || l == Different {
			t.Fatalf("match %+v is of level %d", m, l)
		}
		if lastA = m.A; !m.Moved {
			lastB = m.B
		}
	}
}

// FuzzVerify checks that passages point into the text and that a stretch of a
// text that is all words is found in it word for word.
func FuzzVerify(f *testing.F) {
	for _, s := range seeds {
		f.Add(s[0], s[1])
		f.Add(s[0], s[0])
	}
	f.Fuzz(func(t *testing.T, quote, text string) {
		quote, text = valid(quote), valid(text)
		a := Article{Reading: &hearsay.Reading{Article: hearsay.Article{Text: text}}}
		v := Verify(quote, &a)
		if (v.Outcome == NotFound) != (len(v.Passages) == 0) || v.Share < 0 || v.Share > 1.0001 {
			t.Fatalf("%s with %d passages, share %v", v.Outcome, len(v.Passages), v.Share)
		}
		for _, p := range v.Passages {
			if p.Span.Start < 0 || p.Span.End > len(text) || p.Span.Start >= p.Span.End || !utf8.ValidString(text[p.Span.Start:p.Span.End]) {
				t.Fatalf("passage %+v of a text of %d bytes", p.Span, len(text))
			}
			checkMatches(t, &p.Alignment)
		}
	})
}

// FuzzKeys checks that keys do not depend on case, marks and white space, that
// there are few of them, and that a statement looks itself up.
func FuzzKeys(f *testing.F) {
	for _, s := range seeds {
		f.Add(s[0])
		f.Add(s[1])
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = valid(text)
		for _, s := range Quote(text, "") {
			keys := s.Keys()
			if len(keys) > maxKeys {
				t.Fatalf("%d keys", len(keys))
			}
			lookups := map[uint32]bool{}
			for _, k := range s.Lookups() {
				lookups[k] = true
			}
			for _, k := range keys {
				if !lookups[k] {
					t.Fatalf("key %d of %q is not looked up", k, s.Text())
				}
			}
		}
	})
}

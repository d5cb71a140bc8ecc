package nlp

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"hearsay/internal/learn"
)

// tokenCases are texts with a "|" between tokens that no white space parts.
var tokenCases = []string{
	"do|n't ca|n't they|'ll John|'s dogs|' wo|n’t it|’s|.",
	"gon|na can|not wan|na do|nt could|n't|'ve y'|all",
	"a 15|-|year|-|old e-mail to co-workers|, non-profit",
	"Mr. Orlo met Dr. A. B. Venn in the U.S. at 5 p.m. on Jan. 5|.",
	"1,000.5 3:30 50|% $|20 £|3.5|m 9/11 11/28/2000 1990|-|2000",
	"5|pm 7:30|am 10|k 20th 1960s 80's the '90s ’72",
	"see https://example.org/a_b?c=d#e|, www.example.org|. or ann.lee@example.org|.",
	"@council_news and #budget|!",
	"Wait|... what|?! No|!!! Yes|…",
	"one|--|two|—|three|–|four - five",
	"\"|Yes|,|\" ``|No|,|'' “|A|” ‘|b|’ «|c|» „|d|“ ‹|e|›",
	"rock 'n' roll 't|is 'em O'Neil L'Orme o'clock",
	"6|'|2|\" tall",
	"AT&T R&D l/c w/o and|/|or",
	"US$|5 (|a|) [|b|] {|c|}",
	"Ann|’s 👩‍👩‍👧 👍🏽 🇫🇷 :-) naïve Łódź café",
	"No|. She left|. No. 3 stayed|.",
	"Acme Inc. and Sons Co.|, Ltd|.",
	"soft\u00adhyphen a\u00a0b",
	"The end|.|Next began",
	"Feb. 12|. /|TASS|/|:",
}

func TestTokens(t *testing.T) {
	for _, c := range tokenCases {
		text := strings.ReplaceAll(c, "|", "")
		d := Tokenize(text)
		checkTokens(t, d)
		var b strings.Builder
		for i := range d.Tokens {
			if i > 0 {
				if space := text[d.Tokens[i-1].End:d.Tokens[i].Start]; space != "" {
					b.WriteString(space)
				} else {
					b.WriteByte('|')
				}
			}
			b.WriteString(d.Form(i))
		}
		if got := b.String(); got != c {
			t.Errorf("\n got %s\nwant %s", got, c)
		}
	}
}

// checkTokens verifies what holds for the tokens and paragraphs of any text.
func checkTokens(t *testing.T, d *Doc) {
	t.Helper()
	at := 0
	for i := range d.Tokens {
		tok := &d.Tokens[i]
		from, to := int(tok.Start), int(tok.End)
		if from < at || to <= from || to > len(d.Text) {
			t.Fatalf("token %d [%d,%d) after %d", i, from, to, at)
		}
		if strings.TrimSpace(d.Text[at:from]) != "" {
			t.Fatalf("%q left out before token %d", d.Text[at:from], i)
		}
		form := d.Text[from:to]
		if !utf8.ValidString(form) || strings.IndexFunc(form, unicode.IsSpace) >= 0 {
			t.Fatalf("token %d is %q", i, form)
		}
		next, _ := utf8.DecodeRuneInString(d.Text[to:])
		space := to == len(d.Text) || unicode.IsSpace(next)
		if tok.SpaceAfter != space {
			t.Fatalf("token %d %q: SpaceAfter %v", i, form, tok.SpaceAfter)
		}
		if tok.Lower == "" || tok.Hash != learn.String(tok.Lower) {
			t.Fatalf("token %d %q: Lower %q", i, form, tok.Lower)
		}
		at = to
	}
	if strings.TrimSpace(d.Text[at:]) != "" {
		t.Fatalf("%q left out at the end", d.Text[at:])
	}
	checkCover(t, d, "paragraph", d.Paragraphs, func(i int) int32 { return d.Tokens[i].Paragraph })
}

// checkCover verifies that ranges cover the tokens in order, none empty.
func checkCover(t *testing.T, d *Doc, what string, ranges []Range, of func(int) int32) {
	t.Helper()
	next := 0
	for n, r := range ranges {
		if r.First != next || r.End <= r.First {
			t.Fatalf("%s %d is %v after %d", what, n, r, next)
		}
		for i := r.First; i < r.End; i++ {
			if of(i) != int32(n) {
				t.Fatalf("token %d in %s %d, want %d", i, what, of(i), n)
			}
		}
		next = r.End
	}
	if next != len(d.Tokens) {
		t.Fatalf("%ss end at %d of %d tokens", what, next, len(d.Tokens))
	}
}

func TestLower(t *testing.T) {
	d := Tokenize("\ufeffSoft\u00adware don’t ŁÓDŹ U.S. Co-Op iPhone 20th …")
	want := []struct {
		lower string
		shape Shape
	}{
		{"software", 0}, {"do", 0}, {"n't", 0}, {"łódź", ShapeUpper | ShapeAllCaps},
		{"u.s.", ShapeUpper | ShapeAllCaps | ShapePeriod}, {"co-op", ShapeUpper | ShapeHyphen | ShapeMixed},
		{"iphone", ShapeMixed}, {"20th", ShapeDigit}, {"…", ShapePunct},
	}
	if len(d.Tokens) != len(want) {
		t.Fatalf("%d tokens", len(d.Tokens))
	}
	for i, w := range want {
		if tok := d.Tokens[i]; tok.Lower != w.lower || i > 0 && tok.Shape != w.shape {
			t.Errorf("%q: %q %b, want %q %b", d.Form(i), tok.Lower, tok.Shape, w.lower, w.shape)
		}
	}
}

func TestParagraphs(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       int
	}{
		{"empty", "", 0},
		{"blank lines", "One.\n\nTwo.\n \t\nThree.", 3},
		{"Windows lines", "One.\r\n\r\nTwo.", 2},
		{"old Mac lines", "One.\r\rTwo.", 2},
		{"separators", "One.\u2029Two.\u2028Three.", 3},
		{"one line each", "Council meets\nThe council met on Monday to talk about the bridge, which has been closed since the spring flood carried away one of its piers and much of its road.\nNo decision was taken.", 3},
		{"hard-wrapped", "The council met on Monday to talk about the bridge, which has been\nclosed since the spring flood carried away one of its piers and much\nof its road. No decision was taken, and the next meeting will be held\nin a week.\n\nThe mayor did not attend.", 2},
		{"wrapped with short lines", "Council meets\nThe council met on Monday to talk about the bridge, which has been\nclosed since the spring flood carried away one of its piers and much\nof its road. No decision was taken, and the next meeting will be held\nin a week.\nThe mayor did not attend and sent no word to say why she had not\ncome.", 3},
		{"list", "Apples\nPears\nPlums", 3},
	} {
		d := Tokenize(c.text)
		checkTokens(t, d)
		if got := len(d.Paragraphs); got != c.want {
			t.Errorf("%s: %d paragraphs, want %d", c.name, got, c.want)
		}
	}
}

// hostileTexts are inputs that must neither panic nor take long.
func hostileTexts(n int) []string {
	var texts []string
	for _, s := range []string{"a", ".", "'", "\"", "-", "a.", "a-", "a'", "1,", "1-", "@", "a@", "http://", "www.", "http://a)", "é", "\u200d", "🇫", "\n", " \n", "a\n", "A. ", "’s", "co-", "_", "(", "\u00a0", "etc. ", "… ", "U.S. ", "?\" ", "(", "“a "} {
		texts = append(texts, strings.Repeat(s, n/len(s)+1))
	}
	return texts
}

func TestHostileTexts(t *testing.T) {
	for _, text := range hostileTexts(100_000) {
		d := Tokenize(text)
		checkTokens(t, d)
		splitSentences(d)
		checkCover(t, d, "sentence", d.Sentences, func(i int) int32 { return d.Tokens[i].Sentence })
		findQuotes(d)
		checkQuotes(t, d)
	}
}

func FuzzTokens(f *testing.F) {
	for _, c := range tokenCases {
		f.Add(strings.ReplaceAll(c, "|", ""))
	}
	for _, text := range hostileTexts(40) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := Tokenize(strings.ToValidUTF8(text, "\uFFFD"))
		checkTokens(t, d)
		splitSentences(d)
		checkCover(t, d, "sentence", d.Sentences, func(i int) int32 { return d.Tokens[i].Sentence })
		for _, s := range d.Sentences {
			if d.Tokens[s.First].Paragraph != d.Tokens[s.End-1].Paragraph {
				t.Fatalf("sentence %v crosses a paragraph", s)
			}
		}
	})
}

// benchmarkText is a paragraph of invented news.
const benchmarkText = `VELORA, March 3 (Harbour News) - The mayor of Velora, Ann Orlo, said on Monday that the city's bridge wouldn't open before June, citing "serious damage" to two of its piers. "We won't take risks," she told reporters outside the town hall. Mr. Venn, who leads the opposition in the 45-seat council, called the delay "a disgrace" and asked for $1.5 million to be set aside; Orlo's office declined to comment.

`

func BenchmarkTokenize(b *testing.B) {
	text := strings.Repeat(benchmarkText, 200)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	tokens := 0
	for b.Loop() {
		tokens += len(Tokenize(text).Tokens)
	}
	b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
}

func BenchmarkSentences(b *testing.B) {
	d := Tokenize(strings.Repeat(benchmarkText, 200))
	for b.Loop() {
		splitSentences(d)
	}
	b.ReportMetric(float64(len(d.Tokens))*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
}

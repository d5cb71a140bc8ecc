package query

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestHighlight: each line is a query, and a text with what is found in brackets.
func TestHighlight(t *testing.T) {
	const lines = `
water "river level"   | The [water] was at [river — level] when the river fell.
negotiat* -dam        | [Negotiations] at the dam are [NEGOTIATED].
cafe                  | The [Café] and the [CAFE` + "\u0301" + `].
don't                 | I [don’t] know, nor [don't] I.
who:torvek water      | Torvek has [water].
"a b" b               | x [a b] [b]
`
	for line := range strings.Lines(strings.TrimSpace(lines)) {
		typed, marked, _ := strings.Cut(line, "|")
		marked = strings.TrimSpace(marked)
		text := strings.NewReplacer("[", "", "]", "").Replace(marked)
		got, at := "", 0
		for _, r := range Parse(typed).Highlight(Content, text) {
			got += text[at:r.Start] + "[" + text[r.Start:r.End] + "]"
			at = r.End
		}
		if got += text[at:]; got != marked {
			t.Errorf("%s finds %s, want %s", typed, got, marked)
		}
	}
}

// TestHighlightRanges: ranges are in order, disjoint and within the text.
func TestHighlightRanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := Parse(drawQuery(t))
		text := drawQuery(t)
		at := 0
		for _, r := range q.Highlight(rapid.SampledFrom([]Field{Content, Who}).Draw(t, "field"), text) {
			if r.Start < at || r.End <= r.Start || r.End > len(text) {
				t.Fatalf("%v of %q", r, text)
			}
			at = r.End
		}
	})
}

func TestRank(t *testing.T) {
	q := Parse(`water "river level"`)
	r := q.NewRanker()
	texts := []string{
		"the water and the river level",
		"water, water everywhere and the river level",
		"the water and the river level of a very long sentence that goes on and on and on without ever saying anything else of use",
	}
	for _, text := range texts {
		r.Add(text)
	}
	s := r.Scores()
	if !(s[1] > s[0] && s[0] > s[2]) {
		t.Errorf("scores %v: the more often in the fewer words the better", s)
	}
	if q.NewRanker().Scores() != nil {
		t.Error("scores without hits")
	}
}

func BenchmarkFold(b *testing.B) {
	text := strings.Repeat("The minister stressed that there was no ‘border threat’ of any kind. ", 20)
	var dst []byte
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		dst = AppendFolded(dst[:0], text)
	}
}

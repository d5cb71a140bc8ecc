package nlp

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// quoteCases are texts and their quotations. Each quotation is written as it
// stands in the text, with one ">" before it for each quotation around it, "~"
// before one that has no closing mark, and "+" before one that continues another.
var quoteCases = []struct {
	name, text string
	want       []string
}{
	{"straight", `"We will go," she said. "Tomorrow."`, []string{`"We will go,"`, `"Tomorrow."`}},
	{"curly", `He called it “a good day” for Orlia.`, []string{`“a good day”`}},
	{"guillemets", `Il a dit « non » hier.`, []string{`« non »`}},
	{"guillemets reversed", `Er sagte »nein« gestern.`, []string{`»nein«`}},
	{"low and high", `Sie sagte: „Wir gehen.“ Dann ging sie.`, []string{`„Wir gehen.“`}},
	{"low and curly", `Powiedział: „Idziemy” i poszedł.`, []string{`„Idziemy”`}},
	{"Swedish", `”Vi kommer”, sade hon.`, []string{`”Vi kommer”`}},
	{"ticks", "``We stand by it,'' he said.", []string{"``We stand by it,''"}},
	{"double apostrophes", `''We stand by it,'' he said.`, []string{`''We stand by it,''`}},
	{"corner", `彼は「行く」と言った。`, []string{`「行く」`}},
	{"single", `'We will go,' she said.`, []string{`'We will go,'`}},
	{"single curly", `‘We will go,’ she said.`, []string{`‘We will go,’`}},
	{"single with contraction", `'We won't go,' she said. 'It's late.'`, []string{`'We won't go,'`, `'It's late.'`}},
	{"single with possessive", `She called it 'the players' choice' on Monday.`, []string{`'the players' choice'`}},
	{"single curly with possessive", `She called it ‘the players’ choice’ on Monday.`, []string{`‘the players’ choice’`}},
	{"apostrophes", `The dogs' bowls, rock 'n' roll, the '90s and ’tis the season, workin' hard.`, nil},
	{"possessives", `The ministers' wives met the players' union.`, nil},
	{"curly possessives", `The ministers’ wives met the players’ union.`, nil},
	{"nested", `"He told me 'never again' and left," she said.`, []string{`"He told me 'never again' and left,"`, `>'never again'`}},
	{"nested curly", `“He told me ‘never again’,” she said.`, []string{`“He told me ‘never again’,”`, `>‘never again’`}},
	{"nested ends together", `“He told me, ‘Never again.’”`, []string{`“He told me, ‘Never again.’”`, `>‘Never again.’`}},
	{"nested straight", `"He said "no" to me," she said.`, []string{`"He said "no" to me,"`, `>"no"`}},
	{"feet and inches", `He is 6'2" tall and she is 5'6" tall.`, nil},
	{"inches quoted", `"A 12" pipe burst," he said.`, []string{`"A 12" pipe burst,"`}},
	{"stray close", `We will go," she said.`, nil},
	{"stray close later", `We will go," she said. "Now."`, []string{`"Now."`}},
	{"open in the middle", `"We will go, she said. "Now," she added.`, []string{`"Now,"`}},
	{"open to the end", `He said: "We will go.`, []string{`~"We will go.`}},
	{"stray open", `The 24" screen and the " mark are here.`, nil},
	{"mixed glyphs", `“We will go," she said.`, []string{`“We will go,"`}},
	{"continued", "\"We will go.\n\n\"We will stay.\n\n\"We will see,\" she said.", []string{`~"We will go.`, `~+"We will stay.`, `+"We will see,"`}},
	{"continued curly", "She said: “We will go.\n\n“We will see.”", []string{`~“We will go.`, `+“We will see.”`}},
	{"continued single", "‘We will go.\n\n‘We will see,’ she said.", []string{`~‘We will go.`, `+‘We will see,’`}},
	{"not continued", "\"We will go.\"\n\n\"We will see,\" she said.", []string{`"We will go."`, `"We will see,"`}},
	{"closed in the next", "He said “no.\n\nShe left.”", []string{`~“no.`}},
	{"dash", `"We will -- if we can -- go," she said.`, []string{`"We will -- if we can -- go,"`}},
	{"dash before", `The plan—"a bad one"—failed.`, []string{`"a bad one"`}},
	{"brackets", `The plan ("a bad one") failed.`, []string{`"a bad one"`}},
	{"possessive after", `The "Morning Post"'s editor left.`, []string{`"Morning Post"`}},
	{"no space after the comma", `He said,"We go." and left.`, []string{`"We go."`}},
	{"spaced", `He said " we go " and left.`, []string{`" we go "`}},
}

// quoteList writes quotations as in quoteCases.
func quoteList(d *Doc) []string {
	var list []string
	for _, q := range d.Quotes {
		s := strings.Repeat(">", q.Depth)
		if !q.Closed {
			s += "~"
		}
		if q.Prev >= 0 {
			s += "+"
		}
		list = append(list, s+d.Slice(Range{q.First, q.End}))
	}
	return list
}

func TestQuotes(t *testing.T) {
	for _, c := range quoteCases {
		d := Tokenize(c.text)
		findQuotes(d)
		if got := quoteList(d); !slices.Equal(got, c.want) {
			t.Errorf("%s: %s\n got %q\nwant %q", c.name, c.text, got, c.want)
		}
		checkQuotes(t, d)
	}
}

// checkQuotes verifies what holds for the quotations of any text.
func checkQuotes(t *testing.T, d *Doc) {
	t.Helper()
	innermost := make([]int32, len(d.Tokens))
	for i := range innermost {
		innermost[i] = -1
	}
	for i, q := range d.Quotes {
		par := d.Paragraphs[d.Tokens[q.First].Paragraph]
		if q.First < par.First || q.End > par.End || q.End-q.First < 2 {
			t.Fatalf("quotation %d %+v leaves its paragraph %v", i, q, par)
		}
		if q.Depth < 0 || q.Depth >= MaxQuoteDepth || (q.Depth > 0) != (q.Parent >= 0) {
			t.Fatalf("quotation %d %+v: depth", i, q)
		}
		if q.Parent >= 0 {
			p := d.Quotes[q.Parent]
			if q.Parent >= i || p.First >= q.First || p.End < q.End || p.Depth != q.Depth-1 {
				t.Fatalf("quotation %d %+v does not lie in its parent %+v", i, q, p)
			}
		}
		if i > 0 && d.Quotes[i-1].First >= q.First {
			t.Fatalf("quotations out of order at %d", i)
		}
		if q.Next >= 0 && d.Quotes[q.Next].Prev != i || q.Prev >= 0 && d.Quotes[q.Prev].Next != i {
			t.Fatalf("quotation %d %+v: links", i, q)
		}
		for k := q.First; k < q.End; k++ {
			innermost[k] = int32(i)
		}
	}
	for i := range d.Tokens {
		if d.Tokens[i].Quote != innermost[i] {
			t.Fatalf("token %d in quotation %d, want %d", i, d.Tokens[i].Quote, innermost[i])
		}
	}
}

func TestDeepQuotes(t *testing.T) {
	for _, mark := range []string{"“", "«", "\"", "‘", "„"} {
		d := Tokenize(strings.Repeat(mark, 1000) + "words" + strings.Repeat("”", 1000))
		findQuotes(d)
		checkQuotes(t, d)
		if len(d.Quotes) > MaxQuoteDepth {
			t.Errorf("%d quotations kept of 1,000 nested ones", len(d.Quotes))
		}
	}
}

func FuzzQuotes(f *testing.F) {
	for _, c := range quoteCases {
		f.Add(c.text)
	}
	f.Add(strings.Repeat("“‘", 20) + "a" + strings.Repeat("’”", 20))
	f.Fuzz(func(t *testing.T, text string) {
		d := Tokenize(strings.ToValidUTF8(text, "\uFFFD"))
		findQuotes(d)
		checkQuotes(t, d)
	})
}

func BenchmarkQuotes(b *testing.B) {
	for _, n := range []int{1, 1 << 20} {
		text := strings.Repeat(benchmarkText, 200)
		if n > 1 {
			text = strings.Repeat("“", n/2) + strings.Repeat("”", n/2)
		}
		d := Tokenize(text)
		b.Run(fmt.Sprintf("marks-%d", n), func(b *testing.B) {
			for b.Loop() {
				findQuotes(d)
			}
			b.ReportMetric(float64(len(d.Tokens))*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
		})
	}
}

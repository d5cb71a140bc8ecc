package hearsay_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"hearsay"
	"hearsay/internal/samples"
)

// checkReading asserts what must hold of any reading of any text.
func checkReading(t *testing.T, r *hearsay.Reading) {
	t.Helper()
	text := r.Article.Text
	check := func(role string, spans []hearsay.Span) {
		last := 0
		for _, s := range spans {
			if s.Start < last || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("%s: span %+v after %d in a text of %d bytes", role, s, last, len(text))
			}
			if !utf8.ValidString(text[s.Start:s.End]) {
				t.Fatalf("%s: span %+v cuts a character", role, s)
			}
			last = s.End
		}
	}
	ids := map[string]bool{"": true}
	for _, a := range r.Attributions {
		ids[a.ID] = true
	}
	for i := range r.Attributions {
		a := &r.Attributions[i]
		check("source", a.Source.Spans)
		check("cue", a.Cue.Spans)
		check("content", a.Content)
		check("addressee", a.Addressee.Spans)
		if len(a.Content) == 0 || a.Score < 0 || a.Score > 1 || !ids[a.Via] || a.Via == a.ID {
			t.Fatalf("attribution %+v", a)
		}
	}
	check("own voice", r.OwnVoice)
	for _, s := range r.ScareQuotes {
		check("scare quote", []hearsay.Span{s})
	}
	for _, s := range r.Speakers {
		for _, m := range s.Mentions {
			check("mention of "+s.ID, []hearsay.Span{m})
		}
	}
	if _, err := json.Marshal(r); err != nil {
		t.Fatal(err)
	}
}

func TestReadingsOfSamples(t *testing.T) {
	all, err := samples.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		t.Run(s.Name, func(t *testing.T) {
			r, err := hearsay.Read(hearsay.NewArticle(s.Text))
			if err != nil {
				t.Fatal(err)
			}
			checkReading(t, r)
			again, err := hearsay.Read(hearsay.NewArticle(s.Text))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(r, again) {
				t.Error("the same text gave two different readings")
			}
		})
	}
}

// The relays of the agency dispatch are what the program exists for.
func TestChainFromOutletToOrigin(t *testing.T) {
	const text = "Talks will go on in spring - Torvek\n\nDORVIN, March 9. /VTA/: The talks will go on in spring, " +
		"Foreign Minister Ilan Torvek said, the Foreign Ministry reported.\n\n" +
		"\"The minister stressed that the exercises would end on schedule,\" the ministry said.\n"
	r, err := hearsay.Read(hearsay.NewArticle(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range r.Attributions {
		if a.Cue.Lemma == "stress" {
			if got := strings.Join(a.Chain, " > "); !strings.HasPrefix(got, "VTA > ") || a.Via == "" {
				t.Errorf("chain %q via %q, want it to start at VTA and lead through the ministry", got, a.Via)
			}
			return
		}
	}
	t.Error("the attribution inside the quotation was not found")
}

func TestReadRefusesWhatIsNotUTF8(t *testing.T) {
	_, err := hearsay.Read(hearsay.Article{Text: "He said \xff."})
	if !errors.Is(err, hearsay.ErrNotUTF8) || !strings.Contains(err.Error(), "offset 8") {
		t.Fatalf("error %v, want ErrNotUTF8 at offset 8", err)
	}
}

// hostile texts have no words, no end, or far too many marks.
var hostile = map[string]string{
	"empty":               "",
	"one byte":            "a",
	"only punctuation":    "... !!! --- ??? \"\" '' ,,, ;;;",
	"only white space":    " \n\n\t \n",
	"NULs":                "He said\x00 that \"all\x00 is well\".",
	"1,000 nested quotes": strings.Repeat("“‘", 500) + "no" + strings.Repeat("’”", 500),
	"one long word":       strings.Repeat("said", 20000),
	"one long line":       strings.Repeat("He said that she said, ", 4000),
	"only said":           strings.Repeat("said ", 20000),
	"quotes only":         strings.Repeat("\"", 20000),
	"unclosed":            "“We will go, the minister said.\n\nHe left. It rained, she said.",
	"astral":              "💩💩 “Добрый день”, said Zoë 👩\u200d👩\u200d👧 to Ångström.",
	"bidi":                "\u202e“He said” \u200fאבג\u200e said Bob.",
}

func TestHostileTexts(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			r, err := hearsay.Read(hearsay.NewArticle(text))
			if err != nil {
				t.Fatal(err)
			}
			checkReading(t, r)
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range hostile {
		if len(text) < 4096 {
			f.Add(text)
		}
	}
	all, err := samples.All()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range all {
		f.Add(s.Text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := hearsay.Read(hearsay.Article{Text: text})
		if !utf8.ValidString(text) {
			if !errors.Is(err, hearsay.ErrNotUTF8) {
				t.Fatalf("invalid UTF-8 gave error %v", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		checkReading(t, r)
	})
}

func BenchmarkRead(b *testing.B) {
	all, err := samples.All()
	if err != nil {
		b.Fatal(err)
	}
	r, err := hearsay.NewReader()
	if err != nil {
		b.Fatal(err)
	}
	bytes := 0
	for _, s := range all {
		bytes += len(s.Text)
	}
	b.SetBytes(int64(bytes))
	for b.Loop() {
		for _, s := range all {
			if _, err := r.Read(hearsay.NewArticle(s.Text)); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkNewReader(b *testing.B) {
	for b.Loop() {
		if _, err := hearsay.NewReader(); err != nil {
			b.Fatal(err)
		}
	}
}

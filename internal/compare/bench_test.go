package compare

import (
	"strings"
	"syscall"
	"testing"

	"hearsay"
	"hearsay/internal/samples"
)

// longArticles returns two articles of about 1,000 words on the same events: the
// first halves and the second halves of the sample events.
func longArticles(b *testing.B) (texts [2]string) {
	all, err := samples.Events()
	if err != nil {
		b.Fatal(err)
	}
	for i := range all {
		for k, a := range all[i].Articles {
			if t := &texts[k%2]; len(strings.Fields(*t)) < 1000 {
				*t += a.Text + "\n\n"
			}
		}
	}
	for i := range texts {
		words := strings.SplitAfterN(texts[i], " ", 1001)
		texts[i] = strings.TrimSpace(strings.Join(words[:1000], ""))
	}
	return texts
}

func readText(b *testing.B, r *hearsay.Reader, text string) *Article {
	reading, err := r.Read(hearsay.NewArticle(text))
	if err != nil {
		b.Fatal(err)
	}
	a := NewArticle(reading)
	return &a
}

// BenchmarkCompare compares two articles of 1,000 words that have been read.
func BenchmarkCompare(b *testing.B) {
	reader, err := hearsay.NewReader()
	if err != nil {
		b.Fatal(err)
	}
	texts := longArticles(b)
	articles := []*Article{readText(b, reader, texts[0]), readText(b, reader, texts[1])}
	b.ReportAllocs()
	before := processorTime()
	for b.Loop() {
		Compare(articles)
	}
	b.ReportMetric(float64(processorTime()-before)/1e6/float64(b.N), "cpu-ms/op")
}

// processorTime returns the time that the process has had of processors, in
// nanoseconds: on a shared machine it tells more than the clock.
func processorTime() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

// BenchmarkReadAndCompare reads them, too.
func BenchmarkReadAndCompare(b *testing.B) {
	reader, err := hearsay.NewReader()
	if err != nil {
		b.Fatal(err)
	}
	texts := longArticles(b)
	for b.Loop() {
		Compare([]*Article{readText(b, reader, texts[0]), readText(b, reader, texts[1])})
	}
}

// BenchmarkSimilar compares two statements of usual length.
func BenchmarkSimilar(b *testing.B) {
	x := sentenceOf("x", "Halden Corvik", "that the press campaign about a supposed river closure served only those who do not want the Hald bridge to reopen")
	y := sentenceOf("y", "Corvik", "that the media crusade about an alleged river closing benefited only those who did not want the Hald bridge to reopen")
	var s aligner
	b.ReportAllocs()
	for b.Loop() {
		s.similar(x, y)
	}
}

// BenchmarkVerify looks for a quote in a megabyte of text.
func BenchmarkVerify(b *testing.B) {
	texts := longArticles(b)
	text := strings.Repeat(texts[0]+"\n\n", 1<<20/len(texts[0])) + "\n\nThe last of the buses was painted green in the spring, he said.\n"
	a := Article{Reading: &hearsay.Reading{Article: hearsay.Article{Text: text}}}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if v := Verify("The last of the buses was painted red", &a); v.Outcome != Altered {
			b.Fatal(v.Outcome)
		}
	}
}

// BenchmarkFamilies groups the drift set.
func BenchmarkFamilies(b *testing.B) {
	all, _ := driftSet(b)
	for b.Loop() {
		Families(all)
	}
}

// BenchmarkWords reads the words of an article of 1,000 words.
func BenchmarkWords(b *testing.B) {
	text := longArticles(b)[0]
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Words(text, hearsay.Span{End: len(text)})
	}
}

// BenchmarkAttributionKeys makes the keys of an article of 1,000 words.
func BenchmarkAttributionKeys(b *testing.B) {
	reader, err := hearsay.NewReader()
	if err != nil {
		b.Fatal(err)
	}
	r := readText(b, reader, longArticles(b)[0]).Reading
	b.ReportMetric(float64(len(r.Attributions)), "attributions")
	for b.Loop() {
		AttributionKeys(r)
	}
}

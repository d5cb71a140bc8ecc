package eval

import (
	"strings"
	"testing"

	"hearsay/internal/nlp"
)

// conlluLines writes rows of id, word and note as a CoNLL-U sentence.
func conlluLines(rows ...[3]string) string {
	var b strings.Builder
	for _, r := range rows {
		note := r[2]
		if note == "" {
			note = "_"
		}
		b.WriteString(strings.Join([]string{r[0], r[1], "_", "_", "NN", "_", "0", "root", "_", note}, "\t") + "\n")
	}
	return b.String() + "\n"
}

func TestSurface(t *testing.T) {
	const noSpace = "SpaceAfter=No"
	file := "# newdoc id = a\n# newpar\n" +
		conlluLines([3]string{"1", "Rents", ""}, [3]string{"2-3", "don't", ""}, [3]string{"2", "do", ""},
			[3]string{"3", "n't", ""}, [3]string{"3.1", "again", ""}, [3]string{"4", "fall", noSpace}, [3]string{"5", ".", ""}) +
		conlluLines([3]string{"1-2", "du", ""}, [3]string{"1", "de", ""}, [3]string{"2", "le", ""}) +
		"# newpar\n" + conlluLines([3]string{"1", "End", ""})
	s, err := parseSurface(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if want := "Rents don't fall. du \n\nEnd "; s.Text != want {
		t.Errorf("text %q, want %q", s.Text, want)
	}
	var words, sentences []string
	for _, w := range s.Words {
		words = append(words, s.Text[w.Start:w.End])
	}
	for _, w := range s.Sentences {
		sentences = append(sentences, s.Text[w.Start:w.End])
	}
	if got, want := strings.Join(words, "|"), "Rents|do|n't|fall|.|du|End"; got != want {
		t.Errorf("words %s, want %s", got, want)
	}
	if got, want := strings.Join(sentences, "|"), "Rents don't fall.|du|End"; got != want {
		t.Errorf("sentences %s, want %s", got, want)
	}
	exact := &nlp.Doc{Text: s.Text}
	for _, w := range s.Words[1:] {
		exact.Tokens = append(exact.Tokens, nlp.Token{Start: int32(w.Start), End: int32(w.End)})
	}
	exact.Sentences = []nlp.Range{{First: 0, End: 4}, {First: 4, End: 5}, {First: 5, End: 6}}
	gotWords, gotSentences := s.Score(exact) // all but the first word, so that one sentence begins late
	if want := (PRF{100, 85.7, 92.3}); gotWords != want {
		t.Errorf("words %v, want %v", gotWords, want)
	}
	if want := (PRF{66.7, 66.7, 66.7}); gotSentences != want {
		t.Errorf("sentences %v, want %v", gotSentences, want)
	}
	if _, err := parseSurface(strings.NewReader("1\tshort\n")); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("a row with two columns gives %v", err)
	}
}

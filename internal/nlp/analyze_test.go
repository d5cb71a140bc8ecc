package nlp

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"testing"

	"hearsay/internal/learn"
)

// smallCorpora is a treebank of a few invented sentences, many times over.
func smallCorpora() *Corpora {
	word := func(form string, tag Tag, head int, dep Dep) Word {
		return Word{Form: form, SpaceAfter: true, Tag: tag, Head: head, Dep: dep}
	}
	var trees, names []*Doc
	for _, name := range []string{"Mara", "Oskar", "Ilse", "Teodor", "Anneke", "Ruben"} {
		s := []Sentence{
			{Words: []Word{
				word(name, TagNNP, 1, DepNsubj), word("said", TagVBD, -1, DepRoot), word("the", TagDT, 3, DepDet),
				word("bridge", TagNN, 4, DepNsubj), word("closed", TagVBD, 1, DepCcomp), word(".", TagStop, 1, DepPunct)}},
			{Words: []Word{
				word("The", TagDT, 1, DepDet), word("mayor", TagNN, 2, DepNsubj), word("agreed", TagVBD, -1, DepRoot),
				word(".", TagStop, 2, DepPunct)}},
		}
		for range 4 {
			trees = append(trees, FromWords(s))
		}
		d := FromWords(s)
		d.SetEntities([]Entity{{Range{0, 1}, Person}})
		names = append(names, d)
	}
	return &Corpora{Trees: trees, Names: names, News: names, Raw: []*Doc{Split("Mara said the mayor agreed.")}}
}

// smallAnalyzer is trained once for all tests of this package.
var smallModel = sync.OnceValues(func() ([]byte, error) {
	var b learn.Bundle
	if err := Train(smallCorpora(), &b, io.Discard); err != nil {
		return nil, err
	}
	var file bytes.Buffer
	_, err := b.WriteTo(&file)
	return file.Bytes(), err
})

func smallAnalyzer(t testing.TB) *Analyzer {
	t.Helper()
	data, err := smallModel()
	if err != nil {
		t.Fatal(err)
	}
	b, err := learn.OpenBundle(data)
	if err != nil {
		t.Fatal(err)
	}
	a, err := NewAnalyzer(b)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTrainAndAnalyze(t *testing.T) {
	d := smallAnalyzer(t).Analyze("Oskar said the mayor agreed. The bridge closed.")
	var tags []string
	for i := range d.Tokens {
		tags = append(tags, d.Tokens[i].Tag.String())
	}
	if got, want := strings.Join(tags, " "), "NNP VBD DT NN VBD . DT NN VBD ."; got != want {
		t.Errorf("tags %s, want %s", got, want)
	}
	if d.Tokens[0].Head != 1 || d.Tokens[0].Dep != DepNsubj || d.Tokens[4].Dep != DepCcomp {
		t.Errorf("tree %v %v %v", d.Tokens[0].Head, d.Tokens[0].Dep, d.Tokens[4].Dep)
	}
	if len(d.Entities) != 1 || d.Entities[0] != (Entity{Range{0, 1}, Person}) {
		t.Errorf("entities %v", d.Entities)
	}
}

func TestTrainingIsDeterministic(t *testing.T) {
	first, err := smallModel()
	if err != nil {
		t.Fatal(err)
	}
	var b learn.Bundle
	if err := Train(smallCorpora(), &b, io.Discard); err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if _, err := b.WriteTo(&again); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, again.Bytes()) {
		t.Error("equal corpora gave different models")
	}
}

func TestNewAnalyzerNamesWhatIsMissing(t *testing.T) {
	data, err := smallModel()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		sectionWords, sectionTags, sectionMoves, sectionLabels, sectionEntities,
		sectionTagGlance, sectionMoveGlance, sectionLabelGlance,
	} {
		b, err := learn.OpenBundle(data)
		if err != nil {
			t.Fatal(err)
		}
		b.Put(name, []byte("not a model"))
		if _, err := NewAnalyzer(b); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("damaged section %s: error %v", name, err)
		}
	}
	if _, err := NewAnalyzer(&learn.Bundle{}); err == nil {
		t.Error("an empty bundle was accepted")
	}
}

func TestAnalyzeTogether(t *testing.T) {
	a := smallAnalyzer(t)
	text := strings.Repeat("Mara said the bridge closed. ", 20)
	want := a.Analyze(text)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got := a.Analyze(text)
			for i := range want.Tokens {
				if got.Tokens[i] != want.Tokens[i] {
					t.Errorf("token %d differs", i)
					return
				}
			}
		})
	}
	group.Wait()
}

func FuzzAnalyze(f *testing.F) {
	for _, text := range hostileTexts(200) {
		f.Add(text)
	}
	a := smallAnalyzer(f)
	f.Fuzz(func(t *testing.T, text string) {
		d := a.Analyze(strings.ToValidUTF8(text, "\uFFFD"))
		for _, r := range d.Sentences {
			tokens := append([]Token(nil), d.Tokens[r.First:r.End]...)
			for i := range tokens {
				if tokens[i].Tag == NoTag || tokens[i].Dep == NoDep {
					t.Fatalf("token %d has tag %v, relation %v", i, tokens[i].Tag, tokens[i].Dep)
				}
				if (tokens[i].Head < 0) != (tokens[i].Dep == DepRoot) {
					t.Fatalf("head %d with relation %v", tokens[i].Head, tokens[i].Dep)
				}
				if tokens[i].Head >= 0 {
					tokens[i].Head -= int32(r.First)
				}
			}
			checkTree(t, tokens)
		}
		last := 0
		for _, e := range d.Entities {
			if e.First < last || e.End <= e.First || e.End > len(d.Tokens) || e.Kind == NoKind {
				t.Fatalf("entity %v", e)
			}
			last = e.End
		}
	})
}

func BenchmarkAnnotate(b *testing.B) {
	a := smallAnalyzer(b)
	d := Split(strings.Repeat("Mara said the bridge closed. The mayor agreed. ", 100))
	for b.Loop() {
		a.Annotate(d)
	}
	b.ReportMetric(float64(len(d.Tokens)*b.N)/b.Elapsed().Seconds(), "tokens/s")
}

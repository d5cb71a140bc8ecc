package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"hearsay"
	"hearsay/internal/attribution"
	"hearsay/internal/eval"
	"hearsay/internal/learn"
	"hearsay/internal/nlp"
	"hearsay/internal/samples"
)

// trainAttribution fits the extractor on PolNeAR train and on the project's own
// articles in corpusDir, analysed by the models already in b, and puts its
// sections into b.
func trainAttribution(sharedDir, corpusDir string, b *learn.Bundle, log io.Writer) error {
	examples, err := readExamples(sharedDir, corpusDir, b, log)
	if err != nil {
		return err
	}
	return attribution.Train(examples, b, log)
}

// readExamples reads the annotated articles and analyses them by the models in b.
func readExamples(sharedDir, corpusDir string, b *learn.Bundle, log io.Writer) ([]attribution.Example, error) {
	analyzer, err := nlp.NewAnalyzer(b)
	if err != nil {
		return nil, err
	}
	base := filepath.Join(sharedDir, "data", "polnear", "train")
	corpus, err := eval.LoadCorpus(filepath.Join(base, "text"), filepath.Join(base, "attributions"))
	if err != nil {
		return nil, err
	}
	own, err := samples.Load(os.DirFS(corpusDir), ".")
	if err != nil {
		return nil, err
	}
	examples := make([]attribution.Example, len(corpus), len(corpus)+len(own))
	gold := 0
	for i, article := range corpus {
		examples[i] = example(analyzer, article)
		gold += len(examples[i].Gold)
	}
	for _, article := range own {
		examples = append(examples, ownExample(analyzer, article))
		gold += len(article.Want)
	}
	fmt.Fprintf(log, "attribution: %d articles, %d attributions\n", len(examples), gold)
	return examples, nil
}

func example(analyzer *nlp.Analyzer, article eval.Article) attribution.Example {
	doc := analyze(analyzer, article.Text)
	tokens := func(spans []eval.Span) []nlp.Range {
		return tokenRanges(doc, spans, func(s eval.Span) (start, end int) { return s.Bytes.Start, s.Bytes.End })
	}
	out := attribution.Example{Doc: doc}
	for _, g := range article.Gold() {
		out.Gold = append(out.Gold, attribution.Gold{
			Source: tokens(g.Source), Cue: tokens(g.Cue), Content: tokens(g.Content), Via: -1,
		})
	}
	return out
}

// ownExample makes an example of one of the project's own articles.
func ownExample(analyzer *nlp.Analyzer, article samples.Sample) attribution.Example {
	doc := analyze(analyzer, article.Text)
	tokens := func(spans []samples.Span) []nlp.Range {
		return tokenRanges(doc, spans, func(s samples.Span) (start, end int) { return s.Start, s.End })
	}
	out := attribution.Example{Doc: doc}
	for _, w := range article.Want {
		out.Gold = append(out.Gold, attribution.Gold{
			Source: tokens(w.Source), Cue: tokens(w.Cue), Content: tokens(w.Content), Via: w.Via,
		})
	}
	return out
}

// analyze analyses a text as hearsay.Read does: the story begins after the
// dateline.
func analyze(analyzer *nlp.Analyzer, text string) *nlp.Doc {
	if dateline, ok := hearsay.NewArticle(text).DatelineSpan(); ok {
		return analyzer.Analyze(text, dateline.End)
	}
	return analyzer.Analyze(text)
}

// tokenRanges returns the tokens that any of the spans touches; bytes gives the
// ends of a span.
func tokenRanges[S any](doc *nlp.Doc, spans []S, bytes func(S) (start, end int)) []nlp.Range {
	var out []nlp.Range
	for _, s := range spans {
		if r := doc.Touching(bytes(s)); r.Len() > 0 {
			out = append(out, r)
		}
	}
	return nlp.Merge(out)
}

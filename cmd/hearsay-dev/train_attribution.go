package main

import (
	"fmt"
	"io"
	"path/filepath"

	"hearsay"
	"hearsay/internal/attribution"
	"hearsay/internal/eval"
	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// trainAttribution fits the extractor on PolNeAR train, analysed by the models
// already in b, and puts its sections into b.
func trainAttribution(sharedDir string, b *learn.Bundle, log io.Writer) error {
	analyzer, err := nlp.NewAnalyzer(b)
	if err != nil {
		return err
	}
	base := filepath.Join(sharedDir, "data", "polnear", "train")
	corpus, err := eval.LoadCorpus(filepath.Join(base, "text"), filepath.Join(base, "attributions"))
	if err != nil {
		return err
	}
	examples := make([]attribution.Example, len(corpus))
	gold := 0
	for i, article := range corpus {
		examples[i] = example(analyzer, article)
		gold += len(examples[i].Gold)
	}
	fmt.Fprintf(log, "attribution: %d articles, %d attributions\n", len(examples), gold)
	return attribution.Train(examples, b, log)
}

func example(analyzer *nlp.Analyzer, article eval.Article) attribution.Example {
	doc := analyze(analyzer, article.Text)
	out := attribution.Example{Doc: doc}
	for _, g := range article.Gold() {
		out.Gold = append(out.Gold, attribution.Gold{
			Source:  tokenRanges(doc, g.Source),
			Cue:     tokenRanges(doc, g.Cue),
			Content: tokenRanges(doc, g.Content),
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

// tokenRanges returns the tokens that any of the spans touches.
func tokenRanges(doc *nlp.Doc, spans []eval.Span) []nlp.Range {
	var out []nlp.Range
	for _, s := range spans {
		r := doc.Touching(s.Bytes.Start, s.Bytes.End)
		if r.Len() > 0 {
			out = append(out, r)
		}
	}
	return nlp.Merge(out)
}

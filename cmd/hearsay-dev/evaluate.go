package main

import (
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"time"

	"hearsay"
	"hearsay/internal/eval"
	"hearsay/internal/export"
)

// runEval scores the built-in models: attributions against a corpus (PolNeAR
// dev unless another is named), and, with no corpus named, tags and trees
// against treebanks and the nested reading of the seed dispatch as well.
func runEval(args []string, std streams) error {
	flags := flag.NewFlagSet("eval", flag.ContinueOnError)
	shared := sharedFlag(flags)
	asJSON := flags.Bool("json", false, "print the figures for attributions as JSON and nothing else")
	part := flags.String("part", "all", "what to score: all, attributions, trees or dispatch")
	minScore := flags.Float64("min-score", -1, "report attributions from this score up, instead of the built-in one")
	dirs, err := parseFlags(flags, args, std, 0, 2)
	if err != nil {
		return err
	}
	parts := map[string]bool{*part: true}
	switch {
	case *asJSON || len(dirs) == 2:
		parts = map[string]bool{"attributions": true}
	case *part == "all":
		parts = map[string]bool{"attributions": true, "trees": true, "dispatch": true}
	case *part != "attributions" && *part != "trees" && *part != "dispatch":
		fmt.Fprintf(std.log, "hearsay-dev eval: -part is all, attributions, trees or dispatch, not %q\n", *part)
		return errUsage
	}
	if len(dirs) == 0 {
		dirs = polnearDev(*shared)
	}
	if parts["trees"] {
		if err := evalTrees(std.out, *shared); err != nil {
			return err
		}
	}
	if !parts["attributions"] && !parts["dispatch"] {
		return nil
	}
	reader, err := hearsay.NewReader()
	if err != nil {
		return err
	}
	if *minScore >= 0 {
		reader = reader.WithMinScore(*minScore)
	}
	if parts["dispatch"] {
		if err := evalDispatch(std.out, *shared, reader); err != nil {
			return err
		}
	}
	if parts["attributions"] {
		return evalAttributions(std, dirs, reader, *asJSON)
	}
	return nil
}

func polnearDev(shared string) []string {
	dir := filepath.Join(shared, "data", "polnear", "dev")
	return []string{filepath.Join(dir, "text"), filepath.Join(dir, "attributions")}
}

// flat reads with reader, in the form that PolNeAR annotates.
func flat(reader *hearsay.Reader) eval.ReadFunc {
	return func(a hearsay.Article) (*hearsay.Reading, error) {
		r, err := reader.Read(a)
		if err != nil {
			return nil, err
		}
		return export.Flatten(r), nil
	}
}

func evalAttributions(std streams, dirs []string, reader *hearsay.Reader, asJSON bool) error {
	articles, err := eval.LoadCorpus(dirs[0], dirs[1])
	if err != nil {
		return err
	}
	for _, a := range articles {
		for _, p := range a.Annotations[0].Problems {
			fmt.Fprintln(std.log, p)
		}
	}
	scores, err := eval.ScoreCorpus(articles, flat(reader))
	if err != nil {
		return err
	}
	if asJSON {
		return scores.WriteJSON(std.out)
	}
	fmt.Fprintf(std.out, "attributions, %s\n", dirs[1])
	if err := scores.WriteTable(std.out); err != nil {
		return err
	}
	speed, err := articlesPerSecond(articles, reader)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "%-24s %.0f articles/s on one core, text to jsonl\n", "speed", speed)
	return err
}

// articlesPerSecond reads the articles one after the other, with the garbage
// collector on the same core.
func articlesPerSecond(articles []eval.Article, reader *hearsay.Reader) (float64, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var out []byte
	began := time.Now()
	for _, a := range articles {
		r, err := reader.Read(hearsay.NewArticle(a.Text))
		if err != nil {
			return 0, err
		}
		out = export.AppendJSON(out[:0], r)
	}
	return float64(len(articles)) / time.Since(began).Seconds(), nil
}

func evalTrees(out io.Writer, shared string) error {
	analyzer, err := eval.NewAnalyzer()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%-24s %7s %7s %7s %7s %7s\n", "treebank", "words", "sents", "XPOS", "UAS", "LAS")
	for _, name := range []string{"en_ewt-ud-test", "en_gum-ud-test", "en_pud-ud-test"} {
		s, err := eval.ScoreTreebank(filepath.Join(shared, "data", "ud", name+".conllu"), analyzer)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%-24s %7.1f %7.1f %7.2f %7.2f %7.2f\n", s.Name, s.Words.F1, s.Sentences.F1,
			percent(s.Tree.Tags, s.Tree.Words), percent(s.Tree.Heads, s.Tree.Words), percent(s.Tree.Labelled, s.Tree.Words))
	}
	entities, err := eval.ScoreEntities(filepath.Join(shared, "data", "ner", "en_ewt-ud-test.iob2"), analyzer)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%-24s %s\n\n", "entities, en_ewt-ud-test", entities.String())
	return err
}

func percent(part, whole int) float64 { return 100 * float64(part) / float64(max(whole, 1)) }

func evalDispatch(out io.Writer, shared string, reader *hearsay.Reader) error {
	seed := filepath.Join(shared, "seed", "dispatch")
	article, err := eval.LoadArticle(seed+".txt", seed+".ann")
	if err != nil {
		return err
	}
	found, err := article.Read(reader.Read)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "dispatch, nested\n")
	if err := eval.ScoreNested(article.Text, article.Gold(), found).WriteReport(out); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out)
	return err
}

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"hearsay"
	"hearsay/internal/eval"
	"hearsay/internal/export"
)

// evalFlags are the flags of "hearsay eval".
type evalFlags struct {
	predictions string
	examples    int
	json        bool
	minScore    float64
	jobs        int
	color       colorMode
	noProgress  bool
}

func evalCommand(std stdio) *cobra.Command {
	var flags evalFlags
	cmd := &cobra.Command{
		Use:   "eval TEXT_DIR GOLD_DIR",
		Short: "Compare what is read with what people annotated",
		Long: `Read the articles TEXT_DIR/NAME.txt, as "hearsay read --format brat --flat" does,
and compare them with the annotation GOLD_DIR/NAME.ann or GOLD_DIR/NAME_<annotator>.ann
(brat standoff, as in PolNeAR; of several annotators the first in sorted order
counts). Texts without annotation are passed over.

First come precision, recall and F1 in percent:
  ROLE exact    whole roles with the same words
  ROLE overlap  words that have this role in both
  relation      whole attributions: cues share a word, sources share a word, and
                contents have half of their words in common (Jaccard index)
  relation*     the same without the source
  direct        recall of relation where the content has quotation marks
  indirect      recall of relation elsewhere
Then what was missed or spurious as a relation is counted by what went wrong, by
form and by the lemma of the cue, with examples. Offsets in examples are code
points into the text.

Exit codes:
  0    everything was compared
  1    not so: a folder or file cannot be read, no text has an annotation, an
       annotation cannot be made out (each line is named), or predicted spans
       point outside their text
  2    the command line is wrong
  130  interrupted`,
		Example: `  hearsay eval corpus/text corpus/gold
  hearsay eval corpus/text corpus/gold --predictions other-program/ --examples 10
  hearsay eval corpus/text corpus/gold --json | jq .relation.F1`,
		Args: usageArgs(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runEval(cmd.Context(), std, args[0], args[1], flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.predictions, "predictions", "", "compare NAME.ann of this directory instead of reading the texts")
	f.IntVar(&flags.examples, "examples", 3, "examples to show of each kind of mistake")
	f.BoolVar(&flags.json, "json", false, "print everything as one JSON object")
	f.Float64Var(&flags.minScore, "min-score", scoreOfEngine, "report attributions from this score on, 0 to 1; -1 is what the model was tuned to")
	f.IntVarP(&flags.jobs, "jobs", "j", runtime.GOMAXPROCS(0), "articles read at the same time")
	f.Lookup("jobs").DefValue = "all cores" // in help and manual, whatever the machine
	addColor(cmd, &flags.color, "colour of the report: auto, always or never")
	f.BoolVar(&flags.noProgress, "no-progress", false, "no progress bar on standard error")
	return cmd
}

func (f *evalFlags) check() error {
	switch {
	case f.examples < 0:
		return usageError{errors.New("--examples has to be 0 or more")}
	case f.minScore != scoreOfEngine && f.predictions != "":
		return usageError{errors.New("--min-score is for the engine; --predictions have been made already")}
	}
	return checkReading(f.jobs, f.minScore)
}

// runEval compares the articles and prints the figures.
func runEval(ctx context.Context, std stdio, textDir, goldDir string, flags evalFlags) error {
	if err := flags.check(); err != nil {
		return err
	}
	articles, err := eval.LoadCorpus(textDir, goldDir)
	if err != nil {
		return err
	}
	var gold []eval.Problem
	for i := range articles {
		gold = append(gold, articles[i].Annotations[0].Problems...)
	}
	if err := std.refuseLost(gold); err != nil {
		return err
	}
	all, err := compared(ctx, std, articles, flags)
	if err != nil {
		return err
	}
	return writeEval(std, articles, all, flags)
}

// shownProblems is how many lines of annotation that cannot be used are named.
const shownProblems = 20

// refuseLost names lines of annotation that cannot be used and fails if
// something they say is lost.
func (std stdio) refuseLost(problems []eval.Problem) error {
	lost := 0
	for i, p := range problems {
		if i < shownProblems {
			std.complain(p.String())
		}
		if p.Lost {
			lost++
		}
	}
	if n := len(problems) - shownProblems; n > 0 {
		std.complain(fmt.Sprintf("%d more lines of annotation have faults", n))
	}
	if lost > 0 {
		return fmt.Errorf("lines of annotation that cannot be made out: %d; nothing was compared", lost)
	}
	return nil
}

// comparand is what one article is compared by: what was read of it, nil if
// there is no prediction, and the name of each cue.
type comparand struct {
	read  []eval.Attribution
	lemma func(eval.Attribution) string
}

// compared reads the articles, or their predictions.
func compared(ctx context.Context, std stdio, articles []eval.Article, flags evalFlags) ([]comparand, error) {
	analyzer, err := eval.NewAnalyzer()
	if err != nil {
		return nil, err
	}
	read, err := evalSource(std, articles, flags)
	if err != nil {
		return nil, err
	}
	bar := newProgress(std, len(articles), flags.noProgress)
	defer bar.finish()
	return eval.ReadAll(ctx, articles, flags.jobs, func(a *eval.Article) (c comparand, err error) {
		defer func() {
			if fault := recover(); fault != nil {
				err = fmt.Errorf("%s: a fault in the engine (%v); please report it with the article", a.Name, fault)
			}
		}()
		c.lemma = eval.CueLemma(analyzer.Analyze(a.Text))
		c.read, err = read(a)
		return c, err
	}, bar.step)
}

// evalSource returns the function that gives what was read of an article: by
// another program, or by the engine.
func evalSource(std stdio, articles []eval.Article, flags evalFlags) (func(*eval.Article) ([]eval.Attribution, error), error) {
	if flags.predictions != "" {
		return predicted(std, articles, flags.predictions)
	}
	reader, err := hearsay.NewReader()
	if err != nil {
		return nil, err
	}
	if flags.minScore != scoreOfEngine {
		reader = reader.WithMinScore(flags.minScore)
	}
	return func(a *eval.Article) ([]eval.Attribution, error) {
		return a.Read(func(article hearsay.Article) (*hearsay.Reading, error) {
			reading, err := reader.Read(article)
			if err != nil {
				return nil, err
			}
			return export.Flatten(reading), nil
		})
	}, nil
}

func predicted(std stdio, articles []eval.Article, dir string) (func(*eval.Article) ([]eval.Attribution, error), error) {
	predictions, err := eval.LoadPredictions(dir, articles)
	if err != nil {
		return nil, err
	}
	var problems []eval.Problem
	found := map[string][]eval.Attribution{}
	for i, p := range predictions {
		problems = append(problems, p.Problems...)
		found[articles[i].Name] = p.Attributions
	}
	if err := std.refuseLost(problems); err != nil {
		return nil, err
	}
	return func(a *eval.Article) ([]eval.Attribution, error) { return found[a.Name], nil }, nil
}

// evalReport is what --json prints: the figures, named as in the table, and the
// confusion report.
type evalReport struct {
	eval.Scores
	Confusion eval.Report `json:"confusion"`
}

func writeEval(std stdio, articles []eval.Article, all []comparand, flags evalFlags) error {
	var scorer eval.Scorer
	confusion := eval.Confusion{Examples: flags.examples}
	for i := range articles {
		a := &articles[i]
		scorer.Add(a.Text, a.Gold(), all[i].read)
		confusion.Add(a, all[i].read, all[i].lemma)
	}
	scores, report := scorer.Scores(), confusion.Report()
	out := bufio.NewWriter(std.out)
	if flags.json {
		if err := json.NewEncoder(out).Encode(evalReport{scores, report}); err != nil {
			return err
		}
	} else {
		_ = scores.WriteTable(out) // errors stay in the buffer until Flush
		_, _ = out.WriteString("\n")
		_ = report.WriteTable(out, eval.TableOptions{Width: terminalWidth(std.out), Color: flags.color.enabled(std.out)})
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if scores.BadSpans > 0 {
		return fmt.Errorf("predicted spans that are empty or point outside their text: %d", scores.BadSpans)
	}
	return nil
}

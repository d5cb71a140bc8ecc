package main

import (
	"fmt"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"hearsay/internal/ingest"
)

// scoreOfEngine is the value of --min-score that leaves the choice to the engine.
const scoreOfEngine = -1

// readFlags are the flags of "hearsay read".
type readFlags struct {
	format     string
	output     string
	flat       bool
	jobs       int
	lossy      bool
	maxSize    int64
	minScore   float64
	outlet     string
	color      colorMode
	scores     bool
	noProgress bool
}

func readCommand(std stdio) *cobra.Command {
	var flags readFlags
	cmd := &cobra.Command{
		Use:   "read [FILE|DIRECTORY|GLOB|-]...",
		Short: "Read articles and print every attribution in them",
		Long: `Read articles in plain text (UTF-8) and print every attribution: who said what,
through whom, with the exact words. Directories are searched for *.txt files,
hidden ones aside; globs may be quoted; "-" is standard input. Results come in
the order of the inputs, whatever the number of jobs.

Formats:
  text    an account for people; the default on a terminal
  jsonl   one JSON object a document ("hearsay.reading/1"); the default elsewhere
  csv     one row an attribution, with a header row (RFC 4180)
  brat    NAME.txt and NAME.ann in the directory that --output names
Offsets are Unicode code points, half-open, into the text of the article.

An empty input is no failure: it gives an empty reading and a note on standard
error. What is not UTF-8 or not text fails, and the other inputs are read.

` + exitCodes,
		Example: `  hearsay read article.txt
  hearsay read articles/ --format jsonl > readings.jsonl
  hearsay read 'wire/2026-*/*.txt' --format csv --min-score 0.6
  curl -s https://example.org/article.txt | hearsay read -
  hearsay read articles/ --format brat --output annotated/`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && isTerminal(std.in) {
				_ = cmd.Usage()
				return usageError{fmt.Errorf("name a file, or pipe an article to standard input")}
			}
			return runRead(cmd.Context(), std, args, flags)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&flags.format, "format", "f", "", "text, jsonl, csv or brat")
	f.StringVarP(&flags.output, "output", "o", "", "write to this file (brat: into this directory)")
	f.BoolVar(&flags.flat, "flat", false, "leave out what others relay, so that each word is in one attribution at most")
	f.IntVarP(&flags.jobs, "jobs", "j", runtime.GOMAXPROCS(0), "articles read at the same time")
	f.BoolVar(&flags.lossy, "lossy", false, "put U+FFFD in the place of what is not UTF-8")
	f.Int64Var(&flags.maxSize, "max-size", ingest.DefaultMaxSize, "refuse inputs of more bytes")
	f.Float64Var(&flags.minScore, "min-score", scoreOfEngine, "report attributions from this score on, 0 to 1; -1 is what the model was tuned to")
	f.StringVar(&flags.outlet, "outlet", "", "outlet of all articles, whatever they state themselves")
	f.Var(&flags.color, "color", "colour of the text format: auto, always or never")
	f.BoolVar(&flags.scores, "scores", false, "show scores in the text format")
	f.BoolVar(&flags.noProgress, "no-progress", false, "no progress bar on standard error")
	return cmd
}

// check fills in what depends on the terminal and refuses what makes no sense.
func (f *readFlags) check(std stdio) error {
	if f.format == "" {
		f.format = formatJSONL
		if isTerminal(std.out) && f.output == "" {
			f.format = formatText
		}
	}
	switch f.format {
	case formatText, formatJSONL, formatCSV:
		if info, err := os.Stat(f.output); f.output != "" && err == nil && info.IsDir() {
			return usageError{fmt.Errorf("--output %s is a directory; only --format brat writes into one", f.output)}
		}
	case formatBrat:
		if f.output == "" {
			return usageError{fmt.Errorf("--format brat writes two files for each article: say where with --output DIRECTORY")}
		}
		if info, err := os.Stat(f.output); err == nil && !info.IsDir() {
			return usageError{fmt.Errorf("--output %s is not a directory, which --format brat needs", f.output)}
		}
	default:
		return usageError{fmt.Errorf("--format %q is unknown: it is text, jsonl, csv or brat", f.format)}
	}
	switch {
	case f.jobs < 1:
		return usageError{fmt.Errorf("--jobs has to be 1 or more")}
	case f.maxSize < 1:
		return usageError{fmt.Errorf("--max-size has to be 1 or more")}
	case f.minScore != scoreOfEngine && !(f.minScore >= 0 && f.minScore <= 1):
		return usageError{fmt.Errorf("--min-score lies between 0 and 1")}
	}
	return nil
}

package main

import (
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
)

// scoreOfEngine is the value of --min-score that leaves the choice to the engine.
const scoreOfEngine = -1

// readFlags are the flags of "hearsay read".
type readFlags struct {
	format     string
	output     string
	flat       bool
	jobs       int
	strict     bool
	language   string
	fields     string
	failures   string
	maxSize    int64
	minScore   float64
	outlet     string
	date       string
	color      colorMode
	scores     bool
	explain    bool
	noProgress bool
	lists      []string
	follow     followMode
	maxPages   int
	network    networkFlags
	resume     resumeMode
	saveEvery  time.Duration // how often the journal is written
}

func readCommand(std stdio) *cobra.Command {
	var flags readFlags
	cmd := &cobra.Command{
		Use:   "read [FILE|DIRECTORY|GLOB|ADDRESS|-]...",
		Short: "Read articles and print every attribution in them",
		Long: `Read articles and print every attribution: who said what, through whom, with the
exact words. Directories are searched for files that may hold news (.txt, .html,
.xml, .json, .jsonl, .csv, .warc, .gz, .zip and the like), hidden ones aside;
globs may be quoted; "-" is standard input; what begins with http:// or https:// is
fetched. Results come in the order of the inputs, whatever the number of jobs.

What is read, told by content and not by name:
  plain text; HTML pages; NewsML-G2, NITF and ninjs of agencies;
  feeds (RSS, Atom, JSON Feed) and lists of feeds (OPML);
  JSON, JSON Lines, CSV and other tables, one article a row. Their fields are
  found by name (url, text, date, outlet, title and usual variants); else say
  --fields text=story,date=day or, in that order, --fields link,story,day,paper,head;
  web archives (WARC, ARC), whole or cut off, their pages named FILE@BYTE;
  any of these compressed (gzip, zstd, bzip2) or in a zip, WACZ or tar file.
Encodings are found out as browsers do; what had to be guessed, mended or left
out is noted on standard error.

Nothing is fetched but what is named by its address, and what that leads to: of a
feed the items' pages where it has only their beginnings, of a list its feeds. With
--fetch all the same goes for feeds and lists in files and for rows that have an
address but no text; with --fetch none only what is named is fetched. Hosts get
one request at a time, --delay apart; robots.txt is asked about every address that
is not named on the command line. Private networks, this machine, and ports other
than 80 and 443 are not reached unless flags say so. HTTP_PROXY, HTTPS_PROXY and
NO_PROXY are honoured.

Formats of the output, of articles:
` + formatTable(readingFormats()) + `and of attributions, one row each:
` + formatTable(rowFormats()) + `Offsets are Unicode code points, half-open, into the text of the article.

An empty input is no failure: it gives an empty reading and a note. Texts in
other languages, consent forms, the starts of texts behind paywalls and files
without news found in directories are left out and counted. What fails is named
on standard error and, as JSON Lines, in the file of --failures; the other
inputs are read.

A run that writes to a file with --output and was broken off, by whatever, goes on
when the same command is given again; in the end the file has the bytes of a run in
one go. Until then the file OUTPUT.journal stands beside it. With other inputs,
flags or versions the run begins anew; --resume fails instead, --resume=never
always begins anew. Standard input, addresses, brat and formats that have an end
(parquet, atom and the like) begin anew, too.

` + exitCodes,
		Example: `  hearsay read article.txt
  hearsay read pages/*.html
  hearsay read articles/ --format jsonl > readings.jsonl
  hearsay read clipping.txt --date 2026-03-09
  hearsay read stories.csv --fields text=story,title=head --failures failed.jsonl
  hearsay read 'wire/2026-*/*.xml' --format csv --min-score 0.6
  hearsay read https://paper.example/news/ferry.html https://paper.example/feed.xml
  hearsay read --urls addresses.txt --failures failed.jsonl
  hearsay read feeds.opml --fetch all --max-pages 20
  hearsay read CC-NEWS-20260309.warc.gz --output news.jsonl
  hearsay read articles/ --format brat --output annotated/`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !flags.named(args) && isTerminal(std.in) {
				_ = cmd.Usage()
				return usageError{fmt.Errorf("name a file, or pipe an article to standard input")}
			}
			return runRead(cmd.Context(), std, args, flags)
		},
	}
	f := cmd.Flags()
	flags.addInputs(cmd)
	f.StringVarP(&flags.format, "format", "f", "", "see above; text on a terminal, else jsonl")
	f.StringVarP(&flags.output, "output", "o", "", "write to this file (brat: into this directory)")
	f.BoolVar(&flags.flat, "flat", false, "leave out what others relay, so that each word is in one attribution at most")
	addColor(cmd, &flags.color, "colour of the text format: auto, always or never")
	f.BoolVar(&flags.scores, "scores", false, "show scores in the text format")
	f.BoolVar(&flags.explain, "explain", false, "say which cues were considered, what was found for each, and why it was kept or dropped (text and jsonl)")
	complete(cmd, "format", append(readingFormats(), rowFormats()...))
	f.Var(&flags.resume, "resume", "go on with a run to --output that was broken off: auto, if inputs, flags and output are as it left them; always, else fail; never")
	f.Lookup("resume").NoOptDefVal = string(resumeAlways)
	f.DurationVar(&flags.saveEvery, "save-every", saveEvery, "")
	_ = f.MarkHidden("save-every") // for tests
	complete(cmd, "resume", []choice{{"auto", "if it fits"}, {"always", "else fail"}, {"never", "begin anew"}})
	_ = f.Bool("lossy", false, "")
	_ = f.MarkHidden("lossy") // what it asked for is the rule now
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
	if err := f.checkFormat(std); err != nil {
		return err
	}
	if f.explain && f.format != formatText && f.format != formatJSONL {
		return usageError{fmt.Errorf("--explain is for the formats text and jsonl, not for %s", f.format)}
	}
	return f.checkInputs()
}

// isDay reports whether s is a day as ISO 8601 writes it.
func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// checkFormat refuses a format that is unknown or does not fit where it goes.
func (f *readFlags) checkFormat(std stdio) error {
	info, err := os.Stat(f.output)
	there, isDir := f.output != "" && err == nil, err == nil && info.IsDir()
	switch formats := append(readingFormats(), rowFormats()...); {
	case !slices.ContainsFunc(formats, func(c choice) bool { return c.name == f.format }):
		return usageError{fmt.Errorf("--format %q is unknown: it is %s", f.format, alternatives(formats))}
	case f.format == formatBrat && f.output == "":
		return usageError{fmt.Errorf("--format brat writes two files for each article: say where with --output DIRECTORY")}
	case f.format == formatBrat && there && !isDir:
		return usageError{fmt.Errorf("--output %s is not a directory, which --format brat needs", f.output)}
	case f.format != formatBrat && there && isDir:
		return usageError{fmt.Errorf("--output %s is a directory; only --format brat writes into one", f.output)}
	case f.format == "parquet" && f.output == "" && isTerminal(std.out):
		return usageError{fmt.Errorf("--format parquet is not for a terminal: say where with --output FILE")}
	}
	return nil
}

// checkReading checks the flags that read and eval have in common.
func checkReading(jobs int, minScore float64) error {
	switch {
	case jobs < 1:
		return usageError{fmt.Errorf("--jobs has to be 1 or more")}
	case minScore != scoreOfEngine && !(minScore >= 0 && minScore <= 1):
		return usageError{fmt.Errorf("--min-score lies between 0 and 1")}
	}
	return nil
}

package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"hearsay"
	"hearsay/internal/compare"
	"hearsay/internal/ingest"
	"hearsay/internal/store"
)

// comparing are the flags of the commands that lay articles side by side.
type comparing struct {
	readFlags
	format string
	db     string
}

// add adds the flags to a command.
func (c *comparing) add(cmd *cobra.Command, formats []choice) {
	f := cmd.Flags()
	f.StringVarP(&c.format, "format", "f", formatText, alternatives(formats))
	complete(cmd, "format", formats)
	f.IntVarP(&c.jobs, "jobs", "j", runtime.GOMAXPROCS(0), "articles read at the same time")
	f.StringVar(&c.language, "lang", "en", "language of the articles that are read: en or any")
	f.StringVar(&c.fields, "fields", "", "fields of tables and JSON that hold url,text,date,outlet,title")
	f.Int64Var(&c.maxSize, "max-size", ingest.DefaultMaxSize, "refuse documents of more bytes")
	f.Float64Var(&c.minScore, "min-score", scoreOfEngine, "use attributions from this score on, 0 to 1; -1 is what the model was tuned to")
	f.StringVar(&c.outlet, "outlet", "", "outlet of all articles, whatever they state themselves")
	f.BoolVar(&c.noProgress, "no-progress", false, "no progress bar on standard error")
	addLedger(cmd, &c.db)
	addColor(cmd, &c.color, "colour of the text format: auto, always or never")
}

// checkFormat refuses a format that is not among the choices.
func (c *comparing) checkFormat(formats []choice) error {
	for _, f := range formats {
		if f.name == c.format {
			return c.readFlags.checkInputs()
		}
	}
	return usageError{fmt.Errorf("--format %q is unknown: it is %s", c.format, alternatives(formats))}
}

// checkInputs checks what says how inputs are read.
func (f *readFlags) checkInputs() error {
	switch {
	case f.language != "en" && f.language != ingest.AnyLanguage:
		return usageError{fmt.Errorf("--lang is en or any; other languages are not read yet")}
	case f.maxSize < 1:
		return usageError{fmt.Errorf("--max-size has to be 1 or more")}
	}
	return checkReading(f.jobs, f.minScore)
}

// The formats of what is compared.
const (
	formatJSON = "json"
	formatHTML = "html"
	formatSVG  = "svg"
	formatCSV  = "csv"
)

var textOrJSON = []choice{{formatText, "for people"}, {formatJSON, "one JSON object"}}

// gather reads all inputs and returns their articles in order. failed says that
// some could not be read; each has been named, the others are there.
func gather(ctx context.Context, std stdio, args []string, flags *comparing) (articles []*compare.Article, failed, err error) {
	fields, err := ingest.ParseFields(flags.fields)
	if err != nil {
		return nil, nil, usageError{fmt.Errorf("--fields: %w", err)}
	}
	reader, err := hearsay.NewReader()
	if err != nil {
		return nil, nil, err
	}
	if flags.minScore != scoreOfEngine {
		reader = reader.WithMinScore(flags.minScore)
	}
	stream := ingest.Open(args, ingest.Options{
		Stdin: std.in, MaxSize: flags.maxSize, Outlet: flags.outlet, Language: flags.language, Fields: fields,
	})
	account, err := openAccount(std, stream, flags.readFlags)
	if err != nil {
		return nil, nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	queue := feed(ctx, stream, flags.jobs, func(in *ingest.Input) (*hearsay.Reading, error) { return readingOf(reader, in, flags.readFlags) })
	for t := range queue {
		select {
		case <-t.done:
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
		if t.err == nil && !t.input.Outcome.Skipped() && t.output != nil {
			a := compare.NewArticle(t.output)
			if t.input.Facts.Credit != "" {
				a.Credit = t.input.Facts.Credit
			}
			articles = append(articles, &a)
		}
		if err := account.add(&t.input, t.err); err != nil {
			return nil, nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if n := account.tally.Count(ingest.Failed); n > 0 {
		failed = failedInputs{n, account.tally.Total()}
	}
	return articles, failed, account.close()
}

// articles returns the articles that args name: inputs, or with --db or without
// any, articles of the ledger by their IDs; all of it if there are none.
func (c *comparing) articles(ctx context.Context, std stdio, args []string) (articles []*compare.Article, failed, err error) {
	if len(args) > 0 && c.db == "" {
		return gather(ctx, std, args, c)
	}
	ledger, _, err := openLedger(ctx, c.db, store.Options{ReadOnly: true})
	if err != nil {
		return nil, nil, err
	}
	defer ledger.Close()
	for _, id := range args {
		if !isID(id) {
			return nil, nil, usageError{fmt.Errorf("%q is no ID of an article; name files, or the ledger with --db and IDs of articles, not both", id)}
		}
	}
	articles, err = ledger.Articles(ctx, args)
	return articles, nil, err
}

// isID reports whether s looks like the ID of an article or an attribution.
func isID(s string) bool {
	return len(s) == 16 && strings.Trim(s, "0123456789abcdef") == ""
}

// write prints output and returns why the command fails, if it does.
func (std stdio) write(output []byte, failed error) error {
	if _, err := std.out.Write(output); err != nil {
		return err
	}
	return failed
}

const comparedExitCodes = `Exit codes:
  0    done
  1    nothing was found, or the work could not go on
  2    the command line is wrong
  3    some inputs failed: each is named on standard error, the others were read
  130  interrupted
Treat any other code as a failure.`

package main

import (
	"context"
	"fmt"
	"slices"
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
	format  string
	db      string
	dbGiven func() bool // on the command line; not by the settings
}

// add adds the flags to a command.
func (c *comparing) add(cmd *cobra.Command, formats []choice) {
	f := cmd.Flags()
	f.StringVarP(&c.format, "format", "f", formatText, alternatives(formats))
	complete(cmd, "format", formats)
	c.addInputs(cmd)
	addLedger(cmd, &c.db)
	c.dbGiven = func() bool { return cmd.Flags().Changed("db") }
	addColor(cmd, &c.color, "colour of the text format: auto, always or never")
}

// checkFormat refuses a format that is not among the choices.
func (c *comparing) checkFormat(formats []choice) error {
	for _, f := range formats {
		if f.name == c.format {
			return c.checkInputs()
		}
	}
	return usageError{fmt.Errorf("--format %q is unknown: it is %s", c.format, alternatives(formats))}
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
	reader, err := newReader(flags.readFlags)
	if err != nil {
		return nil, nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	options, client, err := flags.options(ctx, std)
	if err != nil {
		return nil, nil, err
	}
	defer client.Close()
	stream := ingest.Open(args, options)
	account, err := openAccount(std, stream, flags.readFlags)
	if err != nil {
		return nil, nil, err
	}
	queue := feed(ctx, stream, flags.jobs, 2*flags.jobs, func(in *ingest.Input) (*hearsay.Reading, error) { return readingOf(reader, in, flags.readFlags) })
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
		t.leave()
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if n := account.tally.Count(ingest.Failed); n > 0 {
		failed = failedInputs{n, account.tally.Total()}
	}
	return articles, failed, account.close()
}

// articles returns the articles that args name: inputs; with --db, or if args are IDs, articles of
// the ledger; all of it if there are none.
func (c *comparing) articles(ctx context.Context, std stdio, args []string) (articles []*compare.Article, failed, err error) {
	if !c.dbGiven() && c.named(args) && (len(c.lists) > 0 || !allIDs(args)) {
		return gather(ctx, std, args, c)
	}
	if len(c.lists) > 0 {
		return nil, nil, usageError{fmt.Errorf("name addresses with --urls, or the ledger with --db, not both")}
	}
	if i := slices.IndexFunc(args, func(s string) bool { return !isID(s) }); i >= 0 {
		return nil, nil, usageError{fmt.Errorf("%q is no ID of an article; name files, or the ledger with --db and IDs of articles, not both", args[i])}
	}
	ledger, _, err := openLedger(ctx, c.db, store.Options{ReadOnly: true})
	if err != nil {
		return nil, nil, err
	}
	defer ledger.Close()
	articles, err = ledger.Articles(ctx, args)
	return articles, nil, err
}

func allIDs(args []string) bool {
	return !slices.ContainsFunc(args, func(s string) bool { return !isID(s) })
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

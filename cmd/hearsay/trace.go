package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"hearsay/internal/compare"
	"hearsay/internal/export"
	"hearsay/internal/store"
)

// traceFlags are the flags of "hearsay trace".
type traceFlags struct {
	comparing
	who string
}

func traceCommand(std stdio) *cobra.Command {
	var flags traceFlags
	cmd := &cobra.Command{
		Use:   "trace QUOTE|ID [FILE|DIRECTORY|GLOB|ADDRESS|-]...",
		Short: "Follow a statement through articles: its wordings, who had it when, and from whom",
		Long: `Find every appearance of a statement in the articles that are named, else in the
ledger: copies, trimmed and altered wordings, paraphrases and translations. Of
the ledger the ID of an attribution may be given instead of a quote. Printed are a timeline; each wording with
the difference from the fullest one and what kind of change that is; and the
relays from the speaker to the outlets, as far as the articles tell them. The
earliest is the earliest in this set of articles. Nothing is judged true or
false.

` + comparedExitCodes + `
Of the ledger:
` + ledgerExitCodes,
		Example: `  hearsay trace "We have never closed the river"
  hearsay trace 70ed2e6412c76429
  hearsay trace "We have never closed the river" articles/
  hearsay trace "not one penny in higher rates" --who "Hedda Rusk" tram/*.txt
  hearsay trace "the dam is safe" news.jsonl --format json | jq .families[0].wordings`,
		Args: usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runTrace(cmd.Context(), std, args[0], args[1:], flags)
		},
	}
	flags.add(cmd, textOrJSON)
	cmd.Flags().StringVar(&flags.who, "who", "", "the statement is this person's")
	return cmd
}

func runTrace(ctx context.Context, std stdio, quote string, args []string, flags traceFlags) error {
	if err := flags.checkFormat(textOrJSON); err != nil {
		return err
	}
	set, quote, failed, err := traced(ctx, std, quote, args, flags)
	if err != nil {
		return err
	}
	trace := set.Trace(quote, flags.who)
	if failed == nil && len(trace.Families) == 0 {
		failed = errNothingFound
	}
	if flags.format == formatJSON {
		return std.write(export.AppendTraceJSON(nil, trace, len(set.Articles)), failed)
	}
	if len(trace.Families) == 0 {
		std.complain("no statement like it is there")
		return failed
	}
	return std.write(export.AppendTrace(nil, trace, textOptions(std, flags.color)), failed)
}

// traced returns the articles in which a quote is to be traced: those of args, or
// of the ledger those that have something like it. The quote comes back in words
// if it was the ID of an attribution.
func traced(ctx context.Context, std stdio, quote string, args []string, flags traceFlags) (set *compare.Set, words string, failed, err error) {
	if flags.named(args) {
		if flags.dbGiven() {
			return nil, "", nil, usageError{fmt.Errorf("name articles, or the ledger with --db, not both")}
		}
		articles, failed, err := gather(ctx, std, args, &flags.comparing)
		return compare.NewSet(articles, false), quote, failed, err
	}
	ledger, _, err := openLedger(ctx, flags.db, store.Options{ReadOnly: true})
	if err != nil {
		return nil, "", nil, err
	}
	defer ledger.Close()
	if isID(quote) {
		if quote, _, err = ledger.Statement(ctx, quote); err != nil {
			return nil, "", nil, err
		}
	}
	found, err := ledger.Alike(ctx, compare.Quote(quote, flags.who))
	if err != nil {
		return nil, "", nil, err
	}
	std.tellTraced(found)
	return compare.NewSet(found.Articles, false), quote, nil, nil
}

// tellTraced says what was not looked at.
func (std stdio) tellTraced(t *store.Traced) {
	if t.More {
		std.complain("there is more like it than is looked at; say whose words they are with --who, or give more of them")
	}
}

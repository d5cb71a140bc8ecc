package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"hearsay/internal/compare"
	"hearsay/internal/export"
)

// traceFlags are the flags of "hearsay trace".
type traceFlags struct {
	comparing
	who string
}

func traceCommand(std stdio) *cobra.Command {
	var flags traceFlags
	cmd := &cobra.Command{
		Use:   "trace QUOTE FILE|DIRECTORY|GLOB|-...",
		Short: "Follow a statement through articles: its wordings, who had it when, and from whom",
		Long: `Find every appearance of a statement in articles: copies, trimmed and altered
wordings, paraphrases and translations. Printed are a timeline; each wording with
the difference from the fullest one and what kind of change that is; and the
relays from the speaker to the outlets, as far as the articles tell them. The
earliest is the earliest in this set of articles. Nothing is judged true or
false.

` + comparedExitCodes,
		Example: `  hearsay trace "We have never closed the river" articles/
  hearsay trace "not one penny in higher rates" --who "Hedda Rusk" tram/*.txt
  hearsay trace "the dam is safe" news.jsonl --format json | jq .families[0].wordings`,
		Args: usageArgs(cobra.MinimumNArgs(2)),
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
	articles, failed, err := gather(ctx, std, args, &flags.comparing)
	if err != nil {
		return err
	}
	trace := compare.NewSet(articles, false).Trace(quote, flags.who)
	if failed == nil && len(trace.Families) == 0 {
		failed = nothingFound
	}
	if flags.format == formatJSON {
		return std.write(export.AppendTraceJSON(nil, trace, len(articles)), failed)
	}
	if len(trace.Families) == 0 {
		std.complain(fmt.Sprintf("no statement like it is in the %s", counted(int64(len(articles)), "article", "articles")))
		return failed
	}
	return std.write(export.AppendTrace(nil, trace, textOptions(std, flags.color)), failed)
}

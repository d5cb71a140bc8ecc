package main

import (
	"context"

	"github.com/spf13/cobra"

	"hearsay/internal/compare"
	"hearsay/internal/export"
)

func eventsCommand(std stdio) *cobra.Command {
	var flags comparing
	cmd := &cobra.Command{
		Use:   "events [FILE|DIRECTORY|GLOB|ADDRESS|-]...",
		Short: "Group articles that are on the same event",
		Long: `Group articles, those named or all of the ledger, by what they are on: by names, places, rare words and days. Each
group can be laid side by side with "hearsay compare".

` + comparedExitCodes + `
Of the ledger:
` + ledgerExitCodes,
		Example: `  hearsay events news/
  hearsay events --db ledger.db
  hearsay events news.jsonl --format json | jq -r '.events[] | .articles | length'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runEvents(cmd.Context(), std, args, flags)
		},
	}
	flags.add(cmd, textOrJSON)
	return cmd
}

func runEvents(ctx context.Context, std stdio, args []string, flags comparing) error {
	if err := flags.checkFormat(textOrJSON); err != nil {
		return err
	}
	articles, failed, err := flags.articles(ctx, std, args)
	if err != nil {
		return err
	}
	events := compare.Events(articles)
	if flags.format == formatJSON {
		return std.write(export.AppendEventsJSON(nil, events), failed)
	}
	return std.write(export.AppendEvents(nil, events, textOptions(std, flags.color)), failed)
}

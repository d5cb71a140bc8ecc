package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"hearsay/internal/compare"
	"hearsay/internal/export"
)

// maxAccounts is how many accounts are laid side by side at most.
const maxAccounts = 12

func compareCommand(std stdio) *cobra.Command {
	var flags comparing
	formats := append(textOrJSON[:2:2], choice{formatHTML, "one page that needs nothing else"})
	cmd := &cobra.Command{
		Use:   "compare A B [C]...",
		Short: "Lay accounts of one event side by side",
		Long: `Lay two or more accounts side by side: articles on one event, or the readouts of
two sides. Printed are who speaks in each, with what verbs and how much in
direct speech; the statements that more than one account has, with what each
does to the wording; those that only one has; and pairs that are about the same
and say something else, for the reader to see. A statement that one account
attributes and another has in its own voice is one statement.

Accounts that are named by IDs, as 521cf83318f5e8a6, are articles of the ledger.

` + comparedExitCodes + `
Of the ledger:
` + ledgerExitCodes,
		Example: `  hearsay compare readout-a.txt readout-b.txt
  hearsay compare a.html b.html c.html --format html > accounts.html
  hearsay compare 521cf83318f5e8a6 9d7b1c0e4a5f2231
  hearsay compare wire.txt paper.txt --format json | jq .shared`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCompare(cmd.Context(), std, args, flags, formats)
		},
	}
	flags.add(cmd, formats)
	return cmd
}

func runCompare(ctx context.Context, std stdio, args []string, flags comparing, formats []choice) error {
	if err := flags.checkFormat(formats); err != nil {
		return err
	}
	if !flags.named(args) {
		return usageError{fmt.Errorf("name at least two accounts")}
	}
	articles, failed, err := flags.articles(ctx, std, args)
	switch {
	case err != nil:
		return err
	case failed != nil && len(articles) < 2:
		return failed
	case len(articles) < 2:
		return usageError{fmt.Errorf("there is nothing to compare: %s", counted(int64(len(articles)), "account", "accounts"))}
	case len(articles) > maxAccounts:
		return usageError{fmt.Errorf("%d accounts are more than can be laid side by side (%d); hearsay events finds those on one event", len(articles), maxAccounts)}
	}
	c := compare.Compare(articles)
	switch flags.format {
	case formatJSON:
		return std.write(export.AppendComparisonJSON(nil, c), failed)
	case formatHTML:
		page, err := export.ComparisonPage(c)
		if err != nil {
			return err
		}
		return std.write(page, failed)
	}
	return std.write(export.AppendComparison(nil, c, textOptions(std, flags.color)), failed)
}

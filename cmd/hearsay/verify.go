package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"hearsay/internal/compare"
	"hearsay/internal/export"
	"hearsay/internal/store"
)

// verifyFlags are the flags of "hearsay verify".
type verifyFlags struct {
	comparing
	against []string
	limit   int
}

func verifyCommand(std stdio) *cobra.Command {
	var flags verifyFlags
	cmd := &cobra.Command{
		Use:   "verify QUOTE --against FILE|DIRECTORY|GLOB|ADDRESS|-|ledger",
		Short: "Hold a quote against texts: verbatim, trimmed, altered, spliced or not found",
		Long: `Look for the words of a quote in texts and say how they stand there:
  verbatim   word for word, in one place
  trimmed    word for word, with words left out between
  altered    in one place, with words changed or added
  spliced    put together from several places
  not found  no place has half of its words
Case, kinds of quotation marks, white space and line breaks make no difference.
Ellipses and brackets in the quote are taken for an editor's. Whose words they
are in the text, and whether they stand in quotation marks there, is told with
each passage. Nothing is said about whether anything is true.

Pages are fetched as "hearsay read" does. "--against ledger" looks in what is attributed in the articles of the ledger.

` + comparedExitCodes + `
Of the ledger:
` + ledgerExitCodes,
		Example: `  hearsay verify "We measure every hour" --against statement.txt
  hearsay verify "clear water … nothing is being washed out" --against articles/
  hearsay verify "We measure every hour" --against https://dam.example/news/statement.html
  hearsay verify "not one penny in higher rates" --against ledger
  pbpaste | hearsay verify "not one penny" --against -`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runVerify(cmd.Context(), std, args[0], flags)
		},
	}
	flags.add(cmd, textOrJSON)
	cmd.Flags().StringArrayVar(&flags.against, "against", nil, "file, directory, glob or address of texts; - is standard input; ledger is the ledger; may be given several times")
	cmd.Flags().IntVarP(&flags.limit, "limit", "n", 5, "texts to show, the closest first; 0 for all")
	return cmd
}

func runVerify(ctx context.Context, std stdio, quote string, flags verifyFlags) error {
	if err := flags.checkFormat(textOrJSON); err != nil {
		return err
	}
	switch {
	case !flags.named(flags.against):
		return usageError{fmt.Errorf("say with --against which text to look in")}
	case flags.limit < 0:
		return usageError{fmt.Errorf("--limit has to be 0 or more")}
	}
	articles, failed, err := against(ctx, std, quote, flags)
	if err != nil {
		return err
	}
	found := compare.VerifyAll(quote, articles)
	if failed == nil && len(found) == 0 {
		failed = errNothingFound
	}
	if flags.format == formatJSON {
		return std.write(export.AppendVerifyJSON(nil, quote, found, len(articles)), failed)
	}
	return std.write(export.AppendVerify(nil, quote, found, len(articles), flags.limit, textOptions(std, flags.color)), failed)
}

// inLedger is the value of --against that names the ledger.
const inLedger = "ledger"

// against returns the texts that a quote is held against.
func against(ctx context.Context, std stdio, quote string, flags verifyFlags) (articles []*compare.Article, failed, err error) {
	files := slices.DeleteFunc(slices.Clone(flags.against), func(s string) bool { return s == inLedger })
	if flags.named(files) {
		if articles, failed, err = gather(ctx, std, files, &flags.comparing); err != nil {
			return nil, nil, err
		}
	}
	if len(files) == len(flags.against) {
		return articles, failed, nil
	}
	ledger, _, err := openLedger(ctx, flags.db, store.Options{ReadOnly: true})
	if err != nil {
		return nil, nil, err
	}
	defer ledger.Close()
	found, err := ledger.Alike(ctx, compare.Quote(quote, ""))
	if err != nil {
		return nil, nil, err
	}
	std.tellTraced(found)
	return append(articles, found.Articles...), failed, nil
}

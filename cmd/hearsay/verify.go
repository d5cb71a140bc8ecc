package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"hearsay/internal/compare"
	"hearsay/internal/export"
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
		Use:   "verify QUOTE --against FILE|DIRECTORY|GLOB|-",
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

` + comparedExitCodes,
		Example: `  hearsay verify "We measure every hour" --against statement.txt
  hearsay verify "clear water … nothing is being washed out" --against articles/
  pbpaste | hearsay verify "not one penny" --against -`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runVerify(cmd.Context(), std, args[0], flags)
		},
	}
	flags.add(cmd, textOrJSON)
	cmd.Flags().StringArrayVar(&flags.against, "against", nil, "file, directory or glob of texts; - is standard input; may be given several times")
	cmd.Flags().IntVarP(&flags.limit, "limit", "n", 5, "texts to show, the closest first; 0 for all")
	return cmd
}

func runVerify(ctx context.Context, std stdio, quote string, flags verifyFlags) error {
	if err := flags.checkFormat(textOrJSON); err != nil {
		return err
	}
	switch {
	case len(flags.against) == 0:
		return usageError{fmt.Errorf("say with --against which text to look in")}
	case flags.limit < 0:
		return usageError{fmt.Errorf("--limit has to be 0 or more")}
	}
	articles, failed, err := gather(ctx, std, flags.against, &flags.comparing)
	if err != nil {
		return err
	}
	found := compare.VerifyAll(quote, articles)
	if failed == nil && len(found) == 0 {
		failed = nothingFound
	}
	if flags.format == formatJSON {
		return std.write(export.AppendVerifyJSON(nil, quote, found, len(articles)), failed)
	}
	return std.write(export.AppendVerify(nil, quote, found, len(articles), flags.limit, textOptions(std, flags.color)), failed)
}

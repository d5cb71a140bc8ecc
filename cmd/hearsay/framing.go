package main

import (
	"bytes"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"hearsay/internal/compare"
	"hearsay/internal/export"
)

// framingFlags are the flags of "hearsay framing".
type framingFlags struct {
	comparing
	least int
	rows  bool
}

func framingCommand(std stdio) *cobra.Command {
	var flags framingFlags
	formats := append(textOrJSON[:2:2], choice{formatCSV, "one row for each outlet, speaker, and outlet and speaker"}, choice{formatSVG, "a chart of outlets"})
	cmd := &cobra.Command{
		Use:   "framing [FILE|DIRECTORY|GLOB|ADDRESS|-]...",
		Short: "Count how outlets present speakers: verbs, direct speech, naming, own voice",
		Long: `Count in articles, those named or all of the ledger, for each outlet, each speaker, and each outlet and speaker: attributions and
their words, the stance of the cues, direct speech, how sources are named, and
what outlets say in their own voice. Shares come with their 95 % interval
(Wilson), and are not shown below 20 attributions. An article that prints
another outlet's text is left out, so that a wire story counts once. Cues whose
stance authors dispute are counted apart. There is no score, and outlets are not
ranked.

--rows prints the attributions behind the numbers, as CSV.

` + comparedExitCodes + `
Of the ledger:
` + ledgerExitCodes,
		Example: `  hearsay framing news/
  hearsay framing news.jsonl --format csv > framing.csv
  hearsay framing --db ledger.db --format csv > framing.csv
  hearsay framing news.jsonl --rows > rows.csv
  hearsay framing news/ --format svg > framing.svg`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runFraming(cmd.Context(), std, args, flags, formats)
		},
	}
	flags.add(cmd, formats)
	cmd.Flags().IntVar(&flags.least, "least", compare.LeastShown, "show shares from this number of attributions on")
	cmd.Flags().BoolVar(&flags.rows, "rows", false, "print the attributions behind the numbers")
	return cmd
}

func runFraming(ctx context.Context, std stdio, args []string, flags framingFlags, formats []choice) error {
	if err := flags.checkFormat(formats); err != nil {
		return err
	}
	if flags.least < 1 {
		return usageError{fmt.Errorf("--least has to be 1 or more")}
	}
	articles, failed, err := flags.articles(ctx, std, args)
	if err != nil {
		return err
	}
	f := compare.Frame(articles, flags.least)
	var out bytes.Buffer
	switch {
	case flags.rows:
		err = export.WriteFramingRows(&out, f)
	case flags.format == formatCSV:
		err = export.WriteFramingCSV(&out, f)
	case flags.format == formatSVG:
		err = export.WriteFramingSVG(&out, f)
	case flags.format == formatJSON:
		out.Write(export.AppendFramingJSON(nil, f))
	default:
		out.Write(export.AppendFraming(nil, f, textOptions(std, flags.color)))
	}
	if err != nil {
		return err
	}
	return std.write(out.Bytes(), failed)
}

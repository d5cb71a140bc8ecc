package main

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"hearsay"
	"hearsay/internal/assistant"
	"hearsay/internal/store"
)

func mcpCommand(std stdio) *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Let an assistant read, search, trace and verify",
		Long: `Serve the Model Context Protocol on standard input and output, for the client that
starts it. An assistant can then read a text, search the ledger, trace a
statement and verify a quote, always with the exact words and where they stand.
Nothing is changed. Without a ledger only texts can be read and verified.

Exit codes:
  0    the client hung up
  1    the work could not go on
  2    the command line is wrong
` + ledgerExitCodes + `
  130  interrupted
Treat any other code as a failure.`,
		Example: `  hearsay mcp
  hearsay mcp --db election.db`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return runMCP(cmd.Context(), std, db) },
	}
	addLedger(cmd, &db)
	return cmd
}

func runMCP(ctx context.Context, std stdio, db string) error {
	reader, err := hearsay.NewReader()
	if err != nil {
		return err
	}
	ledger, _, err := openLedger(ctx, db, store.Options{ReadOnly: true})
	switch {
	case errors.Is(err, store.ErrNoLedger) && db == "":
		std.complain("there is no ledger: texts can be read and verified")
	case err != nil:
		return err
	default:
		defer ledger.Close()
	}
	return assistant.Serve(ctx, std.in, nopCloser{std.out}, assistant.Options{Ledger: ledger, Reader: reader})
}

// nopCloser leaves standard output open, which the program may still need.
type nopCloser struct{ io.Writer }

// Close does nothing.
func (nopCloser) Close() error { return nil }

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"hearsay/internal/store"
)

func copyCommand(std stdio) *cobra.Command {
	var asJSON, noProgress bool
	cmd := &cobra.Command{
		Use:   "copy FROM TO",
		Short: "Copy a ledger between a file and a server",
		Long: `Copy a whole ledger, with everything that people said of it, from one place to
another: a file, or postgres://USER@HOST/DATABASE. TO has to be empty, or is made.
Numbers stay what they are, so that links, corrections and changes of speakers
mean the same in the copy.

A copy that was cut off is gone on with by the same command; until it is
complete nobody can open it. At the end the rows of all tables are counted and
hashed on both sides, which is what is printed: table, rows, SHA-256. Others may
write to FROM meanwhile: what is copied is what was there at the beginning. If
it was changed between two runs of a copy that was cut off, that is noticed, and
the copy has to be made anew.

Exit codes:
  0    the copy has the same as the ledger
  1    the work could not go on
  2    the command line is wrong, or the settings are
` + ledgerExitCodes + `
  130  interrupted: start it again
Treat any other code as a failure.`,
		Example: `  hearsay copy ledger.db postgres://ann@db.newsroom.example/hearsay
  hearsay copy postgres://ann@db.newsroom.example/hearsay taken-home.db`,
		Args: usageArgs(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			copied, err := copyLedger(cmd.Context(), std, args[0], args[1], noProgress)
			if err != nil {
				return err
			}
			return writeCopied(std, copied, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a table")
	cmd.Flags().BoolVar(&noProgress, "no-progress", false, "do not tell on standard error how far it is")
	return cmd
}

func copyLedger(ctx context.Context, std stdio, fromName, toName string, quiet bool) (copied []store.Copied, err error) {
	from, _, err := openLedger(ctx, fromName, store.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer from.Close()
	to, name, err := openLedger(ctx, toName, store.Options{Create: true, Copying: true})
	if err != nil {
		return nil, err
	}
	told := copyProgress(std, quiet)
	copied, err = from.CopyInto(ctx, to, told.tell)
	told.end()
	if err = errors.Join(err, to.Close()); err != nil {
		return nil, err
	}
	std.complain(name + " has the same: all tables were counted and compared")
	return copied, nil
}

// telling tells on a terminal how far a copy is.
type telling struct {
	out  io.Writer // nil for nobody
	last time.Time
}

func copyProgress(std stdio, quiet bool) *telling {
	if quiet || !isTerminal(std.err) {
		return &telling{}
	}
	return &telling{out: std.err, last: time.Now()}
}

func (t *telling) tell(table string, done, all int64) {
	if t.out == nil || time.Since(t.last) < redraw {
		return
	}
	t.last = time.Now()
	fmt.Fprintf(t.out, "\r\x1b[K%s: %s of %s", table, grouped(done), grouped(all))
}

func (t *telling) end() {
	if t.out != nil {
		fmt.Fprint(t.out, "\r\x1b[K")
	}
}

// writeCopied writes a line for each table.
func writeCopied(std stdio, copied []store.Copied, asJSON bool) error {
	w := bufio.NewWriter(std.out)
	encoder := json.NewEncoder(w)
	for _, c := range copied {
		if asJSON {
			if err := encoder.Encode(c); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(w, "%-17s %12s  %.16s…\n", c.Table, grouped(c.Rows), c.Hash)
	}
	return w.Flush()
}

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"hearsay/internal/store"
)

const ledgerExitCodes = `  10   there is no ledger
  11   the ledger is locked by another program
  12   the file is no ledger, is damaged, or was made by a newer version
  13   the ledger cannot be written: the disk is full or reports errors, or it is read-only
  14   the server of the ledger cannot be reached`

// addLedger adds the flag --db to a command.
func addLedger(cmd *cobra.Command, path *string) {
	cmd.Flags().StringVar(path, "db", "", "the ledger: a file, or postgres://USER@HOST/DATABASE (default: hearsay/ledger.db in the directory of the user's data)")
}

// ledgerPath returns the name of the ledger: the one given, else the user's own file.
func ledgerPath(named string) (string, error) {
	if named != "" {
		return named, nil
	}
	dir := os.Getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(dir) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", usageError{fmt.Errorf("say where the ledger is with --db: %w", err)}
		}
		dir = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(dir, "hearsay", "ledger.db"), nil
}

// openLedger opens the ledger that is named, or the user's own. It returns its name as
// it may be shown.
func openLedger(ctx context.Context, named string, options store.Options) (*store.Ledger, string, error) {
	path, err := ledgerPath(named)
	if err != nil {
		return nil, "", err
	}
	ledger, err := store.Open(ctx, path, options)
	return ledger, store.Address(path), err
}

// grouped writes a number with commas between thousands.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// counted returns a number and what is counted.
func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
}

package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"
)

// Migrations are SQL files, numbered from 1 in the order of their names; the
// number of the last one is the version of the schema. All that a ledger lacks run in
// one transaction together with the new version, so that a ledger is always of one
// version or another, never between; before them a copy of the ledger is put beside
// it.

//go:embed migrations/sqlite/*.sql
var migrations embed.FS

// schemaVersion is the version of the schema that this program works with: how
// many migrations there are.
const schemaVersion = 9

// migrate brings the file from a version of the schema to the latest.
func (f *sqliteFile) migrate(ctx context.Context, from int) error {
	names, err := fs.Glob(migrations, "migrations/sqlite/*.sql")
	if err != nil {
		return err
	}
	slices.Sort(names)
	if from > 0 {
		if err := f.backUp(ctx, from); err != nil {
			return err
		}
	} else if err := f.writeAhead(ctx); err != nil {
		return f.problem(err)
	}
	if err := f.steps(ctx, names); err != nil {
		return f.problem(err)
	}
	// Connections that know the schema of before are given up: one that cannot look at
	// the file again would say that tables are missing.
	f.reads.SetMaxIdleConns(0)
	f.reads.SetMaxIdleConns(maxReaders)
	return nil
}

// pageSize is that of new files, in bytes. Texts fill small pages better; searches take as
// long.
const pageSize = 2048

// writeAhead puts an empty file into WAL mode.
func (f *sqliteFile) writeAhead(ctx context.Context) error {
	var mode string
	err := f.writes.QueryRowContext(ctx, fmt.Sprintf("PRAGMA page_size = %d; PRAGMA auto_vacuum = incremental; PRAGMA journal_mode = wal", pageSize)).Scan(&mode)
	if err == nil && mode != "wal" {
		err = &Error{Ledger: f.path, Problem: ErrIO, Detail: "the file cannot be written ahead of (WAL); its journal is of mode " + mode}
	}
	return err
}

// steps runs the migrations that the ledger lacks. Another process may have done so
// by now.
func (f *sqliteFile) steps(ctx context.Context, names []string) error {
	tx, err := f.writes.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	for i := version; i < len(names); i++ {
		script, err := migrations.ReadFile(names[i])
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(script)); err != nil {
			return fmt.Errorf("%s: %w", names[i], err)
		}
	}
	for _, pragma := range []string{fmt.Sprintf("PRAGMA application_id = %d", applicationID), fmt.Sprintf("PRAGMA user_version = %d", len(names))} {
		if _, err := tx.ExecContext(ctx, pragma); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// backUp puts a copy of the ledger beside it.
func (f *sqliteFile) backUp(ctx context.Context, version int) error {
	base := fmt.Sprintf("%s.schema-%d-%s", f.path, version, time.Now().UTC().Format("20060102T150405Z"))
	to := base + ".bak"
	for n := 2; exists(to); n++ {
		to = fmt.Sprintf("%s-%d.bak", base, n)
	}
	if err := copySQLite(ctx, f.writes, to); err != nil {
		return fmt.Errorf("back up the ledger before its schema is changed: %w", f.problem(err))
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// copySQLite writes a consistent copy of a database to a file that must not be
// there yet. It appears whole or not at all, for its owner only.
func copySQLite(ctx context.Context, db *sql.DB, to string) error {
	return copyAppears(to, func(part string) error {
		file, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
		if err != nil {
			return err
		}
		if err := file.Close(); err != nil {
			return err
		}
		_, err = db.ExecContext(ctx, "VACUUM INTO ?", part)
		return err
	})
}

// copyAppears calls write with the name of a file beside to, and gives what was written
// there the name to, which must not be taken.
func copyAppears(to string, write func(part string) error) error {
	if exists(to) {
		return &fs.PathError{Op: "copy to", Path: to, Err: fs.ErrExist}
	}
	part := to + ".part"
	remove := func() {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(part + suffix)
		}
	}
	remove()
	if err := write(part); err != nil {
		remove()
		return err
	}
	return settle(part, to)
}

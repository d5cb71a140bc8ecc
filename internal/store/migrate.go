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
// number of the last one is the version of the schema. Each runs in one
// transaction together with the new version, so that a ledger is always of one
// version or another, never between; before the first a copy of the ledger is
// put beside it.

//go:embed migrations/sqlite/*.sql
var migrations embed.FS

// schemaVersion is the version of the schema that this program works with: how
// many migrations there are.
const schemaVersion = 3

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
	} else if _, err := f.writes.ExecContext(ctx, "PRAGMA journal_mode = wal"); err != nil {
		return f.problem(err)
	}
	for i := from; i < len(names); i++ {
		if err := f.step(ctx, names[i], i+1); err != nil {
			return f.problem(err)
		}
	}
	return nil
}

// step runs one migration, unless another process has done so by now.
func (f *sqliteFile) step(ctx context.Context, name string, to int) error {
	script, err := migrations.ReadFile(name)
	if err != nil {
		return err
	}
	tx, err := f.writes.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version >= to {
		return nil
	}
	for _, statement := range []string{string(script), fmt.Sprintf("PRAGMA application_id = %d", applicationID), fmt.Sprintf("PRAGMA user_version = %d", to)} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return tx.Commit()
}

// backUp puts a copy of the ledger beside it.
func (f *sqliteFile) backUp(ctx context.Context, version int) error {
	to := fmt.Sprintf("%s.schema-%d-%s.bak", f.path, version, time.Now().UTC().Format("20060102T150405Z"))
	if err := copySQLite(ctx, f.writes, to); err != nil {
		return fmt.Errorf("back up the ledger before its schema is changed: %w", f.problem(err))
	}
	return nil
}

// copySQLite writes a consistent copy of a database to a file that must not be
// there yet. It appears whole or not at all, for its owner only.
func copySQLite(ctx context.Context, db *sql.DB, to string) (err error) {
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return &fs.PathError{Op: "copy to", Path: to, Err: fs.ErrExist}
	}
	part := to + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(part)
		}
	}()
	file, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", part); err != nil {
		return err
	}
	return settle(part, to)
}

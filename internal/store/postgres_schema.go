package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// The schema of a ledger on a server is that of a file (docs/ledger.md), in the types of
// PostgreSQL. Its version is a row of settings. Migrations have the number of the
// version that they lead to; all that a ledger lacks run in one transaction, of one
// program at a time.

//go:embed migrations/postgres/*.sql
var postgresMigrations embed.FS

// schemaSetting is the setting that says which version the schema has.
const schemaSetting = "schema"

// prepare looks at what is in the schema, and brings it up to date.
func (s *postgresServer) prepare(ctx context.Context) error {
	if err := s.look(ctx); err != nil {
		return s.problem(err)
	}
	version, err := s.version(ctx, s.reads)
	if err != nil {
		return s.problem(err)
	}
	switch {
	case version == 0 && !s.create:
		return &Error{Ledger: s.address, Problem: ErrNoLedger, Detail: "the schema is empty", Next: `fill it with "hearsay add"`}
	case version > schemaVersion:
		return &Error{Ledger: s.address, Problem: ErrNewer, Detail: fmt.Sprintf("its schema is %d, this program knows up to %d", version, schemaVersion),
			Next: "it was left as it is; use the newer program"}
	case version < schemaVersion && s.readOnly:
		return &Error{Ledger: s.address, Problem: ErrOlder, Detail: fmt.Sprintf("its schema is %d, this program needs %d", version, schemaVersion),
			Next: `any command that its owner writes with, such as "hearsay add", brings it up to date; take a backup before`}
	case version < schemaVersion:
		return s.problem(s.migrate(ctx))
	}
	return nil
}

// look checks what the server is.
func (s *postgresServer) look(ctx context.Context) error {
	var version, encoding, schema sql.NullString
	err := s.reads.QueryRowContext(ctx, "SELECT current_setting('server_version_num'), current_setting('server_encoding'), current_schema()").Scan(&version, &encoding, &schema)
	if err != nil {
		return err
	}
	if n, _ := strconv.Atoi(version.String); n < leastPostgres {
		return &Error{Ledger: s.address, Problem: ErrForeign, Detail: "the server is of version " + version.String, Next: "use PostgreSQL 14 or later"}
	}
	if encoding.String != "UTF8" {
		return &Error{Ledger: s.address, Problem: ErrForeign, Detail: "the database keeps text as " + encoding.String, Next: "make one with the encoding UTF8: createdb -E UTF8 -T template0"}
	}
	if !schema.Valid {
		return &Error{Ledger: s.address, Problem: ErrNoLedger, Detail: "there is no such schema, or no right to use it", Next: "have it made: CREATE SCHEMA (docs/postgres.md)"}
	}
	return nil
}

// asker is what a question can be asked of: a pool or a transaction.
type asker interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// version returns the version of the schema; 0 if there is nothing in it. Extensions of
// the server do not count.
func (s *postgresServer) version(ctx context.Context, db asker) (int, error) {
	var tables, ours int
	err := db.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE c.relname IN ('settings', 'articles', 'attributions', 'attributions_fts'))
		FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v')
			AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')`).Scan(&tables, &ours)
	switch {
	case err != nil || tables == 0:
		return 0, err
	case ours < 4:
		return 0, &Error{Ledger: s.address, Problem: ErrForeign, Detail: "there are tables of another program", Next: "it was left as it is; name another database or schema (?search_path=NAME)"}
	}
	var value string
	err = db.QueryRowContext(ctx, "SELECT value FROM settings WHERE name = $1", schemaSetting).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, &Error{Ledger: s.address, Problem: ErrDamaged, Detail: "its settings do not say which version it is"}
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(value)
}

// migrate runs the migrations that the ledger lacks. Another program may have done so
// by the time that the lock is had.
func (s *postgresServer) migrate(ctx context.Context) error {
	tx, err := s.writes.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, writersLock); err != nil {
		return err
	}
	version, err := s.version(ctx, tx)
	if err != nil {
		return err
	}
	names, err := fs.Glob(postgresMigrations, "migrations/postgres/*.sql")
	if err != nil {
		return err
	}
	slices.Sort(names)
	for _, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		if n, err := strconv.Atoi(number); err != nil || n <= version {
			continue
		}
		script, err := postgresMigrations.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(script)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", schemaSetting, strconv.Itoa(schemaVersion))
	if err != nil {
		return err
	}
	return tx.Commit()
}

// server returns the version of the server.
func (s *postgresServer) server(ctx context.Context) (string, error) {
	var version string
	err := s.reads.QueryRowContext(ctx, "SELECT current_setting('server_version')").Scan(&version)
	version, _, _ = strings.Cut(version, " ")
	return "PostgreSQL " + version, s.problem(err)
}

// check looks for rows of the index without a row of the table and the other way round,
// and if it is to be thorough whether texts are those that were kept. That rows refer to
// rows which are there, the server sees to.
func (s *postgresServer) check(ctx context.Context, thorough bool) (problems []string, err error) {
	asked := []struct{ query, problem string }{
		{"SELECT count(*) FROM attributions a WHERE NOT EXISTS (SELECT 1 FROM attributions_fts f WHERE f.id = a.id)", "%d attributions are not in the index"},
		{"SELECT count(*) FROM own_voice_fts f WHERE NOT EXISTS (SELECT 1 FROM articles t WHERE t.id = f.id)", "%d rows of the index of own voice have no article"},
		{`SELECT count(*) FROM attributions a, LATERAL (VALUES (a.form), (a.act), (a.stance), (a.naming), (a.medium), (a.cue), (a.rule)) v (term)
			WHERE v.term IS NOT NULL AND NOT EXISTS (SELECT 1 FROM terms t WHERE t.id = v.term)`, "%d values of attributions are none of the table terms"},
		{"SELECT count(*) FROM articles t WHERE (SELECT count(*) FROM appearances p WHERE p.article_id = t.id AND p.earliest = 1) <> 1", "%d articles do not have one earliest appearance"},
	}
	if thorough {
		asked = append(asked, struct{ query, problem string }{
			"SELECT count(*) FROM articles t WHERE sha256(convert_to(t.text, 'UTF8')) <> t.sha256", "%d texts are not those that were kept"})
	}
	for _, q := range asked {
		var n int64
		if err := s.reads.QueryRowContext(ctx, q.query).Scan(&n); err != nil {
			return problems, err
		}
		if n > 0 {
			problems = append(problems, fmt.Sprintf(q.problem, n))
		}
	}
	return problems, nil
}

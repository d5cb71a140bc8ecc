package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// A ledger in a file is an SQLite database in WAL mode: one writes, any number
// read meanwhile, each from the snapshot it began with. The file is for its
// owner only. Its header says that it is a ledger (application_id) and which
// schema it has (user_version).

const (
	applicationID = 0x48524c47 // "HRLG"
	// leastSQLite is the first version without the bug that could lose committed
	// writes when two connections write and checkpoint a WAL at once.
	leastSQLite = 3_051_003
	busyTimeout = 5000 // milliseconds
)

type sqliteFile struct {
	path     string
	readOnly bool
	create   bool
	mode     string // of opening, as a parameter of the file's address
	vfs      string // of tests
	reads    *sql.DB
	writes   *sql.DB
}

// openSQLite opens the file at path.
func openSQLite(path string, o Options) (*sqliteFile, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	f := &sqliteFile{path: abs, readOnly: o.ReadOnly, create: o.Create && !o.ReadOnly}
	if err := f.look(); err != nil {
		return nil, err
	}
	f.mode, f.vfs = "rw", o.vfs
	if f.readOnly {
		f.mode = "ro"
		if f.unchangeable() {
			f.mode = "ro&immutable=1"
		}
	}
	if f.reads, err = sql.Open("sqlite", f.dsn(f.mode, f.vfs)); err != nil {
		return nil, err
	}
	f.reads.SetMaxOpenConns(maxReaders)
	f.reads.SetMaxIdleConns(maxReaders)
	if f.writes, err = sql.Open("sqlite", f.dsn(f.mode, f.vfs)+"&_txlock=immediate"); err != nil {
		return nil, err
	}
	f.writes.SetMaxOpenConns(1)
	return f, nil
}

// maxReaders is how many queries run at the same time; others wait.
const maxReaders = 16

// look checks what can be seen from outside, and makes an empty file for its
// owner only where there is none yet.
func (f *sqliteFile) look() error {
	info, err := os.Stat(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && f.create:
		return f.touch()
	case errors.Is(err, fs.ErrNotExist):
		return &Error{Ledger: f.path, Problem: ErrNoLedger, Next: `make one with "hearsay add", or say where it is with --db`}
	case err != nil:
		return &Error{Ledger: f.path, Problem: ErrIO, Cause: err}
	case !info.Mode().IsRegular():
		return &Error{Ledger: f.path, Problem: ErrForeign, Detail: "it is no regular file", Next: "name a file with --db"}
	case info.Size() == 0 && !f.create:
		return &Error{Ledger: f.path, Problem: ErrNoLedger, Detail: "the file is empty", Next: `fill it with "hearsay add"`}
	}
	if err := refuseNetwork(f.path); err != nil {
		return err
	}
	return nil
}

func (f *sqliteFile) touch() error {
	dir := filepath.Dir(f.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return &Error{Ledger: f.path, Problem: ErrReadOnly, Detail: "the directory cannot be made", Cause: err, Next: "name another place with --db"}
	}
	if err := refuseNetwork(dir); err != nil {
		return err
	}
	file, err := os.OpenFile(f.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return &Error{Ledger: f.path, Problem: ErrReadOnly, Detail: "the file cannot be made", Cause: err, Next: "name another place with --db"}
	}
	return file.Close()
}

// unchangeable reports whether nobody can be writing to the file: it lies where
// this process cannot put the files beside it that readers of a WAL need, and
// there is no WAL.
func (f *sqliteFile) unchangeable() bool {
	if info, err := os.Stat(f.path + "-wal"); err == nil && info.Size() > 0 {
		return false
	}
	if _, err := os.Stat(f.path + "-shm"); err == nil {
		return false
	}
	probe, err := os.CreateTemp(filepath.Dir(f.path), ".hearsay-*")
	if err != nil {
		return true
	}
	_ = probe.Close()
	_ = os.Remove(probe.Name())
	return false
}

func (f *sqliteFile) dsn(mode, vfs string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(f.path)}
	pragmas := []string{
		"busy_timeout(" + strconv.Itoa(busyTimeout) + ")", "foreign_keys(1)", "synchronous(full)",
		"trusted_schema(0)", "cell_size_check(1)", "cache_size(-32768)", "wal_autocheckpoint(4000)", "temp_store(memory)",
	}
	if vfs != "" {
		mode += "&vfs=" + vfs
	}
	return u.String() + "?mode=" + mode + "&_defensive=1&_dqs=0&_error_rc=1&_pragma=" + strings.Join(pragmas, "&_pragma=")
}

func (f *sqliteFile) reader() *sql.DB          { return f.reads }
func (f *sqliteFile) writer() *sql.DB          { return f.writes }
func (f *sqliteFile) bind(query string) string { return query }

func (f *sqliteFile) begin(conn *sql.Conn) error {
	_, err := conn.ExecContext(context.Background(), "BEGIN IMMEDIATE")
	return err
}

func (f *sqliteFile) commit(conn *sql.Conn) error {
	_, err := conn.ExecContext(context.Background(), "COMMIT")
	return err
}

func (f *sqliteFile) again(error, int) (time.Duration, bool) { return 0, false }

func (f *sqliteFile) index(table string) string {
	return "INSERT INTO " + table + "_fts (rowid, content) VALUES (?, ?)"
}
func (f *sqliteFile) strike(table string) string { return f.unindex(table) }
func (f *sqliteFile) empty(table string) string {
	return "INSERT INTO " + table + "_fts (" + table + "_fts) VALUES ('delete-all')"
}
func (f *sqliteFile) unindex(table string) string {
	return "INSERT INTO " + table + "_fts (" + table + "_fts, rowid, content) VALUES ('delete', ?, ?)"
}
func (f *sqliteFile) merging(table string, first bool) string {
	sign := ""
	if first {
		sign = "-"
	}
	return "INSERT INTO " + table + "_fts (" + table + "_fts, rank) VALUES ('merge', " + sign + "?)"
}

// The index leads and the table follows, whatever the planner thinks of it: the other
// way round every row of the table would be looked up in the index.
func (f *sqliteFile) matching(table, index string, e expression) (string, []any) {
	return "FROM " + index + "_fts f CROSS JOIN " + table + " a ON a.id = f.rowid WHERE f." + index + "_fts MATCH ?", []any{matchFTS5(e)}
}

func (f *sqliteFile) counting(index string, e expression) (string, []any) {
	return "SELECT count(*) FROM " + index + "_fts WHERE " + index + "_fts MATCH ?", []any{matchFTS5(e)}
}

func (f *sqliteFile) having(ctx context.Context, tx *sql.Tx, index string, words []string, most int) ([][]int64, error) {
	query, err := tx.PrepareContext(ctx, "SELECT rowid FROM "+index+"_fts WHERE "+index+"_fts MATCH ? LIMIT ?")
	if err != nil {
		return nil, err
	}
	defer query.Close()
	found := make([][]int64, len(words))
	for i, word := range words {
		rows, err := query.QueryContext(ctx, word, most)
		err = eachRow(rows, err, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			found[i] = append(found[i], id)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// matchFTS5 writes an expression in the language of FTS5. Words hold nothing but
// letters, digits and the mark, so quoting them is enough.
func matchFTS5(e expression) string {
	var b strings.Builder
	writeFTS5(&b, e)
	return b.String()
}

func writeFTS5(b *strings.Builder, e expression) {
	joint := map[join]string{all: " AND ", either: " OR ", but: " NOT "}[e.join]
	switch {
	case e.join == phrase:
		b.WriteString(`"` + strings.Join(e.words, " ") + `"`)
		if e.prefix {
			b.WriteString(" *")
		}
	case e.join == nothing:
		b.WriteString(`"` + noWord + `"`)
	default:
		b.WriteByte('(')
		for i, part := range e.parts {
			if i > 0 {
				b.WriteString(joint)
			}
			writeFTS5(b, part)
		}
		b.WriteByte(')')
	}
}

// server returns the version of SQLite that is part of the program.
func (f *sqliteFile) server(context.Context) (string, error) { return "SQLite " + SQLiteVersion, nil }

func (f *sqliteFile) close() error { return errors.Join(f.writes.Close(), f.reads.Close()) }

// prepare checks the version of SQLite and what the file is, and brings it up to date.
func (f *sqliteFile) prepare(ctx context.Context) error {
	var version string
	var application, schema, tables int
	err := f.reads.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version)
	if err == nil {
		err = f.reads.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id),
			(SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)`).Scan(&application, &schema, &tables)
	}
	if err != nil {
		return f.problem(err)
	}
	if n := versionNumber(version); n < leastSQLite {
		return fmt.Errorf("SQLite %s can lose committed writes; this program needs 3.51.3 or later", version)
	}
	empty := application == 0 && tables == 0
	switch {
	case empty && !f.create:
		return &Error{Ledger: f.path, Problem: ErrNoLedger, Detail: "the database is empty", Next: `fill it with "hearsay add"`}
	case !empty && application != applicationID:
		return &Error{Ledger: f.path, Problem: ErrForeign, Detail: "it is a database of another program", Next: "it was left as it is; name another file with --db"}
	case schema > schemaVersion:
		return &Error{Ledger: f.path, Problem: ErrNewer, Detail: fmt.Sprintf("its schema is %d, this program knows up to %d", schema, schemaVersion),
			Next: "it was left as it is; use the newer program"}
	case schema < schemaVersion && f.readOnly:
		return &Error{Ledger: f.path, Problem: ErrOlder, Detail: fmt.Sprintf("its schema is %d, this program needs %d", schema, schemaVersion),
			Next: `any command that writes, such as "hearsay add", brings it up to date and keeps a copy of what it was`}
	case schema < schemaVersion:
		return f.migrate(ctx, schema)
	}
	return nil
}

// versionNumber turns "3.51.3" into 3051003.
func versionNumber(version string) int {
	n := 0
	parts := strings.SplitN(version, ".", 3)
	for i := range 3 {
		n *= 1000
		if i < len(parts) {
			part, _ := strconv.Atoi(parts[i])
			n += part
		}
	}
	return n
}

// problem names what SQLite reports.
func (f *sqliteFile) problem(err error) error {
	var named *Error
	var e *sqlite.Error
	switch {
	case errors.As(err, &named):
		return err
	case err != nil && strings.Contains(err.Error(), "sql: Scan error"): // a column holds what it cannot
		return &Error{Ledger: f.path, Problem: ErrDamaged, Cause: err, Next: `keep a copy of the file; "hearsay doctor" says what can still be read`}
	case !errors.As(err, &e):
		return err
	}
	out := &Error{Ledger: f.path, Cause: err}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		out.Problem, out.Detail = ErrLocked, lockHolder(f.path)
		out.Next = "nothing was changed; try again when the other program is done"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		out.Problem, out.Next = ErrReadOnly, "nothing was changed; check who owns the file and its directory"
	case sqlite3.SQLITE_CANTOPEN:
		out.Problem, out.Next = ErrReadOnly, "the file or those beside it (-wal, -shm) cannot be opened; check who owns them and their directory"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CONSTRAINT: // what Hearsay writes agrees with what a whole ledger holds
		out.Problem, out.Next = ErrDamaged, `keep a copy of the file; "hearsay doctor" says what can still be read`
	case sqlite3.SQLITE_NOTADB:
		out.Problem, out.Detail, out.Next = ErrForeign, "it is no SQLite database, or it is encrypted", "it was left as it is; name another file with --db"
	case sqlite3.SQLITE_FULL:
		out.Problem, out.Next = ErrFull, "what was added before is kept; make room and run the same command again"
	case sqlite3.SQLITE_IOERR:
		out.Problem, out.Next = ErrIO, "what was added before is kept; check the disk and run the same command again"
	case sqlite3.SQLITE_ERROR: // the same statements work on every ledger
		out.Problem, out.Detail = ErrDamaged, "its schema is not what it should be"
		out.Next = "keep a copy of the file; if another program changed the schema, take that back"
	default:
		return err
	}
	return out
}

package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"hearsay"
	"hearsay/internal/export"
)

// Options say how a ledger is opened.
type Options struct {
	Create   bool             // make the ledger if there is none
	ReadOnly bool             // promise to change nothing
	Copying  bool             // the ledger may be an unfinished copy
	Now      func() time.Time // the clock; nil for the system's

	vfs string // of tests: the name of the file system that SQLite uses
}

// Ledger is a ledger that is open. It may be used by many goroutines; what is
// written is written one after the other.
type Ledger struct {
	db   dialect
	name string
	now  func() time.Time

	vocabulary vocabulary
	counted    counted
	groups     groups

	mostRanked, mostSorted int64                          // see search.go
	onQuery                func(query string, args []any) // of tests: sees all that a snapshot is asked; nil for nobody

	finding  sync.Mutex // held by who uses findText
	findText *sql.Stmt  // of the readers; nil until it is needed

	writing sync.Mutex // held by who uses the writer
	pen     *pen       // the writer; nil until it is needed
}

// Open opens the ledger in the file, or on the server (postgres://…), that dsn names.
// The caller closes it.
func Open(ctx context.Context, dsn string, o Options) (*Ledger, error) {
	db, err := openDatabase(dsn, o)
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := db.prepare(ctx); err != nil {
		return nil, errors.Join(err, db.close())
	}
	l := &Ledger{db: db, name: nameOf(dsn), now: o.Now, mostRanked: 2000, mostSorted: 5000}
	if !o.Copying {
		err = l.refuseUnfinished(ctx)
	}
	if err == nil {
		err = l.keepIndexed(ctx, o.ReadOnly)
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// nameOf returns what tells one ledger from another, and may be shown.
func nameOf(dsn string) string {
	if isServer(dsn) {
		return Address(dsn)
	}
	if path, err := filepath.Abs(dsn); err == nil {
		return path
	}
	return dsn
}

// refuseUnfinished refuses a copy of which only a part is there.
func (l *Ledger) refuseUnfinished(ctx context.Context) error {
	var of string
	err := l.db.reader().QueryRowContext(ctx, l.db.bind("SELECT coalesce((SELECT value FROM settings WHERE name = ?), '')"), unfinished).Scan(&of)
	if err == nil && of != "" {
		err = &Error{Ledger: l.name, Problem: ErrUnfinished, Detail: "of " + of, Next: `finish it with "hearsay copy"`}
	}
	return l.problem("read the settings of the ledger", err)
}

// openDatabase returns the database that dsn names.
func openDatabase(dsn string, o Options) (dialect, error) {
	if isServer(dsn) {
		return openPostgres(dsn, o)
	}
	if scheme, _, ok := strings.Cut(dsn, "://"); ok {
		return nil, &Error{Ledger: scheme + "://…", Problem: ErrForeign, Detail: "only files and PostgreSQL can hold ledgers", Next: "name a file or postgres://… with --db"}
	}
	return openSQLite(dsn, o)
}

// Close ends the use of the ledger.
func (l *Ledger) Close() error {
	l.writing.Lock()
	defer l.writing.Unlock()
	var err error
	if l.pen != nil {
		err = l.pen.close()
		l.pen = nil
	}
	if l.findText != nil {
		err = errors.Join(err, l.findText.Close())
	}
	return l.db.problem(errors.Join(err, l.db.close()))
}

// Stats says how much is in a ledger.
type Stats struct {
	Articles, Appearances, Outlets, Attributions, Speakers int64
	From, To                                               string // first and last day of publication; empty if none is known
}

// counted is what Stats found, and the highest numbers of the tables at that time:
// as long as these are the same, nothing has come or gone.
type counted struct {
	mu      sync.Mutex
	highest [5]int64
	stats   Stats
}

// Stats counts what is in the ledger.
func (l *Ledger) Stats(ctx context.Context) (Stats, error) {
	l.counted.mu.Lock()
	defer l.counted.mu.Unlock()
	var highest [5]int64
	err := l.db.reader().QueryRowContext(ctx, `SELECT (SELECT coalesce(max(id), 0) FROM articles), (SELECT coalesce(max(id), 0) FROM appearances),
		(SELECT coalesce(max(id), 0) FROM outlets), (SELECT coalesce(max(id), 0) FROM attributions), (SELECT coalesce(max(id), 0) FROM speakers)`).
		Scan(&highest[0], &highest[1], &highest[2], &highest[3], &highest[4])
	if err != nil {
		return Stats{}, l.problem("count what is in the ledger", err)
	}
	if highest == l.counted.highest {
		return l.counted.stats, nil
	}
	var s Stats
	var from, to sql.NullInt64
	err = l.db.reader().QueryRowContext(ctx, `SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM appearances),
		(SELECT count(*) FROM outlets), (SELECT count(*) FROM attributions), (SELECT count(*) FROM speakers),
		(SELECT min(day) FROM articles), (SELECT max(day) FROM articles)`).
		Scan(&s.Articles, &s.Appearances, &s.Outlets, &s.Attributions, &s.Speakers, &from, &to)
	s.From, s.To = dayString(from), dayString(to)
	if err == nil {
		l.counted.highest, l.counted.stats = highest, s
	}
	return s, l.problem("count what is in the ledger", err)
}

// problem names an error and says what was being done.
func (l *Ledger) problem(doing string, err error) error {
	if err == nil {
		return nil
	}
	err = l.db.problem(err)
	var named *Error
	if errors.As(err, &named) || errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// Reading returns the reading of an article, by its ID. The error is ErrNotFound
// if the ledger has none.
func (l *Ledger) Reading(ctx context.Context, id string) (*hearsay.Reading, error) {
	var reading *hearsay.Reading
	err := l.read(ctx, func(s *snapshot) error {
		key, _ := hex.DecodeString(id)
		article, ok, err := s.number("SELECT id FROM articles WHERE substr(sha256, 1, 8) = ?", key)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("article %s: %w", id, ErrNotFound)
		}
		loader := loader{fetch: s.fetch, terms: s.names, whole: true}
		if err := loader.load(nil, []int64{article}); err != nil {
			return err
		}
		reading = loader.kept[0].reading
		return nil
	})
	return reading, l.problem("read from the ledger", err)
}

// Attribution returns one attribution, by its ID. The error is ErrNotFound if the
// ledger has none.
func (l *Ledger) Attribution(ctx context.Context, id string) (*export.Row, error) {
	var row *export.Row
	err := l.read(ctx, func(s *snapshot) error {
		key, err := keyOf(id)
		if err != nil {
			return errors.Join(err, ErrNotFound)
		}
		number, _, ok, err := s.attributionWith(key)
		if err != nil {
			return err
		}
		rows, err := s.rows([]int64{number})
		if err == nil && (!ok || len(rows) == 0) {
			err = fmt.Errorf("attribution %s: %w", id, ErrNotFound)
		}
		if err == nil {
			row = &rows[0]
		}
		return err
	})
	return row, l.problem("read from the ledger", err)
}

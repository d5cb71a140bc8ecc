package store

import (
	"context"
	"database/sql"
	"fmt"

	sqlite3 "modernc.org/sqlite/lib"

	"hearsay/internal/query"
)

// SQLiteVersion is the version of SQLite that is part of the program.
const SQLiteVersion = sqlite3.SQLITE_VERSION

// mostProblems is how many problems of one kind are told.
const mostProblems = 20

// Health is what Check finds.
type Health struct {
	Stats
	Schema   int      // version of the schema
	Server   string   // what keeps the ledger, with its version
	Problems []string // what is damaged, one sentence each
}

// Check looks for damage: of the file, of what rows say of each other, and of the
// index, which has to have as many rows as the table. A thorough check reads
// everything twice.
func (l *Ledger) Check(ctx context.Context, thorough bool) (Health, error) {
	var h Health
	var err error
	if h.Stats, err = l.Stats(ctx); err != nil {
		return h, err
	}
	h.Schema = schemaVersion
	if h.Server, err = l.db.server(ctx); err != nil {
		return h, err
	}
	if h.Problems, err = l.db.check(ctx, thorough); err != nil {
		return h, l.problem("check the ledger", err)
	}
	err = l.read(ctx, func(s *snapshot) error {
		m, err := s.newMatcher(&query.Query{})
		if err != nil {
			return err
		}
		rows, _, err := s.number("SELECT count(*) FROM attributions")
		if err != nil {
			return err
		}
		counting, args := l.db.counting("attributions", m.anything())
		indexed, _, err := s.number(counting, args...)
		if err == nil && rows != indexed {
			h.Problems = append(h.Problems, fmt.Sprintf("the index has %d attributions, the table %d", indexed, rows))
		}
		if err != nil || !thorough {
			return err
		}
		filing, args := l.db.counting(keyIndex, expression{join: phrase, words: []string{"i"}, prefix: true})
		filed, _, err := s.number(filing, args...)
		if err == nil && rows != filed {
			h.Problems = append(h.Problems, fmt.Sprintf("the index of IDs has %d attributions, the table %d", filed, rows))
		}
		if err != nil {
			return err
		}
		wrong, err := s.miscounted()
		if err == nil && wrong > 0 {
			h.Problems = append(h.Problems, fmt.Sprintf("%d speakers or roles have another number of articles, or other days, than these", wrong))
		}
		return err
	})
	return h, l.problem("check the ledger", err)
}

// check looks for damage of the file and for rows that refer to none, over a
// connection that is made for it: one that has seen earlier states of the full-text
// index takes them for damage.
func (f *sqliteFile) check(ctx context.Context, thorough bool) (problems []string, err error) {
	db, err := sql.Open("sqlite", f.dsn(f.mode, f.vfs))
	if err != nil {
		return nil, err
	}
	defer db.Close()
	pragma := "quick_check"
	if thorough {
		pragma = "integrity_check"
	}
	rows, err := db.QueryContext(ctx, fmt.Sprintf("PRAGMA %s(%d)", pragma, mostProblems))
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var problem string
		err := rows.Scan(&problem)
		if problem != "ok" {
			problems = append(problems, problem)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	rows, err = db.QueryContext(ctx, fmt.Sprintf(`SELECT "table", "parent", count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 LIMIT %d`, mostProblems))
	return problems, eachRow(rows, err, func(rows *sql.Rows) error {
		var table, parent string
		var n int
		err := rows.Scan(&table, &parent, &n)
		problems = append(problems, fmt.Sprintf("%d rows of %s refer to none of %s", n, table, parent))
		return err
	})
}

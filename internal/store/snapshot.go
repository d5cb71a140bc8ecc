package store

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// snapshot is the ledger as it was at one moment. It is for one goroutine.
type snapshot struct {
	ledger *Ledger
	ctx    context.Context
	tx     *sql.Tx
	names  map[int64]string // of the table terms
}

// read runs f with a snapshot.
func (l *Ledger) read(ctx context.Context, f func(*snapshot) error) error {
	tx, err := l.begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	s := &snapshot{ledger: l, ctx: ctx, tx: tx}
	if s.names, err = l.vocabulary.upTo(s); err != nil {
		return err
	}
	return f(s)
}

// begin begins to read. If the connection that it gets turns out to be lost, it tries
// others.
func (l *Ledger) begin(ctx context.Context) (tx *sql.Tx, err error) {
	for tries := 0; ; tries++ {
		tx, err = l.db.reader().BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		after, again := l.db.again(err, tries)
		if err == nil || !again || tries == 3 {
			return tx, err
		}
		time.Sleep(after)
	}
}

// fetch runs a query and calls f for each of its rows.
func (s *snapshot) fetch(query string, args []any, f func(*sql.Rows) error) error {
	if s.ledger.onQuery != nil {
		s.ledger.onQuery(query, args)
	}
	rows, err := s.tx.QueryContext(s.ctx, s.ledger.db.bind(query), args...)
	return eachRow(rows, err, f)
}

// number returns the number that a query with one row and column gives; ok is
// false if it is null or there is no row.
func (s *snapshot) number(query string, args ...any) (n int64, ok bool, err error) {
	err = s.fetch(query, args, func(rows *sql.Rows) error {
		var v sql.NullInt64
		err := rows.Scan(&v)
		n, ok = v.Int64, v.Valid
		return err
	})
	return n, ok, err
}

// vocabulary is the table terms, as far as it has been read. Rows are only ever
// added to it.
type vocabulary struct {
	mu    sync.Mutex
	names map[int64]string
	last  int64
}

// upTo returns the names of all terms that a snapshot can see, and perhaps of
// some that came later. The map does not change.
func (v *vocabulary) upTo(s *snapshot) (map[int64]string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	last, _, err := s.number("SELECT max(id) FROM terms")
	if err != nil || last <= v.last {
		return v.names, err
	}
	names := map[int64]string{}
	err = s.fetch("SELECT id, name FROM terms", nil, func(rows *sql.Rows) error {
		var id int64
		var name string
		err := rows.Scan(&id, &name)
		names[id] = name
		return err
	})
	if err == nil {
		v.names, v.last = names, last
	}
	return v.names, err
}

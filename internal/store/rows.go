package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"hearsay/internal/export"
	"hearsay/internal/query"
)

// rowBatch is how many rows are read at a time.
const rowBatch = 256

// errStopped says that whoever took the rows wants no more of them.
var errStopped = errors.New("stopped")

// Rows returns all hits of a query, as many as Count says, from one snapshot:
// what comes in meanwhile is not among them. Their order is that of publication,
// then of the articles' texts by hash, then of the text: it is the same for all
// ledgers that hold the same. A row is valid until the next one. An error comes
// last.
func (l *Ledger) Rows(ctx context.Context, q *query.Query) iter.Seq2[*export.Row, error] {
	return func(yield func(*export.Row, error) bool) {
		err := l.read(ctx, func(s *snapshot) error {
			f, err := s.find(&Search{Query: q})
			if err != nil {
				return err
			}
			hits, err := f.inOrder()
			for err == nil && len(hits) > 0 {
				n := min(len(hits), rowBatch)
				err = f.yield(hits[:n], yield)
				hits = hits[n:]
			}
			return err
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(nil, l.problem("read rows of the ledger", err))
		}
	}
}

// inOrder returns all hits in the order of Rows.
func (f *finder) inOrder() ([]hit, error) {
	if f.total == 0 {
		return nil, nil
	}
	from, args := f.from(f.match)
	hits := make([]hit, 0, f.total)
	err := f.fetch(fmt.Sprintf("SELECT a.id %s ORDER BY %s, %s, a.id", from, fmt.Sprintf(f.table.day, -undated), f.table.key), args, func(rows *sql.Rows) error {
		var h hit
		err := rows.Scan(&h.id)
		hits = append(hits, h)
		return err
	})
	return hits, err
}

// yield hands out the rows of some hits.
func (f *finder) yield(hits []hit, yield func(*export.Row, error) bool) error {
	rows, err := f.rowsOf(hits)
	if err != nil {
		return err
	}
	for i := range rows {
		if !yield(&rows[i], nil) {
			return errStopped
		}
	}
	return nil
}

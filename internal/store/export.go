package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/query"
)

// Each calls f with every hit of a search, in its order, from one snapshot of the
// ledger: what is added meanwhile is not seen, and the number of calls is the
// total, which f is told with every row. Limit and After of the search are of no
// meaning here. An error of f ends it and is returned as it is.
func (l *Ledger) Each(ctx context.Context, search Search, f func(row *export.Row, total int64) error) (total int64, err error) {
	search.Limit, search.After = mostOnPage, ""
	var own error
	err = l.read(ctx, func(s *snapshot) error {
		found, err := s.find(&search)
		if err != nil {
			return err
		}
		total = found.total
		var given int64
		for {
			hits, err := found.page()
			if err != nil {
				return err
			}
			more := len(hits) > found.limit
			hits = hits[:min(len(hits), found.limit)]
			rows, err := found.rowsOf(hits)
			if err != nil {
				return err
			}
			for i := range rows {
				if own = f(&rows[i], total); own != nil {
					return own
				}
			}
			given += int64(len(rows))
			if !more {
				break
			}
			found.place = found.after(hits[len(hits)-1])
		}
		if given != total {
			return fmt.Errorf("%w: the index has %d hits, the tables %d", ErrDamaged, total, given)
		}
		return nil
	})
	if own != nil {
		return total, own
	}
	return total, l.problem("export from the ledger", err)
}

// EachReading calls f with the reading of every article that has a hit, in the order
// in which the articles were added, from one snapshot. Readings hold those
// attributions that are hits; if the query asks for nothing, they are whole. The
// total is that of the hits, whose numbers are held in memory. A query for own
// voice has no readings.
func (l *Ledger) EachReading(ctx context.Context, q *query.Query, f func(*hearsay.Reading) error) (total int64, err error) {
	var own error
	err = l.read(ctx, func(s *snapshot) error {
		hits, whole, err := s.hitsByArticle(q)
		if err != nil {
			return err
		}
		total = int64(len(hits))
		for len(hits) > 0 {
			var ids, articles []int64
			for i, h := range hits {
				if i == 0 || h.article != hits[i-1].article {
					if i >= mostInBatch {
						break
					}
					articles = append(articles, h.article)
				}
				ids = append(ids, h.id)
			}
			hits = hits[len(ids):]
			load := loader{fetch: s.fetch, terms: s.names, whole: whole}
			if err := load.load(ids, articles); err != nil {
				return err
			}
			for _, k := range load.kept {
				if own = f(k.reading); own != nil {
					return own
				}
			}
		}
		return nil
	})
	if own != nil {
		return total, own
	}
	return total, l.problem("export from the ledger", err)
}

// mostInBatch is how many attributions are read at once, those of one article aside.
const mostInBatch = 500

// articleHit is a hit and its article.
type articleHit struct{ article, id int64 }

func (s *snapshot) hitsByArticle(q *query.Query) (hits []articleHit, whole bool, err error) {
	f, err := s.find(&Search{Query: q, Order: Oldest})
	if err != nil || f.total == 0 {
		return nil, false, err
	}
	from, args := f.from(f.match)
	err = f.fetch("SELECT a.article_id, a.id "+from, args, func(rows *sql.Rows) error {
		var h articleHit
		err := rows.Scan(&h.article, &h.id)
		hits = append(hits, h)
		return err
	})
	slices.SortFunc(hits, func(a, b articleHit) int {
		return cmp.Or(cmp.Compare(a.article, b.article), cmp.Compare(a.id, b.id))
	})
	return hits, f.match.everything(), err
}

// Copy writes a consistent copy of the ledger to a file that must not be there
// yet. It appears whole or not at all. Others may write meanwhile.
func (l *Ledger) Copy(ctx context.Context, to string) error {
	if file, ok := l.db.(*sqliteFile); ok {
		return l.problem("copy the ledger", copySQLite(ctx, file.reads, to))
	}
	return copyAppears(to, func(part string) error {
		file, err := Open(ctx, part, Options{Create: true, Copying: true})
		if err != nil {
			return err
		}
		_, err = l.CopyInto(ctx, file, func(string, int64, int64) {})
		return errors.Join(err, file.Close())
	})
}

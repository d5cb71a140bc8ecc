package store

import (
	"context"
	"database/sql"
	"strconv"
)

// FTS5 writes an index in pieces, which it merges as they become many, never all. What is
// in several pieces takes more room and more time to look up, the index of keys most of
// all. So after a run that added much all pieces are merged into one. That is done again
// when the ledger has grown by a quarter: an attribution is merged five times at most.

// compactUpTo is the setting with the number of the last attribution when the indexes
// were merged.
const compactUpTo = "indexes merged up to"

const (
	mergeAfter = 10_000 // attributions that came in; fewer are not worth it
	mergePages = 2000   // that are written in one transaction
)

// Compact merges the indexes of a file if that is worth it. Others can read and write in between, and
// when it is interrupted what was done is done.
func (l *Ledger) Compact(ctx context.Context) error {
	return l.problem("merge the indexes", l.compact(ctx, mergeAfter))
}

func (l *Ledger) compact(ctx context.Context, after int64) error {
	if l.db.merging(keyIndex, true) == "" {
		return nil
	}
	var last int64
	err := l.read(ctx, func(s *snapshot) (err error) {
		last, err = s.worthMerging(after)
		return err
	})
	if err != nil || last == 0 {
		return err
	}
	for _, index := range []string{attributionRows.index, ownVoiceRows.index, keyIndex} {
		if err := l.merge(ctx, index); err != nil {
			return err
		}
	}
	if err := l.giveBack(ctx); err != nil {
		return err
	}
	return l.write(ctx, func(p *pen) error {
		return p.exec("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", compactUpTo, strconv.FormatInt(last, 10))
	})
}

// worthMerging returns the number of the last attribution, 0 if too few came in after
// the indexes were merged.
func (s *snapshot) worthMerging(after int64) (last int64, err error) {
	last, _, err = s.number("SELECT coalesce(max(id), 0) FROM attributions")
	if err != nil {
		return 0, err
	}
	merged, _, err := s.number("SELECT CAST(value AS INTEGER) FROM settings WHERE name = ?", compactUpTo)
	if last-merged < max(after, merged/4) {
		last = 0
	}
	return last, err
}

// giveBack gives pages that are in use no more back to the file system.
func (l *Ledger) giveBack(ctx context.Context) error {
	for {
		pages := 0
		err := l.write(ctx, func(p *pen) error {
			return p.each("PRAGMA incremental_vacuum(2000)", nil, func(*sql.Rows) error { pages++; return nil })
		})
		if err != nil || pages == 0 {
			return err
		}
	}
}

// merge merges the pieces of an index, some pages in a transaction.
func (l *Ledger) merge(ctx context.Context, index string) error {
	for first := true; ; first = false {
		var before, after int64
		err := l.write(ctx, func(p *pen) error {
			if _, err := p.row("SELECT total_changes()", nil, &before); err != nil {
				return err
			}
			if err := p.exec(l.db.merging(index, first), mergePages); err != nil {
				return err
			}
			_, err := p.row("SELECT total_changes()", nil, &after)
			return err
		})
		if err != nil || after-before < 2 { // as FTS5 says that there was nothing to do
			return err
		}
	}
}

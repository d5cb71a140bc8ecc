package store

import (
	"context"
	"database/sql"
	"errors"

	"hearsay/internal/query"
)

// foldingSetting is the setting that says how words were folded for the index.
const foldingSetting = "folding"

// keepFolding makes the index anew if another version of folding made it.
func (l *Ledger) keepFolding(ctx context.Context) error {
	var folding string
	err := l.db.reader().QueryRowContext(ctx, l.db.bind("SELECT coalesce((SELECT value FROM settings WHERE name = ?), '')"), foldingSetting).Scan(&folding)
	if err != nil || folding == query.Folding {
		return l.problem("read the settings of the ledger", err)
	}
	return l.Reindex(ctx)
}

// keyIndex is the index of the keys of statements, less "_fts".
const keyIndex = "keys"

// Reindex makes all indexes anew from the tables, in one transaction.
func (l *Ledger) Reindex(ctx context.Context) error {
	return l.problem("make the index anew", l.write(ctx, func(p *pen) error {
		for _, index := range []string{attributionRows.index, ownVoiceRows.index, keyIndex} {
			if err := p.exec(l.db.empty(index)); err != nil {
				return err
			}
		}
		var articles []int64
		err := p.each("SELECT id FROM articles ORDER BY id", nil, func(rows *sql.Rows) error {
			articles = append(articles, 0)
			return rows.Scan(&articles[len(articles)-1])
		})
		if err != nil {
			return err
		}
		for _, article := range articles {
			k, err := p.load(article)
			if err != nil {
				return err
			}
			if err := errors.Join(p.enter(k), p.file(k)); err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if err := p.exec("DELETE FROM settings WHERE name = ?", unfiled); err != nil {
			return err
		}
		return p.exec("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", foldingSetting, query.Folding)
	}))
}

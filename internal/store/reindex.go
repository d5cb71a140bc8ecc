package store

import (
	"context"
	"database/sql"
	"errors"

	"hearsay/internal/query"
)

// foldingSetting is the setting that says how the indexes were made: by which version of
// folding, and in which layout (indexLayout).
const foldingSetting = "folding"

// indexLayout is the version of what is in the indexes, folding aside.
const indexLayout = "2"

const indexedAs = query.Folding + "." + indexLayout

// keepIndexed makes the indexes anew if another version made them. If nothing can be
// written the error is ErrOlder.
func (l *Ledger) keepIndexed(ctx context.Context, readOnly bool) error {
	var as string
	err := l.db.reader().QueryRowContext(ctx, l.db.bind("SELECT coalesce((SELECT value FROM settings WHERE name = ?), '')"), foldingSetting).Scan(&as)
	if err != nil || as == indexedAs {
		return l.problem("read the settings of the ledger", err)
	}
	if readOnly {
		return &Error{Problem: ErrOlder, Detail: "another version has made its indexes",
			Next: `any command that writes, such as "hearsay add", makes them anew`}
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
		return p.exec("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", foldingSetting, indexedAs)
	}))
}

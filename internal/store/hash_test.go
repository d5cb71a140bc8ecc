package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// contentHash returns a hash of what a ledger holds, whatever numbers its rows
// have, when it was added and in which order: every row of the flat views, with
// what is in the index.
func contentHash(t testing.TB, l *Ledger) string {
	t.Helper()
	var lines []string
	for _, q := range []string{
		"SELECT article_id, title, outlet, published, url, bylines, dateline, credit, version, file, language, engine, appearances, attributions, sha256, text FROM articles_flat",
		"SELECT attribution_id, article_id, outlet, published, form, act, source, source_naming, source_speaker, cue, cue_lemma, stance, negated, content, addressee, addressee_speaker, medium, said_at, via, chain, score, rule FROM attributions_flat",
		"SELECT t.sha256, v.span_start, v.span_length FROM own_voice_flat v JOIN articles t ON t.id = v.article_id",
		"SELECT t.sha256, v.span_start, v.span_length FROM scare_quotes v JOIN articles t ON t.id = v.article_id",
		"SELECT t.sha256, s.name, s.role, s.organisation, s.mentions, g.name FROM article_speakers s JOIN articles t ON t.id = s.article_id LEFT JOIN speakers g ON g.id = s.speaker_id",
		"SELECT t.sha256, o.name, coalesce(p.url, p.address), p.address, p.version, p.published, p.earliest FROM appearances p JOIN articles t ON t.id = p.article_id LEFT JOIN outlets o ON o.id = p.outlet_id",
	} {
		rows, err := l.db.reader().QueryContext(context.Background(), q)
		if err := eachRow(rows, err, func(rows *sql.Rows) error {
			columns, err := rows.Columns()
			if err != nil {
				return err
			}
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			if err := rows.Scan(values...); err != nil {
				return err
			}
			var line strings.Builder
			for i := range values {
				fmt.Fprintf(&line, "%q ", fmt.Sprint(*values[i].(*any)))
			}
			lines = append(lines, line.String())
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])
}

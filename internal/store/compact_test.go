package store

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"hearsay/internal/generate"
	"hearsay/internal/query"
)

// piecesOf returns how many pieces an index is in.
func piecesOf(t *testing.T, l *Ledger, index string) (n int) {
	t.Helper()
	if err := l.db.reader().QueryRow("SELECT count(DISTINCT segid) FROM " + index + "_fts_idx").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestCompact merges indexes that came into being in many pieces: nothing is found that was
// not before, the file is smaller, and nothing is done twice.
func TestCompact(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "ledger.db")
	l := openTest(t, path)
	madeUp(t, l, 60)
	size := func() int64 {
		t.Helper()
		if _, err := l.db.reader().Exec("PRAGMA wal_checkpoint(truncate)"); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	found := func() (all []int64) {
		t.Helper()
		for n := range 200 {
			page, err := l.Search(ctx, Search{Query: query.Parse(generate.Query(n, 60)), Limit: 1})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, page.Total)
		}
		return all
	}
	before, large, want := piecesOf(t, l, keyIndex), size(), found()
	interrupted, stop := context.WithCancel(ctx)
	stop()
	if err := l.compact(interrupted, 0); err == nil {
		t.Error("no error although it was interrupted")
	}
	if err := l.Compact(ctx); err != nil || piecesOf(t, l, keyIndex) != before {
		t.Errorf("so few attributions were worth it; %v", err)
	}
	if err := l.compact(ctx, 0); err != nil {
		t.Fatal(err)
	}
	for _, index := range []string{"attributions", "own_voice", keyIndex} {
		if n := piecesOf(t, l, index); n != 1 {
			t.Errorf("%s is in %d pieces", index, n)
		}
	}
	small := size()
	if before < 2 || small >= large {
		t.Errorf("%d bytes, after %d in %d pieces", small, large, before)
	}
	var free int
	if err := l.db.reader().QueryRow("PRAGMA freelist_count").Scan(&free); err != nil || free > 0 {
		t.Errorf("%d pages are free, %v", free, err)
	}
	for n, total := range found() {
		if total != want[n] {
			t.Errorf("%s: %d hits, %d before", generate.Query(n, 60), total, want[n])
		}
	}
	if last, err := worthMerging(t, l); err != nil || last != 0 {
		t.Errorf("worth it again, up to %d, %v", last, err)
	}
	h, err := l.Check(ctx, true)
	if err != nil || len(h.Problems) > 0 {
		t.Errorf("%v %v", h.Problems, err)
	}
}

func worthMerging(t *testing.T, l *Ledger) (last int64, err error) {
	t.Helper()
	err = l.read(context.Background(), func(s *snapshot) (err error) {
		last, err = s.worthMerging(1)
		return err
	})
	return last, err
}

// TestOlderIndexes turns a ledger into one of the schema before 7, in which sentences had
// a row each and IDs an index of their own. It becomes again what it was.
func TestOlderIndexes(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "ledger.db")
	l := openTest(t, path)
	madeUp(t, l, 10)
	want := hashOf(t, path)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`
		CREATE TABLE own_voice_rows (article_id INTEGER NOT NULL REFERENCES articles (id), span_start INTEGER NOT NULL, span_length INTEGER NOT NULL,
			PRIMARY KEY (article_id, span_start)) STRICT, WITHOUT ROWID;
		INSERT INTO own_voice_rows SELECT * FROM own_voice_flat;
		DROP VIEW own_voice_words; DROP VIEW own_voice_flat; DROP TABLE own_voice;
		ALTER TABLE own_voice_rows RENAME TO own_voice;
		CREATE VIEW own_voice_words AS SELECT 0 AS id, '' AS content;
		CREATE INDEX attributions_key ON attributions (key >> 40);
		INSERT INTO keys_fts (keys_fts) VALUES ('delete-all');
		UPDATE settings SET value = '1' WHERE name = 'folding';
		DROP TABLE speaker_roles;
		ALTER TABLE speakers DROP COLUMN articles; ALTER TABLE speakers DROP COLUMN first_day; ALTER TABLE speakers DROP COLUMN last_day;
		PRAGMA user_version = 6`)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	l = openTest(t, path)
	if got := hashOf(t, path); got != want {
		t.Error("the content is another")
	}
	for _, a := range generate.Reading(3).Attributions {
		if row, err := l.Attribution(ctx, a.ID); err != nil || row.ID != a.ID {
			t.Errorf("%s: %v", a.ID, err)
		}
	}
	h, err := l.Check(ctx, true)
	if err != nil || len(h.Problems) > 0 {
		t.Errorf("%v %v", h.Problems, err)
	}
	copies, err := filepath.Glob(path + ".schema-6-*.bak")
	if err != nil || len(copies) != 1 {
		t.Errorf("copies: %v, %v", copies, err)
	}
}

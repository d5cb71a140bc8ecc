package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	sqlite3 "modernc.org/sqlite/lib"

	"hearsay"
	"hearsay/internal/query"
)

// scenario is work on a ledger: it opens it, adds, corrects, reads again, merges the indexes, searches
// and closes it. It returns how many of its batches were acknowledged, and the
// first error.
func scenario(path, vfs string) (acknowledged int, err error) {
	ctx := context.Background()
	l, err := Open(ctx, path, Options{Create: true, vfs: vfs})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	for _, batch := range scenarioBatches() {
		if _, err := l.Add(ctx, batch); err != nil {
			return acknowledged, err
		}
		acknowledged++
	}
	r := scenarioBatches()[0][0].Reading
	if _, err := l.Correct(ctx, r.Attributions[0].ID, "", "", nil); err != nil {
		return acknowledged, err
	}
	corrections, err := l.Corrections(ctx, "")
	if err != nil {
		return acknowledged, err
	}
	for _, c := range corrections { // also of a run that was cut off
		if !c.InForce() {
			continue
		}
		if _, err := l.Undo(ctx, c.ID); err != nil {
			return acknowledged, err
		}
	}
	if _, err := l.Reread(ctx, []*hearsay.Reading{r}); err != nil {
		return acknowledged, err
	}
	if err := l.problem("merge the indexes", l.compact(ctx, 0)); err != nil {
		return acknowledged, err
	}
	_, err = l.Search(ctx, Search{Query: query.Parse("statement OR a")})
	return acknowledged, err
}

// scenarioBatches are short texts, one of them in two outlets.
func scenarioBatches() [][]Entry {
	var batches [][]Entry
	for n, name := range []string{"the Harbour Safety Board", "Ilan Torvek", "the Harbour Safety Board"} {
		r := dispatch{day: "2026-03-0" + string(rune('1'+n)), outlet: []string{"VTA", "Farwire", "Courier"}[n], name: name}.reading(n % 2)
		batches = append(batches, []Entry{entry(r)})
	}
	return batches
}

// TestEveryFault lets the n-th operation of each kind fail, once and from then on, for
// every n until the work gets through without meeting the fault. The error is
// named; what was acknowledged is there; the database is unharmed; and the same
// work done again ends as it would have without the fault.
func TestEveryFault(t *testing.T) {
	alone(t)
	t.Parallel()
	vfs := faultFS(t)
	arm(nil)
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger.db")
	if _, err := scenario(path, vfs); err != nil {
		t.Fatal(err)
	}
	want := hashOf(t, path)
	for _, kind := range []struct {
		name    string
		fault   fault
		problem error
	}{
		{"disk full", fault{operation: writing, code: sqlite3.SQLITE_FULL}, ErrFull},
		{"write error", fault{operation: writing, code: sqlite3.SQLITE_IOERR_WRITE}, ErrIO},
		{"sync error", fault{operation: syncing, code: sqlite3.SQLITE_IOERR_FSYNC}, ErrIO},
		{"truncate error", fault{operation: truncating, code: sqlite3.SQLITE_IOERR_TRUNCATE}, ErrIO},
		{"read error", fault{operation: reading, code: sqlite3.SQLITE_IOERR_READ}, ErrIO},
		{"open error", fault{operation: opening, code: sqlite3.SQLITE_CANTOPEN}, ErrReadOnly},
		{"delete error", fault{operation: deleting, code: sqlite3.SQLITE_IOERR_DELETE}, ErrIO},
		{"no memory for the index of the WAL", fault{operation: mapping, code: sqlite3.SQLITE_IOERR_SHMMAP}, ErrIO},
	} {
		for _, forever := range []bool{false, true} {
			if kind.name == "write error" && forever {
				continue // a disk that is full for ever takes the same way
			}
			name := kind.name + " once"
			if forever {
				name = kind.name + " for ever"
			}
			t.Run(name, func(t *testing.T) {
				met := 0
				for at := int64(1); ; at++ {
					f := kind.fault
					f.at, f.forever = at, forever
					path := filepath.Join(dir, "faulty.db")
					for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
						_ = os.Remove(path + suffix)
					}
					arm(&f)
					acknowledged, err := scenario(path, vfs)
					fired := faults.fired.Load()
					arm(nil)
					if fired == 0 {
						if err != nil {
							t.Fatalf("operation %d: %v without a fault", at, err)
						}
						break
					}
					met++
					if err != nil && !errors.Is(err, kind.problem) && !errors.Is(err, ErrIO) && !errors.Is(err, ErrReadOnly) {
						t.Errorf("operation %d: the error has no name: %v", at, err)
					}
					checkAcknowledged(t, path, acknowledged, at)
					if _, err := scenario(path, vfs); err != nil {
						t.Fatalf("operation %d: the same work again: %v", at, err)
					}
					if hashOf(t, path) != want {
						t.Errorf("operation %d: the ledger does not end as it would have", at)
					}
					if t.Failed() {
						return
					}
				}
				t.Logf("%d faults met", met)
			})
		}
	}
}

// checkAcknowledged opens a ledger after a fault: it is whole, and has the batches that
// were acknowledged.
func checkAcknowledged(t *testing.T, path string, acknowledged int, at int64) {
	t.Helper()
	l, err := Open(context.Background(), path, Options{})
	if errors.Is(err, ErrNoLedger) && acknowledged == 0 {
		return
	}
	if err != nil {
		t.Fatalf("operation %d: open after the fault: %v", at, err)
	}
	defer l.Close()
	health, err := l.Check(context.Background(), true)
	if err != nil || len(health.Problems) > 0 {
		t.Fatalf("operation %d: %q, %v", at, health.Problems, err)
	}
	for i, batch := range scenarioBatches()[:acknowledged] {
		for _, e := range batch {
			if ok, err := l.HasText(context.Background(), e.Article.SHA256); !ok || err != nil {
				t.Errorf("operation %d: batch %d was acknowledged, and %s is not there: %v", at, i, e.Article.ID, err)
			}
		}
	}
}

// hashOf returns the content hash of the ledger in a file.
func hashOf(t *testing.T, path string) string {
	t.Helper()
	l, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return contentHash(t, l)
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hearsay/internal/query"
)

// fullLedger makes a ledger that has something in every table that is copied.
func fullLedger(t *testing.T, place string) *Ledger {
	t.Helper()
	ctx := context.Background()
	l := openTest(t, place)
	if _, err := l.AddFeeds(ctx, []string{"https://feeds.example/1"}); err != nil {
		t.Fatal(err)
	}
	saved, err := l.Save(ctx, "water", "water", "https://hooks.example/1")
	if err != nil {
		t.Fatal(err)
	}
	madeUp(t, l, 5)
	addDispatches(t, l, 1, torveks...)
	joinSpeakers(t, l)
	if _, err := l.LookForNews(ctx, saved.ID, query.Parse("the")); err != nil {
		t.Fatal(err)
	}
	page, err := l.Search(ctx, Search{Query: query.Parse("the"), Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Correct(ctx, page.Rows[0].ID, "Ann", "not said", nil); err != nil {
		t.Fatal(err)
	}
	return l
}

// TestCopiedTables: every table of the schema is copied, but for settings and the index.
func TestCopiedTables(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		list := "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%_fts%' AND name <> 'settings'"
		if _, ok := l.db.(*postgresServer); ok {
			list = "SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname NOT LIKE '%_fts' AND relname <> 'settings'"
		}
		var tables []string
		rows, err := l.db.reader().Query(list)
		if err := eachRow(rows, err, func(rows *sql.Rows) error {
			tables = append(tables, "")
			return rows.Scan(&tables[len(tables)-1])
		}); err != nil {
			t.Fatal(err)
		}
		var copied []string
		for _, c := range copiedTables {
			copied = append(copied, c.name)
		}
		slices.Sort(tables)
		slices.Sort(copied)
		if !slices.Equal(tables, copied) {
			t.Errorf("there are %v; copied are %v", tables, copied)
		}
	})
}

var errCut = errors.New("cut off")

// TestCopyInto copies ledgers of each kind into each kind, cut off again and again: the copy
// has the same, and a search finds the same, in the same order.
func TestCopyInto(t *testing.T) {
	for from, makeFrom := range kinds {
		var l *Ledger
		for to, makeTo := range kinds {
			if testing.Short() && from == to {
				continue
			}
			t.Run(from+" to "+to, func(t *testing.T) {
				ctx := context.Background()
				if l == nil {
					l = fullLedger(t, makeFrom(t))
				}
				place := makeTo(t)
				copied := copyCutOff(t, l, place)
				if len(copied) != len(copiedTables) {
					t.Errorf("%d tables were copied", len(copied))
				}
				for _, c := range copied {
					if c.Rows == 0 {
						t.Errorf("nothing is in %s: the test shows nothing about it", c.Table)
					}
				}
				there := openTest(t, place)
				checkIndex(t, there)
				if contentHash(t, l) != contentHash(t, there) {
					t.Error("the copy has something else")
				}
				for _, typed := range []string{"the", "who:torvek", "is:own-voice the", `"of the" OR water`, "outlet:n*"} {
					a, err1 := l.Search(ctx, Search{Query: query.Parse(typed), Limit: 50})
					b, err2 := there.Search(ctx, Search{Query: query.Parse(typed), Limit: 50})
					if err := errors.Join(err1, err2); err != nil || a.Total != b.Total || !slices.Equal(idsOf(a.Rows), idsOf(b.Rows)) {
						t.Errorf("%s: %d hits, %d in the copy (%v)", typed, a.Total, b.Total, err)
					}
				}
				addDispatches(t, there, 100, dispatch{day: "2026-04-01", name: "Ann Poe"})
				if _, err := l.CopyInto(ctx, there, func(string, int64, int64) {}); !errors.Is(err, ErrNotEmpty) {
					t.Errorf("copied into a ledger that has something: %v", err)
				}
			})
			l = nil // its test is over
		}
	}
}

// copyCutOff copies a ledger, and begins anew after every few steps.
func copyCutOff(t *testing.T, l *Ledger, place string) (copied []Copied) {
	t.Helper()
	for steps := 2; ; steps += 13 {
		ctx, cut := context.WithCancel(context.Background())
		to, err := Open(ctx, place, Options{Create: true, Copying: true})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		copied, err = l.CopyInto(ctx, to, func(string, int64, int64) {
			if n++; n == steps {
				cut()
			}
		})
		cut()
		if closed := to.Close(); closed != nil {
			t.Fatal(closed)
		}
		if err == nil {
			return copied
		}
		if !errors.Is(err, context.Canceled) && !strings.Contains(err.Error(), "canceled") && !strings.Contains(err.Error(), "interrupted") {
			t.Fatalf("step %d: %v", steps, err)
		}
		if _, err := Open(context.Background(), place, Options{}); !errors.Is(err, ErrUnfinished) {
			t.Errorf("an unfinished copy was opened: %v", err)
		}
		if steps > 200 {
			t.Fatal(fmt.Errorf("it does not end: %w", errCut))
		}
	}
}

// TestCopyOfChanged changes a ledger between two runs: that is noticed.
func TestCopyOfChanged(t *testing.T) {
	ctx, cut := context.WithCancel(context.Background())
	l := fullLedger(t, kinds["sqlite"](t))
	place := kinds["sqlite"](t)
	to, err := Open(ctx, place, Options{Create: true, Copying: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.CopyInto(ctx, to, func(table string, _, _ int64) {
		if table == "corrections" {
			cut()
		}
	}); err == nil {
		t.Fatal("the copy was not cut off")
	}
	err = l.write(context.Background(), func(p *pen) error { return p.exec("UPDATE outlets SET name = 'Another Name' WHERE id = 1") })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.CopyInto(context.Background(), to, func(string, int64, int64) {}); !errors.Is(err, ErrDiffers) || !strings.Contains(err.Error(), "outlets") {
		t.Errorf("a copy that differs: %v", err)
	}
	if err := to.Close(); err != nil {
		t.Error(err)
	}
	other := fullLedger(t, kinds["sqlite"](t))
	again, err := Open(context.Background(), place, Options{Copying: true})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := other.CopyInto(context.Background(), again, func(string, int64, int64) {}); !errors.Is(err, ErrUnfinished) {
		t.Errorf("went on with the copy of another: %v", err)
	}
}

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/query"
)

// many are more hits than fit on a page or in one batch.
func addMany(t *testing.T, l *Ledger, n int) {
	t.Helper()
	var entries []Entry
	for i := range n {
		d := dispatch{day: fmt.Sprintf("2026-%02d-%02d", 1+i%9, 1+i%28), name: fmt.Sprintf("Ann Poe %c", 'A'+rune(i%26))}
		if i%17 == 0 {
			d.day = ""
		}
		entries = append(entries, entry(d.reading(i)))
	}
	if _, err := l.Add(context.Background(), entries); err != nil {
		t.Fatal(err)
	}
}

// TestEachHasEveryHitOnce compares what is exported with the pages of the search,
// in each order, while others write.
func TestEachHasEveryHitOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const n = 5200 // more than are sorted at once
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		addMany(t, l, n)
		for _, typed := range []string{"", "statement", "since:2026-03 until:2026-04", "12*", "nothing-like-this"} {
			for _, order := range []Order{Best, Newest, Oldest} {
				search := Search{Query: query.Parse(typed), Order: order, Limit: 700}
				var pages []string
				for {
					page, err := l.Search(ctx, search)
					if err != nil {
						t.Fatal(err)
					}
					for _, r := range page.Rows {
						pages = append(pages, r.ID)
					}
					if search.After = page.Next; page.Next == "" {
						break
					}
				}
				var each []string
				total, err := l.Each(ctx, search, func(r *export.Row, total int64) error {
					if len(each) == 0 {
						extra := dispatch{day: "2026-03-15", name: "Sam Loe", text: typed + string(order)}
						if _, err := l.Add(ctx, []Entry{entry(extra.reading(n + 1))}); err != nil {
							return err
						}
					}
					each = append(each, r.ID)
					return nil
				})
				if err != nil || total != int64(len(each)) {
					t.Errorf("%q %s: %d of %d, %v", typed, order, len(each), total, err)
				}
				if fmt.Sprint(each) != fmt.Sprint(pages) {
					t.Errorf("%q %s: %d rows exported, %d on pages, or in another order", typed, order, len(each), len(pages))
				}
			}
		}
	})
}

func TestEachReading(t *testing.T) {
	alone(t)
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		readings := readSamples(t)
		all := 0
		for _, r := range readings {
			addAll(t, l, r)
			all += len(r.Attributions)
		}
		addMany(t, l, 1200)
		for _, typed := range []string{"", "form:direct", "statement", "the"} {
			q := query.Parse(typed)
			n, err := l.Count(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			seen, found := map[string]bool{}, int64(0)
			total, err := l.EachReading(ctx, q, func(r *hearsay.Reading) error {
				if seen[r.Article.ID] {
					t.Errorf("%q: article %s twice", typed, r.Article.ID)
				}
				seen[r.Article.ID] = true
				found += int64(len(r.Attributions))
				return nil
			})
			if err != nil || total != n || found != n {
				t.Errorf("%q: %d attributions of %d, the count is %d, %v", typed, found, total, n, err)
			}
		}
	})
}

var errEnough = errors.New("enough")

func TestEachEndsWithItsCaller(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		addMany(t, l, 10)
		_, err := l.Each(context.Background(), Search{Query: &query.Query{}}, func(*export.Row, int64) error { return errEnough })
		if err != errEnough {
			t.Errorf("error %v", err)
		}
		_, err = l.EachReading(context.Background(), &query.Query{}, func(*hearsay.Reading) error { return errEnough })
		if err != errEnough {
			t.Errorf("error %v", err)
		}
	})
}

// TestCopy copies a ledger that is open, and opens the copy.
func TestCopy(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		addMany(t, l, 100)
		to := filepath.Join(t.TempDir(), "copy.db")
		if err := l.Copy(ctx, to); err != nil {
			t.Fatal(err)
		}
		again, err := Open(ctx, to, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		a, err1 := l.Stats(ctx)
		b, err2 := again.Stats(ctx)
		if err1 != nil || err2 != nil || a != b {
			t.Errorf("%+v and %+v, %v, %v", a, b, err1, err2)
		}
		if err := l.Copy(ctx, to); !errors.Is(err, os.ErrExist) {
			t.Errorf("copied over a file: %v", err)
		}
		if files, _ := filepath.Glob(to + "*.part"); len(files) > 0 {
			t.Errorf("left behind: %v", files)
		}
	})
}

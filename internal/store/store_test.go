package store

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"hearsay"
	"hearsay/internal/cluster"
	"hearsay/internal/samples"
)

// The tests of this package run against every kind of database that can be had
// here: a kind is a function that returns the name of a ledger that is to be made.
var kinds = map[string]func(t testing.TB) string{
	"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "ledger.db") },
	"postgres": newSchema,
}

// eachKind runs a test against every kind of database.
func eachKind(t *testing.T, f func(t *testing.T, l *Ledger)) {
	t.Helper()
	for name, place := range kinds {
		t.Run(name, func(t *testing.T) { f(t, openTest(t, place(t))) })
	}
}

// fewer returns a part of n for a server, where every question costs more.
func fewer(l *Ledger, n int) int {
	if _, ok := l.db.(*postgresServer); ok {
		return n / 20
	}
	return n
}

// server is the server of this package's tests; running is what TestMain has to stop.
var (
	running *cluster.Cluster
	server  = sync.OnceValues(func() (c *cluster.Cluster, err error) {
		c, err = cluster.Start()
		running = c
		return c, err
	})
)

// newSchema returns the address of an empty schema of the server. A test that needs it is
// skipped where there is none.
func newSchema(t testing.TB) string { return cluster.Schema(t, server) }

// openTest opens the ledger in a file or on a server, which it makes.
func openTest(t testing.TB, path string) *Ledger {
	t.Helper()
	l, err := Open(context.Background(), path, Options{Create: true, Now: func() time.Time { return time.Unix(1_800_000_000, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// sampleReadings are readings of the sample articles, by name. Nobody changes them.
var sampleReadings = sync.OnceValues(func() (map[string]*hearsay.Reading, error) {
	all, err := samples.All()
	if err != nil {
		return nil, err
	}
	readings := map[string]*hearsay.Reading{}
	for _, s := range all {
		article := hearsay.NewArticle(s.Text)
		article.File = s.Name + ".txt"
		if readings[s.Name], err = hearsay.Read(article); err != nil {
			return nil, err
		}
	}
	return readings, nil
})

func readSamples(t testing.TB) map[string]*hearsay.Reading {
	t.Helper()
	readings, err := sampleReadings()
	if err != nil {
		t.Fatal(err)
	}
	return readings
}

// entry makes an entry of a reading.
func entry(r *hearsay.Reading) Entry { return Entry{Article: r.Article, Reading: r} }

// addAll adds readings and checks that each was new.
func addAll(t testing.TB, l *Ledger, readings ...*hearsay.Reading) {
	t.Helper()
	var entries []Entry
	for _, r := range readings {
		entries = append(entries, entry(r))
	}
	results, err := l.Add(context.Background(), entries)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if r.Addition != Added {
			t.Fatalf("%s: %v %v", readings[i].Article.File, r.Addition, r.Err)
		}
	}
}

// alone skips, in short mode, a test in which one goroutine works on a ledger: the race
// detector makes it ten times slower and finds nothing there.
func alone(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes long with the race detector")
	}
}

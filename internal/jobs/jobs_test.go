package jobs

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay"
	"hearsay/internal/cluster"
	"hearsay/internal/store"
)

// server starts the PostgreSQL server of this package's tests; it ends with the process.
var server = sync.OnceValues(func() (*cluster.Cluster, error) { return cluster.Start() })

// newSchema returns the address of an empty schema.
func newSchema(t *testing.T) string { return cluster.Schema(t, server) }

func article(n int) Article {
	a := hearsay.NewArticle(fmt.Sprintf("Ann Poe said that pier %d is mended.\n", n))
	a.URL = fmt.Sprintf("https://paper.example/%d", n)
	return Article{Name: a.URL, Article: a, Origin: store.Origin{Credit: "NWA", Line: n, Flags: []string{"repaired"}}}
}

// TestQueue lets batches wait, be read, fail, panic, be given up and be tried again, with
// several who open the queue at once: each batch is read once for each time that it is
// there, and comes out as it went in.
func TestQueue(t *testing.T) {
	address := newSchema(t)
	ctx := context.Background()
	queues := make([]*Queue, 3)
	var opened sync.WaitGroup
	for i := range queues { // all want to make the tables
		opened.Go(func() {
			var err error
			if queues[i], err = Open(ctx, address, Options{}); err != nil {
				t.Error(err)
			}
		})
	}
	opened.Wait()
	if t.Failed() {
		return
	}
	for _, q := range queues {
		defer q.Close()
	}
	q := queues[0]
	const batches = 40
	for n := range batches {
		for range 2 { // the second time it waits already
			if err := queues[n%3].Put(ctx, []Article{article(2 * n), article(2*n + 1)}); err != nil {
				t.Fatal(err)
			}
			if c, err := q.Counts(ctx); err != nil || c.Waiting != int64(n+1) {
				t.Fatalf("%+v, %v", c, err)
			}
		}
	}
	// Two batches have one try only.
	if _, err := q.pool.Exec(ctx, `UPDATE river_job SET max_attempts = 1 WHERE args::text LIKE '%example/14"%' OR args::text LIKE '%example/16"%'`); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	read := map[string]int{}
	poison := true
	do := func(_ context.Context, all []Article) error {
		mu.Lock()
		defer mu.Unlock()
		for _, a := range all {
			read[a.Name]++
			if !reflect.DeepEqual(a, article(a.Origin.Line)) {
				t.Errorf("an article came out as %+v", a)
			}
		}
		switch {
		case poison && strings.HasSuffix(all[0].Name, "/14"):
			return errors.New("it cannot be read")
		case poison && strings.HasSuffix(all[0].Name, "/16"):
			panic("a fault in the engine")
		}
		return nil
	}
	working, stop := context.WithCancel(ctx)
	var workers sync.WaitGroup
	for _, q := range queues {
		workers.Go(func() {
			if err := q.Work(working, 4, do); err != nil {
				t.Error(err)
			}
		})
	}
	await := func(want Counts) {
		t.Helper()
		var got Counts
		for began := time.Now(); time.Since(began) < 2*time.Minute; time.Sleep(20 * time.Millisecond) {
			var err error
			if got, err = q.Counts(ctx); err != nil {
				t.Fatal(err)
			}
			if got == want {
				return
			}
		}
		t.Fatalf("%+v, want %+v", got, want)
	}
	await(Counts{Done: batches - 2, GivenUp: 2})
	givenUp, err := q.GivenUp(ctx, 0, 10)
	if err != nil || len(givenUp) != 2 || givenUp[0].Problem != "it cannot be read" || !strings.Contains(givenUp[1].Problem, "a fault in the engine") ||
		len(givenUp[0].Articles) != 2 || givenUp[0].Articles[0] != "https://paper.example/14" || givenUp[0].Tries != 1 || givenUp[0].Since.IsZero() {
		t.Fatalf("%+v, %v", givenUp, err)
	}
	if next, err := q.GivenUp(ctx, givenUp[0].ID, 1); err != nil || !reflect.DeepEqual(next, givenUp[1:]) {
		t.Errorf("after the first: %+v, %v", next, err)
	}
	mu.Lock()
	poison = false
	mu.Unlock()
	// One is put in anew, and read, before both are tried again.
	if err := q.Put(ctx, []Article{article(14), article(15)}); err != nil {
		t.Error(err)
	}
	await(Counts{Done: batches - 1, GivenUp: 2})
	if again, err := q.Retry(ctx, 999, givenUp[0].ID, givenUp[1].ID); again != 2 || !errors.Is(err, store.ErrNotFound) || !strings.Contains(err.Error(), "batch 999") {
		t.Errorf("%d are tried again, %v", again, err)
	}
	await(Counts{Done: batches})
	if again, err := q.Retry(ctx, givenUp[1].ID); again != 0 || !errors.Is(err, store.ErrNotFound) {
		t.Errorf("one that was read is tried again: %v", err)
	}
	stop()
	workers.Wait()
	for n := range 2 * batches {
		want := 1
		if 14 <= n && n < 18 {
			want = 2
		}
		if name := article(n).Name; read[name] != want {
			t.Errorf("%s was read %d times, want %d", name, read[name], want)
		}
	}
}

// TestAllAgain tries all again that were given up.
func TestAllAgain(t *testing.T) {
	ctx := context.Background()
	q, err := Open(ctx, newSchema(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	for n := range 3 {
		if err := q.Put(ctx, []Article{article(n)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := q.pool.Exec(ctx, "UPDATE river_job SET state = 'discarded', finalized_at = now(), attempt = 6 WHERE id < 3"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{2, 0} {
		if again, err := q.RetryAll(ctx); err != nil || again != want {
			t.Errorf("%d are tried again, want %d: %v", again, want, err)
		}
	}
	if c, err := q.Counts(ctx); err != nil || c != (Counts{Waiting: 3}) {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestReadOnly looks at a queue and cannot change it; where there is none it makes none.
func TestReadOnly(t *testing.T) {
	ctx, address := context.Background(), newSchema(t)
	if _, err := Open(ctx, address, Options{ReadOnly: true}); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("there are no tables: %v", err)
	}
	writable, err := Open(ctx, address, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer writable.Close()
	if err := writable.Put(ctx, []Article{article(1)}); err != nil {
		t.Fatal(err)
	}
	if _, err := writable.pool.Exec(ctx, "UPDATE river_job SET state = 'discarded', finalized_at = now()"); err != nil {
		t.Fatal(err)
	}
	q, err := Open(ctx, address, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	if again, err := q.Retry(ctx, 1); again != 0 || !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("%d are tried again, %v", again, err)
	}
	if again, err := q.RetryAll(ctx); again != 0 || !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("all: %d are tried again, %v", again, err)
	}
	if err := q.Put(ctx, []Article{article(2)}); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("a batch was put in: %v", err)
	}
	if c, err := q.Counts(ctx); err != nil || c != (Counts{GivenUp: 1}) {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestUnreachable names a server that is not there, as a ledger does.
func TestUnreachable(t *testing.T) {
	if _, err := Open(context.Background(), "postgres://ann:secret@127.0.0.1:1/hearsay", Options{}); !errors.Is(err, store.ErrUnreachable) || strings.Contains(err.Error(), "secret") {
		t.Error(err)
	}
}

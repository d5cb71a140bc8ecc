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

// startCluster starts a server for one test.
func startCluster(t *testing.T) *cluster.Cluster {
	t.Helper()
	c, err := cluster.Start()
	if errors.Is(err, cluster.ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	return c
}

func article(n int) Article {
	a := hearsay.NewArticle(fmt.Sprintf("Ann Poe said that pier %d is mended.\n", n))
	a.URL = fmt.Sprintf("https://paper.example/%d", n)
	return Article{Name: a.URL, Article: a, Origin: store.Origin{Credit: "NWA", Line: n, Flags: []string{"repaired"}}}
}

// TestQueue lets batches wait, be read, fail, panic, be given up and be tried again, with
// several who open the queue at once: each batch is read once for each time that it is
// there, and comes out as it went in.
func TestQueue(t *testing.T) {
	address, err := startCluster(t).NewSchema()
	if err != nil {
		t.Fatal(err)
	}
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
		for began := time.Now(); time.Since(began) < 30*time.Second; time.Sleep(20 * time.Millisecond) {
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
	givenUp, err := q.GivenUp(ctx)
	if err != nil || len(givenUp) != 2 || givenUp[0].Problem != "it cannot be read" || !strings.Contains(givenUp[1].Problem, "a fault in the engine") ||
		len(givenUp[0].Articles) != 2 || givenUp[0].Articles[0] != "https://paper.example/14" || givenUp[0].Tries != 1 || givenUp[0].Since.IsZero() {
		t.Fatalf("%+v, %v", givenUp, err)
	}
	mu.Lock()
	poison = false
	mu.Unlock()
	if err := q.Retry(ctx, givenUp[0].ID, givenUp[1].ID); err != nil {
		t.Error(err)
	}
	await(Counts{Done: batches})
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
	if err := q.Retry(ctx, 999); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a batch that is not there: %v", err)
	}
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hearsay/internal/store"
)

// gazette is a web site on the loopback interface with a feed of so many pages.
type gazette struct {
	*httptest.Server
	pages int

	mu    sync.Mutex
	stuck int           // the page that never comes, from 1; 0 for none
	asked chan struct{} // told of when that one is asked for
}

func newGazette(t *testing.T, pages int) *gazette {
	t.Helper()
	g := &gazette{pages: pages, asked: make(chan struct{}, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("/feed.xml", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<rss version="2.0"><channel><title>The Orrin Gazette</title>`)
		for i := range g.pages {
			fmt.Fprintf(w, "<item><title>Report %d</title><link>http://%s/%d</link><description>The ferry…</description></item>", i+1, r.Host, i+1)
		}
		fmt.Fprint(w, "</channel></rss>")
	})
	mux.HandleFunc("/{page}", func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		stuck := fmt.Sprint(g.stuck) == r.PathValue("page")
		g.mu.Unlock()
		if stuck {
			g.asked <- struct{}{}
			<-r.Context().Done()
			return
		}
		time.Sleep(5 * time.Millisecond)
		fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>Report %[1]s</title></head><body><article><h1>Report %[1]s</h1><p>%[2]s</p></article></body></html>`,
			r.PathValue("page"), strings.ReplaceAll(strings.ReplaceAll(shortText, "\n\n", "</p><p>"), "Friday", "pier "+r.PathValue("page")+" is mended"))
	})
	g.Server = httptest.NewServer(mux)
	t.Cleanup(g.Close)
	return g
}

// watch returns the arguments of a watch that may reach the site.
func (g *gazette) watch(db string, args ...string) []string {
	port := g.URL[strings.LastIndexByte(g.URL, ':')+1:]
	return append([]string{"watch", "--db", db, "--allow-private", "--allow-ports", port, "--delay", "0", "--claim", "1s"}, args...)
}

// stick lets a page never come; 0 lets all come.
func (g *gazette) stick(page int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.stuck = page
}

// watched returns what a ledger has of articles, and the feed that is watched.
func watched(t *testing.T, db string) (rows []string, f store.Feed) {
	t.Helper()
	rows = exportedRows(t, db)
	ledger, err := store.Open(context.Background(), db, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	feeds, err := ledger.Feeds(context.Background())
	if err != nil || len(feeds) > 1 {
		t.Fatalf("%d feeds, %v", len(feeds), err)
	}
	if len(feeds) == 1 {
		f = feeds[0]
	}
	return rows, f
}

// exportedRows returns the attributions of a ledger, sorted.
func exportedRows(t *testing.T, db string) []string {
	t.Helper()
	cmd, told := program(t, "export", "--db", db, "--format", "jsonl")
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() != exitNothing {
		t.Fatalf("%v\n%s", err, told)
	}
	return slices.Sorted(strings.Lines(out.String()))
}

// TestWatchEnds sends SIGTERM while a page is waited for. The watch ends at once, with
// exit code 0; the articles before it are kept, and the next watch goes on.
func TestWatchEnds(t *testing.T) {
	g := newGazette(t, 6)
	g.stick(4)
	db := filepath.Join(t.TempDir(), "ledger.db")
	cmd, told := start(t, g.watch(db, g.URL+"/feed.xml")...)
	select {
	case <-g.asked:
	case <-time.After(time.Minute):
		t.Fatalf("the page was not asked for\n%s", told)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, told)
	}
	rows, f := watched(t, db)
	n := f.Articles // pages are fetched ahead of those that are read
	if n > 3 || int64(len(rows)) != 2*n || !f.Polled.IsZero() || f.Failures != 0 {
		t.Errorf("%d attributions, feed %+v", len(rows), f)
	}
	if want := "0 feeds polled, 0 failed; " + counted(n, "article", "articles") + " added"; !strings.Contains(told.String(), want) {
		t.Errorf("told is not %q but\n%s", want, told)
	}
	g.stick(0)
	want := "1 feed polled, 0 failed; " + counted(6-n, "article", "articles") + " added"
	if told := finish(t, exitDone, g.watch(db, "--once")...); !strings.Contains(told, want) {
		t.Errorf("told is not %q but\n%s", want, told)
	}
	if rows, f = watched(t, db); len(rows) != 12 || f.Polled.IsZero() || f.Articles != 6 {
		t.Errorf("%d attributions of 6 articles, feed %+v", len(rows), f)
	}
}

// TestWatchKilled kills watches at random instants. When one is left to come to its end,
// the ledger has what that of a watch has that nobody killed.
func TestWatchKilled(t *testing.T) {
	most := *kills
	if testing.Short() {
		most = 2
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	g := newGazette(t, 40)
	dir := t.TempDir()
	whole, db := filepath.Join(dir, "whole.db"), filepath.Join(dir, "ledger.db")
	begun := time.Now()
	finish(t, exitDone, g.watch(whole, "--once", g.URL+"/feed.xml")...)
	long := time.Since(begun)
	want, _ := watched(t, whole)
	for range most {
		cmd, _ := start(t, g.watch(db, "--once", g.URL+"/feed.xml")...)
		time.Sleep(time.Duration(random.Int64N(int64(long))))
		_ = cmd.Process.Kill() // if it has not ended
		_ = cmd.Wait()
	}
	for ends := time.Now().Add(3 * time.Minute); ; time.Sleep(100 * time.Millisecond) { // its claim has to run out
		finish(t, exitDone, g.watch(db, "--once", g.URL+"/feed.xml")...)
		if rows, f := watched(t, db); !f.Polled.IsZero() {
			if !slices.Equal(rows, want) {
				t.Errorf("%d attributions, want %d", len(rows), len(want))
			}
			return
		} else if time.Now().After(ends) {
			t.Fatalf("%d attributions, want %d; feed %+v", len(rows), len(want), f)
		}
	}
}

// TestWatchersOnServer lets several processes watch feeds into one ledger on a server and
// kills one after the other. Those that are left poll what the dead had claimed; the
// ledger has what one watch that nobody kills puts into a file, each article once.
func TestWatchersOnServer(t *testing.T) {
	db := onServer(t)
	g := newGazette(t, 12)
	var feeds []string
	for n := range 6 {
		feeds = append(feeds, fmt.Sprintf("%s/feed.xml?%d", g.URL, n)) // the same articles in each
	}
	whole := filepath.Join(t.TempDir(), "whole.db")
	finish(t, exitDone, g.watch(whole, append(feeds, "--once")...)...)
	want := exportedRows(t, whole)
	watchers := make([]*exec.Cmd, 3)
	for n := range watchers {
		watchers[n], _ = start(t, g.watch(db, feeds...)...)
	}
	for n := range 4 {
		time.Sleep(time.Duration(100+rand.IntN(300)) * time.Millisecond)
		_ = watchers[n%2].Process.Kill()
		_ = watchers[n%2].Wait()
		watchers[n%2], _ = start(t, g.watch(db, feeds...)...)
	}
	ledger, err := store.Open(context.Background(), db, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	for ends := time.Now().Add(3 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		all, err := ledger.Feeds(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(all, func(f store.Feed) bool { return f.Polled.IsZero() }) && len(all) == len(feeds) {
			break
		}
		if time.Now().After(ends) {
			t.Fatalf("not all feeds were polled: %+v", all)
		}
	}
	terminate(t, watchers)
	if got := exportedRows(t, db); !slices.Equal(got, want) {
		t.Errorf("%d attributions, want %d", len(got), len(want))
	}
	if stats, err := ledger.Stats(context.Background()); err != nil || stats.Articles != 12 {
		t.Errorf("%+v, %v", stats, err)
	}
}

package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/jackc/pgx/v5"

	"hearsay"
	"hearsay/internal/cluster"
	"hearsay/internal/jobs"
	"hearsay/internal/store"
)

// press is a ledger on a server with its queue, and one who reads batches: badly, as long as
// the reader is ill.
type press struct {
	*cluster.Cluster
	address string
	ledger  *store.Ledger
	queue   *jobs.Queue
	ill     atomic.Bool
}

func newPress(t *testing.T) *press {
	t.Helper()
	p := &press{}
	p.address = cluster.Schema(t, func() (c *cluster.Cluster, err error) {
		if p.Cluster, err = cluster.Start(); err == nil {
			t.Cleanup(p.Stop)
		}
		return p.Cluster, err
	})
	ctx := context.Background()
	var err error
	if p.ledger, err = store.Open(ctx, p.address, store.Options{Create: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.ledger.Close() })
	p.queue = p.open(t, false)
	return p
}

// work reads batches until it is ended. What waits now is tried once only.
func (p *press) work(t *testing.T) (end func()) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, p.address)
	if err != nil {
		t.Fatal(err)
	}
	_, err = conn.Exec(ctx, "UPDATE river_job SET max_attempts = 1")
	if err := errors.Join(err, conn.Close(ctx)); err != nil {
		t.Fatal(err)
	}
	working, stop := context.WithCancel(ctx)
	worked := make(chan error, 1)
	go func() { worked <- p.queue.Work(working, 2, p.read) }()
	end = sync.OnceFunc(func() {
		stop()
		if err := <-worked; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(end)
	return end
}

func (p *press) open(t *testing.T, readOnly bool) *jobs.Queue {
	t.Helper()
	queue, err := jobs.Open(context.Background(), p.address, jobs.Options{ReadOnly: readOnly})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(queue.Close)
	return queue
}

func (p *press) read(ctx context.Context, articles []jobs.Article) error {
	var failed []error
	var entries []store.Entry
	for _, a := range articles {
		if p.ill.Load() {
			failed = append(failed, fmt.Errorf("%s: the reader is <ill>", a.Name))
			continue
		}
		reading, err := hearsay.Read(a.Article)
		if err != nil {
			return err
		}
		entries = append(entries, store.Entry{Article: a.Article, Reading: reading})
	}
	_, err := p.ledger.Add(ctx, entries)
	return errors.Join(append(failed, err)...)
}

// put lets a batch of so many articles wait.
func (p *press) put(t *testing.T, name string, articles int) {
	t.Helper()
	var batch []jobs.Article
	for n := range articles {
		a := hearsay.NewArticle(fmt.Sprintf("Ann Poe said that pier %d of %s is mended.\n", n, name))
		a.URL = fmt.Sprintf("https://ann:secret@%s.example/%d?apikey=xq77", name, n)
		batch = append(batch, jobs.Article{Name: a.URL, Article: a})
	}
	if err := p.queue.Put(context.Background(), batch); err != nil {
		t.Fatal(err)
	}
}

// await waits until the queue is as wanted.
func (p *press) await(t *testing.T, want jobs.Counts) {
	t.Helper()
	var c jobs.Counts
	for began := time.Now(); time.Since(began) < 2*time.Minute; time.Sleep(20 * time.Millisecond) {
		var err error
		if c, err = p.queue.Counts(context.Background()); err != nil {
			t.Fatal(err)
		}
		if c == want {
			return
		}
	}
	t.Fatalf("%+v, want %+v", c, want)
}

// TestQueue lets batches fail until they are given up, finds them on the page and by the
// API, and tries them again: then they are read, and in the ledger.
func TestQueue(t *testing.T) {
	p := newPress(t)
	var log bytes.Buffer
	s, server := newServer(t, Options{Ledger: p.ledger, Queue: p.queue, Log: slog.New(slog.NewTextHandler(&log, nil))})
	page := func(address string) string {
		t.Helper()
		response, body := ask(t, "GET", server.URL+address, nil)
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d: %.300s", address, response.StatusCode, body)
		}
		return body
	}
	if body := page("/queue"); !strings.Contains(body, "None was given up") {
		t.Errorf("nothing was given up: %.2000s", body)
	}
	if body := page("/feeds"); !strings.Contains(body, `<a href="/queue">the queue</a>`) {
		t.Error("the page of feeds does not lead to the queue")
	}
	p.put(t, "paper", 5)
	p.put(t, "courier", 1)
	p.put(t, "gazette", 2)
	p.ill.Store(true)
	end := p.work(t)
	p.await(t, jobs.Counts{GivenUp: 3})

	feeds, html, data := page("/feeds"), page("/queue?size=2"), page("/api/v1/queue?size=2")
	for _, c := range []struct{ in, has string }{
		{feeds, "3\u00a0batches of articles</a>"}, {html, "<dt>Given up</dt><dd>3</dd>"}, {html, "Try all 3 again"}, {html, "5\u00a0articles"}, {html, "1\u00a0article<"},
		{html, "all 5"}, {html, "https://paper.example/4?apikey=***: the reader is &lt;ill&gt;"}, {html, `aria-label="Try again: batch 2"`}, {html, "size=2&amp;next=2"},
		{data, `"given_up":3`}, {data, `"truncated":true`}, {data, `"tries":1`}, {data, `https://courier.example/0?apikey=***`},
	} {
		if !strings.Contains(c.in, c.has) {
			t.Errorf("%q is missing in %.6000s", c.has, c.in)
		}
	}
	if strings.Contains(html+data, "secret") || strings.Contains(html+data, "xq77") {
		t.Error("what only the owner should know is told")
	}
	if rest := page("/queue?size=2&next=2"); !strings.Contains(rest, "gazette.example/1") || strings.Contains(rest, "courier.example") {
		t.Errorf("the second page: %.3000s", rest)
	}
	var doc described
	if err := json.Unmarshal(openAPI, &doc); err != nil {
		t.Fatal(err)
	}
	compiler := newCompiler(t)
	response, body := ask(t, "GET", server.URL+"/api/v1/queue", nil)
	doc.hold(t, compiler, "/api/v1/queue", "GET", response, body)

	t.Run("refused", func(t *testing.T) { refusedRetries(t, p, server.URL) })
	t.Run("in a browser", func(t *testing.T) { seeQueue(t, server.URL) })

	p.ill.Store(false)
	response, _ = post(t, server.URL+"/queue/retry", url.Values{"batch": {"1"}})
	if at := response.Header.Get("Location"); response.StatusCode != http.StatusSeeOther || at != "/queue?again=1" {
		t.Fatalf("status %d, to %s", response.StatusCode, at)
	}
	if body := page("/queue?again=1"); !strings.Contains(body, "1\u00a0batch is tried again.") {
		t.Errorf("it is not said what was done: %.2000s", body)
	}
	p.await(t, jobs.Counts{Done: 1, GivenUp: 2})
	if _, body := ask(t, "GET", server.URL+"/metrics", nil); !strings.Contains(body, `hearsay_queue_batches{state="given_up"} 2`) {
		t.Errorf("metrics are %s", body)
	}
	if body := page("/search?q=%22pier+4+of+paper%22"); !strings.Contains(body, "Ann Poe") {
		t.Errorf("what was read is not in the ledger: %.2000s", body)
	}
	response, body = sendJSON(t, server.URL+"/api/v1/queue/retry", `{"batches":[2]}`)
	doc.hold(t, compiler, "/api/v1/queue/retry", "POST", response, body)
	if response, body = sendJSON(t, server.URL+"/api/v1/queue/retry", `{"batches":[1,3]}`); response.StatusCode != http.StatusNotFound || !strings.Contains(body, "1 of those") {
		t.Errorf("one was read already: status %d: %s", response.StatusCode, body)
	}
	if response, _ = post(t, server.URL+"/queue/retry", url.Values{"all": {"1"}}); response.Header.Get("Location") != "/queue?again=0" {
		t.Errorf("none is left: status %d", response.StatusCode)
	}
	p.await(t, jobs.Counts{Done: 3})
	if stats, err := p.ledger.Stats(t.Context()); err != nil || stats.Articles != 8 {
		t.Errorf("%+v, %v", stats, err)
	}

	// The queue goes away, and what does not need it stays.
	gone := p.open(t, true)
	gone.Close()
	s.Queue = gone
	if body := page("/feeds"); strings.Contains(body, "/queue") || !strings.Contains(log.String(), "the queue is not told of") {
		t.Errorf("the page of feeds speaks of a queue that is gone; the log: %s", &log)
	}
	s.Queue = p.queue
	end()
	p.Stop()
	if response, body := ask(t, "GET", server.URL+"/queue", nil); response.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "cannot be reached") {
		t.Errorf("a server that is gone: status %d: %.2000s", response.StatusCode, body)
	}
	page("/settings")
}

// refusedRetries tries what is refused: nothing is put in again.
func refusedRetries(t *testing.T, p *press, server string) {
	before, err := p.queue.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, readOnly := newServer(t, Options{Ledger: p.ledger, Queue: p.open(t, true)})
	_, file := newServer(t, Options{})
	_, locked := newServer(t, Options{Ledger: p.ledger, Queue: p.queue, Password: "open sesame"})
	for _, c := range []struct {
		name, at, form string
		status         int
		says           string
	}{
		{"no batch", server, "", 400, "not said which"},
		{"both", server, "all=1&batch=1", 400, "not said which"},
		{"no number", server, "batch=one", 400, "batch"},
		{"not there", server, "batch=99", 404, "not among those"},
		{"read-only", readOnly.URL, "batch=1", 507, "cannot be written to"},
		{"read-only", readOnly.URL, "all=1", 507, "cannot be written to"},
		{"a file", file.URL, "all=1", 404, "Only a ledger on a server"},
		{"a stranger", locked.URL, "all=1", 303, ""},
	} {
		form, _ := url.ParseQuery(c.form)
		if response, body := post(t, c.at+"/queue/retry", form); response.StatusCode != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s: status %d: %.300s", c.name, response.StatusCode, body)
		}
	}
	for _, sent := range []string{`{}`, `{"all":true,"batches":[1]}`, `{"batches":["1"]}`, `{"every":true}`, ``, `{"batches":[` + strings.Repeat("1,", 1000) + `1]}`} {
		if response, body := sendJSON(t, server+"/api/v1/queue/retry", sent); response.StatusCode != http.StatusBadRequest {
			t.Errorf("%.40s: status %d: %.300s", sent, response.StatusCode, body)
		}
	}
	response, _ := ask(t, "POST", server+"/queue/retry", func(r *http.Request) { // as a page of another site would
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Body = io.NopCloser(strings.NewReader("all=1"))
	})
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: status %d", response.StatusCode)
	}
	for _, address := range []string{"/queue", "/queue.json", "/api/v1/queue"} {
		if response, body := ask(t, "GET", file.URL+address, nil); response.StatusCode != http.StatusNotFound || !strings.Contains(body, "Only a ledger on a server") {
			t.Errorf("a file, %s: status %d: %.300s", address, response.StatusCode, body)
		}
	}
	if _, body := ask(t, "GET", file.URL+"/feeds", nil); strings.Contains(body, "queue") {
		t.Error("the page of feeds of a file speaks of a queue")
	}
	if after, err := p.queue.Counts(t.Context()); err != nil || after != before {
		t.Errorf("%+v, was %+v, %v", after, before, err)
	}
}

func sendJSON(t *testing.T, address, body string) (*http.Response, string) {
	t.Helper()
	return ask(t, "POST", address, func(r *http.Request) {
		r.Header.Set("Content-Type", "application/json")
		r.Body = io.NopCloser(strings.NewReader(body))
	})
}

// seeQueue runs axe over the pages that tell of the queue, and takes pictures of them when
// HEARSAY_SCREENS names a directory.
func seeQueue(t *testing.T, server string) {
	b := openTab(t)
	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: axe})
	for _, theme := range []string{"light", "dark"} {
		b.theme(theme)
		for _, width := range []int64{1280, 390} {
			for i, address := range []string{"/queue?again=1", "/feeds"} {
				b.accessible(server, address, theme, width)
				if dir := os.Getenv("HEARSAY_SCREENS"); dir != "" {
					picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
					if err == nil {
						err = os.WriteFile(fmt.Sprintf("%s/queue%d-%s-%d.png", dir, i, theme, width), picture, 0o666)
					}
					if err != nil {
						t.Error(err)
					}
				}
			}
		}
	}
	b.check()
}

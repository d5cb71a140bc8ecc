package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/generate"
	"hearsay/internal/query"
	"hearsay/internal/store"
	"hearsay/internal/web"
)

// readersAtOnce ask for pages at the same time when they are timed together; each
// looks at a page for a while before it asks for the next.
const (
	readersAtOnce = 50
	readingTime   = 3 * time.Second // on average
)

// timePages asks a server on the ledger for made-up pages: one after the other, then
// by fifty readers while articles are added, and prints the quantiles of the time and
// what failed.
func timePages(ctx context.Context, out io.Writer, path string, n int) error {
	ledger, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	defer ledger.Close()
	reader, err := hearsay.NewReader()
	if err != nil {
		return err
	}
	server, err := web.New(web.Options{Ledger: ledger, Reader: reader})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	serving, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- server.Serve(serving, listener) }()
	defer func() { stop(); <-done }()
	p := pageTimes{ledger: ledger, base: "http://" + listener.Addr().String()}
	if err := p.choose(ctx, n); err != nil {
		return err
	}
	p.ask(p.addresses[:min(len(p.addresses), 30)], 1) // so that what is read once has been read
	took := p.ask(p.addresses, 1)
	if err := p.print(out, "one reader", took); err != nil {
		return err
	}
	adding, enough := context.WithCancel(ctx)
	added := make(chan int)
	go func() { added <- p.add(adding) }()
	took = p.ask(p.addresses, readersAtOnce)
	enough()
	return p.print(out, fmt.Sprintf("%d readers who look at each for %v on average, while %d articles were added", readersAtOnce, readingTime, <-added), took)
}

// pageTimes asks for pages.
type pageTimes struct {
	ledger    *store.Ledger
	base      string
	addresses []string
}

// timedPage is how long a page took by the clock and, if there was one reader only, of
// processors: on a machine that does other work as well that says more.
type timedPage struct {
	address   string
	took, cpu time.Duration
	failed    string
}

// choose makes up addresses: half of them searches, the others what is found by them, or
// asked about what is found: every kind of page that there is.
func (p *pageTimes) choose(ctx context.Context, n int) error {
	stats, err := p.ledger.Stats(ctx)
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(1, 2))
	for len(p.addresses) < n {
		k := len(p.addresses)
		asked := generate.Query(k, int(stats.Appearances))
		page, err := p.ledger.Search(ctx, store.Search{Query: query.Parse(asked), Limit: 3})
		if err != nil {
			return err
		}
		p.addresses = append(p.addresses, "/search?q="+url.QueryEscape(asked))
		if len(page.Rows) > 0 && page.Rows[0].Rule != "own voice" {
			if address := follow(r, asked, page.Rows); address != "" {
				p.addresses = append(p.addresses, address)
			}
		}
	}
	return nil
}

// follow returns where somebody goes who has found rows.
func follow(r *rand.Rand, asked string, found []export.Row) string {
	row := &found[r.IntN(len(found))]
	speaker, content := row.Source.Speaker.ID, ""
	for _, part := range row.Content {
		content = strings.TrimSpace(content + " " + part.Text)
	}
	q := "?q=" + url.QueryEscape(content)
	switch r.IntN(20) {
	case 0, 1, 2, 3:
		return "/d/" + row.Article.ID
	case 4, 5, 6:
		return "/a/" + row.ID
	case 7, 8:
		if speaker != "" {
			return "/s/" + speaker
		}
	case 9:
		if speaker != "" {
			return "/s/" + speaker + "/said?cue=" + url.QueryEscape(row.Lemma)
		}
	case 10:
		return "/q/" + row.ID
	case 11:
		return "/trace" + q
	case 12:
		return "/verify" + q
	case 13:
		if other := found[0].Article.ID; other != row.Article.ID {
			return "/compare?d=" + other + "&d=" + row.Article.ID
		}
	case 14:
		return "/framing?q=" + url.QueryEscape(asked)
	case 15:
		return "/events?q=" + url.QueryEscape(asked)
	case 16:
		return "/search.atom?q=" + url.QueryEscape(asked)
	case 17:
		return "/speakers?q=" + url.QueryEscape(row.Source.Speaker.Name)
	}
	return []string{"/", "/articles", "/speakers", "/search", "/saved", "/feeds", "/corrections", "/compare", "/framing", "/events"}[r.IntN(10)]
}

// kindOf is what pages have in common that are timed together.
func kindOf(address string) string {
	path, _, asked := strings.Cut(address, "?")
	parts := strings.Split(path, "/")
	if len(parts) > 2 && len(parts[1]) == 1 {
		parts[2] = "ID"
	}
	if kind := strings.Join(parts, "/"); !asked || len(parts) > 3 {
		return kind
	}
	return path + "?"
}

// ask asks for all addresses, by so many readers.
func (p *pageTimes) ask(addresses []string, readers int) []timedPage {
	took := make([]timedPage, len(addresses))
	var next sync.Mutex
	at := 0
	var all sync.WaitGroup
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: readers}}
	defer client.CloseIdleConnections()
	for range readers {
		all.Go(func() {
			for {
				next.Lock()
				i := at
				at++
				next.Unlock()
				if i >= len(addresses) {
					return
				}
				if readers > 1 {
					time.Sleep(time.Duration(rand.Int64N(int64(2 * readingTime))))
				}
				before := processorTime()
				took[i] = p.get(client, addresses[i])
				if readers == 1 {
					took[i].cpu = processorTime() - before
				}
			}
		})
	}
	all.Wait()
	return took
}

func (p *pageTimes) get(client *http.Client, address string) timedPage {
	began := time.Now()
	t := timedPage{address: address}
	response, err := client.Get(p.base + address)
	if err == nil {
		_, err = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.failed = response.Status
		}
	}
	if err != nil {
		t.failed = err.Error()
	}
	t.took = time.Since(began)
	return t
}

// add adds articles, a few every now and then as a watch does, until the context
// ends.
func (p *pageTimes) add(ctx context.Context) (n int) {
	for first := 10_000_000 + int(time.Now().Unix()%1_000_000)*10; ctx.Err() == nil; first += 8 {
		var batch []store.Entry
		for i := range 8 {
			r := generate.Reading(first + i)
			batch = append(batch, store.Entry{Article: r.Article, Reading: r})
		}
		if _, err := p.ledger.Add(ctx, batch); err != nil {
			return n
		}
		n += len(batch)
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
		}
	}
	return n
}

// print writes the quantiles of all pages, and of each kind.
func (p *pageTimes) print(out io.Writer, what string, took []timedPage) error {
	kinds := map[string][]timedPage{}
	failed := 0
	for _, t := range took {
		kinds[kindOf(t.address)] = append(kinds[kindOf(t.address)], t)
		if t.failed != "" {
			if failed++; failed <= 5 {
				fmt.Fprintf(out, "  %s: %s\n", t.address, t.failed)
			}
		}
	}
	_, err := fmt.Fprintf(out, "%d pages, %s; %d failed\n%s\n", len(took), what, failed, quantiles("all", took))
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		if err == nil {
			_, err = fmt.Fprintln(out, quantiles(kind, kinds[kind]))
		}
	}
	return err
}

// quantiles writes those of the time of processors, if it is known, and of that by the
// clock, in milliseconds.
func quantiles(what string, took []timedPage) string {
	line := fmt.Sprintf("%-14s %5d", what, len(took))
	for _, measure := range []struct {
		name string
		of   func(timedPage) time.Duration
	}{{"processors", func(t timedPage) time.Duration { return t.cpu }}, {"clock", func(t timedPage) time.Duration { return t.took }}} {
		slices.SortFunc(took, func(a, b timedPage) int { return cmp.Compare(measure.of(a), measure.of(b)) })
		at := func(share float64) float64 {
			return measure.of(took[int(share*float64(len(took)-1))]).Seconds() * 1000
		}
		if at(1) > 0 {
			line += fmt.Sprintf("  %s: median %.1f, p90 %.1f, p99 %.1f, most %.1f ms", measure.name, at(0.5), at(0.9), at(0.99), at(1))
		}
	}
	return line + "  " + took[len(took)-1].address
}

package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"hearsay"
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

// timed is how long a page took.
type timedPage struct {
	address string
	took    time.Duration
	failed  string
}

// choose makes up addresses: half of them searches, the others what is found by them.
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
		if len(page.Rows) == 0 || page.Rows[0].Rule == "own voice" {
			continue
		}
		row := &page.Rows[r.IntN(len(page.Rows))]
		switch r.IntN(8) {
		case 0, 1, 2:
			p.addresses = append(p.addresses, "/d/"+row.Article.ID)
		case 3, 4:
			p.addresses = append(p.addresses, "/a/"+row.ID)
		case 5:
			if row.Source.Speaker.ID != "" {
				p.addresses = append(p.addresses, "/s/"+row.Source.Speaker.ID)
			}
		case 6:
			p.addresses = append(p.addresses, "/q/"+row.ID)
		default:
			p.addresses = append(p.addresses, []string{"/", "/articles", "/speakers", "/search", "/saved"}[r.IntN(5)])
		}
	}
	return nil
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
				took[i] = p.get(client, addresses[i])
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

func (p *pageTimes) print(out io.Writer, what string, took []timedPage) error {
	slices.SortFunc(took, func(a, b timedPage) int { return cmp.Compare(a.took, b.took) })
	failed := 0
	for _, t := range took {
		if t.failed != "" {
			failed++
			if failed <= 5 {
				fmt.Fprintf(out, "  %s: %s\n", t.address, t.failed)
			}
		}
	}
	at := func(share float64) time.Duration {
		return took[int(share*float64(len(took)-1))].took.Round(100 * time.Microsecond)
	}
	_, err := fmt.Fprintf(out, "%d pages, %s: median %v, p90 %v, p99 %v, slowest %v (%s); %d failed\n",
		len(took), what, at(0.5), at(0.9), at(0.99), at(1), took[len(took)-1].address, failed)
	return err
}

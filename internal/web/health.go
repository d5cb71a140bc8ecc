package web

import (
	"cmp"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"hearsay/internal/jobs"
)

// health says that the server answers, and nothing else.
func (s *Server) health(*request) (*answer, error) {
	return &answer{plain: []byte("ok\n"), media: "text/plain; charset=utf-8"}, nil
}

// counters count what was answered. They are written in the text format of Prometheus
// (https://prometheus.io/docs/instrumenting/exposition_formats/), of which they need
// so little that its library would be most of it.
type counters struct {
	mu       sync.Mutex
	requests map[requestKind]int64
	times    map[string]*histogram
}

type requestKind struct {
	route  string
	status int
}

// bounds are the upper ends of the classes of times, in seconds.
var bounds = []float64{0.005, 0.01, 0.025, 0.06, 0.1, 0.25, 0.4, 1, 2.5, 5}

type histogram struct {
	classes []int64
	n       int64
	sum     float64
}

func (c *counters) add(route string, status int, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.requests == nil {
		c.requests, c.times = map[requestKind]int64{}, map[string]*histogram{}
	}
	c.requests[requestKind{route, status}]++
	h := c.times[route]
	if h == nil {
		h = &histogram{classes: make([]int64, len(bounds))}
		c.times[route] = h
	}
	h.n++
	h.sum += took.Seconds()
	for i, bound := range bounds {
		if took.Seconds() <= bound {
			h.classes[i]++
		}
	}
}

func (s *Server) metrics(r *request) (*answer, error) {
	stats, err := s.stats(r)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	s.counters.write(&b)
	for _, g := range []struct {
		name, help string
		n          int64
	}{
		{"hearsay_ledger_articles", "Articles in the ledger.", stats.Articles},
		{"hearsay_ledger_attributions", "Attributions in the ledger.", stats.Attributions},
		{"hearsay_exports_running", "Exports that run now.", int64(len(s.streams))},
		{"hearsay_readings_running", "Texts that are read now.", int64(len(s.readings))},
	} {
		describe(&b, g.name, "gauge", g.help)
		fmt.Fprintf(&b, "%s %d\n", g.name, g.n)
	}
	if counts := s.countQueue(r.Context()); counts != nil {
		writeQueue(&b, counts)
	}
	return &answer{plain: []byte(b.String()), media: "text/plain; version=0.0.4; charset=utf-8"}, nil
}

// describe says what a metric is, before its values.
func describe(b *strings.Builder, name, kind, help string) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

// writeQueue writes how many batches are in each state; those that were given up are
// what somebody may want to be woken for.
func writeQueue(b *strings.Builder, c *jobs.Counts) {
	const name = "hearsay_queue_batches"
	describe(b, name, "gauge", "Batches of articles in the queue; those that are done, of the last day.")
	for _, state := range []struct {
		name string
		n    int64
	}{{"waiting", c.Waiting}, {"later", c.Later}, {"running", c.Running}, {"given_up", c.GivenUp}, {"done", c.Done}} {
		fmt.Fprintf(b, "%s{state=%q} %d\n", name, state.name, state.n)
	}
}

func (c *counters) write(b *strings.Builder) {
	c.mu.Lock()
	defer c.mu.Unlock()
	describe(b, "hearsay_requests_total", "counter", "Requests that were answered.")
	for _, k := range slices.SortedFunc(maps.Keys(c.requests), func(a, b requestKind) int {
		return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.status, b.status))
	}) {
		fmt.Fprintf(b, "hearsay_requests_total{route=%q,status=\"%d\"} %d\n", k.route, k.status, c.requests[k])
	}
	describe(b, "hearsay_request_seconds", "histogram", "How long answers took.")
	for _, route := range slices.Sorted(maps.Keys(c.times)) {
		h := c.times[route]
		for i, bound := range bounds {
			fmt.Fprintf(b, "hearsay_request_seconds_bucket{route=%q,le=\"%g\"} %d\n", route, bound, h.classes[i])
		}
		fmt.Fprintf(b, "hearsay_request_seconds_bucket{route=%q,le=\"+Inf\"} %d\nhearsay_request_seconds_sum{route=%q} %g\nhearsay_request_seconds_count{route=%q} %d\n",
			route, h.n, route, h.sum, route, h.n)
	}
}

// routeOf names what answered: the pattern, so that there are few.
func routeOf(r *http.Request) string {
	if r.Pattern == "" {
		return "none"
	}
	return r.Pattern
}

// attrs are what the log has of a request: not what was searched for, nor who
// asked.
func attrs(r *http.Request, w *countedWriter, took time.Duration) []slog.Attr {
	return []slog.Attr{
		slog.String("method", r.Method), slog.String("route", routeOf(r)), slog.String("path", r.URL.Path),
		slog.Int("status", w.status), slog.Int64("bytes", w.bytes), slog.Duration("took", took.Round(time.Microsecond)),
	}
}

func levelOf(status int) slog.Level {
	switch {
	case status >= 500:
		return slog.LevelError
	case status >= 400:
		return slog.LevelInfo
	}
	return slog.LevelDebug
}

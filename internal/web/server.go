package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"sync"
	"time"

	"hearsay"
	"hearsay/internal/ingest"
	"hearsay/internal/jobs"
	"hearsay/internal/store"
)

// Options say what is served, and to whom.
type Options struct {
	Ledger   *store.Ledger
	Path     string           // of the ledger, to be shown
	Queue    *jobs.Queue      // of the ledger; nil if it has none. The caller closes it
	Reader   *hearsay.Reader  // reads what is pasted
	Web      ingest.Web       // fetches addresses that are pasted; nil for nobody
	Post     Poster           // sends alerts; nil for nobody
	Now      func() time.Time // the clock; nil for the system's
	Log      *slog.Logger     // nil for nowhere
	Base     *url.URL         // address under which others reach the server; nil for the one they ask for
	Hosts    []string         // further names of the server
	Password string           // that is asked for; empty for none
	Token    string           // that programs show instead; empty for none
	Sample   bool             // the ledger holds the sample articles, and is thrown away
	Limits   Limits
}

// Limits bound what one request can cost. A zero field stands for what DefaultLimits
// has.
type Limits struct {
	Query    time.Duration // to answer from the ledger; streams may take longer
	Write    time.Duration // for one piece of a stream to be taken
	Body     int64         // bytes of what is sent
	Text     int           // bytes of a text to be read
	Rows     int           // on a page
	Streams  int           // exports at the same time
	Readings int           // texts read at the same time
}

// DefaultLimits are the limits that docs/api.md tells.
func DefaultLimits() Limits {
	return Limits{
		Query: 5 * time.Second, Write: 30 * time.Second, Body: 2 << 20, Text: 1 << 20,
		Rows: 1000, Streams: 8, Readings: runtime.GOMAXPROCS(0),
	}
}

func (l Limits) filled() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ value, byDefault *time.Duration }{{&l.Query, &d.Query}, {&l.Write, &d.Write}} {
		if *f.value <= 0 {
			*f.value = *f.byDefault
		}
	}
	for _, f := range []struct{ value, byDefault *int }{{&l.Text, &d.Text}, {&l.Rows, &d.Rows}, {&l.Streams, &d.Streams}, {&l.Readings, &d.Readings}} {
		if *f.value <= 0 {
			*f.value = *f.byDefault
		}
	}
	if l.Body <= 0 {
		l.Body = d.Body
	}
	return l
}

// Server answers requests. It may be used by many goroutines.
type Server struct {
	Options
	pages    *pages
	sessions sessions
	counters counters
	top      topSpeakers
	counted  countedStats
	life     context.Context // of what goes on between requests; ends with Close
	end      context.CancelFunc
	streams  chan struct{} // holds one for each export that runs
	readings chan struct{} // the same for texts that are read
	handler  http.Handler
	mux      *http.ServeMux
	table    []route
	open     map[string]bool // patterns that strangers may ask for
}

// New returns a Server. The error is a fault in the program's own templates.
func New(o Options) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Limits = o.Limits.filled()
	s := &Server{Options: o, streams: make(chan struct{}, o.Limits.Streams), readings: make(chan struct{}, o.Limits.Readings), open: map[string]bool{}}
	s.life, s.end = context.WithCancel(context.Background())
	var err error
	if s.pages, err = newPages(); err != nil {
		return nil, err
	}
	s.table = s.routes()
	s.mux = s.newMux()
	s.handler = s.guard(s.mux)
	return s, nil
}

// Close ends what goes on between requests.
func (s *Server) Close() { s.end() }

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// The times that a connection may take.
const (
	headerTime   = 5 * time.Second
	bodyTime     = 30 * time.Second
	idleTime     = 2 * time.Minute
	shutdownTime = 5 * time.Second
	maxHeader    = 64 << 10
)

// Serve answers requests that come to a listener until the context ends. Those that
// are being answered then have five seconds.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	defer s.Close()
	base, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: headerTime, ReadTimeout: bodyTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		ErrorLog:    slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
		BaseContext: func(net.Listener) context.Context { return base },
	}
	var watching sync.WaitGroup
	defer watching.Wait()
	watching.Go(func() { s.watch(ctx) })
	watching.Go(func() { s.countAtFirst(ctx) })
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	patience, stop := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer stop()
	err := server.Shutdown(patience)
	if errors.Is(err, context.DeadlineExceeded) {
		cut()
		err = server.Close()
	}
	if served := <-done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Manners say how hosts are treated. A zero field stands for the usual.
type Manners struct {
	Delay        time.Duration // between two requests to a host; 0 is a second, negative none
	Patience     time.Duration // the longest wait that a host may ask for (Retry-After); beyond it the request fails; 0 is a minute
	IgnoreRobots bool          // for sites that are the user's own
}

// Bounds of what hosts may ask for, and of what is kept of them.
const (
	maxDelay    = 30 * time.Second // of Crawl-delay
	maxTries    = 2                // more, after an answer that asks for patience
	robotsLife  = 24 * time.Hour   // of robots.txt (RFC 9309, 2.4)
	robotsAgain = 10 * time.Minute // before one that could not be read is asked for again
	maxHosts    = 4096             // that are remembered
)

// hosts remembers hosts. It may be used by many goroutines.
type hosts struct {
	manners Manners
	mu      *sync.Mutex
	known   map[string]*host
}

func newHosts(m Manners) hosts {
	if m.Delay == 0 {
		m.Delay = time.Second
	}
	if m.Patience == 0 {
		m.Patience = time.Minute
	}
	return hosts{manners: m, mu: &sync.Mutex{}, known: map[string]*host{}}
}

// host is one host. Whoever has its turn owns the rest of it.
type host struct {
	turn    chan struct{} // holds one value while nobody has the turn
	waiting int           // who has the turn or wants it; guarded by hosts.mu
	manners *Manners

	free   time.Time     // before this no request is made
	delay  time.Duration // of Crawl-delay
	until  time.Time     // before this the host does not want to be asked
	rules  robots
	err    *Error    // why robots.txt could not be read
	readAt time.Time // when it was; zero for not yet
}

// enter waits for the turn of the host of u. Whoever gets it calls leave.
func (hs *hosts) enter(ctx context.Context, u *url.URL) (h *host, leave func(), err error) {
	key := origin(u)
	hs.mu.Lock()
	h = hs.known[key]
	if h == nil {
		hs.forget()
		h = &host{turn: make(chan struct{}, 1), manners: &hs.manners}
		h.turn <- struct{}{}
		hs.known[key] = h
	}
	h.waiting++
	hs.mu.Unlock()
	gone := func() {
		hs.mu.Lock()
		h.waiting--
		hs.mu.Unlock()
	}
	select {
	case <-h.turn:
		return h, func() { h.turn <- struct{}{}; gone() }, nil
	case <-ctx.Done():
		gone()
		return nil, nil, ctx.Err()
	}
}

// forget makes room for another host: hosts that ask for nothing any more go
// first, else any that nobody waits for.
func (hs *hosts) forget() {
	if len(hs.known) < maxHosts {
		return
	}
	now := time.Now()
	idle := ""
	for key, h := range hs.known {
		if h.waiting > 0 {
			continue
		}
		idle = key
		if now.After(h.free) && now.After(h.until) {
			break
		}
	}
	delete(hs.known, idle)
}

// wait waits until the host may be asked. It fails at once if the host asked for
// more patience than there is.
func (h *host) wait(ctx context.Context) error {
	if left := time.Until(h.until); left > h.manners.Patience {
		return &Error{
			Problem: ErrBusy, RetryAfter: left.Round(time.Second),
			Detail: fmt.Sprintf("the host asked to be left alone for %v more", left.Round(time.Second)), Next: "run it again then",
		}
	}
	return sleep(ctx, max(time.Until(h.free), time.Until(h.until)))
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// done notes that a request has ended, and how.
func (h *host) done(err error) {
	now := time.Now()
	h.free = now.Add(max(h.manners.Delay, h.delay))
	var e *Error
	if errors.As(err, &e) && e.RetryAfter > 0 {
		h.until = now.Add(e.RetryAfter)
	}
}

// allowed returns an *Error if robots.txt of the host forbids u. The caller has
// the host's turn.
func (c *Client) allowed(ctx context.Context, h *host, u *url.URL) error {
	if c.hosts.manners.IgnoreRobots {
		return nil
	}
	life := robotsLife
	if h.err != nil {
		life = robotsAgain
	}
	if h.readAt.IsZero() || time.Since(h.readAt) > life {
		if err := c.readRobots(ctx, h, u); err != nil {
			return err
		}
	}
	switch {
	case h.err != nil && h.err.Status == 0:
		return &Error{Problem: h.err.Problem, Detail: h.err.Detail, Next: h.err.Next} // nor will the page be there
	case h.err != nil:
		return &Error{Problem: ErrRobots, Detail: "it cannot be read, which means no: " + h.err.Detail, Next: "try again later; for a site of your own: --ignore-robots"}
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if !h.rules.allows(path) {
		return &Error{Problem: ErrRobots, Detail: "it forbids " + short(path) + " to " + product(c.agent), Next: "name the address itself; for a site of your own: --ignore-robots"}
	}
	return nil
}

// readRobots fetches robots.txt of a host. It fails only if ctx ends.
func (c *Client) readRobots(ctx context.Context, h *host, u *url.URL) error {
	if err := h.wait(ctx); err != nil {
		return err
	}
	file, err := c.robotsFile(ctx, &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	h.rules, h.err, h.readAt = parseRobots(file, product(c.agent)), nil, time.Now()
	var e *Error
	if errors.As(err, &e) && !noRobots(e) {
		h.rules, h.err = robots{}, e
	}
	h.delay = h.rules.delay
	h.done(nil)
	return nil
}

// noRobots reports whether an error means that there is no robots.txt, so that
// everything is allowed (RFC 9309, 2.3.1.3): all of 400 to 499, but not 429,
// which is about being asked too often.
func noRobots(e *Error) bool {
	return e.Status/100 == 4 && e.Status != http.StatusTooManyRequests || e.Problem == ErrEmpty || e.Problem == ErrTooManyRedirects || e.Problem == ErrRedirect
}

// robotsFile fetches robots.txt, of which the start is enough.
func (c *Client) robotsFile(ctx context.Context, u *url.URL) ([]byte, error) {
	v := &visit{client: c, left: c.limits.Total, cut: maxRobots}
	for range max(c.limits.Redirects, 0) + 1 {
		resp, next, err := v.ask(ctx, u)
		if err != nil {
			return nil, err
		}
		if resp != nil {
			return resp.Body, nil
		}
		u = next
	}
	return nil, &Error{URL: short(u.String()), Problem: ErrTooManyRedirects}
}

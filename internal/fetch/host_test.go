package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestTurns: one request at a time to a host, with a pause between; other hosts
// do not wait.
func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hs := newHosts(Manners{Delay: 2 * time.Second})
		a, _ := url.Parse("https://a.example/")
		b, _ := url.Parse("https://b.example/")
		begun := time.Now()
		var mu sync.Mutex
		at := map[string][]time.Duration{}
		var inside atomic.Int32
		var all sync.WaitGroup
		for _, u := range []*url.URL{a, a, a, b} {
			all.Go(func() {
				h, leave, err := hs.enter(t.Context(), u)
				if err != nil {
					t.Error(err)
					return
				}
				defer leave()
				if err := h.wait(t.Context()); err != nil {
					t.Error(err)
				}
				if u == a && inside.Add(1) > 1 {
					t.Error("two at a time")
				}
				mu.Lock()
				at[u.Host] = append(at[u.Host], time.Since(begun))
				mu.Unlock()
				time.Sleep(time.Second)
				if u == a {
					inside.Add(-1)
				}
				h.done(nil)
			})
		}
		all.Wait()
		if got := at["a.example"]; len(got) != 3 || got[0] != 0 || got[1] != 3*time.Second || got[2] != 6*time.Second {
			t.Errorf("requests to a at %v", got)
		}
		if got := at["b.example"]; len(got) != 1 || got[0] != 0 {
			t.Errorf("requests to b at %v", got)
		}
	})
}

// TestLeftAlone: a host that asks for more patience than there is gets no
// request until then.
func TestLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hs := newHosts(Manners{Patience: time.Minute, Delay: -1})
		u, _ := url.Parse("https://a.example/")
		h, leave, _ := hs.enter(t.Context(), u)
		h.done(&Error{Problem: ErrBusy, RetryAfter: time.Hour})
		var e *Error
		if err := h.wait(t.Context()); !errors.As(err, &e) || e.Problem != ErrBusy || e.RetryAfter != time.Hour {
			t.Errorf("error is %v", err)
		}
		time.Sleep(59*time.Minute + 30*time.Second)
		begun := time.Now()
		if err := h.wait(t.Context()); err != nil || time.Since(begun) != 30*time.Second {
			t.Errorf("waited %v, %v", time.Since(begun), err)
		}
		leave()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, leave, _ = hs.enter(ctx, u)
		defer leave()
		if _, _, err := hs.enter(ctx, u); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a second turn: %v", err)
		}
	})
}

// TestManyHosts forgets hosts that nobody waits for.
func TestManyHosts(t *testing.T) {
	hs := newHosts(Manners{Delay: -1})
	for i := range maxHosts + 100 {
		_, leave, err := hs.enter(t.Context(), &url.URL{Scheme: "http", Host: "h" + string(rune('a'+i%26)) + strings.Repeat("x", i/26%200) + string(rune('a'+i/5200))})
		if err != nil {
			t.Fatal(err)
		}
		leave()
	}
	if len(hs.known) > maxHosts {
		t.Errorf("%d hosts are remembered", len(hs.known))
	}
}

// TestPatience asks again when the host said.
func TestPatience(t *testing.T) {
	s := serve(t)
	c := s.client(Options{Manners: Manners{Patience: 5 * time.Second}})
	begun := time.Now()
	got, err := c.Get(t.Context(), Request{URL: s.URL + "/busy/1?after=1"})
	if err != nil || len(got.Body) == 0 || time.Since(begun) < time.Second {
		t.Errorf("after %v: %v", time.Since(begun), err)
	}
	if _, err := c.Get(t.Context(), Request{URL: s.URL + "/status/503?after=600"}); !errors.Is(err, ErrBusy) {
		t.Errorf("error is %v", err)
	}
	asked := s.asked.Load()
	if _, err := c.Get(t.Context(), Request{URL: s.URL + "/page"}); !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), "left alone for 10m") {
		t.Errorf("error is %v", err)
	}
	if s.asked.Load() != asked {
		t.Error("it was asked all the same")
	}
}

// TestRobots asks robots.txt once, and only for what nobody named.
func TestRobots(t *testing.T) {
	var asked atomic.Int32
	var answer atomic.Pointer[http.HandlerFunc]
	mux := http.NewServeMux()
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		(*answer.Load())(w, r)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("text")) })
	s := httptest.NewServer(mux)
	defer s.Close()
	text := func(status int, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status); _, _ = w.Write([]byte(text)) }
	}
	for _, c := range []struct {
		name    string
		robots  http.HandlerFunc
		path    string
		problem error
	}{
		{"allowed", text(200, "User-agent: *\nDisallow: /private"), "/a", nil},
		{"forbidden", text(200, "User-agent: *\nDisallow: /private"), "/private/x", ErrRobots},
		{"forbidden by query", text(200, "User-agent: hearsay\nDisallow: /*?print="), "/a?print=1", ErrRobots},
		{"none", text(404, "User-agent: *\nDisallow: /"), "/a", nil},
		{"not for us", text(403, ""), "/a", nil},
		{"broken server", text(500, ""), "/a", ErrRobots},
		{"too many requests", text(429, ""), "/a", ErrRobots},
		{"empty", text(200, ""), "/a", nil},
		{"redirected", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RawQuery == "" {
				http.Redirect(w, r, "/robots.txt?2", http.StatusFound)
				return
			}
			text(200, "User-agent: *\nDisallow: /a")(w, r)
		}, "/a", ErrRobots},
		{"in circles", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/robots.txt", http.StatusFound) }, "/a", nil},
		{"of a megabyte", text(200, "User-agent: *\nDisallow: /a\n"+strings.Repeat("# more\n", 150_000)), "/a", ErrRobots},
		{"beyond what is read", text(200, "User-agent: *\n"+strings.Repeat("# more\n", 150_000)+"Disallow: /a\n"), "/a", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer.Store(&c.robots)
			asked.Store(0)
			client := (&server{Server: s, port: portOf(t, s.URL)}).client(Options{UserAgent: "Hearsay/1.0 (+https://h.example)"})
			if _, err := client.Get(t.Context(), Request{URL: s.URL + c.path}); err != nil || asked.Load() != 0 {
				t.Errorf("named: %v, robots.txt asked %d times", err, asked.Load())
			}
			_, err := client.Get(t.Context(), Request{URL: s.URL + c.path, Robots: true})
			_, again := client.Get(t.Context(), Request{URL: s.URL + c.path, Robots: true})
			if !errors.Is(err, c.problem) || !errors.Is(again, c.problem) {
				t.Errorf("%v, then %v; want %v", err, again, c.problem)
			}
			if n := asked.Load(); n != 1 && c.name != "redirected" && c.name != "in circles" {
				t.Errorf("robots.txt asked %d times", n)
			}
			free := (&server{Server: s, port: portOf(t, s.URL)}).client(Options{Manners: Manners{IgnoreRobots: true}})
			if _, err := free.Get(t.Context(), Request{URL: s.URL + c.path, Robots: true}); err != nil {
				t.Errorf("robots.txt ignored: %v", err)
			}
		})
	}
}

// TestNobodyThere: what cannot be reached is told as such and not as robots.txt.
func TestNobodyThere(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	at, port := s.URL, portOf(t, s.URL)
	s.Close()
	c := New(Options{Policy: Policy{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Ports: []uint16{port}}, Manners: Manners{Delay: -1}})
	for _, robots := range []bool{false, true} {
		if _, err := c.Get(t.Context(), Request{URL: at, Robots: robots}); !errors.Is(err, ErrConnect) {
			t.Errorf("error is %v", err)
		}
	}
}

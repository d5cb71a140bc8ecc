package fetch

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hearsay/internal/hostile"
)

// server is the hostile server, on the loopback interface.
type server struct {
	*httptest.Server
	port  uint16
	asked atomic.Int64 // requests
}

func serve(t testing.TB) *server { return serveAt(t, "127.0.0.1") }

func serveAt(t testing.TB, address string) *server {
	t.Helper()
	l, err := net.Listen("tcp", address+":0")
	if err != nil {
		t.Skip("this machine has no other address of its own:", err)
	}
	s := &server{}
	h := hostile.Handler()
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		h.ServeHTTP(w, r)
	}))
	s.Listener.Close()
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	s.port = portOf(t, s.URL)
	return s
}

func portOf(t testing.TB, address string) uint16 {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return port(u)
}

// client returns a client that may reach this server and the public web, in a
// hurry.
func (s *server) client(o Options) *Client {
	host, _, _ := net.SplitHostPort(s.Listener.Addr().String())
	o.Policy.Networks = append(o.Policy.Networks, netip.PrefixFrom(netip.MustParseAddr(host), 32))
	o.Policy.Ports = append(o.Policy.Ports, s.port)
	o.Manners.Delay = -1
	return New(o)
}

// to returns an address of this server that redirects.
func (s *server) to(address string) string { return s.URL + "/to?url=" + url.QueryEscape(address) }

// named returns an address of this server under another name.
func (s *server) named(host, path string) string {
	return fmt.Sprintf("http://%s:%d%s", host, s.port, path)
}

var quick = Limits{Connect: 2 * time.Second, Idle: 200 * time.Millisecond, Total: 600 * time.Millisecond}

// misdeeds are answers that are no answers (B4 42 to 45), each with the problem
// by which it is named and a part of what is told.
var misdeeds = []struct {
	row     string
	path    string
	limits  Limits
	problem error
	told    string
}{
	{"42 loop", "/circle", Limits{}, ErrTooManyRedirects, "after 5 it goes on to"},
	{"42 chain", "/chain/6", Limits{}, ErrTooManyRedirects, ""},
	{"42 to a file", "/to?url=file:///etc/passwd", Limits{}, ErrRedirect, "to file:///etc/passwd: only http"},
	{"42 to private", "/to?url=http://192.168.0.1/", Limits{}, ErrRefusedAddress, "192.168.0.1 is a private network"},
	{"42 to another port", "/to?url=http://192.168.0.1:22/", Limits{}, ErrRefusedPort, ""},
	{"42 to 100 kB", "/far", Limits{}, ErrRedirect, "it has 100"},
	{"42 headers of 100 kB", "/far", Limits{Headers: 64 << 10}, ErrTooLarge, "headers"},
	{"42 to nowhere", "/to?code=301", Limits{}, ErrRedirect, "does not say where"},
	{"42 multiple choices", "/status/300", Limits{}, ErrStatus, "300"},

	{"43 a byte at a time", "/slow/body?every=20ms", quick, ErrSlow, ""},
	{"43 headers a byte at a time", "/slow/headers?every=20ms", quick, ErrSlow, ""},
	{"43 silent", "/slow/silent", quick, ErrSlow, ""},
	{"43 stalls", "/slow/stalls", quick, ErrSlow, ""},
	{"43 endless headers", "/endless/headers", Limits{}, ErrTooLarge, "headers"},
	{"43 endless chunks", "/endless/body", Limits{Idle: time.Second, Body: 1 << 20}, ErrTooLarge, "more than 1048576 bytes"},
	{"43 flood of 1xx", "/endless/info", Limits{}, ErrTooLarge, "headers"},
	{"43 Content-Length too long", "/length/more", Limits{}, ErrTruncated, "breaks off"},
	{"43 Content-Length no number", "/length/bad", Limits{}, ErrProtocol, ""},
	{"43 Content-Length twice", "/length/two", Limits{}, ErrProtocol, ""},
	{"43 Content-Length of a terabyte", "/length/huge", Limits{}, ErrTooLarge, "1099511627776 bytes"},
	{"43 chunks without an end", "/chunks/cut", Limits{}, ErrTruncated, ""},
	{"43 chunks without sizes", "/chunks/bad", Limits{}, ErrProtocol, ""},
	{"43 nothing", "/empty", Limits{}, ErrEmpty, ""},
	{"43 204", "/status/204", Limits{}, ErrEmpty, ""},
	{"43 206", "/status/206", Limits{}, ErrTruncated, "a part of it"},
	{"43 another protocol", "/no-http", Limits{}, ErrProtocol, ""},

	{"44 gzip bomb", "/coded/gzip/bomb", Limits{}, ErrBomb, ""},
	{"44 deflate bomb", "/coded/deflate/bomb", Limits{}, ErrBomb, ""},
	{"44 bare deflate bomb", "/coded/bare/bomb", Limits{}, ErrBomb, ""},
	{"44 br bomb", "/coded/br/bomb", Limits{}, ErrBomb, ""},
	{"44 zstd bomb", "/coded/zstd/bomb", Limits{}, ErrBomb, ""},
	{"44 gzip in gzip", "/coded/gzip/nested", Limits{}, ErrBomb, ""},
	{"44 br in br", "/coded/br/nested", Limits{}, ErrBomb, ""},
	{"44 zstd in zstd", "/coded/zstd/nested", Limits{}, ErrBomb, ""},
	{"44 too large when plain", "/coded/gzip/page", Limits{Body: 400}, ErrTooLarge, "more than 400 bytes"},
	{"44 three codings", "/coded/gzip/thrice", Limits{}, ErrCompression, "3 codings"},
	{"44 unknown coding", "/coded/lzma/page", Limits{}, ErrCompression, "lzma"},
	{"44 not gzip", "/coded/gzip/wrong", Limits{}, ErrCompression, "and is not, or is damaged"},
	{"44 not br", "/coded/br/wrong", Limits{}, ErrTruncated, ""},
	{"44 not zstd", "/coded/zstd/wrong", Limits{}, ErrCompression, ""},
	{"44 not deflate", "/coded/deflate/wrong", Limits{}, ErrCompression, ""},
	{"44 gzip cut off", "/coded/gzip/cut", Limits{}, ErrTruncated, ""},
	{"44 deflate cut off", "/coded/deflate/cut", Limits{}, ErrTruncated, ""},
	{"44 br cut off", "/coded/br/cut", Limits{}, ErrTruncated, ""},
	{"44 zstd cut off", "/coded/zstd/cut", Limits{}, ErrTruncated, ""},
	{"44 garbage after zstd", "/coded/zstd/garbage", Limits{}, ErrCompression, ""},

	{"45 429", "/status/429?after=1e9", Limits{}, ErrBusy, "in 24h0m0s"},
	{"45 503", "/status/503?after=3600", Limits{}, ErrBusy, "in 1h0m0s"},
	{"45 401", "/status/401", Limits{}, ErrDenied, "401"},
	{"45 403", "/status/403", Limits{}, ErrDenied, "403"},
	{"45 404", "/status/404", Limits{}, ErrMissing, "404"},
	{"45 407", "/status/407", Limits{}, ErrDenied, "HTTPS_PROXY"},
	{"45 410", "/status/410", Limits{}, ErrGone, "off your list"},
	{"45 451", "/status/451", Limits{}, ErrLegal, ""},
	{"45 500", "/status/500", Limits{}, ErrStatus, "500"},
	{"45 999", "/status/999", Limits{}, ErrStatus, "999"},
	{"45 Cloudflare", "/challenge/cloudflare", Limits{}, ErrChallenge, "Cloudflare"},
	{"45 Cloudflare's page", "/challenge/cloudflare-page", Limits{}, ErrChallenge, "Cloudflare"},
	{"45 DataDome", "/challenge/datadome", Limits{}, ErrChallenge, "DataDome"},
	{"45 AWS", "/challenge/aws", Limits{}, ErrChallenge, "AWS"},
	{"45 Imperva", "/challenge/imperva", Limits{}, ErrChallenge, "Imperva"},
	{"45 no challenge", "/challenge/nobody", Limits{}, ErrDenied, ""},
}

func TestMisdeeds(t *testing.T) {
	s := serve(t)
	for _, m := range misdeeds {
		t.Run(m.row, func(t *testing.T) {
			t.Parallel()
			c := s.client(Options{Limits: m.limits, Resolver: names().Resolver()})
			got, err := c.Get(t.Context(), Request{URL: s.URL + m.path})
			var e *Error
			if got != nil || !errors.As(err, &e) || !errors.Is(err, m.problem) {
				t.Fatalf("%v, want %v", err, m.problem)
			}
			if !strings.Contains(err.Error(), m.told) || e.Next == "" || !strings.HasPrefix(e.URL, "http") {
				t.Errorf("told is %q", err)
			}
		})
	}
}

// TestAnswers fetches what is in order, if odd.
func TestAnswers(t *testing.T) {
	s := serve(t)
	c := s.client(Options{})
	for _, path := range []string{
		"/page", "/chain/5", "/length/less", "/coded/gzip/page", "/coded/deflate/page", "/coded/bare/page", "/coded/br/page", "/coded/zstd/page",
		"/coded/identity/page", "/coded/gzip/twice", "/coded/br/twice",
		"/coded/gzip/garbage", "/coded/deflate/garbage", // after the end, which browsers do not mind
	} {
		got, err := c.Get(t.Context(), Request{URL: s.URL + path + "#part"})
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if string(got.Body) != hostile.Page || got.Media != "text/html" || strings.Contains(got.URL, "#") || got.Received.IsZero() {
			t.Errorf("%s: %+v", path, got)
		}
	}
}

// TestPermanent follows redirects for good as far as they are.
func TestPermanent(t *testing.T) {
	s := serve(t)
	c := s.client(Options{})
	for _, r := range []struct{ from, permanent, final string }{
		{"/page", "/page", "/page"},
		{"/to?url=/page&code=301", "/page", "/page"},
		{"/to?url=/page&code=308", "/page", "/page"},
		{"/to?url=/page&code=302", "/to?url=/page&code=302", "/page"},
		{"/to?url=%2Fto%3Furl%3D%2Fpage%26code%3D307&code=301", "/to?url=/page&code=307", "/page"},
	} {
		got, err := c.Get(t.Context(), Request{URL: s.URL + r.from})
		if err != nil || got.Permanent != s.URL+r.permanent || got.URL != s.URL+r.final {
			t.Errorf("%s: %+v, %v", r.from, got, err)
		}
	}
}

// TestCredentials stay with the origin they were given for, and out of what is
// told.
func TestCredentials(t *testing.T) {
	s, other := serve(t), serve(t)
	c := s.client(Options{Policy: Policy{Ports: []uint16{other.port}}})
	with := func(address string) string { return strings.Replace(address, "http://", "http://reader:s3cret@", 1) }
	got, err := c.Get(t.Context(), Request{URL: with(s.URL + "/auth")})
	if err != nil || string(got.Body) != "reader:s3cret" || strings.Contains(got.URL+got.Permanent, "s3cret") {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := c.Get(t.Context(), Request{URL: with(s.to("/auth"))}); err != nil || string(got.Body) != "reader:s3cret" {
		t.Errorf("to the same origin: %+v, %v", got, err)
	}
	for _, where := range []string{other.URL + "/auth", with(other.URL + "/auth"), s.named("localhost", "/auth")} {
		_, err := c.Get(t.Context(), Request{URL: with(s.to(where))})
		if !errors.Is(err, ErrDenied) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("to %s: %v", where, err)
		}
	}
}

func TestMask(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"https://a.example/x?page=2", "https://a.example/x?page=2"},
		{"https://me:pass@a.example/x", "https://a.example/x"},
		{"https://me@a.example", "https://a.example"},
		{"https://m@e:p@ss@a.example/@user", "https://a.example/@user"},
		{"https://a.example/@user?q=a@b", "https://a.example/@user?q=a@b"},
		{"//me:pass@a.example/x", "//a.example/x"},
		{`http:\\me:pass@a.example\x`, `http:\\a.example\x`},
		{"https://a.example/?access_token=abc&x=1&API-Key=d&X-Amz-Signature=e#f", "https://a.example/?access_token=***&x=1&API-Key=***&X-Amz-Signature=***"},
		{"https://a.example/?%74oken=abc", "https://a.example/?%74oken=***"},
		{"https://a.example/#access_token=abc", "https://a.example/"},
	} {
		if got := Mask(c.in); got != c.want {
			t.Errorf("%s becomes %s, want %s", c.in, got, c.want)
		}
	}
	c := New(Options{})
	for _, bad := range []string{"https://me:pa/ss@a.example/", "https://me:pa?ss@a.example/", "https://me:pa ss%@a.example/", "https://me:pa#ss@a.example"} {
		if _, err := c.parse(nil, bad); err == nil || strings.Contains(err.Error(), "ss@") || strings.Contains(err.Error(), "me:pa") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// TestSecure refuses certificates that nobody should trust (B4 46).
func TestSecure(t *testing.T) {
	s := httptest.NewUnstartedServer(hostile.Handler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	plain := &server{Server: s, port: portOf(t, s.URL)}
	var n hostile.Names
	n.Add("example.com", "127.0.0.1") // a name of the certificate
	n.Add("other.example", "127.0.0.1")
	for _, c := range []struct {
		name, address string
		roots         *x509.CertPool
		told          string
	}{
		{"trusted", s.URL, roots, ""},
		{"by name", strings.Replace(s.URL, "127.0.0.1", "example.com", 1), roots, ""},
		{"self-signed", s.URL, nil, "nobody who is trusted"},
		{"another host", strings.Replace(s.URL, "127.0.0.1", "other.example", 1), roots, "another host"},
		{"http to a port of https", strings.Replace(s.URL, "https", "http", 1), roots, "400"},
	} {
		_, err := plain.client(Options{Roots: c.roots, Resolver: n.Resolver()}).Get(t.Context(), Request{URL: c.address + "/page"})
		if (err != nil) != (c.told != "") || err != nil && !strings.Contains(err.Error(), c.told) {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.told != "" && c.told != "400" && !errors.Is(err, ErrTLS) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	insecure := serve(t)
	if _, err := insecure.client(Options{}).Get(t.Context(), Request{URL: strings.Replace(insecure.URL, "http", "https", 1)}); !errors.Is(err, ErrTLS) {
		t.Errorf("https to a port of http: %v", err)
	}
}

func TestConditional(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Etag", `"one"`)
		w.Header().Set("Last-Modified", "Mon, 09 Mar 2026 10:00:00 GMT")
		w.Header().Set("Cache-Control", "public, max-age=1800")
		if r.Header.Get("If-None-Match") == `"one"` && r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write([]byte("text"))
	}))
	defer s.Close()
	c := (&server{Server: s, port: portOf(t, s.URL)}).client(Options{})
	got, err := c.Get(t.Context(), Request{URL: s.URL})
	if err != nil || got.NotModified || got.ETag != `"one"` || got.Fresh != (Freshness{30 * time.Minute, true}) {
		t.Fatalf("%+v, %v", got, err)
	}
	got, err = c.Get(t.Context(), Request{URL: s.URL, ETag: got.ETag, LastModified: got.LastModified})
	if err != nil || !got.NotModified || len(got.Body) > 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestProxy sends requests through a proxy, and judges where they would go all
// the same.
func TestProxy(t *testing.T) {
	var through []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		through = append(through, r.URL.String())
		_, _ = w.Write([]byte(hostile.Page))
	}))
	defer proxy.Close()
	at, _ := url.Parse(proxy.URL)
	n := names()
	n.Add("paper.example", "8.8.8.8")
	c := New(Options{ // the proxy is on a machine that nothing else may reach
		Resolver: n.Resolver(), Manners: Manners{Delay: -1},
		Proxy: func(r *http.Request) (*url.URL, error) {
			if r.URL.Host == "direct.example" {
				return nil, nil
			}
			return at, nil
		},
	})
	for _, p := range []struct {
		address string
		problem error
	}{
		{"http://paper.example/a", nil},
		{"http://only-the-proxy-knows.example/a", nil},
		{"http://inner.example/", ErrRefusedAddress},
		{"http://localhost/", ErrRefusedAddress},
		{"http://2130706433/", ErrRefusedAddress},
		{"http://paper.example:22/", ErrRefusedPort},
		{"http://direct.example/", ErrHost},
	} {
		if _, err := c.Get(t.Context(), Request{URL: p.address}); !errors.Is(err, p.problem) {
			t.Errorf("%s: %v", p.address, err)
		}
	}
	if strings.Join(through, " ") != "http://paper.example/a http://only-the-proxy-knows.example/a" {
		t.Errorf("through the proxy went %v", through)
	}
}

// TestIPv6 fetches from a server that has no other address (B4 46).
func TestIPv6(t *testing.T) {
	l, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Skip("no IPv6 here:", err)
	}
	s := &server{Server: httptest.NewUnstartedServer(hostile.Handler())}
	s.Listener.Close()
	s.Listener = l
	s.Start()
	defer s.Close()
	s.port = portOf(t, s.URL)
	var n hostile.Names
	n.Add("six.example", "::1")
	c := New(Options{Policy: Policy{Networks: []netip.Prefix{netip.MustParsePrefix("::1/128")}, Ports: []uint16{s.port}}, Resolver: n.Resolver(), Manners: Manners{Delay: -1}})
	for _, address := range []string{s.URL + "/page", s.named("six.example", "/page"), s.named("[0:0:0:0:0:0:0:1]", "/page")} {
		if _, err := c.Get(t.Context(), Request{URL: address}); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestNothingIsLeft counts what many requests, most of them in vain, leave behind.
func TestNothingIsLeft(t *testing.T) {
	s := serve(t)
	before := runtime.NumGoroutine()
	c := s.client(Options{Limits: quick})
	for i := range 30 {
		for _, path := range []string{"/page", "/length/more", "/coded/gzip/cut", "/coded/zstd/bomb", "/circle", "/no-http", "/status/404"} {
			_, _ = c.Get(t.Context(), Request{URL: s.URL + path})
		}
		if i == 0 {
			_, _ = c.Get(t.Context(), Request{URL: s.URL + "/slow/stalls"})
		}
	}
	c.Close()
	for range 200 {
		s.CloseClientConnections()
		if runtime.NumGoroutine() <= before+3 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

func TestGivenUp(t *testing.T) {
	s := serve(t)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := s.client(Options{}).Get(ctx, Request{URL: s.URL + "/slow/silent"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

func TestContentType(t *testing.T) {
	for _, c := range []struct{ in, media, charset string }{
		{"text/html; charset=Windows-1251", "text/html", "Windows-1251"},
		{"TEXT/HTML;charset=\"utf-8\"", "text/html", "utf-8"},
		{"text/html; charset", "text/html", ""},
		{"", "", ""}, {";;", "", ""}, {strings.Repeat("x", 200), "", ""},
	} {
		if media, charset := contentType(c.in); media != c.media || charset != c.charset {
			t.Errorf("%q: %q, %q", c.in, media, charset)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		in   string
		want time.Duration
	}{
		{"", usualRetry}, {"120", 2 * time.Minute}, {"0", minRetry}, {"-5", minRetry}, {"1e9", maxRetry}, {"NaN", maxRetry}, {"soon", usualRetry},
		{"Mon, 09 Mar 2026 10:30:00 GMT", 30 * time.Minute}, {"Mon, 09 Mar 2020 10:30:00 GMT", minRetry}, {"Mon, 09 Mar 2099 10:30:00 GMT", maxRetry},
	} {
		if got := retryAfter(c.in, now); got != c.want {
			t.Errorf("%q: %v, want %v", c.in, got, c.want)
		}
	}
}

package fetch

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Limits bound one request. A zero field stands for what DefaultLimits has.
type Limits struct {
	Connect   time.Duration // to reach the host
	Idle      time.Duration // between two pieces of an answer, and until the headers are there
	Total     time.Duration // with redirects, without the time a host is waited for
	Headers   int64         // bytes of the headers of an answer
	Body      int64         // bytes of a body, compressed and plain
	Redirects int           // -1 for none
}

// DefaultLimits are the limits that pages of news keep.
func DefaultLimits() Limits {
	return Limits{
		Connect: 10 * time.Second, Idle: 10 * time.Second, Total: 30 * time.Second,
		Headers: 256 << 10, Body: 20 << 20, Redirects: 5,
	}
}

// Options say how things are fetched. The zero Options are usable.
type Options struct {
	UserAgent string // product and version first ("hearsay/1.0 (+https://…)"); robots.txt is asked for the product
	Policy    Policy
	Limits    Limits
	Manners   Manners
	Resolver  *net.Resolver                         // nil for the system's
	Roots     *x509.CertPool                        // who is trusted to sign certificates; nil for the system's
	Proxy     func(*http.Request) (*url.URL, error) // as http.ProxyFromEnvironment; nil for none
}

// Client fetches. It may be used by many goroutines.
type Client struct {
	agent    string
	policy   Policy
	limits   Limits
	hosts    hosts
	proxy    func(*http.Request) (*url.URL, error)
	resolver *net.Resolver
	direct   *http.Transport
	proxied  *http.Transport
}

// New returns a Client.
func New(o Options) *Client {
	c := &Client{
		agent: o.UserAgent, policy: o.Policy, limits: o.Limits.filled(), proxy: o.Proxy, resolver: o.Resolver,
		hosts: newHosts(o.Manners),
	}
	if c.agent == "" {
		c.agent = "hearsay"
	}
	if c.resolver == nil {
		c.resolver = net.DefaultResolver
	}
	c.direct = c.transport(o, &net.Dialer{Timeout: c.limits.Connect, Resolver: o.Resolver, ControlContext: o.Policy.control})
	if c.proxy != nil {
		c.proxied = c.transport(o, &net.Dialer{Timeout: c.limits.Connect, Resolver: o.Resolver})
		c.proxied.Proxy = c.onlyProxied
	}
	return c
}

// filled returns the limits with what is zero filled in.
func (l Limits) filled() Limits {
	usual := DefaultLimits()
	for _, d := range []struct{ have, usual *time.Duration }{{&l.Connect, &usual.Connect}, {&l.Idle, &usual.Idle}, {&l.Total, &usual.Total}} {
		if *d.have <= 0 {
			*d.have = *d.usual
		}
	}
	if l.Headers <= 0 {
		l.Headers = usual.Headers
	}
	if l.Body <= 0 {
		l.Body = usual.Body
	}
	if l.Redirects == 0 {
		l.Redirects = usual.Redirects
	}
	return l
}

func (c *Client) transport(o Options, dialer *net.Dialer) *http.Transport {
	t := &http.Transport{
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    c.limits.Connect,
		ResponseHeaderTimeout:  c.limits.Idle,
		MaxResponseHeaderBytes: c.limits.Headers,
		DisableCompression:     true, // body.go undoes it within bounds
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           64,
		IdleConnTimeout:        30 * time.Second,
	}
	if o.Roots != nil {
		t.TLSClientConfig = trusting(o.Roots)
	}
	return t
}

// onlyProxied is the Proxy of the transport whose dialler is not guarded: it
// dials proxies and nothing else.
func (c *Client) onlyProxied(r *http.Request) (*url.URL, error) {
	u, err := c.proxy(r)
	if err == nil && u == nil {
		err = &Error{Problem: ErrConnect, Detail: "the proxy is gone"}
	}
	return u, err
}

// Request is what is to be fetched.
type Request struct {
	URL          string
	ETag         string // of what is there already
	LastModified string // of the same, as the server wrote it
	Robots       bool   // nobody named the address: ask robots.txt first
}

// Response is what stands at an address.
type Response struct {
	URL          string    // after redirects, without credentials
	Permanent    string    // where redirects led that are for good, up to the first that is not; else the address asked for
	Media        string    // media type by label, without parameters; empty if none
	Charset      string    // by label; empty if none
	Body         []byte    // as it came, codings undone; never empty unless NotModified
	NotModified  bool      // it is as ETag and LastModified of the Request have it
	ETag         string    // to be handed back with the next Request
	LastModified string    // to be handed back with the next Request
	Fresh        Freshness // how long it stays good
	Received     time.Time
}

// Get fetches what stands at an address. The error is an *Error, or that of ctx
// if ctx ends first.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	u, err := c.parse(nil, r.URL)
	if err != nil {
		return nil, err
	}
	visit := &visit{client: c, request: r, user: u.User, origin: origin(u), left: c.limits.Total, permanent: plain(u)}
	u.User = nil
	for hop := 0; ; hop++ {
		resp, next, err := visit.hop(ctx, u)
		if err != nil || resp != nil {
			return resp, err
		}
		if hop >= max(c.limits.Redirects, 0) {
			return nil, &Error{
				URL: short(r.URL), Problem: ErrTooManyRedirects, Detail: fmt.Sprintf("after %d it goes on to %s", hop, short(next.String())),
				Next: "open the address in a browser to see where it leads",
			}
		}
		u = next
	}
}

// visit is one Get on its way.
type visit struct {
	client    *Client
	request   Request
	user      *url.Userinfo // credentials of the address asked for
	origin    string        // to which alone they are sent
	left      time.Duration // of Limits.Total
	permanent string
	temporary bool  // a redirect was not for good
	cut       int64 // of the body so many bytes are enough; 0 for all of it
}

// hop makes one request, again if the host asks for patience. Of response, next
// and error one is set; next is where it is redirected.
func (v *visit) hop(ctx context.Context, u *url.URL) (*Response, *url.URL, error) {
	for try := 1; ; try++ {
		resp, next, err := v.once(ctx, u)
		var e *Error
		if !errors.As(err, &e) || e.Problem != ErrBusy || try > maxTries || e.RetryAfter > v.client.hosts.manners.Patience {
			return resp, next, err
		}
	}
}

// once waits for the host's turn and makes one request.
func (v *visit) once(ctx context.Context, u *url.URL) (*Response, *url.URL, error) {
	h, leave, err := v.client.hosts.enter(ctx, u)
	if err != nil {
		return nil, nil, named(err, u)
	}
	defer leave()
	if v.request.Robots {
		if err := v.client.allowed(ctx, h, u); err != nil {
			return nil, nil, named(err, u)
		}
	}
	if err := h.wait(ctx); err != nil {
		return nil, nil, named(err, u)
	}
	begun := time.Now()
	resp, next, err := v.ask(ctx, u)
	v.left -= time.Since(begun)
	h.done(err)
	return resp, next, err
}

// named puts the address into an error that has none.
func named(err error, u *url.URL) error {
	var e *Error
	if errors.As(err, &e) && e.URL == "" {
		e.URL = short(u.String())
	}
	return err
}

// ask makes one request.
func (v *visit) ask(parent context.Context, u *url.URL) (*Response, *url.URL, error) {
	ctx, stop := context.WithTimeout(parent, max(v.left, time.Millisecond))
	defer stop()
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	c, address := v.client, short(u.String())
	resp, err := c.send(ctx, u, v.header(u))
	if err != nil {
		return nil, nil, c.explain(parent, ctx, address, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 == 3 && resp.StatusCode != http.StatusNotModified {
		next, err := v.redirect(u, resp)
		return nil, next, err
	}
	received := time.Now()
	if err := c.statusError(giveUp, address, resp, received); err != nil {
		return nil, nil, err
	}
	found := newResponse(u, resp, received)
	found.Permanent = v.permanent
	if resp.StatusCode == http.StatusNotModified {
		found.NotModified = true
		return found, nil, nil
	}
	most, cut := c.limits.Body, v.cut > 0
	if cut {
		most = v.cut
	}
	found.Body, err = c.readBody(giveUp, resp, most, cut)
	if err != nil {
		return nil, nil, c.explain(parent, ctx, address, err)
	}
	if len(found.Body) == 0 {
		return nil, nil, &Error{URL: address, Problem: ErrEmpty, Detail: "no byte of it", Next: again, Status: resp.StatusCode}
	}
	return found, nil, nil
}

// newResponse reads the headers of an answer.
func newResponse(u *url.URL, resp *http.Response, received time.Time) *Response {
	r := &Response{URL: plain(u), Received: received, Fresh: freshness(resp.Header)}
	r.Media, r.Charset = contentType(resp.Header.Get("Content-Type"))
	r.ETag, r.LastModified = validator(resp.Header.Get("Etag")), validator(resp.Header.Get("Last-Modified"))
	return r
}

// validator returns the value of a header that is to be handed back, unless it is
// too long to be kept.
func validator(value string) string {
	const most = 1024 // bytes
	if len(value) > most {
		return ""
	}
	return value
}

// header returns the headers of a request for u.
func (v *visit) header(u *url.URL) http.Header {
	h := http.Header{
		"User-Agent":      {v.client.agent},
		"Accept":          {"text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"},
		"Accept-Encoding": {accepted},
		"Accept-Language": {"en, *;q=0.5"},
	}
	if v.request.ETag != "" {
		h.Set("If-None-Match", v.request.ETag)
	}
	if v.request.LastModified != "" {
		h.Set("If-Modified-Since", v.request.LastModified)
	}
	if v.user != nil && origin(u) == v.origin {
		r := http.Request{Header: h}
		password, _ := v.user.Password()
		r.SetBasicAuth(v.user.Username(), password)
	}
	return h
}

// origin returns scheme, host and port of u. Credentials go to the origin for
// which they were given and to no other, so neither to another host nor from
// https to http.
func origin(u *url.URL) string { return fmt.Sprintf("%s://%s:%d", u.Scheme, u.Hostname(), port(u)) }

// plain returns u without credentials.
func plain(u *url.URL) string {
	bare := *u
	bare.User = nil
	return bare.String()
}

// send sends one request, straight or through the proxy that the user has set
// up. Then the proxy is dialled, so that the guard does not see the address of
// the target; the target's is looked up and judged here. A name that only the
// proxy knows cannot be judged; the proxy is the user's, and so is that choice.
func (c *Client) send(ctx context.Context, u *url.URL, h http.Header) (*http.Response, error) {
	return c.roundTrip(ctx, &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: h, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1})
}

// roundTrip is send for a request of any kind.
func (c *Client) roundTrip(ctx context.Context, r *http.Request) (*http.Response, error) {
	r = r.WithContext(ctx)
	u := r.URL
	if c.proxy == nil {
		return c.direct.RoundTrip(r)
	}
	proxy, err := c.proxy(r)
	if err != nil {
		return nil, err
	}
	if proxy == nil {
		return c.direct.RoundTrip(r)
	}
	addresses, err := c.resolver.LookupNetIP(ctx, "ip", u.Hostname())
	if err != nil {
		addresses = []netip.Addr{}
	}
	for _, a := range addresses {
		if err := c.policy.judge(a); err != nil {
			return nil, err
		}
	}
	return c.proxied.RoundTrip(r)
}

// redirect returns where an answer leads.
func (v *visit) redirect(u *url.URL, resp *http.Response) (*url.URL, error) {
	where := resp.Header.Get("Location")
	fail := func(problem error, detail string) (*url.URL, error) {
		return nil, &Error{URL: short(u.String()), Problem: problem, Detail: detail, Next: "open the address in a browser to see where it leads", Status: resp.StatusCode}
	}
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return fail(ErrStatus, resp.Status)
	}
	if where == "" {
		return fail(ErrRedirect, "it does not say where to")
	}
	next, err := v.client.parse(u, where)
	var e *Error
	switch {
	case errors.As(err, &e) && e.Problem == ErrAddress:
		return fail(ErrRedirect, "to "+e.URL+": "+e.Detail)
	case errors.As(err, &e):
		e.Detail = "redirected from " + short(u.String()) + ": " + e.Detail
		return nil, e
	}
	if resp.StatusCode != http.StatusMovedPermanently && resp.StatusCode != http.StatusPermanentRedirect {
		v.temporary = true
	}
	if !v.temporary {
		v.permanent = plain(next)
	}
	return next, nil
}

// Close ends the connections that are open.
func (c *Client) Close() {
	c.direct.CloseIdleConnections()
	if c.proxied != nil {
		c.proxied.CloseIdleConnections()
	}
}

// product returns what robots.txt calls a user agent: its first word up to the
// version.
func product(agent string) string {
	end := strings.IndexFunc(agent, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '-' || r == '_')
	})
	if end < 0 {
		end = len(agent)
	}
	return strings.ToLower(agent[:end])
}

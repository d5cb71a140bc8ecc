package web

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Before a request reaches a route it has to be meant for this server, and come
// from somebody who may ask. The name of the host is looked at first: a page of
// another site whose name leads to this machine (DNS rebinding) sends its own
// name. Then, of requests that change something, whether a page of another site
// sent them. Then, if there is a password, who asks.

// policy is what pages may do. Scripts and styles are those of the program, nothing is
// fetched from elsewhere, and no script can turn text into markup.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// headers are sent with every answer.
var headers = map[string]string{
	"Content-Security-Policy":      policy,
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
	"Cache-Control":                "no-cache, private",
}

// guard lets requests through to a handler.
func (s *Server) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, errCrossSite) }))
	inner := cross.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := s.mux.Handler(r); !s.open[pattern] {
			if err := s.admit(r); err != nil {
				s.refuse(w, r, err)
				return
			}
		}
		next.ServeHTTP(w, r)
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.Now()
		counted := &countedWriter{ResponseWriter: w}
		defer func() { s.account(counted, r, began, recover()) }()
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		if s.secure(r) {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		if !s.meant(r) {
			s.refuse(counted, r, errHost)
			return
		}
		if !endless(r) {
			r.Body = http.MaxBytesReader(counted, r.Body, s.Limits.Body)
		}
		inner.ServeHTTP(counted, r)
	})
}

// endless reports whether a request may send as much as it likes, because it is taken
// piece by piece.
func endless(r *http.Request) bool { return r.URL.Path == "/api/v1/read/batch" }

// meant reports whether a request is for this server by name.
func (s *Server) meant(r *http.Request) bool {
	host := strings.ToLower(hostName(r.Host))
	if slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, host) {
		return true
	}
	if s.Base != nil && host == strings.ToLower(s.Base.Hostname()) {
		return true
	}
	if slices.ContainsFunc(s.Hosts, func(name string) bool { return strings.EqualFold(name, host) }) {
		return true
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if local == nil {
		return false
	}
	own, err := netip.ParseAddrPort(local.String())
	return err == nil && own.Addr().Unmap() == addr.Unmap()
}

// hostName returns a host without its port.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
}

// secure reports whether the browser asks over TLS, as far as is known.
func (s *Server) secure(r *http.Request) bool {
	return r.TLS != nil || s.Base != nil && s.Base.Scheme == "https"
}

// base returns the address below which the one who asks reaches the server.
func (s *Server) base(r *http.Request) string {
	if s.Base != nil {
		return strings.TrimSuffix(s.Base.String(), "/")
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host
}

// account counts a request that was answered, and logs it. What a handler
// panicked with is a fault of that request only.
func (s *Server) account(w *countedWriter, r *http.Request, began time.Time, fault any) {
	if fault != nil && fault != http.ErrAbortHandler {
		s.Log.Error("a request failed", "path", r.URL.Path, "fault", fault)
		if w.status == 0 {
			s.refuse(w, r, errFault)
		}
	}
	took := s.Now().Sub(began)
	s.counters.add(routeOf(r), w.status, took)
	s.Log.LogAttrs(context.Background(), levelOf(w.status), "request", attrs(r, w, took)...)
	if fault == http.ErrAbortHandler {
		panic(fault)
	}
}

// countedWriter notes what is written.
type countedWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader notes the status.
func (w *countedWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (w *countedWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find what is below.
func (w *countedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

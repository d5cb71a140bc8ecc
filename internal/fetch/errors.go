package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
	"time"
)

// What can go wrong; test with errors.Is.
var (
	ErrAddress          = errors.New("no address that can be fetched")
	ErrRefusedAddress   = errors.New("the address is not on the public network")
	ErrRefusedPort      = errors.New("the port is not one of the web")
	ErrRedirect         = errors.New("redirected to where nothing can be fetched")
	ErrTooManyRedirects = errors.New("too many redirects")
	ErrHost             = errors.New("the host is not known")
	ErrConnect          = errors.New("no connection")
	ErrTLS              = errors.New("the connection is not secure")
	ErrProtocol         = errors.New("the server does not speak HTTP as it should")
	ErrSlow             = errors.New("too slow")
	ErrTooLarge         = errors.New("larger than what is fetched")
	ErrBomb             = errors.New("compressed more than any text is")
	ErrCompression      = errors.New("its compression cannot be undone")
	ErrTruncated        = errors.New("the answer ended early")
	ErrEmpty            = errors.New("the answer is empty")
	ErrDenied           = errors.New("the server gives it only to those it knows")
	ErrChallenge        = errors.New("the server asks whether a human reads it")
	ErrMissing          = errors.New("the server has nothing there")
	ErrGone             = errors.New("taken away for good")
	ErrLegal            = errors.New("withheld for legal reasons")
	ErrBusy             = errors.New("the server asks to come back later")
	ErrStatus           = errors.New("the server answers with an error")
	ErrRobots           = errors.New("robots.txt keeps programs away")
)

// Error says what is wrong with one address and what can be done about it.
type Error struct {
	URL        string        // with secrets masked; cut if it is long
	Problem    error         // one of the errors above
	Detail     string        // where or what exactly; may be empty
	Next       string        // what the user can do; may be empty
	Status     int           // of HTTP; 0 if there was no answer
	RetryAfter time.Duration // how long the server asks to be left alone; 0 if it does not
}

// Error returns all fields in one line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.URL + ": " + e.Problem.Error())
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	}
	if e.Next != "" {
		b.WriteString("; " + e.Next)
	}
	return b.String()
}

// Unwrap returns e.Problem.
func (e *Error) Unwrap() error { return e.Problem }

// errIdle is the cause of a request that was given up because nothing came.
var errIdle = errors.New("nothing came for too long")

// explain makes an *Error of what a dialler, a transport or a body returned.
// ctx is that of the request; if whoever asked gave it up, that is the error.
func (c *Client) explain(parent, ctx context.Context, address string, err error) error {
	if parent.Err() != nil {
		return parent.Err()
	}
	var e *Error
	if !errors.As(err, &e) {
		e = c.classify(ctx, err)
	}
	e.URL = address
	return e
}

// classify finds the problem behind an error of the standard library.
func (c *Client) classify(ctx context.Context, err error) *Error {
	var dns *net.DNSError
	var verification *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var timeout interface{ Timeout() bool }
	text := err.Error()
	switch {
	case errors.Is(context.Cause(ctx), errIdle):
		return &Error{Problem: ErrSlow, Detail: "nothing came for " + c.limits.Idle.String(), Next: again}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &Error{Problem: ErrSlow, Detail: "not there after " + c.limits.Total.String(), Next: "raise --timeout, or try again later"}
	case errors.As(err, &dns) && (dns.IsTimeout || dns.IsTemporary):
		return &Error{Problem: ErrHost, Detail: "the look-up of " + dns.Name + " failed", Next: "check your connection, or try again later"}
	case errors.As(err, &dns):
		return &Error{Problem: ErrHost, Detail: "no address is known for " + dns.Name, Next: "check the name"}
	case errors.As(err, &verification):
		return &Error{Problem: ErrTLS, Detail: certificateFault(verification.Err), Next: "tell the site; nothing was read, because anyone could have sent it"}
	case errors.As(err, &record), errors.As(err, &alert), strings.Contains(text, "tls: "):
		return &Error{Problem: ErrTLS, Detail: strings.TrimPrefix(text, "remote error: "), Next: "try http:// if the site has no https"}
	case strings.Contains(text, "response headers exceeded"):
		return &Error{Problem: ErrTooLarge, Detail: "its headers have no end", Next: "tell the site"}
	case errors.As(err, &timeout) && timeout.Timeout():
		return &Error{Problem: ErrSlow, Detail: lastPart(text), Next: again}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{Problem: ErrTruncated, Detail: "it breaks off", Next: again}
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return &Error{Problem: ErrTruncated, Detail: "the connection was closed", Next: again}
	case errors.Is(err, syscall.ECONNREFUSED):
		return &Error{Problem: ErrConnect, Detail: "the machine is there, but nobody answers at the port", Next: "check the address"}
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return &Error{Problem: ErrConnect, Detail: "there is no way to the machine", Next: "check your connection"}
	case protocolFault(text):
		return &Error{Problem: ErrProtocol, Detail: lastPart(text), Next: "tell the site"}
	}
	return &Error{Problem: ErrConnect, Detail: lastPart(text), Next: again}
}

// protocolFault reports whether the text of an error of net/http, which has no
// other sign, is about HTTP and not about the connection.
func protocolFault(text string) bool {
	for _, sign := range []string{"malformed", "http2:", "HTTP/2", "1xx", "chunk", "invalid", "Content-Length", "Transfer-Encoding"} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}

const again = "try again later"

// certificateFault says what is wrong with a certificate.
func certificateFault(err error) string {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &authority):
		return "its certificate is signed by nobody who is trusted here"
	case errors.As(err, &host):
		return "its certificate is for another host"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "its certificate has expired, or is not valid yet"
	}
	return "its certificate is not valid"
}

// lastPart returns what an error says after it told where.
func lastPart(text string) string {
	const most = 120 // bytes
	if i := strings.LastIndex(text, ": "); i >= 0 && len(text)-i > 8 {
		text = text[i+2:]
	}
	return text[:min(len(text), most)]
}

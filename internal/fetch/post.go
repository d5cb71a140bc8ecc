package fetch

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Message is what is sent to an address that a user has named for it.
type Message struct {
	URL    string
	Header http.Header // besides User-Agent
	Body   []byte
}

// Post sends a message, through the same guard as everything else. Any status from
// 200 to 299 means that it was taken; the answer is not read. Redirects are not
// followed. The error is an *Error, or that of ctx if ctx ends first.
func (c *Client) Post(parent context.Context, m Message) error {
	u, err := c.parse(nil, m.URL)
	if err != nil {
		return err
	}
	h, leave, err := c.hosts.enter(parent, u)
	if err != nil {
		return named(err, u)
	}
	defer leave()
	if err := h.wait(parent); err != nil {
		return named(err, u)
	}
	ctx, stop := context.WithTimeout(parent, c.limits.Total)
	defer stop()
	header := m.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set("User-Agent", c.agent)
	v := visit{client: c, user: u.User, origin: origin(u)}
	if user := v.header(u).Get("Authorization"); user != "" && u.User != nil {
		header.Set("Authorization", user)
	}
	address := short(u.String())
	u.User = nil
	resp, err := c.roundTrip(ctx, &http.Request{
		Method: http.MethodPost, URL: u, Host: u.Host, Header: header, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(bytes.NewReader(m.Body)), ContentLength: int64(len(m.Body)),
	})
	if err != nil {
		return c.explain(parent, ctx, address, err)
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10) // so that the connection can be used again
	if resp.StatusCode/100 == 2 {
		return nil
	}
	e := &Error{URL: address, Problem: ErrStatus, Detail: resp.Status, Status: resp.StatusCode, Next: fmt.Sprintf("it wants an answer from 200 to 299 within %s", c.limits.Total)}
	if resp.StatusCode/100 == 3 {
		e.Problem = ErrRedirect
		e.Next = "name the address it leads to"
	}
	if seconds, err := time.ParseDuration(resp.Header.Get("Retry-After") + "s"); err == nil && seconds > 0 {
		e.RetryAfter = min(seconds, 24*time.Hour)
	}
	return e
}

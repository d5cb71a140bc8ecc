package fetch

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// accepted are the codings that are asked for.
const accepted = "gzip, deflate, br, zstd"

// Bounds of compression. DEFLATE makes at most 1032 bytes of one, and brotli and
// zstd far more; of text, no coding makes more than some thirty.
const (
	maxCodings = 2       // one upon the other
	maxRatio   = 200     // bytes made of one, for each coding and for all together
	freeOfRule = 1 << 20 // bytes that may be made before the ratio counts
	maxWindow  = 8 << 20 // of zstd, in bytes: what RFC 8878 asks every decoder for
)

// meter counts the bytes that pass and ends with an error beyond a bound.
type meter struct {
	r     io.Reader
	n     int64
	most  int64
	from  []*meter // what its bytes are made of; the ratio to each is bounded
	fault error    // what ended it before its end
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		m.fault = err
	}
	if m.n > m.most {
		return 0, &Error{Problem: ErrTooLarge, Detail: fmt.Sprintf("more than %d bytes", m.most), Next: "download it and read the file"}
	}
	if m.n > freeOfRule {
		for _, from := range m.from {
			if m.n > maxRatio*max(from.n, 1) {
				return 0, &Error{Problem: ErrBomb, Detail: fmt.Sprintf("%d bytes of %d, and more to come", m.n, from.n), Next: "tell the site"}
			}
		}
	}
	return n, err
}

// readBody reads a body to its end and undoes its codings. With cut, what lies
// beyond most bytes is left out instead of being an error.
func (c *Client) readBody(ctx context.Context, giveUp context.CancelCauseFunc, resp *http.Response, most int64, cut bool) ([]byte, error) {
	if resp.ContentLength > most && !cut {
		return nil, &Error{Problem: ErrTooLarge, Detail: fmt.Sprintf("%d bytes, the most is %d", resp.ContentLength, most), Next: "download it and read the file"}
	}
	codings, err := codingsOf(resp.Header)
	if err != nil {
		return nil, err
	}
	wire := &meter{r: &impatient{r: resp.Body, wait: c.limits.Idle, giveUp: giveUp}, most: most}
	if cut {
		wire.most = most + 1<<20
	}
	plain, done, err := undo(codings, wire, most+1)
	defer done()
	if err == nil {
		var data []byte
		data, err = io.ReadAll(io.LimitReader(plain, most+1))
		switch {
		case err == nil && int64(len(data)) > most && !cut:
			return nil, &Error{Problem: ErrTooLarge, Detail: fmt.Sprintf("more than %d bytes", most), Next: "download it and read the file"}
		case err == nil:
			return data[:min(int64(len(data)), most)], nil
		}
	}
	return nil, codingFault(codings, wire, err)
}

// codingFault makes an *Error of what a decoder found wrong with its input.
func codingFault(codings []string, wire *meter, err error) error {
	var known *Error
	if wire.fault != nil || len(codings) == 0 || errors.As(err, &known) || errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	return &Error{Problem: ErrCompression, Detail: "it says that it is " + strings.Join(codings, ", ") + ", and is not, or is damaged", Next: "tell the site"}
}

// codingsOf returns the codings of a body in the order in which they were put on.
func codingsOf(h http.Header) ([]string, error) {
	var codings []string
	for _, value := range h.Values("Content-Encoding") {
		for name := range strings.SplitSeq(value, ",") {
			switch name = strings.ToLower(strings.TrimSpace(name)); name {
			case "", "identity":
			case "gzip", "x-gzip", "deflate", "br", "zstd":
				codings = append(codings, strings.TrimPrefix(name, "x-"))
			default:
				return nil, &Error{Problem: ErrCompression, Detail: fmt.Sprintf("%.40q is no coding that was asked for", name), Next: "tell the site"}
			}
		}
	}
	if len(codings) > maxCodings {
		return nil, &Error{Problem: ErrCompression, Detail: fmt.Sprintf("%d codings, one upon the other", len(codings)), Next: "tell the site"}
	}
	return codings, nil
}

// undo takes the codings off, the last first. done frees what the readers hold.
func undo(codings []string, wire *meter, most int64) (plain io.Reader, done func(), err error) {
	var closers []func()
	done = func() {
		for _, f := range closers {
			f()
		}
	}
	top := wire
	from := []*meter{wire}
	for i := len(codings) - 1; i >= 0; i-- {
		r, closer, err := reader(codings[i], top)
		if err != nil {
			return nil, done, err
		}
		closers = append(closers, closer)
		top = &meter{r: r, most: most, from: from}
		from = append(from[:len(from):len(from)], top)
	}
	return top, done, nil
}

// reader undoes one coding.
func reader(coding string, r io.Reader) (io.Reader, func(), error) {
	nothing := func() {}
	switch coding {
	case "gzip":
		z, err := gzip.NewReader(r)
		return z, nothing, early(err)
	case "deflate":
		return deflated(r)
	case "br":
		return brotli.NewReader(r), nothing, nil
	}
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, nothing, err
	}
	return z, z.Close, nil
}

// deflated undoes "deflate", which is zlib by the standard and bare DEFLATE by
// the habit of some servers.
func deflated(r io.Reader) (io.Reader, func(), error) {
	b := bufio.NewReader(r)
	head, err := b.Peek(2)
	if err == nil && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
		z, err := zlib.NewReader(b)
		return z, func() {}, early(err)
	}
	z := flate.NewReader(b)
	return z, func() { _ = z.Close() }, early(err)
}

// early makes an end within a header what it is.
func early(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// impatient gives a request up if one read takes too long.
type impatient struct {
	r      io.Reader
	wait   time.Duration
	giveUp context.CancelCauseFunc
}

func (i *impatient) Read(p []byte) (int, error) {
	timer := time.AfterFunc(i.wait, func() { i.giveUp(errIdle) })
	defer timer.Stop()
	return i.r.Read(p)
}

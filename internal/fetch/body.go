package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"hearsay/internal/coding"
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

// readBody reads a body to its end and undoes its codings. With cut, what lies
// beyond most bytes is left out instead of being an error.
func (c *Client) readBody(giveUp context.CancelCauseFunc, resp *http.Response, most int64, cut bool) ([]byte, error) {
	if resp.ContentLength > most && !cut {
		return nil, tooLarge(most, fmt.Sprintf("%d bytes, the most is %d", resp.ContentLength, most))
	}
	codings, err := codingsOf(resp.Header)
	if err != nil {
		return nil, err
	}
	wire := &meter{r: &impatient{r: resp.Body, wait: c.limits.Idle, giveUp: giveUp}, most: most}
	if cut {
		wire.most += 1 << 20 // that a decoder may read ahead
	}
	plain, done, err := undo(codings, wire, most+1)
	defer done()
	var data []byte
	if err == nil {
		data, err = io.ReadAll(io.LimitReader(plain, most+1))
	}
	switch {
	case errors.Is(err, coding.ErrTrailing): // the text is whole; browsers do not mind what follows
	case err != nil:
		return nil, codingFault(codings, most, err)
	case int64(len(data)) > most && !cut:
		return nil, tooLarge(most, "")
	}
	return data[:min(int64(len(data)), most)], nil
}

func tooLarge(most int64, detail string) *Error {
	if detail == "" {
		detail = fmt.Sprintf("more than %d bytes", most)
	}
	return &Error{Problem: ErrTooLarge, Detail: detail, Next: "download it and read the file"}
}

// codingFault makes an *Error of what a decoder found; other errors stay as they
// are.
func codingFault(codings []string, most int64, err error) error {
	names := strings.Join(codings, ", ")
	switch {
	case errors.Is(err, coding.ErrBomb):
		return &Error{Problem: ErrBomb, Detail: names + " of a few bytes, and more and more to come", Next: "tell the site"}
	case errors.Is(err, coding.ErrTooLarge):
		return tooLarge(most, "")
	case errors.Is(err, coding.ErrCut):
		return io.ErrUnexpectedEOF
	case errors.Is(err, coding.ErrDamaged):
		return &Error{Problem: ErrCompression, Detail: "it says that it is " + names + ", and is not, or is damaged", Next: "tell the site"}
	}
	return err
}

// codingsOf returns the codings of a body in the order in which they were put on.
func codingsOf(h http.Header) ([]string, error) {
	var codings []string
	for _, value := range h.Values("Content-Encoding") {
		for name := range strings.SplitSeq(value, ",") {
			c, known := coding.Named(name)
			if !known {
				return nil, &Error{Problem: ErrCompression, Detail: fmt.Sprintf("%.40q is no coding that was asked for", name), Next: "tell the site"}
			}
			if c != coding.None {
				codings = append(codings, string(c))
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
	var open []io.Closer
	done = func() {
		for _, c := range open {
			_ = c.Close()
		}
	}
	plain = wire
	for i := len(codings) - 1; i >= 0; i-- {
		r, err := coding.NewReader(plain, coding.Coding(codings[i]), coding.Limits{Most: most, Ratio: maxRatio, Free: freeOfRule, Window: maxWindow})
		if err != nil {
			return nil, done, err
		}
		open = append(open, r)
		plain = r
	}
	if len(codings) > 1 {
		plain = &meter{r: plain, most: most, from: wire}
	}
	return plain, done, nil
}

// meter counts the bytes that pass and ends with an error beyond a bound.
type meter struct {
	r    io.Reader
	n    int64
	most int64
	from *meter // what all its bytes are made of; nil if that does not count
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.n += int64(n)
	switch {
	case m.n > m.most:
		return 0, tooLarge(m.most, "")
	case m.from != nil && m.n > freeOfRule && m.n > maxRatio*max(m.from.n, 1):
		return 0, coding.ErrBomb
	}
	return n, err
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

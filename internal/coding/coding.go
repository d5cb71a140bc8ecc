// Package coding undoes compression: of files, told by their first bytes, and of
// HTTP bodies, told by the content codings of RFC 9110, section 8.4. What comes
// out is bounded by size and by its ratio to what goes in, so that a few bytes
// cannot fill the memory or take a day.
package coding

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// Coding is a way to compress; its value is the name that HTTP has for it, or the
// name of the program.
type Coding string

// The codings that are undone. Deflate and brotli have no mark of their own: they
// are never found out, only named.
const (
	None    Coding = ""
	Gzip    Coding = "gzip"
	Zstd    Coding = "zstd"
	Bzip2   Coding = "bzip2"
	Deflate Coding = "deflate"
	Brotli  Coding = "br"
)

// Of returns the coding of a file that begins with head, None if there is none
// that can be told.
func Of(head []byte) Coding {
	switch {
	case bytes.HasPrefix(head, []byte("\x1f\x8b\x08")):
		return Gzip
	case bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")):
		return Zstd
	case len(head) > 9 && bytes.HasPrefix(head, []byte("BZh")) && '1' <= head[3] && head[3] <= '9' && bytes.Equal(head[4:10], []byte("1AY&SY")):
		return Bzip2
	}
	return None
}

// Named returns the coding that HTTP calls so; ok is false for one that is not
// known. "identity" is None.
func Named(token string) (c Coding, ok bool) {
	switch strings.ToLower(strings.TrimSpace(token)) {
	case "", "identity", "none":
		return None, true
	case "gzip", "x-gzip":
		return Gzip, true
	case "deflate":
		return Deflate, true
	case "br":
		return Brotli, true
	case "zstd":
		return Zstd, true
	}
	return None, false
}

// What can go wrong; test with errors.Is. Errors of the underlying reader are
// returned as they are.
var (
	ErrTooLarge = errors.New("too large when decompressed")
	ErrBomb     = errors.New("a decompression bomb")
	ErrDamaged  = errors.New("the compressed data are damaged")
	ErrCut      = errors.New("the compressed data are cut off")
	ErrTrailing = errors.New("something else follows the compressed data") // all of which have been returned
)

// Limits bound what comes out of a coding. Zero fields set no bound.
type Limits struct {
	Most   int64 // bytes that come out
	Ratio  int64 // bytes that come out for each that goes in, once there are more than Free
	Free   int64
	Window int64 // bytes that zstd may look back; each decoder needs so much memory
}

// Files are the limits for files, which may be of any size.
var Files = Limits{Ratio: 200, Free: 1 << 20, Window: 128 << 20}

// Reader undoes one coding. It is for one goroutine.
type Reader struct {
	in     counter
	buffer *bufio.Reader // of in
	coding Coding
	out    io.Reader
	gz     *gzip.Reader // out, if the coding is Gzip
	done   int64        // bytes that came out
	limits Limits
	close  func()
}

// counter counts the bytes taken from a reader and keeps its error.
type counter struct {
	r   io.Reader
	n   int64
	err error // other than io.EOF
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}

// NewReader returns a Reader of r. The caller has to close it.
func NewReader(r io.Reader, c Coding, l Limits) (*Reader, error) {
	d := &Reader{in: counter{r: r}, coding: c, limits: l, close: func() {}}
	d.buffer = bufio.NewReaderSize(&d.in, 64<<10)
	if err := d.open(); err != nil {
		return nil, fmt.Errorf("begin to read %s: %w", c, d.cause(err))
	}
	return d, nil
}

func (d *Reader) open() (err error) {
	switch d.coding {
	case None:
		d.out = d.buffer
	case Gzip:
		if d.gz, err = gzip.NewReader(d.buffer); err == nil {
			d.gz.Multistream(false)
			d.out = d.gz
		}
	case Zstd:
		window := max(d.limits.Window, 1<<20)
		var z *zstd.Decoder
		if z, err = zstd.NewReader(d.buffer, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(uint64(window))); err == nil {
			d.out, d.close = z, z.Close
		}
	case Bzip2:
		d.out = bzip2.NewReader(d.buffer)
	case Brotli:
		d.out = brotli.NewReader(d.buffer)
	case Deflate: // zlib, says the standard; some servers send it without the frame
		if head, _ := d.buffer.Peek(2); len(head) == 2 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
			d.out, err = zlib.NewReader(d.buffer)
		} else {
			d.out = flate.NewReader(d.buffer)
		}
	default:
		err = fmt.Errorf("the coding %q is not known", d.coding)
	}
	return err
}

// Read implements io.Reader. Besides io.EOF it ends with one of the errors above,
// or that of the underlying reader.
func (d *Reader) Read(p []byte) (int, error) {
	for {
		n, err := d.out.Read(p)
		d.done += int64(n)
		if errors.Is(err, io.EOF) {
			err = d.next()
		} else if err != nil {
			err = d.cause(err)
		}
		if excess := d.excess(); excess != nil {
			return 0, excess
		}
		if n > 0 || err != nil || len(p) == 0 {
			return n, err
		}
	}
}

// excess returns the error of what has come out if that is too much.
func (d *Reader) excess() error {
	taken := d.in.n - int64(d.buffer.Buffered())
	switch l := d.limits; {
	case l.Most > 0 && d.done > l.Most:
		return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, l.Most)
	case l.Ratio > 0 && d.done > l.Free && d.done > l.Ratio*taken:
		return fmt.Errorf("%w: more than %d bytes come out of each that goes in", ErrBomb, l.Ratio)
	}
	return nil
}

// next goes on with the next member of a gzip file; it returns io.EOF at the end.
func (d *Reader) next() error {
	head, err := d.buffer.Peek(3)
	switch {
	case d.in.err != nil:
		return d.in.err
	case len(head) == 0 || d.coding == None:
		return io.EOF
	case d.coding != Gzip || !bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return ErrTrailing
	case len(head) < 3:
		return d.cause(err)
	}
	if err := d.gz.Reset(d.buffer); err != nil {
		return d.cause(err)
	}
	d.gz.Multistream(false)
	return nil
}

// cause returns the error of the underlying reader if that is what broke, else
// one that says what is wrong with the data.
func (d *Reader) cause(err error) error {
	switch {
	case d.in.err != nil:
		return d.in.err
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return ErrCut
	case errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return fmt.Errorf("%w: %w", ErrTooLarge, err)
	}
	if _, end := d.buffer.Peek(1); errors.Is(end, io.EOF) && d.coding == Brotli {
		return ErrCut // brotli does not tell
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// Close frees what the coding holds. It does not close the underlying reader.
func (d *Reader) Close() error {
	d.close()
	return nil
}

// Decode undoes a coding of data in memory. What follows the compressed data is
// left out, as browsers do. On any other error it returns what came out before.
func Decode(data []byte, c Coding, l Limits) ([]byte, error) {
	if c == None {
		return data, nil
	}
	r, err := NewReader(bytes.NewReader(data), c, l)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(r)
	if errors.Is(err, ErrTrailing) {
		err = nil
	}
	return b.Bytes(), err
}

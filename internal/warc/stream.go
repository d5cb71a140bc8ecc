package warc

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

// A stream is the bytes of a file with the compression undone. It is in the file
// itself or inside of a gzip member, and may change from one to the other between
// two records. The decompressor takes single bytes from the buffer below it, so
// that the end of a member, and with it the offset of the next, is exact.

const window = 64 << 10 // bytes of each buffer

var gzipMagic = []byte{0x1f, 0x8b, 8}

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

type stream struct {
	raw    counter // of the file
	file   *bufio.Reader
	inside bool // a member is open
	start  int64
	gz     *gzip.Reader
	plain  counter // of the member
	member *bufio.Reader
	buffer []byte // of line
	pushed int64  // bytes that were put back
}

func newStream(r io.Reader, offset int64) *stream {
	s := &stream{raw: counter{r: r, n: offset}, gz: new(gzip.Reader)}
	s.file = bufio.NewReaderSize(&s.raw, window)
	s.member = bufio.NewReaderSize(&s.plain, window)
	return s
}

// at returns what is read now: the member or the file.
func (s *stream) at() *bufio.Reader {
	if s.inside {
		return s.member
	}
	return s.file
}

// offset returns the byte of the file that is read next.
func (s *stream) offset() int64 { return s.raw.n - int64(s.file.Buffered()) }

// place returns where the next byte lies.
func (s *stream) place() Place {
	if s.inside {
		return Place{s.start, s.plain.n - int64(s.member.Buffered())}
	}
	return Place{s.offset(), 0}
}

// open opens the member that begins at the next byte of the file.
func (s *stream) open() error {
	s.start = s.offset()
	if err := s.gz.Reset(s.file); err != nil {
		return s.cause(err)
	}
	s.gz.Multistream(false)
	s.plain = counter{r: s.gz}
	s.member.Reset(&s.plain)
	s.inside = true
	return nil
}

// begin goes to the next byte that is no line end, into members and out of them.
// It returns io.EOF at the end of the file.
func (s *stream) begin() error {
	for {
		head, err := s.at().Peek(1)
		switch {
		case len(head) > 0 && (head[0] == '\r' || head[0] == '\n'):
			s.discard(1)
		case len(head) > 0 && !s.inside && s.isMember():
			if err := s.open(); err != nil {
				return err
			}
		case len(head) > 0:
			return nil
		case s.inside && errors.Is(err, io.EOF):
			s.inside = false
		default:
			return s.cause(err)
		}
	}
}

// isMember reports whether a gzip member begins at the next byte of the file.
func (s *stream) isMember() bool {
	head, _ := s.file.Peek(len(gzipMagic))
	return bytes.Equal(head, gzipMagic)
}

// more goes on with the next member where one ends within a record. It returns
// false if there is none or if it begins a record of its own.
func (s *stream) more() bool {
	if !s.inside || !s.isMember() {
		return false
	}
	head, _ := s.file.Peek(window)
	return !Is(head) && s.open() == nil
}

// line reads one line with its end. The line is valid until the next call. The
// error is errLong if it is longer than most bytes, and io.ErrUnexpectedEOF if it
// does not end.
func (s *stream) line(most int) ([]byte, error) {
	s.buffer = s.buffer[:0]
	for {
		part, err := s.at().ReadSlice('\n')
		s.buffer = append(s.buffer, part...)
		switch {
		case err == nil:
			return s.buffer, nil
		case len(s.buffer) > most:
			return s.buffer, errLong
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && s.more():
		case errors.Is(err, io.EOF):
			return s.buffer, io.ErrUnexpectedEOF
		default:
			return s.buffer, s.cause(err)
		}
	}
}

// take reads n bytes and adds them to b; with keep unset it only counts them. It
// returns how many there were, fewer with an error only.
func (s *stream) take(b []byte, n int64, keep bool) ([]byte, int64, error) {
	var done int64
	for done < n {
		part, err := s.at().Peek(int(min(n-done, window)))
		if len(part) == 0 {
			if errors.Is(err, io.EOF) && s.more() {
				continue
			}
			return b, done, s.cause(err)
		}
		if keep {
			b = append(b, part...)
		}
		s.discard(len(part))
		done += int64(len(part))
	}
	return b, done, nil
}

// discard passes over bytes that have been looked at.
func (s *stream) discard(n int) { _, _ = s.at().Discard(n) }

// putBack makes b the next bytes to be read. It returns false if that happened so
// often that the work would no longer be linear in the size of the file.
func (s *stream) putBack(b []byte) bool {
	const free = 256 << 20 // bytes
	if s.pushed += int64(len(b)); s.pushed > s.raw.n+s.plain.n+free {
		return false
	}
	r, c := s.file, &s.raw
	if s.inside {
		r, c = s.member, &s.plain
	}
	ahead, _ := r.Peek(r.Buffered())
	c.n -= int64(len(b) + len(ahead))
	c.r = io.MultiReader(bytes.NewReader(bytes.Clone(b)), bytes.NewReader(bytes.Clone(ahead)), c.r)
	r.Reset(c)
	return true
}

// cause returns the error of the underlying reader if that is what broke, else err.
func (s *stream) cause(err error) error {
	if s.raw.err != nil {
		return s.raw.err
	}
	return err
}

// find goes to the next place where a record begins, past what is damaged. starts
// returns the first index of a buffer where one begins, -1 if there is none. It
// returns io.EOF if there is none up to the end of the file.
func (s *stream) find(starts func([]byte) int) error {
	tries := 0
	for {
		b, err := s.at().Peek(window)
		at := starts(b)
		if !s.inside {
			if m := s.memberIn(b, &tries); m >= 0 && (at < 0 || m < at) {
				s.discard(m)
				return nil
			}
		}
		switch {
		case at >= 0:
			s.discard(at)
			return nil
		case err == nil:
			s.discard(window - overlap)
		case s.inside: // it ends, or it is broken
			s.inside = false
		default:
			s.discard(len(b))
			return s.cause(err)
		}
	}
}

// overlap is how many bytes are looked at again when a buffer is passed over: the
// start of a record may lie across its end.
const overlap = 4 << 10

// memberIn returns the first index of b at which a gzip member begins that holds
// a record, -1 if there is none.
func (s *stream) memberIn(b []byte, tries *int) int {
	const patience = 1000 // false starts
	for i := 0; *tries < patience; i++ {
		j := bytes.Index(b[i:], gzipMagic)
		if j < 0 {
			return -1
		}
		if i += j; Is(b[i:]) {
			return i
		}
		*tries++
	}
	return -1
}

// readFull fills b as far as r allows.
func readFull(r io.Reader, b []byte) (int, error) { return io.ReadFull(r, b) }

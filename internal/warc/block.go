package warc

import (
	"bytes"
	"errors"
	"io"
)

// ErrTooLarge is the error of a block that is longer than is to be kept.
var ErrTooLarge = errors.New("the block is too large")

// A block has the length that the header states, unless what comes after it is no
// record. Then the length is wrong, and the block ends where the next record
// begins: within what was taken for the block, or after it. A length that fits is
// never doubted, so that a page cannot smuggle in records of its own. The end of
// a gzip member in which the record began ends the block, too, if the next member
// begins a record.

// Block returns the block of the current record, at most so many bytes; it may be
// called once for each record. The error is ErrTooLarge if the block is longer,
// or a *Damage if it is broken; the next record can be read in either case.
func (r *Reader) Block(most int64) ([]byte, error) {
	if r.record == nil || r.taken {
		return nil, errors.New("there is no block to read")
	}
	r.taken = true
	rec := r.record
	if rec.Length > most {
		return nil, r.passLarge(ErrTooLarge)
	}
	b, err := r.known(most)
	if err == nil && rec.Length < 0 || errors.Is(err, errNoEnd) {
		b, err = r.extend(b, most)
	}
	var damage *Damage
	if err != nil && !errors.Is(err, ErrTooLarge) && !errors.As(err, &damage) {
		err = r.damage(rec.Place, rec.Target(), err)
	}
	if err != nil {
		return nil, err
	}
	return b, nil
}

// Peek returns the first bytes of the block of the current record, some thousands
// or fewer; they are valid until the next call. It is called before Block.
func (r *Reader) Peek() []byte {
	if r.record == nil || r.taken {
		return nil
	}
	const enough = 16 << 10 // bytes; a window, so that it is in memory mostly
	b, _ := r.s.at().Peek(enough)
	if n := r.record.Length; n >= 0 {
		b = b[:min(int64(len(b)), n)]
	}
	return b
}

// errNoEnd says that a block does not end where it should.
var errNoEnd = errors.New("the block does not end where it should")

// known reads a block whose length is stated.
func (r *Reader) known(most int64) ([]byte, error) {
	rec := r.record
	if rec.Length < 0 {
		return nil, nil
	}
	b := make([]byte, 0, min(rec.Length, 1<<20))
	b, n, err := r.s.take(b, rec.Length, true)
	switch {
	case errors.Is(err, io.EOF) && r.s.inside:
		// The member ends well, and the next begins a record or there is none.
		rec.fault("Content-Length is %d, the block has %d bytes", rec.Length, n)
		return b, nil
	case errors.Is(err, io.EOF):
		if short, ok := r.cut(b); ok {
			return short, nil
		}
		return nil, io.ErrUnexpectedEOF
	case err != nil:
		return nil, err
	}
	ends, err := r.ends()
	if err != nil || ends {
		return b, err
	}
	b, _, _ = r.s.take(b, overlap, true) // a record may begin across the end
	if short, ok := r.cut(b); ok {
		return short, nil
	}
	return b, errNoEnd
}

// ends reports whether a record ends at the next byte: line ends may follow, then
// the next record or an end of a member or of the file. It passes over the line
// ends if so.
func (r *Reader) ends() (bool, error) {
	b, err := r.s.at().Peek(window)
	after := bytes.TrimLeft(b, "\r\n")
	switch {
	case len(after) > 0 && !r.begins(after):
		return false, nil
	case len(after) == 0 && err != nil && !errors.Is(err, io.EOF): // the member is not whole
		return false, r.s.cause(err)
	}
	r.s.discard(len(b) - len(after))
	return true, nil
}

// begins reports whether b begins with a record, with the start of one that the
// file is cut off in, or with a member.
func (r *Reader) begins(b []byte) bool {
	sign := []byte("WARC/")
	switch {
	case !r.s.inside && bytes.HasPrefix(b, gzipMagic[:min(len(b), len(gzipMagic))]):
		return true
	case r.arc:
		return bytes.IndexByte(b, '\n') < 0 && len(b) < window || arcStart(b) == 0
	}
	return bytes.HasPrefix(b, sign[:min(len(b), len(sign))])
}

// cut ends a block before the first record that begins within it, and puts that
// back. ok is false if there is none.
func (r *Reader) cut(b []byte) (short []byte, ok bool) {
	for from := 0; ; {
		i := r.starts(b[from:])
		if i < 0 {
			return nil, false
		}
		if i += from; i > 1 && b[i-1] == '\n' {
			short = trimEnd(b[:i])
			r.record.fault("Content-Length is %d, the block has %d bytes", r.record.Length, len(short))
			return short, r.s.putBack(b[i:])
		}
		from = i + 1
	}
}

// trimEnd takes the line ends between two records from the end of a block.
func trimEnd(b []byte) []byte {
	for range 2 {
		b = bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
	}
	return b
}

// extend reads on to where the next record begins.
func (r *Reader) extend(b []byte, most int64) ([]byte, error) {
	rec := r.record
	for {
		head, err := r.s.at().Peek(window)
		n := r.starts(head)
		found := n >= 0
		switch {
		case found:
		case err == nil:
			n = window - overlap
		case len(head) > 0 && errors.Is(err, io.EOF):
			n = len(head)
		case errors.Is(err, io.EOF) && r.s.more():
			continue
		case errors.Is(err, io.EOF) && !r.s.inside && rec.Length < 0 && rec.statesLength():
			return nil, io.ErrUnexpectedEOF // it was to be longer than the file
		case errors.Is(err, io.EOF):
			found = true
		default:
			return nil, r.s.cause(err)
		}
		b = append(b, head[:max(n, 0)]...)
		r.s.discard(max(n, 0))
		if found {
			return r.extended(b), nil
		}
		if int64(len(b)) > most {
			r.lost = true
			return nil, ErrTooLarge
		}
	}
}

// extended ends a block whose length was found out.
func (r *Reader) extended(b []byte) []byte {
	b = trimEnd(b)
	if r.record.Length >= 0 {
		r.record.fault("Content-Length is %d, the block has %d bytes", r.record.Length, len(b))
	}
	return b
}

// statesLength reports whether the header has a number for a length, however
// wrong.
func (r *Record) statesLength() bool {
	s := r.Header.Get("Content-Length")
	return s != "" && bytes.IndexFunc([]byte(s), func(c rune) bool { return c < '0' || c > '9' }) < 0
}

// Skip passes over the block of the current record if it has not been read. It
// returns a *Damage if the block is broken.
func (r *Reader) Skip() error {
	if r.record == nil || r.taken || r.lost {
		return nil
	}
	const small = 1 << 20 // bytes; such blocks are read, because that finds wrong lengths
	var err error
	if r.record.Length <= small {
		_, err = r.Block(small)
	} else {
		r.taken = true
		err = r.passLarge(nil)
	}
	if errors.Is(err, ErrTooLarge) {
		return nil
	}
	return err
}

// passLarge goes to the end of a block that is not kept. It returns result, or a
// *Damage.
func (r *Reader) passLarge(result error) error {
	rec := r.record
	_, _, err := r.s.take(nil, rec.Length, false)
	if errors.Is(err, io.EOF) && r.s.inside {
		return result // the member ends before the length does
	}
	ends := true
	if err == nil {
		ends, err = r.ends()
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return r.damage(rec.Place, rec.Target(), err)
	}
	r.lost = !ends
	return result
}

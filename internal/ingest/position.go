package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"hearsay/internal/warc"
)

// A reading of many inputs that was broken off can go on where it was: after a
// Document that is done with. Inputs before are not opened again. In the input
// itself the Documents before are listed and passed over, which takes a small
// part of the time of reading them; in a web archive that is a file of its own,
// reading begins at the next record.

// Position is a place between two Documents of a Stream: all before it are done
// with.
type Position struct {
	Inputs    int    `json:"inputs"`    // inputs that are done with
	Documents int    `json:"documents"` // Documents of the next input that are done with
	Offset    int64  `json:"offset"`    // byte of that input, an archive, at which the next record begins; 0 if not known
	Inner     int64  `json:"inner"`     // bytes to leave out there, once decompressed
	Seen      string `json:"seen"`      // digest of the names, sizes and times of the inputs up to that one, hexadecimal
}

// ErrOtherInputs says that a Position does not belong to a Stream.
var ErrOtherInputs = errors.New("the inputs are not those that were read before, or have been changed since")

// mark is where a Document ends in its Stream.
type mark struct {
	source, count int        // as in Position
	next          warc.Place // the zero Place if it is not known
}

// resume says what of an input is done with.
type resume struct {
	left  int        // Documents to pass over
	count int        // the same when the input was opened
	place warc.Place // where reading can begin instead
}

// seen is the digest of the first inputs of a Stream.
type seen struct {
	inputs int
	digest [sha256.Size]byte
}

// Resumable reports whether a Stream can be read again from a Position: whether
// all inputs are files that will not change by being read, and lead to no
// addresses.
func (s *Stream) Resumable() bool {
	if len(s.options.Lists) > 0 || s.options.Web != nil && s.options.Follow == FollowAll {
		return false
	}
	for _, src := range s.sources {
		if src.err != nil {
			continue
		}
		if info, err := os.Stat(src.name); err != nil || !info.Mode().IsRegular() {
			return false
		}
	}
	return true
}

// After returns the Position after a Document of the Stream. It is for one
// goroutine, to which the Documents come in order.
func (s *Stream) After(d *Document) Position {
	p := Position{Inputs: d.mark.source, Documents: d.mark.count, Offset: d.mark.next.Offset, Inner: d.mark.next.Inner}
	p.Seen = s.digestUpTo(p.Inputs)
	return p
}

// ResumeAt makes Documents begin at a Position that After gave, perhaps in another
// process. It is called before anything else is. The error is ErrOtherInputs if
// the inputs up to there are others now.
func (s *Stream) ResumeAt(p Position) error {
	if p.Inputs < 0 || p.Inputs >= len(s.sources) || p.Documents < 0 || p.Offset < 0 || p.Inner < 0 || s.digestUpTo(p.Inputs) != p.Seen {
		return ErrOtherInputs
	}
	s.start = p
	done := p.Offset
	for _, src := range s.sources[:p.Inputs] {
		if info, err := os.Stat(src.name); err == nil && src.err == nil {
			done += info.Size()
		}
	}
	s.consumed.Store(done)
	return nil
}

// digestUpTo returns the digest of the inputs up to number last, that included.
// It goes on from the last call, so that all calls together look at each input
// once.
func (s *Stream) digestUpTo(last int) string {
	if s.seen.inputs > last+1 {
		s.seen = seen{}
	}
	for ; s.seen.inputs <= last; s.seen.inputs++ {
		h := sha256.New()
		_, _ = h.Write(s.seen.digest[:])
		describeSource(h, s.sources[s.seen.inputs])
		h.Sum(s.seen.digest[:0])
	}
	return hex.EncodeToString(s.seen.digest[:])
}

// describeSource writes what a source has to be the same by.
func describeSource(w io.Writer, src source) {
	if src.err != nil {
		fmt.Fprintf(w, "%q: %v", src.name, src.err)
		return
	}
	info, err := os.Stat(src.name)
	if err != nil {
		fmt.Fprintf(w, "%q: gone", src.name)
		return
	}
	fmt.Fprintf(w, "%q: %d %d", src.name, info.Size(), info.ModTime().UnixNano())
}

// begin returns what is done with of source number i.
func (s *Stream) begin(i int) resume {
	if i != s.start.Inputs {
		return resume{}
	}
	return resume{s.start.Documents, s.start.Documents, warc.Place{Offset: s.start.Offset, Inner: s.start.Inner}}
}

// marked returns a yield that passes over what is done with and marks the rest.
func (in *input) marked(source int, yield func(Document) bool) func(Document) bool {
	count := in.resume.count
	return func(d Document) bool {
		if in.resume.left > 0 {
			in.resume.left--
			return true
		}
		count++
		d.mark.source, d.mark.count = source, count
		return yield(d)
	}
}

// seek goes to the place where reading can begin; it returns false if there is
// none or if that cannot be done.
func (in *input) seek() bool {
	at := in.resume.place
	if in.file == nil || at == (warc.Place{}) {
		return false
	}
	if _, err := in.file.Seek(at.Offset, io.SeekStart); err != nil {
		return false
	}
	in.raw.count.Add(-int64(in.r.Buffered())) // what was looked at; ResumeAt has counted the rest
	in.raw.left = in.size - at.Offset
	in.r.Reset(in.raw)
	in.resume.left = 0
	return true
}

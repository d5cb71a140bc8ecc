package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Bounds of the header of a record.
const (
	maxLine   = 64 << 10 // bytes of a line
	maxFields = 500
)

// Reader reads the records of one file. It is for one goroutine.
type Reader struct {
	s      *stream
	size   int64
	skip   int64 // bytes to leave out before the first record
	arc    bool
	fresh  bool // nothing has been read
	record *Record
	taken  bool // the block of the record has been read
	lost   bool // what comes next is not known to be a record
	ended  bool
}

// NewReader returns a Reader of a file, or of the part of it that begins at a
// Place of one of its records: then r begins at the Offset. size is that of the
// whole file in bytes, -1 if it is not known.
func NewReader(r io.Reader, at Place, size int64) *Reader {
	return &Reader{s: newStream(r, at.Offset), size: size, skip: at.Inner, fresh: true}
}

// Place returns where the record after the current one begins, line ends aside;
// it may be called after Block or Skip. Reading can go on from there with a new
// Reader. ok is false if that is not known, because the file is damaged there.
func (r *Reader) Place() (p Place, ok bool) { return r.after(), !r.lost }

// after returns the place of the next byte that is read.
func (r *Reader) after() Place {
	if r.s.inside {
		if _, err := r.s.member.Peek(1); err != nil {
			return Place{r.s.offset(), 0}
		}
	}
	return r.s.place()
}

// Next returns the next record. It returns io.EOF at the end of the file and a
// *Damage where the file is broken, after which it can be called again.
func (r *Reader) Next() (*Record, error) {
	if r.ended {
		return nil, io.EOF
	}
	if err := r.Skip(); err != nil {
		return nil, err
	}
	r.record = nil
	if r.lost {
		if err := r.s.find(r.starts); err != nil {
			return nil, r.end(err)
		}
		r.lost = false
	}
	if err := r.begin(); err != nil {
		return nil, err
	}
	return r.head()
}

// begin goes to the first byte of the next record.
func (r *Reader) begin() error {
	at, err := r.after(), error(nil)
	if n := r.skip; n > 0 {
		r.skip = 0
		if r.s.isMember() {
			err = r.s.open()
		}
		if err == nil {
			_, _, err = r.s.take(nil, n, false)
		}
	}
	if err == nil {
		err = r.s.begin()
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF):
		r.ended = true
		return io.EOF
	}
	return r.damage(at, "", err)
}

// end ends the reading with an error of the stream.
func (r *Reader) end(err error) error {
	r.ended = true
	if r.s.raw.err != nil {
		return &Damage{Place: r.s.place(), Detail: err.Error(), AtEnd: true, Reading: err}
	}
	return io.EOF
}

// flaw is an error in what the bytes say: they themselves can be read.
type flaw string

func (f flaw) Error() string { return string(f) }

const (
	errNoRecord = flaw("what stands here is no record")
	errLong     = flaw("a line of the header is too long")
	errFields   = flaw("the header has too many fields")
)

// damage makes the error of a place at which the stream broke.
func (r *Reader) damage(at Place, target string, err error) *Damage {
	r.lost, r.record = true, nil
	d := &Damage{Place: at, Record: target, Detail: err.Error()}
	var f flaw
	switch {
	case errors.As(err, &f):
		return d
	case r.s.raw.err != nil:
		d.Reading, d.AtEnd, r.ended = r.s.raw.err, true, true
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		d.Detail = "a compressed part ends too early"
		if _, err := r.s.file.Peek(1); err != nil {
			d.AtEnd, r.ended = true, true
			d.Detail = fmt.Sprintf("the file was cut off here: it ends at byte %d", r.s.offset())
		}
	default:
		d.Detail = fmt.Sprintf("the compressed data are damaged before byte %d (%v)", r.s.offset(), err)
	}
	r.s.inside = false // nothing after it in the member can be trusted
	return d
}

// head reads the header of a record.
func (r *Reader) head() (*Record, error) {
	rec := &Record{Place: r.s.place(), Length: -1}
	b, _ := r.s.at().Peek(window)
	if r.fresh {
		r.arc, r.fresh = arcStart(b) == 0, false
	}
	if !r.begins(b) && !bytes.HasPrefix(b, arcMagic) {
		r.s.discard(1)
		return nil, r.damage(rec.Place, "", errNoRecord)
	}
	line, err := r.s.line(maxLine)
	if err != nil && !errors.Is(err, errLong) {
		return nil, r.damage(rec.Place, "", err)
	}
	rec.Version = strings.TrimSpace(string(line[:min(len(line), 100)]))
	switch {
	case isARCLine(line) && (r.arc || bytes.HasPrefix(line, arcMagic)):
		r.arc = true
		rec.readARC(line)
		rec.checkLength(r.size, r.s.inside, r.s.place().Offset)
	case !strings.HasPrefix(rec.Version, "WARC/") || err != nil:
		return nil, r.damage(rec.Place, "", errNoRecord)
	default:
		if err := r.fields(rec); err != nil {
			return nil, r.damage(rec.Place, rec.Target(), err)
		}
		rec.check()
		rec.checkLength(r.size, r.s.inside, r.s.place().Offset)
	}
	r.record, r.taken = rec, false
	return rec, nil
}

// fields reads the fields of a header up to the empty line.
func (r *Reader) fields(rec *Record) error {
	for n := 0; ; n++ {
		raw, err := r.s.line(maxLine)
		if err != nil && !errors.Is(err, errLong) {
			return err
		}
		line := strings.ToValidUTF8(strings.TrimRight(string(raw), "\r\n"), "\uFFFD")
		name, value, found := strings.Cut(line, ":")
		switch {
		case err != nil:
			return errLong
		case line == "":
			return nil
		case n >= maxFields:
			return errFields
		case (line[0] == ' ' || line[0] == '\t') && len(rec.Header) > 0:
			last := &rec.Header[len(rec.Header)-1]
			last.Value += " " + strings.TrimSpace(line)
		case !found:
			rec.fault("a line of the header is no field: %.40q", line)
		default:
			rec.Header = append(rec.Header, Field{strings.TrimSpace(name), strings.TrimSpace(value)})
		}
	}
}

// check reads what the fields say and notes what is wrong with it.
func (r *Record) check() {
	r.Type = strings.ToLower(r.Header.Get("WARC-Type"))
	for _, name := range []string{"WARC-Type", "WARC-Record-ID", "WARC-Date"} {
		if r.Header.Get(name) == "" {
			r.fault("%s is missing", name)
		}
	}
	if r.Type != "" && !knownType(r.Type) {
		r.fault("the type %.40q is unknown", r.Type)
	}
}

// checkLength reads the length of the block. size is that of the file, begins the
// offset of the block.
func (r *Record) checkLength(size int64, compressed bool, begins int64) {
	stated := r.Header.Get("Content-Length")
	n, err := strconv.ParseInt(stated, 10, 64)
	switch {
	case stated == "":
		r.fault("Content-Length is missing")
	case err != nil || n < 0:
		r.fault("Content-Length is no length: %.40q", stated)
	case !compressed && size >= 0 && n > size-begins:
		r.fault("Content-Length is more than the file holds: %d", n)
	default:
		r.Length = n
	}
}

func knownType(t string) bool {
	switch t {
	case "warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation":
		return true
	}
	return false
}

// starts returns the first index of b at which a record may begin: at the start
// of b or of a line; -1 if there is none.
func (r *Reader) starts(b []byte) int {
	if r.arc {
		return arcStart(b)
	}
	for i := 0; ; {
		j := bytes.Index(b[i:], []byte("WARC/"))
		if j < 0 {
			return -1
		}
		i += j
		if (i == 0 || b[i-1] == '\n') && isVersion(b[i:]) {
			return i
		}
		i++
	}
}

// isVersion reports whether b begins with the first line of a record of WARC and
// a field after it.
func isVersion(b []byte) bool {
	line, rest, found := bytes.Cut(b[:min(len(b), 512)], []byte("\n"))
	const longest = 16 // bytes of the line
	if !found || len(line) > longest {
		return false
	}
	name, _, found := bytes.Cut(rest, []byte(":"))
	return found && len(name) > 0 && !bytes.ContainsAny(name, " \t\r\n<>")
}

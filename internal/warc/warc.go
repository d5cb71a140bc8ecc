// Package warc reads web archives: WARC 1.0 and 1.1, as files or compressed with
// gzip, and the older ARC. It takes them as a stream, in memory that does not
// grow with the file, and reads on after what is damaged.
//
//	warc.go    the format told; Record, Header, Damage
//	reader.go  Reader: one record after the other
//	block.go   the block of a record, and where it ends if its length is wrong
//	stream.go  the bytes of a file, with the compression undone and every offset known
//	arc.go     ARC
//	http.go    the answer of a server that a block holds
//	digest.go  digests of blocks and payloads
//	write.go   records written, for tests and generated archives
//
// # WARC
//
// ISO 28500:2017. A file is a run of records. A record is a version line, header
// fields, an empty line, a block of Content-Length bytes, and two empty lines:
//
//	WARC/1.0
//	WARC-Type: response
//	WARC-Target-URI: https://gazette.example/ferry
//	WARC-Date: 2026-03-09T10:00:00Z
//	WARC-Record-ID: <urn:uuid:…>
//	Content-Type: application/http; msgtype=response
//	Content-Length: 1234
//
//	HTTP/1.1 200 OK
//	…
//
// A compressed file is a run of gzip members, by the standard one a record, so
// that a record can be read from its offset alone. Files that were compressed as
// a whole, or in members of any size, are read too; there a record is found by
// the offset of the member it begins in and the bytes to leave out.
//
// # ARC
//
// The Internet Archive's format up to 2008. The first record describes the file
// ("filedesc://…"); a record is one line, URL, IP address, date of 14 digits,
// media type and length, then so many bytes and an empty line.
package warc

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// Place is where something lies in a file.
type Place struct {
	Offset int64 // in bytes of the file as it lies on disk: of the record, or of the gzip member that it begins in
	Inner  int64 // bytes of that member, uncompressed, that come before; 0 in files that are not compressed
}

// String returns the place as "OFFSET" or "OFFSET+INNER".
func (p Place) String() string {
	if p.Inner == 0 {
		return fmt.Sprint(p.Offset)
	}
	return fmt.Sprintf("%d+%d", p.Offset, p.Inner)
}

// Record is the head of one record.
type Record struct {
	Place   Place
	Version string // as its first line has it: "WARC/1.1"; "ARC" for ARC
	Type    string // in lower case: "response", "revisit", …; empty if the record does not say
	Header  Header
	Length  int64    // of the block, in bytes, as the header states it; -1 if it states none that can be
	Faults  []string // what is wrong with the record although it can be read
}

// ID returns the identifier of the record without angle brackets, empty if none.
func (r *Record) ID() string { return bare(r.Header.Get("WARC-Record-ID")) }

// Target returns the address the record is about, empty if none. Angle brackets,
// which some writers put around it, are taken away and spaces escaped.
func (r *Record) Target() string {
	return strings.ReplaceAll(bare(r.Header.Get("WARC-Target-URI")), " ", "%20")
}

// Date returns the time of capture as the record states it, in ISO 8601.
func (r *Record) Date() string { return r.Header.Get("WARC-Date") }

// Media returns the media type of the block in lower case, without parameters.
func (r *Record) Media() string { return mediaType(r.Header.Get("Content-Type")) }

func (r *Record) fault(format string, args ...any) {
	r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
}

// bare returns s without spaces and angle brackets around it.
func bare(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

func mediaType(s string) string {
	s, _, _ = strings.Cut(s, ";")
	return strings.ToLower(strings.TrimSpace(s))
}

// Field is one named field of a header.
type Field struct{ Name, Value string }

// Header are the fields of a header in the order of the file.
type Header []Field

// Get returns the first value of the field, case of its name aside; "" if there
// is none.
func (h Header) Get(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// Damage is what Reader.Next returns where a file is broken. Unless the file ends
// there, Next can be called again and goes on with the next record it can find.
type Damage struct {
	Place   Place  // of the record that is broken, or of the bytes that are none
	Record  string // the address that the broken record is about; empty if not known
	Detail  string // what is wrong
	AtEnd   bool   // the file ends here: it was cut off
	Reading error  // the error of the underlying reader, if that is what broke; else nil
}

// Error tells place and detail in one line.
func (d *Damage) Error() string {
	at := fmt.Sprintf("byte %s", d.Place)
	if d.Record != "" {
		at += " (" + d.Record + ")"
	}
	return at + ": " + d.Detail
}

// Unwrap returns the error of the underlying reader.
func (d *Damage) Unwrap() error { return d.Reading }

// Is reports whether a file that begins with head is a WARC or ARC, compressed
// with gzip or not.
func Is(head []byte) bool {
	if !bytes.HasPrefix(head, gzipMagic) {
		return startsRecord(bytes.TrimLeft(head, "\r\n"))
	}
	z, err := gzip.NewReader(bytes.NewReader(head))
	if err != nil {
		return false
	}
	var start [32]byte
	n, _ := readFull(z, start[:])
	return startsRecord(bytes.TrimLeft(start[:n], "\r\n"))
}

// startsRecord reports whether b begins with a record.
func startsRecord(b []byte) bool {
	return bytes.HasPrefix(b, []byte("WARC/")) || bytes.HasPrefix(b, arcMagic)
}

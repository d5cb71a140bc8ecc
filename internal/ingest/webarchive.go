package ingest

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"strings"

	"hearsay/internal/warc"
)

// A web archive holds what servers answered. Of its records those become
// Documents that hold a page or a text: answers over HTTP ("response"), files
// ("resource"), texts that someone took out of pages ("conversion"), and answers
// that had been archived before ("revisit"). What else there is (requests,
// metadata) is passed over. A Document is named FILE@BYTE by the place of its
// record; with that place the record can be found again.
//
// The goroutine that lists the Documents only takes the records apart: chunks,
// content codings, digests and the page itself are the work of those who read
// them; see archived.go.

// splitWARC lists the Documents of a web archive.
func splitWARC(in *input, yield func(Document) bool) bool {
	w := crawl{in: in, seen: map[uint64]warc.Place{}}
	at := in.base
	if in.resume.count > 0 && in.seek() {
		at, w.number = in.resume.place, in.resume.count
	}
	size := int64(-1)
	if in.file != nil {
		size = in.size
	}
	w.records = warc.NewReader(in.r, at, size)
	for {
		rec, err := w.next()
		var d Document
		ok := true
		switch {
		case errors.Is(err, io.EOF):
			return true
		case err != nil:
			d = w.damaged(err)
		default:
			d, ok = w.document(rec)
		}
		if ok && !yield(d) {
			return false
		}
	}
}

// crawl is the reading of one web archive.
type crawl struct {
	in      *input
	records *warc.Reader
	number  int
	seen    map[uint64]warc.Place // payloads and records, by hash; see remember
	ahead   *warc.Record          // what was read but not used
	fault   error                 // the same
}

// next returns the next record.
func (w *crawl) next() (*warc.Record, error) {
	rec, err := w.ahead, w.fault
	w.ahead, w.fault = nil, nil
	if rec == nil && err == nil {
		return w.records.Next()
	}
	return rec, err
}

// document makes a Document of a record, if it is to be one.
func (w *crawl) document(rec *warc.Record) (d Document, ok bool) {
	target, kind := rec.Target(), rec.Type
	if kind == "" && rec.Media() == "application/http" {
		kind = "response"
	}
	if !strings.HasPrefix(target, "http://") && !strings.HasPrefix(target, "https://") {
		return d, false // an address of the writer's own, or one of the domain name system
	}
	switch kind {
	case "response", "resource", "conversion":
		d = w.start(rec.Place)
		d.of(rec)
		w.answer(&d, rec, kind)
	case "revisit":
		d = w.start(rec.Place)
		d.of(rec)
		w.revisit(&d, rec)
	default:
		return d, false
	}
	d.mark.next = w.place()
	if d.Err == nil && rec.Header.Get("WARC-Segment-Number") == "1" {
		w.join(&d, rec)
	}
	return d, true
}

// place returns where the next record begins, the zero Place if reading could not
// begin there.
func (w *crawl) place() warc.Place {
	at, ok := w.records.Place()
	if !ok || w.in.file == nil {
		return warc.Place{}
	}
	return at
}

// start makes the Document of a place in the archive.
func (w *crawl) start(at warc.Place) Document {
	w.number++
	d := w.in.record(w.number, 0, nil)
	d.Name = fmt.Sprintf("%s@%v", w.in.name, at)
	d.found = true
	if w.in.file != nil || w.in.part {
		d.Origin.Offset = at.Offset
	}
	return d
}

// of takes over what a record says of itself.
func (d *Document) of(rec *warc.Record) {
	d.Origin.Record, d.Origin.Captured = rec.ID(), rec.Date()
	d.Facts.URL = webAddress(rec.Target())
	d.note = joinNotes(d.note, strings.Join(rec.Faults, "; "))
	if cut := rec.Header.Get("WARC-Truncated"); cut != "" {
		d.flags.Truncated = true
		d.note = joinNotes(d.note, "only a part of it was archived (WARC-Truncated: "+cut+")")
	}
}

// answer reads a record that holds a page or a text.
func (w *crawl) answer(d *Document, rec *warc.Record, kind string) {
	if err := unwanted(d.Name, rec, w.records.Peek()); err != nil {
		w.skip(d, err)
		return
	}
	before := len(rec.Faults)
	body, err := w.records.Block(w.in.options.MaxSize)
	var damage *warc.Damage
	switch {
	case errors.As(err, &damage):
		d.Err = w.damageError(d.Name, damage)
		return
	case err != nil:
		d.Err = tooLarge(d.Name, rec.Length, w.in.options.MaxSize)
		return
	}
	w.remember(rec)
	d.Body = body
	d.note = joinNotes(d.note, strings.Join(rec.Faults[before:], "; "))
	d.unwrap = archived{rec, kind, w.in.options.MaxSize}.unwrap
}

// skip passes over a record that has no page; why becomes the error of its
// Document unless the record is broken.
func (w *crawl) skip(d *Document, why error) {
	d.Err = why
	var damage *warc.Damage
	if err := w.records.Skip(); errors.As(err, &damage) {
		d.Err = w.damageError(d.Name, damage)
	}
}

// join adds the segments that follow the first segment of a record.
func (w *crawl) join(d *Document, first *warc.Record) {
	whole := false
	for {
		rec, err := w.records.Next()
		if err != nil || rec.Type != "continuation" || rec.Header.Get("WARC-Segment-Origin-ID") != first.Header.Get("WARC-Record-ID") {
			w.ahead, w.fault = rec, err
			break
		}
		part, err := w.records.Block(w.in.options.MaxSize - int64(len(d.Body)))
		var damage *warc.Damage
		switch {
		case errors.As(err, &damage):
			d.Body, d.Err = nil, w.damageError(d.Name, damage)
		case err != nil:
			d.Body, d.Err = nil, tooLarge(d.Name, -1, w.in.options.MaxSize)
		}
		d.Body = append(d.Body, part...)
		d.mark.next = w.place()
		whole = rec.Header.Get("WARC-Segment-Total-Length") != ""
	}
	if !whole {
		d.flags.Truncated = true
		d.note = joinNotes(d.note, "it was archived in parts, and the last is not here")
	}
}

// revisit reads a record that says that an answer was archived before. It has no
// page, only the place of the one before.
func (w *crawl) revisit(d *Document, rec *warc.Record) {
	e := &Error{Input: d.Name, Problem: ErrRepeated}
	at, here := w.recall(rec)
	switch {
	case strings.HasSuffix(rec.Header.Get("WARC-Profile"), "/server-not-modified"):
		e.Problem, e.Detail = ErrNoPage, "304: not changed since it was archived before"
	case here:
		e.Detail = fmt.Sprintf("the page is that of %s@%v", w.in.name, at)
	default:
		of := first(rec.Header.Get("WARC-Refers-To-Target-URI"), rec.Header.Get("WARC-Refers-To"), rec.Target())
		e.Detail = "its page is not in what was read of this archive: " + strings.TrimSpace(of+" "+rec.Header.Get("WARC-Refers-To-Date"))
	}
	w.skip(d, e)
}

// maxSeen bounds the memory for records that revisits can refer to.
const maxSeen = 1 << 20

// remember keeps the place of a record by what revisits may call it.
func (w *crawl) remember(rec *warc.Record) {
	for _, key := range []string{rec.Header.Get("WARC-Payload-Digest"), rec.Header.Get("WARC-Record-ID")} {
		if key == "" || len(w.seen) >= maxSeen {
			continue
		}
		if _, there := w.seen[hashOf(key)]; !there {
			w.seen[hashOf(key)] = rec.Place
		}
	}
}

// recall returns the place of the record that a revisit refers to.
func (w *crawl) recall(rec *warc.Record) (warc.Place, bool) {
	for _, key := range []string{rec.Header.Get("WARC-Refers-To"), rec.Header.Get("WARC-Payload-Digest")} {
		if at, ok := w.seen[hashOf(key)]; ok && key != "" {
			return at, true
		}
	}
	return warc.Place{}, false
}

func hashOf(s string) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, strings.ToLower(s))
	return h.Sum64()
}

// damaged makes a Document of a place where the archive is broken.
func (w *crawl) damaged(err error) Document {
	var damage *warc.Damage
	if !errors.As(err, &damage) {
		damage = &warc.Damage{Detail: err.Error()}
	}
	d := w.start(damage.Place)
	d.Facts.URL = webAddress(damage.Record)
	d.Err = w.damageError(d.Name, damage)
	return d
}

func (w *crawl) damageError(name string, damage *warc.Damage) *Error {
	e := &Error{
		Input: name, Problem: ErrSyntax, Detail: damage.Error(),
		Kept: plural(w.number-1, "document") + " before it", Next: "get the archive again; the records after it are read",
	}
	switch {
	case damage.Reading != nil:
		var known *Error
		e.Problem, e.Next = damage.Reading, "read it again"
		if errors.As(damage.Reading, &known) {
			e.Problem, e.Next = known.Problem, known.Next
		}
	case damage.AtEnd:
		e.Problem, e.Next = ErrCutOff, "get the archive again"
	}
	return e
}

func joinNotes(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

package ingest

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"hearsay/internal/coding"
	"hearsay/internal/warc"
)

// open takes the body of a Document out of what it was archived in. It fails if
// there is none.
func (d *Document) open() (err error) {
	if err := d.pending(); err != nil || d.unwrap == nil {
		return err
	}
	defer func() {
		if fault := recover(); fault != nil {
			err = &Error{Input: d.Name, Problem: ErrFault, Detail: fmt.Sprint(fault), Next: "please report it with the input"}
		}
	}()
	return d.unwrap(d)
}

// unwanted says why a record holds no page, as far as the first bytes of its
// block tell; nil if it may hold one.
func unwanted(name string, rec *warc.Record, head []byte) error {
	if rec.Media() != "application/http" {
		return unwantedMedia(name, rec.Media(), head)
	}
	res := warc.ParseResponse(head)
	if err := unwantedStatus(name, res.Status); err != nil {
		return err
	}
	return unwantedMedia(name, mediaType(res.Header.Get("Content-Type")), nil)
}

// unwantedStatus says why an answer has no page.
func unwantedStatus(name string, status int) error {
	const noStatus, done, byOthers = 0, 200, 203
	switch status {
	case noStatus, done, byOthers:
		return nil
	}
	return &Error{Input: name, Problem: ErrNoPage, Detail: fmt.Sprintf("the server answered %d", status)}
}

// unwantedMedia says why something of a media type is no page and no text. Where
// the type says nothing, the first bytes do, unless they are not given.
func unwantedMedia(name, media string, head []byte) error {
	switch {
	case media == "text/html", media == "text/plain", strings.HasSuffix(media, "/xml"),
		strings.HasSuffix(media, "+xml") && !strings.HasPrefix(media, "image/"):
		return nil
	case media == "", media == "application/octet-stream", media == "unknown/unknown", media == "no-type":
		if head == nil || isHTML(head, hints{}) {
			return nil
		}
	}
	return &Error{Input: name, Problem: ErrFormat, Detail: "its media type is " + first(media, "not stated")}
}

func mediaType(s string) string {
	s, _, _ = strings.Cut(s, ";")
	return strings.ToLower(strings.TrimSpace(s))
}

// archived is the record that a Document was made of.
type archived struct {
	rec  *warc.Record
	kind string // type of the record
	most int64  // bytes that may be made of the block
}

// unwrap makes the body of a Document from the block of its record.
func (a archived) unwrap(d *Document) error {
	block := d.Body
	res := warc.Response{Raw: block, Body: block}
	contentType := a.rec.Header.Get("Content-Type")
	if a.rec.Media() == "application/http" {
		res = warc.ParseResponse(block)
		contentType = res.Header.Get("Content-Type")
		d.flags.Truncated = d.flags.Truncated || res.Cut
		d.note = joinNotes(d.note, res.Fault)
	}
	d.Media, d.Label = mediaType(contentType), charsetOf(contentType)
	body, err := a.decode(d, res)
	if err != nil {
		return err
	}
	d.Body = body
	if !a.intact(block, res, body) {
		d.flags.Altered = true
		d.note = joinNotes(d.note, "it is not what was archived: its digest is another")
	}
	return a.judge(d)
}

// judge says why the body of a Document is no page and no text, nil if it may be
// one.
func (a archived) judge(d *Document) error {
	if err := unwantedMedia(d.Name, d.Media, d.Body[:min(len(d.Body), headSize)]); err != nil {
		return err
	}
	if kind := binaryKind(d.Body); kind != "" {
		return &Error{Input: d.Name, Problem: ErrFormat, Detail: kind}
	}
	if d.Media == "text/plain" && a.kind == "response" {
		return plainAnswer(d)
	}
	return nil
}

// plainAnswer reads an answer in plain text as a page that may be no article.
func plainAnswer(d *Document) error {
	if u, err := url.Parse(d.Facts.URL); err == nil {
		switch path.Base(u.Path) {
		case "robots.txt", "ads.txt", "app-ads.txt", "humans.txt", "security.txt", "llms.txt", "llms-full.txt":
			return &Error{Input: d.Name, Problem: ErrFormat, Detail: "it is for programs, not for readers"}
		}
	}
	d.format = format{name: "text", read: func(d *Document, o *Options) (page, error) {
		p, err := readText(d, o)
		p.judged = true
		return p, err
	}}
	return nil
}

// decode undoes the content codings of an answer, at most maxLayers. Many archives
// keep the header of a coding that their writer has undone.
func (a archived) decode(d *Document, res warc.Response) ([]byte, error) {
	body := res.Body
	names := strings.Split(res.Header.Get("Content-Encoding"), ",")
	if len(names) > maxLayers {
		return nil, &Error{Input: d.Name, Problem: ErrPacked, Detail: "it is compressed more than twice"}
	}
	limits := coding.Files
	limits.Most, limits.Window = a.most, 8<<20
	for i := len(names) - 1; i >= 0; i-- {
		c, known := coding.Named(names[i])
		if !known {
			d.note = joinNotes(d.note, fmt.Sprintf("its content coding %.40q is not known", names[i]))
			continue
		}
		out, err := coding.Decode(body, c, limits)
		switch {
		case err == nil, errors.Is(err, coding.ErrCut) && d.flags.Truncated && len(out) > 0:
			body = out
		case !wasUndone(c, body):
			return nil, codingError(d.Name, err)
		}
	}
	return body, nil
}

// wasUndone reports whether a body does not look as if it had the coding.
func wasUndone(c coding.Coding, body []byte) bool {
	if c == coding.Gzip || c == coding.Zstd {
		return coding.Of(body) != c
	}
	head := body[:min(len(body), headSize)]
	return isHTML(head, hints{}) || mostlyUTF8(head) && !manyControls(head)
}

// intact reports whether the digests that an archive states agree with what it
// holds. That of the block decides. Writers differ in what they take for the
// payload, so that any of its forms will do.
func (a archived) intact(block []byte, res warc.Response, body []byte) bool {
	if v := warc.Verify(a.rec.Header.Get("WARC-Block-Digest"), block); v != warc.Unknown {
		return v == warc.Agrees
	}
	stated := a.rec.Header.Get("WARC-Payload-Digest")
	for _, payload := range [][]byte{res.Raw, res.Body, body} {
		if warc.Verify(stated, payload) != warc.Deviates {
			return true
		}
	}
	return false
}

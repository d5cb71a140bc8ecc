package ingest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"

	"hearsay/internal/fetch"
)

// Some Documents have no Body yet, but an address where it is: those that the
// user named, the entries of lists, the pages of items that feeds announce. They
// are fetched here, a few ahead of the one that is due, so that slow hosts do not
// hold up the others, and come in the order in which they were listed. What
// arrives may be a container itself: a list of feeds leads to feeds, a feed to
// pages, and there it ends.

// Web fetches; *fetch.Client does.
type Web interface {
	Get(context.Context, fetch.Request) (*fetch.Response, error)
}

// Follow says which addresses are fetched that the user has not named.
type Follow int

// The ways to follow addresses.
const (
	FollowFetched Follow = iota // those that are in what was fetched itself: of a feed that the user named by its address, but not of one in a file
	FollowAll                   // also those in files
	FollowNone
)

// DefaultMaxPages is how many pages of one feed are fetched.
const DefaultMaxPages = 200

// ahead is how many Documents are fetched before their turn. Each may hold the
// most that is fetched of an address.
const ahead = 8

// errand is what is still to be fetched of a Document.
type errand struct {
	address string
	robots  bool // nobody named the address: robots.txt is asked
	want    want
}

// want says what an address should lead to.
type want int

const (
	wantAny  want = iota
	wantFeed      // or a list of feeds
	wantPage      // one Document
)

// isAddress reports whether an argument is an address of the web.
func isAddress(arg string) bool {
	scheme, _, found := strings.Cut(arg, "://")
	return found && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// maskedAddress returns an address for people and records, without what is secret
// in it.
func maskedAddress(address string) string { return fetch.Mask(strings.TrimSpace(address)) }

// relOfAddress makes a path of an address: host and path, of characters that
// every file system takes.
func relOfAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "address"
	}
	const most = 60 // bytes of one part
	var parts []string
	for part := range strings.SplitSeq(u.Hostname()+"/"+u.Path, "/") {
		part = strings.Map(func(r rune) rune {
			if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_' || r == '.' {
				return r
			}
			return '_'
		}, part)
		part = strings.TrimLeft(part[max(0, len(part)-most):], ".") // neither hidden nor ".."
		if part != "" && len(parts) < 8 {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return "address"
	}
	return strings.Join(parts, "/")
}

// slot is the place of a Document in the queue.
type slot struct {
	d    Document
	done chan struct{} // closed when d has arrived
}

// arrived lists the Documents of a sequence, with what had to be fetched.
func (s *Stream) arrived(documents iter.Seq[Document]) iter.Seq[Document] {
	return func(yield func(Document) bool) {
		ctx, stop := context.WithCancel(s.options.Context)
		defer stop()
		s.arrive(ctx, documents, yield)
	}
}

// arrive lists the Documents of a sequence. It returns false if yield did.
func (s *Stream) arrive(ctx context.Context, documents iter.Seq[Document], yield func(Document) bool) bool {
	var queue []*slot
	next := func() bool {
		first := queue[0]
		queue = queue[1:]
		<-first.done
		if inner := s.inside(&first.d); inner != nil {
			return s.arrive(ctx, inner, yield)
		}
		return yield(first.d)
	}
	for d := range documents {
		queue = append(queue, s.send(ctx, d))
		for len(queue) > 0 && (len(queue) > ahead || isClosed(queue[0].done)) {
			if !next() {
				return false
			}
		}
	}
	for len(queue) > 0 {
		if !next() {
			return false
		}
	}
	return true
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// send starts to fetch what a Document lacks.
func (s *Stream) send(ctx context.Context, d Document) *slot {
	sl := &slot{d: d, done: make(chan struct{})}
	if d.errand == nil || d.Err != nil || s.options.Web == nil {
		close(sl.done)
		return sl
	}
	go func() {
		defer close(sl.done)
		s.fetch(ctx, &sl.d)
	}()
	return sl
}

// fetch gets the Body of a Document.
func (s *Stream) fetch(ctx context.Context, d *Document) {
	s.waiting.Add(1)
	defer s.waiting.Add(-1)
	resp, err := s.options.Web.Get(ctx, fetch.Request{URL: d.errand.address, Robots: d.errand.robots})
	if err != nil {
		d.Err = webError(d.Name, err)
		return
	}
	s.consumed.Add(int64(len(resp.Body)))
	d.take(resp)
}

// fetchText gets the page of a row that has an address but no text, as err says,
// if such addresses are followed. It returns whether there is something else to
// be read now.
func (s *Stream) fetchText(d *Document, err error) bool {
	var t *textless
	if !errors.As(err, &t) || s.options.Follow != FollowAll || s.options.Web == nil {
		return false
	}
	page := Document{Name: d.Name, Rel: d.Rel, Origin: d.Origin, weak: t.facts, note: d.note}
	page.errand = &errand{address: t.facts.URL, robots: true, want: wantPage}
	s.fetch(s.options.Context, &page)
	*d = page
	return true
}

// take makes a response the Body of the Document.
func (d *Document) take(resp *fetch.Response) {
	d.Body, d.Media, d.Label = resp.Body, resp.Media, resp.Charset
	d.Origin.Fetched = resp.Received
	d.Facts.URL = maskedAddress(resp.URL)
}

// pending returns why the Document cannot be read: its Err, or that nobody has
// fetched it.
func (d *Document) pending() error {
	if d.Err == nil && d.errand != nil && d.Origin.Fetched.IsZero() {
		return &Error{Input: d.Name, Problem: ErrOffline, Next: "download it and read the file"}
	}
	return d.Err
}

// webError makes an *Error of what came instead of an answer.
func webError(name string, err error) error {
	var e *fetch.Error
	if !errors.As(err, &e) {
		return &Error{Input: name, Problem: err}
	}
	told := &Error{Input: name, Problem: e.Problem, Detail: e.Detail, Next: e.Next}
	if e.URL != name && e.URL != "" {
		told.Detail = strings.TrimSuffix("at "+e.URL+": "+e.Detail, ": ")
	}
	return told
}

// inside lists the Documents of one that has been fetched and is a container; nil
// if it is none. One that should be a feed and is none gets an Err.
func (s *Stream) inside(d *Document) iter.Seq[Document] {
	if d.errand == nil || d.Err != nil || d.errand.want == wantPage || d.Origin.Fetched.IsZero() {
		return nil
	}
	head := d.Body[:min(len(d.Body), headSize)]
	f := recognise(head, hints{name: d.Name, media: d.Media, fields: s.options.Fields})
	if d.errand.want == wantFeed && f.name != "feed" {
		d.Err = notFeed(d.Name, d.Facts.URL, d.Body)
		return nil
	}
	if f.split == nil {
		return nil
	}
	in := inMemory(d, &s.options)
	in.from = d.Facts.URL
	outer := *d
	return func(yield func(Document) bool) {
		f.split(in, func(inner Document) bool {
			if inner.errand == nil {
				inner.Origin.Fetched = outer.Origin.Fetched
			}
			if inner.Origin.Number == 0 { // the only one
				inner.Facts = outer.Facts.or(inner.Facts)
			}
			return yield(inner)
		})
	}
}

// notFeed returns the error of an address that leads to no feed. If it leads to a
// page that names feeds, these are told.
func notFeed(name, address string, body []byte) error {
	e := &Error{Input: name, Problem: ErrNotFeed, Next: "check the address"}
	if feeds := feedsOf(address, body); len(feeds) > 0 {
		e.Detail, e.Next = "but a page that names these: "+strings.Join(feeds, ", "), "take one of them"
	}
	return e
}

// feedsOf returns the addresses of the feeds that a page names, at most five.
func feedsOf(address string, page []byte) []string {
	const most = 5
	dec, err := decode(address, page, pageLabels(&Document{Body: page}))
	if err != nil {
		return nil
	}
	m := scanMarkup(dec.text[:min(len(dec.text), headSize)])
	base, err := url.Parse(address)
	var feeds []string
	for _, f := range m.claims.feeds {
		if to, toErr := url.Parse(f); toErr == nil && err == nil {
			f = base.ResolveReference(to).String()
		}
		if f = maskedAddress(webAddress(f)); f != "" && !slices.Contains(feeds, f) && len(feeds) < most {
			feeds = append(feeds, f)
		}
	}
	return feeds
}

// follow decides whether the page of an item is fetched; pages counts those of
// its feed up to it.
func (in *input) follow(d *Document, pages int) {
	e := &Error{Input: d.Name, Problem: ErrNotFetched}
	switch {
	case in.options.Web == nil, in.options.Follow == FollowNone, in.options.Follow == FollowFetched && in.from == "":
		e.Detail = "--fetch all reads it"
	case pages > in.options.MaxPages:
		e.Detail = fmt.Sprintf("of a feed, %d pages are; --max-pages raises that", in.options.MaxPages)
	default:
		return
	}
	d.Err, d.errand = e, nil
}

package ingest

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"hearsay/internal/fetch"
)

// A feed that is watched is polled again and again. What has to be known from one
// poll to the next is a FeedState, which the caller keeps; here are neither a
// clock nor a disk.

// Bounds of the time between two polls.
const (
	minPoll   = 5 * time.Minute
	maxPoll   = 24 * time.Hour
	usualPoll = 30 * time.Minute // where the server says nothing
	firstWait = 15 * time.Minute // after a failure; twice as long after each more
)

// movesEnough is how many polls in a row have to be redirected for good to the
// same address before the feed is taken to live there.
const movesEnough = 3

// FeedState is what is kept of a feed between two polls. The zero FeedState with
// a URL is that of a feed that was never polled. It can be kept as JSON.
type FeedState struct {
	URL          string            `json:"url"`
	Title        string            `json:"title,omitempty"`
	ETag         string            `json:"etag,omitempty"`
	LastModified string            `json:"last_modified,omitempty"`
	Items        map[string]string `json:"items,omitempty"`    // of the last feed: its items by what they are known by, with a sum of what they said
	Tries        map[string]int    `json:"tries,omitempty"`    // of items that could not be read: how often that was tried
	Next         time.Time         `json:"next"`               // when it should be polled again
	Failures     int               `json:"failures,omitempty"` // in a row
	Disabled     string            `json:"disabled,omitempty"` // why it is not polled any more; empty if it is
	MovedTo      string            `json:"moved_to,omitempty"` // where the last polls were redirected for good
	Moves        int               `json:"moves,omitempty"`    // how many of them, in a row
}

// Poll is what became of one poll.
type Poll struct {
	State     FeedState
	Documents []Document // items that are new, or say something else than before, as the feed lists them; Deliver reads them
	Unchanged bool       // the server says that nothing is new
	Notice    string     // what someone should know although it is no failure
	Err       error      // *Error, or nil
}

// PollFeed fetches a feed and returns what is new in it since the state. now is
// the time. Only Err, Failures and Next change if it fails; a feed that is gone
// for good is disabled. Pages of items are not fetched here, but by Deliver.
func PollFeed(ctx context.Context, state FeedState, now time.Time, o Options) Poll {
	o = o.filled()
	if state.Disabled != "" {
		return Poll{State: state, Unchanged: true, Notice: maskedAddress(state.URL) + " is not polled any more: " + state.Disabled}
	}
	resp, err := o.Web.Get(ctx, fetch.Request{URL: state.URL, ETag: state.ETag, LastModified: state.LastModified})
	if err != nil {
		return state.failed(webError(maskedAddress(state.URL), err), err, now)
	}
	p := Poll{State: state, Unchanged: resp.NotModified}
	p.State.Failures = 0
	p.State.Next = now.Add(pause(resp.Fresh))
	p.Notice = p.State.moved(resp.Permanent)
	if resp.NotModified {
		return p
	}
	f, err := o.feedIn(state.URL, resp)
	if err != nil {
		return state.failed(err, err, now)
	}
	p.State.ETag, p.State.LastModified, p.State.Title = resp.ETag, resp.LastModified, f.title
	p.Documents, p.State.Items = f.news(state.Items, inputOfFeed(resp, &o))
	p.State.keepTries()
	if len(f.notes) > 0 && p.Notice == "" {
		p.Notice = f.notes[0]
	}
	return p
}

// feedIn reads the feed in a response.
func (o *Options) feedIn(address string, resp *fetch.Response) (*feed, error) {
	name := maskedAddress(address)
	if !isFeed(headText(resp.Body[:min(len(resp.Body), headSize)]), hints{}) {
		return nil, notFeed(name, resp.URL, resp.Body)
	}
	return readFeed(name, resp.URL, resp.Body, o, resp.Charset)
}

// inputOfFeed makes the input that Documents of a feed come from.
func inputOfFeed(resp *fetch.Response, o *Options) *input {
	d := Document{Name: maskedAddress(resp.URL), Rel: relOfAddress(resp.URL), Label: resp.Charset}
	in := inMemory(&d, o)
	in.from = resp.URL
	return in
}

// news returns the Documents of the items that known does not have, or has with
// something else to say, and what is known now.
func (f *feed) news(known map[string]string, in *input) ([]Document, map[string]string) {
	var fresh []Document
	items := map[string]string{}
	number := 0
	for d := range f.documents(in) {
		i := &f.items[number]
		number++
		if errors.Is(d.Err, ErrListedTwice) {
			continue
		}
		what, says := i.identity(), i.sum()
		if _, twice := items[what]; !twice {
			items[what] = says
		}
		if known[what] != says {
			fresh = append(fresh, d)
		}
	}
	return fresh, items
}

// identity returns what an item is known by from one poll to the next: its
// address, else its text.
func (i *item) identity() string {
	if i.url != "" {
		return maskedAddress(i.url)
	}
	return i.sum()
}

// sum returns a sum of what an item says.
func (i *item) sum() string {
	whole := *i
	whole.whole = true
	key := whole.key()
	return hex.EncodeToString(key[:8])
}

// failed returns the poll of a feed that could not be had. cause is what the
// client returned.
func (s FeedState) failed(err, cause error, now time.Time) Poll {
	s.Failures++
	wait := firstWait << min(s.Failures-1, 10)
	var e *fetch.Error
	if errors.As(cause, &e) {
		wait = max(wait, e.RetryAfter)
	}
	s.Next = now.Add(min(max(wait, minPoll), maxPoll))
	p := Poll{State: s, Err: err}
	if errors.Is(err, fetch.ErrGone) {
		p.State.Disabled = "its server says that it is gone for good"
		p.Notice = fmt.Sprintf("%s is not polled any more: %s", maskedAddress(s.URL), p.State.Disabled)
	}
	return p
}

// moved notes where redirects for good lead, and follows them once they have done
// so a few times. It returns what should be told.
func (s *FeedState) moved(to string) string {
	switch {
	case to == "" || to == s.URL:
		s.MovedTo, s.Moves = "", 0
		return ""
	case to != s.MovedTo:
		s.MovedTo, s.Moves = to, 0
	}
	if s.Moves++; s.Moves < movesEnough {
		return ""
	}
	told := fmt.Sprintf("%s has moved to %s for good", maskedAddress(s.URL), maskedAddress(to))
	s.URL, s.MovedTo, s.Moves = to, "", 0
	return told
}

// pause returns the time to the next poll.
func pause(f fetch.Freshness) time.Duration {
	if !f.Stated {
		return usualPoll
	}
	return min(max(f.MaxAge, minPoll), maxPoll)
}

// Deliver returns a Stream of Documents that were listed before. Those that only
// have an address are fetched when it is their turn.
func Deliver(documents []Document, o Options) *Stream {
	return &Stream{options: o.filled(), given: slices.Values(documents)}
}

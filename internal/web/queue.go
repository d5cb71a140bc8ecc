package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"hearsay/internal/fetch"
	"hearsay/internal/jobs"
	"hearsay/internal/store"
)

// In a ledger on a server batches of articles may wait, which "hearsay watch --workers"
// reads. Here they are counted; those that were given up are listed, and tried again.

// errNoQueue is the answer where there are no batches.
var errNoQueue = &problem{http.StatusNotFound, "There is no queue here.",
	"Only a ledger on a server (--db postgres://…) has one. If this is one, the log of “hearsay serve” says why the queue could not be opened."}

// queueTime is how long a page about something else waits for the queue.
const queueTime = time.Second

// batchesShown is how many batches a page has unless another number is asked for: each
// may hold a hundred articles and as many problems.
const batchesShown = 25

// queueView is what the page of the queue shows.
type queueView struct {
	jobs.Counts
	Batches []batchShown // that were given up
	Again   int          // how many have just been put in again
	More    string
	Top     bool
}

// batchShown is a batch that was given up, as pages and programs see it: without what only
// the owners of addresses should know.
type batchShown struct{ jobs.GivenUp }

func newBatchShown(g jobs.GivenUp) batchShown {
	g.Since = g.Since.UTC()
	for i, name := range g.Articles {
		if masked := fetch.Mask(name); masked != name && isWeb(name) {
			g.Articles[i], g.Problem = masked, strings.ReplaceAll(g.Problem, name, masked)
		}
	}
	return batchShown{g}
}

// Moment is since when the batch has been given up.
func (b *batchShown) Moment() string { return minute(b.Since) }

// Problems are the lines of the problem.
func (b *batchShown) Problems() []string {
	return strings.FieldsFunc(b.Problem, func(r rune) bool { return r == '\n' || r == '\r' })
}

// queue lists the batches that were given up.
func (s *Server) queue(r *request) (*answer, error) {
	if s.Queue == nil {
		return nil, errNoQueue
	}
	p := r.parameters()
	size, again := p.number("size", batchesShown, 1, s.Limits.Rows), p.number("again", 0, 0, 1<<30)
	after := int64(0)
	if next := p.one("next"); next != "" {
		var err error
		if after, err = strconv.ParseInt(next, 36, 64); err != nil || after < 1 {
			p.fail("next", "it belongs to another list, or is damaged")
		}
	}
	if p.err != nil {
		return nil, p.err
	}
	counts, err := s.Queue.Counts(r.Context())
	if err != nil {
		return nil, err
	}
	list, err := s.Queue.GivenUp(r.Context(), after, size+1)
	if err != nil {
		return nil, err
	}
	out := struct {
		OK        bool         `json:"ok"`
		Counts    jobs.Counts  `json:"counts"`
		Rows      []batchShown `json:"rows"`
		Truncated bool         `json:"truncated"`
		Next      string       `json:"next,omitempty"`
		NextURL   string       `json:"next_url,omitempty"`
	}{OK: true, Counts: counts, Rows: []batchShown{}}
	for i := range list[:min(size, len(list))] {
		out.Rows = append(out.Rows, newBatchShown(list[i]))
	}
	v := queueView{Counts: counts, Batches: out.Rows, Again: again, Top: after > 0}
	if len(list) > size {
		out.Truncated, out.Next = true, strconv.FormatInt(list[size-1].ID, 36)
		v.More = r.URL.Path + "?size=" + itoa(size) + "&next=" + out.Next
		out.NextURL = s.base(r.Request) + v.More
	}
	return &answer{page: "queue", json: out, view: view{Title: "Queue", Here: "feeds", Data: v, Alternates: []alternate{{"JSON", "/queue.json", "application/json"}}}}, nil
}

// countQueue counts batches for a page about something else, which is there without them:
// nil if there are none to count.
func (s *Server) countQueue(ctx context.Context) *jobs.Counts {
	if s.Queue == nil {
		return nil
	}
	ctx, stop := context.WithTimeout(ctx, queueTime)
	defer stop()
	counts, err := s.Queue.Counts(ctx)
	if err != nil {
		s.Log.Warn("the queue is not told of", "error", err.Error())
		return nil
	}
	return &counts
}

// retryBatches takes the form that tries batches again.
func (s *Server) retryBatches(r *request) (*answer, error) {
	p := r.parameters()
	all, given := p.yes("all"), p.many("batch")
	var ids []int64
	for _, one := range given {
		id, err := strconv.ParseInt(one, 10, 64)
		if err != nil {
			p.fail("batch", "it is the number of a batch")
		}
		ids = append(ids, id)
	}
	if p.err != nil {
		return nil, p.err
	}
	again, err := s.putAgain(r.Context(), all, ids)
	return &answer{redirect: "/queue?again=" + itoa(again)}, err
}

// sendRetry tries batches again for a program.
func (s *Server) sendRetry(r *request) (*answer, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var sent struct {
		All     bool    `json:"all"`
		Batches []int64 `json:"batches"`
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&sent); err != nil {
		return nil, &problem{http.StatusBadRequest, "That is not JSON as it is wanted: " + shown(plainJSONError(err)) + ".", "Send {\"batches\": [1, 2]} or {\"all\": true}."}
	}
	again, err := s.putAgain(r.Context(), sent.All, sent.Batches)
	return &answer{json: struct {
		OK    bool `json:"ok"`
		Again int  `json:"tried_again"`
	}{true, again}}, err
}

// putAgain puts batches that were given up into the queue again, these or all, and returns
// how many.
func (s *Server) putAgain(ctx context.Context, all bool, ids []int64) (again int, err error) {
	switch {
	case s.Queue == nil:
		return 0, errNoQueue
	case all == (len(ids) > 0):
		return 0, &problem{http.StatusBadRequest, "It is not said which batches are to be tried again.", "Name some by their numbers, or all."}
	case len(ids) > s.Limits.Rows:
		return 0, &problem{http.StatusBadRequest, "These are more than " + itoa(s.Limits.Rows) + " batches.", "Name fewer, or all. None was tried again."}
	case all:
		return s.Queue.RetryAll(ctx)
	}
	again, err = s.Queue.Retry(ctx, ids...)
	if errors.Is(err, store.ErrNotFound) {
		p := &problem{http.StatusNotFound, "A batch is not among those that were given up.", "Somebody else may have tried it again: look at the queue."}
		if again > 0 {
			p.Next += " " + itoa(again) + " of those that were named are tried again."
		}
		return again, p
	}
	return again, err
}

package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"hearsay/internal/fetch"
	"hearsay/internal/store"
)

// Alerts
//
// While the server runs it looks every few seconds for what has come into the ledger
// since the last look, whoever put it there, and makes alerts of what saved searches
// find in it. An alert is sent to the search's webhook as one JSON object; it is
// taken when the answer is 200 to 299. Else it is tried again, less and less often,
// and given up after two days; it stays in the list of the search's page. All of it
// is in the ledger, so that nothing is lost when the server ends.
//
// An alert that was taken, but whose answer got lost, is sent again under the same
// Idempotency-Key. Hearsay-Signature is the HMAC-SHA256 (RFC 2104) of the body with
// the secret that the search's page shows.

// Poster sends messages; *fetch.Client does.
type Poster interface {
	Post(context.Context, fetch.Message) error
}

const (
	lookPause  = 10 * time.Second
	mostAtOnce = 20 // alerts sent in one round
)

// pauses are how long is waited after each try that failed.
var pauses = []time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 8 * time.Hour, 12 * time.Hour, 24 * time.Hour,
}

// watch looks for news and sends alerts until the context ends.
func (s *Server) watch(ctx context.Context) {
	ticker := time.NewTicker(lookPause)
	defer ticker.Stop()
	for {
		if err := s.round(ctx); err != nil && ctx.Err() == nil {
			s.Log.Warn("alerts could not be looked after", "error", err.Error())
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// round looks once and sends what is due.
func (s *Server) round(ctx context.Context) error {
	all, err := s.Ledger.SavedSearches(ctx, 0)
	if err != nil || len(all) == 0 {
		return err
	}
	byID := map[int64]*store.Saved{}
	for i := range all {
		byID[all[i].ID] = &all[i]
		a, err := s.searchOf(&all[i])
		if err != nil {
			s.Log.Warn("a saved search cannot be understood", "id", all[i].ID, "error", err.Error())
			continue
		}
		for more := true; more; {
			if more, err = s.Ledger.LookForNews(ctx, all[i].ID, a.Query); err != nil {
				return err
			}
		}
	}
	if s.Post == nil {
		return nil
	}
	due, err := s.Ledger.Alerts(ctx, 0, s.Now(), mostAtOnce)
	if err != nil {
		return err
	}
	for i := range due {
		if saved := byID[due[i].Saved]; saved != nil {
			err = errors.Join(err, s.send1(ctx, saved, &due[i]))
		}
	}
	return err
}

// message is the body of an alert.
type message struct {
	ID     string            `json:"id"` // the key of the alert
	MadeAt string            `json:"made_at"`
	Search messageSearch     `json:"saved_search"`
	Total  int64             `json:"total"` // attributions that came
	Rows   []json.RawMessage `json:"attributions"`
}

type messageSearch struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Query string `json:"query"`
	Page  string `json:"page,omitempty"`
}

// send1 sends an alert and notes what became of it.
func (s *Server) send1(ctx context.Context, saved *store.Saved, a *store.Alert) error {
	rows, err := s.Ledger.AlertRows(ctx, a.ID)
	if err != nil {
		return err
	}
	search, err := s.searchOf(saved)
	if err != nil {
		return err
	}
	m := message{ID: a.Key, MadeAt: a.MadeAt, Total: a.Hits, Rows: rowsJSON(rows), Search: messageSearch{ID: saved.ID, Name: saved.Name, Query: search.Query.String()}}
	if s.Base != nil {
		m.Search.Page = s.Base.String() + "/saved/" + strconv.FormatInt(saved.ID, 10)
	}
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	err = s.Post.Post(ctx, fetch.Message{URL: saved.Webhook, Body: body, Header: http.Header{
		"Content-Type": {"application/json"}, "Idempotency-Key": {a.Key}, "Hearsay-Signature": {"sha256=" + signature(saved.Secret, body)},
	}})
	if ctx.Err() != nil {
		return ctx.Err() // it is tried again when the server runs again
	}
	if err == nil {
		return s.Ledger.Tried(ctx, a.ID, "", time.Time{})
	}
	s.Log.Warn("an alert was not taken", "saved search", saved.ID, "alert", a.ID, "tries", a.Tries+1, "error", err.Error())
	return s.Ledger.Tried(ctx, a.ID, err.Error(), s.nextTry(a.Tries, err))
}

// nextTry returns when an alert is tried again after it has failed; the zero time for
// never.
func (s *Server) nextTry(tries int, err error) time.Time {
	var e *fetch.Error
	if tries >= len(pauses) || errors.As(err, &e) && e.Status == http.StatusGone {
		return time.Time{}
	}
	pause := pauses[tries]
	if e != nil && e.RetryAfter > pause {
		pause = e.RetryAfter
	}
	return s.Now().Add(pause)
}

// signature returns the HMAC of a body, hexadecimal.
func signature(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

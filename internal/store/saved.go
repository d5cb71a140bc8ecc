package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"hearsay/internal/export"
	"hearsay/internal/query"
)

// A saved search is a search that people keep. Attributions that come into the
// ledger after it was saved are its news: they are put together to alerts, each
// attribution once, in the same transaction that notes up to where was looked. An
// alert stays due until it is said to have been sent, so that it is sent at least
// once; who gets it twice knows it by its key.

// Saved is a saved search.
type Saved struct {
	ID      int64  `json:"id"`
	Name    string `json:"name"`
	Asked   string `json:"asked"` // the query of the address of its page
	FeedKey string `json:"-"`     // lets in who asks for the feed
	Webhook string `json:"webhook,omitempty"`
	Secret  string `json:"-"` // that alerts are signed with
	SavedAt string `json:"saved_at"`
	Due     int64  `json:"due"`      // alerts that are to be sent
	Sent    int64  `json:"sent"`     // alerts that were
	GivenUp int64  `json:"given_up"` // alerts that could not be
}

// Alert is news of a saved search.
type Alert struct {
	ID      int64  `json:"id"`
	Saved   int64  `json:"saved"`
	Key     string `json:"key"` // equal for all tries
	MadeAt  string `json:"made_at"`
	Hits    int64  `json:"hits"`
	Tries   int    `json:"tries"`
	NextAt  string `json:"next_at,omitempty"` // when it is to be sent; empty if it is not
	SentAt  string `json:"sent_at,omitempty"`
	GivenUp string `json:"given_up_at,omitempty"`
	Problem string `json:"problem,omitempty"` // of the last try
}

// secretWord returns a word that nobody can guess.
func secretWord() string {
	var b [20]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// Save keeps a search. What the ledger has already is no news of it.
func (l *Ledger) Save(ctx context.Context, name, asked, webhook string) (*Saved, error) {
	s := &Saved{Name: name, Asked: asked, Webhook: webhook, FeedKey: secretWord(), Secret: secretWord()}
	err := l.write(ctx, func(p *pen) (err error) {
		var seen int64
		if _, err = p.row("SELECT coalesce(max(id), 0) FROM attributions", nil, &seen); err != nil {
			return err
		}
		if s.ID, err = p.number("saved_searches"); err != nil {
			return err
		}
		s.SavedAt = instant(p.ledger.now())
		return p.exec("INSERT INTO saved_searches (id, name, asked, feed_key, webhook, secret, seen, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			s.ID, clean(name), clean(asked), s.FeedKey, textOrNull(webhook), s.Secret, seen, s.SavedAt)
	})
	return s, l.problem("save a search", err)
}

// Unsave ends a saved search. Its alerts are sent no more; its number is not given
// out again.
func (l *Ledger) Unsave(ctx context.Context, id int64) error {
	return l.problem("end a saved search", l.write(ctx, func(p *pen) error {
		n, err := p.changed("UPDATE saved_searches SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL", instant(p.ledger.now()), id)
		if err == nil && n == 0 {
			err = fmt.Errorf("saved search %d: %w", id, ErrNotFound)
		}
		if err != nil {
			return err
		}
		return p.exec("UPDATE alerts SET next_at = NULL WHERE saved_id = ?", id)
	}))
}

// SavedSearches lists saved searches, the latest first; id picks one, 0 is all.
func (l *Ledger) SavedSearches(ctx context.Context, id int64) (all []Saved, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		return s.fetch(`SELECT s.id, s.name, s.asked, s.feed_key, s.webhook, s.secret, s.saved_at,
				(SELECT count(*) FROM alerts a WHERE a.saved_id = s.id AND a.next_at IS NOT NULL),
				(SELECT count(*) FROM alerts a WHERE a.saved_id = s.id AND a.sent_at IS NOT NULL),
				(SELECT count(*) FROM alerts a WHERE a.saved_id = s.id AND a.given_up_at IS NOT NULL)
			FROM saved_searches s WHERE s.deleted_at IS NULL AND (? = 0 OR s.id = ?) ORDER BY s.id DESC`, []any{id, id}, func(rows *sql.Rows) error {
			var one Saved
			var webhook, secret sql.NullString
			err := rows.Scan(&one.ID, &one.Name, &one.Asked, &one.FeedKey, &webhook, &secret, &one.SavedAt, &one.Due, &one.Sent, &one.GivenUp)
			one.Webhook, one.Secret = webhook.String, secret.String
			all = append(all, one)
			return err
		})
	})
	return all, l.problem("list saved searches", err)
}

// mostInAlert is how many attributions one alert tells of. There is one alert for
// all that came since the last look, if it is not more.
const mostInAlert = 100

// LookForNews looks for hits of a saved search that came since the last look and
// makes alerts of them. It reports whether there may be more.
func (l *Ledger) LookForNews(ctx context.Context, saved int64, q *query.Query) (more bool, err error) {
	if q.OwnVoice {
		return false, nil
	}
	var seen int64
	var ids []int64
	err = l.read(ctx, func(s *snapshot) error {
		n, ok, err := s.number("SELECT seen FROM saved_searches WHERE id = ? AND deleted_at IS NULL", saved)
		if err != nil || !ok {
			return err
		}
		f, err := s.find(&Search{Query: q, Order: Oldest})
		if err != nil {
			return err
		}
		seen = f.place.Most
		if n >= seen || f.total == 0 {
			return nil
		}
		from, args := f.from(f.match)
		return s.fetch(fmt.Sprintf("SELECT a.id %s AND a.id > ? ORDER BY a.id LIMIT %d", from, mostInAlert+1), append(args, n), func(rows *sql.Rows) error {
			ids = append(ids, 0)
			return rows.Scan(&ids[len(ids)-1])
		})
	})
	if err == nil && seen > 0 {
		if more = len(ids) > mostInAlert; more {
			ids = ids[:mostInAlert]
			seen = ids[len(ids)-1]
		}
		err = l.write(ctx, func(p *pen) error { return p.alert(saved, seen, ids) })
	}
	return more, l.problem("look for news of a saved search", err)
}

// alert makes an alert of attributions, unless all of them were in one before.
func (p *pen) alert(saved, seen int64, ids []int64) error {
	if err := p.exec("UPDATE saved_searches SET seen = ? WHERE id = ? AND seen < ?", seen, saved, seen); err != nil || len(ids) == 0 {
		return err
	}
	var fresh []int64
	for _, id := range ids {
		var key, known int64
		if found, err := p.row("SELECT key FROM attributions WHERE id = ?", []any{id}, &key); err != nil || !found {
			if err != nil {
				return err
			}
			continue // it was taken out meanwhile
		}
		if _, err := p.row("SELECT count(*) FROM alert_hits WHERE saved_id = ? AND attribution_key = ?", []any{saved, key}, &known); err != nil {
			return err
		}
		if known == 0 {
			fresh = append(fresh, key)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	id, err := p.number("alerts")
	if err != nil {
		return err
	}
	now := instant(p.ledger.now())
	if err := p.exec(`INSERT INTO alerts (id, saved_id, idempotency_key, made_at, next_at)
		SELECT ?, id, ?, ?, CASE WHEN webhook IS NULL THEN NULL ELSE ? END FROM saved_searches WHERE id = ?`, id, secretWord(), now, now, saved); err != nil {
		return err
	}
	for _, key := range fresh {
		if err := p.exec("INSERT INTO alert_hits (saved_id, attribution_key, alert_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", saved, key, id); err != nil {
			return err
		}
	}
	return nil
}

// Alerts lists alerts: those of a saved search, the latest first, or if saved is 0
// those that are due at a time, the longest due first.
func (l *Ledger) Alerts(ctx context.Context, saved int64, due time.Time, limit int) (all []Alert, err error) {
	where, order, args := "a.saved_id = ?", "a.id DESC", []any{saved}
	if saved == 0 {
		where, order, args = "a.next_at <= ?", "a.next_at, a.id", []any{instant(due)}
	}
	err = l.read(ctx, func(s *snapshot) error {
		return s.fetch(`SELECT a.id, a.saved_id, a.idempotency_key, a.made_at, a.tries, a.next_at, a.sent_at, a.given_up_at, a.problem,
				(SELECT count(*) FROM alert_hits h WHERE h.alert_id = a.id)
			FROM alerts a WHERE `+where+" ORDER BY "+order+" LIMIT ?", append(args, limit), func(rows *sql.Rows) error {
			var a Alert
			var next, sent, given, problem sql.NullString
			err := rows.Scan(&a.ID, &a.Saved, &a.Key, &a.MadeAt, &a.Tries, &next, &sent, &given, &problem, &a.Hits)
			a.NextAt, a.SentAt, a.GivenUp, a.Problem = next.String, sent.String, given.String, problem.String
			all = append(all, a)
			return err
		})
	})
	return all, l.problem("list alerts", err)
}

// AlertRows returns the attributions that an alert tells of, those that are still
// there.
func (l *Ledger) AlertRows(ctx context.Context, alert int64) (found []export.Row, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		var keys, ids []int64
		err := s.fetch("SELECT attribution_key FROM alert_hits WHERE alert_id = ?", []any{alert}, func(rows *sql.Rows) error {
			keys = append(keys, 0)
			return rows.Scan(&keys[len(keys)-1])
		})
		if err != nil {
			return err
		}
		for _, key := range keys {
			id, _, ok, err := s.attributionWith(key)
			if err != nil {
				return err
			}
			if ok {
				ids = append(ids, id)
			}
		}
		slices.Sort(ids)
		found, err = s.rows(ids)
		return err
	})
	return found, l.problem("read an alert", err)
}

// Tried notes a try to send an alert: problem is empty if it was taken; next is when
// to try again, the zero time to give it up.
func (l *Ledger) Tried(ctx context.Context, alert int64, problem string, next time.Time) error {
	return l.problem("note a try", l.write(ctx, func(p *pen) error {
		now := instant(p.ledger.now())
		switch {
		case problem == "":
			return p.exec("UPDATE alerts SET tries = tries + 1, sent_at = ?, next_at = NULL, problem = NULL, given_up_at = NULL WHERE id = ?", now, alert)
		case next.IsZero():
			return p.exec("UPDATE alerts SET tries = tries + 1, given_up_at = ?, next_at = NULL, problem = ? WHERE id = ?", now, clean(problem), alert)
		}
		return p.exec("UPDATE alerts SET tries = tries + 1, next_at = ?, problem = ? WHERE id = ?", instant(next), clean(problem), alert)
	}))
}

// TryAgain makes the alerts of a saved search that were given up due again.
func (l *Ledger) TryAgain(ctx context.Context, saved int64) error {
	return l.problem("try again", l.write(ctx, func(p *pen) error {
		return p.exec("UPDATE alerts SET next_at = ?, given_up_at = NULL, tries = 0 WHERE saved_id = ? AND given_up_at IS NOT NULL", instant(p.ledger.now()), saved)
	}))
}

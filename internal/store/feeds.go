package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Feed is a feed that is watched: what is known of it, and what has to be known from
// one poll to the next. The ledger keeps State and does not look inside.
type Feed struct {
	ID       int64     `json:"id"`
	URL      string    `json:"url"`
	Title    string    `json:"title,omitempty"`
	Polled   time.Time `json:"polled,omitzero"` // the last time that succeeded
	Next     time.Time `json:"next"`            // when it is due
	Failures int       `json:"failures,omitempty"`
	Problem  string    `json:"problem,omitempty"`  // why the last poll failed; empty if it did not
	Disabled string    `json:"disabled,omitempty"` // why it is not polled any more; empty if it is
	Articles int64     `json:"articles"`           // that came from it
	State    string    `json:"-"`
}

// AddFeeds adds feeds to those that are watched, due at once, and returns how many were not
// watched before. One that was given up is taken up again.
func (l *Ledger) AddFeeds(ctx context.Context, addresses []string) (added int, err error) {
	err = l.write(ctx, func(p *pen) error {
		added = 0
		now := instant(l.now())
		for _, url := range addresses {
			var id int64
			known, err := p.row("SELECT id FROM feeds WHERE url = ?", []any{clean(url)}, &id)
			switch {
			case err != nil:
				return err
			case known:
				err = p.exec("UPDATE feeds SET disabled = NULL, failures = 0, problem = NULL, next_at = ?, state = NULL WHERE id = ? AND disabled IS NOT NULL", now, id)
			default:
				added++
				if id, err = p.number("feeds"); err == nil {
					err = p.exec("INSERT INTO feeds (id, url, added_at, next_at, failures, articles) VALUES (?, ?, ?, ?, 0, 0)", id, clean(url), now, now)
				}
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return added, l.problem("add feeds", err)
}

// RemoveFeed ends the watching of a feed. The articles that came from it stay. The error
// is ErrNotFound if it is not watched.
func (l *Ledger) RemoveFeed(ctx context.Context, url string) error {
	return l.problem("remove a feed", l.write(ctx, func(p *pen) error {
		var id int64
		known, err := p.row("SELECT id FROM feeds WHERE url = ?", []any{clean(url)}, &id)
		if err == nil && !known {
			err = fmt.Errorf("%s: %w", url, ErrNotFound)
		}
		if err != nil {
			return err
		}
		return p.exec("DELETE FROM feeds WHERE id = ?", id)
	}))
}

const feedColumns = "id, url, title, polled_at, next_at, failures, problem, disabled, articles, state"

// scan reads a row of feedColumns.
func (f *Feed) scan(rows *sql.Rows) error {
	var title, polled, next, problem, disabled, state sql.NullString
	err := rows.Scan(&f.ID, &f.URL, &title, &polled, &next, &f.Failures, &problem, &disabled, &f.Articles, &state)
	f.Title, f.Problem, f.Disabled, f.State = title.String, problem.String, disabled.String, state.String
	f.Polled, f.Next = timeOf(polled.String), timeOf(next.String)
	return err
}

// Feeds returns all feeds in the order in which they were added.
func (l *Ledger) Feeds(ctx context.Context) (all []Feed, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		return s.fetch("SELECT "+feedColumns+" FROM feeds ORDER BY id", nil, func(rows *sql.Rows) error {
			all = append(all, Feed{})
			return all[len(all)-1].scan(rows)
		})
	})
	return all, l.problem("list feeds", err)
}

// ClaimFeed returns the feed that has been due for longest and is nobody else's, and
// claims it until a time, in case this process does not live to save it; seconds that have
// begun count in full. It returns nil if none is due, and then when the next one will be, or
// the zero time.
func (l *Ledger) ClaimFeed(ctx context.Context, until time.Time) (claimed *Feed, next time.Time, err error) {
	err = l.write(ctx, func(p *pen) error {
		claimed = nil
		now := instant(l.now())
		err := p.each("SELECT "+feedColumns+` FROM feeds WHERE next_at <= ? AND disabled IS NULL AND (claimed_until IS NULL OR claimed_until <= ?)
			ORDER BY next_at, id LIMIT 1`, []any{now, now}, func(rows *sql.Rows) error {
			claimed = &Feed{}
			return claimed.scan(rows)
		})
		if err != nil {
			return err
		}
		if claimed != nil {
			return p.exec("UPDATE feeds SET claimed_until = ? WHERE id = ?", instant(until.Add(time.Second-1)), claimed.ID)
		}
		var at sql.NullString
		_, err = p.row(`SELECT min(CASE WHEN claimed_until > next_at THEN claimed_until ELSE next_at END) FROM feeds WHERE disabled IS NULL`, nil, &at)
		next = timeOf(at.String)
		return err
	})
	return claimed, next, l.problem("look for a feed that is due", err)
}

// KeepClaim claims a feed for longer. It does nothing to one that is not claimed any more.
func (l *Ledger) KeepClaim(ctx context.Context, f *Feed, until time.Time) error {
	return l.problem("keep a feed claimed", l.write(ctx, func(p *pen) error {
		return p.exec("UPDATE feeds SET claimed_until = ? WHERE id = ? AND claimed_until IS NOT NULL", instant(until.Add(time.Second-1)), f.ID)
	}))
}

// SaveFeed writes down what became of a poll and gives the claim up. URL, Title,
// Polled, Next, Failures, Problem, Disabled and State are taken over; articles come
// on top of those that came before. A feed that was removed meanwhile stays removed.
func (l *Ledger) SaveFeed(ctx context.Context, f *Feed, articles int) error {
	return l.problem("save a feed", l.write(ctx, func(p *pen) error {
		var other int64
		if taken, err := p.row("SELECT id FROM feeds WHERE url = ? AND id <> ?", []any{clean(f.URL), f.ID}, &other); err != nil {
			return err
		} else if taken { // it has moved to where another one lives
			return p.exec("UPDATE feeds SET disabled = ?, claimed_until = NULL WHERE id = ?", "it has moved to "+clean(f.URL)+", which is watched as well", f.ID)
		}
		return p.exec(`UPDATE feeds SET url = ?, title = ?, polled_at = ?, next_at = ?, claimed_until = NULL, failures = ?, problem = ?, disabled = ?,
				articles = articles + ?, state = ? WHERE id = ?`,
			clean(f.URL), textOrNull(f.Title), timeOrNull(f.Polled), instant(f.Next), f.Failures, textOrNull(f.Problem), textOrNull(f.Disabled), articles, textOrNull(f.State), f.ID)
	}))
}

package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"hearsay"
)

// Kept is an article as the ledger has it.
type Kept struct {
	*hearsay.Reading
	Speakers    []int64 // of the ledger, for Reading.Speakers; 0 for who has no name of their own
	Appearances []Appearance
	AddedAt     string
}

// Appearance is a place where the text of an article appeared.
type Appearance struct {
	Outlet    string `json:"outlet,omitempty"`
	URL       string `json:"url,omitempty"`
	Version   int    `json:"version,omitempty"` // of the text at its address, from 1
	Versions  int    `json:"versions,omitempty"`
	Title     string `json:"title,omitempty"`
	Published string `json:"published,omitempty"`
	Modified  string `json:"modified,omitempty"`
	Credit    string `json:"credit,omitempty"` // agency that wrote it
	File      string `json:"file,omitempty"`
	Earliest  bool   `json:"earliest"` // of those that the ledger has
	AddedAt   string `json:"added_at"`
}

// Article returns an article, by its ID. The error is ErrNotFound if the ledger has
// none.
func (l *Ledger) Article(ctx context.Context, id string) (*Kept, error) {
	var kept *Kept
	err := l.read(ctx, func(s *snapshot) error {
		key, _ := hex.DecodeString(id)
		article, ok, err := s.number("SELECT id FROM articles WHERE substr(sha256, 1, 8) = ?", key)
		if err == nil && !ok {
			err = fmt.Errorf("article %s: %w", id, ErrNotFound)
		}
		if err != nil {
			return err
		}
		kept, err = s.article(article)
		return err
	})
	return kept, l.problem("read from the ledger", err)
}

// ArticleWith returns the article that has an attribution, by the ID of that one.
func (l *Ledger) ArticleWith(ctx context.Context, attribution string) (*Kept, error) {
	var kept *Kept
	err := l.read(ctx, func(s *snapshot) error {
		article, ok := int64(0), false
		key, err := keyOf(attribution)
		if err == nil {
			_, article, ok, err = s.attributionWith(key)
		}
		if err != nil || !ok {
			return fmt.Errorf("attribution %s: %w", attribution, ErrNotFound)
		}
		kept, err = s.article(article)
		return err
	})
	return kept, l.problem("read from the ledger", err)
}

func (s *snapshot) article(id int64) (*Kept, error) {
	loader := loader{fetch: s.fetch, terms: s.names, whole: true}
	if err := loader.load(nil, []int64{id}); err != nil {
		return nil, err
	}
	if len(loader.kept) == 0 {
		return nil, fmt.Errorf("%w: article %d has no appearance", ErrDamaged, id)
	}
	who, err := s.identify(loader.kept)
	if err != nil {
		return nil, err
	}
	k := &Kept{Reading: loader.kept[0].reading}
	for _, name := range loader.kept[0].speakers {
		if name != 0 {
			name = who.standing(name)
		}
		k.Speakers = append(k.Speakers, name)
	}
	// An index has the places of appearances as an expression; to be found there the
	// address has to be one as well, and no column.
	err = s.fetch(`SELECT o.name, coalesce(p.url, p.address), p.version, (SELECT count(*) FROM appearances q WHERE p.address IS NOT NULL
			AND coalesce(q.address, 'outlet ' || q.outlet_id, '') = coalesce(p.address, '')), p.title, p.published, p.modified, p.credit, p.file, p.earliest, p.added_at
		FROM appearances p LEFT JOIN outlets o ON o.id = p.outlet_id WHERE p.article_id = ? ORDER BY p.earliest DESC, p.published IS NULL, p.published, p.id`,
		[]any{id}, func(rows *sql.Rows) error {
			var outlet, url, title, published, modified, credit, file sql.NullString
			var version sql.NullInt64
			var a Appearance
			err := rows.Scan(&outlet, &url, &version, &a.Versions, &title, &published, &modified, &credit, &file, &a.Earliest, &a.AddedAt)
			a.Outlet, a.URL, a.Version, a.Title, a.Published = outlet.String, url.String, int(version.Int64), title.String, published.String
			a.Modified, a.Credit, a.File = modified.String, credit.String, file.String
			k.Appearances = append(k.Appearances, a)
			if k.AddedAt == "" || a.AddedAt < k.AddedAt {
				k.AddedAt = a.AddedAt
			}
			return err
		})
	return k, err
}

// Listed is an article in a list.
type Listed struct {
	ID           string `json:"id"`
	Title        string `json:"title,omitempty"`
	Outlet       string `json:"outlet,omitempty"`
	Published    string `json:"published,omitempty"`
	URL          string `json:"url,omitempty"`
	Begins       string `json:"begins,omitempty"` // with these words; where there is no title
	Appearances  int64  `json:"appearances"`
	Attributions int64  `json:"attributions"`
}

// ArticlePage is a part of the list of articles.
type ArticlePage struct {
	Total    int64
	Articles []Listed
	Next     string // token for the page after this one; empty if this is the last
}

// articlePlace is where a page of articles ends.
type articlePlace struct {
	Day  *int64 `json:"d"` // nil for none
	ID   int64  `json:"i"`
	Most int64  `json:"m"` // articles with higher numbers came in later and are left out
}

// ListArticles lists articles, the newest first by day of publication; those without a
// date come last. limit is at most 1000. The error is ErrToken if after, the
// Next of the page before, is of no use.
func (l *Ledger) ListArticles(ctx context.Context, limit int, after string) (*ArticlePage, error) {
	limit = min(max(limit, 1), mostOnPage)
	var place articlePlace
	if after != "" {
		data, err := base64.RawURLEncoding.DecodeString(after)
		if err != nil || json.Unmarshal(data, &place) != nil || place.ID == 0 {
			return nil, ErrToken
		}
	}
	page := &ArticlePage{}
	err := l.read(ctx, func(s *snapshot) (err error) {
		if place.Most == 0 {
			if place.Most, _, err = s.number("SELECT max(id) FROM articles"); err != nil {
				return err
			}
		}
		if page.Total, _, err = s.number("SELECT (SELECT count(*) FROM articles) - (SELECT count(*) FROM articles WHERE id > ?)", place.Most); err != nil {
			return err
		}
		return s.listArticles(page, place, limit)
	})
	return page, l.problem("list articles", err)
}

// listArticles goes on from a place: first through what has a date, then through
// what has none. The joins stand so that the index by day leads, whatever the planner
// thinks of it: only as many articles are looked at as are listed.
func (s *snapshot) listArticles(page *ArticlePage, place articlePlace, limit int) error {
	var last []articlePlace
	list := func(where string, args ...any) error {
		args = append(args, place.Most, limit+1-len(page.Articles))
		return s.fetch(`SELECT t.id, substr(t.sha256, 1, 8), t.day, p.title, o.name, p.published, coalesce(p.url, p.address),
				CASE WHEN p.title IS NULL THEN substr(t.text, 1, 120) END,
				(SELECT count(*) FROM appearances q WHERE q.article_id = t.id), (SELECT count(*) FROM attributions a WHERE a.article_id = t.id)
			FROM articles t CROSS JOIN appearances p ON p.article_id = t.id AND p.earliest = 1 LEFT JOIN outlets o ON o.id = p.outlet_id
			WHERE `+where+` AND 0 + t.id <= ? ORDER BY t.day DESC, t.id DESC LIMIT ?`, args, func(rows *sql.Rows) error {
			var a Listed
			var at articlePlace
			var sum []byte
			var title, outlet, published, url, begins sql.NullString
			err := rows.Scan(&at.ID, &sum, &at.Day, &title, &outlet, &published, &url, &begins, &a.Appearances, &a.Attributions)
			a.ID = hex.EncodeToString(sum)
			a.Title, a.Outlet, a.Published, a.URL = title.String, outlet.String, published.String, url.String
			a.Begins = strings.Join(strings.Fields(begins.String), " ")
			page.Articles, last = append(page.Articles, a), append(last, at)
			return err
		})
	}
	var err error
	switch {
	case place.ID == 0:
		err = list("t.day IS NOT NULL")
	case place.Day != nil:
		err = list("(t.day, t.id) < (?, ?)", *place.Day, place.ID)
	}
	if err == nil && len(page.Articles) <= limit {
		if place.ID != 0 && place.Day == nil {
			err = list("t.day IS NULL AND t.id < ?", place.ID)
		} else {
			err = list("t.day IS NULL")
		}
	}
	if err == nil && len(page.Articles) > limit {
		page.Articles = page.Articles[:limit]
		at := last[limit-1]
		at.Most = place.Most
		data, _ := json.Marshal(at) // numbers cannot fail
		page.Next = base64.RawURLEncoding.EncodeToString(data)
	}
	return err
}

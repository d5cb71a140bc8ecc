package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"

	"hearsay/internal/export"
	"hearsay/internal/query"
)

// Hits come in one of three orders: by rank (query/rank.go), newest first or
// oldest first, by day of publication and then by number; what has no date comes last.
// To rank, all hits are looked at, so that is done up to Ledger.mostRanked of them.
// Up to Ledger.mostSorted hits are sorted by day as they are; of more, one month is
// searched after the other, and a month with more one day after the other,
// until the page is full. That costs the same whatever the number of hits, as
// the months are words of the index.
//
// A page ends with a token, from which the next page goes on: after the last hit,
// and without what came in since the first page, so that all pages together
// have each hit once.

// mostOnPage is the most hits on a page.
const mostOnPage = 1000

// Order is an order of hits.
type Order string

// The orders.
const (
	Best   Order = ""       // by rank if there are words to rank by and few enough hits, else newest first
	Ranked Order = "rank"   // the same, said in an answer
	Newest Order = "newest" // first
	Oldest Order = "oldest" // first
)

func (o Order) check() error {
	switch o {
	case Best, Ranked, Newest, Oldest:
		return nil
	}
	return fmt.Errorf("%q is no order: there are rank, newest and oldest", string(o))
}

// Search is what to look for and how to give it.
type Search struct {
	Query *query.Query
	Order Order
	Limit int    // hits on a page, at most 1000; 0 for 20
	After string // Page.Next of the page before; empty for the first
}

// Page is a part of the hits of a search.
type Page struct {
	Total int64 // hits in all
	Rows  []export.Row
	Order Order  // that they are in: not Best
	Next  string // token for the page after this one; empty if this is the last
}

// Search returns one page of hits. The error is ErrToken if After is of no use.
func (l *Ledger) Search(ctx context.Context, search Search) (*Page, error) {
	page, _, err := l.search(ctx, search, false)
	return page, err
}

// SearchCounted returns one page of hits, and what all of them have, as Breakdown does.
func (l *Ledger) SearchCounted(ctx context.Context, search Search) (*Page, *Breakdown, error) {
	return l.search(ctx, search, true)
}

func (l *Ledger) search(ctx context.Context, search Search, counted bool) (*Page, *Breakdown, error) {
	page := &Page{}
	var b *Breakdown
	err := l.read(ctx, func(s *snapshot) error {
		f, err := s.find(&search)
		if err != nil {
			return err
		}
		page.Total, page.Order = f.total, f.place.Order
		hits, err := f.page()
		if err != nil {
			return err
		}
		if len(hits) > f.limit {
			hits = hits[:f.limit]
			page.Next = f.after(hits[f.limit-1]).token()
		}
		if page.Rows, err = f.rowsOf(hits); err == nil && counted && f.total > 0 && f.total <= MostCounted {
			b, err = f.breakdown()
		}
		return err
	})
	if err != nil {
		return nil, nil, l.problem("search the ledger", err)
	}
	return page, b, nil
}

// Count returns how many hits a query has.
func (l *Ledger) Count(ctx context.Context, q *query.Query) (n int64, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		f, err := s.find(&Search{Query: q})
		if err == nil {
			n = f.total
		}
		return err
	})
	return n, l.problem("count in the ledger", err)
}

// searched is a table whose rows a are found by an index.
type searched struct {
	name    string // of the table
	index   string // of the index, less "_fts"
	only    string // condition for rows that the index has
	day     string // of publication, with a number for none
	article string // number of the article
	content string // that hits are ranked by
}

var (
	attributionRows = searched{
		name: "attributions", index: "attributions", article: "a.article_id",
		day:     "coalesce((SELECT t.day FROM articles t WHERE t.id = a.article_id), %d)",
		content: "(SELECT substr(t.text, a.content_start + 1, a.content_length) FROM articles t WHERE t.id = a.article_id)",
	}
	ownVoiceRows = searched{
		name: "articles", index: "own_voice", article: "a.id",
		only:    " AND EXISTS (SELECT 1 FROM own_voice v WHERE v.article_id = a.id)",
		day:     "coalesce(a.day, %d)",
		content: "(SELECT v.content FROM own_voice_words v WHERE v.id = a.id)",
	}
)

// hit is a row that matches.
type hit struct {
	id    int64
	day   int64 // undated for none
	score float64
}

// undated is the day of what has none: it lies before all others.
const undated = math.MinInt32

// finder is a search under way in a snapshot.
type finder struct {
	*snapshot
	table   searched
	query   *query.Query
	matcher *matcher
	match   expression
	total   int64
	limit   int
	place   place // where the page before ended; the zero ID if this is the first
}

// find begins a search.
func (s *snapshot) find(search *Search) (*finder, error) {
	f := &finder{snapshot: s, table: attributionRows, query: search.Query, limit: search.Limit}
	if f.limit <= 0 {
		f.limit = 20
	}
	f.limit = min(f.limit, mostOnPage)
	if search.Query.OwnVoice {
		f.table = ownVoiceRows
	}
	err := search.Order.check()
	if err != nil {
		return nil, err
	}
	if search.After != "" {
		if f.place, err = placeOf(search.After, search.hash()); err != nil {
			return nil, err
		}
	}
	if f.matcher, err = s.newMatcher(search.Query); err != nil {
		return nil, err
	}
	f.match = f.matcher.expression(search.Query)
	if f.total, err = f.count(f.match); err != nil {
		return nil, err
	}
	if f.place.ID != 0 {
		return f, nil
	}
	f.place = place{Query: search.hash(), Order: search.Order}
	f.place.Most, _, err = s.number("SELECT max(id) FROM " + f.table.name)
	if f.place.Order == Best || f.place.Order == Ranked {
		f.place.Order = Newest
		if search.Query.Ranked() && f.total <= f.ledger.mostRanked {
			f.place.Order = Ranked
		}
	}
	return f, err
}

// count counts the rows that match.
func (f *finder) count(e expression) (int64, error) {
	if e.everything() {
		n, _, err := f.number("SELECT count(*) FROM " + f.table.name + " a WHERE 1 = 1" + f.table.only)
		return n, err
	}
	counting, args := f.ledger.db.counting(f.table.index, e)
	n, _, err := f.number(counting, args...)
	return n, err
}

// page returns the hits of the page, and one more if there is another page.
func (f *finder) page() ([]hit, error) {
	switch {
	case f.total == 0:
		return nil, nil
	case f.place.Order == Ranked:
		return f.ranked()
	case f.total <= f.ledger.mostSorted:
		return f.sorted(f.match, f.limit+1)
	}
	return f.walk()
}

// after returns the place after a hit.
func (f *finder) after(h hit) place {
	p := f.place
	p.Day, p.ID, p.Score = h.day, h.id, h.score
	return p
}

// from returns FROM and WHERE for the rows that match, and their parameters.
func (f *finder) from(e expression) (string, []any) {
	if e.everything() {
		return "FROM " + f.table.name + " a WHERE a.id <= ?" + f.table.only, []any{f.place.Most}
	}
	from, args := f.ledger.db.matching(f.table.name, f.table.index, e)
	return from + " AND a.id <= ?", append(args, f.place.Most)
}

// sorted returns the first hits after f.place of those that match e.
func (f *finder) sorted(e expression, most int) ([]hit, error) {
	from, args := f.from(e)
	direction, beyond := "DESC", "<"
	if f.place.Order == Oldest {
		direction, beyond = "ASC", ">"
	}
	day := fmt.Sprintf(f.table.day, undated)
	if f.place.Order == Oldest {
		day = fmt.Sprintf(f.table.day, -undated)
	}
	if f.place.ID != 0 {
		from += fmt.Sprintf(" AND (%s %s ? OR %s = ? AND a.id %s ?)", day, beyond, day, beyond)
		args = append(args, f.place.Day, f.place.Day, f.place.ID)
	}
	var hits []hit
	err := f.fetch(fmt.Sprintf("SELECT a.id, %s %s ORDER BY 2 %s, 1 %s LIMIT %d", day, from, direction, direction, most), args, func(rows *sql.Rows) error {
		var h hit
		err := rows.Scan(&h.id, &h.day)
		hits = append(hits, h)
		return err
	})
	return hits, err
}

// walk returns the hits of a page by going from month to month.
func (f *finder) walk() ([]hit, error) {
	var hits []hit
	w, err := f.newWalk()
	if err != nil {
		return nil, err
	}
	for len(hits) <= f.limit {
		within, ok, err := w.next()
		if err != nil || !ok {
			return hits, err
		}
		more, err := f.sorted(f.and(within), f.limit+1-len(hits))
		if err != nil {
			return nil, err
		}
		hits = append(hits, more...)
	}
	return hits, nil
}

// and returns the expression of the search with one more condition.
func (f *finder) and(e expression) expression {
	if f.match.everything() {
		return e
	}
	return expression{join: all, parts: []expression{f.match, e}}
}

// ranked returns the hits of a page, best first. All hits are ranked anew for each
// page: whatever comes in meanwhile, their order among themselves stays the same.
func (f *finder) ranked() ([]hit, error) {
	from, args := f.from(f.match)
	var hits []hit
	ranker := f.query.NewRanker()
	err := f.fetch(fmt.Sprintf("SELECT a.id, "+f.table.day+", "+f.table.content+" %s ORDER BY 1", undated, from), args, func(rows *sql.Rows) error {
		var h hit
		var content sql.NullString
		err := rows.Scan(&h.id, &h.day, &content)
		hits = append(hits, h)
		ranker.Add(content.String)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, score := range ranker.Scores() {
		hits[i].score = score
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.day, a.day), cmp.Compare(b.id, a.id))
	})
	if f.place.ID != 0 {
		k := slices.IndexFunc(hits, func(h hit) bool { return h.id == f.place.ID })
		if k < 0 { // it has been taken out since
			k = slices.IndexFunc(hits, func(h hit) bool { return h.score < f.place.Score }) - 1
		}
		hits = hits[k+1:]
	}
	return hits[:min(len(hits), f.limit+1)], nil
}

// rowsOf returns the rows of hits.
func (f *finder) rowsOf(hits []hit) ([]export.Row, error) {
	ids := make([]int64, len(hits))
	for i, h := range hits {
		ids[i] = h.id
	}
	if f.query.OwnVoice {
		return f.ownVoiceRows(ids, func(sentence string) bool { return len(f.query.Highlight(query.Content, sentence)) > 0 })
	}
	return f.rows(ids)
}

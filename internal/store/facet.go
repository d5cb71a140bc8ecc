package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"

	"hearsay/internal/query"
)

// Facet is one value that hits have, and how many have it.
type Facet struct {
	Name  string // of a speaker or an outlet; a month as 2026-03
	ID    int64  // number of the speaker in the ledger; 0 for what is no speaker, or one of a single article
	Count int64
}

// Facets counts the hits of a query by what they have in common. A hit counts
// for each outlet that printed its text; hits without a speaker, an outlet or a
// date count for none.
type Facets struct {
	Who     []Facet // the most frequent first
	Outlets []Facet // the most frequent first
	Months  []Facet // in order
}

// Facets counts hits, at most most speakers and outlets.
func (l *Ledger) Facets(ctx context.Context, q *query.Query, most int) (*Facets, error) {
	facets := &Facets{}
	err := l.read(ctx, func(s *snapshot) error {
		f, err := s.find(&Search{Query: q})
		if err != nil || f.total == 0 {
			return err
		}
		if facets.Months, err = f.months(); err != nil {
			return err
		}
		if facets.Outlets, err = f.outlets(most); err != nil || q.OwnVoice {
			return err
		}
		facets.Who, err = f.who(most)
		return err
	})
	return facets, l.problem("count in the ledger", err)
}

// months counts by month: few hits one by one, of many the months, which are
// words of the index.
func (f *finder) months() ([]Facet, error) {
	var facets []Facet
	if f.total <= f.ledger.mostSorted {
		from, args := f.from(f.match)
		counts := map[string]int64{}
		err := f.fetch("SELECT "+fmt.Sprintf(f.table.day, undated)+" "+from, args, func(rows *sql.Rows) error {
			var day int64
			err := rows.Scan(&day)
			if day != undated {
				counts[query.Day(day).String()[:7]]++
			}
			return err
		})
		for month, n := range counts {
			facets = append(facets, Facet{Name: month, Count: n})
		}
		slices.SortFunc(facets, func(a, b Facet) int { return cmp.Compare(a.Name, b.Name) })
		return facets, err
	}
	day, ok, err := f.number("SELECT min(day) FROM articles")
	for err == nil && ok {
		d := query.Day(day)
		n, counted := f.count(f.and(days(d, monthWord)))
		if counted != nil {
			return nil, counted
		}
		if n > 0 {
			facets = append(facets, Facet{Name: d.String()[:7], Count: n})
		}
		year, month, _ := d.Date()
		day, ok, err = f.number("SELECT min(day) FROM articles WHERE day >= ?", int64(query.DateDay(year, month+1, 1)))
	}
	return facets, err
}

// outlets counts by outlet, in the same two ways.
func (f *finder) outlets(most int) ([]Facet, error) {
	if f.total <= f.ledger.mostSorted {
		from, args := f.from(f.match)
		return f.top(fmt.Sprintf(`SELECT o.name, 0, count(DISTINCT m.id) FROM (SELECT a.id, %s AS article_id %s) m
			JOIN appearances p ON p.article_id = m.article_id JOIN outlets o ON o.id = p.outlet_id GROUP BY o.id, o.name`, f.table.article, from), args, most)
	}
	var facets []Facet
	err := f.fetch("SELECT id, name FROM outlets", nil, func(rows *sql.Rows) error {
		facets = append(facets, Facet{})
		o := &facets[len(facets)-1]
		return rows.Scan(&o.ID, &o.Name)
	})
	for i := range facets {
		if err != nil {
			return nil, err
		}
		facets[i].Count, err = f.count(f.and(marked(outletWord, strconv.FormatInt(facets[i].ID, 10))))
		facets[i].ID = 0
	}
	return topFacets(facets, most), err
}

// who counts by speaker: those of the ledger under the name that stands for them, and
// those of single articles by name.
func (f *finder) who(most int) ([]Facet, error) {
	from, args := f.from(f.match)
	return f.top(`SELECT coalesce(g.name, m.name), coalesce(g.id, 0), m.n FROM (
			SELECT coalesce(n.same_as, n.id) AS speaker, CASE WHEN n.id IS NULL THEN s.name END AS name, count(*) AS n
			FROM (SELECT a.article_id, a.speaker `+from+`) w JOIN article_speakers s ON s.article_id = w.article_id AND s.number = w.speaker
				LEFT JOIN speakers n ON n.id = s.speaker_id
			GROUP BY coalesce(n.same_as, n.id), CASE WHEN n.id IS NULL THEN s.name END) m
		LEFT JOIN speakers g ON g.id = m.speaker`, args, most)
}

// top reads facets of a query that gives name, ID and count.
func (f *finder) top(query string, args []any, most int) ([]Facet, error) {
	var facets []Facet
	err := f.fetch(query, args, func(rows *sql.Rows) error {
		facets = append(facets, Facet{})
		o := &facets[len(facets)-1]
		return rows.Scan(&o.Name, &o.ID, &o.Count)
	})
	return topFacets(facets, most), err
}

// topFacets returns the most frequent of facets that are not empty.
func topFacets(facets []Facet, most int) []Facet {
	facets = slices.DeleteFunc(facets, func(f Facet) bool { return f.Count == 0 })
	slices.SortFunc(facets, func(a, b Facet) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return facets[:min(len(facets), most)]
}

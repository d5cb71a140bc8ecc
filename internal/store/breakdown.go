package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"hearsay/internal/query"
)

// MostCounted is how many hits a search may have to be broken down.
const MostCounted = 5000

// Count is a value that hits have, and how many. Adding the value to the query as
// a filter finds just these.
type Count struct {
	Value string `json:"value"`
	Name  string `json:"name,omitempty"` // for people, if it is not the value
	N     int64  `json:"n"`
}

// Breakdown is what the hits of a search have, the most frequent first, months in
// order. It is nil if there are more than MostCounted hits.
type Breakdown struct {
	Speakers []Count `json:"speaker,omitempty"`
	Outlets  []Count `json:"outlet,omitempty"`
	Months   []Count `json:"month,omitempty"` // 2026-03
	Forms    []Count `json:"form,omitempty"`
	Stances  []Count `json:"stance,omitempty"`
	Namings  []Count `json:"naming,omitempty"`
}

// Breakdown counts what the hits of a query have. Of what outlets say in their own voice
// only outlets and months are counted.
func (l *Ledger) Breakdown(ctx context.Context, q *query.Query) (b *Breakdown, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		f, err := s.find(&Search{Query: q, Order: Oldest})
		if err != nil || f.total > MostCounted || f.total == 0 {
			return err
		}
		b, err = f.breakdown()
		return err
	})
	return b, l.problem("count in the ledger", err)
}

// tally counts numbers.
type tally map[int64]int64

func (f *finder) breakdown() (*Breakdown, error) {
	columns := "a.id, NULL, NULL, NULL, NULL"
	if !f.query.OwnVoice {
		columns = "a.article_id, (SELECT x.speaker_id FROM article_speakers x WHERE x.article_id = a.article_id AND x.number = a.speaker), a.form, a.stance, a.naming"
	}
	articles, speakers, terms := tally{}, tally{}, [3]tally{{}, {}, {}}
	g, err := f.ledger.groups.upTo(f.snapshot)
	if err != nil {
		return nil, err
	}
	from, args := f.from(f.match)
	err = f.fetch("SELECT "+columns+" "+from, args, func(rows *sql.Rows) error {
		var article int64
		var speaker sql.NullInt64
		var values [3]sql.NullInt64
		err := rows.Scan(&article, &speaker, &values[0], &values[1], &values[2])
		articles[article]++
		if speaker.Valid {
			speakers[g.standing(speaker.Int64)]++
		}
		for i, v := range values {
			if v.Valid {
				terms[i][v.Int64]++
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	counts := &Breakdown{Forms: f.termCounts(terms[0]), Stances: f.termCounts(terms[1]), Namings: f.termCounts(terms[2])}
	if counts.Speakers, err = f.speakerCounts(speakers); err != nil {
		return nil, err
	}
	return counts, f.placeCounts(counts, articles)
}

// mostValues is how many values of one kind are told.
const mostValues = 100

func byFrequency(counts []Count) []Count {
	slices.SortFunc(counts, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value))
	})
	return counts[:min(len(counts), mostValues)]
}

func (f *finder) termCounts(n tally) (counts []Count) {
	for id, n := range n {
		counts = append(counts, Count{Value: f.names[id], N: n})
	}
	return byFrequency(counts)
}

func (f *finder) speakerCounts(n tally) ([]Count, error) {
	counts := make([]Count, 0, len(n))
	for id, n := range n {
		counts = append(counts, Count{Value: strconv.FormatInt(id, 10), N: n})
	}
	counts = byFrequency(counts)
	for i := range counts {
		id, _ := strconv.ParseInt(counts[i].Value, 10, 64)
		err := f.fetch("SELECT name FROM speakers WHERE id = ?", []any{id}, func(rows *sql.Rows) error { return rows.Scan(&counts[i].Name) })
		if err != nil {
			return nil, err
		}
	}
	return byFrequency(counts), nil
}

// placeCounts counts outlets and months of hits, of which an article has so many. A
// filter for an outlet finds all outlets whose names have its words: they are counted
// in the same way.
func (f *finder) placeCounts(counts *Breakdown, articles tally) error {
	outlets, months := tally{}, tally{}
	words := map[int64][]string{}
	names := map[int64]string{}
	err := f.fetch("SELECT id, name FROM outlets", nil, func(rows *sql.Rows) error {
		var id int64
		var name string
		err := rows.Scan(&id, &name)
		names[id], words[id] = name, strings.Fields(query.Fold(name))
		return err
	})
	if err != nil {
		return err
	}
	wider := map[int64][]int64{} // outlets whose names have no other words than those of one
	widen := func(id int64) []int64 {
		if _, ok := wider[id]; !ok {
			for other, w := range words {
				if len(w) > 0 && hasAll(words[id], w) {
					wider[id] = append(wider[id], other)
				}
			}
		}
		return wider[id]
	}
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(articles)), 500) {
		where, args := in("t.id", chunk)
		seen := map[[2]int64]bool{}
		var last int64
		err := f.fetch("SELECT t.id, t.day, p.outlet_id FROM articles t JOIN appearances p ON p.article_id = t.id WHERE "+where+" ORDER BY t.id", args, func(rows *sql.Rows) error {
			var id int64
			var day, outlet sql.NullInt64
			err := rows.Scan(&id, &day, &outlet)
			if id != last && day.Valid {
				y, m, _ := query.Day(day.Int64).Date()
				months[int64(y*100+m)] += articles[id]
			}
			last = id
			for _, o := range widen(outlet.Int64) {
				if !seen[[2]int64{id, o}] {
					seen[[2]int64{id, o}] = true
					outlets[o] += articles[id]
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	for id, n := range outlets {
		counts.Outlets = append(counts.Outlets, Count{Value: names[id], N: n})
	}
	counts.Outlets = byFrequency(counts.Outlets)
	for _, m := range slices.Sorted(maps.Keys(months)) {
		counts.Months = append(counts.Months, Count{Value: fmt.Sprintf("%04d-%02d", m/100, m%100), N: months[m]})
	}
	return nil
}

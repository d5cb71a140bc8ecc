package store

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hearsay/internal/query"
)

// TestFacets: few hits and many are counted alike, and as the oracle counts them.
func TestFacets(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		o := madeUp(t, l, 60)
		for _, text := range []string{"", "the", "who:m*", "form:direct since:2021", "is:own-voice", "is:own-voice the", "nothingofthekind"} {
			q := query.Parse(text)
			few, err := l.Facets(context.Background(), q, 1000)
			if err != nil {
				t.Fatal(err)
			}
			usual := l.mostSorted
			l.mostSorted = 1
			many, err := l.Facets(context.Background(), q, 1000)
			l.mostSorted = usual
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(few, many); diff != "" {
				t.Errorf("%q (-few +many):\n%s", text, diff)
			}
			if q.OwnVoice {
				continue
			}
			outlets, months := o.facets(q)
			for _, facets := range []struct {
				got  []Facet
				want map[string]int64
			}{{few.Outlets, outlets}, {few.Months, months}} {
				got := map[string]int64{}
				for _, f := range facets.got {
					got[f.Name] = f.Count
				}
				if diff := cmp.Diff(facets.want, got); diff != "" {
					t.Errorf("%q (-oracle +facets):\n%s", text, diff)
				}
			}
		}
	})
}

// facets counts the hits of a query by outlet and by month.
func (o oracle) facets(q *query.Query) (outlets, months map[string]int64) {
	outlets, months = map[string]int64{}, map[string]int64{}
	for _, k := range o {
		names := slices.Clone(k.outlets)
		slices.Sort(names)
		for i := range k.reading.Attributions {
			if !k.has(i, q) {
				continue
			}
			for _, name := range slices.Compact(names) {
				if name != "" {
					outlets[name]++
				}
			}
			if d, ok := query.DayOf(k.first.Published); ok {
				months[d.String()[:7]]++
			}
		}
	}
	return outlets, months
}

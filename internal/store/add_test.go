package store

import (
	"context"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hearsay"
)

// TestRoundTrip keeps the samples and reads them back.
func TestRoundTrip(t *testing.T) {
	readings := readSamples(t)
	eachKind(t, func(t *testing.T, l *Ledger) {
		addAll(t, l, slices.Collect(maps.Values(readings))...)
		for name, want := range readings {
			got, err := l.Reading(context.Background(), want.Article.ID)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(rounded(want), got); diff != "" {
				t.Errorf("%s (-read +kept):\n%s", name, diff)
			}
		}
	})
}

// rounded returns a copy of a reading with scores as a ledger keeps them.
func rounded(r *hearsay.Reading) *hearsay.Reading {
	c := *r
	c.Attributions = slices.Clone(r.Attributions)
	for i := range c.Attributions {
		c.Attributions[i].Score = math.Round(c.Attributions[i].Score*scoreScale) / scoreScale
	}
	return &c
}

// TestAddAgain adds the same twice: the second time changes nothing.
func TestAddAgain(t *testing.T) {
	readings := readSamples(t)
	eachKind(t, func(t *testing.T, l *Ledger) {
		var entries []Entry
		for _, name := range slices.Sorted(maps.Keys(readings)) {
			entries = append(entries, entry(readings[name]))
		}
		if _, err := l.Add(context.Background(), entries); err != nil {
			t.Fatal(err)
		}
		before := contentHash(t, l)
		results, err := l.Add(context.Background(), entries)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if r.Addition != Known {
				t.Errorf("%s: %v", entries[i].Article.File, r)
			}
		}
		if after := contentHash(t, l); after != before {
			t.Error("adding again changed the ledger")
		}
	})
}

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
	alone(t)
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

// TestEarlierAppearance adds a text once more, as it appeared before: searches find it by
// the earlier date and by both outlets.
func TestEarlierAppearance(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		for i, d := range []dispatch{{day: "2026-03-05", outlet: "Courier"}, {day: "2026-02-01", outlet: "Gazette"}, {day: "2026-04-01", outlet: "Observer"}} {
			d.name, d.text = "Ann Poe", "It rained."
			r := d.reading(1)
			results, err := l.Add(context.Background(), []Entry{entry(r)})
			if want := []Addition{Added, Appeared, Appeared}[i]; err != nil || results[0].Addition != want {
				t.Fatalf("%+v, %v", results, err)
			}
		}
		for typed, want := range map[string]string{
			"since:2026-03": "", "until:2026-02-28": "1", "2026-02-01": "", "outlet:courier": "1", "outlet:gazette outlet:observer since:2026-02-01 until:2026-02-01": "1",
		} {
			if got := hitsOf(t, l, typed); got != want {
				t.Errorf("%s finds %q, want %q", typed, got, want)
			}
		}
		checkIndex(t, l)
	})
}

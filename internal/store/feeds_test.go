package store

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestFeeds takes feeds through what can become of them, on a clock of its own.
func TestFeeds(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		now := time.Unix(1_800_000_000, 0).UTC()
		l.now = func() time.Time { return now }
		const a, b = "https://a.example/feed", "https://b.example/feed"
		add := func(want int, addresses ...string) {
			t.Helper()
			if added, err := l.AddFeeds(ctx, addresses); err != nil || added != want {
				t.Fatalf("%d feeds are new, want %d; %v", added, want, err)
			}
		}
		claim := func(want string) *Feed {
			t.Helper()
			f, next, err := l.ClaimFeed(ctx, now.Add(time.Minute))
			if err != nil || (f == nil) != (want == "") || f != nil && f.URL != want {
				t.Fatalf("claimed %+v (next %v), want %q; %v", f, next, want, err)
			}
			return f
		}
		save := func(f *Feed, articles int) {
			t.Helper()
			if err := l.SaveFeed(ctx, f, articles); err != nil {
				t.Fatal(err)
			}
		}
		add(2, a, b, a)
		add(0, b)

		first, second := claim(a), claim(b)
		claim("") // both are somebody's
		first.Title, first.Polled, first.Next, first.State = "The Orrin Gazette", now, now.Add(time.Hour), `{"etag":"1"}`
		save(first, 3)
		if _, next, err := l.ClaimFeed(ctx, now); err != nil || !next.Equal(now.Add(time.Minute)) {
			t.Errorf("next is %v, want when the claim of the other ends; %v", next, err)
		}

		// Whoever claimed it has died, or is slow and says so.
		if err := l.KeepClaim(ctx, second, now.Add(3*time.Minute)); err != nil {
			t.Fatal(err)
		}
		now = now.Add(2 * time.Minute)
		claim("")
		now = now.Add(time.Minute)
		second = claim(b)

		// It has moved to where the other is.
		second.URL = a
		save(second, 0)
		all, err := l.Feeds(ctx)
		if err != nil || len(all) != 2 {
			t.Fatalf("%d feeds, %v", len(all), err)
		}
		if f := all[0]; f.URL != a || f.Title != first.Title || f.Articles != 3 || f.State != first.State || !f.Polled.Equal(first.Polled) || !f.Next.Equal(first.Next) {
			t.Errorf("kept is %+v", f)
		}
		if f := all[1]; f.URL != b || f.Disabled == "" {
			t.Errorf("what has moved is %+v", f)
		}
		now = now.Add(time.Hour)
		first = claim(a)
		claim("")
		add(0, b) // it is taken up again
		second = claim(b)

		// Removed while it is polled.
		if err := l.RemoveFeed(ctx, b); err != nil {
			t.Fatal(err)
		}
		save(second, 1)
		if err := l.RemoveFeed(ctx, b); !errors.Is(err, ErrNotFound) {
			t.Errorf("removing it twice: %v", err)
		}
		first.Next = now
		save(first, 2)
		if all, err = l.Feeds(ctx); err != nil || len(all) != 1 || all[0].Articles != 5 {
			t.Errorf("left are %+v, %v", all, err)
		}
	})
}

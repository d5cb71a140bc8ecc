package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hearsay"
	"hearsay/internal/generate"
	"hearsay/internal/query"
)

// madeUp adds made-up articles, many at a time, and the samples, and returns what
// an oracle knows of them.
func madeUp(t testing.TB, l *Ledger, articles int) oracle {
	t.Helper()
	o := oracle{}
	var batch []Entry
	flush := func() {
		if _, err := l.Add(context.Background(), batch); err != nil {
			t.Fatal(err)
		}
		batch = nil
	}
	add := func(e Entry) {
		o.add(e)
		if batch = append(batch, e); len(batch) == 40 {
			flush()
		}
	}
	samples := readSamples(t)
	for _, name := range slices.Sorted(maps.Keys(samples)) {
		add(entry(samples[name]))
	}
	for n := range articles {
		e := entry(generate.Reading(n))
		if n%7 == 0 {
			e.Credit = "Castrel Press Agency"
		}
		add(e)
	}
	flush()
	return o
}

// TestSearchFindsWhatIsMeant compares searches with the oracle: the ones that
// people make up, and odd ones. All pages together have each hit once, however
// they are ordered and however long they are, and as many as the count says.
func TestSearchFindsWhatIsMeant(t *testing.T) {
	alone(t)
	t.Parallel()
	const articles, searches = 100, 10000
	eachKind(t, func(t *testing.T, l *Ledger) {
		o := madeUp(t, l, articles)
		for n := range fewer(l, searches) {
			text := generate.Query(n, articles)
			if n%3 == 0 {
				text = recombined(n, articles)
			}
			q := query.Parse(text)
			if q.OwnVoice || strings.Contains(text, "speaker:") {
				continue
			}
			order := []Order{Best, Newest, Oldest, Ranked}[n%4]
			if l.mostRanked, l.mostSorted = 2000, 5000; n%2 == 0 {
				l.mostRanked, l.mostSorted = 100, 20 // many hits are few then
			}
			want := o.find(q)
			got := allPages(t, l, Search{Query: q, Order: order, Limit: min(1+n%37+len(want)/3, mostOnPage)})
			if !slices.Equal(got, want) {
				t.Fatalf("%s (%s): found %d, the oracle %d\nfound: %v\noracle: %v", text, q, len(got), len(want), got, want)
			}
		}
	})
}

// recombined makes a query of parts of several.
func recombined(n, articles int) string {
	parts := strings.Fields(generate.Query(n, articles) + " " + generate.Query(n+1_000_000, articles) + " " + generate.Query(n+2_000_000, articles))
	odd := []string{"OR", "-", "to:selidge", "via:ministry", "negated:yes", "the*", "naming:collective", "medium:stat*", `-"of the"`, "who:t*"}
	var out []string
	for i, p := range parts {
		if (n>>(i%8))&1 == 0 {
			out = append(out, p)
		}
		if (n+i)%5 == 0 {
			out = append(out, odd[(n/5+i)%len(odd)])
		}
	}
	return strings.Join(out, " ")
}

// allPages returns the IDs of the hits on all pages, sorted, and checks what pages
// say of themselves.
func allPages(t testing.TB, l *Ledger, s Search) []string {
	t.Helper()
	var ids []string
	var total int64
	var order Order
	for first := true; first || s.After != ""; first = false {
		page, err := l.Search(context.Background(), s)
		if err != nil {
			t.Fatalf("%s: %v", s.Query, err)
		}
		if first {
			total, order = page.Total, page.Order
		}
		if page.Total != total || page.Order != order || len(page.Rows) > s.Limit || page.Next != "" && len(page.Rows) != s.Limit {
			t.Fatalf("%s: page of %d in order %q with next %q; total %d, before %d", s.Query, len(page.Rows), page.Order, page.Next, page.Total, total)
		}
		for i := range page.Rows {
			ids = append(ids, page.Rows[i].ID)
		}
		s.After = page.Next
	}
	if int64(len(ids)) != total {
		t.Fatalf("%s: %d hits on all pages, the count is %d", s.Query, len(ids), total)
	}
	n, err := l.Count(context.Background(), s.Query)
	if err != nil || n != total {
		t.Fatalf("%s: counted %d, %v; the pages say %d", s.Query, n, err, total)
	}
	slices.Sort(ids)
	return ids
}

// TestSearchNeverFails searches for anything.
func TestSearchNeverFails(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		madeUp(t, l, 5)
		rapid.Check(t, func(r *rapid.T) {
			text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
				`"`, "'", "-", ":", "^", "*", "(", ")", "AND", "NEAR(", "C++", "U.S.", "who:", `who:"`, "OR", "the*", "is:own-voice", "-the", "since:2021", "\x00", "\ue000fdirectnamed", "%", ";--",
			})), 0, 6).Draw(r, "parts"), " ")
			q := query.Parse(text)
			for _, order := range []Order{Best, Oldest} {
				if _, err := l.Search(context.Background(), Search{Query: q, Order: order}); err != nil {
					r.Fatalf("%q: %v", text, err)
				}
			}
		})
		for _, text := range []string{strings.Repeat("water ", 20000), strings.Repeat(`"`, 10000), strings.Repeat("-x ", 5000), strings.Repeat("a OR ", 3000), strings.Repeat("(", 100000)} {
			if _, err := l.Search(context.Background(), Search{Query: query.Parse(text)}); err != nil {
				t.Errorf("%.20q…: %v", text, err)
			}
		}
	})
}

// TestOrders: hits are in the order that the page says.
func TestOrders(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		madeUp(t, l, 80)
		for _, order := range []Order{Newest, Oldest} {
			page, err := l.Search(context.Background(), Search{Query: query.Parse("the"), Order: order, Limit: 1000})
			if err != nil {
				t.Fatal(err)
			}
			var dates []string
			for i := range page.Rows {
				if d := page.Rows[i].Article.Published; d != "" {
					dates = append(dates, d[:10])
				}
			}
			if order == Newest {
				slices.Reverse(dates)
			}
			if !slices.IsSorted(dates) || len(dates) == 0 {
				t.Errorf("%s: %v", order, dates)
			}
			if last := page.Rows[len(page.Rows)-1].Article.Published; page.Next == "" && last != "" {
				t.Errorf("%s: what has no date does not come last but %s", order, last)
			}
		}
	})
}

// TestTokens refuses tokens of other searches, and what is none.
func TestTokens(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		madeUp(t, l, 5)
		page, err := l.Search(context.Background(), Search{Query: query.Parse("the"), Limit: 3})
		if err != nil || page.Next == "" {
			t.Fatal(page, err)
		}
		for _, s := range []Search{
			{Query: query.Parse("a"), After: page.Next}, {Query: query.Parse("the"), Order: Oldest, After: page.Next},
			{Query: query.Parse("the"), After: "x"}, {Query: query.Parse("the"), After: page.Next[:10]}, {Query: query.Parse("the"), After: "e30"},
		} {
			if _, err := l.Search(context.Background(), s); !errors.Is(err, ErrToken) {
				t.Errorf("%s after %s: %v", s.Query, s.After, err)
			}
		}
	})
}

// TestPagesWhileAdding turns pages while articles come in: each hit that was
// there at first comes once.
func TestPagesWhileAdding(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		o := madeUp(t, l, 40)
		l.mostSorted = 100
		for _, text := range []string{"the water OR the", "the", "who:m*"} {
			for _, order := range []Order{Ranked, Newest, Oldest} {
				s := Search{Query: query.Parse(text), Order: order, Limit: 50}
				want := o.find(s.Query)
				var got []string
				for n := 0; n == 0 || s.After != ""; n++ {
					page, err := l.Search(context.Background(), s)
					if err != nil {
						t.Fatal(err)
					}
					for i := range page.Rows {
						got = append(got, page.Rows[i].ID)
					}
					s.After = page.Next
					fresh := entry(generate.Reading(100_000 + len(o)))
					o.add(fresh)
					if _, err := l.Add(context.Background(), []Entry{fresh}); err != nil {
						t.Fatal(err)
					}
				}
				slices.Sort(got)
				if !slices.Equal(got, want) {
					t.Errorf("%s, %s: %d hits on the pages, %d were there at first", text, order, len(got), len(want))
				}
			}
		}
	})
}

// TestOwnVoice finds what outlets say themselves.
func TestOwnVoice(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		addAll(t, l, slices.Collect(maps.Values(readSamples(t)))...)
		var want []string
		for _, r := range readSamples(t) {
			if slices.ContainsFunc(r.OwnVoice, func(s hearsay.Span) bool { return strings.Contains(r.Slice(s), "winter") }) {
				want = append(want, r.Article.ID)
			}
		}
		page, err := l.Search(context.Background(), Search{Query: query.Parse("is:own-voice winter")})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i := range page.Rows {
			got = append(got, page.Rows[i].Article.ID)
			for _, p := range page.Rows[i].Content {
				if !strings.Contains(strings.ToLower(p.Text), "winter") {
					t.Errorf("%s does not match", p.Text)
				}
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("found %v, want %v", got, want)
		}
	})
}

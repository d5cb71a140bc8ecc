package store

import (
	"context"
	"strings"
	"testing"

	"hearsay"
	"hearsay/internal/compare"
	"hearsay/internal/generate"
	"hearsay/internal/samples"
)

// keepEvents keeps the articles of the sample events in a ledger and returns them.
func keepEvents(t testing.TB, l *Ledger) (articles []*compare.Article) {
	t.Helper()
	all, err := samples.Events()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		var entries []Entry
		for _, a := range e.Articles {
			article := hearsay.NewArticle(a.Text)
			article.Outlet, article.Published, article.URL = a.Outlet, a.Published, a.URL
			reading, err := hearsay.Read(article)
			if err != nil {
				t.Fatal(err)
			}
			entries = append(entries, Entry{Article: article, Reading: reading})
			made := compare.NewArticle(reading)
			articles = append(articles, &made)
		}
		if _, err := l.Add(context.Background(), entries); err != nil {
			t.Fatal(err)
		}
	}
	return articles
}

// familyOf traces a quote in a ledger and returns the outlets of its first family.
func familyOf(t testing.TB, l *Ledger, quote string) []string {
	t.Helper()
	alike, err := l.Alike(context.Background(), compare.Quote(quote, ""))
	if err != nil {
		t.Fatal(err)
	}
	trace := compare.NewSet(alike.Articles, false).Trace(quote, "")
	if len(trace.Families) == 0 {
		return nil
	}
	return trace.Families[0].Outlets()
}

// TestTrace traces every statement of the sample events in a ledger that has other
// articles as well, and finds what is found in the events' articles themselves.
func TestTrace(t *testing.T) {
	alone(t)
	eachKind(t, func(t *testing.T, l *Ledger) {
		var others []Entry
		for n := range 300 {
			r := generate.Reading(n)
			others = append(others, Entry{Article: r.Article, Reading: r})
		}
		if _, err := l.Add(context.Background(), others); err != nil {
			t.Fatal(err)
		}
		set := compare.NewSet(keepEvents(t, l), false)
		asked, same := 0, 0
		for _, st := range set.Statements {
			if st.Mass < 2 { // a word or two are filed under no keys, or under too few
				continue
			}
			quote := st.Text()
			here := set.Trace(quote, "")
			if len(here.Families) == 0 || len(here.Families[0].Statements) < 2 {
				continue
			}
			asked++
			want, got := strings.Join(here.Families[0].Outlets(), "; "), strings.Join(familyOf(t, l, quote), "; ")
			if got == want {
				same++
			} else {
				t.Logf("%q: traced to %q, in the articles to %q", quote, got, want)
			}
		}
		t.Logf("%d of %d traced alike", same, asked)
		if asked < 150 || same*100 < asked*95 {
			t.Errorf("%d of %d statements are traced to the same outlets as in the articles", same, asked)
		}
	})
}

// A text that appeared under several outlets is traced to each of them.
func TestTraceAppearances(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		text := "PORT SELBY, June 22 (NWA) - The harbour will be dredged in autumn and the old crane will be taken down, mayor Ann Poe said on Monday.\n"
		for _, outlet := range []string{"NWA", "The Islander", "Channel Six"} {
			a := hearsay.NewArticle(text)
			a.Outlet, a.URL = outlet, "https://"+strings.ReplaceAll(strings.ToLower(outlet), " ", "")+".example/1"
			r, err := hearsay.Read(a)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := l.Add(context.Background(), []Entry{{Article: a, Reading: r, Origin: Origin{Credit: "NWA"}}}); err != nil {
				t.Fatal(err)
			}
		}
		if got := familyOf(t, l, "the harbour will be dredged in autumn and the crane taken down"); len(got) != 3 {
			t.Errorf("traced to %v", got)
		}
	})
}

// What is unfiled is not found any more; filing it again puts it back.
func TestUnfile(t *testing.T) {
	alone(t)
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		keepEvents(t, l)
		const quote = "there is no indication that the wall is damaged"
		want := familyOf(t, l, quote)
		each := func(f func(*pen, *keptReading) error) {
			err := l.write(ctx, func(p *pen) error {
				ids, err := p.numbers("SELECT id FROM articles")
				for _, id := range ids {
					k, err := p.load(id)
					if err != nil {
						return err
					}
					if err := f(p, k); err != nil {
						return err
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		each((*pen).unfile)
		if got := familyOf(t, l, quote); got != nil {
			t.Errorf("what was unfiled is traced to %v", got)
		}
		each((*pen).file)
		if got := familyOf(t, l, quote); strings.Join(got, "; ") != strings.Join(want, "; ") {
			t.Errorf("traced to %v, want %v", got, want)
		}
	})
}

func TestStatement(t *testing.T) {
	eachKind(t, func(t *testing.T, l *Ledger) {
		ctx := context.Background()
		r := generate.Reading(3)
		if _, err := l.Add(ctx, []Entry{{Article: r.Article, Reading: r}}); err != nil {
			t.Fatal(err)
		}
		for i := range r.Attributions {
			words, _, err := l.Statement(ctx, r.Attributions[i].ID)
			if err != nil || words != r.Text(r.Attributions[i].Content) {
				t.Errorf("%s: %q (%v), want %q", r.Attributions[i].ID, words, err, r.Text(r.Attributions[i].Content))
			}
		}
		if _, _, err := l.Statement(ctx, "0123456789abcdef"); err == nil {
			t.Error("there is a statement with any ID")
		}
	})
}

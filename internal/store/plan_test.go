package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hearsay/internal/generate"
	"hearsay/internal/query"
)

// mayScan are the tables that a search may read from end to end: they are short,
// or there is no filter and they are only counted.
var mayScan = []string{
	"SCAN terms", "SCAN outlets", // names
	"SCAN a USING COVERING INDEX",                            // count(*) without a filter
	"SCAN articles USING COVERING INDEX",                     // the same, of a list of articles
	"SCAN v", "SCAN m", "SCAN x", "SCAN w", "SCAN (subquery", // of subqueries
	"SCAN CONSTANT ROW",
	"SCAN speaker_facts USING INDEX speaker_facts_alias", "SCAN f USING INDEX speaker_facts_alias", // aliases only
}

// TestNoSearchScansATable asks SQLite how it would do every query of a thousand
// searches: all rows have to come from an index.
func TestNoSearchScansATable(t *testing.T) {
	l := openTest(t, filepath.Join(t.TempDir(), "ledger.db"))
	madeUp(t, l, 30)
	asked := map[string][]any{}
	l.onQuery = func(query string, args []any) { asked[query] = args }
	ctx := context.Background()
	for n := range 1000 {
		l.mostRanked, l.mostSorted = 2000, 5000
		if n%2 == 0 {
			l.mostRanked, l.mostSorted = 10, 10
		}
		s := Search{Query: query.Parse(generate.Query(n, 30)), Limit: 5, Order: []Order{Best, Newest, Oldest}[n%3]}
		page, err := l.Search(ctx, s)
		if err != nil {
			t.Fatal(err)
		}
		if s.After = page.Next; s.After != "" {
			if _, err := l.Search(ctx, s); err != nil {
				t.Fatal(err)
			}
		}
		if n%10 == 0 {
			if _, err := l.Facets(ctx, s.Query, 10); err != nil {
				t.Fatal(err)
			}
		}
	}
	checkPlans(t, l, asked)
}

// TestNoPageScansATable does the same with what pages of articles and speakers ask.
func TestNoPageScansATable(t *testing.T) {
	l := openTest(t, filepath.Join(t.TempDir(), "ledger.db"))
	madeUp(t, l, 30)
	asked := map[string][]any{}
	l.onQuery = func(query string, args []any) { asked[query] = args }
	ctx := context.Background()
	page, err := l.Search(ctx, Search{Query: query.Parse(""), Limit: 20})
	if err != nil {
		t.Fatal(err)
	}
	for i := range page.Rows {
		row := &page.Rows[i]
		speaker, _ := strconv.ParseInt(row.Source.Speaker.ID, 10, 64)
		for _, ask := range []func() error{
			func() error { _, err := l.Article(ctx, row.Article.ID); return err },
			func() error { _, err := l.ArticleWith(ctx, row.ID); return err },
			func() error { _, err := l.Corrections(ctx, row.ID); return err },
			func() error { _, err := l.CorrectionsIn(ctx, row.Article.ID); return err },
			func() error { _, err := l.LatestCorrections(ctx, 0, 10); return err },
			func() error { _, err := l.ListArticles(ctx, 10, ""); return err },
			func() error {
				if speaker == 0 {
					return nil
				}
				_, err := l.Profile(ctx, speaker)
				if err == nil {
					_, _, err = l.Said(ctx, speaker, SaidAs{Form: "direct"}, 10)
				}
				return err
			},
		} {
			if err := ask(); err != nil {
				t.Fatal(err)
			}
		}
	}
	checkPlans(t, l, asked)
}

// checkPlans looks for steps that read a table from end to end.
func checkPlans(t *testing.T, l *Ledger, asked map[string][]any) {
	t.Helper()
	if len(asked) < 20 {
		t.Fatalf("only %d queries were seen", len(asked))
	}
	for q, args := range asked {
		for _, step := range plan(t, l, q, args) {
			if strings.HasPrefix(step, "SCAN ") && !strings.Contains(step, "VIRTUAL TABLE INDEX") &&
				!slices.ContainsFunc(mayScan, func(ok string) bool { return strings.HasPrefix(step, ok) }) {
				t.Errorf("%s:\n%s", step, q)
			}
		}
	}
}

// plan returns the steps in which SQLite would do a query.
func plan(t *testing.T, l *Ledger, q string, args []any) []string {
	t.Helper()
	var steps []string
	rows, err := l.db.reader().QueryContext(context.Background(), "EXPLAIN QUERY PLAN "+q, args...)
	if err := eachRow(rows, err, func(rows *sql.Rows) error {
		var id, parent, unused int
		steps = append(steps, "")
		return rows.Scan(&id, &parent, &unused, &steps[len(steps)-1])
	}); err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	return steps
}

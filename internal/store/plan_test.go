package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hearsay/internal/generate"
	"hearsay/internal/query"
)

// mayScan are the tables that a search may read from end to end: they are short,
// or there is no filter and they are only counted.
var mayScan = []string{
	"SCAN terms", "SCAN outlets", // names
	"SCAN a USING COVERING INDEX",                  // count(*) without a filter
	"SCAN v", "SCAN m", "SCAN w", "SCAN (subquery", // of subqueries
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

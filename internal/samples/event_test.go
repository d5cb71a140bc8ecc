package samples

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func events(t *testing.T) []Event {
	t.Helper()
	all, err := Events()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// The corpus has to be rich enough to measure on, in either half.
func TestEvents(t *testing.T) {
	all := events(t)
	pairs, kinds := map[bool]int{}, map[bool]map[string]int{false: {}, true: {}}
	outlets := map[string]bool{}
	for _, e := range all {
		if len(e.Articles) < 5 || e.About == "" {
			t.Errorf("%s: %d articles, want at least 5, and a comment", e.Name, len(e.Articles))
		}
		for _, a := range e.Articles {
			outlets[a.Outlet] = true
			if n := len(strings.Fields(a.Text)); n < 70 || n > 600 {
				t.Errorf("%s: %s has %d words, want 70 to 600", e.Name, a.Name, n)
			}
			if !utf8.ValidString(a.Text) || strings.ContainsAny(a.Text, "\r\t") || !strings.HasSuffix(a.URL, "") {
				t.Errorf("%s: %s: want UTF-8 without carriage returns and tabs", e.Name, a.Name)
			}
		}
		for i, s := range e.Sayings {
			for _, o := range e.Sayings[:i] {
				if s.Statement == o.Statement {
					pairs[e.Test]++
				}
			}
			for _, c := range s.Changes {
				kinds[e.Test][c]++
			}
		}
	}
	if len(all) < 6 || len(outlets) < 24 || pairs[false] < 120 || pairs[true] < 120 {
		t.Errorf("%d events of %d outlets with %d and %d pairs of the same statement", len(all), len(outlets), pairs[false], pairs[true])
	}
	for _, c := range Changes {
		if kinds[false][c]+kinds[true][c] == 0 && c != "negation-gained" {
			t.Errorf("nothing in the corpus is %s", c)
		}
	}
	t.Logf("pairs dev %d, test %d; kinds dev %v, test %v", pairs[false], pairs[true], kinds[false], kinds[true])
}

// Kinds that say how much of a wording is the same exclude each other.
func TestChangesFitTogether(t *testing.T) {
	words := []string{"trimmed", "cut", "added", "swapped", "reordered", "marks"}
	for _, e := range events(t) {
		for _, s := range e.Sayings {
			where := e.Name + ": " + s.Statement + " in " + e.Articles[s.Article].Name
			for i, c := range s.Changes {
				if slices.Contains(s.Changes[:i], c) {
					t.Errorf("%s: %s twice", where, c)
				}
				if slices.Index(Changes, c) < 4 {
					for _, w := range words {
						if slices.Contains(s.Changes, w) {
							t.Errorf("%s: %s and %s", where, c, w)
						}
					}
				}
			}
		}
	}
}

// An article that copies another has whole paragraphs of it; one that edits has
// at least some of its words in a row.
func TestCopiesAreCopies(t *testing.T) {
	for _, e := range events(t) {
		for _, a := range e.Articles {
			if a.Copies >= 0 {
				copied := 0
				for p := range strings.SplitSeq(strings.TrimSpace(a.Text), "\n\n") {
					if strings.Contains(e.Articles[a.Copies].Text, p) {
						copied += len(p)
					}
				}
				if copied*10 < len(a.Text)*7 {
					t.Errorf("%s: %d of %d bytes of %s are copied", e.Name, copied, len(a.Text), a.Name)
				}
			}
		}
	}
}

func TestParseEventRefuses(t *testing.T) {
	const head = "-- event.txt --\nsplit: dev\ntitle: Rain\n-- articles.txt --\narticle: a\nkind: outlet\noutlet: A\npublished: 2026-01-02T03:04:05Z\nurl: https://a.example/\n\n" +
		"article: b\nkind: agency\noutlet: B\npublished: 2026-01-02T04:04:05Z\nurl: https://b.example/\n-- a.txt --\nBrandt said it rained.\n-- b.txt --\nIt rained, Brandt said.\n"
	const families = "-- families.txt --\nstatement: rain\nfullest: a\nfirst: a\n"
	const first = "-- statements.txt --\nstatement: rain\nin: a\nsource: Brandt\ncue: said\ncontent: it rained\nform: indirect\n"
	const second = "\nstatement: rain\nin: b\nsource: Brandt\ncue: said\ncontent: It rained\nform: indirect\n"
	if _, err := parseEvent([]byte(head + families + first + second + "changes: style\n")); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, data, want string }{
		{"no changes", head + families + first + second, "want changes"},
		{"unknown change", head + families + first + second + "changes: louder\n", "no kind of change"},
		{"no family", head + first + second + "changes: style\n", "families.txt"},
		{"late first", head + strings.Replace(families, "first: a", "first: b", 1) + first + second + "changes: style\n", "before its first"},
		{"words not there", head + families + strings.Replace(first, "it rained", "it snowed", 1), "is in the article 0 times"},
		{"unknown role", head + families + first + "mood: glum\n", "no such role"},
		{"no such article", head + families + strings.Replace(first, "in: a", "in: c", 1), "an article that is there"},
		{"time turns back", strings.Replace(head, "T04", "T01", 1), "before the one ahead"},
		{"no split", strings.Replace(head, "split: dev", "split: any", 1), "a split that is"},
		{"unknown kind", strings.Replace(head, "kind: agency", "kind: rumour", 1), "is no kind"},
		{"copy of nothing", strings.Replace(head, "kind: agency", "kind: agency\ncopies: c", 1), "does not stand before"},
		{"no text", strings.Replace(head, "-- b.txt --\nIt rained, Brandt said.\n", "", 1) + families, "families.txt: rain"},
		{"stray file", head + "-- c.txt --\nhm: hm\n", "not a part"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := parseEvent([]byte(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want it to say %q", err, tt.want)
			}
		})
	}
}

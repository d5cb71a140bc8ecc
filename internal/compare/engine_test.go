package compare

import (
	"testing"

	"hearsay"
	"hearsay/internal/samples"
)

// readEvent reads the articles of an event with the engine.
func readEvent(t testing.TB, e *samples.Event) []*Article {
	t.Helper()
	reader, err := hearsay.NewReader()
	if err != nil {
		t.Fatal(err)
	}
	var out []*Article
	for i := range e.Articles {
		from := &e.Articles[i]
		article := hearsay.NewArticle(from.Text)
		article.Outlet, article.Published, article.URL, article.File = from.Outlet, from.Published, from.URL, from.Name
		r, err := reader.Read(article)
		if err != nil {
			t.Fatal(err)
		}
		a := NewArticle(r)
		out = append(out, &a)
	}
	return out
}

// attributed returns the statements of articles that are attributed to somebody.
func attributed(articles []*Article) []*Statement {
	var out []*Statement
	for _, a := range articles {
		for _, s := range Statements(a) {
			if !s.OwnVoice() {
				out = append(out, s)
			}
		}
	}
	return out
}

// sayingOf returns the saying that a statement is, -1 for none: the one of its
// article with which it shares most bytes, at least half of those of both.
func sayingOf(e *samples.Event, s *Statement) int {
	best, at := 0.5, -1
	for i := range e.Sayings {
		g := &e.Sayings[i]
		if e.Articles[g.Article].Name != s.Article.Article.File {
			continue
		}
		both, all := 0, 0
		for _, x := range s.Spans {
			all += x.End - x.Start
			for _, y := range g.Content {
				both += max(0, min(x.End, y.End)-max(x.Start, y.Start))
			}
		}
		for _, y := range g.Content {
			all += y.End - y.Start
		}
		if share := float64(both) / float64(all-both); share > best {
			best, at = share, i
		}
	}
	return at
}

// insideOf returns the sayings that hold all bytes of a statement.
func insideOf(e *samples.Event, s *Statement) (in []int) {
	for i := range e.Sayings {
		g := &e.Sayings[i]
		if e.Articles[g.Article].Name != s.Article.Article.File {
			continue
		}
		whole := true
		for _, x := range s.Spans {
			held := false
			for _, y := range g.Content {
				held = held || y.Start <= x.Start && x.End <= y.End
			}
			whole = whole && held
		}
		if whole {
			in = append(in, i)
		}
	}
	return in
}

// enginePairs counts the pairs of the statements that the engine finds in the dev
// or the test events, and how many of them are annotated.
func enginePairs(t testing.TB, test bool) (p pairCount, found, annotated, gold int) {
	for _, g := range goldEvents(t) {
		if g.Test != test {
			continue
		}
		statements := attributed(readEvent(t, g.Event))
		of := map[*Statement]int{}
		for _, s := range statements {
			of[s] = sayingOf(g.Event, s)
			if found++; of[s] >= 0 {
				annotated++
			}
		}
		gold += len(g.Sayings)
		p.add(&g, statements, func(s *Statement) int { return of[s] })
	}
	return p, found, annotated, gold
}

package compare

import (
	"strings"
	"testing"

	"hearsay"
	"hearsay/internal/samples"
)

// TestEvents groups all articles of the sample corpus, with the other samples
// among them, and counts the pairs that are rightly together.
func TestEvents(t *testing.T) {
	var articles []*Article
	of := map[*Article]string{}
	all, err := samples.Events()
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		g := goldOf(t, &all[i])
		for _, a := range g.articles {
			articles = append(articles, a)
			of[a] = all[i].Name
		}
	}
	others, err := samples.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range others {
		a := NewArticle(&hearsay.Reading{Article: hearsay.NewArticle(s.Text)})
		articles = append(articles, &a)
		of[&a] = strings.TrimSuffix(strings.TrimSuffix(s.Name, "-kesmar"), "-halvern") // two readouts of one call
	}
	var count pairCount
	for _, e := range Events(articles) {
		for i, a := range e.Articles {
			for _, b := range e.Articles[:i] {
				count.found++
				if of[a] == of[b] {
					count.both++
				} else {
					t.Logf("%s: %s beside %s: %s", e.Words, of[a], of[b], b.Article.Title)
				}
			}
		}
		if len(e.Articles) > 1 {
			t.Logf("%d articles of %s: %v", len(e.Articles), of[e.Articles[0]], e.Words)
		}
	}
	for i, a := range articles {
		for _, b := range articles[:i] {
			if of[a] == of[b] {
				count.gold++
			}
		}
	}
	t.Logf("%v", count)
	if count.f1() < 0.9 {
		t.Error("F1 of pairs of articles is below 0.9")
	}
}

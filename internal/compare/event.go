package compare

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Events
//
// Articles about one thing share names, places, numbers and rare words, and come
// within days of each other. Each article is a bag of its words, weighed by how
// few articles have them (Salton's tf-idf), names more, the headline more; two
// articles are as close as the angle between their bags is narrow, less so the
// more days lie between them. Clusters are joined by average linkage, as families
// are.

// Event is a group of articles about one thing.
type Event struct {
	Articles []*Article // in order of time
	Words    []string   // what they have in common that others do not, most telling first
	From, To string     // first and last time of publication; empty if not known
}

const (
	sameEvent   = 0.16 // average closeness of the articles of an event
	linkedEvent = 0.05 // below, two articles are not close at all
	eventTerms  = 60   // terms of an article that are looked at
	halfLife    = 5.0  // days after which two articles are half as close
	eventWords  = 6    // words by which an event is told
)

// Events groups articles, those alone on their thing included, in order of time.
// The result does not depend on the order of articles.
func Events(articles []*Article) []Event {
	articles = slices.Clone(articles)
	slices.SortFunc(articles, func(a, b *Article) int {
		return cmp.Or(cmp.Compare(a.Article.ID, b.Article.ID), cmp.Compare(a.Article.Outlet, b.Article.Outlet), cmp.Compare(a.Article.Published, b.Article.Published), cmp.Compare(a.Article.File, b.Article.File))
	})
	bags := make([]eventBag, len(articles))
	have := map[uint64]int{}
	for i, a := range articles {
		bags[i] = termsOf(a)
		for h := range bags[i].terms {
			have[h]++
		}
	}
	for i := range bags {
		bags[i].weigh(have, len(articles))
	}
	var out []Event
	for _, p := range parts(len(articles), eventLinks(articles, bags)) {
		for _, cluster := range averageLinkage(p, sameEvent) {
			out = append(out, eventOf(cluster, articles, bags, have))
		}
	}
	slices.SortStableFunc(out, func(a, b Event) int { return published(a.Articles[0], b.Articles[0]) })
	return out
}

// eventBag is the terms of an article.
type eventBag struct {
	terms map[uint64]float64 // how often, then how much they weigh
	names map[uint64]string  // a form of each term, for people
	list  []eventTerm        // the weightiest, sorted by term
}

type eventTerm struct {
	term   uint64
	weight float64
}

// termsOf counts the terms of an article: a name counts double, a word of the
// headline three times more.
func termsOf(a *Article) eventBag {
	b := eventBag{terms: map[uint64]float64{}, names: map[uint64]string{}}
	text := a.Article.Text
	all := Words(text, wholeText(a))
	for i := range all {
		w := &all[i]
		if !w.counts() || w.is(hedge|negation|number) || w.mass < 0.5 && !w.is(name) {
			continue
		}
		n := 1.0
		if w.is(name) {
			n = 2
		}
		if w.Start < a.headline.End {
			n += 3
		}
		b.terms[w.class] += n
		if b.names[w.class] == "" || w.is(name) {
			b.names[w.class] = text[w.Start:w.End]
		}
	}
	return b
}

// weigh turns counts to weights, keeps the weightiest, and makes their length 1.
func (b *eventBag) weigh(have map[uint64]int, n int) {
	for h, times := range b.terms {
		b.list = append(b.list, eventTerm{h, (1 + math.Log(times)) * math.Log(1+float64(n)/float64(have[h]))})
	}
	slices.SortFunc(b.list, func(x, y eventTerm) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.term, y.term))
	})
	b.list = b.list[:min(eventTerms, len(b.list))]
	slices.SortFunc(b.list, func(x, y eventTerm) int { return cmp.Compare(x.term, y.term) })
	sum := 0.0
	for _, t := range b.list {
		sum += t.weight * t.weight
	}
	for i := range b.list {
		b.list[i].weight /= math.Sqrt(sum)
	}
}

// eventLinks returns the pairs of articles that are close at all. A term that
// very many articles have is not looked at.
func eventLinks(articles []*Article, bags []eventBag) []link {
	postings := map[uint64][]eventTerm{} // articles, by term; the number of the article stands for the term
	var out []link
	for i := range bags {
		close := map[uint64]float64{}
		for _, t := range bags[i].list {
			list := postings[t.term]
			if len(list) <= maxPosting {
				for _, o := range list {
					close[o.term] += o.weight * t.weight
				}
			}
			postings[t.term] = append(list, eventTerm{uint64(i), t.weight})
		}
		for j, score := range close {
			if score *= sameDays(articles[i], articles[j]); score >= linkedEvent {
				out = append(out, link{int(j), i, score})
			}
		}
	}
	slices.SortFunc(out, func(x, y link) int { return cmp.Or(cmp.Compare(x.b, y.b), cmp.Compare(x.a, y.a)) })
	return out
}

// sameDays is 1 for articles of one day or of unknown time, less the more days
// lie between them.
func sameDays(a, b *Article) float64 {
	x, okX := timeOf(a)
	y, okY := timeOf(b)
	if !okX || !okY {
		return 1
	}
	days := math.Abs(x.Sub(y).Hours()) / 24
	return math.Exp2(-max(0, days-1) / halfLife)
}

// timeOf returns when an article was published: a time, a day or a month.
func timeOf(a *Article) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly, "2006-01"} {
		if t, err := time.Parse(layout, a.Article.Published); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// eventOf makes an event of a cluster.
func eventOf(cluster []int, articles []*Article, bags []eventBag, have map[uint64]int) Event {
	weights, within, names := map[uint64]float64{}, map[uint64]int{}, map[uint64]string{}
	var e Event
	for _, i := range cluster {
		e.Articles = append(e.Articles, articles[i])
		for _, t := range bags[i].list {
			weights[t.term] += t.weight
			within[t.term]++
			names[t.term] = bags[i].names[t.term]
		}
	}
	slices.SortStableFunc(e.Articles, published)
	for _, a := range e.Articles {
		if p := a.Article.Published; p != "" {
			if e.From == "" {
				e.From = p
			}
			e.To = p
		}
	}
	terms := make([]uint64, 0, len(weights))
	for h := range weights {
		if within[h]*2 > len(cluster) {
			terms = append(terms, h)
		}
	}
	slices.SortFunc(terms, func(a, b uint64) int { return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(a, b)) })
	for _, h := range terms[:min(eventWords, len(terms))] {
		e.Words = append(e.Words, names[h])
	}
	return e
}

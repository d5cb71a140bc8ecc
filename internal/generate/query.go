package generate

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

// Query makes up a search of the kind that people type: mostly a word or two,
// phrases, someone who speaks, and filters. The number decides all of it. It asks
// for what is in the articles below a number, or nearly so.
func Query(n, articles int) string {
	q := asker{r: rand.New(rand.NewPCG(uint64(n), 0x71756572)), articles: max(articles, 1)}
	switch k := q.r.IntN(100); {
	case k < 22:
		return q.word() + " " + q.word()
	case k < 36:
		return q.word()
	case k < 50:
		return q.phrase()
	case k < 60:
		return q.word() + " who:" + q.who()
	case k < 65:
		return "who:" + q.who()
	case k < 71:
		return q.word() + " since:" + q.date() + " until:" + q.date()
	case k < 75:
		return q.word() + " since:" + q.date()
	case k < 80:
		return q.word() + ` outlet:"` + outlet(zipf(q.r, outlets)) + `"`
	case k < 86:
		return q.word() + " " + q.filter()
	case k < 89:
		return q.word() + " OR " + q.word()
	case k < 92:
		return q.word() + " -" + q.word()
	case k < 94:
		return prefix(q.word(), 4+q.r.IntN(3))
	case k < 96:
		return "via:" + q.who() + " " + q.word()
	case k < 98:
		return q.filter() + " " + q.filter() + " since:" + q.date()
	case k < 99:
		return "is:own-voice " + q.word() + " " + q.word()
	}
	return q.oddity()
}

type asker struct {
	r        *rand.Rand
	articles int
}

// word draws a word: half of them as often as they stand in articles, half all
// alike.
func (q *asker) word() string {
	tag := []string{"NN", "NN", "NNS", "JJ", "VBD"}[q.r.IntN(5)]
	l := lists()[tag]
	if q.r.IntN(2) == 0 {
		return l.draw(q.r)
	}
	return l.words[q.r.IntN(len(l.words))]
}

// phrase takes some words in a row out of what is said in an article.
func (q *asker) phrase() string {
	r := Reading(q.r.IntN(q.articles))
	a := &r.Attributions[q.r.IntN(len(r.Attributions))]
	words := strings.Fields(r.Slice(a.Content[0]))
	k := min(2+q.r.IntN(3), len(words))
	at := q.r.IntN(len(words) - k + 1)
	return `"` + strings.ReplaceAll(strings.Join(words[at:at+k], " "), `"`, "") + `"`
}

func (q *asker) who() string {
	name := person(zipf(q.r, persons)).Name
	if q.r.IntN(2) == 0 {
		return name[strings.IndexByte(name, ' ')+1:]
	}
	return `"` + name + `"`
}

func (q *asker) date() string {
	at := firstDay.AddDate(0, 0, q.r.IntN(max(q.articles/perDay, 1)))
	return at.Format([]string{"2006-01-02", "2006-01", "2006"}[q.r.IntN(3)])
}

func (q *asker) filter() string {
	filters := []string{
		"form:direct", "form:indirect", "stance:distancing", "stance:neutral", "act:belief", "naming:described", "medium:interview", "negated:no",
		"form:direct,indirect", "-stance:neutral", "naming:named",
	}
	return filters[q.r.IntN(len(filters))]
}

// oddity makes up what is hardly a query.
func (q *asker) oddity() string {
	oddities := []string{`"`, "don't", "U.S.", "C++", "(", "AND", "NOT x", "-", "*", `who:"`, "col:x", "100%", "NEAR(a b)", "'; DROP TABLE articles", "since:soon", "💩", "ﬁnd"}
	return oddities[q.r.IntN(len(oddities))] + strings.Repeat(" "+q.word(), q.r.IntN(2)) + strconv.Itoa(q.r.IntN(3))[:q.r.IntN(2)]
}

func prefix(word string, n int) string { return word[:min(n, len(word))] + "*" }

package compare

import (
	"cmp"
	"slices"
)

// Wire copies
//
// Many outlets print one agency's text. So that it is not counted as often as it
// is printed, articles are compared by the runs of five words that they share
// (shingles; Broder 1997). An article of which most runs stand in an earlier one
// of another outlet is a copy of it; one of which a good part do has edited it.
// The credit of an agency lowers what is asked for. A later version of an
// outlet's own article is a version. Quotations are left out: they are the same
// wherever they are printed.

// Copy says which article another one prints.
type Copy struct {
	Of    int     // index of the article whose text it has; -1 for none
	Kind  string  // copy, edit or version; empty for none
	Share float64 // of the article's runs of words, in [0,1]
}

const (
	copyWords    = 5
	copyShare    = 0.65
	editShare    = 0.3
	versionShare = 0.15
	creditBonus  = 0.5 // factor on both where the article credits the other's outlet
	sampled      = 8   // of many articles one run in so many is looked at, chosen by its hash
	manyArticles = 1000
	maxSharers   = 200 // articles that have one run; what more have is boilerplate
)

// Copies finds, for each article, the one whose text it prints. Time is linear
// in the text for articles that share little.
func Copies(articles []*Article) []Copy {
	order := make([]int, len(articles))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return published(articles[i], articles[j]) })
	out := make([]Copy, len(articles))
	have := map[uint64][]int32{} // articles that have a run
	every := uint64(1)
	if len(articles) > manyArticles {
		every = sampled
	}
	for _, i := range order {
		runs := runsOf(articles[i], every)
		out[i] = original(articles, i, runs, have)
		for _, h := range runs {
			if list := have[h]; len(list) < maxSharers {
				have[h] = append(list, int32(i))
			}
		}
	}
	return out
}

// published orders articles by time. Of equal times an agency whose credit the
// other bears comes first; articles without a time come last.
func published(a, b *Article) int {
	x, y := a.Article.Published, b.Article.Published
	switch {
	case sameName(b.Credit, a.Article.Outlet):
		return -1
	case sameName(a.Credit, b.Article.Outlet):
		return 1
	case x == y:
		return cmp.Compare(a.Article.ID, b.Article.ID)
	case x == "":
		return 1
	case y == "":
		return -1
	}
	return cmp.Compare(x, y)
}

// runsOf returns the hashes of an article's runs outside of quotations, each once:
// of those that every divides.
func runsOf(a *Article, every uint64) []uint64 {
	all := Words(a.Article.Text, wholeText(a))
	var out []uint64
	for i := 0; i+copyWords <= len(all); i++ {
		h := uint64(wordSeed)
		quote := false
		for k := range copyWords {
			h = mix(h ^ all[i+k].stem)
			quote = quote || all[i+k].is(quoted)
		}
		if !quote && h%every == 0 {
			out = append(out, h)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// original returns what article i is a copy of, among those seen so far.
func original(articles []*Article, i int, runs []uint64, have map[uint64][]int32) Copy {
	shared := map[int32]int{}
	for _, h := range runs {
		for _, j := range have[h] {
			shared[j]++
		}
	}
	best := Copy{Of: -1}
	for j, n := range shared {
		share := float64(n) / float64(len(runs))
		kind := copyKind(articles[i], articles[j], share)
		if kind == "" || share < best.Share || share == best.Share && int(j) > best.Of && best.Of >= 0 {
			continue
		}
		best = Copy{int(j), kind, share}
	}
	return best
}

func copyKind(a, of *Article, share float64) string {
	least := 1.0
	switch {
	case sameName(a.Article.Outlet, of.Article.Outlet):
		if share >= versionShare {
			return "version"
		}
		return ""
	case a.Credit != "" && sameName(a.Credit, of.Article.Outlet):
		least = creditBonus
	}
	switch {
	case share >= copyShare*least:
		return "copy"
	case share >= editShare*least:
		return "edit"
	}
	return ""
}

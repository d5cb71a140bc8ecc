package nlp

import (
	"cmp"
	"slices"

	"hearsay/internal/learn"
)

// wordStats counts what one word form does in the training texts.
type wordStats struct {
	count        int
	lower, upper int // inside sentences
	gold, news   [NumTags]int32
}

// buildWordTable collects the facts about words from all corpora.
func buildWordTable(c *Corpora) []byte {
	stats := map[uint64]*wordStats{}
	var order []uint64
	at := func(t *Token) *wordStats {
		h := wordKey(t)
		s := stats[h]
		if s == nil {
			s = &wordStats{}
			stats[h] = s
			order = append(order, h)
		}
		s.count++
		return s
	}
	texts := slices.Concat(c.Trees, c.Names, c.News, c.Raw)
	for _, d := range texts {
		for i := range d.Tokens {
			at(&d.Tokens[i]).seeCase(d, i)
		}
	}
	countTags(c.Trees, stats, func(s *wordStats) *[NumTags]int32 { return &s.gold })
	countTags(c.News, stats, func(s *wordStats) *[NumTags]int32 { return &s.news })
	facts := map[uint64]wordFacts{}
	sets := map[[3]Tag]uint16{}
	for _, h := range order {
		s := stats[h]
		f := wordFacts{habit: s.habit(), only: s.only()}
		f.tagSet = tagSetNumber(sets, &s.gold, 3)
		if n := tagSetNumber(sets, &s.news, 2); n > 0 {
			f.news = uint8(topTag(&s.news))
		}
		facts[h] = f
	}
	clusterWords(texts, facts, order)
	return encodeWordTable(facts)
}

// seeCase counts how token i is written, unless a sentence begins there or the
// whole of it is in capitals.
func (s *wordStats) seeCase(d *Doc, i int) {
	t := &d.Tokens[i]
	r := d.Sentences[t.Sentence]
	if i == r.First || t.Shape&ShapePunct != 0 || d.Tokens[i-1].Shape&ShapePunct != 0 {
		return
	}
	if t.Shape&ShapeUpper != 0 {
		s.upper++
	} else {
		s.lower++
	}
}

func (s *wordStats) habit() caseHabit {
	n := s.lower + s.upper
	switch {
	case n < 3:
		return caseUnknown
	case s.upper*10 <= n:
		return caseLower
	case s.upper*10 >= n*9:
		return caseUpper
	}
	return caseMixed
}

// only returns the tag that the word has in nearly all of at least 30 places of
// the treebanks; what is left are slips.
func (s *wordStats) only() Tag {
	total, top := int32(0), topTag(&s.gold)
	for t := Tag(1); t < NumTags; t++ {
		total += s.gold[t]
	}
	if total >= 30 && (total-s.gold[top])*400 <= total {
		return top
	}
	return NoTag
}

func countTags(docs []*Doc, stats map[uint64]*wordStats, of func(*wordStats) *[NumTags]int32) {
	for _, d := range docs {
		for i := range d.Tokens {
			of(stats[wordKey(&d.Tokens[i])])[d.Tokens[i].Tag]++
		}
	}
}

// topTag returns the most frequent tag.
func topTag(counts *[NumTags]int32) Tag {
	best := Tag(1)
	for t := best + 1; t < NumTags; t++ {
		if counts[t] > counts[best] {
			best = t
		}
	}
	return best
}

// tagSetNumber returns the number of the set of up to three most frequent tags
// of a word, in order of frequency; 0 for a word seen fewer than least times.
func tagSetNumber(sets map[[3]Tag]uint16, counts *[NumTags]int32, least int32) uint16 {
	total := int32(0)
	tags := make([]Tag, 0, NumTags)
	for t := Tag(1); t < NumTags; t++ {
		total += counts[t]
		if counts[t] > 0 {
			tags = append(tags, t)
		}
	}
	if total < least {
		return 0
	}
	slices.SortStableFunc(tags, func(a, b Tag) int { return cmp.Compare(counts[b], counts[a]) })
	var set [3]Tag
	for i, t := range tags[:min(len(tags), 3)] {
		if counts[t]*25 >= total {
			set[i] = t
		}
	}
	if _, ok := sets[set]; !ok {
		sets[set] = uint16(len(sets) + 1)
	}
	return sets[set]
}

// clusterWords sets the classes of facts from the company that words keep.
func clusterWords(docs []*Doc, facts map[uint64]wordFacts, order []uint64) {
	number := make(map[uint64]int32, len(order))
	for i, h := range order {
		number[h] = int32(i)
	}
	var text []int32
	for _, d := range docs {
		for _, r := range d.Sentences {
			for i := r.First; i < r.End; i++ {
				text = append(text, number[wordKey(&d.Tokens[i])])
			}
			text = append(text, -1)
		}
	}
	fine := make(chan []uint16)
	go func() {
		fine <- learn.Cluster(text, len(order), learn.ClusterOptions{Classes: 400, MinCount: 3, Rounds: 8})
	}()
	coarse := learn.Cluster(text, len(order), learn.ClusterOptions{Classes: 64, MinCount: 3, Rounds: 8})
	classes := <-fine
	for i, h := range order {
		f := facts[h]
		f.class, f.coarse = classes[i], uint8(coarse[i])
		facts[h] = f
	}
}

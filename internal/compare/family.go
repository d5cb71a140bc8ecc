package compare

import (
	"cmp"
	"slices"
)

// Families
//
// A family is all appearances of one statement. Pairs that share enough words
// are compared; then clusters are joined, the most alike first, as long as two
// clusters are alike on average over all their pairs (Sokal and Michener 1958).
// So a wording that happens to be close to one member does not chain two
// statements together. Statements with the very same words are one from the
// start. Everything is done in an order that depends on the statements alone, not
// on how they come.

// alike is the average Score from which two clusters are one family.
const alike = 0.45

// worthwhile is the Score below which a pair is taken for nothing alike.
const worthwhile = 0.1

// maxCluster bounds how many different wordings that hang together are clustered
// at once; a larger heap of them is parted at its weaker links first.
const maxCluster = 600

// Families groups statements. Every statement is in one family; families stand in
// order of their first appearance, their statements in order of time. The result
// does not depend on the order of all. Time is linear in the pairs of statements
// that share words which tell something.
func Families(all []*Statement) [][]*Statement {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b *Statement) int { return cmp.Compare(a.key, b.key) })
	groups := identical(all)
	var s aligner
	links := s.links(groups)
	var out [][]*Statement
	for _, part := range parts(len(groups), links) {
		for _, cluster := range averageLinkage(part, alike) {
			var family []*Statement
			for _, g := range cluster {
				family = append(family, groups[g]...)
			}
			slices.SortFunc(family, before)
			out = append(out, family)
		}
	}
	slices.SortFunc(out, func(a, b []*Statement) int { return before(a[0], b[0]) })
	return out
}

// before orders statements by time of publication; those of unknown time come
// last. Equal times are ordered by what the statements are.
func before(a, b *Statement) int {
	x, y := a.Article.Article.Published, b.Article.Article.Published
	switch {
	case x == y:
	case x == "":
		return 1
	case y == "":
		return -1
	default:
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a.key, b.key)
}

// identical puts statements with the same words into one group, if nothing says
// that others say them.
func identical(all []*Statement) [][]*Statement {
	at := map[uint64][]int{}
	var groups [][]*Statement
next:
	for _, s := range all {
		h := s.fingerprint()
		for _, g := range at[h] {
			if first := groups[g][0]; sameWords(first.Words, s.Words) && relate(first.name, s.name) == Same {
				groups[g] = append(groups[g], s)
				continue next
			}
		}
		at[h] = append(at[h], len(groups))
		groups = append(groups, []*Statement{s})
	}
	return groups
}

func (s *Statement) fingerprint() uint64 {
	h := uint64(wordSeed)
	for i := range s.Words {
		h = mix(h ^ s.Words[i].form)
	}
	return h
}

func sameWords(a, b []Word) bool {
	return slices.EqualFunc(a, b, func(x, y Word) bool { return x.form == y.form })
}

// link is a pair of groups and how alike they are.
type link struct {
	a, b  int // a < b
	score float64
}

// Pairs are found by the classes of their words. A class that more groups have
// than maxPosting tells too little to look for; a pair that does not share a
// leastShare of the lighter one's mass is not compared.
const (
	maxPosting = 400
	leastShare = 0.2
)

// links compares all groups that share enough words.
func (s *aligner) links(groups [][]*Statement) []link {
	postings := map[uint64][]int32{}
	for g, group := range groups {
		for _, w := range group[0].bag {
			postings[w.class] = append(postings[w.class], int32(g))
		}
	}
	var out []link
	var met []int32 // groups before g that share a word with it
	mass := make([]float32, len(groups))
	for g, group := range groups {
		for _, w := range group[0].bag {
			list := postings[w.class]
			if len(list) > maxPosting && len(groups) > 2*maxPosting {
				continue
			}
			for _, o := range list {
				if int(o) >= g {
					break
				}
				if mass[o] == 0 {
					met = append(met, o)
				}
				mass[o] += w.mass
			}
		}
		for _, o := range met {
			other := groups[o][0]
			if mass[o] >= leastShare*min(other.Mass, group[0].Mass) {
				if r := s.similar(other, group[0]); r.Score >= worthwhile {
					out = append(out, link{int(o), g, r.Score})
				}
			}
			mass[o] = 0
		}
		met = met[:0]
	}
	return out
}

// part is groups that hang together, and the links among them.
type part struct {
	groups []int
	links  []link
}

// parts returns the groups that hang together by links. A part larger than
// maxCluster is parted anew by its stronger links.
func parts(n int, links []link) []part {
	nodes := make([]int, n)
	for i := range nodes {
		nodes[i] = i
	}
	return split(part{nodes, links}, 0)
}

// forest gives each element a parent; roots are their own (Tarjan 1975).
type forest map[int]int

func (f forest) find(x int) int {
	for f[x] != x {
		f[x] = f[f[x]]
		x = f[x]
	}
	return x
}

// split parts p by its links of at least the score least.
func split(p part, least float64) []part {
	roots := forest{}
	for _, g := range p.groups {
		roots[g] = g
	}
	for _, l := range p.links {
		if l.score >= least {
			roots[roots.find(l.b)] = roots.find(l.a)
		}
	}
	index := map[int]int{}
	var out []part
	for _, g := range p.groups {
		r := roots.find(g)
		if _, ok := index[r]; !ok {
			index[r] = len(out)
			out = append(out, part{})
		}
		out[index[r]].groups = append(out[index[r]].groups, g)
	}
	for _, l := range p.links {
		if r := roots.find(l.a); r == roots.find(l.b) {
			out[index[r]].links = append(out[index[r]].links, l)
		}
	}
	if least >= 0.95 {
		return out
	}
	var small []part
	for _, q := range out {
		if len(q.groups) > maxCluster {
			small = append(small, split(q, least+0.1)...)
		} else {
			small = append(small, q)
		}
	}
	return small
}

// averageLinkage joins the groups of a part to clusters. Each cluster keeps its
// nearest other one; the two nearest of all are joined while they are closer than
// least.
func averageLinkage(p part, least float64) [][]int {
	n := len(p.groups)
	if n == 1 || n > maxCluster {
		return singles(p.groups)
	}
	at := make(map[int]int, n)
	for i, g := range p.groups {
		at[g] = i
	}
	sum := make([][]float64, n) // of the scores between two clusters
	for i := range sum {
		sum[i] = make([]float64, n)
	}
	for _, l := range p.links {
		i, j := at[l.a], at[l.b]
		sum[i][j], sum[j][i] = l.score, l.score
	}
	clusters := singles(p.groups)
	for {
		a, b := nearest(clusters, sum, least)
		if a < 0 {
			break
		}
		clusters[a] = append(clusters[a], clusters[b]...)
		clusters[b] = nil
		for k := range sum {
			sum[a][k] += sum[b][k]
			sum[k][a] = sum[a][k]
		}
	}
	return slices.DeleteFunc(clusters, func(c []int) bool { return c == nil })
}

// nearest returns the two clusters with the highest average score, a before b;
// -1 if it is not above least.
func nearest(clusters [][]int, sum [][]float64, least float64) (a, b int) {
	a, best := -1, least
	for i, x := range clusters {
		for j := i + 1; x != nil && j < len(clusters); j++ {
			if y := clusters[j]; y != nil {
				if mean := sum[i][j] / float64(len(x)*len(y)); mean > best {
					a, b, best = i, j, mean
				}
			}
		}
	}
	return a, b
}

func singles(groups []int) [][]int {
	out := make([][]int, len(groups))
	for i, g := range groups {
		out[i] = []int{g}
	}
	return out
}

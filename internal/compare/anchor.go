package compare

import "slices"

// run is a stretch of words that two texts have in common: n words from a and b
// on.
type run struct {
	a, b, n int
	mass    float32
}

const (
	shingle   = 3       // words by which runs are found
	maxPlaces = 8       // places of one shingle that are looked at; more frequent ones tell nothing
	maxRuns   = 1 << 14 // runs that are chained, the heaviest
)

// anchored aligns long texts: by the chain of runs, and tables between them.
func (s *aligner) anchored(a, b []Word) []Match {
	var out []Match
	fromA, fromB := 0, 0
	gap := func(toA, toB int) {
		if (toA-fromA)*(toB-fromB) <= maxCells {
			out = s.table(out, a[fromA:toA], b[fromB:toB], fromA, fromB)
		}
	}
	for _, r := range chain(runs(a, b), len(b)) {
		gap(r.a, r.b)
		for k := range r.n {
			out = append(out, Match{A: r.a + k, B: r.b + k, Level: level(&a[r.a+k], &b[r.b+k])})
		}
		fromA, fromB = r.a+r.n, r.b+r.n
	}
	gap(len(a), len(b))
	return out
}

// shingleAt hashes the stems of the shingle that begins at word i.
func shingleAt(w []Word, i int) uint64 {
	h := uint64(wordSeed)
	for _, x := range w[i : i+shingle] {
		h = mix(h ^ x.stem)
	}
	return h
}

// runs returns the longest stretches that both texts have, by their stems.
func runs(a, b []Word) []run {
	places := map[uint64][]int32{}
	for j := 0; j+shingle <= len(b); j++ {
		h := shingleAt(b, j)
		if p := places[h]; len(p) <= maxPlaces {
			places[h] = append(p, int32(j))
		}
	}
	var out []run
	ends := map[int]int{} // where the last run of a diagonal ends in a
	for i := 0; i+shingle <= len(a); i++ {
		p := places[shingleAt(a, i)]
		if len(p) > maxPlaces {
			continue
		}
		for _, j := range p {
			if d := i - int(j); i >= ends[d] {
				r := extend(a, b, i, int(j))
				ends[d] = r.a + r.n
				out = append(out, r)
			}
		}
	}
	if len(out) > maxRuns {
		slices.SortFunc(out, func(x, y run) int { return cmpFloat(y.mass, x.mass) })
		out = out[:maxRuns]
	}
	return out
}

// extend returns the run that begins at words i and j.
func extend(a, b []Word, i, j int) run {
	r := run{a: i, b: j}
	for i+r.n < len(a) && j+r.n < len(b) && a[i+r.n].stem == b[j+r.n].stem {
		r.mass += a[i+r.n].mass
		r.n++
	}
	return r
}

func cmpFloat(x, y float32) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// chain returns the heaviest list of runs that follow each other in both texts.
// Runs that overlap are cut short.
func chain(all []run, lenB int) []run {
	slices.SortFunc(all, func(x, y run) int {
		if x.a != y.a {
			return x.a - y.a
		}
		return x.b - y.b
	})
	best := make([]float32, len(all)) // of a chain that ends in the run
	prev := make([]int, len(all))
	tree := make([]int, lenB+1) // by Fenwick: the run with the best chain that ends at or before a word of b, plus 1
	byEnd := make([]int, len(all))
	for i := range byEnd {
		byEnd[i] = i
	}
	slices.SortStableFunc(byEnd, func(x, y int) int { return all[x].a + all[x].n - all[y].a - all[y].n })
	done := 0
	top := -1
	for i, r := range all {
		for done < len(byEnd) && all[byEnd[done]].a+all[byEnd[done]].n <= r.a {
			e := byEnd[done]
			for k := all[e].b + all[e].n; k <= lenB; k += k & -k {
				if tree[k] == 0 || best[tree[k]-1] < best[e] {
					tree[k] = e + 1
				}
			}
			done++
		}
		best[i], prev[i] = r.mass, -1
		for k := r.b; k > 0; k -= k & -k {
			if e := tree[k] - 1; e >= 0 && best[e]+r.mass > best[i] {
				best[i], prev[i] = best[e]+r.mass, e
			}
		}
		if top < 0 || best[i] > best[top] {
			top = i
		}
	}
	var out []run
	for ; top >= 0; top = prev[top] {
		out = append(out, all[top])
	}
	slices.Reverse(out)
	return out
}

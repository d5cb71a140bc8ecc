package attribution

import (
	"sort"

	"hearsay/internal/learn"
)

// Cues are found by a linear-chain CRF over the tokens of a frame with the
// labels outside, begins and inside, after the cue tagger of Pareti et al.
// (2013) and of the PolNeAR baselines (Newell et al. 2018). What matters is the
// word, what its verb group looks like, and what hangs under it: somebody who
// can speak, and something that can be said.

const (
	cueOut = iota
	cueBegin
	cueIn
	cueLabels
)

// cueCandidate is a stretch of a frame that may be a cue.
type cueCandidate struct {
	first, end int     // tokens of the frame, half-open
	id         int     // first token, as numbered in the Doc
	closing    bool    // a reporting verb that closes its sentence (relay.go)
	marginal   float64 // greatest probability of any of its tokens to be in a cue
}

// leastCue is the least marginal of a candidate; with less it is never kept.
const leastCue = 0.25

// cueBias is taken off the score of "outside" to see more candidates.
const cueBias = 0.9

// findCues returns the candidates of f in order: the stretches of the best
// labelling and those that a labelling biased towards cues adds.
func (e *Extractor) findCues(s *scratch, f *frame) []cueCandidate {
	e.scoreCues(s, f)
	lat := &s.lattice
	lat.Marginals()
	var out []cueCandidate
	path, _ := lat.Viterbi()
	out = appendCues(out, path, lat)
	if weak := s.weakest(lat); weak {
		out = s.addBiased(out, lat, f.len())
	}
	out = s.addClosing(out, f)
	if len(out) > maxCues {
		sort.SliceStable(out, func(i, j int) bool { return out[i].marginal > out[j].marginal })
		out = out[:maxCues]
	}
	sort.Slice(out, func(i, j int) bool { return out[i].first < out[j].first })
	for k := range out {
		out[k].id = int(f.ids[out[k].first])
	}
	return out
}

func (e *Extractor) scoreCues(s *scratch, f *frame) {
	s.cue.set(f)
	s.lattice.Reset(f.len(), cueLabels)
	asked := e.look(s)
	s.score(e.cues, func(i int) {
		if asked[i] {
			s.cue.unary(&s.u, i)
		}
		if i > 0 && (asked[i] || asked[i-1]) {
			s.cue.pairs(&s.v, i)
		}
	})
	for i := range asked {
		if !asked[i] {
			s.lattice.Allow(i, 1<<cueOut)
		}
	}
	s.lattice.Allow(0, 1<<cueOut|1<<cueBegin)
}

// score fills the lattice with what chain says of the features that see puts into
// s.u and s.v for each position. A position is scored only when the features of
// the next are made, so that memory has had the time to find its weights.
func (s *scratch) score(chain *learn.Chain, see func(i int)) {
	n := s.lattice.Len()
	for i := range n {
		s.u.reset()
		s.v.reset()
		see(i)
		chain.Fetch(s.u.list, s.v.list)
		if i > 0 {
			chain.Score(&s.lattice, i-1, s.u0.list, s.v0.list)
		}
		s.u, s.u0, s.v, s.v0 = s.u0, s.u, s.v0, s.v
	}
	if n > 0 {
		chain.Score(&s.lattice, n-1, s.u0.list, s.v0.list)
	}
}

// weakest keeps the marginals of "outside" and reports whether any token has a
// chance to be in a cue at all.
func (s *scratch) weakest(lat *learn.Lattice) bool {
	s.out = resize(s.out, lat.Len())
	any := false
	for i := range s.out {
		s.out[i] = lat.Marginal(i, cueOut)
		any = any || s.out[i] < 0.9
	}
	return any
}

// addBiased decodes with the bias; for each stretch that touches no known one
// it forces the likeliest token to be in a cue, decodes without the bias and
// takes the stretch around that token.
func (s *scratch) addBiased(out []cueCandidate, lat *learn.Lattice, n int) []cueCandidate {
	for i := range n {
		lat.Unary(i)[cueOut] -= cueBias
	}
	path, _ := lat.Viterbi()
	s.path = append(s.path[:0], path...)
	for i := range n {
		lat.Unary(i)[cueOut] += cueBias
	}
	known := len(out)
	for i := 0; i < n; {
		if s.path[i] == cueOut {
			i++
			continue
		}
		end := i + 1
		for end < n && s.path[end] == cueIn {
			end++
		}
		if !touches(out[:known], i, end) && len(out) < 2*maxCues {
			out = s.force(out, lat, i, end)
		}
		i = end
	}
	return out
}

// addClosing adds the reporting verb that closes the frame, or marks the
// candidate that has it.
func (s *scratch) addClosing(out []cueCandidate, f *frame) []cueCandidate {
	_, verb := closingCue(f)
	if verb < 0 {
		return out
	}
	for i := range out {
		if out[i].first <= verb && verb < out[i].end {
			out[i].closing = true
			return out
		}
	}
	return append(out, cueCandidate{first: verb, end: verb + 1, closing: true, marginal: 1 - s.out[verb]})
}

func (s *scratch) force(out []cueCandidate, lat *learn.Lattice, first, end int) []cueCandidate {
	best := first
	for i := first; i < end; i++ {
		if s.out[i] < s.out[best] {
			best = i
		}
	}
	if s.out[best] > 1-leastCue {
		return out
	}
	u := lat.Unary(best)
	saved := u[cueOut]
	u[cueOut] = -1e6
	path, _ := lat.Viterbi()
	a, b := best, best+1
	for a > 0 && path[a] == cueIn {
		a--
	}
	for b < len(path) && path[b] == cueIn {
		b++
	}
	u[cueOut] = saved
	if touches(out, a, b) {
		return out
	}
	return append(out, cueCandidate{first: a, end: b, marginal: 1 - s.out[best]})
}

// unlisted reports whether the lexicon of cues has no word of a cue.
func unlisted(f *frame, cue cueCandidate) bool {
	for i := cue.first; i < cue.end; i++ {
		if t := f.token(i); IsCue(t.Lemma) || IsCue(t.Lower) {
			return false
		}
	}
	return true
}

func touches(cues []cueCandidate, first, end int) bool {
	for _, c := range cues {
		if c.first < end && first < c.end {
			return true
		}
	}
	return false
}

func appendCues(out []cueCandidate, path []uint8, lat *learn.Lattice) []cueCandidate {
	for i := 0; i < len(path); {
		if path[i] == cueOut {
			i++
			continue
		}
		c := cueCandidate{first: i}
		for c.end = i; c.end < len(path) && (c.end == i || path[c.end] == cueIn); c.end++ {
			c.marginal = max(c.marginal, 1-lat.Marginal(c.end, cueOut))
		}
		out = append(out, c)
		i = c.end
	}
	return out
}

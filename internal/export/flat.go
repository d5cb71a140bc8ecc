package export

import (
	"slices"

	"hearsay"
)

// Flatten returns a reading in which each word belongs to at most one
// attribution, as PolNeAR annotates, but for sources: several attributions may
// share the same source span. What others relay is left out; of those that
// still claim the same words the one with the higher score stays (the earlier,
// if scores are equal). Where sources overlap in part, the lower-scored
// attribution takes over the other's span. Addressees, which PolNeAR does not
// know, stay as they are.
func Flatten(r *hearsay.Reading) *hearsay.Reading {
	order := make([]int, 0, len(r.Attributions))
	for i := range r.Attributions {
		if r.Attributions[i].Via == "" {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch a, b := r.Attributions[i].Score, r.Attributions[j].Score; {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	var taken flatWords
	flat := *r
	flat.Attributions = nil
	chosen := make([]bool, len(r.Attributions))
	sources := make(map[int][]hearsay.Span)
	for _, i := range order {
		if source, ok := taken.add(&r.Attributions[i]); ok {
			chosen[i], sources[i] = true, source
		}
	}
	for i, a := range r.Attributions {
		if chosen[i] {
			a.Source.Spans = sources[i]
			flat.Attributions = append(flat.Attributions, a)
		}
	}
	return &flat
}

// flatWords is the set of bytes that attributions have claimed so far.
type flatWords struct {
	own     intervals // of cues and contents, which nobody shares
	sources intervals // of sources
}

// add claims the words of a and returns its source; ok is false if they are
// taken.
func (f *flatWords) add(a *hearsay.Attribution) (source []hearsay.Span, ok bool) {
	own := slices.Concat(a.Cue.Spans, a.Content)
	source = a.Source.Spans
	for _, s := range own {
		if f.own.touch(s) >= 0 || f.sources.touch(s) >= 0 {
			return nil, false
		}
	}
	for _, s := range source {
		if f.own.touch(s) >= 0 {
			return nil, false
		}
		if i := f.sources.touch(s); i >= 0 && f.sources[i].Span != s {
			source = f.sources[i].whole
		}
	}
	// A source taken over from another must not reach into these words, or into
	// those of the attribution itself.
	for _, s := range source {
		for _, w := range own {
			if s.Start < w.End && w.Start < s.End {
				return nil, false
			}
		}
	}
	for _, s := range own {
		f.own.insert(s, nil)
	}
	for _, s := range source {
		if f.sources.touch(s) < 0 {
			f.sources.insert(s, source)
		}
	}
	return source, true
}

// intervals is a sorted list of disjoint spans.
type intervals []interval

type interval struct {
	hearsay.Span
	whole []hearsay.Span // all spans of the source this one belongs to
}

// touch returns the index of an interval that overlaps s, -1 if none does.
func (v intervals) touch(s hearsay.Span) int {
	i, _ := slices.BinarySearchFunc(v, s.Start, func(x interval, at int) int {
		if x.End <= at {
			return -1
		}
		return 1
	})
	if i < len(v) && v[i].Start < s.End {
		return i
	}
	return -1
}

func (v *intervals) insert(s hearsay.Span, whole []hearsay.Span) {
	i, _ := slices.BinarySearchFunc(*v, s.Start, func(x interval, at int) int { return x.Start - at })
	*v = slices.Insert(*v, i, interval{s, whole})
}

package nlp

import "sort"

// Touching returns the tokens that share a byte with the half-open range
// [start, end) of the text.
func (d *Doc) Touching(start, end int) Range {
	first := sort.Search(len(d.Tokens), func(i int) bool { return int(d.Tokens[i].End) > start })
	last := first
	for last < len(d.Tokens) && int(d.Tokens[last].Start) < end {
		last++
	}
	return Range{First: first, End: last}
}

// Holds reports whether token i lies in one of the ranges.
func Holds(ranges []Range, i int) bool {
	for _, r := range ranges {
		if r.Has(i) {
			return true
		}
	}
	return false
}

// Merge sorts ranges and joins those that touch or overlap. It reorders its
// argument.
func Merge(ranges []Range) []Range {
	sort.Slice(ranges, func(i, j int) bool { return ranges[i].First < ranges[j].First })
	out := ranges[:0]
	for _, r := range ranges {
		if n := len(out); n > 0 && r.First <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, r.End)
		} else {
			out = append(out, r)
		}
	}
	return out
}

package compare

import (
	"slices"
	"testing"
)

// TestKeysFind counts how many pairs of the same statement find each other by
// their keys, and how many keys a statement has.
func TestKeysFind(t *testing.T) {
	pairs, found, statements, keys, strangers, met := 0, 0, 0, 0, 0, 0
	for _, g := range goldEvents(t) {
		for i, a := range g.statements {
			statements++
			keys += len(a.Keys())
			lookups := a.Lookups()
			for j, b := range g.statements {
				same, clear := g.same(i, j)
				if i == j || !clear {
					continue
				}
				hit := slices.ContainsFunc(b.Keys(), func(k uint32) bool { return slices.Contains(lookups, k) })
				switch {
				case same && Similar(a, b).Score >= likely:
					pairs++
					if hit {
						found++
					}
				case !same:
					strangers++
					if hit {
						met++
					}
				}
			}
		}
	}
	t.Logf("%d of %d pairs found by keys (%.3f); %.1f keys a statement; %.3f of other pairs met", found, pairs, float64(found)/float64(pairs), float64(keys)/float64(statements), float64(met)/float64(strangers))
	if float64(found) < 0.97*float64(pairs) {
		t.Error("too few pairs are found")
	}
}

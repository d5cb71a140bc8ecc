package compare

import (
	"cmp"
	"slices"
	"strings"
)

// Names across articles
//
// One article says "Energy Minister Oda Brandvik", another "Brandvik" or "Ms
// Brandvik". Names are taken for one if the words of the shorter are the last, or
// for a body any, of those of exactly one longer name: where two Brandviks speak,
// "Brandvik" stays alone. Who is only described is nobody in particular.

// Names gives speakers one name each across articles.
type Names struct{ full map[string]string }

// NewNames collects the names of the speakers of statements.
func NewNames(all []*Statement) *Names {
	count := map[string]int{}
	parsed := map[string]parsedName{}
	for _, s := range all {
		if s.OwnVoice() || len(s.name.proper) == 0 {
			continue
		}
		key := nameKey(s.name)
		count[key]++
		if old, ok := parsed[key]; !ok || len(s.Speaker.Name) < len(old.whole) {
			parsed[key] = s.name
		}
	}
	keys := make([]string, 0, len(parsed))
	for k := range parsed {
		keys = append(keys, k)
	}
	// The longest first, of equals the most frequent.
	slices.SortFunc(keys, func(a, b string) int {
		if c := cmp.Compare(len(parsed[b].proper), len(parsed[a].proper)); c != 0 {
			return c
		}
		if c := cmp.Compare(count[b], count[a]); c != 0 {
			return c
		}
		return cmp.Compare(a, b)
	})
	n := &Names{full: map[string]string{}}
	var anchors []string
	for _, k := range keys {
		fits := -1
		for i, a := range anchors {
			if !isPartOf(parsed[k], parsed[a]) {
				continue
			}
			if fits >= 0 && n.full[anchors[fits]] != n.full[a] {
				fits = -1
				break
			}
			fits = i
		}
		if fits >= 0 {
			n.full[k] = n.full[anchors[fits]]
			continue
		}
		n.full[k] = parsed[k].short()
		anchors = append(anchors, k)
	}
	return n
}

// Of returns the name of a statement's speaker; empty for who is not named.
func (n *Names) Of(s *Statement) string {
	if s.OwnVoice() || len(s.name.proper) == 0 {
		return ""
	}
	return n.full[nameKey(s.name)]
}

// nameKey is equal for names with the same words.
func nameKey(n parsedName) string {
	kind := "b "
	if n.person {
		kind = "p "
	}
	return kind + strings.Join(n.proper, " ")
}

// isPartOf reports whether a shorter name may be a longer one's.
func isPartOf(short, long parsedName) bool {
	if short.person != long.person || len(short.proper) >= len(long.proper) {
		return false
	}
	if short.person {
		return slices.Equal(short.proper, long.proper[len(long.proper)-len(short.proper):])
	}
	return overlap(short.proper, long.proper) == len(short.proper)
}

// short returns a name for a table: of a person without titles and roles.
func (n parsedName) short() string {
	if !n.person {
		return strings.TrimPrefix(n.whole, "the ")
	}
	var out []string
	for _, w := range nameWords(n.whole) {
		if lower := strings.ToLower(w); slices.Contains(n.proper, lower) {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

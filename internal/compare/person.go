package compare

import (
	"cmp"
	"maps"
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
	n := &Names{full: map[string]string{}}
	var anchors []string // names that are part of no other
	for _, key := range longestFirst(parsed, count) {
		name := n.only(parsed, anchors, parsed[key])
		if name == "" {
			name = parsed[key].short()
			anchors = append(anchors, key)
		}
		n.full[key] = name
	}
	return n
}

// longestFirst returns the keys of names, those with most words first, of equals
// the most frequent.
func longestFirst(parsed map[string]parsedName, count map[string]int) []string {
	return slices.SortedFunc(maps.Keys(parsed), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(parsed[b].proper), len(parsed[a].proper)), cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
}

// only returns the one longer name that a name may be short for; empty if there
// is none or there are several.
func (n *Names) only(parsed map[string]parsedName, anchors []string, short parsedName) string {
	found := ""
	for _, a := range anchors {
		if !isPartOf(short, parsed[a]) {
			continue
		}
		if found != "" && found != n.full[a] {
			return ""
		}
		found = n.full[a]
	}
	return found
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

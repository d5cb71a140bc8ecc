package hearsay

import (
	"slices"
	"strings"
)

// buildChains writes the relays of each attribution, from the outlet to the
// origin. A relay or an origin that the text leaves unexpressed has no name and
// so no link.
func (n *narration) buildChains() {
	attributions := n.reading.Attributions
	for i := range attributions {
		var names []string
		for at, step := i, 0; at >= 0 && step <= len(attributions); at, step = n.relations[at].Via, step+1 {
			names = withLink(names, n.speakerName(&attributions[at]))
		}
		names = withLink(names, n.reading.Article.Outlet)
		slices.Reverse(names)
		attributions[i].Chain = names
	}
}

// withLink appends a name to a chain, unless it is empty or that of the link
// before it.
func withLink(names []string, name string) []string {
	if k := len(names); name == "" || k > 0 && strings.EqualFold(withoutArticle(names[k-1]), withoutArticle(name)) {
		return names
	}
	return append(names, name)
}

func (n *narration) speakerName(a *Attribution) string {
	if a.Source.Speaker == "" {
		return ""
	}
	return oneLine(n.reading.Speakers[speakerNumber(a.Source.Speaker)].Name)
}

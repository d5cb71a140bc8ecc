package hearsay

// buildChains writes the relays of each attribution, from the outlet to the
// origin. A relay or an origin that the text leaves unexpressed has no name and
// so no link.
func (n *narration) buildChains() {
	attributions := n.reading.Attributions
	for i := range attributions {
		var names []string
		for at, step := i, 0; at >= 0 && step <= len(attributions); at, step = n.relations[at].Via, step+1 {
			if name := n.speakerName(&attributions[at]); name != "" && (len(names) == 0 || names[len(names)-1] != name) {
				names = append(names, name)
			}
		}
		if o := n.reading.Article.Outlet; o != "" && (len(names) == 0 || names[len(names)-1] != o) {
			names = append(names, o)
		}
		for a, b := 0, len(names)-1; a < b; a, b = a+1, b-1 {
			names[a], names[b] = names[b], names[a]
		}
		attributions[i].Chain = names
	}
}

func (n *narration) speakerName(a *Attribution) string {
	if a.Source.Speaker == "" {
		return ""
	}
	return n.reading.Speakers[speakerNumber(a.Source.Speaker)].Name
}

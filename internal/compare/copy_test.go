package compare

import "testing"

// TestCopiesOfGold holds what is found to be a copy or an edit against what the
// corpus says. An agency that rewrites a release has edited it, too: the corpus
// does not say which do.
func TestCopiesOfGold(t *testing.T) {
	edits := 0
	for _, g := range goldEvents(t) {
		for i, c := range Copies(g.articles) {
			from := &g.Articles[i]
			if (c.Kind == "copy") != (from.Copies >= 0) || from.Copies >= 0 && c.Of != from.Copies {
				t.Errorf("%s: %s is %q of %d (%.2f of its runs), want copy of %d", g.Name, from.Name, c.Kind, c.Of, c.Share, from.Copies)
			}
			if c.Kind == "edit" && c.Of == from.Edits {
				edits++
			}
			if c.Kind == "edit" && from.Edits >= 0 && c.Of != from.Edits {
				t.Errorf("%s: %s is an edit of %d, want %d", g.Name, from.Name, c.Of, from.Edits)
			}
		}
	}
	if edits < 2 {
		t.Errorf("%d edited copies found, want 2 at least", edits)
	}
}

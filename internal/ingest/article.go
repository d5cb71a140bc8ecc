package ingest

import (
	"fmt"
	"strings"

	"hearsay"
)

// newArticle makes the article of a text that has been decoded, and the note
// that goes with it. An outlet that is not empty overrides what the text says.
func newArticle(name, text string, replaced int, outlet string) (hearsay.Article, string) {
	a := hearsay.NewArticle(text)
	a.File = name
	if outlet != "" {
		a.Outlet = outlet
	}
	switch {
	case text == "":
		return a, "empty: there is nothing to read"
	case strings.TrimSpace(text) == "":
		return a, "only white space: there is nothing to read"
	case replaced == 1:
		return a, "1 bad byte sequence was replaced by U+FFFD"
	case replaced > 1:
		return a, fmt.Sprintf("%d bad byte sequences were replaced by U+FFFD", replaced)
	}
	return a, ""
}

package speakers

import (
	"fmt"
	"strings"
	"unicode"

	"hearsay/internal/query"
)

// Some letters of other scripts look like Latin ones, and some characters are not
// seen at all. A name with such a letter in a Latin word, or with something
// unseen in it, is another name than the one it looks like: it is joined with
// nothing, and shown with the one it looks like.

// lookalikes are letters of other scripts by the Latin ones they look like.
var lookalikes = strings.NewReplacer(
	"а", "a", "в", "b", "е", "e", "ё", "e", "к", "k", "м", "m", "н", "h", "о", "o", "р", "p", "с", "c", "т", "t", "у", "y", "х", "x", "ѕ", "s", "і", "i",
	"ї", "i", "ј", "j", "ԁ", "d", "ԛ", "q", "ԝ", "w", "һ", "h", "ӏ", "l", "г", "r", "п", "n", "ь", "b",
	"α", "a", "β", "b", "ε", "e", "η", "n", "ι", "i", "κ", "k", "ν", "v", "ο", "o", "ρ", "p", "τ", "t", "υ", "u", "χ", "x", "ω", "w", "γ", "y",
	"օ", "o", "ո", "n", "ս", "u", "հ", "h", "0", "o", "1", "l",
)

// skeleton is what a name looks like.
func skeleton(s string) string { return lookalikes.Replace(strings.TrimSpace(query.Fold(s))) }

// oddity says what is odd about the letters of a name, "" if nothing is.
func oddity(s string) string {
	for _, r := range s {
		if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r) && !unicode.IsSpace(r) {
			return fmt.Sprintf("it holds %U, which is not seen", r)
		}
	}
	for _, word := range strings.Fields(s) {
		var foreign rune
		latin := false
		for _, r := range word {
			switch {
			case !unicode.IsLetter(r):
			case unicode.Is(unicode.Latin, r):
				latin = true
			case unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian):
				foreign = r
			}
		}
		if latin && foreign != 0 {
			return fmt.Sprintf("in “%s” the letter %c (%U) is not a Latin one", word, foreign, foreign)
		}
	}
	if !hasScript(s, unicode.Latin) && hasScript(s, unicode.Cyrillic) && strings.TrimSpace(query.Fold(s)) != skeleton(s) && isASCII(skeleton(s)) {
		return "all its letters are Cyrillic ones that look like Latin ones"
	}
	return ""
}

func hasScript(s string, script *unicode.RangeTable) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(script, r) })
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

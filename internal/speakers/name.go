package speakers

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"hearsay/internal/query"
)

// name is a name of a person, folded: without case, accents and punctuation.
type name struct {
	titles []string // words before the name: "foreign minister", "mr"
	given  []string // in order; an initial is one letter
	family string   // with particles and hyphens: "van der berg", "smith-jones"
	suffix string   // jr, sr, ii, …
	key    string   // spelling of family: what is compared at all
	first  string   // spelling of given[0]
}

// titles.txt holds the words that stand before a name and are no part of it, one a
// line; given_names.txt forms of one given name, one name a line.
//
//go:embed titles.txt
var titlesFile string

//go:embed given_names.txt
var givenNamesFile string

// titleWords are the words of titles.txt.
var titleWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for line := range strings.Lines(titlesFile) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			words[line] = true
		}
	}
	return words
})

// givenForms tells which lines of given_names.txt a given name stands in.
var givenForms = sync.OnceValue(func() map[string][]int {
	forms := map[string][]int{}
	n := 0
	for line := range strings.Lines(givenNamesFile) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		for _, form := range strings.Fields(line) {
			forms[form] = append(forms[form], n)
		}
		n++
	}
	return forms
})

var (
	particles = words("van von der den de del della di da dos das du la le les al el bin ibn ben bint abu ter ten zu zur st af av mac")
	suffixes  = words("jr sr ii iii iv junior senior")
	// notNames stand in what is no name: a pronoun, two people, a phrase.
	notNames = words("i you he she it we they this that who and or of for in on at to with from by says said")
)

func words(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// mostParts is the most words of a name.
const mostParts = 7

// parseName takes a name of a person apart; ok is false if it does not look like
// one. The last word is the family name, together with the particles before it.
// A name of one word is taken for a family name.
func parseName(s string) (n name, ok bool) {
	parts := nameParts(s)
	for len(parts) > 1 && titleWords()[parts[0].folded] {
		n.titles = append(n.titles, parts[0].folded)
		parts = parts[1:]
	}
	for len(parts) > 1 && suffixes[parts[len(parts)-1].folded] {
		n.suffix = parts[len(parts)-1].folded
		parts = parts[:len(parts)-1]
	}
	if len(parts) == 0 || len(parts) > mostParts {
		return name{}, false
	}
	for i, p := range parts {
		if notNames[p.folded] || !p.upper && !particles[p.folded] || i == len(parts)-1 && utf8.RuneCountInString(p.folded) < 2 {
			return name{}, false
		}
	}
	first := len(parts) - 1 // word of the family name
	for first > 1 && particles[parts[first-1].folded] && len(parts[first-1].folded) > 1 || first == 1 && particles[parts[0].folded] {
		first--
	}
	for _, p := range parts[:first] {
		n.given = append(n.given, p.folded)
	}
	var family []string
	for _, p := range parts[first:] {
		family = append(family, p.folded)
	}
	n.family = strings.Join(family, " ")
	n.key = spelling(n.family)
	if len(n.given) > 0 {
		n.first = spelling(n.given[0])
	}
	return n, true
}

// part is a word of a name.
type part struct {
	folded string
	upper  bool // it begins with a capital, or with a letter that has no case
}

// nameParts returns the words of a name, without what stands in quotation marks
// or parentheses, without the possessive's s, and with initials parted: "J.P."
// is two words.
func nameParts(s string) []part {
	var parts []part
	for _, field := range strings.Fields(withoutAsides(s)) {
		field = strings.TrimSuffix(strings.TrimSuffix(field, "’s"), "'s")
		pieces := []string{field}
		if dotted := strings.Split(strings.TrimSuffix(field, "."), "."); len(dotted) > 1 && allSingle(dotted) {
			pieces = dotted
		}
		for _, piece := range pieces {
			folded := foldPart(piece)
			if folded == "" {
				continue
			}
			parts = append(parts, part{folded, !strings.ContainsFunc(firstLetters(piece), unicode.IsLower)})
		}
	}
	if len(parts) > 1 && (parts[0].folded == "the" || parts[0].folded == "a" || parts[0].folded == "an") {
		parts = parts[1:]
	}
	return parts
}

// firstLetters returns the first letter of a word; of one that begins with a
// particle and a hyphen, as al-Sabri, that of the name after it.
func firstLetters(s string) string {
	if before, after, ok := strings.Cut(s, "-"); ok && particles[foldPart(before)] {
		s = after
	}
	s = strings.TrimLeftFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}

func allSingle(pieces []string) bool {
	return !slices.ContainsFunc(pieces, func(p string) bool { return utf8.RuneCountInString(p) != 1 })
}

var apostrophes = strings.NewReplacer("'", "", "’", "", "ʼ", "", "`", "")

// foldPart folds one word of a name; hyphens stay, apostrophes close up.
func foldPart(s string) string {
	s = apostrophes.Replace(s)
	var folded []string
	for piece := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '-' || r == '‐' || r == '‑' }) {
		if f := strings.ReplaceAll(strings.TrimSpace(query.Fold(piece)), " ", ""); f != "" {
			folded = append(folded, f)
		}
	}
	return strings.Join(folded, "-")
}

// withoutAsides leaves out nicknames in quotation marks and what stands in
// parentheses.
func withoutAsides(s string) string {
	const opening, closing = "“\"‘(«", "”\"’)»"
	for {
		start := strings.IndexAny(s, opening)
		if start < 0 {
			return s
		}
		_, size := utf8.DecodeRuneInString(s[start:])
		end := strings.IndexAny(s[start+size:], closing)
		if end < 0 {
			return s[:start] + " " + s[start+size:]
		}
		_, last := utf8.DecodeRuneInString(s[start+size+end:])
		s = s[:start] + " " + s[start+size+end+last:]
	}
}

// full reports whether the name has a given name that is more than an initial.
func (n *name) full() bool { return len(n.given) > 0 && !initial(n.given[0]) }

func initial(given string) bool { return utf8.RuneCountInString(given) == 1 }

// Letters that are written for one sound when a name comes from another script.
var (
	sounds  = strings.NewReplacer("ks", "x", "ph", "f", "kh", "h", "zh", "j", "dj", "j", "ou", "u", "oo", "u", "ee", "i", "iy", "i", "yi", "i")
	letters = strings.NewReplacer("y", "i", "j", "i", "w", "v", "ck", "k", "-", " ")
)

// spelling is a word as it might be spelled when it comes from another script.
func spelling(s string) string {
	s = letters.Replace(sounds.Replace(s))
	var b strings.Builder
	var last rune
	for _, r := range s {
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return strings.TrimPrefix(strings.TrimPrefix(b.String(), "al "), "el ")
}

// likeness says how two given names may be forms of one.
type likeness int

const (
	different   likeness = iota
	variant              // one is a form of the other, or spelled in another way
	abbreviated          // one is the initial of the other
	same
)

// alike compares two given names.
func alike(a, b string) likeness {
	ra, _ := utf8.DecodeRuneInString(a)
	rb, _ := utf8.DecodeRuneInString(b)
	switch {
	case a == b:
		return same
	case initial(a) || initial(b):
		if ra == rb {
			return abbreviated
		}
		return different
	case spelling(a) == spelling(b):
		return variant
	}
	forms := givenForms()
	for _, line := range forms[a] {
		if slices.Contains(forms[b], line) {
			return variant
		}
	}
	return different
}

// IsName reports whether words can be the name of one speaker in more than one
// article: a pronoun, of which engines find that it means somebody named, is
// another's in the next.
func IsName(s string) bool {
	fields := strings.Fields(query.Fold(s))
	return len(fields) > 1 || len(fields) == 1 && !pronouns[fields[0]]
}

var pronouns = words("i me my mine myself you your yours yourself he him his himself she her hers herself it its itself we us our ours ourselves " +
	"they them their theirs themselves who whom whose which that this these those one ones some many most others everyone everybody anyone anybody " +
	"someone somebody nobody none all both each jr sr")

// Key returns what names have in common that are one without any rule: the folded
// words, without an article before them. A character that is not seen makes
// another name.
func Key(s string) string {
	fields := strings.Fields(query.Fold(s))
	if len(fields) > 1 && (fields[0] == "the" || fields[0] == "a" || fields[0] == "an") {
		fields = fields[1:]
	}
	for _, r := range s {
		if unicode.Is(unicode.Cf, r) && r != '\u00ad' {
			fields = append(fields, strings.ToLower(strconv.FormatInt(int64(r), 16)))
		}
	}
	return strings.Join(fields, " ")
}

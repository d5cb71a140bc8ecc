package nlp

import (
	_ "embed"
	"strings"
	"sync"
)

// abbrevClass says what may follow an abbreviation; lexicon/abbreviations.txt
// explains the classes.
type abbrevClass uint8

const (
	abbrevNone abbrevClass = iota
	abbrevTitle
	abbrevNumber
	abbrevDate
	abbrevEnd
	abbrevWord
)

// surfaceLexicon is the word knowledge that tokens and sentences rest on.
type surfaceLexicon struct {
	abbrevs      map[string]abbrevClass
	contractions map[string][]int // byte offsets at which the form is cut
	prefixes     map[string]bool
	units        map[string]bool
	domains      map[string]bool
}

//go:embed lexicon/abbreviations.txt
var abbreviationsFile string

//go:embed lexicon/contractions.txt
var contractionsFile string

//go:embed lexicon/prefixes.txt
var prefixesFile string

//go:embed lexicon/units.txt
var unitsFile string

//go:embed lexicon/domains.txt
var domainsFile string

// surfaceWords returns the parsed word lists, which nobody changes afterwards.
var surfaceWords = sync.OnceValue(func() *surfaceLexicon {
	lex := &surfaceLexicon{
		abbrevs:      map[string]abbrevClass{},
		contractions: map[string][]int{},
		prefixes:     lexiconSet(prefixesFile),
		units:        lexiconSet(unitsFile),
		domains:      lexiconSet(domainsFile),
	}
	classes := map[string]abbrevClass{"title": abbrevTitle, "number": abbrevNumber,
		"date": abbrevDate, "end": abbrevEnd, "word": abbrevWord}
	for _, fields := range lexiconLines(abbreviationsFile) {
		lex.abbrevs[fields[0]] = classes[fields[1]]
	}
	for _, parts := range lexiconLines(contractionsFile) {
		cuts, n := []int{}, 0
		for _, p := range parts[:len(parts)-1] {
			n += len(p)
			cuts = append(cuts, n)
		}
		lex.contractions[strings.Join(parts, "")] = cuts
	}
	return lex
})

// lexiconLines returns the fields of the lines of a word list, comments and
// empty lines left out.
func lexiconLines(file string) [][]string {
	var lines [][]string
	for line := range strings.Lines(file) {
		if f := strings.Fields(line); len(f) > 0 && !strings.HasPrefix(f[0], "#") {
			lines = append(lines, f)
		}
	}
	return lines
}

// lexiconSet returns the first words of the lines of a word list.
func lexiconSet(file string) map[string]bool {
	set := map[string]bool{}
	for _, f := range lexiconLines(file) {
		set[f[0]] = true
	}
	return set
}

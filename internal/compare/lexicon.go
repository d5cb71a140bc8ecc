package compare

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// The word knowledge of the comparison lies in data files, one entry or set a
// line, "#" beginning a remark. hearsay-dev words writes common.txt.

//go:embed lexicon/small.txt
var smallFile string

//go:embed lexicon/hedges.txt
var hedgesFile string

//go:embed lexicon/persons.txt
var personsFile string

//go:embed lexicon/titles.txt
var titlesFile string

//go:embed lexicon/bodies.txt
var bodiesFile string

//go:embed lexicon/rough.txt
var roughFile string

//go:embed lexicon/negations.txt
var negationsFile string

//go:embed lexicon/verbs.txt
var verbsFile string

//go:embed lexicon/nouns.txt
var nounsFile string

//go:embed lexicon/same.txt
var sameFile string

//go:embed lexicon/common.txt
var commonFile string

// lexicon is what is known of words, by their form in lower case, or by stem.
type lexicon struct {
	small, negations, rough, persons map[string]bool
	titles, bodies                   map[string]bool
	hedges                           map[uint64]bool     // stems
	base                             map[string]verbForm // of irregular forms
	classes                          map[uint64]uint64   // of stems that may stand for each other
	filled                           map[string]Word     // frequent words, looked up before
	bands                            map[uint64]uint8    // how rare a stem is: -log2 of the share of documents that have it
}

// verbForm is the base that an irregular form belongs to.
type verbForm struct {
	base  string
	tense tense
}

// tense is what the form of a verb tells about time.
type tense uint8

const (
	noTense  tense = iota
	baseForm       // without an ending: an infinitive, a present, or no verb at all
	presentTense
	pastTense
	eitherTense // the form serves for both ("put")
)

// words is read once, at first use.
var words = sync.OnceValue(func() *lexicon {
	lex := &lexicon{
		small: wordSet(smallFile), negations: wordSet(negationsFile), rough: wordSet(roughFile), persons: wordSet(personsFile),
		titles: wordSet(titlesFile), bodies: wordSet(bodiesFile), hedges: map[uint64]bool{},
		base: map[string]verbForm{}, classes: map[uint64]uint64{}, bands: map[uint64]uint8{},
	}
	lex.readVerbs()
	for _, f := range lexiconLines(nounsFile) {
		lex.base[f[0]] = verbForm{base: f[1]}
	}
	for w := range wordSet(hedgesFile) {
		lex.hedges[lex.stemHash(w)] = true
	}
	for _, set := range lexiconLines(sameFile) {
		class := hashWord("=" + set[0])
		for _, w := range set {
			lex.classes[lex.stemHash(w)] = class
		}
	}
	lex.addRoots()
	for _, f := range lexiconLines(commonFile) {
		band, _ := strconv.Atoi(f[0])
		for _, w := range f[1:] {
			if h := lex.stemHash(w); lex.bands[h] == 0 {
				lex.bands[h] = uint8(band)
			}
		}
	}
	lex.fillFrequent()
	return lex
})

// fillFrequent looks up the words that make up most of any text.
func (lex *lexicon) fillFrequent() {
	const frequent = 5 // the last band of them
	lex.filled = map[string]Word{}
	for _, f := range lexiconLines(commonFile) {
		if band, _ := strconv.Atoi(f[0]); band > frequent {
			continue
		}
		for _, lower := range f[1:] {
			var w Word
			lex.look(&w, lower)
			lex.filled[lower] = w
		}
	}
}

// addRoots gives the roots of the words in sets the class of the set, unless the
// root belongs to another set as a word.
func (lex *lexicon) addRoots() {
	for _, set := range lexiconLines(sameFile) {
		for _, w := range set {
			s, _ := lex.stem(spelled([]byte(w)))
			class := lex.classes[mix(hashBytes(s))]
			if r := mix(hashBytes(root(s))); lex.classes[r] == 0 {
				lex.classes[r] = class
			}
		}
	}
}

// readVerbs notes the forms of irregular verbs. A participle that is also the
// past, and a past that is also the base, keep the reading named first.
func (lex *lexicon) readVerbs() {
	for _, f := range lexiconLines(verbsFile) {
		for i, forms := range f[1:] {
			for form := range strings.SplitSeq(forms, ",") {
				v := verbForm{f[0], pastTense}
				switch {
				case form == f[0]:
					v.tense = eitherTense
				case i == 1:
					v.tense = noTense
				}
				if _, known := lex.base[form]; !known {
					lex.base[form] = v
				}
			}
		}
	}
	for _, form := range []string{"is", "are", "am"} {
		lex.base[form] = verbForm{"be", presentTense}
	}
	for form, base := range map[string]string{"has": "have", "have": "have", "does": "do", "do": "do"} {
		lex.base[form] = verbForm{base, presentTense}
	}
	for modal, past := range map[string]string{"will": "would", "can": "could", "may": "might"} {
		lex.base[modal] = verbForm{modal, presentTense}
		lex.base[past] = verbForm{modal, pastTense}
	}
}

func wordSet(file string) map[string]bool {
	set := map[string]bool{}
	for _, line := range lexiconLines(file) {
		for _, w := range line {
			set[w] = true
		}
	}
	return set
}

// lexiconLines returns the words of each line that is not a remark.
func lexiconLines(file string) [][]string {
	var out [][]string
	for line := range strings.Lines(file) {
		if f := strings.Fields(line); len(f) > 0 && !strings.HasPrefix(f[0], "#") {
			out = append(out, f)
		}
	}
	return out
}

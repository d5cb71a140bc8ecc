package compare

import "strings"

// Stems
//
// Three forms of a word are compared. The *form* is the word in lower case,
// without accents, in one spelling ("harbor", "organize"). The *stem* is shared
// by the inflections of a word: irregular verbs and plurals are looked up, then
// the endings -s, -ed and -ing are taken off. The *class* is shared by what may
// stand for each other: by the words of a line of lexicon/same.txt, else by the
// derivations of one root ("close", "closure"; "intend", "intention"), for which
// longer endings are taken off as well. None of them need be a word: they are
// only compared. The endings are those of Porter 1980, greatly simplified.

// spelled returns the word, which is in lower case, in one spelling: American,
// because its rules are shorter. A word that no rule fits is returned itself.
func spelled(w []byte) []byte {
	n := len(w)
	switch {
	case n > 4 && hasEnd(w, "our") && !hasEnd(w, "hour"):
		return append(w[:n-2], 'r')
	case n > 5 && hasEnd(w, "ours") && !hasEnd(w, "hours"):
		return append(w[:n-3], "rs"...)
	case n > 4 && hasEnd(w, "tre"):
		return append(w[:n-2], "er"...)
	case n > 5 && hasEnd(w, "tres"):
		return append(w[:n-3], "ers"...)
	}
	for _, end := range [...]string{"ise", "ised", "ises", "ising", "isation", "isations"} {
		if n > len(end)+2 && hasEnd(w, end) {
			w[n-len(end)+1] = 'z'
			return w
		}
	}
	return undoubled(w)
}

// undoubled takes one l out of "ll" before an ending that British spelling
// doubles it for.
func undoubled(w []byte) []byte {
	for _, end := range [...]string{"lled", "lling", "ller", "llers", "llor", "llors"} {
		if at := len(w) - len(end); at > 2 && hasEnd(w, end) {
			return append(w[:at], w[at+1:]...)
		}
	}
	return w
}

func hasEnd(w []byte, end string) bool {
	return len(w) >= len(end) && string(w[len(w)-len(end):]) == end
}

// stem takes the endings of inflection off a regular word in its one spelling
// and tells what they say of the tense. It changes w.
func stem(w []byte) ([]byte, tense) {
	n := len(w)
	t := baseForm
	switch {
	case n > 4 && hasEnd(w, "ies"):
		w = append(w[:n-3], 'y')
	case n > 4 && (hasEnd(w, "sses") || hasEnd(w, "shes") || hasEnd(w, "ches") || hasEnd(w, "xes") || hasEnd(w, "zes")):
		w = w[:n-2]
	case n > 3 && hasEnd(w, "s") && !hasEnd(w, "ss") && !hasEnd(w, "us") && !hasEnd(w, "is"):
		w, t = w[:n-1], presentTense
	case n > 4 && hasEnd(w, "ied"):
		w, t = append(w[:n-3], 'y'), pastTense
	case n > 5 && hasEnd(w, "eed"):
		w, t = w[:n-1], pastTense
	case n > 4 && hasEnd(w, "ed") && !hasEnd(w, "eed") && hasVowel(w[:n-2]):
		return mended(w[:n-2]), pastTense
	case n > 5 && hasEnd(w, "ing") && hasVowel(w[:n-3]):
		return mended(w[:n-3]), noTense
	}
	return bare(w), t
}

// mended gives what is left of a word without -ed or -ing the end it had before:
// "stopp" loses a letter, "hop" gets its e back, which it would not have lost if
// its consonant had been doubled.
func mended(w []byte) []byte {
	if isShort(w) {
		return append(w, 'e')
	}
	return bare(w)
}

// isShort reports whether w is one syllable of one vowel and one consonant after
// it, as "hop" and "us".
func isShort(w []byte) bool {
	n := len(w)
	if n < 2 || !isVowel(w[n-2]) || isVowel(w[n-1]) || w[n-1] == 'w' || w[n-1] == 'x' || w[n-1] == 'y' {
		return false
	}
	for _, c := range w[:n-2] {
		if isVowel(c) {
			return false
		}
	}
	return true
}

// bare takes off what spelling puts at the end of a word: a doubled consonant or
// a silent e, but that of "hope", and writes y as i.
func bare(w []byte) []byte {
	n := len(w)
	switch {
	case n > 3 && w[n-1] == w[n-2] && !isVowel(w[n-1]):
		return w[:n-1]
	case n > 3 && w[n-1] == 'e' && !isShort(w[:n-1]):
		return w[:n-1]
	case n > 2 && w[n-1] == 'y' && !isVowel(w[n-2]):
		w[n-1] = 'i'
	}
	return w
}

// derivations are endings that make one word of another, the longest first.
var derivations = strings.Fields("izations ization ations ation itions ition ements ement ments ment ances ance ences ence ions ion ures ure ables able ibles ible " +
	"ate ive ives ness ously ous fully ful ally al ers er ors or ants ant ents ent iti ities ity ly ship hood ism ist ers ic")

// root takes up to two endings of derivation off a stem, where enough of it is
// left ("operat|or", "oper|at").
func root(stem []byte) []byte {
	const enough = 4
	for range 2 {
		for _, end := range derivations {
			if end = strings.TrimSuffix(end, "e"); len(stem)-len(end) >= enough && hasEnd(stem, end) {
				stem = bare(stem[:len(stem)-len(end)])
				break
			}
		}
	}
	return stem
}

func hasVowel(w []byte) bool {
	for i, c := range w {
		if isVowel(c) || c == 'y' && i > 0 {
			return true
		}
	}
	return false
}

func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}

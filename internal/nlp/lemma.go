package nlp

import (
	_ "embed"
	"strings"
	"sync"

	"hearsay/internal/learn"
)

// Lemmas
//
// The tag says which endings a form can have; the endings are taken off by the
// rules of English spelling. A stem that is left without -ed, -ing, -er or -est
// gets its silent e back, or loses its doubled consonant, by the letters it ends
// in. Irregular forms and the stems for which those letters mislead are listed
// in lexicon/lemmas.txt.

//go:embed lexicon/lemmas.txt
var lemmasFile string

// lemmaWords maps the classes of lexicon/lemmas.txt (j m n r s v) to their
// forms and the lemmas of these.
var lemmaWords = sync.OnceValue(func() map[byte]map[string]string {
	lists := map[byte]map[string]string{'j': {}, 'm': {}, 'n': {}, 'r': {}, 's': {}, 'v': {}}
	for _, f := range lexiconLines(lemmasFile) {
		lists[f[0][0]][f[1]] = f[2]
	}
	return lists
})

// lemmatise fills Lemma and LemmaHash from the forms and tags.
func lemmatise(d *Doc) {
	l := lemmatiser{doc: d, words: lemmaWords()}
	for i := range d.Tokens {
		t := &d.Tokens[i]
		t.Lemma = l.lemma(i)
		if t.Lemma == t.Lower {
			t.LemmaHash = t.Hash
		} else {
			t.LemmaHash = learn.String(t.Lemma)
		}
	}
}

type lemmatiser struct {
	doc   *Doc
	words map[byte]map[string]string
}

// lemma returns the lemma of token i.
func (l *lemmatiser) lemma(i int) string {
	t := &l.doc.Tokens[i]
	w := t.Lower
	switch t.Tag {
	case TagNNP:
		return l.doc.Form(i)
	case TagNNPS:
		return l.properPlural(l.doc.Form(i))
	case TagNNS:
		return l.plural(w)
	case TagVB, TagVBP, TagVBZ, TagVBD, TagVBG, TagVBN:
		return l.verb(i, w, t.Tag)
	case TagMD:
		return listed(l.words['m'], w)
	case TagJJR, TagJJS:
		return l.compared(l.words['j'], w)
	case TagRBR, TagRBS:
		return l.compared(l.words['r'], w)
	case TagRB:
		if w == "n't" || w == "nt" || w == "n’t" || w == "'t" {
			return "not"
		}
	case TagPRP, TagPRPS, TagDT, TagPOS:
		return closedLemma(w, t.Tag)
	case TagCD:
		if strings.IndexByte(w, ',') > 0 {
			return strings.ReplaceAll(w, ",", "")
		}
	case TagTO:
		if w == "na" || w == "ta" {
			return "to"
		}
	case TagIN:
		if w == "vs." || w == "vs" {
			return "versus"
		}
	}
	return w
}

// listed returns the entry of w, or w.
func listed(list map[string]string, w string) string {
	if lemma, ok := list[w]; ok {
		return lemma
	}
	return w
}

// closedLemma returns the lemma of a pronoun, determiner or possessive mark.
func closedLemma(w string, tag Tag) string {
	if tag == TagPOS {
		return "'s"
	}
	switch w {
	case "me":
		return "i"
	case "him":
		return "he"
	case "us", "'s", "’s":
		return "we"
	case "them", "'em", "’em":
		return "they"
	case "her":
		if tag == TagPRP {
			return "she"
		}
	case "mine":
		return "my"
	case "yours", "ours", "hers", "theirs":
		return w[:len(w)-1]
	case "u", "ya":
		return "you"
	case "an":
		return "a"
	case "these":
		return "this"
	case "those":
		return "that"
	}
	return w
}

// verb returns the base form of the verb w, token i.
func (l *lemmatiser) verb(i int, w string, tag Tag) string {
	if len(w) > 0 && (w[0] == '\'' || strings.HasPrefix(w, "’") || len(w) == 1) {
		return l.contractedVerb(i, w, tag)
	}
	switch w {
	case "ve":
		return "have"
	case "re":
		return "be"
	}
	if lemma, ok := l.words['v'][w]; ok && (tag != TagVB && tag != TagVBP || !baseToo(w)) {
		return lemma
	}
	n := len(w)
	switch {
	case tag == TagVBZ:
		return stripS(w)
	case tag == TagVBG && n > 4 && strings.HasSuffix(w, "ing"):
		return l.stem(w[:n-3])
	case tag == TagVBG && n > 4 && strings.HasSuffix(w, "in"): // goin'
		return l.stem(w[:n-2])
	case (tag == TagVBD || tag == TagVBN) && n > 3 && strings.HasSuffix(w, "ied"):
		if n == 4 {
			return w[:3] // died, lied
		}
		return w[:n-3] + "y"
	case (tag == TagVBD || tag == TagVBN) && n > 3 && strings.HasSuffix(w, "ed"):
		base := l.stem(w[:n-2])
		if strings.HasPrefix(w, base) {
			return w[:len(base)]
		}
		return base
	}
	if tag == TagVB || tag == TagVBP {
		return w
	}
	return l.prefixedVerb(w)
}

// baseToo reports whether a form in the list of irregular ones is also the base
// of a verb of its own: "found", "saw", "lay".
func baseToo(w string) bool {
	switch w {
	case "found", "saw", "lay", "felt", "wound", "ground", "bound", "fell", "bore", "left", "rose",
		"spat", "shot", "dove", "lit", "bid", "shed", "read", "hung":
		return true
	}
	return false
}

// prefixedVerb resolves irregular forms behind a prefix: "unsaid", "rebuilt".
func (l *lemmatiser) prefixedVerb(w string) string {
	for _, prefix := range []string{"re", "un", "over", "under", "out", "mis", "fore", "with", "pre", "co-", "re-", "inter"} {
		if rest, ok := strings.CutPrefix(w, prefix); ok && len(rest) > 2 {
			if lemma, ok := l.words['v'][rest]; ok && lemma != rest {
				return prefix + lemma
			}
		}
	}
	return w
}

// contractedVerb returns the lemma of 's 'm 're 've 'd, token i.
func (l *lemmatiser) contractedVerb(i int, w string, tag Tag) string {
	switch strings.TrimLeft(w, "'’") {
	case "ve", "v":
		return "have"
	case "s":
		if l.before(i, func(t *Token) bool { return t.Lower == "been" || t.Lower == "got" || t.Lower == "had" }) {
			return "have"
		}
		return "be"
	case "d":
		return "have"
	case "m", "re", "r":
		return "be"
	}
	return listed(l.words['v'], w)
}

// before reports whether the next token after i that is no adverb satisfies ok.
func (l *lemmatiser) before(i int, ok func(*Token) bool) bool {
	for k := i + 1; k < len(l.doc.Tokens) && k < i+5; k++ {
		if t := &l.doc.Tokens[k]; t.Tag != TagRB {
			return ok(t)
		}
	}
	return false
}

// plural returns the singular of the common noun w.
func (l *lemmatiser) plural(w string) string {
	if lemma, ok := l.words['n'][w]; ok {
		return lemma
	}
	switch {
	case strings.HasSuffix(w, "men") && len(w) > 4:
		return w[:len(w)-2] + "an"
	case strings.HasSuffix(w, "'s"):
		return w[:len(w)-2]
	}
	return stripS(w)
}

// properPlural returns the singular of a proper noun, its capitals kept.
func (l *lemmatiser) properPlural(form string) string {
	if strings.HasSuffix(form, "S") && strings.ToUpper(form) == form {
		return form[:len(form)-1]
	}
	if strings.HasSuffix(form, "men") {
		return form[:len(form)-2] + "an"
	}
	return stripS(form)
}

// stripS takes the ending -s off a plural or a third person.
func stripS(w string) string {
	n := len(w)
	if n < 3 || w[n-1] != 's' || w[n-2] == 's' || w[n-2] == '\'' {
		return w
	}
	if n < 4 || w[n-2] != 'e' {
		return w[:n-1]
	}
	switch stem := w[:n-2]; {
	case n > 4 && stem[n-3] == 'i':
		return w[:n-3] + "y"
	case strings.HasSuffix(stem, "ss"), strings.HasSuffix(stem, "zz"), strings.HasSuffix(stem, "ch"),
		strings.HasSuffix(stem, "sh"), strings.HasSuffix(stem, "x"), n > 4 && strings.HasSuffix(stem, "o"):
		return stem
	case strings.HasSuffix(stem, "us") && n > 6 && !strings.HasSuffix(stem, "aus") && !strings.HasSuffix(stem, "ous"):
		return stem // viruses, campuses
	}
	return w[:n-1]
}

// compared returns the positive of a comparative or superlative.
func (l *lemmatiser) compared(list map[string]string, w string) string {
	if lemma, ok := list[w]; ok {
		return lemma
	}
	n := len(w)
	switch {
	case n > 5 && strings.HasSuffix(w, "iest"):
		return w[:n-4] + "y"
	case n > 4 && strings.HasSuffix(w, "ier"):
		return w[:n-3] + "y"
	case n > 5 && strings.HasSuffix(w, "est"):
		return l.stem(w[:n-3])
	case n > 4 && strings.HasSuffix(w, "er"):
		return l.stem(w[:n-2])
	}
	return w
}

// stem turns what is left of a form without its ending into a word.
func (l *lemmatiser) stem(s string) string {
	if base, ok := l.words['s'][s]; ok {
		return base
	}
	for _, prefix := range []string{"re", "un", "over", "out", "mis", "dis", "under"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok && len(rest) > 3 {
			if base, ok := l.words['s'][rest]; ok {
				return prefix + base
			}
		}
	}
	n := len(s)
	if n < 2 {
		return s
	}
	last, before := s[n-1], s[n-2]
	if last == before {
		if strings.IndexByte("bdgkmnprt", last) >= 0 && n > 3 {
			return s[:n-1]
		}
		return s
	}
	if silentE(s, last, before) {
		return s + "e"
	}
	return s
}

// silentE reports whether the stem s lost an e before its ending.
func silentE(s string, last, before byte) bool {
	switch last {
	case 'c', 'v', 'u':
		return last != 'u' || before != 'o'
	case 'z':
		return before != 't'
	case 's':
		return true
	case 'g':
		return before != 'n' || strings.HasSuffix(s, "eng") || strings.HasSuffix(s, "ang") || strings.HasSuffix(s, "ung")
	case 'l':
		if strings.IndexByte("bcdfgkptz", before) >= 0 {
			return true
		}
	case 'w', 'x', 'y', 'h', 'e', 'o', 'i', 'a':
		return false
	}
	if strings.HasSuffix(s, "iat") || strings.HasSuffix(s, "uat") {
		return true
	}
	if !isVowelLetter(before) || len(s) > 2 && isVowelLetter(s[len(s)-3]) && !quBefore(s) {
		return false
	}
	if syllables(s) == 1 {
		return true
	}
	return longEnding(s[len(s)-2:])
}

// longEnding reports whether a stem of several syllables that ends in s mostly
// lost an e ("invad|ed", "defin|ed"); others mostly did not ("listen|ed",
// "visit|ed").
func longEnding(s string) bool {
	switch s {
	case "ad", "id", "od", "ud", "at", "ot", "ut", "ak", "ik", "ok", "uk", "ap", "yp",
		"ib", "ob", "ul", "yl", "am", "im", "um", "in", "un", "ir", "ur", "ar":
		return true
	}
	return false
}

// quBefore reports whether the vowel before the last letter of s follows qu or gu.
func quBefore(s string) bool {
	n := len(s)
	return n > 3 && s[n-3] == 'u' && (s[n-4] == 'q' || s[n-4] == 'g')
}

// syllables returns the number of groups of vowels in s.
func syllables(s string) int {
	n, in := 0, false
	for i := range len(s) {
		v := isVowelLetter(s[i])
		if v && !in {
			n++
		}
		in = v
	}
	return n
}

func isVowelLetter(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

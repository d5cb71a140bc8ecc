package attribution

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// Wording
//
// How a cue commits the reporter (stance) and what attitude it reports (act)
// is looked up in lexicon/cues.txt, most particular row first: the longest
// phrase among the words of the cue, then its last verb, then its main word,
// then any other word of it. A phrase that ends before the last verb is passed
// over, for there the verb says what was done: "declined to" is a plan,
// "declined to confirm" an assertion. A word that passes judgement on the cue,
// in it or hanging on it ("falsely claimed", "an unfounded allegation",
// "said, without evidence, that"), then replaces the stance. Negation changes
// neither: "did not rule out" and "ruled out" use one word, and Relation.Negated
// keeps them apart. Nothing here judges whether the content is true.

//go:embed lexicon/cues.txt
var cuesFile string

// wording is what the words of a cue say about the report.
type wording struct {
	stance     string // neutral, endorsing, distancing or countering; empty without a cue
	act        string // assertion, belief, fact or eventuality; empty without a cue
	disputed   bool   // authors or editors differ on the stance
	concession bool   // the cue lays a fault at the speaker's door ("admit")
}

// modifier is the act of a row for a word that stands beside a cue.
const modifier = "modifier"

// The labels of a row. Of several modifiers the one with the stance that comes
// last counts.
var (
	stances = []string{"neutral", "endorsing", "distancing", "countering"}
	acts    = []string{"assertion", "belief", "fact", "eventuality", modifier}
	sources = []string{"H99", "K73", "MW05", "OURS", "PDTB2", "REC13", "TY91"}
)

// cueRow is one row of the lexicon.
type cueRow struct {
	wording
	words  []string // lemmas; for a modifier, forms in lower case
	source string   // key of the work that the label follows
}

// cueLexicon is lexicon/cues.txt by its words. It is not written to once read.
type cueLexicon struct {
	version   string
	words     map[string]cueRow   // rows of one word
	phrases   map[string][]cueRow // longer rows by their first word, longest first
	modifiers map[string][]cueRow // modifiers by their first word
	classes   map[uint64]uint64   // stance and act of the rows of one word, numbered from 1, by its hash
}

// cueWordings returns the lexicon. Its file is part of the program: that it can
// be read is tested, so failing to here means a broken build.
var cueWordings = sync.OnceValue(func() *cueLexicon {
	lex, err := parseCues(cuesFile)
	if err != nil {
		panic(err)
	}
	return lex
})

// LexiconVersion returns the version of the lexicon of cues with the first 12
// hexadecimal digits of its SHA-256, as in "1+0123456789ab", so that counts of
// stances can say which labels they rest on.
func LexiconVersion() string { return cueWordings().version }

// IsDisputed reports whether authors or editors differ on the stance of cues with
// a lemma, on its own or as the first word of a phrase that has no row without.
func IsDisputed(lemma string) bool {
	lex := cueWordings()
	if row, ok := lex.words[lemma]; ok {
		return row.disputed
	}
	return slices.ContainsFunc(lex.phrases[lemma], func(row cueRow) bool { return row.disputed })
}

// parseCues reads a lexicon; the file says itself how it is written. The error
// names the first line that is wrong.
func parseCues(file string) (*cueLexicon, error) {
	version, err := cuesVersion(file)
	if err != nil {
		return nil, err
	}
	lex := &cueLexicon{version: version, words: map[string]cueRow{}, phrases: map[string][]cueRow{}, modifiers: map[string][]cueRow{}, classes: map[uint64]uint64{}}
	number, last := 0, ""
	for line := range strings.Lines(file) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		row, err := parseCueRow(line)
		lemma := strings.Join(row.words, " ")
		if err == nil && lemma <= last {
			err = fmt.Errorf("%q does not come after %q", lemma, last)
		}
		if err != nil {
			return nil, fmt.Errorf("cues: line %d: %w", number, err)
		}
		last = lemma
		lex.add(row)
	}
	for _, rows := range lex.phrases {
		slices.SortStableFunc(rows, func(a, b cueRow) int { return len(b.words) - len(a.words) })
	}
	return lex, nil
}

// cuesVersion returns the version that the first line gives, and the file's hash.
func cuesVersion(file string) (string, error) {
	first, _, _ := strings.Cut(file, "\n")
	_, version, ok := strings.Cut(first, "version ")
	version, _, _ = strings.Cut(version, ":")
	if !ok || !strings.HasPrefix(first, "#") || version == "" {
		return "", errors.New("cues: line 1: no version")
	}
	sum := sha256.Sum256([]byte(file))
	return version + "+" + hex.EncodeToString(sum[:6]), nil
}

func parseCueRow(line string) (cueRow, error) {
	f := strings.Split(line, "\t")
	if len(f) != 4 && len(f) != 5 {
		return cueRow{}, fmt.Errorf("%d fields, want 4 or 5", len(f))
	}
	row := cueRow{words: strings.Fields(f[0]), wording: wording{stance: f[1], act: f[2]}, source: f[3]}
	switch {
	case len(row.words) == 0 || f[0] != strings.ToLower(strings.Join(row.words, " ")):
		return row, fmt.Errorf("%q is not a lemma", f[0])
	case !slices.Contains(stances, row.stance):
		return row, fmt.Errorf("unknown stance %q", row.stance)
	case !slices.Contains(acts, row.act):
		return row, fmt.Errorf("unknown act %q", row.act)
	case !slices.Contains(sources, row.source):
		return row, fmt.Errorf("unknown source %q", row.source)
	case len(f) == 4:
		return row, nil
	}
	for flag := range strings.SplitSeq(f[4], ",") {
		switch flag {
		case "disputed":
			row.disputed = true
		case "concession":
			row.concession = true
		default:
			return row, fmt.Errorf("unknown flag %q", flag)
		}
	}
	return row, nil
}

func (lex *cueLexicon) add(row cueRow) {
	switch first := row.words[0]; {
	case row.act == modifier:
		lex.modifiers[first] = append(lex.modifiers[first], row)
	case len(row.words) == 1:
		lex.words[first] = row
		lex.classes[learn.String(first)] = uint64(slices.Index(acts, row.act)*len(stances)+slices.Index(stances, row.stance)) + 1
	default:
		lex.phrases[first] = append(lex.phrases[first], row)
	}
}

// IsCue reports whether the lexicon of cues has the word, given by its lemma.
func IsCue(lemma string) bool {
	_, ok := cueWordings().words[strings.ToLower(lemma)]
	return ok
}

// wordingOf returns the wording of r's cue: nothing when there is no cue, as in
// some headlines; a neutral assertion when the lexicon does not know the cue,
// as an unknown verb with a source and a content most often reports speech.
func wordingOf(doc *nlp.Doc, r *Relation) wording {
	if len(r.Cue) == 0 {
		return wording{}
	}
	lex := cueWordings()
	w := lex.lookup(cueWordsOf(doc, r.Cue), r.Lemma)
	if quotedCue(doc, r) && w.stance != "countering" {
		w.stance, w.disputed = "distancing", false
	}
	if row, ok := lex.judgement(doc, r); ok {
		w.stance, w.disputed = row.stance, row.disputed
	}
	return w
}

// maxQuotedCue bounds a quotation that holds nothing but a cue, in tokens.
const maxQuotedCue = 5

// quotedCue reports whether the very word of saying stands in quotation marks
// (the firm "admitted" that …), by which the outlet steps back from it.
func quotedCue(doc *nlp.Doc, r *Relation) bool {
	q := doc.Tokens[cueVerb(doc, r)].Quote
	if q < 0 || !doc.Quotes[q].Closed {
		return false
	}
	quote := nlp.Range{First: doc.Quotes[q].First, End: doc.Quotes[q].End}
	return quote.Len() <= maxQuotedCue && !overlaps(quote, r.Content) && !overlaps(quote, r.Source)
}

// The limits of the search, in tokens: how much of a cue is read, how far beside
// it its particle or a modifier may stand, and how many words may come between
// two parts of a phrase.
const (
	maxCueWords = 32
	besideCue   = 10
	phraseGap   = 2
)

// cueWord is a word of a cue or one right beside it that may end its phrase.
type cueWord struct {
	lemma string
	verb  bool
	in    bool // in the cue
}

// cueWordsOf returns the words of a cue in order: with the auxiliary right
// before it, for a passive; the word right after it; and up to besideCue tokens
// on its particle ("ruled a strike out") or the "to" of its infinitive ("asked
// the court to rule").
func cueWordsOf(doc *nlp.Doc, cue []nlp.Range) []cueWord {
	first, end := cue[0].First, cue[len(cue)-1].End
	sentence := doc.Sentences[doc.Tokens[first].Sentence]
	words := make([]cueWord, 0, 8)
	add := func(i int, in bool) {
		if t := &doc.Tokens[i]; t.Shape&nlp.ShapePunct == 0 && len(words) < maxCueWords {
			words = append(words, cueWord{strings.ToLower(t.Lemma), in && t.Tag.IsVerb(), in})
		}
	}
	if first > sentence.First && doc.Tokens[first-1].Dep == nlp.DepAuxPass {
		add(first-1, false)
	}
	for _, c := range cue {
		for i := c.First; i < c.End; i++ {
			add(i, true)
		}
	}
	for i := end; i < min(sentence.End, end+besideCue); i++ {
		if i == end || endsPhrase(doc, i, cue) {
			add(i, false)
		}
	}
	return words
}

// endsPhrase reports whether token i is the particle of a word of the cue, opens
// an infinitive that depends on one or is what such a word takes to be whole
// ("declined to comment", "pleaded not guilty").
func endsPhrase(doc *nlp.Doc, i int, cue []nlp.Range) bool {
	t := &doc.Tokens[i]
	switch {
	case t.Head < 0:
		return false
	case t.Dep == nlp.DepCompoundPrt, t.Dep == nlp.DepXcomp:
		return nlp.Holds(cue, int(t.Head))
	case t.Dep != nlp.DepMark || t.Lower != "to":
		return false
	}
	verb := &doc.Tokens[t.Head]
	return verb.Dep == nlp.DepXcomp && verb.Head >= 0 && nlp.Holds(cue, int(verb.Head))
}

// lookup returns the wording of a cue by its words and the lemma of its main word.
func (lex *cueLexicon) lookup(words []cueWord, main string) wording {
	verb := -1
	for i, w := range words {
		if _, ok := lex.words[w.lemma]; ok && w.verb {
			verb = i
		}
	}
	if row, ok := lex.phrase(words, verb); ok {
		return row.wording
	}
	if verb >= 0 {
		return lex.words[words[verb].lemma].wording
	}
	if row, ok := lex.words[strings.ToLower(main)]; ok {
		return row.wording
	}
	for _, w := range slices.Backward(words) {
		if row, ok := lex.words[w.lemma]; ok && w.in {
			return row.wording
		}
	}
	return wording{stance: stances[0], act: acts[0]}
}

// phrase returns the longest phrase that begins in the cue and does not end
// before word number last; the later of two as long.
func (lex *cueLexicon) phrase(words []cueWord, last int) (best cueRow, ok bool) {
	for i, w := range words {
		for _, row := range lex.phrases[w.lemma] {
			if len(row.words) < len(best.words) {
				break
			}
			if end := matchPhrase(words, i, row.words); end > max(last, 0) && touchesCue(words[i:end]) {
				best, ok = row, true
				break
			}
		}
	}
	return best, ok
}

// matchPhrase returns where the phrase that begins at words[i] ends, exclusive,
// or 0 if it does not stand there.
func matchPhrase(words []cueWord, i int, phrase []string) int {
	i++
	for _, p := range phrase[1:] {
		from := i
		for i < len(words) && words[i].lemma != p {
			i++
		}
		if i >= len(words) || i-from > phraseGap {
			return 0
		}
		i++
	}
	return i
}

func touchesCue(words []cueWord) bool {
	return slices.ContainsFunc(words, func(w cueWord) bool { return w.in })
}

// judgement returns the strongest modifier of r's cue.
func (lex *cueLexicon) judgement(doc *nlp.Doc, r *Relation) (best cueRow, ok bool) {
	first, end := r.Cue[0].First, r.Cue[len(r.Cue)-1].End
	sentence := doc.Sentences[doc.Tokens[first].Sentence]
	for i := max(sentence.First, first-besideCue); i < min(sentence.End, end+besideCue); i++ {
		if nlp.Holds(r.Content, i) {
			continue
		}
		for _, row := range lex.modifiers[doc.Tokens[i].Lower] {
			at := modifierEnd(doc, i, sentence.End, row.words) - 1
			if at < i || !nlp.Holds(r.Cue, i) && !modifies(doc, at, r.Cue, len(row.words) > 1) {
				continue
			}
			if !ok || slices.Index(stances, row.stance) > slices.Index(stances, best.stance) {
				best, ok = row, true
			}
		}
	}
	return best, ok
}

// modifierEnd returns where the modifier that begins at token i ends, exclusive,
// or 0 if it does not stand there. As in a phrase there may be a gap: "without
// offering any evidence".
func modifierEnd(doc *nlp.Doc, i, limit int, forms []string) int {
	i++
	for _, form := range forms[1:] {
		from := i
		for i < limit && i-from <= phraseGap && doc.Tokens[i].Lower != form {
			i++
		}
		if i >= limit || i-from > phraseGap {
			return 0
		}
		i++
	}
	return i
}

// modifies reports whether token i hangs on the cue as a modifier: an adverb or
// adjective, or one joined to such ("repeatedly and falsely"); for the noun of a
// phrase, whether it hangs on the cue or on what does ("without offering evidence").
func modifies(doc *nlp.Doc, i int, cue []nlp.Range, phrase bool) bool {
	t := &doc.Tokens[i]
	if t.Head >= 0 && (t.Dep == nlp.DepConj || phrase && t.Dep == nlp.DepObj) {
		t = &doc.Tokens[t.Head]
	}
	if t.Head < 0 || !nlp.Holds(cue, int(t.Head)) {
		return false
	}
	switch t.Dep {
	case nlp.DepAdvmod, nlp.DepAmod:
		return true
	case nlp.DepObl, nlp.DepNmod, nlp.DepAdvcl, nlp.DepAcl:
		return phrase
	}
	return false
}

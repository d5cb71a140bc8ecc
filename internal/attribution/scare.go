package attribution

import (
	"unicode"
	"unicode/utf8"

	"hearsay/internal/nlp"
)

// Quotation marks are used for more than speech. A short quotation is
//
//	speech    if its words are somebody's: part of a content, of what a word of
//	          saying governs ("a banner saying 'Hands off'"), or a clause
//	word      if it is spoken of as a word ("the term 'wet lease'")
//	nickname  if it stands inside a name (Joe "Tiny" Marr)
//	title     if it is the name of a work or a body ("The Long Road")
//	scare     if it is none of these (the government's "reforms")
//
// The last three have no source: nobody is said to have used these words.
type quoteUse uint8

const (
	speechUse quoteUse = iota
	wordUse
	nicknameUse
	titleUse
	scareUse
)

// sourceless reports whether a use puts marks around words that have no source.
func (u quoteUse) sourceless() bool { return u >= nicknameUse }

// maxScare bounds what can be a scare quote, in words: more is speech.
const maxScare = 6

// maxTitle bounds a title in words.
const maxTitle = 12

// ScareQuotes returns the short quotations of doc that have no source, marks
// included, in text order. content tells for each token whether it lies in the
// content of an attribution.
func ScareQuotes(doc *nlp.Doc, content []bool) []nlp.Range {
	var out []nlp.Range
	double, lead := doublesQuote(doc), doc.Lead()
	for i := range doc.Quotes {
		q := &doc.Quotes[i]
		if !q.Closed || !brief(doc, q, maxScare) && !(brief(doc, q, maxTitle) && titled(doc, q)) {
			continue
		}
		headline := int(doc.Tokens[q.First].Paragraph) < lead && !again(doc, i)
		if useOf(doc, i, content[q.First+1], double && !headline).sourceless() {
			out = append(out, nlp.Range{First: q.First, End: q.End})
		}
	}
	return out
}

// brief reports whether a quotation holds some words, but at most so many.
func brief(doc *nlp.Doc, q *nlp.Quote, most int) bool {
	words := 0
	for i := q.First; i < q.End && words <= most; i++ {
		if doc.Tokens[i].Shape&nlp.ShapePunct == 0 {
			words++
		}
	}
	return 0 < words && words <= most
}

// again reports whether the last word of quotation number i comes last again in marks of
// the same kind, in one of the next few quotations: marks of a headline that the report
// keeps are no speech ("‘border threat’", and later "‘threat’").
func again(doc *nlp.Doc, i int) bool {
	const window = 12
	q := &doc.Quotes[i]
	mark, last := doc.Form(q.First), doc.Tokens[lastWordOf(doc, q)].Lemma
	for k := i + 1; k < min(len(doc.Quotes), i+window); k++ {
		o := &doc.Quotes[k]
		if o.Closed && doc.Form(o.First) == mark && brief(doc, o, maxScare) && doc.Tokens[lastWordOf(doc, o)].Lemma == last {
			return true
		}
	}
	return false
}

// useOf tells what the marks of quotation number i are for; attributed says
// whether its words are in the content of an attribution, double whether the
// article quotes speech in double marks.
func useOf(doc *nlp.Doc, i int, attributed, double bool) quoteUse {
	q := &doc.Quotes[i]
	speech := marksSpeech(doc, int32(i), double)
	switch {
	case afterSoCalled(doc, q):
		return scareUse
	case afterSlogan(doc, q), titled(doc, q) && !holdsClause(doc, q) && !saidBefore(doc, q):
		return titleUse
	case saidBefore(doc, q) || called(doc, q):
		return speechUse
	case attributed && q.Parent < 0 && speech:
		return speechUse
	case q.First > 0 && wordNoun(doc.Tokens[q.First-1].Lemma):
		return wordUse
	case insideName(doc, q):
		return nicknameUse
	case attributed && q.Parent < 0:
		return scareUse
	case speech && (governed(doc, q) || holdsClause(doc, q) || sentenceLike(doc, q)):
		return speechUse
	}
	return scareUse
}

// beforeComma returns token i, or the one before it if it is a comma; -1 for none.
func beforeComma(doc *nlp.Doc, i int) int {
	if i >= 0 && doc.Tokens[i].Tag == nlp.TagComma {
		i--
	}
	return i
}

// afterSlogan reports whether a noun for words that are nobody's in particular stands
// right before q: "under the slogan “Read the bill”".
func afterSlogan(doc *nlp.Doc, q *nlp.Quote) bool {
	i := beforeComma(doc, q.First-1)
	if i < 0 {
		return false
	}
	switch doc.Tokens[i].Lemma {
	case "slogan", "motto", "jingle", "nickname", "headline", "title":
		return true
	}
	return false
}

// called reports whether q is what a verb of naming calls something: "Drevania calls
// them ‘technical’".
func called(doc *nlp.Doc, q *nlp.Quote) bool {
	for i := q.First + 1; i < q.End-1; i++ {
		t := &doc.Tokens[i]
		if h := int(t.Head); h >= 0 && h < q.First && (t.Dep == nlp.DepXcomp || t.Dep == nlp.DepObj || t.Dep == nlp.DepCcomp) && doc.Tokens[h].Tag.IsVerb() && namingVerbs[doc.Tokens[h].Lemma] {
			return true
		}
	}
	return false
}

// saidBefore reports whether a verb of saying, past a colon or a comma, stands right
// before q: "a note reading “Back soon”".
func saidBefore(doc *nlp.Doc, q *nlp.Quote) bool {
	i := q.First - 1
	if i >= 0 && (doc.Tokens[i].Tag == nlp.TagComma || doc.Form(i) == ":") {
		i--
	}
	if i < 0 || doc.Tokens[i].Sentence != doc.Tokens[q.First].Sentence && doc.Form(q.First-1) != ":" || !doc.Tokens[i].Tag.IsVerb() {
		return false
	}
	switch doc.Tokens[i].Lemma {
	case "say", "read", "reply", "answer", "ask", "write", "shout", "laugh", "add", "chant", "yell", "cry", "note":
		return true
	}
	return false
}

// sentenceLike reports whether a quotation begins with a capital and a verb, and ends
// with a mark: "Don’t be soft."
func sentenceLike(doc *nlp.Doc, q *nlp.Quote) bool {
	first, last := &doc.Tokens[q.First+1], doc.Tokens[q.End-2].Tag
	return first.Shape&nlp.ShapeUpper != 0 && first.Tag.IsVerb() && (last == nlp.TagStop || last == nlp.TagComma)
}

// holdsClause reports whether a quotation holds a clause: several words with a finite
// verb among them, which are hardly put into marks for their own sake.
func holdsClause(doc *nlp.Doc, q *nlp.Quote) bool {
	words, finite := 0, false
	for i := q.First; i < q.End; i++ {
		t := &doc.Tokens[i]
		if t.Shape&nlp.ShapePunct == 0 {
			words++
		}
		finite = finite || t.Tag.IsFinite() || t.Tag == nlp.TagMD
	}
	return finite && words > 1
}

// afterSoCalled reports whether "so-called" stands right before q.
func afterSoCalled(doc *nlp.Doc, q *nlp.Quote) bool {
	if q.First == 0 {
		return false
	}
	switch doc.Tokens[q.First-1].Lower {
	case "so-called":
		return true
	case "called":
		return q.First >= 3 && doc.Tokens[q.First-2].Lower == "-" && doc.Tokens[q.First-3].Lower == "so" ||
			q.First >= 2 && doc.Tokens[q.First-2].Lower == "so"
	}
	return false
}

// namingVerbs are the verbs that give their object's words to their subject or
// to people at large, who are then the source of a quotation they govern.
var namingVerbs = map[string]bool{
	"call": true, "dub": true, "brand": true, "label": true, "describe": true, "term": true, "deem": true,
	"say": true, "read": true, "chant": true, "shout": true, "repeat": true, "cry": true, "scrawl": true,
	"write": true, "spell": true, "proclaim": true, "declare": true, "denounce": true, "condemn": true,
	"dismiss": true, "hail": true, "praise": true, "characterise": true, "characterize": true, "reply": true, "answer": true,
}

// governed reports whether a word of saying before the quotation governs it,
// though no attribution was made of it: "a banner saying “Hands off”".
func governed(doc *nlp.Doc, q *nlp.Quote) bool {
	at := q.First + 1
	for at < q.End-1 && int(doc.Tokens[at].Head) >= q.First && int(doc.Tokens[at].Head) < q.End {
		at++
	}
	for step := 0; step < 5; step++ {
		t := &doc.Tokens[at]
		head := int(t.Head)
		if head < 0 || t.Dep == nlp.DepAclRelcl || t.Dep == nlp.DepAdvcl {
			return false
		}
		h := &doc.Tokens[head]
		clause := t.Dep == nlp.DepCcomp || t.Dep == nlp.DepXcomp
		object := clause || t.Dep == nlp.DepObj || t.Dep == nlp.DepObl
		if head < q.First && h.Tag.IsVerb() && (clause && IsCue(h.Lemma) || object && namingVerbs[h.Lemma]) {
			return true
		}
		at = head
	}
	return false
}

// wordNoun reports whether a noun, by its lemma, announces a word as a word.
func wordNoun(lemma string) bool {
	switch lemma {
	case "term", "word", "phrase", "expression", "adjective", "noun", "verb", "abbreviation", "acronym", "prefix", "letter":
		return true
	}
	return false
}

// insideName reports whether a quotation stands between two parts of a name.
func insideName(doc *nlp.Doc, q *nlp.Quote) bool {
	if q.First == 0 || q.End >= len(doc.Tokens) {
		return false
	}
	before, after := &doc.Tokens[q.First-1], &doc.Tokens[q.End]
	return before.Sentence == after.Sentence && doc.Tokens[q.First+1].Shape&nlp.ShapeUpper != 0 &&
		before.Tag.IsProper() && after.Tag.IsProper() && after.Shape&nlp.ShapeUpper != 0
}

// titled reports whether a quotation is printed as titles are: every word of it
// begins with a capital, small words inside excepted. One word alone is a title
// only after a noun for a work.
func titled(doc *nlp.Doc, q *nlp.Quote) bool {
	words := 0
	for i := q.First + 1; i < q.End-1; i++ {
		t := &doc.Tokens[i]
		if t.Shape&nlp.ShapePunct != 0 || t.Tag == nlp.TagPOS {
			continue
		}
		words++
		first, _ := utf8.DecodeRuneInString(doc.Form(i))
		if unicode.IsLower(first) && (words == 1 || !smallInTitle(t.Tag) || lastWordOf(doc, q) == i) {
			return false
		}
	}
	return words > 1 || words == 1 && afterWork(doc, q)
}

func lastWordOf(doc *nlp.Doc, q *nlp.Quote) int {
	i := q.End - 2
	for i > q.First && doc.Tokens[i].Shape&nlp.ShapePunct != 0 {
		i--
	}
	return i
}

// smallInTitle reports whether words of a tag are printed small in titles.
func smallInTitle(t nlp.Tag) bool {
	switch t {
	case nlp.TagIN, nlp.TagDT, nlp.TagCC, nlp.TagTO, nlp.TagPRPS:
		return true
	}
	return false
}

// afterWork reports whether a noun for a work stands right before q, at most a
// comma between them: "her novel “Salt”".
func afterWork(doc *nlp.Doc, q *nlp.Quote) bool {
	i := beforeComma(doc, q.First-1)
	if i < 0 {
		return false
	}
	switch doc.Tokens[i].Lemma {
	case "film", "movie", "novel", "book", "memoir", "play", "opera", "musical", "song", "album", "single", "track", "poem",
		"painting", "sculpture", "series", "show", "programme", "program", "podcast", "documentary", "magazine", "exhibition", "game", "essay", "column", "ballet", "symphony":
		return true
	}
	return false
}

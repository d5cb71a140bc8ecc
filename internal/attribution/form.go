package attribution

import "hearsay/internal/nlp"

// describe fills what follows from the spans of a relation: form, negation,
// addressee, medium and wording. double says whether the article quotes speech in double
// marks.
func describe(doc *nlp.Doc, r *Relation, double bool) {
	r.Form = formOf(doc, r, double)
	if len(r.Cue) == 0 {
		return
	}
	r.Content[0].First = clauseStart(doc, r)
	r.Negated = negated(doc, r)
	name, at := medium(doc, r)
	r.Medium = name
	r.Addressee = addressee(doc, r, at)
	w := wordingOf(doc, r)
	r.Stance, r.Act = w.stance, w.act
}

func formOf(doc *nlp.Doc, r *Relation, double bool) Form {
	words, quoted := 0, 0
	for _, c := range r.Content {
		for i := c.First; i < c.End; i++ {
			t := &doc.Tokens[i]
			if t.Shape&nlp.ShapePunct != 0 {
				continue
			}
			words++
			if quotesWords(doc, t.Quote, r, double) {
				quoted++
			}
		}
	}
	switch {
	case quoted == 0:
		return Indirect
	case quoted == words:
		return Direct
	}
	return Mixed
}

// quotesWords reports whether a quotation, or one around it, marks words of the
// content as those of its source.
func quotesWords(doc *nlp.Doc, quote int32, r *Relation, double bool) bool {
	for ; quote >= 0; quote = int32(doc.Quotes[quote].Parent) {
		if !quotesRelay(doc, quote, r) && marksSpeech(doc, quote, double) {
			return true
		}
	}
	return false
}

// maxMarked bounds a quotation in single marks that may be a scare quote beside
// double ones, in tokens with the marks: more is speech.
const maxMarked = 10

// marksSpeech reports whether the marks of a quotation that lies in a content
// make its words those of the source. Double marks do, and single marks where
// the article has no others (double is false). Beside double marks, single ones
// quote speech only where the words read like it, as in headlines.
func marksSpeech(doc *nlp.Doc, quote int32, double bool) bool {
	q := &doc.Quotes[quote]
	if !double || !single(doc, quote) || q.End-q.First > maxMarked {
		return true
	}
	for i := q.First + 1; i < q.End; i++ {
		switch doc.Tokens[i].Tag {
		case nlp.TagVB, nlp.TagVBD, nlp.TagVBZ, nlp.TagVBP, nlp.TagMD:
			return true
		}
	}
	return false
}

// doublesQuote reports whether an article quotes speech in double marks; its
// single marks then hold quotations inside quotations and scare quotes.
func doublesQuote(doc *nlp.Doc) bool {
	for q := range doc.Quotes {
		if !single(doc, int32(q)) {
			return true
		}
	}
	return false
}

func single(doc *nlp.Doc, quote int32) bool {
	switch doc.Form(doc.Quotes[quote].First) {
	case "'", "‘", "’", "`", "‚", "‹":
		return true
	}
	return false
}

// quotesRelay reports whether a quotation holds the cue as well as the content,
// or encloses the whole content from outside, as it does around a nested
// attribution: such marks quote the relay, not this speaker.
func quotesRelay(doc *nlp.Doc, quote int32, r *Relation) bool {
	q := &doc.Quotes[quote]
	if !q.Closed && q.Next < 0 {
		return false
	}
	if len(r.Cue) > 0 && r.Cue[0].First > q.First && r.Cue[len(r.Cue)-1].End < q.End {
		return true
	}
	first, last := r.Content[0], r.Content[len(r.Content)-1]
	return q.First < first.First-1 && q.End > last.End+1
}

// maxPhrase bounds a phrase on either side of its head, in tokens.
const maxPhrase = 60

// subtree returns the contiguous tokens around i that hang under it.
func subtree(doc *nlp.Doc, i int, sentence nlp.Range) nlp.Range {
	r := nlp.Range{First: i, End: i + 1}
	for r.First > max(sentence.First, i-maxPhrase) && hangs(doc, r.First-1, i) {
		r.First--
	}
	for r.End < min(sentence.End, i+maxPhrase) && hangs(doc, r.End, i) {
		r.End++
	}
	for r.End > i+1 && doc.Tokens[r.End-1].Shape&nlp.ShapePunct != 0 {
		r.End--
	}
	return r
}

func hangs(doc *nlp.Doc, i, top int) bool {
	for step := 0; step < 16 && i >= 0; step++ {
		if i == top {
			return true
		}
		i = int(doc.Tokens[i].Head)
	}
	return false
}

func overlaps(r nlp.Range, list []nlp.Range) bool {
	for _, o := range list {
		if r.First < o.End && o.First < r.End {
			return true
		}
	}
	return false
}

// headOf returns the token of r whose head lies outside it; the last such token
// that is a noun or pronoun, if there is one.
func headOf(doc *nlp.Doc, r nlp.Range) int {
	best := r.First
	for i := r.First; i < r.End; i++ {
		h := int(doc.Tokens[i].Head)
		if h >= r.First && h < r.End {
			continue
		}
		if t := doc.Tokens[i].Tag; t.IsNoun() || t.IsPronoun() {
			return i
		}
		best = i
	}
	return best
}

// Head returns the head token of a phrase: its first noun or pronoun that
// depends on nothing else in it.
func Head(doc *nlp.Doc, phrase []nlp.Range) int { return headOf(doc, phrase[0]) }

// IsAnonymous reports whether a noun, given by its lemma, hides who speaks:
// "a source", "people familiar with the matter".
func IsAnonymous(lemma string) bool {
	switch lemma {
	case "source", "person", "people", "someone", "insider", "whistleblower":
		return true
	}
	return false
}

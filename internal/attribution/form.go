package attribution

import "hearsay/internal/nlp"

// describe fills what follows from the spans of a relation: form, negation,
// addressee, medium and wording. double says whether the article quotes speech in double
// marks.
func describe(doc *nlp.Doc, r *Relation, double bool) {
	r.Form = formOf(doc, r.Content, double)
	if len(r.Cue) == 0 {
		return
	}
	r.Negated = negated(doc, r.Cue)
	if telling(doc, r) {
		r.Content[0].First = clauseStart(doc, r)
	}
	r.Addressee = addressee(doc, r)
	r.Medium = medium(doc, r)
	w := wordingOf(doc, r)
	r.Stance, r.Act = w.stance, w.act
}

func formOf(doc *nlp.Doc, content []nlp.Range, double bool) Form {
	words, quoted := 0, 0
	for _, c := range content {
		for i := c.First; i < c.End; i++ {
			t := &doc.Tokens[i]
			if t.Shape&nlp.ShapePunct != 0 {
				continue
			}
			words++
			if quotesWords(doc, t.Quote, content, double) {
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
func quotesWords(doc *nlp.Doc, quote int32, content []nlp.Range, double bool) bool {
	for ; quote >= 0; quote = int32(doc.Quotes[quote].Parent) {
		if !spans(doc, quote, content) && !(double && single(doc, quote)) {
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

// spans reports whether a quotation encloses the whole content from outside, as
// it does around a nested attribution: such marks quote the relay, not this
// speaker.
func spans(doc *nlp.Doc, quote int32, content []nlp.Range) bool {
	q := &doc.Quotes[quote]
	first, last := content[0], content[len(content)-1]
	return q.First < first.First-1 && q.Closed && q.End > last.End+1
}

func negated(doc *nlp.Doc, cue []nlp.Range) bool {
	for _, c := range cue {
		for i := c.First; i < c.End; i++ {
			switch doc.Tokens[i].Lemma {
			case "not", "never", "n't", "refuse", "decline":
				return true
			}
		}
	}
	return false
}

// tellVerbs are the verbs whose object is the one spoken to.
var tellVerbs = map[string]bool{
	"tell": true, "remind": true, "inform": true, "assure": true, "warn": true, "notify": true,
	"ask": true, "urge": true, "advise": true, "convince": true, "persuade": true, "order": true,
	"instruct": true, "invite": true, "brief": true, "caution": true, "promise": true, "thank": true,
}

// addressee returns the phrase for the one spoken to: the object of a verb of
// telling ("told Blinken"), or the phrase after "to" or "with" that hangs on
// the cue ("said to reporters").
func addressee(doc *nlp.Doc, r *Relation) []nlp.Range {
	first, end := r.Cue[0].First, r.Cue[len(r.Cue)-1].End
	sentence := doc.Sentences[doc.Tokens[first].Sentence]
	for i := first; i < min(sentence.End, end+40); i++ {
		t := &doc.Tokens[i]
		if t.Head < 0 || int(t.Head) < first || int(t.Head) >= end {
			continue
		}
		verb := doc.Tokens[t.Head].Lemma
		switch t.Dep {
		case nlp.DepIobj, nlp.DepObj:
			if !tellVerbs[verb] {
				continue
			}
		case nlp.DepObl:
			if c := caseOf(doc, i); c != "to" && c != "with" || !personal(doc, i) {
				continue
			}
		default:
			continue
		}
		phrase := subtree(doc, i, sentence)
		for phrase.First < i && caseWord(&doc.Tokens[phrase.First]) {
			phrase.First++
		}
		if !overlaps(phrase, r.Content) && !overlaps(phrase, r.Source) && phrase.Len() <= 20 {
			return []nlp.Range{phrase}
		}
	}
	return nil
}

// telling reports whether the cue is a verb of telling and the content follows it.
func telling(doc *nlp.Doc, r *Relation) bool {
	return tellVerbs[r.Lemma] && len(r.Content) > 0 && r.Content[0].First == r.Cue[len(r.Cue)-1].End
}

// clauseStart returns where the clause that is told begins: at a "that" which
// marks a complement of the cue, with the one spoken to before it ("told B on
// Monday that …"). Without one it is where the content begins.
func clauseStart(doc *nlp.Doc, r *Relation) int {
	first, end := r.Cue[0].First, r.Cue[len(r.Cue)-1].End
	for i := r.Content[0].First; i < r.Content[0].End; i++ {
		t := &doc.Tokens[i]
		if t.Lower != "that" || t.Dep != nlp.DepMark || t.Head < 0 {
			continue
		}
		clause := &doc.Tokens[t.Head]
		if int(clause.Head) >= first && int(clause.Head) < end && clause.Dep == nlp.DepCcomp {
			return i
		}
	}
	return r.Content[0].First
}

func caseWord(t *nlp.Token) bool { return t.Dep == nlp.DepCase }

func caseOf(doc *nlp.Doc, i int) string {
	for j := i - 1; j >= max(0, i-12); j-- {
		if int(doc.Tokens[j].Head) == i && doc.Tokens[j].Dep == nlp.DepCase {
			return doc.Tokens[j].Lower
		}
	}
	return ""
}

// personal reports whether token i can be spoken to.
func personal(doc *nlp.Doc, i int) bool {
	t := &doc.Tokens[i]
	if t.Entity >= 0 {
		kind := doc.Entities[t.Entity].Kind
		return kind == nlp.Person || kind == nlp.Organisation
	}
	return t.Tag == nlp.TagNNS || t.Tag == nlp.TagPRP
}

// subtree returns the contiguous tokens around i that hang under it.
func subtree(doc *nlp.Doc, i int, sentence nlp.Range) nlp.Range {
	r := nlp.Range{First: i, End: i + 1}
	for r.First > sentence.First && hangs(doc, r.First-1, i) {
		r.First--
	}
	for r.End < sentence.End && hangs(doc, r.End, i) {
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

// media are the nouns for what something was said in, and the name of each.
var media = map[string]string{
	"statement": "statement", "communique": "statement", "communiqué": "statement", "declaration": "statement",
	"interview": "interview", "tweet": "post", "post": "post", "twitter": "post", "facebook": "post",
	"readout": "readout", "report": "report", "study": "report", "survey": "report",
	"conference": "press conference", "briefing": "briefing", "speech": "speech", "address": "speech",
	"letter": "letter", "email": "letter", "memo": "letter", "talk": "talk", "call": "call",
	"conversation": "call", "indictment": "court document", "filing": "court document", "ruling": "court document",
	"hearing": "hearing", "testimony": "hearing",
}

// medium returns what the words were said in: the noun of a phrase with "in",
// "at", "on" or "during" that hangs on the cue, or the source itself when it is
// a document.
func medium(doc *nlp.Doc, r *Relation) string {
	first, end := r.Cue[0].First, r.Cue[len(r.Cue)-1].End
	sentence := doc.Sentences[doc.Tokens[first].Sentence]
	for i := max(sentence.First, first-25); i < min(sentence.End, end+25); i++ {
		t := &doc.Tokens[i]
		if t.Dep != nlp.DepObl || int(t.Head) < first || int(t.Head) >= end {
			continue
		}
		switch caseOf(doc, i) {
		case "in", "at", "on", "during", "by", "via":
			if m := media[t.Lemma]; m != "" {
				return m
			}
		}
	}
	for _, s := range r.Source {
		if m := media[doc.Tokens[headOf(doc, s)].Lemma]; m != "" {
			return m
		}
	}
	return ""
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

// IsDocument reports whether a noun, given by its lemma, is something one reads
// or hears rather than somebody: "the statement says".
func IsDocument(lemma string) bool {
	switch media[lemma] {
	case "statement", "report", "readout", "post", "letter", "court document":
		return true
	}
	return false
}

// IsAnonymous reports whether a noun, given by its lemma, hides who speaks:
// "a source", "people familiar with the matter".
func IsAnonymous(lemma string) bool {
	switch lemma {
	case "source", "person", "people", "someone", "insider", "whistleblower":
		return true
	}
	return false
}

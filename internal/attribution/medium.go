package attribution

import (
	_ "embed"
	"strings"
	"sync"

	"hearsay/internal/nlp"
)

// The medium of an attribution is what the words were said in: "in a statement",
// "on Twitter", "at a news conference", "by email". It is the noun of such a
// phrase on the cue, or of one on a word that hangs on the cue ("speaking at a
// rally", "in a report published on Friday"), never one of the content; or the
// source itself where that is a document.

//go:embed lexicon/media.txt
var mediaFile string

// media gives the medium of a noun or of the last two words of a compound.
var media = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(mediaFile) {
		if noun, name, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && line[0] != '#' {
			m[noun] = name
		}
	}
	return m
})

// besideCueMedium bounds how far from the cue its medium may stand, in tokens.
const besideCueMedium = 30

// medium returns what r was said in, as lexicon/media.txt calls it, and the
// token of the noun; "" and -1 where the text does not say.
func medium(doc *nlp.Doc, r *Relation) (string, int) {
	first, end := r.Cue[0].First, r.Cue[len(r.Cue)-1].End
	sentence := doc.Sentences[doc.Tokens[first].Sentence]
	for i := max(sentence.First, first-besideCueMedium); i < min(sentence.End, end+besideCueMedium); i++ {
		if !doc.Tokens[i].Tag.IsNoun() {
			continue
		}
		name := mediumName(doc, i)
		if name != "" && !nlp.Holds(r.Content, i) && !nlp.Holds(r.Source, i) && saidIn(doc, i, name) && onCue(doc, r, i) {
			return name, i
		}
	}
	for _, s := range r.Source {
		if name := mediumName(doc, headOf(doc, s)); name != "" {
			return name, headOf(doc, s)
		}
	}
	return "", -1
}

// mediumName returns the medium that the noun at token i names, if it is one.
func mediumName(doc *nlp.Doc, i int) string {
	names, lemma := media(), strings.ToLower(doc.Tokens[i].Lemma)
	if i > 0 && doc.Tokens[i-1].Shape&nlp.ShapePunct == 0 {
		if name := names[doc.Tokens[i-1].Lower+" "+lemma]; name != "" {
			return name
		}
	}
	return names[lemma]
}

// saidIn reports whether the noun at token i stands after a preposition that
// makes it a medium: "in court" is one, "to the court" is not.
func saidIn(doc *nlp.Doc, i int, name string) bool {
	t := &doc.Tokens[i]
	switch caseOf(doc, i) {
	case "in":
		return true
	case "on":
		return name != "report" && name != "court document"
	case "at":
		return name == "press conference" || name == "briefing" || name == "speech" || name == "hearing" || name == "talk" || name == "debate"
	case "during":
		return true
	case "by", "via", "over":
		return int(t.Head) != i-1 && (name == "letter" || name == "call" || name == "post" || name == "statement" || name == "broadcast")
	case "through":
		return name == "statement" || name == "post"
	}
	return false
}

// onCue reports whether token i hangs on the cue by way of modifiers alone, or
// stands right beside it.
func onCue(doc *nlp.Doc, r *Relation, i int) bool {
	for at, step := i, 0; step < 4; step++ {
		t := &doc.Tokens[at]
		switch t.Dep {
		case nlp.DepObl, nlp.DepOblUnmarked, nlp.DepNmod, nlp.DepNmodUnmarked, nlp.DepAdvmod, nlp.DepCompound, nlp.DepObj:
		case nlp.DepAcl, nlp.DepAdvcl:
			if t.Tag != nlp.TagVBG && t.Tag != nlp.TagVBN {
				return false
			}
		default:
			return false
		}
		at = int(t.Head)
		if at < 0 || nlp.Holds(r.Content, at) {
			return false
		}
		if nlp.Holds(r.Cue, at) {
			return true
		}
	}
	return false
}

// IsDocument reports whether a noun, given by its lemma, is something one reads
// or hears rather than somebody: "the statement says".
func IsDocument(lemma string) bool {
	switch media()[lemma] {
	case "statement", "report", "readout", "post", "letter", "court document", "book", "article", "document":
		return true
	}
	return false
}

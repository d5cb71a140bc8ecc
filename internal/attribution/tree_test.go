package attribution

import (
	"strconv"
	"strings"
	"testing"

	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// treeDoc builds a Doc by hand, so that rules are tested without any model. A
// sentence is a line of words; each word is form/lemma/TAG/head/dep, where head
// counts from 1 within the sentence and 0 is the root; the lemma may be left
// empty for the lower-cased form, and a sixth part PER, ORG or LOC makes the
// word an entity. Words are set apart by spaces; "~" before a word joins it to
// the one before. Straight double quotes pair up within a line.
func treeDoc(t *testing.T, lines ...string) *nlp.Doc {
	t.Helper()
	d := &nlp.Doc{}
	for s, line := range lines {
		first := len(d.Tokens)
		for _, w := range strings.Fields(line) {
			addWord(t, d, w, first, s)
		}
		r := nlp.Range{First: first, End: len(d.Tokens)}
		d.Sentences = append(d.Sentences, r)
		d.Paragraphs = append(d.Paragraphs, r)
		pairQuotes(d, r)
	}
	return d
}

func addWord(t *testing.T, d *nlp.Doc, w string, first, sentence int) {
	t.Helper()
	if joined := strings.TrimPrefix(w, "~"); joined != w {
		w = joined
		d.Tokens[len(d.Tokens)-1].SpaceAfter = false
	} else if d.Text != "" {
		d.Text += " "
	}
	part := strings.Split(w, "/")
	if len(part) < 5 {
		t.Fatalf("%q: want form/lemma/TAG/head/dep", w)
	}
	form, lemma := part[0], part[1]
	lower := strings.ToLower(form)
	if lemma == "" {
		lemma = lower
	}
	tag, ok1 := nlp.ParseTag(part[2])
	dep, ok2 := nlp.ParseDep(part[4])
	head, err := strconv.Atoi(part[3])
	if !ok1 || !ok2 || err != nil {
		t.Fatalf("%q: unknown tag, head or relation", w)
	}
	token := nlp.Token{
		Start: int32(len(d.Text)), End: int32(len(d.Text) + len(form)), Lower: lower, Lemma: lemma,
		Hash: learn.String(lower), LemmaHash: learn.String(lemma), Sentence: int32(sentence), Paragraph: int32(sentence),
		Quote: -1, Entity: -1, Head: int32(first + head - 1), Tag: tag, Dep: dep, SpaceAfter: true,
	}
	if head == 0 {
		token.Head = -1
	}
	if strings.ToUpper(form[:1]) == form[:1] && form[0] >= 'A' {
		token.Shape |= nlp.ShapeUpper
	}
	if strings.ContainsAny(form, `".,:;-–—`) {
		token.Shape |= nlp.ShapePunct
	}
	if len(part) > 5 {
		token.Entity = int32(len(d.Entities))
		kind := map[string]nlp.Kind{"PER": nlp.Person, "ORG": nlp.Organisation, "LOC": nlp.Place}[part[5]]
		d.Entities = append(d.Entities, nlp.Entity{Range: nlp.Range{First: len(d.Tokens), End: len(d.Tokens) + 1}, Kind: kind})
	}
	d.Text += form
	d.Tokens = append(d.Tokens, token)
}

func pairQuotes(d *nlp.Doc, r nlp.Range) {
	open := -1
	for i := r.First; i < r.End; i++ {
		if d.Form(i) != `"` {
			continue
		}
		if open < 0 {
			open = i
			continue
		}
		d.Quotes = append(d.Quotes, nlp.Quote{First: open, End: i + 1, Parent: -1, Closed: true, Next: -1, Prev: -1})
		for k := open; k <= i; k++ {
			d.Tokens[k].Quote = int32(len(d.Quotes) - 1)
		}
		open = -1
	}
}

// phrase returns the tokens of the first occurrence of words in d.
func phrase(t *testing.T, d *nlp.Doc, words string) []nlp.Range {
	t.Helper()
	if words == "" {
		return nil
	}
	at := strings.Index(d.Text, words)
	if at < 0 {
		t.Fatalf("%q is not in %q", words, d.Text)
	}
	return []nlp.Range{d.Touching(at, at+len(words))}
}

func slice(d *nlp.Doc, ranges []nlp.Range) string {
	var out []string
	for _, r := range ranges {
		out = append(out, d.Slice(r))
	}
	return strings.Join(out, " … ")
}

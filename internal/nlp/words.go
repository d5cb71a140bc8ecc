package nlp

import (
	"strings"

	"hearsay/internal/learn"
)

// Word is one word of a text whose tokens are known, as in a treebank.
type Word struct {
	Form       string
	SpaceAfter bool
	Head       int // index in the sentence; -1 for the root
	Tag        Tag
	Dep        Dep
}

// Sentence is a sequence of known words.
type Sentence struct {
	Words     []Word
	Paragraph bool // a paragraph begins here
}

// FromWords builds a Doc from known words: its text is put together from them,
// its tokens and sentences are theirs, with their tags and trees.
func FromWords(sentences []Sentence) *Doc {
	var text strings.Builder
	d := &Doc{}
	var reader tokenReader
	paragraph := -1
	for s, sentence := range sentences {
		if s == 0 || sentence.Paragraph {
			paragraph++
			d.Paragraphs = append(d.Paragraphs, Range{len(d.Tokens), len(d.Tokens)})
		}
		first := len(d.Tokens)
		for i, w := range sentence.Words {
			t := Token{
				Start: int32(text.Len()), Sentence: int32(s), Paragraph: int32(paragraph),
				Quote: -1, Entity: -1, Head: -1, Tag: w.Tag, Dep: w.Dep,
				SpaceAfter: w.SpaceAfter || i == len(sentence.Words)-1,
			}
			if w.Head >= 0 {
				t.Head = int32(first + w.Head)
			}
			text.WriteString(w.Form)
			t.End = int32(text.Len())
			if t.SpaceAfter {
				text.WriteByte(' ')
			}
			t.Lower, t.Shape = reader.lower(w.Form)
			t.Hash = learn.String(t.Lower)
			d.Tokens = append(d.Tokens, t)
		}
		d.Sentences = append(d.Sentences, Range{first, len(d.Tokens)})
		d.Paragraphs[paragraph].End = len(d.Tokens)
	}
	d.Text = text.String()
	return d
}

// SetEntities replaces the entities of d, which come in text order and do not
// overlap, and points the tokens to them.
func (d *Doc) SetEntities(entities []Entity) {
	d.Entities = entities
	for i := range d.Tokens {
		d.Tokens[i].Entity = -1
	}
	for n, e := range entities {
		for i := e.First; i < e.End; i++ {
			d.Tokens[i].Entity = int32(n)
		}
	}
}

// Bare returns a copy of d with its tokens and sentences only, as if no one had
// looked at what the words are.
func (d *Doc) Bare() *Doc {
	c := &Doc{Text: d.Text, Paragraphs: d.Paragraphs, Sentences: d.Sentences}
	c.Tokens = append([]Token(nil), d.Tokens...)
	for i := range c.Tokens {
		t := &c.Tokens[i]
		t.Tag, t.Dep, t.Head, t.Entity, t.Class, t.Quote = NoTag, NoDep, -1, -1, 0, -1
	}
	return c
}

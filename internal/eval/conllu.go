package eval

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"hearsay/internal/nlp"
)

// ReadCoNLLU reads a treebank in the CoNLL-U format, gzipped if the name ends
// in .gz, and returns one Doc a document ("# newdoc"; a file without any is
// one document). Tokens carry the gold Tag, Head and Dep; empty nodes are left
// out, and multiword tokens are given as their words.
func ReadCoNLLU(path string) ([]*nlp.Doc, error) {
	r, closeFile, err := openText(path)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	docs, err := parseCoNLLU(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return docs, nil
}

// openText opens a text file, unpacking it if its name ends in .gz.
func openText(path string) (io.Reader, func() error, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	if !strings.HasSuffix(path, ".gz") {
		return f, f.Close, nil
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return z, f.Close, nil
}

// conlluReader collects sentences until a document is complete.
type conlluReader struct {
	docs      []*nlp.Doc
	sentences []nlp.Sentence
	words     []nlp.Word
	paragraph bool // the next sentence begins a paragraph
	joined    int  // id of the last word of the multiword token being read
	spaced    bool // whether white space follows that token
}

func parseCoNLLU(r io.Reader) ([]*nlp.Doc, error) {
	c := &conlluReader{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if err := c.line(lines.Text()); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	c.endDoc()
	return c.docs, lines.Err()
}

func (c *conlluReader) line(line string) error {
	switch {
	case line == "":
		c.endSentence()
		return nil
	case strings.HasPrefix(line, "# newdoc"):
		c.endDoc()
		return nil
	case strings.HasPrefix(line, "# newpar"):
		c.paragraph = true
		return nil
	case line[0] == '#':
		return nil
	}
	return c.word(strings.Split(line, "\t"))
}

func (c *conlluReader) word(col []string) error {
	if len(col) != 10 {
		return fmt.Errorf("%d columns instead of 10", len(col))
	}
	spaced := !strings.Contains(col[9], "SpaceAfter=No")
	if _, last, ok := strings.Cut(col[0], "-"); ok {
		c.joined, _ = strconv.Atoi(last)
		c.spaced = spaced
		return nil
	}
	if strings.Contains(col[0], ".") {
		return nil
	}
	id, err := strconv.Atoi(col[0])
	if err != nil || id != len(c.words)+1 {
		return fmt.Errorf("word number %q out of turn", col[0])
	}
	if id <= c.joined {
		spaced = id == c.joined && c.spaced
	}
	w := nlp.Word{Form: col[1], SpaceAfter: spaced}
	head, err := strconv.Atoi(col[6])
	if err != nil {
		return fmt.Errorf("head %q is not a number", col[6])
	}
	w.Head = head - 1
	w.Tag, _ = nlp.ParseTag(col[4])
	if w.Dep, _ = nlp.ParseDep(col[7]); w.Dep == nlp.NoDep {
		w.Dep = nlp.DepDep
	}
	c.words = append(c.words, w)
	return nil
}

func (c *conlluReader) endSentence() {
	if len(c.words) > 0 {
		c.sentences = append(c.sentences, nlp.Sentence{Words: c.words, Paragraph: c.paragraph})
	}
	c.words, c.paragraph, c.joined = nil, false, 0
}

func (c *conlluReader) endDoc() {
	c.endSentence()
	if len(c.sentences) > 0 {
		c.docs = append(c.docs, nlp.FromWords(c.sentences))
	}
	c.sentences = nil
}

// ReadIOB2 reads named entities in the IOB2 format of Universal NER: five
// columns, of which the second is the word and the third its entity tag; kinds
// are PER, LOC, ORG and OTH.
func ReadIOB2(path string) ([]*nlp.Doc, error) {
	r, closeFile, err := openText(path)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	i := &iobReader{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		i.line(lines.Text())
	}
	i.endDoc()
	return i.docs, lines.Err()
}

type iobReader struct {
	docs      []*nlp.Doc
	sentences []nlp.Sentence
	words     []nlp.Word
	tags      []string // of the document
}

func (r *iobReader) line(line string) {
	col := strings.Split(line, "\t")
	switch {
	case strings.HasPrefix(line, "# newdoc"):
		r.endDoc()
	case line == "":
		r.endSentence()
	case line[0] != '#' && len(col) >= 3:
		r.words = append(r.words, nlp.Word{Form: col[1], SpaceAfter: true, Head: -1})
		r.tags = append(r.tags, col[2])
	}
}

func (r *iobReader) endSentence() {
	if len(r.words) > 0 {
		r.sentences = append(r.sentences, nlp.Sentence{Words: r.words})
	}
	r.words = nil
}

func (r *iobReader) endDoc() {
	r.endSentence()
	if len(r.sentences) > 0 {
		d := nlp.FromWords(r.sentences)
		d.SetEntities(entitiesOf(r.tags))
		r.docs = append(r.docs, d)
	}
	r.sentences, r.tags = nil, nil
}

// entitiesOf turns IOB2 tags, one a token, into entities.
func entitiesOf(tags []string) []nlp.Entity {
	kinds := map[string]nlp.Kind{"PER": nlp.Person, "LOC": nlp.Place, "ORG": nlp.Organisation, "OTH": nlp.Other}
	var out []nlp.Entity
	for i, tag := range tags {
		where, name, _ := strings.Cut(tag, "-")
		kind := kinds[name]
		if n := len(out); where == "I" && n > 0 && out[n-1].End == i && out[n-1].Kind == kind {
			out[n-1].End++
		} else if kind != nlp.NoKind {
			out = append(out, nlp.Entity{Range: nlp.Range{First: i, End: i + 1}, Kind: kind})
		}
	}
	return out
}

package main

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"hearsay/internal/eval"
	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// trainNLP fits the models of internal/nlp to the corpora under sharedDir and
// returns a bundle of their sections. Progress goes to log.
func trainNLP(sharedDir string, log io.Writer) (*learn.Bundle, error) {
	corpora, err := readCorpora(filepath.Join(sharedDir, "data"))
	if err != nil {
		return nil, fmt.Errorf("reading training data: %w", err)
	}
	b := &learn.Bundle{}
	return b, nlp.Train(corpora, b, log)
}

// readCorpora reads all training texts; nothing of dev or test.
func readCorpora(dir string) (*nlp.Corpora, error) {
	c := &nlp.Corpora{}
	for _, name := range []string{"en_ewt", "en_gum"} {
		docs, err := eval.ReadCoNLLU(filepath.Join(dir, "ud", name+"-ud-train.conllu.gz"))
		if err != nil {
			return nil, err
		}
		c.Trees = append(c.Trees, docs...)
	}
	var err error
	if c.Names, err = eval.ReadIOB2(filepath.Join(dir, "ner", "en_ewt-ud-train.iob2")); err != nil {
		return nil, err
	}
	if c.News, err = readNews(filepath.Join(dir, "polnear"), "train"); err != nil {
		return nil, err
	}
	for _, name := range []string{"inaugural", "masc", "state_union"} {
		d, err := readRaw(filepath.Join(dir, "raw", name+".txt.gz"))
		if err != nil {
			return nil, err
		}
		c.Raw = append(c.Raw, d)
	}
	return c, nil
}

// readRaw cuts a gzipped text into tokens and sentences.
func readRaw(path string) (*nlp.Doc, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return nlp.Split(strings.ToValidUTF8(string(text), " ")), nil
}

// readNews reads the articles of one part of PolNeAR, cut into our tokens,
// with the tags and entities that CoreNLP gave them.
func readNews(dir, part string) ([]*nlp.Doc, error) {
	f, err := os.Open(filepath.Join(dir, part+"-corenlp.tar.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	docs := map[string]*nlp.Doc{}
	for files := tar.NewReader(z); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		name, isTable := strings.CutSuffix(filepath.Base(h.Name), ".conll")
		if !isTable {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, part, "text", name+".txt"))
		if err != nil {
			return nil, err
		}
		if docs[name], err = projectNews(string(text), files); err != nil {
			return nil, fmt.Errorf("%s: %w", h.Name, err)
		}
	}
	names := make([]string, 0, len(docs))
	for name := range docs {
		names = append(names, name)
	}
	slices.Sort(names)
	out := make([]*nlp.Doc, len(names))
	for i, name := range names {
		out[i] = docs[name]
	}
	return out, nil
}

// newsKinds are the kinds of entity that CoreNLP marks and we want.
var newsKinds = map[string]nlp.Kind{
	"PERSON": nlp.Person, "ORGANIZATION": nlp.Organisation, "LOCATION": nlp.Place, "MISC": nlp.Other,
}

// projectNews cuts text into our tokens and gives each the tag of the CoreNLP
// token with the same bounds and the entity of the one in which it begins.
func projectNews(text string, table io.Reader) (*nlp.Doc, error) {
	d := nlp.Split(text)
	bytes := make([]int, 0, len(text)+1) // of each code point
	for i := range text {
		bytes = append(bytes, i)
	}
	bytes = append(bytes, len(text))
	kinds := make([]nlp.Kind, len(d.Tokens))
	next := 0
	lines := bufio.NewScanner(table)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		col := strings.Split(lines.Text(), "\t")
		if len(col) < 10 {
			continue
		}
		begin, err1 := strconv.Atoi(col[7])
		end, err2 := strconv.Atoi(col[8])
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		if begin < 0 || end >= len(bytes) || begin >= end {
			continue
		}
		lo, hi := int32(bytes[begin]), int32(bytes[end])
		for next < len(d.Tokens) && d.Tokens[next].Start < lo {
			next++
		}
		for ; next < len(d.Tokens) && d.Tokens[next].Start < hi; next++ {
			kinds[next] = newsKinds[col[4]]
			if t := &d.Tokens[next]; t.Start == lo && t.End == hi {
				t.Tag, _ = nlp.ParseTag(col[3])
			}
		}
	}
	d.SetEntities(runsOf(kinds, d))
	return d, lines.Err()
}

// runsOf turns runs of equal kinds inside a sentence into entities.
func runsOf(kinds []nlp.Kind, d *nlp.Doc) []nlp.Entity {
	var out []nlp.Entity
	for i, k := range kinds {
		if k == nlp.NoKind {
			continue
		}
		n := len(out)
		if n > 0 && out[n-1].End == i && out[n-1].Kind == k && d.Tokens[i].Sentence == d.Tokens[i-1].Sentence {
			out[n-1].End++
			continue
		}
		out = append(out, nlp.Entity{Range: nlp.Range{First: i, End: i + 1}, Kind: k})
	}
	return out
}

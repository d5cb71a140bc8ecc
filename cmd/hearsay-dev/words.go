package main

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"hearsay/internal/nlp"
)

// runWords counts in how many documents of the training texts each word stands
// and writes the common ones as internal/compare/lexicon/common.txt.
func runWords(args []string, std streams) error {
	flags := flag.NewFlagSet("words", flag.ContinueOnError)
	shared := sharedFlag(flags)
	if _, err := parseFlags(flags, args, std, 0); err != nil {
		return err
	}
	corpora, err := readCorpora(filepath.Join(*shared, "data"))
	if err != nil {
		return err
	}
	var c wordCount
	for _, d := range corpora.News {
		c.add(d, len(d.Tokens))
	}
	for _, d := range corpora.Raw {
		const stretch = 600 // tokens of running text that count as a document
		c.add(d, stretch)
	}
	return c.write(std.out)
}

// wordCount counts the documents that have a word.
type wordCount struct {
	documents int
	have      map[string]int // documents, by word in lower case
	times     map[string]int // occurrences
	capitals  map[string]int // of these, with a capital
}

// add counts a text, cut into documents of so many tokens.
func (c *wordCount) add(d *nlp.Doc, stretch int) {
	if c.have == nil {
		c.have, c.times, c.capitals = map[string]int{}, map[string]int{}, map[string]int{}
	}
	for from := 0; from < len(d.Tokens); from += stretch {
		seen := map[string]bool{}
		for i := from; i < min(from+stretch, len(d.Tokens)); i++ {
			w := d.Tokens[i].Lower
			if strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) {
				continue
			}
			seen[w] = true
			c.times[w]++
			if r, _ := utf8.DecodeRuneInString(d.Form(i)); unicode.IsUpper(r) {
				c.capitals[w]++
			}
		}
		for w := range seen {
			c.have[w]++
		}
		c.documents++
	}
}

// write writes a line for each band: its number, which is the whole part of the
// negative binary logarithm of the share of documents, and its words. Words that
// are mostly written with a capital are names and left out.
func (c *wordCount) write(w interface{ Write([]byte) (int, error) }) error {
	const bands = 8
	var lines [bands][]string
	for _, word := range slices.Sorted(maps.Keys(c.have)) {
		if c.capitals[word]*2 > c.times[word] {
			continue
		}
		if band := int(-math.Log2(float64(c.have[word]) / float64(c.documents))); band < bands {
			lines[band] = append(lines[band], word)
		}
	}
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# Common words. A line begins with a number n: its words stand in one of 2^n to 2^(n+1) documents. Counted by\n"+
		"# \"hearsay-dev words\" in %d documents: the training texts of the models, less what is mostly written with a capital.\n", c.documents)
	for band, words := range lines {
		for part := range slices.Chunk(words, 16) {
			fmt.Fprintf(out, "%d %s\n", band, strings.Join(part, " "))
		}
	}
	return out.Flush()
}

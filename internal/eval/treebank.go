package eval

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"hearsay"
	"hearsay/internal/nlp"
)

// TreebankScores are the figures of one treebank.
type TreebankScores struct {
	Name      string // the file's name without its extension
	Words     PRF    // words with exactly the right bounds, from raw text
	Sentences PRF    // sentences with exactly the right bounds, from raw text
	Tree      TreeScore
}

// ScoreTreebank analyses a CoNLL-U file twice: its raw text for words and
// sentences, its gold words for tags and trees.
func ScoreTreebank(path string, a *nlp.Analyzer) (TreebankScores, error) {
	name, _, _ := strings.Cut(filepath.Base(path), ".")
	s := TreebankScores{Name: name}
	raw, err := ReadSurface(path)
	if err != nil {
		return s, err
	}
	s.Words, s.Sentences = raw.Score(nlp.Split(raw.Text))
	docs, err := ReadCoNLLU(path)
	if err != nil {
		return s, err
	}
	for _, gold := range docs {
		got := gold.Bare()
		a.Annotate(got)
		s.Tree.Add(gold, got)
	}
	return s, nil
}

// ScoreEntities analyses the gold words of an IOB2 file.
func ScoreEntities(path string, a *nlp.Analyzer) (EntityScore, error) {
	var s EntityScore
	docs, err := ReadIOB2(path)
	if err != nil {
		return s, err
	}
	for _, gold := range docs {
		got := gold.Bare()
		a.Annotate(got)
		s.Add(gold, got)
	}
	return s, nil
}

// Surface is a treebank turned back into running text, with the bounds of its
// words and sentences. Documents and paragraphs are parted by an empty line.
type Surface struct {
	Text             string
	Words, Sentences []hearsay.Span
}

// Score compares the words and sentences of d, an analysis of s.Text.
func (s *Surface) Score(d *nlp.Doc) (words, sentences PRF) {
	var gotWords, gotSentences []hearsay.Span
	for i := range d.Tokens {
		gotWords = append(gotWords, hearsay.Span{Start: int(d.Tokens[i].Start), End: int(d.Tokens[i].End)})
	}
	for _, r := range d.Sentences {
		start, end := d.Bytes(r)
		gotSentences = append(gotSentences, hearsay.Span{Start: start, End: end})
	}
	return spanScore(s.Words, gotWords), spanScore(s.Sentences, gotSentences)
}

func spanScore(gold, got []hearsay.Span) PRF {
	in := map[hearsay.Span]bool{}
	for _, s := range gold {
		in[s] = true
	}
	hit := 0
	for _, s := range got {
		count(&hit, in[s])
	}
	return tally{hit, len(got), len(gold)}.prf()
}

// ReadSurface reads the text of a CoNLL-U file, gzipped if its name ends in
// .gz. The words of a multiword token ("don't") have bounds of their own where
// their letters make up the token's; otherwise the token counts as one word.
func ReadSurface(path string) (*Surface, error) {
	in, closeFile, err := openText(path)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	s, err := parseSurface(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// surfaceReader puts the text together, one line of the file after another.
type surfaceReader struct {
	text     strings.Builder
	surface  Surface
	sentence int // start of the sentence being read; -1 between sentences
	end      int // end of the last word
	joined   hearsay.Span
	last     int      // number of the last word of the multiword token being read
	parts    []string // its words so far
}

func parseSurface(in io.Reader) (*Surface, error) {
	r := &surfaceReader{sentence: -1}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if err := r.line(lines.Text()); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	r.endSentence()
	r.surface.Text = r.text.String()
	return &r.surface, lines.Err()
}

func (r *surfaceReader) line(line string) error {
	switch {
	case line == "":
		r.endSentence()
		return nil
	case strings.HasPrefix(line, "# newdoc"), strings.HasPrefix(line, "# newpar"):
		if s := r.text.String(); s != "" && !strings.HasSuffix(s, "\n\n") {
			r.text.WriteString("\n\n")
		}
		return nil
	case line[0] == '#':
		return nil
	}
	col := strings.Split(line, "\t")
	if len(col) != 10 {
		return fmt.Errorf("%d columns instead of 10", len(col))
	}
	r.word(col[0], col[1], !strings.Contains(col[9], "SpaceAfter=No"))
	return nil
}

func (r *surfaceReader) word(id, form string, spaced bool) {
	if strings.Contains(id, ".") {
		return // an empty node
	}
	first, last, several := strings.Cut(id, "-")
	number, _ := strconv.Atoi(first)
	if !several && number <= r.last {
		if r.parts = append(r.parts, form); number == r.last {
			r.addParts()
		}
		return
	}
	start := r.text.Len()
	if r.sentence < 0 {
		r.sentence = start
	}
	r.end = start + len(form)
	at := hearsay.Span{Start: start, End: r.end}
	if several {
		r.last, _ = strconv.Atoi(last)
		r.joined, r.parts = at, nil
	} else {
		r.surface.Words = append(r.surface.Words, at)
	}
	r.text.WriteString(form)
	if spaced {
		r.text.WriteByte(' ')
	}
}

func (r *surfaceReader) addParts() {
	if strings.Join(r.parts, "") != r.text.String()[r.joined.Start:r.joined.End] {
		r.surface.Words = append(r.surface.Words, r.joined)
		return
	}
	at := r.joined.Start
	for _, p := range r.parts {
		r.surface.Words = append(r.surface.Words, hearsay.Span{Start: at, End: at + len(p)})
		at += len(p)
	}
}

func (r *surfaceReader) endSentence() {
	if r.sentence >= 0 {
		r.surface.Sentences = append(r.surface.Sentences, hearsay.Span{Start: r.sentence, End: r.end})
	}
	r.sentence, r.last = -1, 0
}

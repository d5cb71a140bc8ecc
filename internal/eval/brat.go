package eval

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"hearsay"
)

// A corpus in brat standoff is a folder of texts, NAME.txt, and a folder of
// annotations, NAME.ann or NAME_<annotator>.ann (the annotator a hexadecimal
// number). An annotation file holds, one a line,
//
//	T4 <tab> Cue 58 62;70 75 <tab> the words     a span, maybe in several pieces
//	E1 <tab> Cue:T4 Source:T3 Content:T2          an attribution; roles in any order
//
// where offsets are half-open and count the code points of the text file as it
// stands. A role may be left out or come several times, with a number at its
// end (Content2). PolNeAR's E lines also name a trigger (Attribution:T9), which
// says nothing new. Spans that no E line names (Discard, Discuss), and lines of
// other kinds (# notes, A, R, M, N, *), are passed over.

// Span is a half-open range of a text, counted in two ways.
type Span struct {
	Start, End int          // code points, as they stand in the file
	Bytes      hearsay.Span // the same in bytes, cut to the text where the file points outside it
}

// Attribution is one annotated or predicted attribution. A role that is absent
// has no spans; spans stand in the order of the file.
type Attribution struct {
	Source, Cue, Content, Addressee []Span
}

// GoldAttribution is an Attribution that a person annotated.
type GoldAttribution = Attribution

// Article is a text with its annotations.
type Article struct {
	Name        string // the file's name without .txt
	Text        string
	Annotations []Annotation // by different annotators, sorted by file name; never empty in a corpus
}

// Gold returns the annotation that counts for figures: the first.
func (a *Article) Gold() []GoldAttribution {
	if len(a.Annotations) == 0 {
		return nil
	}
	return a.Annotations[0].Attributions
}

// Annotation is what one annotator marked in one text.
type Annotation struct {
	File         string
	Attributions []GoldAttribution // in the order of the file
	Problems     []Problem         // lines that could not be used
}

// Problem is a line of an annotation file that could not be used.
type Problem struct {
	File string
	Line int // from 1
	What string
	Lost bool // the line says something that could not be made out; not so a blank line, or a span that leaves its text
}

func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.What) }

// LoadCorpus reads every article of textDir that has an annotation in annDir,
// sorted by name. Unusable lines are recorded as Problems of their Annotation;
// a text that is not UTF-8 is an error, and so is a corpus with no article.
func LoadCorpus(textDir, annDir string) ([]Article, error) {
	texts, err := listFiles(textDir, ".txt")
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	anns, err := listFiles(annDir, ".ann")
	if err != nil {
		return nil, fmt.Errorf("read annotations: %w", err)
	}
	byArticle := map[string][]string{}
	for _, ann := range anns {
		byArticle[ann] = append(byArticle[ann], ann)
		if name, ok := cutAnnotator(ann); ok {
			byArticle[name] = append(byArticle[name], ann)
		}
	}
	var articles []Article
	for _, name := range texts {
		if len(byArticle[name]) == 0 {
			continue
		}
		article, err := loadArticle(filepath.Join(textDir, name+".txt"), annDir, byArticle[name])
		if err != nil {
			return nil, err
		}
		articles = append(articles, article)
	}
	if len(articles) == 0 {
		return nil, fmt.Errorf("no NAME.txt in %s has a NAME.ann or NAME_<annotator>.ann in %s", textDir, annDir)
	}
	return articles, nil
}

// LoadArticle reads one text and one annotation file of it.
func LoadArticle(textFile, annFile string) (Article, error) {
	name := strings.TrimSuffix(filepath.Base(annFile), ".ann")
	return loadArticle(textFile, filepath.Dir(annFile), []string{name})
}

func loadArticle(textFile, annDir string, anns []string) (Article, error) {
	data, err := os.ReadFile(textFile)
	if err != nil {
		return Article{}, fmt.Errorf("read text: %w", err)
	}
	if !utf8.Valid(data) {
		return Article{}, fmt.Errorf("%s: not UTF-8", textFile)
	}
	article := Article{
		Name: strings.TrimSuffix(filepath.Base(textFile), ".txt"),
		Text: string(data),
	}
	for _, ann := range anns {
		file := filepath.Join(annDir, ann+".ann")
		data, err := os.ReadFile(file)
		if err != nil {
			return Article{}, fmt.Errorf("read annotation: %w", err)
		}
		article.Annotations = append(article.Annotations, ParseBrat(file, string(data), article.Text))
	}
	return article, nil
}

// listFiles returns the names, less ext, of the visible files of dir that end
// in ext, sorted in the order of the full names.
func listFiles(dir, ext string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ext) && e.Name()[0] != '.' {
			names = append(names, e.Name())
		}
	}
	sort.Strings(names)
	for i := range names {
		names[i] = strings.TrimSuffix(names[i], ext)
	}
	return names, nil
}

// cutAnnotator takes the annotator's number off the name of an annotation.
func cutAnnotator(name string) (string, bool) {
	i := strings.LastIndexByte(name, '_')
	if i < 0 || i == len(name)-1 || strings.Trim(name[i+1:], "0123456789abcdef") != "" {
		return "", false
	}
	return name[:i], true
}

// ParseBrat reads the annotation file data of text. The file's name is only
// used to report problems.
func ParseBrat(file, data, text string) Annotation {
	p := bratParser{
		annotation: Annotation{File: file},
		offsets:    byteOffsets(text),
		spans:      map[string][]Span{},
	}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(data), "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	for i, line := range lines {
		p.line(i+1, line)
	}
	for _, e := range p.events {
		p.event(e)
	}
	sort.SliceStable(p.annotation.Problems, func(i, j int) bool {
		return p.annotation.Problems[i].Line < p.annotation.Problems[j].Line
	})
	return p.annotation
}

type bratParser struct {
	annotation Annotation
	offsets    []int32 // code point → byte
	spans      map[string][]Span
	events     []bratEvent
}

type bratEvent struct {
	line int
	args []string
}

func (p *bratParser) problem(line int, lost bool, format string, args ...any) {
	p.annotation.Problems = append(p.annotation.Problems,
		Problem{p.annotation.File, line, fmt.Sprintf(format, args...), lost})
}

func (p *bratParser) line(n int, line string) {
	cols := strings.Split(line, "\t")
	switch {
	case strings.HasPrefix(line, "T") && len(cols) >= 2:
		spans, err := p.textBound(cols[1])
		if err != nil {
			p.problem(n, spans == nil, "%s: %v", cols[0], err)
		}
		if spans != nil {
			p.spans[cols[0]] = spans
		}
	case strings.HasPrefix(line, "E") && len(cols) >= 2:
		p.events = append(p.events, bratEvent{n, strings.Fields(cols[1])})
	case line == "":
		p.problem(n, false, "blank line")
	case len(cols) < 2 || !strings.ContainsRune("#ARMN*", rune(line[0])):
		p.problem(n, true, "not an annotation: %.40q", line)
	}
}

var errOutside = errors.New("outside the text")

// textBound reads "Kind 58 102;137 199". Spans outside the text are returned
// together with errOutside.
func (p *bratParser) textBound(s string) ([]Span, error) {
	_, ranges, ok := strings.Cut(s, " ")
	if !ok {
		return nil, fmt.Errorf("%q has no offsets", s)
	}
	var spans []Span
	var outside error
	for _, r := range strings.Split(ranges, ";") {
		first, last, _ := strings.Cut(r, " ")
		start, err1 := strconv.Atoi(first)
		end, err2 := strconv.Atoi(last)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%q is not a pair of offsets", r)
		}
		if start < 0 || start >= end || end >= len(p.offsets) {
			outside = fmt.Errorf("%d %d: %w", start, end, errOutside)
		}
		spans = append(spans, Span{start, end, hearsay.Span{Start: p.byteOf(start), End: p.byteOf(end)}})
	}
	return spans, outside
}

func (p *bratParser) byteOf(codePoint int) int {
	return int(p.offsets[min(max(codePoint, 0), len(p.offsets)-1)])
}

func (p *bratParser) event(e bratEvent) {
	var a GoldAttribution
	for _, arg := range e.args {
		name, id, _ := strings.Cut(arg, ":")
		role := a.role(strings.ToLower(strings.TrimRight(name, "0123456789")))
		if role == nil {
			continue
		}
		spans, ok := p.spans[id]
		if !ok {
			p.problem(e.line, true, "%s: no such span", arg)
			continue
		}
		*role = append(*role, spans...)
	}
	if len(a.Source)+len(a.Cue)+len(a.Content) > 0 {
		p.annotation.Attributions = append(p.annotation.Attributions, a)
	}
}

func (a *Attribution) role(name string) *[]Span {
	switch name {
	case "source":
		return &a.Source
	case "cue":
		return &a.Cue
	case "content":
		return &a.Content
	case "addressee":
		return &a.Addressee
	}
	return nil
}

// byteOffsets returns the byte at which each code point of text begins, and
// after them the length of text.
func byteOffsets(text string) []int32 {
	offsets := make([]int32, 0, len(text)+1)
	for i := range text {
		offsets = append(offsets, int32(i))
	}
	return append(offsets, int32(len(text)))
}

// FromReading returns what a reading found in the form of an annotation, in
// the reading's order.
func FromReading(r *hearsay.Reading) []Attribution {
	offsets := byteOffsets(r.Article.Text)
	convert := func(in []hearsay.Span) []Span {
		var out []Span
		for _, s := range in {
			out = append(out, Span{codePointOf(offsets, s.Start), codePointOf(offsets, s.End), s})
		}
		return out
	}
	found := make([]Attribution, len(r.Attributions))
	for i, a := range r.Attributions {
		found[i] = Attribution{
			Source:    convert(a.Source.Spans),
			Cue:       convert(a.Cue.Spans),
			Content:   convert(a.Content),
			Addressee: convert(a.Addressee.Spans),
		}
	}
	return found
}

func codePointOf(offsets []int32, b int) int {
	return sort.Search(len(offsets), func(i int) bool { return int(offsets[i]) >= b })
}

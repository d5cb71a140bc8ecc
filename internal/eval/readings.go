package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"hearsay"
)

// LoadReadings reads what "hearsay read" wrote: a file of JSON Lines, a folder
// of such files (*.jsonl), or a folder of texts with their standoff annotation.
// Each Article has one Annotation.
func LoadReadings(path string) ([]Article, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return loadJSONL(path)
	}
	files, err := filepath.Glob(filepath.Join(escapeGlob(path), "*.jsonl"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return LoadCorpus(path, path)
	}
	var all []Article
	for _, file := range files {
		articles, err := loadJSONL(file)
		if err != nil {
			return nil, err
		}
		all = append(all, articles...)
	}
	return all, nil
}

func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// reading is the part of the contract that is compared; offsets are code points.
type reading struct {
	Article struct {
		ID, File, Title, Text string
	}
	Attributions []struct {
		Source, Cue, Content, Addressee struct {
			Spans []struct{ Start, End int }
		}
	}
}

func loadJSONL(path string) ([]Article, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var articles []Article
	in := bufio.NewReader(f)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			article, err := parseReading(path, line)
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", path, n, err)
			}
			articles = append(articles, article)
		}
		if errors.Is(err, io.EOF) {
			return articles, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
}

func parseReading(path string, line []byte) (Article, error) {
	var r reading
	if err := json.Unmarshal(line, &r); err != nil {
		return Article{}, err
	}
	if r.Article.ID == "" && r.Article.Text == "" {
		return Article{}, errors.New("not a reading: it has neither article.id nor article.text")
	}
	a := Article{Name: r.Article.File, Text: r.Article.Text}
	if a.Name == "" {
		a.Name = r.Article.ID
	}
	offsets := byteOffsets(a.Text)
	convert := func(in []struct{ Start, End int }) []Span {
		var out []Span
		for _, s := range in {
			at := func(codePoint int) int { return int(offsets[min(max(codePoint, 0), len(offsets)-1)]) }
			out = append(out, Span{s.Start, s.End, hearsay.Span{Start: at(s.Start), End: at(s.End)}})
		}
		return out
	}
	ann := Annotation{File: path}
	for _, x := range r.Attributions {
		ann.Attributions = append(ann.Attributions, Attribution{
			Source: convert(x.Source.Spans), Cue: convert(x.Cue.Spans),
			Content: convert(x.Content.Spans), Addressee: convert(x.Addressee.Spans),
		})
	}
	a.Annotations = []Annotation{ann}
	return a, nil
}

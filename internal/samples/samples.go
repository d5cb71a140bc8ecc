// Package samples holds articles written for this project, each with every
// attribution in it marked by hand. All people, places, firms and agencies in
// them are invented.
//
// # Format
//
// A sample is a txtar archive in read/. Its comment says what the article
// exercises; article.txt is the article; want.txt the attributions, one block
// each, blocks parted by an empty line and standing in text order of their
// cues; own_voice.txt the sentences in which the article speaks for itself and
// scare.txt the quotation marks that attribute nothing, one a line (both may be
// missing). A block looks like this, lines of absent roles left out:
//
//	source: Foreign Minister Ilan Torvek
//	speaker: Ilan Torvek
//	cue: told
//	content: that the talks would … resume
//	to: Mara Selidge #2
//	via: the ministry said #3
//	form: indirect
//
// Values are copied from the article letter by letter. "#2" asks for the second
// time the words stand there as whole words, no number for the first; " … "
// joins the parts of something interrupted. The speaker is the fullest name the
// article gives to the source. The value of via is any stretch of the article
// that holds the cue of exactly one attribution: the one that relays this one,
// as "the ministry said" relays "the minister told her".
//
// What counts as an attribution, and where its parts begin and end, follows the
// guidelines of PolNeAR (Newell, Margolin and Ruths, LREC 2018), with these
// differences: attributions inside the content of others are marked as well;
// the person spoken to has a role; "X, citing Y" gives Y an attribution of its
// own, relayed by X; a headline ending in "- Torvek" has a source and no cue; and
// scare quotes do not make a form mixed.
package samples

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/tools/txtar"
)

//go:embed read/*.txtar
var files embed.FS

// Span is a half-open range of bytes in Sample.Text, on rune boundaries.
type Span struct{ Start, End int }

// Sample is one article and what a reader should find in it.
type Sample struct {
	Name     string // file name without its extension
	About    string // what the article exercises
	Text     string // the article, ending in one newline
	Want     []Want // every attribution, in text order of the cues (of the contents, where there is no cue)
	OwnVoice []Span // sentences of the body attributed to nobody
	Scare    []Span // quotation marks that attribute nothing, marks included
}

// Want is one attribution. A role the article does not express has no spans;
// the spans of a role are sorted and disjoint.
type Want struct {
	Source  []Span
	Speaker string // fullest name of the source in the article; empty if nobody is named
	Cue     []Span
	Content []Span
	To      []Span // who is spoken to
	Via     int    // index in Sample.Want of the attribution that relays this one; -1 for none
	Form    string // direct, indirect or mixed
}

// Words returns the text under spans, joined by " … " as in the files.
func (s Sample) Words(spans []Span) string {
	parts := make([]string, len(spans))
	for i, sp := range spans {
		parts[i] = s.Text[sp.Start:sp.End]
	}
	return strings.Join(parts, gap)
}

// All returns the samples in order of their names. The error names the file and
// the line's words when a sample does not fit its own article.
func All() ([]Sample, error) { return Load(files, "read") }

// Load returns the samples of a folder, as All does.
func Load(from fs.FS, folder string) ([]Sample, error) {
	entries, err := fs.ReadDir(from, folder)
	if err != nil {
		return nil, fmt.Errorf("samples: %w", err)
	}
	all := make([]Sample, 0, len(entries))
	for _, entry := range entries {
		data, err := fs.ReadFile(from, path.Join(folder, entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("samples: %w", err)
		}
		sample, err := parse(data)
		if err != nil {
			return nil, fmt.Errorf("samples: %s: %w", entry.Name(), err)
		}
		sample.Name = strings.TrimSuffix(entry.Name(), ".txtar")
		all = append(all, sample)
	}
	return all, nil
}

// parse reads one archive. article.txt has to come before what points into it.
func parse(data []byte) (Sample, error) {
	archive := txtar.Parse(data)
	sample := Sample{About: strings.TrimSpace(string(archive.Comment))}
	for _, file := range archive.Files {
		var err error
		switch file.Name {
		case "article.txt":
			sample.Text = string(file.Data)
		case "want.txt":
			sample.Want, err = parseWants(sample.Text, string(file.Data))
		case "own_voice.txt":
			sample.OwnVoice, err = locateLines(sample.Text, string(file.Data))
		case "scare.txt":
			sample.Scare, err = locateLines(sample.Text, string(file.Data))
		default:
			err = errors.New("not a part of a sample")
		}
		if err != nil {
			return Sample{}, fmt.Errorf("%s: %w", file.Name, err)
		}
	}
	switch {
	case sample.Text == "":
		return Sample{}, errors.New("article.txt is missing or empty")
	case len(sample.Want) == 0:
		return Sample{}, errors.New("want.txt is missing or empty")
	}
	return sample, nil
}

// parseWants reads the blocks of want.txt; pointers to relaying attributions
// are followed once all of them are known.
func parseWants(text, data string) ([]Want, error) {
	var wants []Want
	var pointers [][]Span
	for block := range strings.SplitSeq(strings.TrimSuffix(data, "\n"), "\n\n") {
		want, pointer, err := parseBlock(text, block)
		if err != nil {
			return nil, fmt.Errorf("attribution %d: %w", len(wants)+1, err)
		}
		wants, pointers = append(wants, want), append(pointers, pointer)
	}
	for i, pointer := range pointers {
		if pointer == nil {
			continue
		}
		via, err := relay(wants, i, pointer)
		if err != nil {
			return nil, fmt.Errorf("attribution %d: via: %w", i+1, err)
		}
		wants[i].Via = via
	}
	return wants, nil
}

func parseBlock(text, block string) (want Want, pointer []Span, err error) {
	want.Via = -1
	seen := map[string]bool{}
	for line := range strings.Lines(block) {
		role, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		if !found || value == "" || seen[role] {
			return Want{}, nil, fmt.Errorf("%q is not a role and its words, or the role was there before", line)
		}
		seen[role] = true
		switch role {
		case "source":
			want.Source, err = locate(text, value)
		case "speaker":
			want.Speaker = value
			_, err = locate(text, value)
		case "cue":
			want.Cue, err = locate(text, value)
		case "content":
			want.Content, err = locate(text, value)
		case "to":
			want.To, err = locate(text, value)
		case "via":
			pointer, err = locate(text, value)
		case "form":
			if value != "direct" && value != "indirect" && value != "mixed" {
				err = fmt.Errorf("%q is no form of report", value)
			}
			want.Form = value
		default:
			err = errors.New("no such role")
		}
		if err != nil {
			return Want{}, nil, fmt.Errorf("%s: %w", role, err)
		}
	}
	if !seen["content"] || !seen["form"] || !seen["source"] && !seen["cue"] {
		return Want{}, nil, errors.New("an attribution needs content, form, and a source or a cue")
	}
	return want, pointer, nil
}

// relay returns the index of the one attribution other than self whose cue lies
// inside pointer.
func relay(wants []Want, self int, pointer []Span) (int, error) {
	found := -1
	for i, want := range wants {
		if i == self || len(want.Cue) == 0 || !within(want.Cue, pointer) {
			continue
		}
		if found >= 0 {
			return -1, fmt.Errorf("it holds the cues of attributions %d and %d", found+1, i+1)
		}
		found = i
	}
	if found < 0 {
		return -1, errors.New("it holds no cue of another attribution")
	}
	return found, nil
}

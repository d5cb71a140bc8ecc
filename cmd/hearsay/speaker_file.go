package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"hearsay/internal/store"
)

// The bounds of a list of speakers.
const (
	maxSpeakerFile = 64 << 20 // bytes
	maxSpeakerLine = 1000     // aliases in a line
)

// parseSpeakerFile reads a CSV file of names, aliases and identifiers. Every line
// that is wrong is in the error.
func parseSpeakerFile(in io.Reader, name string) ([]store.SpeakerEntry, error) {
	limited := &io.LimitedReader{R: in, N: maxSpeakerFile + 1}
	buffered := bufio.NewReader(limited)
	if mark, err := buffered.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = buffered.Discard(3)
	}
	r := csv.NewReader(buffered)
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s is empty; its first line has to name the columns: name,aliases,wikidata", name)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	columns := map[string]int{}
	for i, c := range header {
		header[i] = strings.ToLower(strings.TrimSpace(c))
		columns[header[i]] = i
	}
	if _, ok := columns["name"]; !ok {
		return nil, fmt.Errorf("%s: line 1: there is no column called name", name)
	}
	var entries []store.SpeakerEntry
	var problems []error
	for {
		record, err := r.Read()
		line, _ := r.FieldPos(0)
		switch {
		case errors.Is(err, io.EOF):
			if limited.N == 0 {
				problems = append(problems, fmt.Errorf("%s has more than %d bytes", name, maxSpeakerFile))
			}
			return entries, errors.Join(problems...)
		case err != nil:
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		entry, err := speakerEntry(header, columns, record)
		if entry.Line = line; err != nil {
			problems = append(problems, fmt.Errorf("%s: line %d: %w", name, line, err))
		}
		entries = append(entries, entry)
	}
}

// speakerEntry makes an entry of a line.
func speakerEntry(header []string, columns map[string]int, record []string) (e store.SpeakerEntry, err error) {
	if len(record) > len(header) {
		return e, fmt.Errorf("it has %d fields, the header %d", len(record), len(header))
	}
	for i, cell := range record {
		cell = strings.TrimSpace(cell)
		switch {
		case !utf8.ValidString(cell):
			return e, errors.New("it is not UTF-8")
		case cell == "":
		case i == columns["name"]:
			e.Name = cell
		case header[i] == "alias" || header[i] == "aliases":
			for alias := range strings.FieldsFuncSeq(cell, func(r rune) bool { return r == ';' || r == '|' }) {
				if alias = strings.TrimSpace(alias); alias != "" && !slices.Contains(e.Aliases, alias) {
					e.Aliases = append(e.Aliases, alias)
				}
			}
		case header[i] != "":
			e.Identifiers = append(e.Identifiers, store.Identifier{Scheme: header[i], Value: cell})
		}
	}
	switch {
	case e.Name == "":
		err = errors.New("it has no name")
	case len(e.Aliases) > maxSpeakerLine:
		err = fmt.Errorf("it has more than %d aliases", maxSpeakerLine)
	}
	return e, err
}

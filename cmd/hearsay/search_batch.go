package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"hearsay/internal/export"
	"hearsay/internal/query"
	"hearsay/internal/store"
)

// maxBatchFile bounds a file of --batch, in bytes.
const maxBatchFile = 16 << 20

// batchLine is a line of the file: what to search for besides what the command line
// says.
type batchLine struct {
	number int
	text   string
}

// headings are what the first line of a list of names may be that is none of them.
var headings = []string{"name", "names", "query", "queries", "term", "terms", "word", "words", "who", "speaker", "speakers", "person", "people"}

// readBatch reads the lines of a file that are not empty; of a table in CSV, and every
// list of names is one, the first column, less its heading.
func readBatch(std stdio, path string) ([]batchLine, error) {
	in := std.in
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("--batch: %w", err)
		}
		defer file.Close()
		in = file
	}
	data, err := io.ReadAll(io.LimitReader(in, maxBatchFile+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("--batch %s: %w", path, err)
	case len(data) > maxBatchFile:
		return nil, fmt.Errorf("--batch %s: more than %d bytes; split it", path, maxBatchFile)
	case !utf8.Valid(data):
		return nil, fmt.Errorf("--batch %s: the file is not UTF-8", path)
	}
	lines, err := parseBatch(bytes.TrimPrefix(data, []byte("\ufeff")))
	if err == nil && len(lines) > 1 && slices.Contains(headings, strings.ToLower(lines[0].text)) {
		std.complain(fmt.Sprintf("--batch %s: the first line, %q, was taken for a heading", path, lines[0].text))
		lines = lines[1:]
	}
	return lines, err
}

func parseBatch(data []byte) ([]batchLine, error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	var lines []batchLine
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, fmt.Errorf("--batch: %w", err)
		}
		number, _ := r.FieldPos(0)
		if text := strings.TrimSpace(fields[0]); text != "" {
			lines = append(lines, batchLine{number, text})
		}
	}
}

// batch searches for each line, and tells of the lines without a hit as well.
func (s *searching) batch(ctx context.Context, q *query.Query, lines []batchLine) error {
	if len(lines) == 0 {
		return usageError{fmt.Errorf("--batch %s: there is no line to search for", s.flags.batch)}
	}
	write, err := s.batchWriter()
	if err != nil {
		return err
	}
	found, hits := 0, int64(0)
	for _, line := range lines {
		both := *q
		both.Conditions = append([]query.Condition(nil), q.Conditions...)
		if s.flags.batchIn == "" {
			both.And(query.Parse(line.text))
		} else if err := both.With(query.Field(s.flags.batchIn), line.text); err != nil {
			return fmt.Errorf("--batch, line %d: %w", line.number, err)
		}
		n, err := s.batchLine(ctx, &both, line, write)
		if err != nil {
			return err
		}
		if hits += n; n > 0 {
			found++
		}
	}
	s.std.complain(fmt.Sprintf("%s searched for, %s with hits, %s without; %s", counted(int64(len(lines)), "line", "lines"),
		grouped(int64(found)), grouped(int64(len(lines)-found)), counted(hits, "hit", "hits")))
	if found == 0 {
		return errNothingFound
	}
	return nil
}

// batchLine searches for one line and writes its hits, up to the limit, or one row
// without a hit. It returns the number of hits.
func (s *searching) batchLine(ctx context.Context, q *query.Query, line batchLine, write batchWriter) (int64, error) {
	search := store.Search{Query: q, Order: store.Order(s.flags.order), Limit: 200}
	limit, written := s.flags.limit, 0
	if s.flags.count {
		n, err := s.ledger.Count(ctx, q)
		if err != nil {
			return 0, err
		}
		return n, write(line, n, nil, q)
	}
	for {
		if limit > 0 {
			search.Limit = min(search.Limit, limit-written)
		}
		page, err := s.ledger.Search(ctx, search)
		if err != nil {
			return 0, err
		}
		if page.Total == 0 {
			return 0, write(line, 0, nil, q)
		}
		for i := range page.Rows {
			written++
			if err := write(line, page.Total, &page.Rows[i], q); err != nil {
				return 0, err
			}
		}
		if search.After = page.Next; page.Next == "" || limit > 0 && written >= limit {
			return page.Total, nil
		}
	}
}

// batchWriter writes one hit of a line, or that there is none.
type batchWriter func(line batchLine, hits int64, r *export.Row, q *query.Query) error

func (s *searching) batchWriter() (batchWriter, error) {
	switch s.flags.format {
	case "csv":
		header, err := encoded("csv", nil)
		if err != nil {
			return nil, err
		}
		empty := strings.Repeat(",", len(export.Columns())-1) + "\r\n"
		if _, err := fmt.Fprintf(s.out, "line,query,hits,%s", header); err != nil {
			return nil, err
		}
		return func(line batchLine, hits int64, r *export.Row, _ *query.Query) error {
			row := empty
			if r != nil {
				text, err := encoded("csv", r)
				if err != nil {
					return err
				}
				row = strings.TrimPrefix(text, header)
			}
			_, err := fmt.Fprintf(s.out, "%d,%s,%d,%s", line.number, quotedCell(line.text), hits, row)
			return err
		}, nil
	case formatJSONL:
		return func(line batchLine, hits int64, r *export.Row, _ *query.Query) error {
			result := struct {
				Line        int             `json:"line"`
				Query       string          `json:"query"`
				Hits        int64           `json:"hits"`
				Attribution json.RawMessage `json:"attribution,omitempty"`
			}{line.number, line.text, hits, nil}
			if r != nil {
				text, err := encoded("attributions", r)
				if err != nil {
					return err
				}
				result.Attribution = json.RawMessage(text)
			}
			encoder := json.NewEncoder(s.out)
			encoder.SetEscapeHTML(false)
			return encoder.Encode(result)
		}, nil
	case formatText:
		return s.batchText(), nil
	}
	return nil, usageError{fmt.Errorf("the results of --batch are printed as text, jsonl or csv")}
}

// encoded returns a row in a format, or without one what stands before the first.
func encoded(format string, r *export.Row) (string, error) {
	var out bytes.Buffer
	w, err := export.NewWriter(&out, format, export.Collection{})
	if err == nil && r != nil {
		err = w.Write(r)
	}
	if err == nil {
		err = w.Close()
	}
	return out.String(), err
}

// quotedCell returns a cell of CSV.
func quotedCell(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// batchText writes for people: the line, the number of its hits, and the hits.
func (s *searching) batchText() batchWriter {
	options := export.HitOptions{TextOptions: textOptions(s.std, s.flags.color)}
	options.Scores = s.flags.scores
	last, n := batchLine{}, int64(0)
	return func(line batchLine, hits int64, r *export.Row, q *query.Query) error {
		if line != last {
			last, n = line, 0
			if _, err := fmt.Fprintf(s.out, "%s: %s\n\n", oneLine(line.text), counted(hits, "hit", "hits")); err != nil {
				return err
			}
		}
		if r == nil {
			return nil
		}
		n++
		options.Number, options.Marks = n, marks(q)
		_, err := s.out.Write(export.AppendHit(nil, r, options))
		return err
	}
}

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"hearsay/internal/export"
	"hearsay/internal/ingest"
)

// The formats of whole readings; those of attributions are export.Formats.
const (
	formatText  = "text"
	formatJSONL = "jsonl"
	formatBrat  = "brat"
)

// sink is where encoded readings go, in order.
type sink interface {
	// write writes one reading. failed is the failure of this input, err one
	// that ends the work.
	write(input *ingest.Input, made output) (failed, err error)
	close() error
}

// openSink opens the output, to be written from an extent on.
func openSink(std stdio, flags readFlags, at extent) (sink, error) {
	if flags.format == formatBrat {
		if err := os.MkdirAll(flags.output, 0o777); err != nil {
			return nil, err
		}
		return &bratSink{dir: flags.output, used: map[string]bool{}}, nil
	}
	file, owned := std.out, false
	if flags.output != "" {
		opened, err := openAt(flags.output, at.Length)
		if err != nil {
			return nil, err
		}
		file, owned = opened, true
	}
	s := streamSink{file: file, owned: owned, buffer: bufio.NewWriterSize(file, 1<<16), started: at.Length > 0}
	if f, ofRows := export.LookupFormat(flags.format); ofRows {
		open := export.NewWriter
		if at.Length > 0 && f.Lines {
			open = export.ContinueWriter
		}
		rows, err := open(s.buffer, flags.format, export.Collection{})
		return &rowSink{streamSink: s, rows: rows}, err
	}
	s.account = flags.format == formatText
	return &s, nil
}

// openAt opens a file to be written from a length on; what lies beyond is lost.
func openAt(path string, length int64) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	if info, statErr := file.Stat(); statErr == nil && !info.Mode().IsRegular() {
		return file, nil
	}
	err = file.Truncate(length)
	if err == nil {
		_, err = file.Seek(length, io.SeekStart)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// refuseInput fails if output is one of the files to be read.
func refuseInput(output string, inputs []string) error {
	info, err := os.Stat(output)
	if err != nil {
		return nil // it does not exist yet, or creating it will tell why not
	}
	for _, input := range inputs {
		if other, err := os.Stat(input); err == nil && os.SameFile(info, other) {
			return usageError{fmt.Errorf("--output %s would overwrite an input", output)}
		}
	}
	return nil
}

// streamSink writes all readings to one file. Each is flushed, so that whoever
// reads the other end sees it at once.
type streamSink struct {
	file    *os.File
	owned   bool // to be closed
	buffer  *bufio.Writer
	account bool // accounts for people stand apart by a line
	started bool
}

const rule = "────────────────────────────────────────\n\n"

func (s *streamSink) write(_ *ingest.Input, made output) (failed, err error) {
	if s.account && s.started {
		_, _ = s.buffer.WriteString(rule)
	}
	s.started = true
	_, _ = s.buffer.Write(made.bytes) // errors stay in the buffer until Flush
	return nil, s.buffer.Flush()
}

// stream returns the file that is written to.
func (s *streamSink) stream() *os.File { return s.file }

func (s *streamSink) close() error {
	err := s.buffer.Flush()
	if s.owned {
		err = errors.Join(err, s.file.Close())
	}
	return err
}

// rowSink writes the attributions of all readings to one file.
type rowSink struct {
	streamSink
	rows export.Writer
}

func (s *rowSink) write(_ *ingest.Input, made output) (failed, err error) {
	for i := range made.rows {
		if err := s.rows.Write(&made.rows[i]); err != nil {
			return nil, err
		}
	}
	return nil, s.buffer.Flush()
}

func (s *rowSink) close() error {
	return errors.Join(s.rows.Close(), s.streamSink.close())
}

// bratSink writes two files for each article into a directory that mirrors the
// directories read.
type bratSink struct {
	dir  string
	used map[string]bool // names given out
}

func (s *bratSink) write(input *ingest.Input, made output) (failed, err error) {
	text := []byte(input.Article.Text)
	base := filepath.Join(s.dir, filepath.FromSlash(s.name(input.Rel)))
	if err := os.MkdirAll(filepath.Dir(base), 0o777); err != nil {
		return nil, err
	}
	own, err := os.Stat(base + ".txt")
	if err == nil && input.Name != "-" {
		if read, err := os.Stat(input.Name); err == nil && os.SameFile(own, read) {
			return s.annotateInPlace(input, base, text, made.bytes), nil
		}
	}
	if err := replaceFile(base+".txt", text); err != nil {
		return nil, err
	}
	return nil, replaceFile(base+".ann", made.bytes)
}

// annotateInPlace writes the annotation beside the file that was read. A file
// that does not hold the very text that was read, and annotation that is there
// already, are left alone.
func (s *bratSink) annotateInPlace(input *ingest.Input, base string, text, ann []byte) error {
	if data, err := os.ReadFile(base + ".txt"); err != nil || !bytes.Equal(data, text) {
		return fmt.Errorf("%s: offsets would not fit the file, which begins with a byte order mark or is not UTF-8; kept: nothing; choose another --output", input.Name)
	}
	if _, err := os.Stat(base + ".ann"); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s.ann is there already beside the input; kept: the old one; choose another --output", base)
	}
	return replaceFile(base+".ann", ann)
}

// name returns the name for an input, without extension: its path below the
// directory read, with a number where another input has the same.
func (s *bratSink) name(rel string) string {
	base := shortNames(strings.TrimSuffix(rel, ".txt"))
	name := base
	for n := 2; s.used[name]; n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	s.used[name] = true
	return name
}

// shortNames cuts the parts of a path to what file systems take, with room for a
// number and an extension.
func shortNames(path string) string {
	const most = 230 // bytes
	parts := strings.Split(path, "/")
	for i, p := range parts {
		for len(p) > most {
			_, size := utf8.DecodeLastRuneInString(p)
			p = p[:len(p)-size]
		}
		parts[i] = p
	}
	return strings.Join(parts, "/")
}

func (s *bratSink) close() error { return nil }

// replaceFile writes a file whole or not at all.
func replaceFile(path string, data []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".hearsay-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(data)
	err = errors.Join(err, temp.Chmod(0o644), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temp.Name())
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

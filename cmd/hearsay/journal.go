package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"hearsay/internal/export"
	"hearsay/internal/ingest"
)

// A run that writes to a file keeps a journal beside it, OUTPUT.journal, so that
// one that was killed goes on where it was when the same command is given again.
// The journal is one JSON object, written anew every second: first the output is
// flushed and synchronised with the disk, then the journal is, under another name
// that becomes its own. So whatever happens, the journal speaks of what is on the
// disk. A run that goes on cuts the output to the length that the journal vouches
// for, and its bytes are in the end those of a run that nobody killed. A run that
// comes to its end takes its journal away.

// journal is the state of one run.
type journal struct {
	Format   string          `json:"format"`   // journalFormat
	Run      string          `json:"run"`      // digest of the engine and of the flags that the output depends on
	Position ingest.Position `json:"position"` // in the inputs
	Output   extent          `json:"output"`   // of the output
	Failures extent          `json:"failures"` // of the file of --failures
	Tally    ingest.Tally    `json:"tally"`    // of the documents up to there

	path  string
	lock  *os.File
	every time.Duration
	saved time.Time
}

// extent is how much of a file counts.
type extent struct {
	Length int64  `json:"length"` // in bytes
	End    string `json:"end"`    // digest of the last bytes of them, hexadecimal
}

const (
	journalFormat = "hearsay.journal/1"
	saveEvery     = time.Second
)

// resumeMode is the value of --resume. It is a pflag.Value.
type resumeMode string

const (
	resumeAuto   resumeMode = "auto"
	resumeAlways resumeMode = "always"
	resumeNever  resumeMode = "never"
)

// String returns the mode; the empty mode is auto.
func (m *resumeMode) String() string {
	if *m == "" {
		return string(resumeAuto)
	}
	return string(*m)
}

// Set sets the mode from a flag.
func (m *resumeMode) Set(s string) error {
	switch resumeMode(s) {
	case resumeAuto, resumeAlways, resumeNever:
		*m = resumeMode(s)
		return nil
	}
	return errors.New("it is auto, always or never")
}

// Type names the kind of value in help texts.
func (m *resumeMode) Type() string { return "WHEN" }

// errBusy says that another run has the output.
var errBusy = errors.New("another run is writing to the same output")

// openJournal returns the journal of an output, nil if none is kept: of standard
// output, of directories, of formats that have an end, and where inputs cannot be
// read again.
func openJournal(stream *ingest.Stream, flags readFlags, engine string) (*journal, error) {
	keeps := flags.output != "" && canContinue(flags.format) && stream.Resumable()
	if info, err := os.Stat(flags.output); err == nil && !info.Mode().IsRegular() {
		keeps = false
	}
	switch {
	case !keeps && flags.resume == resumeAlways:
		return nil, usageError{fmt.Errorf("--resume needs an --output that is a file, inputs that are files, and a format of lines, as jsonl and csv are")}
	case !keeps:
		return nil, nil
	}
	lock, err := lockFile(flags.output)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flags.output, err)
	}
	return &journal{
		Format: journalFormat, Run: runDigest(flags, engine),
		path: flags.output + ".journal", lock: lock, every: flags.saveEvery, saved: time.Now(),
	}, nil
}

// canContinue reports whether a file in the format can be cut off after any
// document and written on.
func canContinue(format string) bool {
	f, ofRows := export.LookupFormat(format)
	return format == formatJSONL || format == formatText || ofRows && f.Lines
}

// begin takes up the run that was broken off, as far as --resume wants that, and
// tells the user. It reports whether there is one.
func (j *journal) begin(std stdio, stream *ingest.Stream, flags readFlags) (bool, error) {
	if j == nil {
		return false, nil
	}
	if flags.resume != resumeNever {
		resumed, err := j.recall(stream, flags)
		switch {
		case resumed:
			std.complain(fmt.Sprintf("goes on after %d documents of a run that was broken off (--resume=never begins anew)", j.Tally.Total()))
			return true, nil
		case err != nil && flags.resume == resumeAlways:
			return false, fmt.Errorf("the run that was broken off cannot go on: %w; kept: all of %s; to begin anew: --resume=never", err, flags.output)
		case err != nil:
			std.complain(fmt.Sprintf("begins anew: a run to %s was broken off, but %v", flags.output, err))
		}
	}
	if err := os.Remove(j.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	return false, nil
}

// runDigest returns the digest of what the output depends on besides the inputs.
func runDigest(flags readFlags, engine string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %v %v %q %q %v %v %q %q %v %v %v %v", engine, flags.format, flags.flat, flags.strict, flags.language, flags.fields,
		flags.maxSize, flags.minScore, flags.outlet, flags.date, flags.scores, flags.explain, flags.color == colorAlways, flags.failures != "")
	return hex.EncodeToString(h.Sum(nil))
}

// recall looks for the journal of a run that was broken off. If it is of this
// run and the files are as it says, the stream goes on from there and recall
// returns true. Why it cannot be used is the error.
func (j *journal) recall(stream *ingest.Stream, flags readFlags) (bool, error) {
	data, err := os.ReadFile(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var old journal
	switch err := json.Unmarshal(data, &old); {
	case err != nil:
		return false, fmt.Errorf("its journal is damaged: %w", err)
	case old.Format != journalFormat:
		return false, fmt.Errorf("its journal is of the kind %q", old.Format)
	case old.Run != j.Run:
		return false, errors.New("the flags or the version of the program were others")
	}
	for file, want := range map[string]extent{flags.output: old.Output, flags.failures: old.Failures} {
		if err := want.check(file); file != "" && err != nil {
			return false, err
		}
	}
	if err := stream.ResumeAt(old.Position); err != nil {
		return false, err
	}
	j.Position, j.Output, j.Failures, j.Tally = old.Position, old.Output, old.Failures, old.Tally
	return true, nil
}

// keeper keeps the journal of a run. One without a journal keeps none.
type keeper struct {
	journal *journal
	stream  *ingest.Stream
	output  *os.File
	account *account
	last    *ingest.Document // the last that is done with and not in the journal
}

// after takes a Document that has been written.
func (k *keeper) after(d *ingest.Document) error {
	if k.journal == nil {
		return nil
	}
	k.last = d
	if time.Since(k.journal.saved) < k.journal.every {
		return nil
	}
	return k.save()
}

// save writes the journal.
func (k *keeper) save() error {
	if k.last == nil {
		return nil
	}
	err := k.journal.save(k.stream.After(k.last), k.account.tally, k.output, k.account.failures)
	k.last = nil
	return err
}

// stop ends the keeping of a run that err broke off, nil if it came to its end. It
// says what is kept.
func (k *keeper) stop(std stdio, err error) error {
	j := k.journal
	if j == nil {
		return err
	}
	if errors.Is(err, context.Canceled) {
		err = errors.Join(err, k.save())
	}
	if err == nil && j.Tally.Total() > 0 {
		err = k.output.Sync() // before the journal is taken away
	}
	if err != nil && j.Tally.Total() > 0 {
		k.account.bar.hide()
		std.complain(fmt.Sprintf("%d documents are done; the same command goes on from there", j.Tally.Total()))
	}
	return err
}

// save writes the journal. The files have to be flushed.
func (j *journal) save(at ingest.Position, tally ingest.Tally, output, failures *os.File) error {
	j.saved = time.Now()
	next := *j
	next.Position, next.Tally = at, tally
	var err error
	if next.Output, err = extentOf(output); err != nil {
		return err
	}
	if next.Failures, err = extentOf(failures); err != nil {
		return err
	}
	data, err := json.Marshal(next)
	if err != nil {
		return err
	}
	if err := replaceDurably(j.path, append(data, '\n')); err != nil {
		return err
	}
	*j = next
	return nil
}

// close lets go of the output. A run that is over takes its journal away.
func (j *journal) close(over bool) error {
	if j == nil {
		return nil
	}
	err := j.lock.Close()
	if over {
		if removeErr := os.Remove(j.path); !errors.Is(removeErr, fs.ErrNotExist) {
			err = errors.Join(err, removeErr)
		}
	}
	return err
}

// extentOf synchronises a file with the disk and returns its extent, which is up
// to where it is written. A nil file has none.
func extentOf(file *os.File) (extent, error) {
	if file == nil {
		return extent{}, nil
	}
	if err := file.Sync(); err != nil {
		return extent{}, err
	}
	length, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		return extent{}, err
	}
	end, err := digestEnd(file, length)
	return extent{length, end}, err
}

// check fails unless a file has at least the extent.
func (e extent) check(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	end, err := digestEnd(file, e.Length)
	if err != nil || end != e.End {
		return fmt.Errorf("%s is not as the run left it", path)
	}
	return nil
}

// digestEnd returns the digest of the last bytes before length.
func digestEnd(file *os.File, length int64) (string, error) {
	const most = 4096
	end := make([]byte, min(length, most))
	if _, err := file.ReadAt(end, length-int64(len(end))); err != nil {
		return "", err
	}
	sum := sha256.Sum256(end)
	return hex.EncodeToString(sum[:]), nil
}

// replaceDurably writes a file whole or not at all, also if the power fails.
func replaceDurably(path string, data []byte) error {
	temp := path + ".new"
	file, err := os.Create(temp)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		_ = os.Remove(temp)
		return fmt.Errorf("write %s: %w", path, err)
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	if runtime.GOOS != "windows" { // which cannot
		err = dir.Sync()
	}
	return errors.Join(err, dir.Close())
}

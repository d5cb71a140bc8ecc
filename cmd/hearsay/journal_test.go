package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"hearsay/internal/samples"
	"hearsay/internal/warc"
)

var kills = flag.Int("kills", 4, "how often TestKill kills a run")

// texts returns the sample articles.
func texts(t *testing.T) []string {
	t.Helper()
	all, err := samples.All()
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, s := range all {
		texts = append(texts, s.Text)
	}
	return texts
}

// shortText is the text of small articles.
const shortText = "The harbour board said on Monday that the ferry would not sail before Friday, because ice has damaged the pier.\n\n“We are sorry,” Ann Poe said."

// archive makes a WARC of so many pages, record by record compressed, with some
// damage in the middle.
func archive(pages int, texts ...string) []byte {
	var out bytes.Buffer
	for i := range pages {
		paragraphs := "<p>" + strings.ReplaceAll(texts[i%len(texts)], "\n\n", "</p>\n<p>") + "</p>"
		block := "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<!doctype html><html lang=en><head><title>" +
			"The ferry</title></head><body><article>" + paragraphs + "</article></body></html>"
		start := out.Len()
		z := gzip.NewWriter(&out)
		_, _ = z.Write(warc.Append(nil, warc.Header{ // a Buffer takes all
			{Name: "WARC-Type", Value: "response"}, {Name: "WARC-Date", Value: "2026-03-09T10:00:00Z"},
			{Name: "WARC-Target-URI", Value: fmt.Sprintf("https://gazette.example/%d", i)},
			{Name: "WARC-Record-ID", Value: fmt.Sprintf("<urn:uuid:%d>", i)}, {Name: "Content-Type", Value: "application/http"},
		}, []byte(block)))
		_ = z.Close()
		if i == pages/2 {
			out.Bytes()[start+200] ^= 0x55
		}
	}
	return out.Bytes()
}

// start starts the real program.
func start(t *testing.T, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	cmd, told := program(t, args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, told
}

// finish runs the program to its end and returns what it told.
func finish(t *testing.T, code int, args ...string) string {
	t.Helper()
	cmd, told := start(t, args...)
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != code {
		t.Fatalf("%v: %v\n%s", args, err, told)
	}
	return told.String()
}

func contents(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var goesOn = regexp.MustCompile(`goes on after (\d+) documents`)

// TestKill kills runs at random instants. When one is left to come to its end, the
// output and the failures are those of a run that nobody killed.
func TestKill(t *testing.T) {
	pages, most := 24, *kills
	if testing.Short() {
		pages, most = 12, 2
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	input := filepath.Join(dir, "in.warc.gz")
	writeFile(t, input, string(archive(pages, texts(t)...)))
	for _, format := range []string{formatJSONL, "csv"} {
		whole, out, failures := filepath.Join(dir, "whole."+format), filepath.Join(dir, "out."+format), filepath.Join(dir, "failures")
		args := []string{"read", input, "--format", format, "--jobs", "2", "--save-every", "20ms"}
		summary := finish(t, exitSomeFailed, append(args, "--output", whole, "--failures", failures+".whole")...)
		args = append(args, "--output", out, "--failures", failures)
		resumed := 0
		for killed := 0; killed < most/2; {
			cmd, told := start(t, args...)
			wait := random.IntN(900)
			if killed%2 == 0 { // once something is done; else at any time, the start included
				waitFor(t, out+".journal")
				wait = random.IntN(200)
			}
			time.Sleep(time.Duration(wait) * time.Millisecond)
			over := cmd.Process.Kill() != nil
			_ = cmd.Wait()
			if goesOn.MatchString(told.String()) {
				resumed++
			}
			if over || cmd.ProcessState.ExitCode() == exitSomeFailed {
				compareRuns(t, whole, out, failures)
				continue // it was faster
			}
			killed++
		}
		told := finish(t, exitSomeFailed, args...)
		if goesOn.MatchString(told) {
			resumed++
		}
		compareRuns(t, whole, out, failures)
		if _, err := os.Stat(out + ".journal"); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the journal is left: %v", err)
		}
		if lastLine(told) != lastLine(summary) {
			t.Errorf("the sum is %q, was %q", lastLine(told), lastLine(summary))
		}
		t.Logf("%s: %d runs went on", format, resumed)
	}
}

// waitFor waits until there is such a file, but not for ever: the program may be
// over already.
func waitFor(t *testing.T, path string) {
	t.Helper()
	for range 500 {
		if _, err := os.Stat(path); err == nil {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func compareRuns(t *testing.T, whole, out, failures string) {
	t.Helper()
	if contents(t, out) != contents(t, whole) {
		t.Fatalf("%s is not %s", out, whole)
	}
	if contents(t, failures) != contents(t, failures+".whole") {
		t.Fatalf("failures:\n%s\nwant:\n%s", contents(t, failures), contents(t, failures+".whole"))
	}
}

// lastLine returns the sum of a run without the words of the error after it.
func lastLine(told string) string {
	for line := range strings.Lines(told) {
		if strings.Contains(line, "documents:") {
			return line
		}
	}
	return ""
}

// TestInterruptSaves ends a run with SIGINT, which keeps what is done.
func TestInterruptSaves(t *testing.T) {
	dir := t.TempDir()
	input, out, whole := filepath.Join(dir, "in.warc.gz"), filepath.Join(dir, "out.jsonl"), filepath.Join(dir, "whole.jsonl")
	pages := 40
	if testing.Short() {
		pages = 15
	}
	writeFile(t, input, string(archive(pages, texts(t)...)))
	finish(t, exitSomeFailed, "read", input, "--output", whole)
	cmd, told := start(t, "read", input, "--output", out)
	for range 1000 { // until something is written
		if info, err := os.Stat(out); err == nil && info.Size() > 0 {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Skip("no such signal here:", err)
	}
	begun := time.Now()
	_ = cmd.Wait()
	if since := time.Since(begun); since > time.Minute {
		t.Errorf("ends after %v", since)
	}
	if code := cmd.ProcessState.ExitCode(); code == exitSomeFailed {
		t.Skip("the run was over before the signal came")
	} else if code != exitInterrupted {
		t.Fatalf("exit code %d\n%s", code, told)
	}
	if !strings.Contains(told.String(), "documents are done; the same command goes on from there") {
		t.Errorf("told:\n%s", told)
	}
	again := finish(t, exitSomeFailed, "read", input, "--output", out, "--resume")
	if !goesOn.MatchString(again) || contents(t, out) != contents(t, whole) {
		t.Errorf("told:\n%s", again)
	}
}

// TestJournalFits goes on only where that gives the bytes of a run in one go.
func TestJournalFits(t *testing.T) {
	dir := t.TempDir()
	input, out := filepath.Join(dir, "in.warc.gz"), filepath.Join(dir, "out.jsonl")
	writeFile(t, input, string(archive(6, shortText)))
	run := func(args ...string) (string, int) {
		t.Helper()
		cmd, told := start(t, append([]string{"read", input, "--output", out}, args...)...)
		_ = cmd.Wait()
		return told.String(), cmd.ProcessState.ExitCode()
	}
	// half makes the files of a run that was broken off.
	half := func() string {
		t.Helper()
		run()
		whole := contents(t, out)
		breakOff(t, input, out)
		return whole
	}
	whole := half()
	if told, _ := run(); !goesOn.MatchString(told) || contents(t, out) != whole {
		t.Errorf("told:\n%s", told)
	}
	half()
	if told, _ := run("--resume=never"); goesOn.MatchString(told) || contents(t, out) != whole {
		t.Errorf("never: told:\n%s", told)
	}
	for _, c := range []struct {
		name, why string
		change    func()
		args      []string
	}{
		{"other flags", "the flags or the version of the program were others", func() {}, []string{"--min-score", "0.9"}},
		{"another input", "the inputs are not those", func() { touch(t, input) }, nil},
		{"another output", "out.jsonl is not as the run left it", func() { writeFile(t, out, "something of the user's") }, nil},
		{"a damaged journal", "its journal is damaged", func() { writeFile(t, out+".journal", "{") }, nil},
		{"a journal of tomorrow", `its journal is of the kind "hearsay.journal/9"`, func() { writeFile(t, out+".journal", `{"format":"hearsay.journal/9"}`) }, nil},
	} {
		half()
		c.change()
		before := contents(t, out)
		told, code := run(append(c.args, "--resume")...)
		if code != exitFailed || !strings.Contains(told, c.why) || contents(t, out) != before {
			t.Errorf("%s: exit code %d, told:\n%s", c.name, code, told)
		}
		if told, code = run(c.args...); code != exitSomeFailed || !strings.Contains(told, "begins anew") || len(c.args) == 0 && contents(t, out) != whole {
			t.Errorf("%s, any way: exit code %d, told:\n%s", c.name, code, told)
		}
	}
	for _, args := range [][]string{{"-", "--output", out}, {input}, {input, "--format", "brat", "--output", dir}} {
		if told := finish(t, exitUsage, append([]string{"read", "--resume"}, args...)...); !strings.Contains(told, "--resume needs") {
			t.Errorf("%v: told:\n%s", args, told)
		}
	}
}

// breakOff brings about the state of a run that was killed half-way: it cancels
// one that reads from a file and leaves more in the output than is vouched for.
func breakOff(t *testing.T, input, out string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	null := devNull(t)
	writeFile(t, out, "")
	go func() {
		for ctx.Err() == nil {
			if info, err := os.Stat(out); err == nil && info.Size() > 0 {
				cancel()
			}
			time.Sleep(time.Millisecond)
		}
	}()
	err := run(ctx, []string{"read", input, "--output", out, "--jobs", "1", "--save-every", "1ns"}, stdio{null, null, null})
	if !errors.Is(err, context.Canceled) {
		t.Skip("the run was over before it could be broken off:", err)
	}
	file, err := os.OpenFile(out, os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(`{"half a line`); err != nil {
		t.Fatal(err)
	}
}

// TestBusy keeps two runs from writing to one output.
func TestBusy(t *testing.T) {
	dir := t.TempDir()
	input, out := filepath.Join(dir, "a.txt"), filepath.Join(dir, "out.jsonl")
	writeFile(t, input, "It rained, Ann Poe said.")
	lock, err := lockFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if other, err := lockFile(out); err == nil {
		other.Close()
		t.Skip("no locks here")
	}
	if told := finish(t, exitFailed, "read", input, "--output", out); !strings.Contains(told, errBusy.Error()) {
		t.Errorf("told:\n%s", told)
	}
	lock.Close()
	finish(t, exitDone, "read", input, "--output", out)
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func touch(t *testing.T, path string) {
	t.Helper()
	now := time.Now()
	if err := os.Chtimes(path, now, now); err != nil {
		t.Fatal(err)
	}
}

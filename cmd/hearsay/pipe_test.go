package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hearsay/internal/export"
)

// program returns a command that runs this program as a process of its own, with
// next to no environment.
func program(t *testing.T, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, self)
	cmd.Args = append([]string{"hearsay"}, args...) // by which TestMain runs the program
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	var messages bytes.Buffer
	cmd.Stderr = &messages
	return cmd, &messages
}

// TestReaderGoesAway runs the program into a pipe whose reader takes a few bytes
// and leaves, as head does, in every format: it ends without a word.
func TestReaderGoesAway(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.txt")
	text := strings.Repeat("Ann Poe said that it rained on the quay of Thornby.\n\n", 60)
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	formats := []string{formatText, formatJSONL}
	for _, f := range export.Formats() {
		formats = append(formats, f.Name)
	}
	for _, format := range formats {
		cmd, messages := program(t, "read", file, file, "--format", format)
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Stdout = w
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		w.Close()
		_, readErr := io.ReadFull(r, make([]byte, 10))
		r.Close()
		err = cmd.Wait()
		if readErr != nil {
			t.Errorf("%s: %v (%v)", format, readErr, err)
		}
		if messages.Len() > 0 && !strings.HasPrefix(messages.String(), "hearsay: 2 documents: 2 read") {
			t.Errorf("%s: says %q", format, messages)
		}
		if code := cmd.ProcessState.ExitCode(); code > 0 { // -1 is the signal
			t.Errorf("%s: exit code %d, %v", format, code, err)
		}
	}
}

// TestBareWorld runs the program with streams closed and no home.
func TestBareWorld(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no shell")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	hearsay := filepath.Join(t.TempDir(), "hearsay")
	if err := os.Symlink(self, hearsay); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		line string
		code int
	}{
		{"demo >&-", 0}, {"demo 2>&-", 0}, {"demo <&- >/dev/null", 0}, {"doctor >/dev/null", 0}, {"config >&- 2>&-", 0},
		{"read no-such-file >&- 2>&-", 3},
		{"demo >/dev/full", 1},
	} {
		if _, err := os.Stat("/dev/full"); err != nil && strings.HasSuffix(tt.line, "/dev/full") {
			continue // only Linux has one
		}
		sh := exec.CommandContext(t.Context(), "sh", "-c", `exec "$0" `+tt.line, hearsay)
		sh.Env = []string{}
		out, _ := sh.CombinedOutput()
		if code := sh.ProcessState.ExitCode(); code != tt.code {
			t.Errorf("%s: exit code %d, want %d: %s", tt.line, code, tt.code, out)
		}
		if bytes.Contains(out, []byte("goroutine")) {
			t.Errorf("%s: %s", tt.line, out)
		}
	}
}

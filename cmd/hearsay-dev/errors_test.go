package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestErrors runs the command on two lines of our own, one of which nobody could
// take for an attribution.
func TestErrors(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string]string{
		"quay.txt": "“The old quay has to go,” Pehr Dahl said.\n\nThe crane weighs nine tonnes.\n",
		"quay.ann": "T1\tContent 0 25\t\nT2\tSource 26 35\t\nT3\tCue 36 40\t\nE1\tSource:T2 Cue:T3 Content:T1\n" +
			"T4\tSource 43 52\t\nT5\tCue 53 59\t\nT6\tContent 60 71\t\nE2\tSource:T4 Cue:T5 Content:T6\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out, _, err := call("errors", dir, dir)
	if err != nil {
		t.Fatal(err)
	}
	want := `quay:3: missed: cue not found
  gold  The crane | weighs | nine tonnes
  text  The crane weighs nine tonnes.

what went wrong                        missed spurious
cue not found                               1        ·
`
	if !strings.HasPrefix(out, want) {
		t.Errorf("got:\n%s\nwant:\n%s", out, want)
	}
	if out, _, err := call("errors", "-kind", "spurious", dir, dir); err != nil || strings.Contains(out, "quay:3") {
		t.Errorf("%v:\n%s", err, out)
	}
}

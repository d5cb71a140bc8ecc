package web

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestExamples runs the examples of docs/api.md against a server, those whose
// programs are here.
func TestExamples(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "api.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, server := newServer(t, Options{})
	for language, command := range map[string][]string{"sh": {"sh", "-e"}, "python": {"python3"}, "r": {"Rscript"}} {
		t.Run(language, func(t *testing.T) {
			needs := command[0]
			if language == "sh" {
				needs = "curl"
			}
			if _, err := exec.LookPath(needs); err != nil {
				t.Skipf("there is no %s", needs)
			}
			_, rest, found := strings.Cut(string(text), "```"+language+"\n")
			example, _, closed := strings.Cut(rest, "```")
			if !found || !closed {
				t.Fatalf("there is no example in %s", language)
			}
			file := filepath.Join(t.TempDir(), "example")
			if err := os.WriteFile(file, []byte(strings.ReplaceAll(example, "http://127.0.0.1:8474", server.URL)), 0o666); err != nil {
				t.Fatal(err)
			}
			run := exec.Command(command[0], append(command[1:], file)...)
			run.Dir = t.TempDir()
			out, err := run.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "Morning Ledger") {
				t.Errorf("%v: %s", err, out)
			}
			if strings.Contains(string(out), `"ok":false`) {
				t.Errorf("an answer is a failure: %s", out)
			}
		})
	}
}

// TestAddressesAreTold looks for every path of the table of contents in docs/api.md,
// pages for people aside.
func TestAddressesAreTold(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "api.md"))
	if err != nil {
		t.Fatal(err)
	}
	s, _ := newServer(t, Options{})
	for _, r := range s.table {
		first := "/" + strings.SplitN(strings.TrimPrefix(r.path, "/"), "/", 2)[0]
		switch first {
		case "/{$}", "/articles", "/speakers", "/settings", "/about", "/login", "/logout", "/static", "/favicon.ico":
			continue
		}
		if !strings.Contains(string(text), "`"+first) && !strings.Contains(string(text), first+"/v1") {
			t.Errorf("docs/api.md does not tell of %s", r.path)
		}
	}
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// TestManual holds the manual to have a page for each command, with each of its
// flags, and nothing in a line that roff would take for a command of its own.
func TestManual(t *testing.T) {
	null := devNull(t)
	std := stdio{null, null, null}
	dir := t.TempDir()
	if err := run(t.Context(), []string{"man", dir}, std); err != nil {
		t.Fatal(err)
	}
	root := rootCommand(std)
	root.InitDefaultCompletionCmd()
	commands := withCompletion(root)
	for _, cmd := range commands {
		data, err := os.ReadFile(filepath.Join(dir, pageName(cmd)+".1"))
		if err != nil {
			t.Error(err)
			continue
		}
		page := strings.ReplaceAll(string(data), `\-`, "-")
		check := func(f *pflag.Flag) {
			if !f.Hidden && !strings.Contains(page, `\fB--`+f.Name+`\fR`) {
				t.Errorf("%s: --%s is not in the page", cmd.CommandPath(), f.Name)
			}
		}
		cmd.LocalFlags().VisitAll(check)
		cmd.InheritedFlags().VisitAll(check)
		if !strings.Contains(page, cmd.Short) {
			t.Errorf("%s: the page does not say what it does", cmd.CommandPath())
		}
		checkRoff(t, cmd.CommandPath(), page)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != len(commands) {
		t.Errorf("%d pages for %d commands (%v)", len(files), len(commands), err)
	}
}

func checkRoff(t *testing.T, name, page string) {
	t.Helper()
	for line := range strings.Lines(page) {
		request, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if line[0] == '\'' || line[0] == '.' && !strings.Contains(" .TH .SH .B .br .PP .TP .nf .fi ", " "+request+" ") {
			t.Errorf("%s: %q", name, line)
		}
		for _, escape := range strings.Split(line, `\`)[1:] {
			if escape == "" || !strings.ContainsRune("ef&(", rune(escape[0])) {
				t.Errorf("%s: an escape in %q", name, line)
			}
		}
	}
}

func TestRoffText(t *testing.T) {
	for in, want := range map[string]string{
		`a-b \n`: `a\-b \en`, ".txt": `\&.txt`, "'90s": `\&'90s`, "": "",
	} {
		if got := roffText(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestDidYouMean(t *testing.T) {
	names := []string{"color", "format", "min-score", "no-progress", "output"}
	for wrong, want := range map[string]string{
		"colour": "color", "Format": "format", "min_score": "min-score", "out": "output", "minscore": "min-score", "xyzzy": "", "": "",
	} {
		if want != "" {
			want = "; did you mean " + want + "?"
		}
		if got := didYouMean(wrong, names); got != want {
			t.Errorf("%q: %q, want %q", wrong, got, want)
		}
	}
}

func TestEdits(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2}, {"same", "same", 0}} {
		if got := edits(tt.a, tt.b); got != tt.want {
			t.Errorf("%q and %q: %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

// TestMask holds back what is secret in settings.
func TestMask(t *testing.T) {
	cmd := &cobra.Command{}
	cmd.Flags().String("password", "hunter2", "")
	cmd.Flags().String("api-token", "t0p", "")
	cmd.Flags().String("db", "postgres://desk:hunter2@ledger.example/news", "")
	cmd.Flags().String("outlet", "The Token Herald", "")
	cmd.Flags().Bool("show-secrets", true, "")
	for name, want := range map[string]string{
		"password": mask, "api-token": mask, "db": "postgres://desk:" + mask + "@ledger.example/news",
		"outlet": "The Token Herald", "show-secrets": "true",
	} {
		if got := masked(cmd.Flags().Lookup(name)); got != want {
			t.Errorf("%s is shown as %q, want %q", name, got, want)
		}
	}
}

// TestVariablesAreOne holds the names of variables to stand for one flag each.
func TestVariablesAreOne(t *testing.T) {
	null := devNull(t)
	root := rootCommand(stdio{null, null, null})
	seen := map[string]string{}
	for _, cmd := range commandsBelow(root)[1:] {
		for _, flag := range flagsOf(cmd) {
			name, of := envName(pathOf(cmd), flag.Name), pathOf(cmd)+" --"+flag.Name
			if seen[name] != "" {
				t.Errorf("%s stands for %s and %s", name, seen[name], of)
			}
			seen[name] = of
		}
	}
}

// FuzzConfig reads files that are anything: no fault, and each complaint names a
// line.
func FuzzConfig(f *testing.F) {
	for _, s := range []string{
		"", "min-score = 0.5\n[read]\nformat = \"csv\"\n", "[read]\r\nlang = '''\nen'''\n", "read = {jobs = 1_000, x = {}}", "[[read]]\n",
		"a.b.c = [[1], {x = 2}]", "\"form\\u0061t\" = 1979-05-27T07:32:00Z", "\xff", "[read", "jobs = [1, 2, # two\n3]",
		strings.Repeat("[", 5000), "a = " + strings.Repeat("[", 5000),
	} {
		f.Add([]byte(s))
	}
	null := devNull(f)
	root := rootCommand(stdio{null, null, null})
	f.Fuzz(func(t *testing.T, data []byte) {
		given, err := parseConfig(root, "config.toml", data)
		if err != nil {
			for _, mistake := range mistakes(err) {
				if !strings.HasPrefix(mistake.Error(), "config.toml:") {
					t.Errorf("%q: %v", data, mistake)
				}
			}
			return
		}
		for _, g := range given {
			if commandAt(root, strings.Fields(g.command)) == nil || !strings.HasPrefix(g.origin, "config.toml:") {
				t.Errorf("%q: %+v", data, g)
			}
		}
	})
}

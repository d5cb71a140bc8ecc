package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"hearsay/internal/cluster"
	"hearsay/internal/hostile"
)

// server starts the PostgreSQL server of this package's tests; it ends with the process.
var server = sync.OnceValues(func() (*cluster.Cluster, error) { return cluster.Start() })

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"hearsay": func() { os.Exit(command()) },
	})
}

// TestScripts runs the scripts of testdata/script: what users type, what they
// see, and the exit code.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/script",
		Setup: startSite,
		Condition: func(name string) (bool, error) {
			if name != "server" {
				return false, fmt.Errorf("there is no condition %s", name)
			}
			_, err := server()
			if errors.Is(err, cluster.ErrAbsent) {
				return false, nil
			}
			return true, err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": expectCode,
			"schema": func(ts *testscript.TestScript, _ bool, args []string) { // sets a variable to the address of an empty schema
				c, err := server()
				ts.Check(err)
				address, err := c.NewSchema()
				ts.Check(err)
				ts.Setenv(args[0], address)
			},
			"make":    makeFile,
			"lines":   countLines,
			"capture": capture,
			"expand": func(ts *testscript.TestScript, _ bool, args []string) { // what begins with $ in files
				for _, name := range args {
					text := os.Expand(ts.ReadFile(name), ts.Getenv)
					ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o666))
				}
			},
			"archive": func(ts *testscript.TestScript, _ bool, args []string) {
				pages, err := strconv.Atoi(args[1])
				ts.Check(err)
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), archive(pages, shortText), 0o666))
			},
			"pack": packFile,
			"longname": func(ts *testscript.TestScript, _ bool, args []string) {
				dir := ts.MkAbs(args[0])
				ts.Check(os.MkdirAll(dir, 0o777))
				for _, ext := range []string{".txt", ".html"} {
					ts.Check(os.WriteFile(filepath.Join(dir, strings.Repeat("c", 255-len(ext))+ext), []byte("<p>"+shortText+"</p>"), 0o666))
				}
			},
			"subdir": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o777))
			},
		},
	})
}

// startSite starts a web site on the loopback interface: the files of the script
// below site/, in which SITE stands for its address, and below hostile/ what
// servers should not do. Scripts find it by $SITE, its port by $PORT. Each script has
// a home of its own.
func startSite(env *testscript.Env) error {
	mux := http.NewServeMux()
	mux.Handle("/hostile/", http.StripPrefix("/hostile", hostile.Handler()))
	site := httptest.NewServer(mux)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		data, err := os.ReadFile(filepath.Join(env.WorkDir, "site", filepath.FromSlash(path.Clean(r.URL.Path))))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(bytes.ReplaceAll(data, []byte("SITE"), []byte(site.URL)))
	})
	env.Defer(site.Close)
	env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
	env.Setenv("SITE", site.URL)
	env.Setenv("PORT", site.URL[strings.LastIndexByte(site.URL, ':')+1:])
	return nil
}

// expectCode runs "hearsay ARG..." and fails unless it ends with the exit code:
// code 3 read a.txt
func expectCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: code EXIT ARG...")
	}
	err := ts.Exec("hearsay", args[1:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// makeFile writes a file that a script cannot hold: make KIND FILE
func makeFile(ts *testscript.TestScript, _ bool, args []string) {
	var data []byte
	switch args[0] {
	case "empty":
	case "nul":
		data = []byte("The mayor said\x00 that it rained, and that it would rain on.\n")
	case "bad":
		data = []byte("Ann Poe said:\nThe caf\xe9 is shut.\n")
	case "damaged":
		data = []byte("Ann Poe said:\nThe caf\xe2\x82 is shut.\n")
	case "binary":
		data = bytes.Repeat([]byte("\x7fELF\x00\x01\x02"), 100)
	case "bom":
		data = []byte("\xef\xbb\xbfAnn Poe said it rained.\n")
	case "long":
		data = bytes.Repeat([]byte("a"), 10<<20)
	case "nested":
		data = []byte(strings.Repeat("“he said ‘", 500) + "no" + strings.Repeat("’ ”", 500) + "\n")
	case "punctuation":
		data = []byte("… !? — “”‘’ (((...))) ;;; ---\n\n***\n")
	default:
		ts.Fatalf("no kind %s", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o666))
}

// packFile makes a zip file of short texts: pack ZIP NAME...
func packFile(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range args[1:] {
		w, err := z.Create(name)
		ts.Check(err)
		_, err = w.Write([]byte(shortText))
		ts.Check(err)
	}
	ts.Check(z.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o666))
}

// countLines checks the number of lines on standard output: lines 3
func countLines(ts *testscript.TestScript, _ bool, args []string) {
	out := ts.ReadFile("stdout")
	if n := strings.Count(out, "\n"); args[0] != strconv.Itoa(n) {
		ts.Fatalf("%d lines, want %s:\n%s", n, args[0], out)
	}
}

// capture sets a variable to what a part in parentheses of a regular expression matches in
// standard output: capture NAME REGEXP
func capture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: capture NAME REGEXP")
	}
	m := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(m) != 2 {
		ts.Fatalf("no %s in standard output", args[1])
	}
	ts.Setenv(args[0], m[1])
}

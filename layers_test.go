package hearsay_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layer is one package's place in the house: what it may import besides the
// standard library. Imports go down only: to packages on lower floors.
type layer struct {
	floor    int
	internal []string // packages of this module, less "hearsay/internal/"; "hearsay" is the root
	outside  []string // modules or packages of others; a prefix allows what lies under it
}

// layers is the table of allowed imports. docs/architecture.md tells the same
// for people.
var layers = map[string]layer{
	"learn":   {floor: 0, outside: []string{"golang.org/x/sys/cpu"}},
	"model":   {floor: 0},
	"samples": {floor: 0, outside: []string{"golang.org/x/tools/txtar"}},
	"hostile": {floor: 0, outside: []string{ // only tests import it
		"github.com/andybalholm/brotli", "github.com/klauspost/compress/zstd", "golang.org/x/net/dns/dnsmessage",
	}},
	"cluster":     {floor: 0, outside: []string{"github.com/jackc/pgx/v5"}}, // only tests import it
	"coding":      {floor: 0, outside: []string{"github.com/andybalholm/brotli", "github.com/klauspost/compress"}},
	"warc":        {floor: 0, outside: []string{"github.com/klauspost/compress/gzip"}},
	"query":       {floor: 0, outside: []string{"golang.org/x/text/unicode/norm"}},
	"fetch":       {floor: 1, internal: []string{"coding"}, outside: []string{"golang.org/x/net/idna"}},
	"speakers":    {floor: 1, internal: []string{"query"}},
	"nlp":         {floor: 1, internal: []string{"learn"}, outside: []string{"golang.org/x/text/unicode/norm"}},
	"attribution": {floor: 2, internal: []string{"learn", "nlp"}},
	"hearsay":     {floor: 3, internal: []string{"attribution", "learn", "model", "nlp"}},
	"ingest": {floor: 4, internal: []string{"coding", "fetch", "hearsay", "warc"}, outside: []string{
		"github.com/RadhiFadlillah/whatlanggo", "github.com/gogs/chardet", "github.com/markusmobius/go-trafilatura",
		"github.com/mmcdole/gofeed", "github.com/parquet-go/parquet-go", "golang.org/x/net/html", "golang.org/x/text",
	}},
	"compare": {floor: 4, internal: []string{"hearsay"}, outside: []string{"golang.org/x/text/unicode/norm"}},
	"export":  {floor: 5, internal: []string{"compare", "hearsay"}, outside: []string{"github.com/parquet-go/parquet-go", "github.com/rivo/uniseg"}},
	"eval":    {floor: 4, internal: []string{"hearsay", "learn", "model", "nlp", "samples"}},
	"store": {
		floor: 6, internal: []string{"compare", "export", "hearsay", "query", "speakers"},
		outside: []string{"github.com/jackc/pgx/v5", "modernc.org/sqlite"},
	},
	"jobs": {
		floor: 7, internal: []string{"hearsay", "store"}, outside: []string{"github.com/jackc/pgx/v5", "github.com/riverqueue/river"},
	},
	"web": {floor: 8, internal: []string{"compare", "export", "fetch", "hearsay", "ingest", "jobs", "query", "store"}},
	"assistant": {
		floor: 7, internal: []string{"compare", "export", "hearsay", "query", "store"}, outside: []string{"github.com/modelcontextprotocol/go-sdk"},
	},
	"generate": {floor: 4, internal: []string{"hearsay"}},
	"cmd/hearsay": {
		floor:    9,
		internal: []string{"assistant", "compare", "eval", "export", "fetch", "hearsay", "ingest", "jobs", "query", "samples", "speakers", "store", "web"},
		outside: []string{
			"github.com/pelletier/go-toml/v2", "github.com/schollz/progressbar/v3",
			"github.com/spf13/cobra", "github.com/spf13/pflag", "golang.org/x/term",
		},
	},
	"cmd/hearsay-dev": {
		floor: 9,
		internal: []string{
			"attribution", "compare", "eval", "export", "generate", "hearsay", "ingest", "learn", "model", "nlp", "query", "samples", "store", "web", "warc",
		},
		outside: []string{"github.com/klauspost/compress/gzip", "github.com/markusmobius/go-trafilatura", "github.com/spf13/cobra"},
	},
}

// edge lists packages of the standard library that reach out of the program,
// and the packages that may use them. Everything else is a pure function of
// what it is given.
var edge = map[string][]string{
	"net":      {"cmd/hearsay", "cmd/hearsay-dev", "fetch", "hostile", "web"},
	"net/http": {"fetch", "hostile", "web", "cmd/hearsay", "cmd/hearsay-dev"},
	"os":       {"cluster", "cmd/hearsay", "cmd/hearsay-dev", "eval", "export", "ingest", "store", "web"},
	"os/exec":  {"cluster", "cmd/hearsay"}, // the worker starts itself anew
	"unsafe":   {"learn"},
	"C":        {}, // the program builds without a C compiler
}

func TestLayers(t *testing.T) {
	for pkg, imports := range importsOfModule(t) {
		l, ok := layers[pkg]
		if !ok {
			t.Errorf("package %s is not in the table of allowed imports: give it a floor in layers_test.go and docs/architecture.md", pkg)
			continue
		}
		for imported, file := range imports {
			if why := l.forbids(pkg, imported); why != "" {
				t.Errorf("%s: package %s %s", file, pkg, why)
			}
		}
	}
}

// TestLayersGoDown checks the table itself.
func TestLayersGoDown(t *testing.T) {
	for pkg, l := range layers {
		for _, below := range l.internal {
			b, ok := layers[below]
			if !ok {
				t.Errorf("the row of %s names %s, which has no row", pkg, below)
			} else if b.floor >= l.floor {
				t.Errorf("%s (floor %d) may not import %s (floor %d): imports go down", pkg, l.floor, below, b.floor)
			}
		}
	}
	for _, pkgs := range edge {
		for _, pkg := range pkgs {
			if _, ok := layers[pkg]; !ok {
				t.Errorf("the table of the edge names %s, which has no row", pkg)
			}
		}
	}
}

// forbids says why the package may not import another, or "".
func (l layer) forbids(pkg, imported string) string {
	if allowed, ok := edge[imported]; ok && !slices.Contains(allowed, pkg) {
		return "imports " + imported + ", which is only for " + strings.Join(append(allowed, "nobody else"), ", ")
	}
	first, _, _ := strings.Cut(imported, "/")
	switch {
	case first == "hearsay":
		if name := layerName(imported); !slices.Contains(l.internal, name) {
			return "may not import " + name + ", only: " + strings.Join(l.internal, ", ")
		}
	case strings.Contains(first, "."):
		for _, prefix := range l.outside {
			if imported == prefix || strings.HasPrefix(imported, prefix+"/") {
				return ""
			}
		}
		return "may not import " + imported + ": a library of others needs a place in the table"
	}
	return ""
}

// layerName turns an import path of this module into the name of its row.
func layerName(importPath string) string {
	if importPath == "hearsay" {
		return importPath
	}
	return strings.TrimPrefix(strings.TrimPrefix(importPath, "hearsay/"), "internal/")
}

// importsOfModule returns, for each package of this module, what its files
// other than tests import, and one file that does.
func importsOfModule(t *testing.T) map[string]map[string]string {
	t.Helper()
	found := map[string]map[string]string{}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && file != "." && notOurs(file, d.Name()) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := layerName(path.Join("hearsay", filepath.ToSlash(filepath.Dir(file))))
		if found[pkg] == nil {
			found[pkg] = map[string]string{}
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			found[pkg][imported] = filepath.ToSlash(file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := found["hearsay"]; !ok {
		t.Fatalf("the root package is missing; found only %v", slices.Sorted(maps.Keys(found)))
	}
	return found
}

// notOurs reports whether the Go tool, too, takes dir for no part of the module.
func notOurs(dir, name string) bool {
	if name == "testdata" || name == "vendor" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

package ingest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"
)

// tree makes files below a new directory and returns it.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func names(s *Stream, dir string) string {
	var out []string
	for in := range s.All() {
		name := filepath.ToSlash(strings.TrimPrefix(in.Name, dir+"/"))
		if in.Err != nil {
			name += "!"
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

func TestOpenListsInOrder(t *testing.T) {
	dir := tree(t, map[string]string{
		"b.txt": "B", "a.txt": "A", "sub/c.txt": "C", "sub/deep/d.TXT": "D", "sub/e.md": "E",
		".hidden.txt": "H", ".git/f.txt": "F", "empty/readme": "", "we[ir]d.txt": "W", "sub/note.rtf": "R",
	})
	for _, c := range []struct{ args, want string }{
		{".", "a.txt b.txt sub/c.txt sub/deep/d.TXT we[ir]d.txt"},
		{"b.txt a.txt", "b.txt a.txt"},
		{"a.txt a.txt", "a.txt a.txt"},
		{"*.txt", "a.txt b.txt we[ir]d.txt"},
		{".*.txt", ".hidden.txt"},
		{"s*", "sub/c.txt sub/deep/d.TXT"},
		{"sub/e.md", "sub/e.md"},
		{"we[ir]d.txt", "we[ir]d.txt"},
		{"missing.txt a.txt", "missing.txt! a.txt"},
		{"x*.txt", "x*.txt!"},
		{"[", "[!"},
		{"empty", "empty!"},
	} {
		var args []string
		for arg := range strings.FieldsSeq(c.args) {
			args = append(args, filepath.Join(dir, arg))
		}
		s := Open(args, Options{})
		if got := names(s, dir); got != c.want {
			t.Errorf("%s lists %s, want %s", c.args, got, c.want)
		}
		if s.Len() != len(strings.Fields(c.want)) {
			t.Errorf("%s: Len is %d", c.args, s.Len())
		}
	}
}

func TestLinks(t *testing.T) {
	dir := tree(t, map[string]string{"real/a.txt": "A"})
	for link, target := range map[string]string{
		"real/loop": ".", "real/b.txt": "a.txt", "real/broken.txt": "nothing", "real/c.txt": "c.txt", "linked": "real",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	if got := names(Open([]string{filepath.Join(dir, "real")}, Options{}), dir); got != "real/a.txt real/b.txt real/broken.txt! real/c.txt!" {
		t.Errorf("got %s", got)
	}
	if got := names(Open([]string{filepath.Join(dir, "linked")}, Options{}), dir); !strings.HasPrefix(got, "linked/a.txt ") {
		t.Errorf("a link that is named is not followed: %s", got)
	}
}

func TestPipesAndDevicesAreNotWaitedFor(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe.txt")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here:", err)
	}
	done := make(chan []Input, 1)
	go func() { done <- slices.Collect(Open([]string{pipe, os.DevNull, filepath.Dir(pipe)}, Options{}).All()) }()
	select {
	case inputs := <-done:
		if !errors.Is(inputs[0].Err, ErrNotRegular) || !errors.Is(inputs[1].Err, ErrNotRegular) || inputs[2].Outcome != OtherFormat || !strings.Contains(inputs[2].Note, "named pipe") {
			t.Errorf("errors are %v, %v; the pipe in a directory: %v, %s", inputs[0].Err, inputs[1].Err, inputs[2].Outcome, inputs[2].Note)
		}
	case <-time.After(time.Minute):
		t.Fatal("still waiting")
	}
}

func TestSizeAndReadErrors(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "0123456789"})
	path := filepath.Join(dir, "a.txt")
	read := func(o Options, arg string) Input {
		return slices.Collect(Open([]string{arg}, o).All())[0]
	}
	if in := read(Options{MaxSize: 10}, path); in.Err != nil || in.Article.Text != "0123456789" || in.Article.File != path {
		t.Errorf("at the limit: %+v", in)
	}
	if in := read(Options{MaxSize: 9}, path); !errors.Is(in.Err, ErrTooLarge) || !strings.Contains(in.Err.Error(), "10 bytes") {
		t.Errorf("above the limit: %v", in.Err)
	}
	if in := read(Options{MaxSize: 9, Stdin: strings.NewReader("0123456789")}, "-"); !errors.Is(in.Err, ErrTooLarge) {
		t.Errorf("standard input above the limit: %v", in.Err)
	}
	if in := read(Options{Stdin: iotest.OneByteReader(strings.NewReader("0123456789"))}, "-"); in.Article.Text != "0123456789" {
		t.Errorf("standard input in pieces: %+v", in)
	}
	if in := read(Options{Stdin: iotest.ErrReader(fs.ErrClosed)}, "-"); !errors.Is(in.Err, fs.ErrClosed) {
		t.Errorf("broken standard input: %v", in.Err)
	}
	if in := read(Options{}, filepath.Join(dir, "none")); !errors.Is(in.Err, fs.ErrNotExist) {
		t.Errorf("missing file: %v", in.Err)
	}
	if in := read(Options{}, "orrin-gazette.example/ferry"); !errors.Is(in.Err, fs.ErrNotExist) || !strings.Contains(in.Err.Error(), "begin it with https://") {
		t.Errorf("address without a beginning: %v", in.Err)
	}
}

func TestNotesAndOutlet(t *testing.T) {
	read := func(text string, o Options) Input {
		o.Stdin = strings.NewReader(text)
		return slices.Collect(Open(nil, o).All())[0]
	}
	if in := read("", Options{}); in.Err != nil || !strings.HasPrefix(in.Note, "empty") || in.Article.SHA256 == "" {
		t.Errorf("empty input: %+v", in)
	}
	if in := read(" \n", Options{}); in.Err != nil || !strings.HasPrefix(in.Note, "only white space") {
		t.Errorf("white space: %+v", in)
	}
	if in := read("LONDON (Reuters) - Rain.", Options{}); in.Article.Outlet != "Reuters" {
		t.Errorf("outlet is %q", in.Article.Outlet)
	}
	if in := read("LONDON (Reuters) - Rain.", Options{Date: "2026-03-09"}); in.Article.Published != "2026-03-09" {
		t.Errorf("published %q, not on the day that was given", in.Article.Published)
	}
	if in := read("SELM, June 2, 2024 - Rain.", Options{Date: "2026-03-09"}); in.Article.Published != "2024-06-02" {
		t.Errorf("published %q, not on the day that is stated", in.Article.Published)
	}
	if in := read("LONDON (Reuters) - Rain.", Options{Outlet: "The Post"}); in.Article.Outlet != "The Post" {
		t.Errorf("outlet is %q", in.Article.Outlet)
	}
	if in := read("a\xffb\xfe", Options{}); in.Note != "2 bad byte sequences were replaced by U+FFFD" || !in.Flags.DecodingLoss {
		t.Errorf("note is %q", in.Note)
	}
	if in := read("a\xffb\xfe", Options{Strict: true}); !errors.Is(in.Err, ErrEncoding) {
		t.Errorf("error is %v", in.Err)
	}
	if in := read("", Options{Strict: true}); !errors.Is(in.Err, ErrNoText) || in.Outcome != Failed {
		t.Errorf("strict, empty: %+v", in)
	}
}

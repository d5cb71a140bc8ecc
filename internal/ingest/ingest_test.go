package ingest

import (
	"bytes"
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
	"unicode/utf8"
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
		".hidden.txt": "H", ".git/f.txt": "F", "empty/readme": "", "we[ir]d.txt": "W",
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
		if !errors.Is(inputs[0].Err, ErrNotRegular) || !errors.Is(inputs[1].Err, ErrNotRegular) || !errors.Is(inputs[2].Err, ErrNoMatch) {
			t.Errorf("errors are %v, %v, %v", inputs[0].Err, inputs[1].Err, inputs[2].Err)
		}
	case <-time.After(10 * time.Second):
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
	if in := read("LONDON (Reuters) - Rain.", Options{Outlet: "The Post"}); in.Article.Outlet != "The Post" {
		t.Errorf("outlet is %q", in.Article.Outlet)
	}
	if in := read("a\xffb\xfe", Options{Lossy: true}); in.Note != "2 bad byte sequences were replaced by U+FFFD" {
		t.Errorf("note is %q", in.Note)
	}
}

// encodings are inputs, what they become with --lossy (empty: an error), and a
// part of the message without.
var encodings = []struct{ data, lossy, message string }{
	{"plain", "plain", ""},
	{"\xef\xbb\xbfmark", "mark", ""},
	{"ab\ncé\xffd", "ab\ncé\uFFFDd", "0xFF at byte 6 (line 2, column 3)"},
	{"\xff", "\uFFFD", "0xFF at byte 0 (line 1, column 1)"},
	{"end\xe2\x82", "end\uFFFD", "at byte 3 (line 1, column 4)"},
	// The examples of table 3-8 of the Unicode standard.
	{"\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA", "at byte 0"},
	{"\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41", strings.Repeat("\uFFFD", 8) + "A", "at byte 0"},
	{"\xf4\x91\x92\x93\xff\x41\x80\xbf\x42", strings.Repeat("\uFFFD", 5) + "A\uFFFD\uFFFDB", "at byte 0"},
	{"\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", "\uFFFD\uFFFD\uFFFD\uFFFDA", "at byte 0"},
	{"a caf\x00 in a text of some length, longer", "a caf\uFFFD in a text of some length, longer", "NUL byte at byte 5"},
	{"\x00\x00\x00\x00", "", "full of control bytes"},
	{"%PDF-1.7\n%\xe2", "", "PDF"},
	{"PK\x03\x04", "", "ZIP"},
	{"\xff\xfeh\x00i\x00", "", "iconv -f UTF-16"},
	{"\x00\x00\xfe\xff", "", "UTF-32"},
}

func TestDecode(t *testing.T) {
	for _, c := range encodings {
		text, _, err := decode("in", []byte(c.data), false)
		if c.message == "" {
			if err != nil || text != c.lossy {
				t.Errorf("%q becomes %q, %v", c.data, text, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), c.message) {
			t.Errorf("%q: error is %v, want one with %q", c.data, err, c.message)
		}
		text, _, err = decode("in", []byte(c.data), true)
		if text != c.lossy || (err != nil) != (c.lossy == "") {
			t.Errorf("lossy, %q becomes %q, %v; want %q", c.data, text, err, c.lossy)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, c := range encodings {
		f.Add([]byte(c.data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, _, err := decode("in", data, false)
		if err == nil && (text != string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))) || !utf8.ValidString(text)) {
			t.Fatalf("%q becomes %q", data, text)
		}
		lossy, replaced, lossyErr := decode("in", data, true)
		if lossyErr == nil && (!utf8.ValidString(lossy) || strings.Contains(lossy, "\x00")) {
			t.Fatalf("lossy, %q becomes %q", data, lossy)
		}
		if err == nil && (lossyErr != nil || replaced != 0 || lossy != text) {
			t.Fatalf("lossy changes good text %q: %v", text, lossyErr)
		}
		var e *Error
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("%v is no *Error", err)
		}
	})
}

package ingest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
)

// source is one input that has been listed but not read.
type source struct {
	name    string // path, address or "-"
	rel     string // see Input.Rel
	address string // what is fetched; empty for a file
	list    bool   // it holds addresses
	found   bool   // met in a directory, not named
	err     error  // why there is nothing to read
}

// extensions are what files that hold news end with. Of a directory only such
// files are opened; a file named by the user may end as it likes. What is in a
// file is told by its bytes in either case.
const extensions = ".txt .text .html .htm .xhtml .xml .nitf .newsml .json .jsonl .ndjson .csv .tsv .parquet " + archiveExtensions

// expand lists what one argument names.
func expand(arg string) []source {
	if arg == "-" {
		return []source{{name: "-", rel: "stdin"}}
	}
	if isAddress(arg) {
		return []source{{name: maskedAddress(arg), rel: relOfAddress(arg), address: arg}}
	}
	info, err := os.Stat(arg)
	switch {
	case err == nil && info.IsDir():
		return walk(arg)
	case err == nil:
		return []source{{name: arg, rel: filepath.Base(arg)}}
	case strings.ContainsAny(arg, "*?["):
		return glob(arg)
	}
	return []source{{name: arg, err: noFile(arg, err)}}
}

// noFile is the error of an argument that names no file. It may be an address
// whose beginning was left out.
func noFile(arg string, err error) error {
	told := statError(arg, err)
	host, _, path := strings.Cut(arg, "/")
	var e *Error
	if path && strings.Contains(strings.Trim(host, "."), ".") && errors.As(told, &e) {
		e.Next = "check the name; if it is an address, begin it with https://"
	}
	return told
}

// glob lists what a pattern matches, for shells and configuration files that
// hand patterns on as they are. Matching directories are walked; hidden names
// need a pattern that begins with a dot, as in a shell.
func glob(pattern string) []source {
	matches, err := filepath.Glob(pattern)
	if err != nil {
		return []source{{name: pattern, err: &Error{
			Input: pattern, Problem: ErrNoMatch, Detail: "the pattern is malformed",
			Next: "close every [ and put \\ before a character that stands for itself",
		}}}
	}
	slices.Sort(matches)
	var sources []source
	for _, m := range matches {
		if hidden(m) && !hidden(pattern) {
			continue
		}
		sources = append(sources, expand(m)...)
	}
	if len(sources) == 0 {
		return []source{{name: pattern, err: &Error{
			Input: pattern, Problem: ErrNoMatch, Next: "check the pattern and the directory you are in",
		}}}
	}
	return sources
}

// walk lists the files below dir that may hold news, in lexical order. Hidden
// files and directories are left out. Links to files are followed, links to
// directories are not, so that a loop of links cannot trap the walk. Pipes and
// devices are listed, but never opened.
func walk(dir string) []source {
	var sources []source
	fail := func(path string, err error) {
		sources = append(sources, source{name: path, err: statError(path, err)})
	}
	// A link to a directory is not walked unless its name ends with a slash.
	root := strings.TrimRight(dir, string(filepath.Separator)) + string(filepath.Separator)
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			fail(path, err)
			return nil
		}
		if path != root && hidden(path) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() || !extensionIs(path, extensions) {
			return nil
		}
		mode := entry.Type()
		if mode&fs.ModeSymlink != 0 {
			info, err := os.Stat(path)
			if err != nil {
				fail(path, err)
				return nil
			}
			mode = info.Mode()
		}
		if mode.IsDir() {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			rel = filepath.Base(path)
		}
		src := source{name: path, rel: filepath.ToSlash(rel), found: true}
		if !mode.IsRegular() {
			src.err = notRegular(path, mode)
		}
		sources = append(sources, src)
		return nil
	})
	if len(sources) == 0 {
		return []source{{name: dir, err: &Error{
			Input: dir, Problem: ErrNoMatch, Detail: "the directory holds no file that ends with " + strings.ReplaceAll(extensions, " ", ", "),
			Next: "name the files themselves if they end otherwise",
		}}}
	}
	return sources
}

func hidden(path string) bool {
	base := filepath.Base(path)
	return len(base) > 1 && base[0] == '.' && base != ".."
}

func statError(name string, err error) error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	e := &Error{Input: name, Problem: err}
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		e.Problem = pathErr.Err // the name is told already
	}
	if errors.Is(err, fs.ErrNotExist) {
		e.Next = "check the name; relative names start at the directory you are in"
	}
	return e
}

// documents lists the Documents of source number i. It returns false if yield
// did.
func (s *Stream) documents(i int, yield func(Document) bool) bool {
	in := &input{source: s.sources[i], size: -1, options: &s.options, resume: s.begin(i)}
	yield = in.marked(i, yield)
	if in.err != nil {
		return yield(in.failed(in.err))
	}
	if in.address != "" {
		d := in.document(nil)
		d.errand = &errand{address: in.address}
		return yield(d)
	}
	r, size, err := in.open(&s.options)
	if err != nil {
		return yield(in.failed(err))
	}
	defer r.Close()
	in.attach(r, size, &s.consumed)
	if in.list {
		return splitAddresses(in, yield)
	}
	return in.documents(yield)
}

// attach makes r what the input is read from.
func (in *input) attach(r io.Reader, size int64, count *atomic.Int64) {
	in.raw = &rawReader{r: r, count: count, left: size}
	if file, ok := r.(*os.File); ok && size >= 0 {
		in.file = file
	}
	in.r, in.size = bufio.NewReaderSize(in.raw, headSize), size
}

// rawReader reads an input as it lies on disk and adds what is read to a counter.
// Of a file that grows it reads what was there when it was opened.
type rawReader struct {
	r     io.Reader
	count *atomic.Int64
	left  int64 // bytes; below 0 if the size is not known
}

func (c *rawReader) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, io.EOF
	}
	if c.left > 0 {
		p = p[:min(int64(len(p)), c.left)]
	}
	n, err := c.r.Read(p)
	c.count.Add(int64(n))
	if c.left > 0 {
		c.left -= int64(n)
	}
	return n, err
}

// unchanged fails if a file did not have all the bytes it was said to have, and
// notes that it has more of them now.
func (in *input) unchanged(read int64) error {
	if read < in.size {
		return &Error{
			Input: in.name, Problem: ErrChanged, Detail: fmt.Sprintf("it had %d bytes, of which %d are left", in.size, read),
			Next: "read it again",
		}
	}
	if info, err := in.file.Stat(); err == nil && info.Size() > in.size {
		in.note = fmt.Sprintf("it grew while it was read; its first %d bytes are", in.size)
	}
	return nil
}

// open opens the source; size is -1 if it is not known.
func (s source) open(o *Options) (r io.ReadCloser, size int64, err error) {
	if s.name == "-" {
		if o.Stdin == nil {
			return io.NopCloser(strings.NewReader("")), 0, nil
		}
		return io.NopCloser(o.Stdin), -1, nil
	}
	// Opening a named pipe or a device may wait for ever: look before.
	info, err := os.Stat(s.name)
	if err != nil {
		return nil, 0, statError(s.name, err)
	}
	if info.Mode().IsRegular() {
		return s.openFile()
	}
	if !isDescriptor(s.name) {
		return nil, 0, notRegular(s.name, info.Mode())
	}
	f, err := os.Open(s.name)
	if err != nil {
		return nil, 0, statError(s.name, err)
	}
	return f, -1, nil
}

// openFile opens a regular file. The size of one that says that it is empty is
// not known: the kernel's own files say so and are not.
func (s source) openFile() (io.ReadCloser, int64, error) {
	f, err := os.Open(s.name)
	if err != nil {
		return nil, 0, statError(s.name, err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, statError(s.name, err)
	}
	if info.Size() == 0 {
		return f, -1, nil
	}
	return f, info.Size(), nil
}

// readCapped reads r to its end unless that lies beyond most bytes; expected is
// a guess of the size.
func readCapped(name string, r io.Reader, expected, most int64) ([]byte, error) {
	data := make([]byte, 0, min(max(expected, 0), most)+512)
	for {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := r.Read(data[len(data):min(cap(data), len(data)+1<<20)])
		data = data[:len(data)+n]
		if int64(len(data)) > most {
			return nil, tooLarge(name, -1, most)
		}
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return nil, statError(name, err)
		}
	}
}

func tooLarge(name string, size, most int64) error {
	detail := fmt.Sprintf("more than %d bytes", most)
	if size >= 0 {
		detail = fmt.Sprintf("%d bytes, the most that is read is %d", size, most)
	}
	return &Error{Input: name, Problem: ErrTooLarge, Detail: detail, Next: "raise --max-size, or split the file into articles"}
}

// isDescriptor reports whether name is a descriptor that is open already, as in
// "hearsay read <(command)"; opening it again cannot wait.
func isDescriptor(name string) bool {
	return name == "/dev/stdin" || strings.HasPrefix(name, "/dev/fd/") || strings.HasPrefix(name, "/proc/self/fd/")
}

func notRegular(name string, m fs.FileMode) *Error {
	return &Error{
		Input: name, Problem: ErrNotRegular, Detail: describeMode(m),
		Next: "to read it nevertheless, hand it over as standard input: hearsay read - < " + name,
	}
}

func describeMode(m fs.FileMode) string {
	switch {
	case m&fs.ModeNamedPipe != 0:
		return "it is a named pipe"
	case m&fs.ModeSocket != 0:
		return "it is a socket"
	case m&fs.ModeDevice != 0:
		return "it is a device"
	}
	return "it is a special file"
}

package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"hearsay/internal/coding"
	"hearsay/internal/warc"
)

// Anything may come compressed, once or twice, and many files may come as one:
// web archives (webarchive.go), zip and WACZ (zip.go), tar (tar.go). All are told
// by their first bytes. What is inside is read as if it had come by itself; names
// inside are shown, but never used as paths.

// archiveExtensions are what files end with that hold others.
const archiveExtensions = ".warc .arc .wacz .zip .tar .tgz " + codingExtensions

// codingExtensions are what compressed files end with, after the extension of
// what is in them.
const codingExtensions = ".gz .zst .bz2 .xz"

// maxLayers is how often a text can have been compressed.
const maxLayers = 2

// container returns the format of an input whose first bytes tell that it holds
// others.
func container(head []byte) (f format, ok bool) {
	switch {
	case warc.Is(head):
		return format{name: "WARC", split: splitWARC}, true
	case coding.Of(head) != coding.None:
		return format{name: "compressed", split: splitCompressed}, true
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return format{name: "zip", split: splitZip}, true
	case bytes.HasPrefix(head, parquetMagic):
		return format{name: "Parquet", split: splitParquet}, true
	case isTar(head):
		return format{name: "tar", split: splitTar}, true
	case bytes.HasPrefix(head, []byte("\xfd7zXZ\x00")):
		return format{name: "xz", read: notYet("compressed with xz, whose decoders need memory without bound", "decompress it first: xz -dc FILE | hearsay read -")}, true
	}
	return format{}, false
}

// withoutCoding returns the name of a file as it was before it was compressed.
func withoutCoding(name string) string {
	for range maxLayers {
		if extensionIs(name, codingExtensions) {
			name = strings.TrimSuffix(name, path.Ext(name))
		}
	}
	return name
}

// splitCompressed lists the Documents of what was compressed.
func splitCompressed(in *input, yield func(Document) bool) bool {
	head, _ := in.r.Peek(headSize)
	if in.layers >= maxLayers {
		return yield(in.failed(&Error{
			Input: in.name, Problem: ErrPacked, Detail: "it is compressed more than twice", Next: "decompress it first",
		}))
	}
	r, err := coding.NewReader(in.r, coding.Of(head), coding.Files)
	if err != nil {
		return yield(in.failed(codingError(in.name, err)))
	}
	defer r.Close()
	inner := *in
	inner.rel, inner.size, inner.file, inner.raw = withoutCoding(in.rel), -1, nil, nil
	inner.layers++
	inner.r = bufio.NewReaderSize(&unpacked{r, in.name}, headSize)
	return inner.documents(yield)
}

// unpacked is a reader whose errors are put in words for the user.
type unpacked struct {
	r    io.Reader
	name string
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = codingError(u.name, err)
	}
	return n, err
}

// codingError puts an error of the package coding in words.
func codingError(name string, err error) error {
	e := &Error{Input: name, Problem: err}
	switch {
	case errors.Is(err, coding.ErrCut):
		e.Problem, e.Detail, e.Next = ErrCutOff, "the compressed data have no end", "get the file again; what is whole in it can be read as it is: gzip -dc FILE | hearsay read -"
	case errors.Is(err, coding.ErrBomb), errors.Is(err, coding.ErrTooLarge):
		e.Problem, e.Detail, e.Next = ErrTooLarge, err.Error(), "if you trust it, decompress it first"
	case errors.Is(err, coding.ErrTrailing):
		e.Problem, e.Detail, e.Kept, e.Next = ErrSyntax, err.Error(), "what comes before", "look what stands at the end of the file"
	case errors.Is(err, coding.ErrDamaged):
		e.Problem, e.Detail, e.Next = ErrSyntax, err.Error(), "get the file again"
	default:
		return statError(name, err)
	}
	return e
}

// member makes an input of one file inside of another. name is as it stands
// there.
func (in *input) member(name string, r io.Reader) *input {
	shown := strings.ToValidUTF8(name, "\uFFFD")
	rel := path.Clean("/" + strings.ReplaceAll(shown, `\`, "/"))
	return &input{
		source: source{name: in.name + "/" + shown, rel: withoutCoding(in.rel + rel), found: true},
		r:      bufio.NewReaderSize(r, headSize), size: -1, inside: true, options: in.options,
	}
}

// nested is the error of an archive within an archive.
func (in *input) nested() *Error {
	return &Error{Input: in.name, Problem: ErrPacked, Detail: "it is an archive within an archive", Next: "unpack the outer one"}
}

// bounded ends a reader that gives too much for what it takes.
type bounded struct {
	r     io.Reader
	taken func() int64 // bytes
	given int64
	name  string
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.given += int64(n)
	if b.given > coding.Files.Free && b.given > coding.Files.Ratio*b.taken() {
		return 0, codingError(b.name, coding.ErrBomb)
	}
	var known *Error
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.As(err, &known):
		return n, err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return n, &Error{Input: b.name, Problem: ErrCutOff, Detail: "the archive ends within it", Next: "get the archive again"}
	}
	return n, &Error{Input: b.name, Problem: ErrSyntax, Detail: err.Error(), Next: "get the archive again"}
}

// wanted reports whether a file inside of another may hold news.
func wanted(name string) bool {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	return extensionIs(base, extensions) && !strings.HasPrefix(base, ".") && !strings.HasPrefix(name, "__MACOSX/")
}

package ingest

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"sync/atomic"
)

// isTar reports whether an input that begins with head is a tar file, of POSIX or
// of GNU.
func isTar(head []byte) bool {
	const magic = 257 // offset
	return len(head) >= 512 && bytes.HasPrefix(head[magic:], []byte("ustar"))
}

// splitTar lists the Documents of the files in a tar file. Links, devices and
// what else a tar file can hold are left out.
func splitTar(in *input, yield func(Document) bool) bool {
	if in.inside {
		return yield(in.failed(in.nested()))
	}
	var taken atomic.Int64
	r := tar.NewReader(&rawReader{r: in.r, count: &taken, left: -1})
	files := 0
	for {
		head, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return true
		case err != nil:
			return yield(in.failed(tarError(in.name, err, files)))
		case head.Typeflag != tar.TypeReg || !wanted(head.Name):
			continue
		}
		begun := taken.Load()
		b := &bounded{r: r, taken: func() int64 { return taken.Load() - begun }}
		inner := in.member(head.Name, b)
		b.name = inner.name
		if !inner.documents(yield) {
			return false
		}
		files++
	}
}

func tarError(name string, err error, files int) *Error {
	e := &Error{Input: name, Problem: ErrSyntax, Detail: err.Error()}
	var known *Error
	switch {
	case errors.As(err, &known):
		*e = *known
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Problem, e.Detail, e.Next = ErrCutOff, "the tar file has no end", "get the file again"
	}
	e.Kept = plural(files, "file") + " before it"
	return e
}

package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync/atomic"
)

// A zip file has its list of contents at the end, so that it has to be read as a
// file; one that comes through a pipe is read into memory. WACZ is a zip file with
// web archives in archive/ and with indexes and copies of texts beside them, which
// are left out.

// Bounds of a zip file.
const (
	maxEntries   = 100_000
	maxDirectory = 32 << 20 // bytes of its list of contents
)

// splitZip lists the Documents of the files in a zip file.
func splitZip(in *input, yield func(Document) bool) bool {
	if in.inside {
		return yield(in.failed(in.nested()))
	}
	var r io.ReaderAt = in.file
	size := in.size
	if in.file == nil {
		data, err := in.load()
		if err != nil {
			return yield(in.failed(err))
		}
		r, size = bytes.NewReader(data), int64(len(data))
	}
	files, err := in.entries(r, size)
	if err != nil {
		return yield(in.failed(err))
	}
	names := map[string]bool{}
	for _, f := range files {
		if !in.entry(f, size, names[f.Name], yield) {
			return false
		}
		names[f.Name] = true
	}
	return true
}

// entries returns the files in a zip file that may hold news.
func (in *input) entries(r io.ReaderAt, size int64) ([]*zip.File, error) {
	at := &directoryReader{r: r, left: maxDirectory}
	if in.raw != nil {
		at.count = in.raw.count
	}
	z, err := zip.NewReader(at, size)
	switch {
	case at.left < 0 || err == nil && len(z.File) > maxEntries:
		return nil, &Error{
			Input: in.name, Problem: ErrTooLarge, Detail: fmt.Sprintf("a ZIP archive of more than %d files", maxEntries),
			Next: "unpack it and name the directory",
		}
	case err != nil:
		return nil, &Error{
			Input: in.name, Problem: ErrSyntax, Detail: "a ZIP archive or an office document without a readable list of contents (" + err.Error() + ")",
			Next: "get the file again",
		}
	}
	at.left = 1 << 62 // from here on files are read
	return in.choose(z.File)
}

// choose returns the files that may hold news.
func (in *input) choose(all []*zip.File) ([]*zip.File, error) {
	var chosen []*zip.File
	wacz := isWACZ(all)
	for _, f := range all {
		switch {
		case f.Name == "[Content_Types].xml", f.Name == "mimetype", f.Name == "META-INF/MANIFEST.MF":
			return nil, &Error{Input: in.name, Problem: ErrBinary, Detail: "it is an office document, a book or a program", Next: "save it as text or HTML first"}
		case f.Mode()&^fs.ModePerm != 0 || !wanted(f.Name), wacz && !strings.HasPrefix(f.Name, "archive/"):
			continue
		}
		chosen = append(chosen, f)
	}
	if len(chosen) == 0 {
		return nil, &Error{
			Input: in.name, Problem: ErrNoMatch, Detail: fmt.Sprintf("none of its %s may hold news by its name", plural(len(all), "file")),
			Next: "unpack it and name the files",
		}
	}
	return chosen, nil
}

// isWACZ reports whether the files are those of a WACZ.
func isWACZ(all []*zip.File) bool {
	pack, archive := false, false
	for _, f := range all {
		pack = pack || f.Name == "datapackage.json"
		archive = archive || strings.HasPrefix(f.Name, "archive/")
	}
	return pack && archive
}

// entry lists the Documents of one file in a zip file of so many bytes.
func (in *input) entry(f *zip.File, size int64, again bool, yield func(Document) bool) bool {
	const encrypted = 1 // bit of the flags
	taken := int64(min(f.CompressedSize64, uint64(size)))
	b := &bounded{taken: func() int64 { return taken }}
	inner := in.member(f.Name, b)
	b.name = inner.name
	if again {
		inner.note = "another file in the archive has the same name"
	}
	if f.Flags&encrypted != 0 {
		return yield(inner.failed(&Error{Input: inner.name, Problem: ErrPacked, Detail: "it is encrypted", Next: "unpack it with its password"}))
	}
	r, err := f.Open()
	if err != nil {
		e := &Error{Input: inner.name, Problem: ErrSyntax, Detail: err.Error(), Next: "unpack it with another program"}
		if errors.Is(err, zip.ErrAlgorithm) {
			e.Problem, e.Detail = ErrPacked, fmt.Sprintf("it is compressed by method %d, which is not known", f.Method)
		}
		return yield(inner.failed(e))
	}
	defer r.Close()
	b.r = r
	return inner.documents(yield)
}

// directoryReader reads a zip file, at first only so much as a list of contents
// may have.
type directoryReader struct {
	r     io.ReaderAt
	left  int64         // bytes
	count *atomic.Int64 // of bytes read; nil if nobody counts
}

func (d *directoryReader) ReadAt(p []byte, off int64) (int, error) {
	if d.left -= int64(len(p)); d.left < 0 {
		return 0, errors.New("the list of contents is too long")
	}
	n, err := d.r.ReadAt(p, off)
	if d.count != nil {
		d.count.Add(int64(n))
	}
	return n, err
}

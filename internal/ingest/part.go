package ingest

import (
	"io"
	"path"

	"hearsay/internal/warc"
)

// OpenPart returns a Stream of what r holds: the bytes of a file, or a part of a web
// archive that begins at a record, offset bytes into the file. Documents have the
// names and the places that they have when the whole file of that name is read;
// revisits find only what is in the part. The Stream can be read once.
func OpenPart(name string, r io.Reader, offset int64, o Options) *Stream {
	s := &Stream{options: o.filled()}
	s.given = func(yield func(Document) bool) {
		in := &input{
			source: source{name: name, rel: path.Base(name)}, options: &s.options,
			part: true, base: warc.Place{Offset: offset},
		}
		in.attach(r, -1, &s.consumed)
		in.documents(yield)
	}
	return s
}

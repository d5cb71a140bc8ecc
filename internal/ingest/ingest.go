// Package ingest turns what a user names on the command line into articles.
//
//	source.go   arguments → an ordered list of files (directories, globs, "-")
//	decode.go   bytes → valid UTF-8, or an error that says where it is not
//	article.go  text → hearsay.Article with its file and outlet
//
// Nothing that one input holds or is can stop the others: every failure is an
// *Error tied to its input, handed out in the input's place in the order.
package ingest

import (
	"io"
	"iter"

	"hearsay"
)

// DefaultMaxSize is the size in bytes above which an input is refused.
const DefaultMaxSize = 64 << 20

// Options say how inputs are read. The zero value is usable except that "-"
// then reads nothing.
type Options struct {
	Stdin   io.Reader // what "-" reads
	Lossy   bool      // replace what is not UTF-8 by U+FFFD instead of failing
	MaxSize int64     // in bytes; 0 is DefaultMaxSize
	Outlet  string    // outlet of all articles, whatever they state themselves
}

// Input is one article, or why there is none.
type Input struct {
	Name    string          // as given, or the path found in a directory or by a glob; "-" is standard input
	Rel     string          // path below the directory that was named, with slashes; else the base name
	Article hearsay.Article // zero if Err is set
	Note    string          // what a user should know although it is no failure; empty if nothing
	Err     error           // nil or *Error
}

// Stream is an ordered list of inputs that are read one at a time.
type Stream struct {
	sources []source
	options Options
}

// Open lists the inputs that args name, in the order of args; below a directory
// or a glob in sorted order. No arguments and "-" are standard input. It reads
// directories but no file; what cannot be listed becomes an Input with an Err.
func Open(args []string, options Options) *Stream {
	if options.MaxSize <= 0 {
		options.MaxSize = DefaultMaxSize
	}
	if len(args) == 0 {
		args = []string{"-"}
	}
	s := &Stream{options: options}
	for _, arg := range args {
		s.sources = append(s.sources, expand(arg)...)
	}
	return s
}

// Len returns the number of inputs.
func (s *Stream) Len() int { return len(s.sources) }

// All reads the inputs in order, each when it is asked for.
func (s *Stream) All() iter.Seq[Input] {
	return func(yield func(Input) bool) {
		for _, src := range s.sources {
			if !yield(src.read(&s.options)) {
				return
			}
		}
	}
}

// Files returns the paths of the inputs that are files, in order.
func (s *Stream) Files() []string {
	var paths []string
	for _, src := range s.sources {
		if src.name != "-" && src.err == nil {
			paths = append(paths, src.name)
		}
	}
	return paths
}

package ingest

import (
	"context"
	"io"
	"iter"
	"os"
	"sync/atomic"
	"time"

	"hearsay"
)

// DefaultMaxSize is the size in bytes above which a Document is refused.
const DefaultMaxSize = 64 << 20

// AnyLanguage is the value of Options.Language that reads every language.
const AnyLanguage = "any"

// Options say how inputs are read. The zero value is usable except that "-"
// then reads nothing.
type Options struct {
	Stdin    io.Reader     // what "-" reads
	Strict   bool          // what cannot be read without loss fails
	MaxSize  int64         // of a Document, in bytes; 0 is DefaultMaxSize
	Outlet   string        // outlet of all articles, whatever they state themselves
	Date     string        // day of publication of articles that state none, as ISO 8601 has it; "" leaves it open
	Language string        // AnyLanguage, or "" for English only
	Fields   Fields        // names of the fields of tables and JSON; the zero Fields are the usual ones
	Budget   time.Duration // for the layout of one page; 0 is 10 seconds

	Web      Web              // fetches addresses; nil for nobody
	Context  context.Context  // ends fetching; nil for never
	Lists    []string         // files of addresses, one a line, that are read after the arguments; "-" is standard input
	Follow   Follow           // which addresses are fetched that the user has not named
	MaxPages int              // of one feed that are fetched; 0 is DefaultMaxPages
	Now      func() time.Time // nil is time.Now
}

// Input is one article, or why there is none.
type Input struct {
	Name    string          // as given, or the path found in a directory or by a glob; "-" is standard input
	Rel     string          // path below the directory that was named, with slashes; else the base name
	Article hearsay.Article // only if Outcome is Read or Empty
	Body    int             // the byte of Article.Text where the body begins, below a headline that was put above it; else 0
	Outcome Outcome
	Note    string // what a user should know although it is no failure; empty if nothing
	Err     error  // *Error if Outcome is Failed, else nil

	Origin   Origin
	Facts    Facts  // what was stated outside of the text
	Charset  string // what the bytes were decoded from, by its name in the Encoding Standard ("windows-1252")
	Flags    Flags
	BytesSum string // SHA-256 of the Document's bytes, hexadecimal
	Stored   []byte // the reading of the article as JSON, if the Document is one; else nil
}

// Flags say what a text has gone through.
type Flags struct {
	DecodingLoss bool // bytes or controls were replaced by U+FFFD
	Repaired     bool // bytes were read in another encoding than their label's
	Mojibake     bool // the text looks as if someone had decoded it wrongly; it was left so
	Shortened    bool // facts, such as a headline of a megabyte, were cut
	DateGuessed  bool // the page does not state when it was published, but shows a date
	Truncated    bool // the bytes were cut off when they were archived
	Altered      bool // the bytes are not those whose digest the archive states
	DateDoubtful bool // the feed states a date that cannot be right
}

// Stream is an ordered list of inputs. Its Documents are listed by one
// goroutine; Read may be called by many.
type Stream struct {
	sources  []source
	given    iter.Seq[Document] // of Deliver and OpenPart, instead of sources
	options  Options
	start    Position // where Documents begins
	seen     seen     // of After
	consumed atomic.Int64
	waiting  atomic.Int32 // fetches that go on
	stuck    atomic.Int32 // layouts of pages that ran out of time and cannot be ended
}

// Open lists the inputs that args name, in the order of args; below a directory
// or a glob in sorted order. No arguments and "-" are standard input. It reads
// directories but no file; what cannot be listed becomes an Input with an Err.
func Open(args []string, options Options) *Stream {
	options = options.filled()
	if len(args) == 0 && len(options.Lists) == 0 {
		args = []string{"-"}
	}
	s := &Stream{options: options}
	for _, arg := range args {
		s.sources = append(s.sources, expand(arg)...)
	}
	for _, list := range options.Lists {
		s.sources = append(s.sources, source{name: list, list: true})
	}
	return s
}

// filled returns the options with what is zero filled in.
func (o Options) filled() Options {
	if o.MaxSize <= 0 {
		o.MaxSize = DefaultMaxSize
	}
	if o.Budget <= 0 {
		o.Budget = 10 * time.Second
	}
	if o.MaxPages <= 0 {
		o.MaxPages = DefaultMaxPages
	}
	if o.Context == nil {
		o.Context = context.Background()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Len returns the number of inputs. There may be more Documents.
func (s *Stream) Len() int { return len(s.sources) }

// Size returns the bytes that all inputs hold as they lie on disk, -1 if that is
// not known.
func (s *Stream) Size() int64 {
	var total int64
	for _, src := range s.sources {
		if src.err != nil {
			continue
		}
		if src.address != "" || src.list {
			return -1
		}
		info, err := os.Stat(src.name)
		if err != nil || !info.Mode().IsRegular() {
			return -1
		}
		total += info.Size()
	}
	return total
}

// Waiting returns how many addresses are being fetched. It may be called at any
// time.
func (s *Stream) Waiting() int { return int(s.waiting.Load()) }

// Consumed returns how many bytes of the inputs have been taken up to now, those
// that were fetched included. It may be called at any time.
func (s *Stream) Consumed() int64 { return s.consumed.Load() }

// Documents lists the Documents of all inputs in order, each when it is asked
// for. What cannot be opened, fetched or is damaged is a Document with an Err.
func (s *Stream) Documents() iter.Seq[Document] { return s.arrived(s.listed()) }

// listed lists the Documents of all inputs, without what has to be fetched.
func (s *Stream) listed() iter.Seq[Document] {
	if s.given != nil {
		return s.given
	}
	return func(yield func(Document) bool) {
		for i := s.start.Inputs; i < len(s.sources); i++ {
			if !s.documents(i, yield) {
				return
			}
		}
	}
}

// All reads the Documents of all inputs in order, each when it is asked for.
func (s *Stream) All() iter.Seq[Input] {
	return func(yield func(Input) bool) {
		for d := range s.Documents() {
			if !yield(s.Read(d)) {
				return
			}
		}
	}
}

// Files returns the paths of the inputs that are files, in order.
func (s *Stream) Files() []string {
	var paths []string
	for _, src := range s.sources {
		if src.name != "-" && src.err == nil && src.address == "" {
			paths = append(paths, src.name)
		}
	}
	return paths
}

package ingest

import "time"

// Document is one text as it came, before anything has looked inside.
type Document struct {
	Name   string // for people, and for Article.File: path, address or "-"; with ":LINE" or the like for one of many
	Rel    string // as Input.Rel; "/NUMBER" is added for one of many
	Origin Origin
	Facts  Facts  // what the container says of the text; wins over what the text says of itself
	Media  string // media type by label, without parameters ("text/html"); empty if not known
	Label  string // charset by label, from HTTP or an archive; empty if none
	Body   []byte // as it came, compression undone; owned by the Document
	Err    error  // nil or an *Error that says why there is no Body

	format format                // the zero format: to be recognised from Body
	found  bool                  // it was met in a directory or an archive, not named
	note   string                // what the container had to leave out or mend
	flags  Flags                 // what the container says that the bytes have gone through
	unwrap func(*Document) error // takes Body out of what it was archived in; nil if nothing has to be done
	mark   mark                  // where reading can go on after it

	errand   *errand // what has to be fetched before there is a Body; nil if nothing
	weak     Facts   // what the container says of the text where the text says nothing of itself
	doubtful string  // what is wrong with its date in the container; empty if nothing
}

// Origin is the place of a Document in its container.
type Origin struct {
	Path   string // of the container; "-" is standard input
	Line   int    // of the first line, counted from 1; 0 if lines do not count
	Offset int64  // of the first byte in the container as it lies on disk; -1 if not known
	Number int    // counted from 1; 0 for the only Document of its input

	Record   string // WARC-Record-ID, without angle brackets; empty if it is from no archive
	Captured string // WARC-Date: when it was archived, ISO 8601; empty if not known

	Fetched time.Time // when its bytes came from the web; zero if they did not
}

// Facts is what is stated about an article outside of its text. Every field may
// be empty. Times are ISO 8601, languages BCP 47.
type Facts struct {
	URL       string // address the text was read from
	Canonical string // address that the page calls its own
	Title     string // headline
	Outlet    string // who published it
	Credit    string // agency that wrote it, if that is not the outlet
	Bylines   []string
	Published string
	Modified  string
	Language  string
	Limited   bool // the page says that its text is not free to read
}

// or returns f with what is missing filled in from g.
func (f Facts) or(g Facts) Facts {
	for _, field := range []struct{ to, from *string }{
		{&f.URL, &g.URL}, {&f.Canonical, &g.Canonical}, {&f.Title, &g.Title}, {&f.Outlet, &g.Outlet},
		{&f.Credit, &g.Credit}, {&f.Published, &g.Published}, {&f.Modified, &g.Modified}, {&f.Language, &g.Language},
	} {
		if *field.to == "" {
			*field.to = *field.from
		}
	}
	if len(f.Bylines) == 0 {
		f.Bylines = g.Bylines
	}
	f.Limited = f.Limited || g.Limited
	return f
}

// withoutControls takes out of the facts what text does not hold; what is
// replaced counts as lost.
func (f *Facts) withoutControls(lost *decoded) {
	for _, s := range []*string{&f.URL, &f.Canonical, &f.Title, &f.Outlet, &f.Credit, &f.Published, &f.Modified, &f.Language} {
		*s = lost.withoutControls(*s)
	}
	for i := range f.Bylines {
		f.Bylines[i] = lost.withoutControls(f.Bylines[i])
	}
}

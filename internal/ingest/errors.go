package ingest

import (
	"errors"
	"fmt"
	"strings"
)

// What can be wrong with an input; test with errors.Is. Errors of the operating
// system (fs.ErrNotExist, fs.ErrPermission) are found inside an *Error as well.
var (
	ErrBinary     = errors.New("binary data, not text")
	ErrEncoding   = errors.New("not text in a known encoding")
	ErrTooLarge   = errors.New("too large")
	ErrNotRegular = errors.New("not a regular file")
	ErrNoMatch    = errors.New("no file matches")
	ErrFormat     = errors.New("not in a known format")
	ErrSyntax     = errors.New("damaged")
	ErrNoText     = errors.New("no text")
	ErrOtherMedia = errors.New("a picture, a package or the like, not a text")
	ErrCutOff     = errors.New("cut off")
	ErrPacked     = errors.New("not unpacked")
	ErrChanged    = errors.New("changed while it was read")
	ErrNoPage     = errors.New("no page at the address")
	ErrRepeated   = errors.New("archived before")
	ErrTimeout    = errors.New("too slow to read")
	ErrFault      = errors.New("a fault in the reader")

	ErrOffline      = errors.New("an address, and nothing is fetched here")
	ErrNotFetched   = errors.New("only announced, and its page was not fetched")
	ErrListedTwice  = errors.New("listed before")
	ErrNothingThere = errors.New("nothing to read there")
	ErrNotFeed      = errors.New("not a feed")
	ErrEntities     = errors.New("entities that blow up or reach out")
	ErrOwnFeed      = errors.New("a feed that Hearsay made")
)

// Error says what is wrong with one input and what can be done about it.
type Error struct {
	Input   string // as in Input.Name
	Problem error  // one of the errors above, or the operating system's
	Detail  string // where or what exactly; may be empty
	Kept    string // what was kept of the input; empty for nothing
	Next    string // what the user can do; may be empty
}

// Error returns all fields in one line.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s; kept: ", e.Input, e.reason())
	if e.Kept == "" {
		b.WriteString("nothing")
	} else {
		b.WriteString(e.Kept)
	}
	if e.Next != "" {
		b.WriteString("; " + e.Next)
	}
	return b.String()
}

// reason returns the problem and its detail.
func (e *Error) reason() string {
	if e.Detail == "" {
		return e.Problem.Error()
	}
	return e.Problem.Error() + ": " + e.Detail
}

// Unwrap returns e.Problem.
func (e *Error) Unwrap() error { return e.Problem }

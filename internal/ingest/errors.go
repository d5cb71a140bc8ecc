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
	ErrEncoding   = errors.New("not valid UTF-8")
	ErrTooLarge   = errors.New("too large")
	ErrNotRegular = errors.New("not a regular file")
	ErrNoMatch    = errors.New("no file matches")
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
	fmt.Fprintf(&b, "%s: %v", e.Input, e.Problem)
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	}
	b.WriteString("; kept: ")
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

// Unwrap returns e.Problem.
func (e *Error) Unwrap() error { return e.Problem }

package store

import (
	"errors"
	"strings"
)

// What can be wrong with a ledger; test with errors.Is.
var (
	ErrNoLedger = errors.New("there is no ledger")
	ErrLocked   = errors.New("the ledger is locked")
	ErrReadOnly = errors.New("the ledger cannot be written to")
	ErrForeign  = errors.New("not a ledger of Hearsay")
	ErrNewer    = errors.New("the ledger was made by a newer version of Hearsay")
	ErrOlder    = errors.New("the ledger was made by an older version of Hearsay")
	ErrDamaged  = errors.New("the ledger is damaged")
	ErrFull     = errors.New("the disk is full")
	ErrIO       = errors.New("the disk reports an error")
	ErrNotFound = errors.New("not in the ledger")

	ErrTooLarge    = errors.New("too large for the database")
	ErrUnfinished  = errors.New("the ledger is a copy that is not finished")
	ErrNotEmpty    = errors.New("the ledger is not empty")
	ErrUnreachable = errors.New("the server of the ledger cannot be reached")
)

// Error says what is wrong with a ledger and what can be done about it.
type Error struct {
	Ledger  string // path or address, without secrets
	Problem error  // one of the errors above
	Detail  string // where or what exactly; may be empty
	Next    string // what the user can do; may be empty
	Cause   error  // what the database said; may be nil
}

// Error returns all fields in one line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Ledger + ": " + e.Problem.Error())
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	}
	if e.Cause != nil {
		b.WriteString(" (" + e.Cause.Error() + ")")
	}
	if e.Next != "" {
		b.WriteString("; " + e.Next)
	}
	return b.String()
}

// Unwrap returns the problem and its cause.
func (e *Error) Unwrap() []error { return []error{e.Problem, e.Cause} }

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"hearsay/internal/store"
)

// Exit codes. Codes that are not listed are failures too.
const (
	exitDone        = 0
	exitFailed      = 1
	exitNothing     = 1 // of a search, as grep has it
	exitUsage       = 2
	exitSomeFailed  = 3
	exitNoLedger    = 10
	exitLocked      = 11
	exitBadLedger   = 12
	exitNotWritten  = 13
	exitUnreachable = 14
	exitInterrupted = 130
)

const exitCodes = `Exit codes:
  0    everything was read
  1    the work could not go on (the output cannot be written, the program is damaged)
  2    the command line is wrong, or the settings are
  3    some inputs failed: each is named on standard error, the others were read
  130  interrupted
Treat any other code as a failure.`

// usageError is a mistake in the command line.
type usageError struct{ error }

// mistakes returns the errors that one was joined from.
func mistakes(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

// failedInputs says how many inputs could not be read; each has been named
// already.
type failedInputs struct{ failed, total int }

func (e failedInputs) Error() string {
	return fmt.Sprintf("%d of %d inputs could not be read", e.failed, e.total)
}

// exitCode tells the user what went wrong, if anything, and returns the exit
// code that says so. It is the only place where errors become codes.
func (std stdio) exitCode(err error) int {
	var usage usageError
	var failed failedInputs
	var search searchError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, syscall.EPIPE):
		return exitDone // whoever read the output has seen enough
	case errors.Is(err, context.Canceled):
		std.complain("interrupted")
		return exitInterrupted
	case errors.Is(err, errNothingFound):
		return exitNothing
	case errors.As(err, &failed):
		std.complain(err.Error())
		return exitSomeFailed
	case errors.As(err, &usage):
		for _, mistake := range mistakes(usage.error) {
			std.complain(mistake.Error())
		}
		return exitUsage
	}
	std.complain(err.Error())
	if code := ledgerCode(err); code != exitDone {
		return code
	}
	if errors.As(err, &search) {
		return exitUsage
	}
	return exitFailed
}

// ledgerCode returns the exit code for what is wrong with the ledger, exitDone
// if it is not that.
func ledgerCode(err error) int {
	for _, known := range []struct {
		problem error
		code    int
	}{
		{store.ErrNoLedger, exitNoLedger}, {store.ErrLocked, exitLocked},
		{store.ErrForeign, exitBadLedger}, {store.ErrNewer, exitBadLedger}, {store.ErrOlder, exitBadLedger}, {store.ErrDamaged, exitBadLedger},
		{store.ErrUnfinished, exitBadLedger}, {store.ErrNotEmpty, exitBadLedger}, {store.ErrDiffers, exitBadLedger}, {store.ErrUnreachable, exitUnreachable},
		{store.ErrFull, exitNotWritten}, {store.ErrIO, exitNotWritten}, {store.ErrReadOnly, exitNotWritten},
	} {
		if errors.Is(err, known.problem) {
			return known.code
		}
	}
	return exitDone
}

// complain writes one line to standard error.
func (std stdio) complain(message string) { fmt.Fprintln(std.err, "hearsay:", printable(message)) }

// printable shows control characters, which names of files can hold, as U+FFFD.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || 0x7f <= r && r < 0xa0 {
			return '\uFFFD'
		}
		return r
	}, s)
}

package main

import (
	"os"

	"hearsay/internal/ingest"
)

// account is what "hearsay read" tells on standard error: a note or an error
// for each document that needs one, the progress, and the sum at the end.
type account struct {
	std      stdio
	bar      *progress
	tally    ingest.Tally
	notes    map[ingest.Outcome]int
	failures *os.File // where failures are written as well; nil for nowhere
}

// maxNotes is how many notes are printed on documents of one outcome; the others
// are counted. Of what an archive holds besides news there are fewer.
func maxNotes(o ingest.Outcome) int {
	if o == ingest.OtherFormat || o == ingest.NoPage || o == ingest.Repeated {
		return 3
	}
	return 20
}

// openAccount opens the account of a run.
func openAccount(std stdio, stream *ingest.Stream, flags readFlags) (*account, error) {
	return continueAccount(std, stream, flags, nil)
}

// continueAccount opens the account of a run; before is what one that was broken
// off told already.
func continueAccount(std stdio, stream *ingest.Stream, flags readFlags, before *journal) (*account, error) {
	a := &account{std: std, notes: map[ingest.Outcome]int{}}
	var at extent
	if before != nil {
		a.tally, at = before.Tally, before.Failures
	}
	if flags.failures != "" {
		if err := refuseInput(flags.failures, stream.Files()); err != nil {
			return nil, err
		}
		file, err := openAt(flags.failures, at.Length)
		if err != nil {
			return nil, err
		}
		a.failures = file
	}
	mixed := flags.output == "" && isTerminal(std.out) // with the results
	a.bar = newByteProgress(std, stream, flags.noProgress || mixed)
	a.bar.startAt(a.tally.Total(), a.tally.Count(ingest.Failed))
	return a, nil
}

// add takes one document; failed is why there is no reading, nil if there is one
// or none is due. err is one that ends the work.
func (a *account) add(input *ingest.Input, failed error) (err error) {
	outcome := input.Outcome
	if failed != nil {
		outcome = ingest.Failed
	}
	a.tally.Add(outcome)
	switch {
	case failed != nil:
		a.bar.hide()
		a.std.complain(failed.Error())
		if a.failures != nil {
			err = ingest.WriteFailure(a.failures, input.Name, failed)
		}
	case input.Note != "":
		a.note(input)
	}
	a.bar.count(failed != nil)
	return err
}

// note prints the note of an input, unless many of its kind were printed.
func (a *account) note(input *ingest.Input) {
	a.notes[input.Outcome]++
	switch n, most := a.notes[input.Outcome], maxNotes(input.Outcome); {
	case n < most:
		a.bar.hide()
		a.std.complain(displayName(input.Name) + ": " + input.Note)
	case n == most:
		a.bar.hide()
		a.std.complain(displayName(input.Name) + ": " + input.Note + " (further notes on documents that are " + input.Outcome.String() + " are left out)")
	}
}

// close tells the sum if there was more than one document or one was left out.
func (a *account) close() error {
	a.bar.finish()
	if a.tally.Total() > 1 || a.tally.Total() != a.tally.Count(ingest.Read)+a.tally.Count(ingest.Empty)+a.tally.Count(ingest.Failed) {
		a.std.complain(a.tally.String())
	}
	if a.failures == nil {
		return nil
	}
	return a.failures.Close()
}

func displayName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

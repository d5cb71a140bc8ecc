package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Outcome says how the reading of one Document ended.
type Outcome int

// The outcomes. All but Failed are as they should be.
const (
	Read          Outcome = iota // there is an Article with text
	Empty                        // there is an Article, but nothing to read in it
	OtherLanguage                // not in English, and English was asked for
	NoArticle                    // a notice, a consent form, the start of a text behind a paywall
	OtherFormat                  // a file found on the way that holds no news in any known format
	NoPage                       // an address that an archive has no page of: it moved, was not found, …
	Repeated                     // what an archive or a feed has before, or an archive says that it has elsewhere
	NotFetched                   // an item that a feed only announces
	Failed                       // see Input.Err
	outcomes
)

// String returns the outcome as a summary words it.
func (o Outcome) String() string {
	switch o {
	case Read:
		return "read"
	case Empty:
		return "empty"
	case OtherLanguage:
		return "not in English"
	case NoArticle:
		return "not an article"
	case OtherFormat:
		return "no format for news"
	case NoPage:
		return "no page"
	case Repeated:
		return "repeated"
	case NotFetched:
		return "not fetched"
	}
	return "failed"
}

// Skipped reports whether the Document was left out without being at fault.
func (o Outcome) Skipped() bool { return o != Read && o != Empty && o != Failed }

// Tally counts outcomes. The zero Tally is ready to use; it is not safe for
// concurrent use.
type Tally struct{ counts [outcomes]int }

// Add counts one outcome.
func (t *Tally) Add(o Outcome) { t.counts[o]++ }

// Count returns how often o was added.
func (t *Tally) Count(o Outcome) int { return t.counts[o] }

// Total returns how many outcomes were added.
func (t *Tally) Total() int {
	n := 0
	for _, c := range t.counts {
		n += c
	}
	return n
}

// String returns the counts that are not zero ("7 documents: 5 read, 2 failed").
func (t *Tally) String() string {
	var parts []string
	for o, n := range t.counts {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %v", n, Outcome(o)))
		}
	}
	plural := "s"
	if t.Total() == 1 {
		plural = ""
	}
	if len(parts) == 0 {
		parts = []string{"nothing to read"}
	}
	return fmt.Sprintf("%d document%s: %s", t.Total(), plural, strings.Join(parts, ", "))
}

// MarshalJSON writes the counts by outcome, those that are zero left out.
func (t Tally) MarshalJSON() ([]byte, error) {
	byName := map[string]int{}
	for o, n := range t.counts {
		if n > 0 {
			byName[Outcome(o).String()] = n
		}
	}
	return json.Marshal(byName)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (t *Tally) UnmarshalJSON(data []byte) error {
	byName := map[string]int{}
	if err := json.Unmarshal(data, &byName); err != nil {
		return err
	}
	for o := range t.counts {
		t.counts[o] = byName[Outcome(o).String()]
	}
	return nil
}

// Failure is one line of a log of failures: which input failed, why, what was kept
// of it and what can be done next.
type Failure struct {
	Input  string `json:"input"`
	Reason string `json:"reason"`
	Kept   string `json:"kept"`
	Next   string `json:"next"`
}

// NewFailure puts an error in these words.
func NewFailure(input string, err error) Failure {
	f := Failure{Input: input, Reason: err.Error(), Kept: "nothing"}
	var e *Error
	if errors.As(err, &e) {
		f.Reason, f.Next = e.reason(), e.Next
		if e.Kept != "" {
			f.Kept = e.Kept
		}
	}
	return f
}

// WriteFailure writes a Failure as one JSON object on a line to w.
func WriteFailure(w io.Writer, input string, err error) error {
	line, err := json.Marshal(NewFailure(input, err))
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

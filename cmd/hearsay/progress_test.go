package main

import (
	"testing"
	"time"
)

// TestProgressText says how far the work is, with less where there is less room.
func TestProgressText(t *testing.T) {
	consumed := func() int64 { return 0 }
	for _, c := range []struct {
		name  string
		p     *progress
		since time.Duration
		want  string
	}{
		{"an archive", &progress{consumed: consumed, size: 20e6, done: amount{225, 1, 4e6}}, 10 * time.Second, "225 documents, 22/s, 1 failed, 4.0 of 20.0 MB, 40 s left"},
		{"80 columns", &progress{columns: 80, consumed: consumed, size: 20e6, done: amount{225, 1, 4e6}}, 10 * time.Second, "225 documents, 22/s, 1 failed, 40 s left"},
		{"60 columns", &progress{columns: 60, consumed: consumed, size: 20e6, done: amount{225, 1, 4e6}}, 10 * time.Second, "225 documents, 1 failed"},
		{"a run that goes on", &progress{consumed: consumed, size: 20e6, before: amount{200, 1, 3e6}, done: amount{225, 1, 4e6}}, 10 * time.Second, "225 documents, 2/s, 1 failed, 4.0 of 20.0 MB, 3 min left"},
		{"standard input", &progress{consumed: consumed, size: -1, done: amount{225, 0, 4e6}}, 10 * time.Second, "225 documents, 22/s, 0 failed, 4.0 MB"},
		{"files", &progress{size: 900, done: amount{225, 0, 225}}, 2 * time.Hour, "225 documents, 0/s, 0 failed, 6 h 00 min left"},
	} {
		if got := c.p.text(c.since); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

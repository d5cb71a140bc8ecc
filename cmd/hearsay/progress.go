package main

import (
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress is a bar on standard error for work that takes more than a second.
// A nil progress shows nothing.
type progress struct {
	bar   *progressbar.ProgressBar
	begun time.Time
	shown bool
	done  int
}

// newProgress returns nil unless standard error is a terminal and standard
// output, if it shows the results, is not the same one.
func newProgress(std stdio, total int, off bool) *progress {
	if off || total < 2 || !isTerminal(std.err) || isTerminal(std.out) {
		return nil
	}
	bar := progressbar.NewOptions(total,
		progressbar.OptionSetWriter(std.err),
		progressbar.OptionSetDescription("reading"),
		progressbar.OptionSetItsString("articles"),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetRenderBlankState(false),
	)
	return &progress{bar: bar, begun: time.Now()}
}

// step counts one input as done.
func (p *progress) step() {
	if p == nil {
		return
	}
	p.done++
	const patience = time.Second
	if p.shown = p.shown || time.Since(p.begun) > patience; p.shown {
		_ = p.bar.Set(p.done)
	}
}

// hide clears the bar to make room for a message.
func (p *progress) hide() {
	if p != nil && p.shown {
		_ = p.bar.Clear()
	}
}

// finish takes the bar away.
func (p *progress) finish() { p.hide() }

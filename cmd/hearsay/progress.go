package main

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"hearsay/internal/ingest"
)

// progress is a bar on standard error for work that takes more than a second. It
// shows documents, their rate, failures, how far the work is and the time left.
// A nil progress shows nothing. Its methods may be called by many goroutines.
type progress struct {
	mu       sync.Mutex
	bar      *progressbar.ProgressBar
	columns  int          // of the terminal
	consumed func() int64 // bytes of the inputs taken up to now; nil if documents are the measure
	size     int64        // of all inputs: documents, or bytes; -1 if not known
	begun    time.Time
	before   amount // done before this run
	drawn    time.Time
	shown    bool
	done     amount
	waiting  func() int    // addresses that are being fetched; nil if none can be
	end      chan struct{} // closed by finish
}

// amount is how much has been done.
type amount struct {
	documents, failed int
	measure           int64 // documents, or bytes
}

const (
	patience = time.Second            // before the bar is shown
	redraw   = 100 * time.Millisecond // between two looks of the bar
)

// newProgress shows how many of a number of documents are done. It returns nil
// unless standard error is a terminal and standard output, if it shows the
// results, is not the same one.
func newProgress(std stdio, total int, off bool) *progress {
	if off || total < 2 || !isTerminal(std.err) || isTerminal(std.out) {
		return nil
	}
	return startProgress(std, int64(total))
}

// newByteProgress shows how many bytes of the inputs have been taken, because
// nobody knows how many documents are in them, and for how many addresses the
// program waits.
func newByteProgress(std stdio, stream *ingest.Stream, off bool) *progress {
	if off || !isTerminal(std.err) {
		return nil
	}
	p := startProgress(std, stream.Size())
	p.mu.Lock()
	p.consumed, p.waiting = stream.Consumed, stream.Waiting
	p.mu.Unlock()
	return p
}

func startProgress(std stdio, size int64) *progress {
	p := &progress{size: size, begun: time.Now(), columns: terminalWidth(std.err), end: make(chan struct{}), bar: progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(std.err),
		progressbar.OptionSetWidth(barWidth),
		progressbar.OptionThrottle(redraw),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetRenderBlankState(false),
	)}
	go p.tick()
	return p
}

// startAt tells what was done before, in a run that was broken off.
func (p *progress) startAt(documents, failed int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.before = amount{documents, failed, 0}
	if p.consumed != nil {
		p.before.measure = p.consumed()
	}
	p.done = p.before
}

// step counts one document as done.
func (p *progress) step() { p.count(false) }

// count counts one document as done, or as failed.
func (p *progress) count(failed bool) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done.documents++
	if failed {
		p.done.failed++
	}
	p.draw()
}

// tick draws the bar now and then while nothing is done, as when a slow host is
// waited for.
func (p *progress) tick() {
	ticker := time.NewTicker(5 * redraw)
	defer ticker.Stop()
	for {
		select {
		case <-p.end:
			return
		case <-ticker.C:
			p.mu.Lock()
			p.draw()
			p.mu.Unlock()
		}
	}
}

// draw draws the bar unless that is too early. The caller has the lock.
func (p *progress) draw() {
	now := time.Now()
	if now.Sub(p.begun) < patience || now.Sub(p.drawn) < redraw {
		return
	}
	p.shown, p.drawn = true, now
	p.done.measure = int64(p.done.documents)
	if p.consumed != nil {
		p.done.measure = p.consumed()
	}
	p.bar.Describe(p.text(now.Sub(p.begun)))
	at := p.done.measure
	if p.size > 0 {
		at = min(at, p.size-1) // a bar that is full takes itself away
	}
	_ = p.bar.Set64(at)
}

// barWidth is the columns of the bar, and aroundBar those of what stands around it.
const (
	barWidth  = 20
	aroundBar = 10
)

// text says how much has been done in a time, as far as the terminal has room.
func (p *progress) text(since time.Duration) string {
	seconds := max(since.Seconds(), 0.001)
	parts := []string{
		fmt.Sprintf("%d documents", p.done.documents),
		fmt.Sprintf(", %.0f/s", float64(p.done.documents-p.before.documents)/seconds),
		fmt.Sprintf(", %d failed", p.done.failed),
		"", "", "",
	}
	if p.consumed != nil {
		parts[3] = ", " + megabytes(p.done.measure, p.size)
	}
	speed := float64(p.done.measure-p.before.measure) / seconds
	if left := p.size - p.done.measure; left > 0 && speed > 0 {
		parts[4] = ", " + duration(time.Duration(float64(left)/speed*float64(time.Second))) + " left"
	}
	if p.waiting != nil && p.waiting() > 0 {
		parts[5] = fmt.Sprintf(", waiting for %d", p.waiting())
	}
	for _, less := range []int{3, 1, 4, 5} { // what is left out first where there is no room
		if room := p.columns - barWidth - aroundBar; p.columns > 0 && len(strings.Join(parts, "")) > room {
			parts[less] = ""
		}
	}
	return strings.Join(parts, "")
}

// megabytes says how many of so many bytes; all is -1 if nobody knows.
func megabytes(done, all int64) string {
	if all < 0 {
		return fmt.Sprintf("%.1f MB", float64(done)/1e6)
	}
	return fmt.Sprintf("%.1f of %.1f MB", float64(done)/1e6, float64(all)/1e6)
}

// duration says how long something takes, to two digits or so.
func duration(d time.Duration) string {
	switch minutes := int(d.Minutes() + 0.5); {
	case d < 99*time.Second:
		return fmt.Sprintf("%d s", max(int(d.Seconds()+0.5), 1))
	case minutes < 99:
		return fmt.Sprintf("%d min", minutes)
	default:
		return fmt.Sprintf("%d h %02d min", minutes/60, minutes%60)
	}
}

// hide clears the bar to make room for a message.
func (p *progress) hide() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		_ = p.bar.Clear()
	}
}

// finish takes the bar away.
func (p *progress) finish() {
	if p == nil {
		return
	}
	close(p.end)
	p.hide()
}

package main

import (
	"fmt"
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
	consumed func() int64 // bytes of the inputs taken up to now; nil if documents are the measure
	size     int64        // of all inputs: documents, or bytes; -1 if not known
	begun    time.Time
	drawn    time.Time
	shown    bool
	done     int
	failed   int
	waiting  func() int    // addresses that are being fetched; nil if none can be
	end      chan struct{} // closed by finish
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
	return startProgress(std, int64(total), false)
}

// newByteProgress shows how many bytes of the inputs have been taken, because
// nobody knows how many documents are in them, and for how many addresses the
// program waits.
func newByteProgress(std stdio, stream *ingest.Stream, off bool) *progress {
	if off || !isTerminal(std.err) {
		return nil
	}
	p := startProgress(std, stream.Size(), true)
	p.mu.Lock()
	p.consumed, p.waiting = stream.Consumed, stream.Waiting
	p.mu.Unlock()
	return p
}

func startProgress(std stdio, size int64, bytes bool) *progress {
	p := &progress{size: size, begun: time.Now(), end: make(chan struct{}), bar: progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(std.err),
		progressbar.OptionShowBytes(bytes),
		progressbar.OptionShowCount(),
		progressbar.OptionSetWidth(20),
		progressbar.OptionThrottle(redraw),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetRenderBlankState(false),
	)}
	go p.tick()
	return p
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
	p.done++
	if failed {
		p.failed++
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
	text := progressText(p.done, p.failed, now.Sub(p.begun))
	if p.waiting != nil {
		if n := p.waiting(); n > 0 {
			text += fmt.Sprintf(", waiting for %d", n)
		}
	}
	p.bar.Describe(text)
	at := int64(p.done)
	if p.consumed != nil {
		at = p.consumed()
	}
	if p.size > 0 {
		at = min(at, p.size-1) // a bar that is full takes itself away
	}
	_ = p.bar.Set64(at)
}

// progressText says how many documents were read in a time, how many a second,
// and how many failed.
func progressText(documents, failed int, since time.Duration) string {
	return fmt.Sprintf("%d documents, %.0f/s, %d failed", documents, float64(documents)/max(since.Seconds(), 0.001), failed)
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

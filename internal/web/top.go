package web

import (
	"context"
	"sync"
	"time"

	"hearsay/internal/store"
)

// topSpeakers are the speakers who are quoted most. To count them takes a while in a
// large ledger, so they are counted in the background when somebody asks, and told as of
// when that was.
type topSpeakers struct {
	mu      sync.Mutex
	found   []store.Speaker
	stats   store.Stats // of the ledger that was counted
	at      time.Time   // zero if they never were
	running chan struct{}
}

const (
	countTime     = 2 * time.Minute         // to count
	countPause    = time.Minute             // between two counts
	countPatience = 1500 * time.Millisecond // of those who want to see speakers
	homePatience  = 100 * time.Millisecond  // of those who may
)

// topSpeakers returns at most mostSpeakers speakers, and when they were counted; the
// zero time if that is not done yet, and not within the patience of who asks.
func (s *Server) topSpeakers(ctx context.Context, stats store.Stats, patience time.Duration) ([]store.Speaker, time.Time) {
	t := &s.top
	t.mu.Lock()
	if t.running == nil && (t.at.IsZero() || t.stats != stats && s.Now().Sub(t.at) >= min(countPause, s.countedFor())) {
		t.running = make(chan struct{})
		go s.countSpeakers(stats, t.running)
	}
	running := t.running
	t.mu.Unlock()
	if running != nil {
		enough := time.NewTimer(patience)
		defer enough.Stop()
		select {
		case <-running:
		case <-enough.C:
		case <-ctx.Done():
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.found, t.at
}

// countedFor is how long counts are good for: a small ledger is counted anew at once.
func (s *Server) countedFor() time.Duration {
	if s.top.stats.Attributions < store.MostCounted {
		return 0
	}
	return countPause
}

func (s *Server) countSpeakers(stats store.Stats, done chan struct{}) {
	defer close(done)
	ctx, stop := context.WithTimeout(s.life, countTime)
	defer stop()
	found, err := s.Ledger.TopSpeakers(ctx, mostSpeakers)
	s.top.mu.Lock()
	defer s.top.mu.Unlock()
	s.top.running = nil
	if err != nil {
		s.Log.Warn("speakers could not be counted", "error", err.Error())
		return
	}
	s.top.found, s.top.stats, s.top.at = found, stats, s.Now()
}

package web

import (
	"context"
	"sync"
	"time"

	"hearsay/internal/store"
)

// countedStats is what the ledger has, as it was counted last. In a large ledger that takes a
// while, and most pages tell it; while articles keep coming in, pages would wait for nothing
// else. So what a large ledger has is counted in the background, and told as of a moment ago.
type countedStats struct {
	mu      sync.Mutex
	stats   store.Stats
	at      time.Time // zero if it never was
	running bool
}

const (
	largeLedger = 50_000          // attributions, from which on pages do not wait for the count
	statsPause  = 2 * time.Second // between two counts
)

// stats returns what the pages tell of the ledger.
func (s *Server) stats(r *request) (store.Stats, error) {
	c := &s.counted
	c.mu.Lock()
	stats, known, stale := c.stats, !c.at.IsZero() && c.stats.Attributions >= largeLedger, s.Now().Sub(c.at) >= statsPause
	if known && stale && !c.running {
		c.running = true
		go s.countAgain()
	}
	c.mu.Unlock()
	if known {
		return stats, nil
	}
	stats, err := s.Ledger.Stats(r.Context())
	if err == nil {
		s.keepStats(stats)
	}
	return stats, err
}

func (s *Server) countAgain() {
	ctx, stop := context.WithTimeout(s.life, countTime)
	defer stop()
	stats, err := s.Ledger.Stats(ctx)
	if err == nil {
		s.keepStats(stats)
	} else if s.life.Err() == nil {
		s.Log.Warn("the ledger could not be counted", "error", err.Error())
	}
	s.counted.mu.Lock()
	s.counted.running = false
	s.counted.mu.Unlock()
}

func (s *Server) keepStats(stats store.Stats) {
	s.counted.mu.Lock()
	defer s.counted.mu.Unlock()
	s.counted.stats, s.counted.at = stats, s.Now()
}

// countAtFirst counts what pages tell of the ledger before somebody asks for one.
func (s *Server) countAtFirst(ctx context.Context) {
	stats, err := s.Ledger.Stats(ctx)
	if err != nil {
		return // who asks for a page is told
	}
	s.keepStats(stats)
	if stats.Attributions >= largeLedger {
		s.topSpeakers(ctx, stats, 0)
	}
}

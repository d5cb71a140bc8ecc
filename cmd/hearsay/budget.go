package main

import "sync"

// budget bounds the bytes of documents that are on their way, so that many large
// ones in a row do not fill the memory. One that is larger than the budget goes
// alone.
type budget struct {
	mu    sync.Mutex
	freed sync.Cond
	most  int64
	taken int64
}

func newBudget(most int64) *budget {
	b := &budget{most: most}
	b.freed.L = &b.mu
	return b
}

// take waits until n bytes are free.
func (b *budget) take(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.taken > 0 && b.taken+n > b.most {
		b.freed.Wait()
	}
	b.taken += n
}

// give gives n bytes back.
func (b *budget) give(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.taken -= n
	b.freed.Broadcast()
}

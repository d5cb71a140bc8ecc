package main

import (
	"sync"
	"sync/atomic"
	"testing"
)

// TestBudget never has more on its way than the budget, save for one that is
// larger, which goes alone.
func TestBudget(t *testing.T) {
	b := newBudget(100)
	var now, count atomic.Int64
	var done sync.WaitGroup
	for i := range 200 {
		n := int64(1 + i*7%130)
		b.take(n)
		if sum, alone := now.Add(n), count.Add(1) == 1; sum > 100 && !alone {
			t.Errorf("%d bytes at once", sum)
		}
		done.Go(func() {
			now.Add(-n)
			count.Add(-1)
			b.give(n)
		})
	}
	done.Wait()
	if b.taken != 0 {
		t.Errorf("%d bytes are left", b.taken)
	}
}

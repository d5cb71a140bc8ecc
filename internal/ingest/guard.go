package ingest

import (
	"fmt"
	"sync/atomic"
	"time"
)

// maxStuck is how many layouts that ran out of time may go on in the background
// before the library is given no more pages: a goroutine cannot be ended from
// outside.
const maxStuck = 4

// guard calls f and returns what it returns. A panic becomes an error, and so
// does a call that takes longer than the budget, even if it ends before anyone
// has looked; what then runs on is counted in s.stuck until it ends.
func (s *Stream) guard(name string, f func() (page, error)) (page, error) {
	type result struct {
		page page
		err  error
	}
	done := make(chan result, 1)
	var left atomic.Bool // set by whoever is first to leave: the call or its time
	began := time.Now()
	go func() {
		var r result
		defer func() {
			if fault := recover(); fault != nil {
				r = result{err: &Error{Input: name, Problem: ErrFault, Detail: fmt.Sprint(fault), Next: "please report it with the input"}}
			}
			if left.Swap(true) {
				s.stuck.Add(-1)
			}
			done <- r
		}()
		r.page, r.err = f()
	}()
	timer := time.NewTimer(s.options.Budget)
	defer timer.Stop()
	select {
	case r := <-done:
		if time.Since(began) <= s.options.Budget {
			return r.page, r.err
		}
	case <-timer.C:
		s.stuck.Add(1)
		if left.Swap(true) { // it ended just now
			s.stuck.Add(-1)
		}
	}
	return page{}, &Error{
		Input: name, Problem: ErrTimeout, Detail: fmt.Sprintf("its layout takes more than %v", s.options.Budget),
		Next: "hand over its text",
	}
}

// guarded calls f, whose work is linear in its input, and returns what it
// returns. A panic becomes an error, and so does a call that takes longer than
// the budget.
func guarded[T any](name string, budget time.Duration, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if fault := recover(); fault != nil {
				r.err = &Error{Input: name, Problem: ErrFault, Detail: fmt.Sprint(fault), Next: "please report it with the input"}
			}
			done <- r
		}()
		r.value, r.err = f()
	}()
	timer := time.NewTimer(budget)
	defer timer.Stop()
	select {
	case r := <-done:
		return r.value, r.err
	case <-timer.C:
	}
	var none T
	return none, &Error{Input: name, Problem: ErrTimeout, Detail: fmt.Sprintf("it takes more than %v", budget), Next: "hand over its parts"}
}

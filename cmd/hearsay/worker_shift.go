package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"hearsay/internal/export"
	"hearsay/internal/ingest"
)

// A worker is a parent that reads nothing itself, and processes that do:
//
//	list     takes one line of standard input after the other, hands it to a process
//	         that is free and queues it for writing
//	overseer gives a process its items, gives up the documents that end it
//	deliver  writes the results of the oldest item in the queue, as they come
//
// The parent's memory is bounded by a few items.

// Bounds of what is on the way.
const (
	maxItem       = 256 << 20 // bytes of the line of an item
	itemsOnTheWay = 256 << 20 // bytes of lines
	tries         = 2         // for a document that ends its process
	triesOfItem   = 5         // for an item that ends its process before there is a document
)

// job is one item on its way.
type job struct {
	number  int
	line    []byte
	results chan result // closed when the item is done with
}

// result is a line that is written, and what became of its document.
type result struct {
	line    []byte
	outcome ingest.Outcome
}

// shift is the work of a worker.
type shift struct {
	std     stdio
	flags   workerFlags
	budget  *budget
	readers sync.WaitGroup
	items   int
	tally   ingest.Tally
	fault   error // of standard input or of the processes; set before the queue is closed
	broken  chan error
}

func newShift(std stdio, flags workerFlags) *shift {
	return &shift{std: std, flags: flags, budget: newBudget(itemsOnTheWay), broken: make(chan error, flags.jobs)}
}

// begin starts the processes and returns the queue of items in the order of the
// input.
func (s *shift) begin(ctx context.Context) <-chan *job {
	waiting := make(chan *job)
	queue := make(chan *job, 2*s.flags.jobs)
	for range s.flags.jobs {
		o := overseer{flags: &s.flags, args: s.flags.childArgs()}
		s.readers.Go(func() {
			defer o.end()
			for {
				select {
				case j, more := <-waiting:
					if !more {
						return
					}
					if err := o.read(ctx, j); err != nil {
						s.broken <- err
						return
					}
					s.budget.give(int64(len(j.line)))
				case <-ctx.Done():
					return
				}
			}
		})
	}
	go func() {
		defer close(queue)
		defer close(waiting)
		s.fault = s.list(ctx, func(j *job) bool {
			select {
			case queue <- j:
			case <-ctx.Done():
				return false
			}
			select {
			case waiting <- j:
				return true
			case <-ctx.Done():
				return false
			}
		})
	}()
	return queue
}

// list calls yield with each item of standard input until it returns false.
func (s *shift) list(ctx context.Context, yield func(*job) bool) error {
	in := bufio.NewReaderSize(s.std.in, 1<<20)
	for number := 1; ; number++ {
		line, err := readItem(in)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, ingest.ErrTooLarge) {
			return fmt.Errorf("read standard input: %w", err)
		}
		if len(bytes.TrimSpace(line)) > 0 || errors.Is(err, ingest.ErrTooLarge) {
			s.budget.take(int64(len(line)))
			j := &job{number: number, line: line, results: make(chan result, 4)}
			if errors.Is(err, ingest.ErrTooLarge) {
				j.line = nil
			}
			if ctx.Err() != nil || !yield(j) {
				return nil
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
	}
}

// readItem reads a line with its end; one that has none gets one. Of a line that is
// too long nothing is kept.
func readItem(in *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxItem; !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case long:
			return nil, errors.Join(ingest.ErrTooLarge, err)
		case errors.Is(err, io.EOF) && len(line) > 0:
			line = append(line, '\n')
		}
		return line, err
	}
}

// deliver writes the results of the items in order. They are flushed when there is
// nothing more to write for now.
func (s *shift) deliver(ctx context.Context, queue <-chan *job) error {
	out := bufio.NewWriterSize(s.std.out, 1<<16)
	for {
		j, more, err := next(ctx, queue, out, s.broken)
		if err != nil {
			return errors.Join(err, out.Flush())
		}
		if !more {
			return errors.Join(s.fault, out.Flush())
		}
		s.items++
		for {
			r, more, err := next(ctx, j.results, out, s.broken)
			if err != nil {
				return errors.Join(err, out.Flush())
			}
			if !more {
				break
			}
			s.tally.Add(r.outcome)
			if _, err := out.Write(r.line); err != nil {
				return err
			}
		}
	}
}

// next takes the next value of a channel; more is false if it is closed. Before it
// waits it flushes the output.
func next[T any](ctx context.Context, from <-chan T, out *bufio.Writer, broken <-chan error) (value T, more bool, err error) {
	select {
	case value, more = <-from:
		return value, more, nil
	default:
	}
	if err := out.Flush(); err != nil {
		return value, false, err
	}
	select {
	case value, more = <-from:
	case err = <-broken:
	case <-ctx.Done():
		err = ctx.Err()
	}
	return value, more, err
}

// failed is the result of a document that was given up. head is the beginning of its
// result.
func failed(head []byte, f export.Failure) result {
	return result{export.AppendFailure(bytes.Clone(head), f), ingest.Failed}
}

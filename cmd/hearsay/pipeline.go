package main

import (
	"context"
	"fmt"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/ingest"
)

// Articles are read by several workers and written in the order of the inputs:
//
//	feed     takes one input after the other, hands it to a free worker and
//	         queues it for writing
//	work     reads and encodes
//	deliver  waits for the oldest input in the queue and writes it
//
// The queue is short, so that memory stays bounded by a few articles a worker
// however long the list of inputs is and however long one of them takes.

// task is one input on its way through the pipeline.
type task struct {
	input  ingest.Input
	output []byte        // the encoded reading, set before done is closed
	err    error         // why there is none
	done   chan struct{} // closed when output and err are set
}

// runRead reads all inputs and writes them as flags say.
func runRead(ctx context.Context, std stdio, args []string, flags readFlags) error {
	if err := flags.check(std); err != nil {
		return err
	}
	stream := ingest.Open(args, ingest.Options{
		Stdin: std.in, Lossy: flags.lossy, MaxSize: flags.maxSize, Outlet: flags.outlet,
	})
	out, err := openSink(std, flags, stream.Files())
	if err != nil {
		return err
	}
	reader, err := hearsay.NewReader()
	if err != nil {
		return err
	}
	if flags.minScore != scoreOfEngine {
		reader = reader.WithMinScore(flags.minScore)
	}
	bar := newProgress(std, stream.Len(), flags.noProgress)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	queue := feed(ctx, stream, flags.jobs, encoder(reader, std, flags))
	failed, err := deliver(ctx, std, queue, out, bar)
	bar.finish()
	if closeErr := out.close(); err == nil {
		err = closeErr
	}
	if err == nil && failed > 0 {
		err = failedInputs{failed, stream.Len()}
	}
	return err
}

// feed starts the workers and returns the queue of tasks in input order. It
// stops early when ctx is done.
func feed(ctx context.Context, stream *ingest.Stream, jobs int, encode func(*hearsay.Article) ([]byte, error)) <-chan *task {
	waiting := make(chan *task)
	queue := make(chan *task, 2*jobs)
	for range jobs {
		go work(waiting, encode)
	}
	go func() {
		defer close(queue)
		defer close(waiting)
		for input := range stream.All() {
			t := &task{input: input, err: input.Err, done: make(chan struct{})}
			select {
			case queue <- t:
			case <-ctx.Done():
				return
			}
			if t.err != nil {
				close(t.done)
				continue
			}
			select {
			case waiting <- t:
			case <-ctx.Done():
				return
			}
		}
	}()
	return queue
}

func work(waiting <-chan *task, encode func(*hearsay.Article) ([]byte, error)) {
	for t := range waiting {
		t.output, t.err = encode(&t.input.Article)
		close(t.done)
	}
}

// encoder returns the function that turns an article into bytes of the format.
// A fault in the engine becomes the error of the one article that shows it.
func encoder(reader *hearsay.Reader, std stdio, flags readFlags) func(*hearsay.Article) ([]byte, error) {
	options := textOptions(std, flags.color)
	if flags.output != "" {
		options = export.TextOptions{Color: flags.color == colorAlways}
	}
	options.Scores = flags.scores
	return func(article *hearsay.Article) (output []byte, err error) {
		defer func() {
			if fault := recover(); fault != nil {
				err = fmt.Errorf("%s: a fault in the engine (%v); kept: nothing; please report it with the article", article.File, fault)
			}
		}()
		reading, err := reader.Read(*article)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", article.File, err)
		}
		if flags.flat {
			reading = export.Flatten(reading)
		}
		switch flags.format {
		case formatText:
			return export.AppendText(nil, reading, options), nil
		case formatCSV:
			return export.AppendCSV(nil, reading), nil
		case formatBrat:
			return export.AppendBrat(nil, reading), nil
		}
		return export.AppendJSON(nil, reading), nil
	}
}

// deliver writes the tasks in order and returns how many inputs failed.
func deliver(ctx context.Context, std stdio, queue <-chan *task, out sink, bar *progress) (failed int, err error) {
	for {
		var t *task
		var more bool
		select {
		case t, more = <-queue:
		case <-ctx.Done():
			return failed, ctx.Err()
		}
		if !more {
			return failed, ctx.Err()
		}
		select {
		case <-t.done:
		case <-ctx.Done():
			return failed, ctx.Err()
		}
		if t.err == nil {
			t.err, err = out.write(&t.input, t.output)
			if err != nil {
				return failed, err
			}
		}
		if t.input.Note != "" && t.input.Err == nil {
			bar.hide()
			std.complain(displayName(t.input.Name) + ": " + t.input.Note)
		}
		if t.err != nil {
			bar.hide()
			std.complain(t.err.Error())
			failed++
		}
		bar.step()
	}
}

func displayName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

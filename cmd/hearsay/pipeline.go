package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/ingest"
)

// Articles are read by several workers and written in the order of the inputs:
//
//	feed     takes one document after the other, hands it to a free worker and
//	         queues it for writing
//	work     makes the article, reads it and encodes the reading
//	deliver  waits for the oldest document in the queue and writes it
//
// The queue is short and the bytes of what is on its way are bounded, so that memory
// stays bounded however long the list of inputs is and however long one of them takes.

// task is one document on its way through the pipeline.
type task[T any] struct {
	document ingest.Document
	input    ingest.Input  // what became of the document; set, as all below, before done is closed
	output   T             // what was made of the article
	err      error         // why there is none
	done     chan struct{} // closed when the rest is set

	size     int64 // of the document in bytes, for which there is room in onTheWay
	onTheWay *budget
}

// leave makes room for others. Whoever takes a task out of the queue calls it when he needs
// it no more.
func (t *task[T]) leave() { t.onTheWay.give(t.size) }

// output is what is written of one article: bytes in the formats of whole
// readings, rows in those of attributions.
type output struct {
	bytes []byte
	rows  []export.Row
}

// runRead reads all inputs and writes them as flags say.
func runRead(ctx context.Context, std stdio, args []string, flags readFlags) error {
	if err := flags.check(std); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	options, client, err := flags.options(ctx, std)
	if err != nil {
		return err
	}
	defer client.Close()
	stream := ingest.Open(args, options)
	if err := refuseInput(flags.output, stream.Files()); err != nil {
		return err
	}
	reader, err := newReader(flags)
	if err != nil {
		return err
	}
	keeper, out, err := openRun(std, stream, flags, reader.Engine())
	if err != nil {
		return err
	}
	queue := feed(ctx, stream, flags.jobs, 2*flags.jobs, encoder(reader, std, flags))
	err = keeper.stop(std, deliver(ctx, queue, out, keeper))
	account := keeper.account
	for _, end := range []func() error{out.close, account.close} {
		if endErr := end(); err == nil {
			err = endErr
		}
	}
	err = errors.Join(err, keeper.journal.close(err == nil))
	if failed := account.tally.Count(ingest.Failed); err == nil && failed > 0 {
		err = failedInputs{failed, account.tally.Total()}
	}
	return err
}

// newReader returns the engine that flags ask for.
func newReader(flags readFlags) (*hearsay.Reader, error) {
	reader, err := hearsay.NewReader()
	if err != nil {
		return nil, err
	}
	if flags.minScore != scoreOfEngine {
		reader = reader.WithMinScore(flags.minScore)
	}
	if flags.explain {
		reader = reader.WithExplanation()
	}
	return reader, nil
}

// openRun opens all that a run writes to.
func openRun(std stdio, stream *ingest.Stream, flags readFlags, engine string) (*keeper, sink, error) {
	journal, err := openJournal(stream, flags, engine)
	if err != nil {
		return nil, nil, err
	}
	resumed, err := journal.begin(std, stream, flags)
	if err != nil {
		return nil, nil, err
	}
	var at extent
	if resumed {
		at = journal.Output
	}
	out, err := openSink(std, flags, at)
	if err != nil {
		return nil, nil, err
	}
	account, err := continueAccount(std, stream, flags, journal)
	if err != nil {
		return nil, nil, err
	}
	keeper := &keeper{journal: journal, stream: stream, account: account}
	if s, ok := out.(interface{ stream() *os.File }); ok {
		keeper.output = s.stream()
	}
	return keeper, out, nil
}

// feed starts the workers and returns the queue of tasks in input order, which holds so
// many of them. It stops early when ctx is done.
func feed[T any](ctx context.Context, stream *ingest.Stream, jobs, ahead int, encode func(*ingest.Input) (T, error)) <-chan *task[T] {
	waiting := make(chan *task[T])
	queue := make(chan *task[T], ahead)
	const most = 128 << 20 // bytes
	onTheWay := newBudget(most)
	for range jobs {
		go work(stream, waiting, encode)
	}
	go func() {
		defer close(queue)
		defer close(waiting)
		for document := range stream.Documents() {
			t := &task[T]{document: document, done: make(chan struct{}), size: int64(len(document.Body)), onTheWay: onTheWay}
			onTheWay.take(t.size)
			select {
			case queue <- t:
			case <-ctx.Done():
				return
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

// work reads documents until there are no more.
func work[T any](stream *ingest.Stream, waiting <-chan *task[T], encode func(*ingest.Input) (T, error)) {
	for t := range waiting {
		t.input = stream.Read(t.document)
		t.document.Body = nil
		if t.err = t.input.Err; t.err == nil && !t.input.Outcome.Skipped() {
			t.output, t.err = encode(&t.input)
		}
		close(t.done)
	}
}

// readArticle reads one article. A fault in the engine becomes the error of the
// article that shows it.
func readArticle(reader *hearsay.Reader, article *hearsay.Article) (reading *hearsay.Reading, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%s: a fault in the engine (%v); kept: nothing; please report it with the article", article.File, fault)
		}
	}()
	if reading, err = reader.Read(*article); err != nil {
		return nil, fmt.Errorf("%s: %w", article.File, err)
	}
	return reading, nil
}

// readingOf returns the reading of an input: the one that it is, if the same engine
// made it and flags ask for nothing else, or a new one.
func readingOf(reader *hearsay.Reader, in *ingest.Input, flags readFlags) (*hearsay.Reading, error) {
	if in.Stored != nil && flags.minScore == scoreOfEngine && !flags.explain {
		if stored, err := export.ParseJSON(in.Stored); err != nil {
			return nil, fmt.Errorf("%s: %w; kept: nothing; read the article again", in.Name, err)
		} else if stored.Engine == reader.Engine() {
			return stored, nil
		}
	}
	return readArticle(reader, &in.Article)
}

// encoder returns the function that turns an article into what is written of it.
func encoder(reader *hearsay.Reader, std stdio, flags readFlags) func(*ingest.Input) (output, error) {
	options := textOptions(std, flags.color)
	if flags.output != "" {
		options = export.TextOptions{Color: flags.color == colorAlways}
	}
	options.Scores = flags.scores
	_, ofRows := export.LookupFormat(flags.format)
	return func(in *ingest.Input) (made output, err error) {
		reading, err := readingOf(reader, in, flags)
		if err != nil {
			return made, err
		}
		if flags.flat {
			reading = export.Flatten(reading)
		}
		switch {
		case ofRows:
			made.rows = export.Rows(reading)
		case flags.format == formatText:
			made.bytes = export.AppendText(nil, reading, options)
		case flags.format == formatBrat:
			made.bytes = export.AppendBrat(nil, reading)
		default:
			made.bytes = export.AppendJSON(nil, reading)
		}
		return made, nil
	}
}

// deliver writes the tasks in order and keeps account of them.
func deliver(ctx context.Context, queue <-chan *task[output], out sink, keeper *keeper) error {
	for {
		var t *task[output]
		var more bool
		select {
		case t, more = <-queue:
		case <-ctx.Done():
			return ctx.Err()
		}
		if !more {
			return ctx.Err()
		}
		select {
		case <-t.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if t.err == nil && !t.input.Outcome.Skipped() {
			var err error
			if t.err, err = out.write(&t.input, t.output); err != nil {
				return err
			}
		}
		if err := keeper.account.add(&t.input, t.err); err != nil {
			return err
		}
		if err := keeper.after(&t.document); err != nil {
			return err
		}
		t.leave()
	}
}

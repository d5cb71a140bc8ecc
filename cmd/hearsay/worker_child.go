package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/ingest"
)

// A process that reads takes orders from its parent: for each item a line with its
// number and the documents of it that are done with, and the item's own line. It
// answers with lines whose first byte tells what they are:
//
//	s{"schema":…     the document that begins now: the beginning of its result
//	r3{"schema":…}   its result, with its outcome as a digit
//	d                the item is done with
//
// The parent ends it when a document takes too long. It ends itself when it takes
// too much memory, and when the parent has forgotten about it.

// order is what a parent says before an item.
type order struct {
	Number int `json:"number"` // of the item, from 1
	Done   int `json:"done"`   // documents of it that are done with
}

// Exit codes of a process that reads; only its parent sees them.
const (
	exitMemory    = 97
	exitForgotten = 98
)

// runChild reads items until there are no more.
func runChild(std stdio, flags workerFlags, parts export.Parts) error {
	ignoreInterrupts()
	reader, err := newReader(flags.readFlags)
	if err != nil {
		return err
	}
	fields, _ := ingest.ParseFields(flags.fields)
	c := child{
		in: bufio.NewReaderSize(std.in, 1<<16), out: bufio.NewWriterSize(std.out, 1<<16), reader: reader, parts: parts,
		options: ingest.Options{Strict: flags.strict, MaxSize: flags.maxSize, Outlet: flags.outlet, Language: flags.language, Fields: fields},
		watch:   time.AfterFunc(time.Hour, func() { os.Exit(exitForgotten) }),
	}
	c.minScore = flags.minScore
	c.patience = 2*flags.time + 10*time.Second
	go watchMemory(uint64(flags.memory) << 20)
	for {
		c.watch.Stop()
		if err := c.item(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// child is a process that reads.
type child struct {
	in       *bufio.Reader
	out      *bufio.Writer
	reader   *hearsay.Reader
	parts    export.Parts
	options  ingest.Options
	watch    *time.Timer // ends the process
	patience time.Duration
	minScore float64
	line     []byte
}

// item reads one item and answers.
func (c *child) item() error {
	head, err := c.in.ReadBytes('\n')
	if err != nil {
		return io.EOF // the parent is gone, or has no more
	}
	var o order
	if err := json.Unmarshal(head, &o); err != nil {
		return fmt.Errorf("an order of the parent: %w", err)
	}
	line, err := c.in.ReadBytes('\n')
	if err != nil {
		return io.EOF
	}
	c.watch.Reset(c.patience)
	it, err := parseItem(line, o.Number)
	switch {
	case err != nil:
	case it.Statements != nil || it.Nodes != nil:
		err = c.sort(&it)
	default:
		err = c.documents(&it, o.Done)
	}
	if err != nil {
		c.answer(&export.Result{Item: it.Item, Name: it.Name, Failure: failureOf(it.Name, err)}, ingest.Failed)
	}
	_, _ = c.out.WriteString("d\n")
	return c.out.Flush()
}

// documents reads the documents of an item, but for those that are done with. The
// error is one of the item itself.
func (c *child) documents(it *workItem, done int) error {
	stream, file, err := it.open(c.options)
	if err != nil {
		return err
	}
	defer file.Close()
	n := 0
	for d := range stream.Documents() {
		if n++; n <= done {
			continue
		}
		c.watch.Reset(c.patience)
		c.line = append(export.AppendResultHead(append(c.line[:0], 's'), it.Item, d.Name), '\n')
		if _, err := c.out.Write(c.line); err != nil {
			return err
		}
		if err := c.out.Flush(); err != nil {
			return err
		}
		c.document(it, stream, d)
	}
	if n == 0 {
		c.answer(&export.Result{Item: it.Item, Name: it.Name, Note: "there is no page and no text in it"}, ingest.NoPage)
	}
	return nil
}

// document reads one document and answers.
func (c *child) document(it *workItem, stream *ingest.Stream, d ingest.Document) {
	in := stream.Read(d)
	r := export.Result{Item: it.Item, Name: in.Name, Note: in.Note, Origin: originOf(&in)}
	err := in.Err
	if err == nil && !in.Outcome.Skipped() {
		r.Reading, err = readingOf(c.reader, &in, readFlags{minScore: c.minScore})
	}
	if err != nil {
		r.Failure, in.Outcome = failureOf(in.Name, err), ingest.Failed
	}
	c.answer(&r, in.Outcome)
}

// answer writes a result. What cannot be written is seen when the answer is flushed.
func (c *child) answer(r *export.Result, o ingest.Outcome) {
	r.Outcome = o.String()
	c.line = export.AppendResult(append(c.line[:0], 'r', '0'+byte(o)), r, c.parts)
	_, _ = c.out.Write(c.line)
	const large = 4 << 20 // bytes
	if cap(c.line) > large {
		c.line = nil
	}
}

func failureOf(name string, err error) *export.Failure {
	f := ingest.NewFailure(name, err)
	return &export.Failure{Reason: f.Reason, Kept: f.Kept, Next: f.Next}
}

// originOf returns where an input came from.
func originOf(in *ingest.Input) export.Origin {
	return export.Origin{
		Canonical: in.Facts.Canonical, Line: in.Origin.Line, Offset: max(in.Origin.Offset, 0),
		BytesSum: in.BytesSum, Charset: in.Charset, Flags: in.Flags.Names(),
	}
}

// watchMemory ends the process when it has more memory than it may have. From four
// fifths on the collector works harder.
func watchMemory(most uint64) {
	debug.SetMemoryLimit(int64(most / 5 * 4))
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	for range time.Tick(25 * time.Millisecond) {
		metrics.Read(samples)
		if samples[0].Value.Uint64()-samples[1].Value.Uint64() > most {
			os.Exit(exitMemory)
		}
	}
}

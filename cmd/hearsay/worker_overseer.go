package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"hearsay/internal/export"
	"hearsay/internal/ingest"
)

// overseer has one process that reads, and starts another one when that ends.
type overseer struct {
	flags *workerFlags
	args  []string
	p     *process // nil if none runs
}

// process is one that reads.
type process struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers chan []byte // its lines; closed when there are no more
	last    lastWords
}

// read has an item read and passes its results on. The error is one that ends the
// work; then the results are not closed.
func (o *overseer) read(ctx context.Context, j *job) error {
	if j.line == nil {
		head := export.AppendResultHead(nil, fmt.Append(nil, j.number), fmt.Sprintf("-:%d", j.number))
		f := export.Failure{Reason: fmt.Sprintf("%v: the line has more than %d bytes", ingest.ErrTooLarge, maxItem), Kept: "nothing", Next: "hand it over in parts"}
		if !pass(ctx, j, failed(head, f)) {
			return nil
		}
		close(j.results)
		return nil
	}
	done, failures := 0, 0
	for {
		if o.p == nil {
			if err := o.start(); err != nil {
				return err
			}
		}
		head, n, why := o.hand(ctx, j, done)
		if n > 0 {
			done, failures = done+n, 0
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case why == nil:
			close(j.results)
			return nil
		}
		failures++
		if head != nil && failures < tries || head == nil && failures < triesOfItem {
			continue
		}
		if !pass(ctx, j, failed(j.head(head), *why)) {
			return nil
		}
		if head == nil { // it is the item that cannot be taken apart
			close(j.results)
			return nil
		}
		done, failures = done+1, 0
	}
}

// pass hands on a result unless the work is over.
func pass(ctx context.Context, j *job, r result) bool {
	select {
	case j.results <- r:
		return true
	case <-ctx.Done():
		return false
	}
}

// hand gives the process an item, of which so many documents are done with, and
// passes on its results. n is how many there were. why says why the process ended,
// nil if it did not, head what it was at: the beginning of a result.
func (o *overseer) hand(ctx context.Context, j *job, done int) (head []byte, n int, why *export.Failure) {
	go o.p.give(j, done) // it may answer before it has taken everything
	timer := time.NewTimer(o.flags.time)
	defer timer.Stop()
	for {
		select {
		case line, more := <-o.p.answers:
			switch {
			case !more:
				return head, n, o.ended()
			case line[0] == 's':
				head = line[1 : len(line)-1]
			case line[0] == 'd':
				return nil, n, nil
			default:
				if !pass(ctx, j, result{line[2:], ingest.Outcome(line[1] - '0')}) {
					o.end()
					return nil, n, nil
				}
				head, n = nil, n+1
			}
			timer.Reset(o.flags.time)
		case <-timer.C:
			o.end()
			return head, n, &export.Failure{
				Reason: fmt.Sprintf("%v: it takes more than %v", ingest.ErrTimeout, o.flags.time), Kept: "nothing", Next: "raise --time, or read it by itself",
			}
		case <-ctx.Done():
			o.end()
			return nil, n, nil
		}
	}
}

// head returns the beginning of the result for what an item was at; if that is not
// known, for the item itself.
func (j *job) head(at []byte) []byte {
	if at != nil {
		return at
	}
	it, _ := parseItem(j.line, j.number)
	return export.AppendResultHead(nil, it.Item, it.Name)
}

// start starts a process.
func (o *overseer) start() error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program itself: %w", err)
	}
	p := &process{cmd: exec.Command(self, o.args...), answers: make(chan []byte)}
	p.cmd.Args[0] = "hearsay"
	p.cmd.Stderr = &p.last
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		p.in, err = p.cmd.StdinPipe()
	}
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		return fmt.Errorf("start a process that reads: %w", err)
	}
	go p.listen(out)
	o.p = p
	return nil
}

// give writes an item to the process. If it cannot, the process has ended, and that
// is seen elsewhere.
func (p *process) give(j *job, done int) {
	head, _ := json.Marshal(order{j.number, done})
	_, _ = p.in.Write(append(head, '\n'))
	_, _ = p.in.Write(j.line)
}

// listen passes on the lines of the process.
func (p *process) listen(out io.Reader) {
	defer close(p.answers)
	r := bufio.NewReaderSize(out, 1<<16)
	for {
		line, err := r.ReadBytes('\n')
		if err != nil || len(line) < 2 {
			return // half a line of a process that was ended counts for nothing
		}
		p.answers <- line
	}
}

// end ends the process.
func (o *overseer) end() {
	if o.p == nil {
		return
	}
	_ = o.p.cmd.Process.Kill()
	o.reap()
}

// ended says why the process has ended.
func (o *overseer) ended() *export.Failure {
	words := &o.p.last
	err := o.reap()
	f := &export.Failure{Kept: "nothing", Next: "please report it with the input"}
	var exit *exec.ExitError
	switch errors.As(err, &exit); {
	case exit != nil && exit.ExitCode() == exitMemory:
		f.Reason, f.Next = fmt.Sprintf("%v: it takes more than %d MB of memory", ingest.ErrTooLarge, o.flags.memory), "raise --memory, or read it by itself"
	case exit != nil:
		f.Reason = fmt.Sprintf("%v: the process that read it ended (%s)", ingest.ErrFault, strings.TrimSpace(exit.String()+" "+words.first()))
	default:
		f.Reason = fmt.Sprintf("%v: the process that read it ended (%v)", ingest.ErrFault, err)
	}
	return f
}

// reap waits for the end of the process.
func (o *overseer) reap() error {
	p := o.p
	o.p = nil
	_ = p.in.Close()
	for range p.answers { // so that listen ends
	}
	return p.cmd.Wait()
}

// lastWords keeps the beginning of what a process says on standard error, which is
// nothing unless it fails.
type lastWords struct{ b bytes.Buffer }

func (l *lastWords) Write(p []byte) (int, error) {
	const most = 4096
	l.b.Write(p[:min(len(p), max(0, most-l.b.Len()))])
	return len(p), nil
}

// first returns the first line.
func (l *lastWords) first() string {
	line, _, _ := strings.Cut(strings.TrimSpace(l.b.String()), "\n")
	return line
}

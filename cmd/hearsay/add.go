package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hearsay"
	"hearsay/internal/ingest"
	"hearsay/internal/jobs"
	"hearsay/internal/store"
)

// addFlags are the flags of "hearsay add".
type addFlags struct {
	readFlags
	db    string
	list  bool
	queue bool
}

func addCommand(std stdio) *cobra.Command {
	var flags addFlags
	cmd := &cobra.Command{
		Use:   "add [FILE|DIRECTORY|GLOB|ADDRESS|-]...",
		Short: "Read articles into the ledger",
		Long: `Read articles as "hearsay read" does, and keep them with all that was found in
them in the ledger, a single file. It is made where there is none.

Adding again changes nothing: what the ledger has is not read again, so a run
that was cut off is simply started once more. A text that comes from several
outlets is kept once, with all its appearances; of an address whose text has
changed every version is kept. What has been counted as added is on the disk,
whatever happens next.

Exit codes:
  0    everything was added, or was there already
  1    the work could not go on
  2    the command line is wrong
  3    some inputs failed: each is named on standard error, the others were added
` + ledgerExitCodes + `
  130  interrupted: what was counted is kept
Treat any other code as a failure.`,
		Example: `  hearsay add articles/
  hearsay add stories.jsonl --failures failed.jsonl
  hearsay add --db election.db 'wire/2026-*/*.xml' --outlet VTA
  hearsay add https://paper.example/feed.xml https://paper.example/news/ferry.html
  hearsay add --urls addresses.txt --failures failed.jsonl
  curl -s https://example.org/article.html | hearsay add -`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !flags.named(args) && isTerminal(std.in) {
				_ = cmd.Usage()
				return usageError{fmt.Errorf("name a file, or pipe an article to standard input")}
			}
			return runAdd(cmd.Context(), std, args, flags)
		},
	}
	addLedger(cmd, &flags.db)
	f := cmd.Flags()
	f.BoolVarP(&flags.list, "list", "l", false, "print a line for each article once it is on the disk: what was done, its ID, the input")
	f.BoolVar(&flags.queue, "queue", false, `of a ledger on a server: read nothing here, but let the articles wait for "hearsay watch --workers", on any machine`)
	flags.addInputs(cmd)
	return cmd
}

func runAdd(ctx context.Context, std stdio, args []string, flags addFlags) error {
	if err := flags.checkInputs(); err != nil {
		return err
	}
	if flags.queue {
		if _, err := queuePath(flags.db); err != nil {
			return err
		}
	}
	reader, err := newReader(flags.readFlags)
	if err != nil {
		return err
	}
	ledger, path, err := openLedger(ctx, flags.db, store.Options{Create: true})
	if err != nil {
		return err
	}
	defer ledger.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	options, client, err := flags.options(ctx, std)
	if err != nil {
		return err
	}
	defer client.Close()
	stream := ingest.Open(args, options)
	account, err := openAccount(std, stream, flags.readFlags)
	if err != nil {
		return err
	}
	a := adding{std: std, ledger: ledger, account: account, list: flags.list}
	read := newReading(ctx, ledger, reader, flags.readFlags)
	if flags.queue {
		if a.queue, err = openQueue(ctx, std, flags.db, 0); err != nil {
			return err
		}
		defer a.queue.Close()
		read = func(*ingest.Input) (*hearsay.Reading, error) { return nil, nil }
	}
	queue := feed(ctx, stream, flags.jobs, 2*maxBatch, read)
	err = a.take(ctx, queue)
	err = errors.Join(err, account.close(), a.join(ctx), a.sum(path))
	if failed := account.tally.Count(ingest.Failed); err == nil && failed > 0 {
		err = failedInputs{failed, account.tally.Total()}
	}
	return err
}

// newReading returns the function that reads an article unless the ledger has its
// text; then there is no reading.
func newReading(ctx context.Context, ledger *store.Ledger, reader *hearsay.Reader, flags readFlags) func(*ingest.Input) (*hearsay.Reading, error) {
	return func(in *ingest.Input) (*hearsay.Reading, error) {
		if strings.TrimSpace(in.Article.Text) == "" {
			return nil, nil
		}
		known, err := ledger.HasText(ctx, in.Article.SHA256)
		if known || err != nil {
			return nil, err
		}
		return readingOf(reader, in, flags)
	}
}

// adding takes articles that were read and keeps them, many in one transaction. A batch
// is kept when it is full, or old enough that somebody may be waiting for it.
type adding struct {
	std     stdio
	ledger  *store.Ledger
	account *account
	list    bool
	batch   []*task[*hearsay.Reading]
	size    int64 // of the batch, in bytes of documents
	counts  [store.Refused + 1]int64
	queue   *jobs.Queue // for what is not read here; nil if all is
	queued  int64
}

const (
	maxBatch      = 256      // articles
	maxBatchBytes = 16 << 20 // of the documents they came in
	batchPatience = 600 * time.Millisecond
)

// take keeps the articles of a queue. What was taken is kept even if it ends
// early, unless the ledger is at fault.
func (a *adding) take(ctx context.Context, queue <-chan *task[*hearsay.Reading]) error {
	ticker := time.NewTicker(batchPatience)
	defer ticker.Stop()
	for {
		select {
		case t, more := <-queue:
			if !more {
				return errors.Join(a.keep(ctx), ctx.Err())
			}
			select {
			case <-t.done:
			case <-ctx.Done():
				return errors.Join(a.keep(ctx), ctx.Err())
			}
			a.batch, a.size = append(a.batch, t), a.size+t.size
			if len(a.batch) < maxBatch && a.size < maxBatchBytes {
				continue
			}
		case <-ticker.C:
		case <-ctx.Done():
			return errors.Join(a.keep(ctx), ctx.Err())
		}
		if err := a.keep(ctx); err != nil {
			return err
		}
	}
}

// keep adds the batch to the ledger and then, when it is there, tells of it.
func (a *adding) keep(ctx context.Context) error {
	if a.queue != nil {
		if err := a.enqueue(ctx); err != nil {
			return err
		}
	}
	var entries []store.Entry
	for _, t := range a.batch {
		if t.err == nil && t.input.Outcome == ingest.Read {
			entries = append(entries, newEntry(&t.input, t.output))
		}
	}
	var results []store.Result
	if len(entries) > 0 {
		var err error
		// An interrupted run keeps what it has read.
		if results, err = a.ledger.Add(context.WithoutCancel(ctx), entries); err != nil {
			return err
		}
	}
	for _, t := range a.batch {
		if t.err == nil && t.input.Outcome == ingest.Read {
			if err := a.tell(t, results[0]); err != nil {
				return err
			}
			results = results[1:]
		}
		if err := a.account.add(&t.input, t.err); err != nil {
			return err
		}
		t.leave()
	}
	clear(a.batch)
	a.batch, a.size = a.batch[:0], 0
	return nil
}

// tell counts one article that was kept, and lists it.
func (a *adding) tell(t *task[*hearsay.Reading], r store.Result) error {
	a.counts[r.Addition]++
	t.err = r.Err
	if !a.list || r.Err != nil {
		return nil
	}
	_, err := fmt.Fprintf(a.std.out, "%s\t%s\t%s\n", r.Addition, t.input.Article.ID, oneLine(t.input.Name))
	return err
}

// newEntry returns what the ledger keeps of an input.
func newEntry(in *ingest.Input, reading *hearsay.Reading) store.Entry {
	e := store.Entry{Article: in.Article, Reading: reading, Origin: store.Origin{
		Canonical: in.Facts.Canonical, Credit: in.Facts.Credit, Modified: in.Facts.Modified,
		Line: in.Origin.Line, Offset: max(in.Origin.Offset, 0), BytesSum: in.BytesSum, Charset: in.Charset,
	}}
	e.Flags = in.Flags.Names()
	return e
}

// join lets the rules look at the names of new articles, and makes the indexes compact.
func (a *adding) join(ctx context.Context) error {
	if a.counts[store.Added]+a.counts[store.Revised] == 0 {
		return nil
	}
	if _, err := a.ledger.JoinSpeakers(context.Background()); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return nil // the next run does it
	}
	return a.ledger.Compact(ctx)
}

// sum tells what was added and what the ledger holds now.
func (a *adding) sum(path string) error {
	stats, err := a.ledger.Stats(context.Background())
	if err != nil {
		return err
	}
	parts := []string{counted(a.counts[store.Added]+a.counts[store.Revised], "article", "articles") + " added"}
	if a.queue != nil {
		parts = append(parts, counted(a.queued, "article waits", "articles wait")+" to be read")
	}
	if n := a.counts[store.Revised]; n > 0 {
		parts[0] += fmt.Sprintf(" (%s)", counted(n, "new version", "new versions"))
	}
	if n := a.counts[store.Appeared]; n > 0 {
		parts = append(parts, counted(n, "further appearance", "further appearances"))
	}
	if n := a.counts[store.Known]; n > 0 {
		parts = append(parts, grouped(n)+" there already")
	}
	a.std.complain(fmt.Sprintf("%s; %s holds %s with %s", strings.Join(parts, ", "), path,
		counted(stats.Articles, "article", "articles"), counted(stats.Attributions, "attribution", "attributions")))
	return nil
}

func oneLine(s string) string { return strings.Join(slices.Collect(strings.FieldsSeq(s)), " ") }

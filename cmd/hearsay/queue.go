package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"hearsay"
	"hearsay/internal/ingest"
	"hearsay/internal/jobs"
	"hearsay/internal/store"
)

func queueCommand(std stdio) *cobra.Command {
	var db string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "queue",
		Short: "Show what waits to be read, and try again what was given up",
		Long: `Show how many batches of articles wait in a ledger on a server for "hearsay watch
--workers", and which ones were given up: they failed six times, in a quarter of an
hour, and are kept until somebody tries them again.

Exit codes:
  0    no batch was given up
  1    some were, or the work could not go on
  2    the command line is wrong
` + ledgerExitCodes + `
Treat any other code as a failure.`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			queue, err := openQueue(cmd.Context(), std, db, 0)
			if err != nil {
				return err
			}
			defer queue.Close()
			return showQueue(cmd.Context(), std, queue, asJSON)
		},
	}
	addLedger(cmd, &db)
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object: the numbers, and the batches that were given up")
	cmd.AddCommand(retryCommand(std))
	return cmd
}

func retryCommand(std stdio) *cobra.Command {
	var db string
	var all bool
	cmd := &cobra.Command{
		Use:   "retry [BATCH]...",
		Short: "Try batches again that were given up",
		Long:  `Put batches that were given up into the queue again, by their numbers, or all of them.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if all == (len(args) > 0) {
				return usageError{fmt.Errorf("name batches by their numbers, or --all")}
			}
			var ids []int64
			for _, arg := range args {
				id, err := strconv.ParseInt(arg, 10, 64)
				if err != nil {
					return usageError{fmt.Errorf("%q is no number of a batch", arg)}
				}
				ids = append(ids, id)
			}
			queue, err := openQueue(cmd.Context(), std, db, 0)
			if err != nil {
				return err
			}
			defer queue.Close()
			return retryBatches(cmd.Context(), std, queue, ids)
		},
	}
	addLedger(cmd, &db)
	cmd.Flags().BoolVar(&all, "all", false, "all that were given up")
	return cmd
}

// queuePath returns the address of the ledger that is named, which is to be on a server.
func queuePath(named string) (string, error) {
	path, err := ledgerPath(named)
	if err == nil && !strings.HasPrefix(path, "postgres://") && !strings.HasPrefix(path, "postgresql://") {
		err = usageError{fmt.Errorf("only a ledger on a server has a queue (--db postgres://…), not %s", path)}
	}
	return path, err
}

// openQueue opens the queue of the ledger that is named. A timeout of 0 is that of the
// queue itself.
func openQueue(ctx context.Context, std stdio, named string, timeout time.Duration) (*jobs.Queue, error) {
	path, err := queuePath(named)
	if err != nil {
		return nil, err
	}
	ledger, err := store.Open(ctx, path, store.Options{ReadOnly: true}) // who has none is told so
	if err != nil {
		return nil, err
	}
	if err := ledger.Close(); err != nil {
		return nil, err
	}
	return jobs.Open(ctx, path, jobs.Options{Timeout: timeout, Messages: std.err})
}

func showQueue(ctx context.Context, std stdio, queue *jobs.Queue, asJSON bool) error {
	counts, err := queue.Counts(ctx)
	if err != nil {
		return err
	}
	givenUp, err := allGivenUp(ctx, queue)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(std.out)
	if asJSON {
		err = json.NewEncoder(w).Encode(struct {
			jobs.Counts
			Batches []jobs.GivenUp `json:"batches_given_up"`
		}{counts, givenUp})
	} else {
		fmt.Fprintf(w, "%s waiting, %s to be tried again, %s being read, %s done in the last day, %s given up\n", counted(counts.Waiting, "batch", "batches"),
			grouped(counts.Later), grouped(counts.Running), grouped(counts.Done), grouped(counts.GivenUp))
		for i := range givenUp {
			g := &givenUp[i]
			fmt.Fprintf(w, "%d  since %s, %s: %s\n   %s\n", g.ID, g.Since.Local().Format("2006-01-02 15:04"), counted(int64(g.Tries), "try", "tries"), articlesOf(g), printable(oneLine(g.Problem)))
		}
	}
	if err := errors.Join(err, w.Flush()); err != nil {
		return err
	}
	if counts.GivenUp > 0 {
		return fmt.Errorf("%s given up; \"hearsay queue retry\" tries again", counted(counts.GivenUp, "batch was", "batches were"))
	}
	return nil
}

// articlesOf tells the articles of a batch in a few words: how many, and the first.
func articlesOf(g *jobs.GivenUp) string {
	n := int64(len(g.Articles))
	if n == 0 {
		return "no articles"
	}
	told := counted(n, "article", "articles") + ": " + printable(oneLine(g.Articles[0]))
	if n > 1 {
		told += " and " + counted(n-1, "other", "others")
	}
	return told
}

// allGivenUp lists all batches that were given up.
func allGivenUp(ctx context.Context, queue *jobs.Queue) ([]jobs.GivenUp, error) {
	const page = 1000
	all := []jobs.GivenUp{}
	for last := int64(0); ; last = all[len(all)-1].ID {
		some, err := queue.GivenUp(ctx, last, page)
		if all = append(all, some...); err != nil || len(some) < page {
			return all, err
		}
	}
}

// retryBatches tries batches again: these, or all if there are none.
func retryBatches(ctx context.Context, std stdio, queue *jobs.Queue, ids []int64) error {
	again, err := queue.Retry(ctx, ids...)
	if len(ids) == 0 {
		again, err = queue.RetryAll(ctx)
	}
	if err == nil || again > 0 {
		std.complain(counted(int64(again), "batch is", "batches are") + " tried again")
	}
	return err
}

// enqueue puts those articles of the batch into the queue whose texts the ledger does not
// have, and leaves the others.
func (a *adding) enqueue(ctx context.Context) error {
	var waiting []jobs.Article
	var queued, left []*task[*hearsay.Reading]
	for _, t := range a.batch {
		if t.err != nil || t.input.Outcome != ingest.Read || strings.TrimSpace(t.input.Article.Text) == "" {
			left = append(left, t)
			continue
		}
		known, err := a.ledger.HasText(ctx, t.input.Article.SHA256)
		if err != nil {
			return err
		}
		if known {
			left = append(left, t)
			continue
		}
		e := newEntry(&t.input, nil)
		waiting, queued = append(waiting, jobs.Article{Name: t.input.Name, Article: e.Article, Origin: e.Origin}), append(queued, t)
	}
	a.batch = left
	if len(waiting) == 0 {
		return nil
	}
	if err := a.queue.Put(context.WithoutCancel(ctx), waiting); err != nil {
		return err
	}
	a.queued += int64(len(waiting))
	for _, t := range queued {
		if a.list {
			if _, err := fmt.Fprintf(a.std.out, "waits\t%s\t%s\n", t.input.Article.ID, oneLine(t.input.Name)); err != nil {
				return err
			}
		}
		if err := a.account.add(&t.input, nil); err != nil {
			return err
		}
		t.leave()
	}
	return nil
}

// work polls feeds, if there are any, and reads batches, until ctx is done, or with --once
// until nothing is to be done.
func (w *watch) work(ctx context.Context, feeds bool) error {
	if w.flags.workers == 0 {
		return w.run(ctx)
	}
	queue, err := openQueue(ctx, w.std, w.flags.db, w.flags.timeout)
	if err != nil {
		return err
	}
	defer queue.Close()
	working, stop := context.WithCancel(ctx)
	defer stop()
	var worked error
	var workers sync.WaitGroup
	workers.Go(func() { worked = queue.Work(working, w.flags.workers, w.readBatch) })
	switch {
	case feeds:
		err = w.run(ctx)
	case !w.flags.once:
		for ctx.Err() == nil && err == nil {
			err = w.rest(ctx, time.Time{})
		}
	}
	for w.flags.once && err == nil {
		counts, counting := queue.Counts(ctx)
		if err = counting; err != nil || counts.Waiting+counts.Running == 0 {
			break
		}
		time.Sleep(200 * time.Millisecond)
	}
	stop()
	workers.Wait()
	return errors.Join(err, worked, w.join())
}

// readBatch reads articles and adds them to the ledger. Those that it has are no work: a
// batch may come twice. If some cannot be read, the others are added all the same.
func (w *watch) readBatch(ctx context.Context, articles []jobs.Article) error {
	var entries []store.Entry
	var failed []error
	for i := range articles {
		a := &articles[i]
		if err := ctx.Err(); err != nil {
			return err
		}
		e := store.Entry{Article: a.Article, Origin: a.Origin}
		known, err := w.ledger.HasText(ctx, a.Article.SHA256)
		if err == nil && !known {
			e.Reading, err = readArticle(w.reader, &a.Article)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", a.Name, err))
			continue
		}
		entries = append(entries, e)
	}
	results, err := w.ledger.Add(ctx, entries)
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range results {
		if r.Addition == store.Added || r.Addition == store.Revised {
			w.added++
			w.fresh = true
		}
		if r.Err != nil {
			failed = append(failed, r.Err)
		}
	}
	return errors.Join(append(failed, err)...)
}

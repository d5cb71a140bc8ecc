package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"github.com/spf13/cobra"

	"hearsay"
	"hearsay/internal/store"
)

func rereadCommand(std stdio) *cobra.Command {
	var db string
	var all, index, noProgress bool
	var jobs int
	cmd := &cobra.Command{
		Use:   "reread",
		Short: "Read the articles of the ledger again with this version's engine",
		Long: `Read the articles of the ledger again that another version of the engine has read,
and put what is found now in the place of what was found then. Attributions whose words are the
same keep their IDs, and corrections stay in force. A run that was cut off is simply
started once more.

Exit codes: as of hearsay add.`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if jobs < 1 {
				return usageError{fmt.Errorf("--jobs has to be 1 or more")}
			}
			if all && index {
				return usageError{fmt.Errorf("--all and --index: one of them")}
			}
			if index {
				return makeIndex(cmd.Context(), std, db)
			}
			return runReread(cmd.Context(), std, db, all, jobs, noProgress)
		},
	}
	addLedger(cmd, &db)
	cmd.Flags().BoolVar(&all, "all", false, "read all articles, also those that this engine has read")
	cmd.Flags().BoolVar(&index, "index", false, "read no article, only make the full-text index anew from what the ledger has")
	cmd.Flags().IntVarP(&jobs, "jobs", "j", runtime.GOMAXPROCS(0), "articles read at the same time")
	cmd.Flags().Lookup("jobs").DefValue = "all cores" // in help and manual, whatever the machine
	cmd.Flags().BoolVar(&noProgress, "no-progress", false, "no progress bar on standard error")
	return cmd
}

func makeIndex(ctx context.Context, std stdio, db string) error {
	ledger, path, err := openLedger(ctx, db, store.Options{})
	if err != nil {
		return err
	}
	defer ledger.Close()
	if err := ledger.Reindex(ctx); err != nil {
		return err
	}
	std.complain("the full-text index of " + path + " is made anew")
	return nil
}

func runReread(ctx context.Context, std stdio, db string, all bool, jobs int, noProgress bool) error {
	reader, err := hearsay.NewReader()
	if err != nil {
		return err
	}
	ledger, _, err := openLedger(ctx, db, store.Options{})
	if err != nil {
		return err
	}
	defer ledger.Close()
	engine := reader.Engine()
	if all {
		engine = ""
	}
	ids, err := ledger.Outdated(ctx, engine)
	if err != nil {
		return err
	}
	r := rereading{std: std, ledger: ledger, reader: reader, bar: newProgress(std, len(ids), noProgress)}
	for len(ids) > 0 && err == nil {
		n := min(len(ids), 16*jobs)
		err = r.batch(ctx, ids[:n], jobs)
		ids = ids[n:]
	}
	r.bar.finish()
	if _, joinErr := ledger.JoinSpeakers(context.WithoutCancel(ctx)); err == nil {
		err = joinErr
	}
	std.complain(fmt.Sprintf("%s read again: %s kept, %s gained, %s lost", counted(r.articles, "article", "articles"),
		counted(int64(r.sum.Kept), "attribution", "attributions"), grouped(int64(r.sum.Gained)), grouped(int64(r.sum.Lost))))
	if err == nil && r.failed > 0 {
		err = failedInputs{r.failed, int(r.articles) + r.failed}
	}
	return err
}

// rereading reads articles again, batch by batch.
type rereading struct {
	std      stdio
	ledger   *store.Ledger
	reader   *hearsay.Reader
	bar      *progress
	sum      store.Rereading
	articles int64
	failed   int
}

// batch reads some articles, several at a time, and keeps the readings in one
// transaction.
func (r *rereading) batch(ctx context.Context, ids []string, jobs int) error {
	readings, errs := make([]*hearsay.Reading, len(ids)), make([]error, len(ids))
	next := make(chan int)
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			for i := range next {
				readings[i], errs[i] = r.read(ctx, ids[i])
				r.bar.count(errs[i] != nil)
			}
		})
	}
	for i := range ids {
		next <- i
	}
	close(next)
	workers.Wait()
	var fresh []*hearsay.Reading
	for i, err := range errs {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			r.bar.hide()
			r.std.complain(err.Error())
			r.failed++
			continue
		}
		fresh = append(fresh, readings[i])
	}
	results, err := r.ledger.Reread(context.WithoutCancel(ctx), fresh)
	for _, result := range results {
		r.articles++
		r.sum.Kept += result.Kept
		r.sum.Gained += result.Gained
		r.sum.Lost += result.Lost
	}
	return err
}

func (r *rereading) read(ctx context.Context, id string) (*hearsay.Reading, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	old, err := r.ledger.Reading(ctx, id)
	if err != nil {
		return nil, err
	}
	return readArticle(r.reader, &old.Article)
}

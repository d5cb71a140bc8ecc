// Package jobs keeps batches of articles that wait to be read, in the database of a
// ledger on a server, so that any number of machines can share the work. The queue is
// River's: a batch is taken by one worker at a time, tried again later and later if
// it fails, and set aside as given up when that has not helped. A worker that dies
// has its batch taken over by another once its time is up.
//
// A batch may be worked on twice, by a worker that was thought dead and by another: who
// works on it has to see to it that nothing comes of that. Adding to a ledger does.
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"hearsay"
	"hearsay/internal/store"
)

// Article is an article that waits to be read.
type Article struct {
	Name    string // of the input, for messages
	Article hearsay.Article
	Origin  store.Origin
}

// batch is what a job holds.
type batch struct {
	Articles []Article
}

// Kind names the jobs of this kind in the queue.
func (batch) Kind() string { return "read" }

// mostAttempts is how often a batch is tried before it is given up: River waits for the
// fourth power of the number of tries in seconds, a quarter of an hour in all.
const mostAttempts = 6

// Queue is the queue of a ledger. Its methods may be called by many goroutines.
type Queue struct {
	pool    *pgxpool.Pool
	schema  string
	timeout time.Duration
	logger  *slog.Logger
	client  *river.Client[pgx.Tx] // that puts batches in
}

// Options say how a queue is opened.
type Options struct {
	Timeout  time.Duration // for one batch; a worker that takes longer is taken for dead. 0 for two minutes
	Messages io.Writer     // for what goes wrong between workers and the queue; nil for nowhere
}

// Open opens the queue at the address of a ledger, and makes its tables where there are
// none. The caller closes it.
func Open(ctx context.Context, address string, o Options) (*Queue, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", store.Address(address), err)
	}
	q := &Queue{timeout: o.Timeout, logger: slog.New(slog.DiscardHandler)}
	if q.timeout <= 0 {
		q.timeout = 2 * time.Minute
	}
	if o.Messages != nil {
		q.logger = slog.New(slog.NewTextHandler(o.Messages, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	if q.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, fmt.Errorf("%s: %w", store.Address(address), err)
	}
	err = q.pool.QueryRow(ctx, "SELECT current_schema()").Scan(&q.schema)
	if err == nil {
		err = q.migrate(ctx)
	}
	if err == nil {
		q.client, err = river.NewClient(riverpgxv5.New(q.pool), &river.Config{Schema: q.schema, Logger: q.logger})
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == "42501" { // insufficient_privilege
		q.Close()
		return nil, &store.Error{Ledger: store.Address(address), Problem: store.ErrReadOnly, Detail: "the tables of the queue cannot be made or used", Cause: err,
			Next: `have the owner of the ledger run "hearsay queue" once (docs/postgres.md)`}
	}
	if err != nil {
		q.Close()
		return nil, fmt.Errorf("open the queue of %s: %w", store.Address(address), err)
	}
	return q, nil
}

// Close ends the use of the queue.
func (q *Queue) Close() { q.pool.Close() }

// migrate brings the tables of the queue up to date, one program at a time.
func (q *Queue) migrate(ctx context.Context) error {
	migrator, err := rivermigrate.New(riverpgxv5.New(q.pool), &rivermigrate.Config{Schema: q.schema, Logger: q.logger})
	if err != nil {
		return err
	}
	if there, err := migrator.Validate(ctx, nil); err == nil && there.OK {
		return nil
	}
	conn, err := q.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	const lock = "(1213353031, hashtext('queue ' || current_schema()::text))"
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock"+lock); err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	_, unlocked := conn.Exec(ctx, "SELECT pg_advisory_unlock"+lock)
	return errors.Join(err, unlocked)
}

// Put puts a batch into the queue. One that waits there already, or was read today, is not
// put in again.
func (q *Queue) Put(ctx context.Context, articles []Article) error {
	_, err := q.client.Insert(ctx, batch{articles}, &river.InsertOpts{MaxAttempts: mostAttempts, UniqueOpts: river.UniqueOpts{ByArgs: true}})
	if err != nil {
		return fmt.Errorf("put a batch into the queue: %w", err)
	}
	return nil
}

// reader works on batches.
type reader struct {
	river.WorkerDefaults[batch]
	do func(context.Context, []Article) error
}

// Work does the work of one job.
func (r *reader) Work(ctx context.Context, job *river.Job[batch]) error {
	return r.do(ctx, job.Args.Articles)
}

// Work works on batches, so many at the same time, until ctx is done; those at hand are
// then brought to an end. do may fail and may panic.
func (q *Queue) Work(ctx context.Context, workers int, do func(context.Context, []Article) error) error {
	set := river.NewWorkers()
	river.AddWorker(set, &reader{do: do})
	client, err := river.NewClient(riverpgxv5.New(q.pool), &river.Config{
		Schema: q.schema, Logger: q.logger, Workers: set, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}},
		JobTimeout: q.timeout, RescueStuckJobsAfter: q.timeout + q.timeout/4, DiscardedJobRetentionPeriod: -1,
	})
	if err != nil {
		return err
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("work on the queue: %w", err)
	}
	<-ctx.Done()
	return client.Stop(context.Background())
}

// Counts say how many batches there are.
type Counts struct {
	Waiting int64 `json:"waiting"`
	Later   int64 `json:"later"` // failed, and are to be tried again
	Running int64 `json:"running"`
	GivenUp int64 `json:"given_up"`
	Done    int64 `json:"done"` // in the last day
}

// Counts counts batches.
func (q *Queue) Counts(ctx context.Context) (c Counts, err error) {
	err = q.pool.QueryRow(ctx, `SELECT count(*) FILTER (WHERE state IN ('available', 'pending')),
		count(*) FILTER (WHERE state IN ('retryable', 'scheduled')), count(*) FILTER (WHERE state = 'running'),
		count(*) FILTER (WHERE state IN ('discarded', 'cancelled')), count(*) FILTER (WHERE state = 'completed') FROM river_job WHERE kind = $1`, batch{}.Kind()).
		Scan(&c.Waiting, &c.Later, &c.Running, &c.GivenUp, &c.Done)
	return c, err
}

// GivenUp is a batch that was tried often and failed each time.
type GivenUp struct {
	ID       int64     `json:"id"`
	Since    time.Time `json:"since"`
	Tries    int       `json:"tries"`
	Articles []string  `json:"articles"` // their names
	Problem  string    `json:"problem"`  // of the last try
}

// GivenUp lists the batches that were given up, the oldest first, at most 1000.
func (q *Queue) GivenUp(ctx context.Context) (all []GivenUp, err error) {
	found, err := q.client.JobList(ctx, river.NewJobListParams().Kinds(batch{}.Kind()).States(rivertype.JobStateDiscarded).First(1000))
	if err != nil {
		return nil, fmt.Errorf("list batches that were given up: %w", err)
	}
	for _, job := range found.Jobs {
		g := GivenUp{ID: job.ID, Tries: job.Attempt}
		if job.FinalizedAt != nil {
			g.Since = *job.FinalizedAt
		}
		var b batch
		if err := json.Unmarshal(job.EncodedArgs, &b); err != nil {
			return nil, fmt.Errorf("batch %d: %w", job.ID, err)
		}
		for _, a := range b.Articles {
			g.Articles = append(g.Articles, a.Name)
		}
		if n := len(job.Errors); n > 0 {
			g.Problem = job.Errors[n-1].Error
		}
		all = append(all, g)
	}
	return all, nil
}

// Retry puts batches that were given up into the queue again.
func (q *Queue) Retry(ctx context.Context, ids ...int64) error {
	for _, id := range ids {
		if _, err := q.client.JobRetry(ctx, id); errors.Is(err, rivertype.ErrNotFound) {
			return fmt.Errorf("batch %d: %w", id, store.ErrNotFound)
		} else if err != nil {
			return fmt.Errorf("batch %d: %w", id, err)
		}
	}
	return nil
}

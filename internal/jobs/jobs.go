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
	address string // of the ledger, to be shown
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
	ReadOnly bool          // to look at it only: nothing is made and nothing changed
}

// Open opens the queue at the address of a ledger, and makes its tables where there are
// none. The error is store.ErrReadOnly if they cannot be made or used. The caller closes
// it.
func Open(ctx context.Context, address string, o Options) (*Queue, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", store.Address(address), err)
	}
	if o.ReadOnly {
		config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
			_, err := conn.Exec(ctx, "SET default_transaction_read_only = on")
			return err
		}
	}
	q := &Queue{address: store.Address(address), timeout: o.Timeout, logger: slog.New(slog.DiscardHandler)}
	if q.timeout <= 0 {
		q.timeout = 2 * time.Minute
	}
	if o.Messages != nil {
		q.logger = slog.New(slog.NewTextHandler(o.Messages, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	if q.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, fmt.Errorf("%s: %w", q.address, err)
	}
	if err := q.begin(ctx); err != nil {
		q.Close()
		return nil, err
	}
	return q, nil
}

// begin finds or makes the tables.
func (q *Queue) begin(ctx context.Context) error {
	err := q.pool.QueryRow(ctx, "SELECT current_schema()").Scan(&q.schema)
	if err == nil {
		err = q.migrate(ctx)
	}
	if err == nil {
		q.client, err = river.NewClient(riverpgxv5.New(q.pool), &river.Config{Schema: q.schema, Logger: q.logger})
	}
	if named := q.problem("open the queue of "+q.address, err); !errors.Is(named, store.ErrReadOnly) {
		return named
	}
	return &store.Error{Ledger: q.address, Problem: store.ErrReadOnly, Detail: "the tables of the queue cannot be made or used", Cause: err,
		Next: `have the owner of the ledger run "hearsay queue" once (docs/postgres.md)`}
}

// problem says what was being done when something went wrong, or names it as the ledger
// does.
func (q *Queue) problem(doing string, err error) error {
	if err == nil {
		return nil
	}
	var named *store.Error
	if err = store.ServerError(q.address, err); errors.As(err, &named) {
		return err
	}
	return fmt.Errorf("%s: %w", doing, err)
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
	return q.problem("put a batch into the queue", err)
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

// tried are the states of batches that are not tried any more: River gave them up, or
// somebody took them out with River's own tools.
const tried = "('discarded', 'cancelled')"

// Counts counts batches.
func (q *Queue) Counts(ctx context.Context) (c Counts, err error) {
	err = q.pool.QueryRow(ctx, `SELECT count(*) FILTER (WHERE state IN ('available', 'pending')),
		count(*) FILTER (WHERE state IN ('retryable', 'scheduled')), count(*) FILTER (WHERE state = 'running'),
		count(*) FILTER (WHERE state IN `+tried+`), count(*) FILTER (WHERE state = 'completed') FROM river_job WHERE kind = $1`, batch{}.Kind()).
		Scan(&c.Waiting, &c.Later, &c.Running, &c.GivenUp, &c.Done)
	return c, q.problem("count the batches of the queue", err)
}

// GivenUp is a batch that was tried often and failed each time.
type GivenUp struct {
	ID       int64     `json:"id"`
	Since    time.Time `json:"since"`
	Tries    int       `json:"tries"`
	Articles []string  `json:"articles"` // their names
	Problem  string    `json:"problem"`  // of the last try; a line for each article that failed
}

// GivenUp lists batches that were given up, in the order of their numbers: those after one,
// so many at most. Of their articles only the names leave the database.
func (q *Queue) GivenUp(ctx context.Context, after int64, most int) (all []GivenUp, err error) {
	rows, err := q.pool.Query(ctx, `SELECT id, coalesce(finalized_at, created_at), attempt,
		ARRAY(SELECT name #>> '{}' FROM jsonb_path_query(args, '$.Articles[*].Name') WITH ORDINALITY AS names(name, n) ORDER BY n),
		coalesce(errors[cardinality(errors)] ->> 'error', '')
		FROM river_job WHERE kind = $1 AND state IN `+tried+` AND id > $2 ORDER BY id LIMIT $3`, batch{}.Kind(), after, most)
	if err == nil {
		all, err = pgx.CollectRows(rows, pgx.RowToStructByPos[GivenUp])
	}
	return all, q.problem("list batches that were given up", err)
}

// Retry puts batches that were given up into the queue again, each for one more try, and
// returns how many. The error is store.ErrNotFound for those that are not among the given
// up; the others are tried again all the same.
func (q *Queue) Retry(ctx context.Context, ids ...int64) (again int, err error) {
	var failed []error
	for _, id := range ids {
		switch err := q.retry(ctx, id); {
		case err == nil:
			again++
		case errors.Is(err, store.ErrNotFound):
			failed = append(failed, fmt.Errorf("batch %d: %w", id, err))
		default:
			return again, errors.Join(append(failed, q.problem(fmt.Sprintf("try batch %d again", id), err))...)
		}
	}
	return again, errors.Join(failed...)
}

// RetryAll does the same to all that were given up.
func (q *Queue) RetryAll(ctx context.Context) (again int, err error) {
	rows, err := q.pool.Query(ctx, "SELECT id FROM river_job WHERE kind = $1 AND state IN "+tried+" ORDER BY id", batch{}.Kind())
	var ids []int64
	if err == nil {
		ids, err = pgx.CollectRows(rows, pgx.RowTo[int64])
	}
	if err != nil {
		return 0, q.problem("list batches that were given up", err)
	}
	for _, id := range ids {
		if err := q.retry(ctx, id); err == nil {
			again++
		} else if !errors.Is(err, store.ErrNotFound) { // else somebody else was quicker
			return again, q.problem(fmt.Sprintf("try batch %d again", id), err)
		}
	}
	return again, nil
}

// retry puts one batch in again. If its articles were put in anew since it was given up, and
// wait or have been read, it is removed: River has no two batches with the same articles.
func (q *Queue) retry(ctx context.Context, id int64) error {
	const mine = " FROM river_job WHERE id = $1 AND kind = $2 AND state IN " + tried
	err := pgx.BeginFunc(ctx, q.pool, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, "SELECT id"+mine+" FOR UPDATE", id, batch{}.Kind()).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return store.ErrNotFound
		}
		if err == nil {
			_, err = q.client.JobRetryTx(ctx, tx, id)
		}
		return err
	})
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == "23505" { // unique_violation
		_, err = q.pool.Exec(ctx, "DELETE"+mine, id, batch{}.Kind())
	}
	return err
}

package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// A ledger on a server is a schema of a PostgreSQL database: the one that is first in
// the search path of the connection (postgres://…/db?search_path=team), usually
// "public". Many programs on many machines use it at the same time. Who writes holds
// an advisory lock for as long as the transaction takes, so that one writes after the
// other, as with a file, and nobody waits in a circle; reading goes on meanwhile,
// from snapshots (repeatable read).
//
// A transaction whose connection was lost is tried again. If it was lost while the
// transaction was being ended, the server is asked what became of it: so nothing is
// written twice.

// leastPostgres is the first version of the server that has what is asked of it.
const leastPostgres = 14_00_00

// How long the one who writes waits for others, and how long one who holds the lock
// may do nothing before the server ends the transaction.
const (
	waitForWriters = 10 * time.Minute
	mostIdle       = 2 * time.Minute
)

// mostTries bounds how often a transaction is begun when the connection is lost: for
// about twenty seconds.
const mostTries = 10

type postgresServer struct {
	address  string // without secrets
	readOnly bool
	create   bool
	reads    *sql.DB
	writes   *sql.DB
}

// isServer reports whether a ledger's name is the address of a server.
func isServer(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// Address returns the name of a ledger as it may be shown: the address of a server
// without a password.
func Address(dsn string) string {
	if !isServer(dsn) {
		return dsn
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return "postgres://…"
	}
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	q := u.Query()
	for _, secret := range []string{"password", "sslpassword", "passfile"} {
		q.Del(secret)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// openPostgres opens the ledger at an address. Nothing is connected to yet.
func openPostgres(dsn string, o Options) (*postgresServer, error) {
	s := &postgresServer{address: Address(dsn), readOnly: o.ReadOnly, create: o.Create && !o.ReadOnly}
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, &Error{Ledger: s.address, Problem: ErrForeign, Detail: "the address is wrong", Cause: err, Next: "it is to be postgres://USER@HOST/DATABASE"}
	}
	if _, ok := config.RuntimeParams["application_name"]; !ok {
		config.RuntimeParams["application_name"] = "hearsay"
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 15 * time.Second
	}
	const settings = "SET client_encoding = 'UTF8'; SET jit = off; SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; "
	// To read, plans are made for the words that are looked for: some are frequent. To start
	// further processes takes longer than a search.
	s.reads = stdlib.OpenDB(*config, setting(settings+"SET plan_cache_mode = force_custom_plan; SET max_parallel_workers_per_gather = 0; SET default_transaction_isolation = 'repeatable read'; SET default_transaction_read_only = on"))
	s.reads.SetMaxOpenConns(maxReaders)
	s.reads.SetMaxIdleConns(maxReaders)
	s.reads.SetConnMaxIdleTime(5 * time.Minute)
	s.writes = stdlib.OpenDB(*config, setting(settings+fmt.Sprintf("SET lock_timeout = %d; SET idle_in_transaction_session_timeout = %d",
		waitForWriters.Milliseconds(), mostIdle.Milliseconds())))
	s.writes.SetMaxOpenConns(1)
	return s, nil
}

// setting runs statements on every new connection.
func setting(statements string) stdlib.OptionOpenDB {
	return stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, statements)
		return err
	})
}

func (s *postgresServer) reader() *sql.DB { return s.reads }
func (s *postgresServer) writer() *sql.DB { return s.writes }
func (s *postgresServer) close() error    { return errors.Join(s.writes.Close(), s.reads.Close()) }

// otherwise is what a server wants to be said in other words. The order of joins is left
// to it, which knows how much it has of what; an index on an expression has to be told
// that numbers are written the same way for ever.
var otherwise = strings.NewReplacer(" CROSS JOIN ", " JOIN ", "|| outlet_id", "|| outlet_id::text", "|| q.outlet_id", "|| q.outlet_id::text")

// bind numbers the parameters: no literal of the statements of this package holds
// the character that stands for them.
func (s *postgresServer) bind(query string) string {
	var b strings.Builder
	n := 0
	for part := range strings.SplitSeq(otherwise.Replace(query), "?") {
		if n > 0 {
			b.WriteString("$" + strconv.Itoa(n))
		}
		b.WriteString(part)
		n++
	}
	return b.String()
}

// writersLock takes the lock of those who write to this schema.
const writersLock = "SELECT pg_advisory_xact_lock(1213353031, hashtext(current_schema()::text))"

func (s *postgresServer) begin(conn *sql.Conn) error {
	_, err := conn.ExecContext(context.Background(), "BEGIN; "+writersLock)
	return err
}

// commit ends a transaction, and finds out what became of it if the connection is lost
// meanwhile.
func (s *postgresServer) commit(conn *sql.Conn) error {
	ctx := context.Background()
	var id sql.NullString
	if err := conn.QueryRowContext(ctx, "SELECT pg_current_xact_id_if_assigned()::text").Scan(&id); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, "COMMIT")
	if err == nil || !lost(err) || !id.Valid {
		return err
	}
	return s.outcome(ctx, id.String, err)
}

// outcome asks the server what became of a transaction whose connection was lost.
func (s *postgresServer) outcome(ctx context.Context, id string, cause error) error {
	for tries := range mostTries {
		var status string
		err := s.reads.QueryRowContext(ctx, "SELECT pg_xact_status($1::text::xid8)", id).Scan(&status)
		switch {
		case err == nil && status == "committed":
			return nil
		case err == nil && status == "aborted":
			return cause
		case err != nil && !lost(err):
			return err
		}
		time.Sleep(patience(tries))
	}
	return &Error{Ledger: s.address, Problem: ErrUnreachable, Detail: "it is not known whether the last of it was kept", Cause: cause,
		Next: "run the same command again: what is there is not added twice"}
}

// patience is how long to wait before another try.
func patience(tries int) time.Duration { return min(50*time.Millisecond<<tries, 5*time.Second) }

func (s *postgresServer) again(err error, tries int) (time.Duration, bool) {
	return patience(tries), err != nil && lost(err) && !errors.Is(err, ErrUnreachable) && tries < mostTries
}

// lost reports whether an error says that the server ended the connection or is not
// there.
func lost(err error) bool {
	var told *pgconn.PgError
	var connecting *pgconn.ConnectError
	var network interface{ Timeout() bool } // as errors of package net have it
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return false
	case errors.As(err, &told):
		return strings.HasPrefix(told.Code, "08") || told.Code == "57P01" || told.Code == "57P02" || told.Code == "57P03" || told.Code == "25P03"
	}
	return errors.As(err, &connecting) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, sql.ErrConnDone) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, driver.ErrBadConn) || err != nil && strings.Contains(err.Error(), "conn closed")
}

// send executes statements in one go.
func (s *postgresServer) send(conn *sql.Conn, statements []statement) error {
	return conn.Raw(func(raw any) error {
		batch := &pgx.Batch{}
		for _, st := range statements {
			batch.Queue(st.query, numbersForBools(st.args)...)
		}
		return raw.(*stdlib.Conn).Conn().SendBatch(context.Background(), batch).Close()
	})
}

// numbersForBools puts 0 and 1 in the place of truth, as the tables have it.
func numbersForBools(args []any) []any {
	for i, a := range args {
		if truth, ok := a.(bool); ok {
			args[i] = int64(0)
			if truth {
				args[i] = int64(1)
			}
		}
	}
	return args
}

func (s *postgresServer) problem(err error) error { return ServerError(s.address, err) }

// ServerError names what a server reports, as far as there is an error for it. The address
// is told as it is: without a password. It is for those who keep something else beside the
// ledger.
func ServerError(address string, err error) error {
	var named *Error
	var told *pgconn.PgError
	out := &Error{Ledger: address, Cause: err}
	switch {
	case err == nil || errors.As(err, &named) || errors.Is(err, context.Canceled):
		return err
	case lost(err):
		out.Problem, out.Next = ErrUnreachable, "what was added before is kept; check that the server is there and run the same command again"
		return out
	case strings.Contains(err.Error(), "sql: Scan error"): // a column holds what it cannot
		out.Problem, out.Next = ErrDamaged, `keep a backup; "hearsay doctor" says what can still be read`
		return out
	case !errors.As(err, &told):
		return err
	}
	switch {
	case told.Code == "55P03":
		out.Problem, out.Next = ErrLocked, "nothing was changed; try again when the others are done"
	case told.Code == "42501":
		out.Problem, out.Next = ErrReadOnly, "nothing was changed; ask the owner of the ledger for the right to do this (docs/postgres.md)"
	case told.Code == "25006":
		out.Problem, out.Next = ErrReadOnly, "nothing was changed; write to the server that is not a copy"
	case told.Code == "3D000":
		out.Problem, out.Detail, out.Next = ErrNoLedger, "there is no such database", "have it made: createdb, as its owner (docs/postgres.md)"
	case strings.HasPrefix(told.Code, "28"):
		out.Problem, out.Detail, out.Next = ErrUnreachable, "the server does not let this user in", "check the user's name and password, which ~/.pgpass or PGPASSWORD may hold"
	case told.Code == "53100":
		out.Problem, out.Next = ErrFull, "what was added before is kept; make room on the server and run the same command again"
	case strings.HasPrefix(told.Code, "53"):
		out.Problem, out.Detail, out.Next = ErrLocked, "the server has no more room for another", "try again when others are done"
	case strings.HasPrefix(told.Code, "54"):
		out.Problem, out.Next = ErrTooLarge, "nothing was changed; a ledger in a file takes it"
	case strings.HasPrefix(told.Code, "58"):
		out.Problem, out.Next = ErrIO, "what was added before is kept; check the server and run the same command again"
	case strings.HasPrefix(told.Code, "XX") || told.Code == "42P01" || told.Code == "42703":
		out.Problem, out.Next = ErrDamaged, "keep a backup; if another program changed the schema, take that back"
	default:
		return err
	}
	return out
}

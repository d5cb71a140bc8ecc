package store

import (
	"context"
	"database/sql"
	"time"
)

// dialect is what is particular to one kind of database. All other SQL is
// common to both kinds, with ? for parameters.
type dialect interface {
	// bind puts the database's own parameters in the place of "?".
	bind(query string) string
	// problem gives the error of a database its name; what has none, and nil,
	// stays as it is.
	problem(err error) error
	// prepare brings a database that is open up to the schema of this program,
	// or says why it cannot.
	prepare(ctx context.Context) error
	// reader and writer return the pools of connections. The writer has one.
	reader() *sql.DB
	writer() *sql.DB
	// begin and commit are the ends of a transaction of the one who writes. While
	// one is under way, nobody else begins another.
	begin(conn *sql.Conn) error
	commit(conn *sql.Conn) error
	// again says after how long a transaction that failed is worth another try.
	again(err error, tries int) (after time.Duration, ok bool)
	// index, unindex and strike are statements with the parameters id and words: they
	// add words to a row of a table's full-text index, take the row out, which has
	// just these, and take some of its words out.
	index(table string) string
	unindex(table string) string
	strike(table string) string
	// empty is a statement that empties the index.
	empty(table string) string
	// merging is a statement with the parameter pages that merges the pieces of an index,
	// writing so many pages at most; first begins that anew. It is empty if the database
	// sees to that itself.
	merging(table string, first bool) string
	// matching returns FROM and WHERE for the rows a of a table that match, with their
	// parameters; more conditions may follow with AND.
	matching(table, index string, e expression) (string, []any)
	// counting returns a statement that counts them.
	counting(index string, e expression) (string, []any)
	// having returns, for each of some words, the numbers of the rows of an index that
	// have it, at most so many.
	having(ctx context.Context, tx *sql.Tx, index string, words []string, most int) ([][]int64, error)
	// server says in words what database it is; check returns what is damaged.
	server(ctx context.Context) (string, error)
	check(ctx context.Context, thorough bool) ([]string, error)
	close() error
}

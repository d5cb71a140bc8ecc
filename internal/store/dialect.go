package store

import (
	"context"
	"database/sql"
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
	// index and unindex are statements with the parameters id and words that add
	// a row to a table's full-text index and take it out of there.
	index(table string) string
	unindex(table string) string
	// empty is a statement that empties the index.
	empty(table string) string
	// matching returns FROM and WHERE for the rows a of a table that match a
	// parameter that match makes; more conditions may follow with AND.
	matching(table, index string) string
	// counting returns a statement that counts them.
	counting(index string) string
	match(e expression) string
	// having returns a statement with the parameters word and most that gives the
	// numbers of rows of an index that have a word, at most so many.
	having(index string) string
	// check returns what is damaged.
	check(ctx context.Context, thorough bool) ([]string, error)
	// copy writes a consistent copy to a file.
	copy(ctx context.Context, to string) error
	close() error
}

// Package store keeps the ledger: every text that was read, where and when it
// appeared, and who said what in it; and finds it again.
//
// In go Entries (add.go): readings with where their articles came from. Each
// call of Add is one transaction; once it has returned, what it took is there
// whatever happens to the process or, synchronous=FULL, to the power. Out come
// export.Rows (row.go), whole readings (reading.go), and answers to a
// query.Query (search.go) from one snapshot.
//
// schema: migrations/*/*.sql, told column by column in docs/ledger.md. The SQL of
// all other files is what SQLite and PostgreSQL have in common; what is
// particular to a database is behind the dialect (dialect.go, sqlite.go, postgres.go).
// What goes wrong has a name (errors.go).
package store

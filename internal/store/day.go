package store

import (
	"database/sql"

	"hearsay/internal/query"
)

// dayString returns a day as ISO 8601 writes it, "" for none.
func dayString(d sql.NullInt64) string {
	if !d.Valid {
		return ""
	}
	return query.Day(d.Int64).String()
}

// publicationDay returns the day that a date begins with.
func publicationDay(published string) sql.NullInt64 {
	d, ok := query.DayOf(published)
	return sql.NullInt64{Int64: int64(d), Valid: ok}
}

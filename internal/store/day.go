package store

import (
	"database/sql"
	"time"

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

// instant writes a time as the ledger keeps it: in an order that is that of time.
func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func timeOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return instant(t)
}

// timeOf reads what instant wrote; the zero time for anything else.
func timeOf(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t
}

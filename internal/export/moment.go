package export

import "time"

// moment returns when something was published: ISO 8601 days and months, and times
// with or without a zone, as articles state them. What has no zone is taken for
// UTC, a day for its beginning.
func moment(published string) (time.Time, bool) {
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04",
		"2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly, "2006-01", "2006",
	} {
		if t, err := time.Parse(layout, published); err == nil && 0 < t.Year() && t.Year() <= 9999 {
			return t, true
		}
	}
	return time.Time{}, false
}

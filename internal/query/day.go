package query

import (
	"strconv"
	"strings"
	"time"
)

// Day is a day of publication, counted from 1970-01-01, which is 0.
type Day int32

// String returns the day as ISO 8601 writes it.
func (d Day) String() string { return d.time().Format(time.DateOnly) }

func (d Day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Date returns the year and the month of the day.
func (d Day) Date() (year, month, day int) {
	y, m, day := d.time().Date()
	return y, int(m), day
}

func dayOf(t time.Time) Day {
	u := t.Unix()
	if u < 0 {
		u -= 86399
	}
	return Day(u / 86400)
}

// DayOf returns the day that an ISO 8601 date or time begins with: that of the
// clock on the wall where it was written. A month or a year stands for its
// first day. ok is false if there is none.
func DayOf(published string) (d Day, ok bool) {
	if len(published) > 10 {
		published = published[:10]
	}
	from, _, ok := days(strings.TrimRight(published, "T "))
	return from, ok
}

// days returns the first and the last day of a year, a month or a day ("2026",
// "2026-03", "2026-03-09").
func days(s string) (from, to Day, ok bool) {
	for _, form := range []struct {
		layout string
		years  int
		months int
	}{{"2006", 1, 0}, {"2006-01", 0, 1}, {time.DateOnly, 0, 0}} {
		if len(s) != len(form.layout) {
			continue
		}
		t, err := time.Parse(form.layout, s)
		if err != nil || t.Year() < 1 {
			return 0, 0, false
		}
		from, to = dayOf(t), dayOf(t)
		if form.years+form.months > 0 {
			to = dayOf(t.AddDate(form.years, form.months, -1))
		}
		return from, to, true
	}
	return 0, 0, false
}

// Ago turns "today", "yesterday" and spans of time before it ("7d", "3w", "6m",
// "1y") into a day as it may be typed; any other word stays as it is.
func Ago(word string, today time.Time) string {
	switch word {
	case "today":
		return today.Format(time.DateOnly)
	case "yesterday":
		return today.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	if len(word) < 2 {
		return word
	}
	n, err := strconv.Atoi(word[:len(word)-1])
	if err != nil || n < 0 || n > 9999 {
		return word
	}
	switch word[len(word)-1] {
	case 'd':
		today = today.AddDate(0, 0, -n)
	case 'w':
		today = today.AddDate(0, 0, -7*n)
	case 'm':
		today = today.AddDate(0, -n, 0)
	case 'y':
		today = today.AddDate(-n, 0, 0)
	default:
		return word
	}
	if today.Year() < 1 {
		return "0001-01-01"
	}
	return today.Format(time.DateOnly)
}

// DateDay returns the day of a date. Months past December are those of the years
// after.
func DateDay(year, month, day int) Day {
	return dayOf(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC))
}

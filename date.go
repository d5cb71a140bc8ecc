package hearsay

import (
	"fmt"
	"strings"
	"time"
)

// printedDate is a date as a newspaper prints it: any part may be missing.
type printedDate struct{ year, month, day int }

// iso returns the date as ISO 8601, or "" unless day, month and year are stated.
func (d printedDate) iso() string {
	if d.year == 0 || d.month == 0 || d.day == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// valid reports whether the parts that are stated can stand together.
func (d printedDate) valid() bool {
	if d.year == 0 && d.month == 0 {
		return true // a weekday alone
	}
	year := d.year
	if year == 0 {
		year = 2000 // a leap year, so that February 29 passes
	}
	t := time.Date(year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
	return t.Day() == d.day && int(t.Month()) == d.month
}

// scanDate reads a date at the start of s: "February 12", "Feb. 3, 2021",
// "3 March 2021", "12th March", "2022-02-12", "Tuesday", "Tuesday, March 3".
// It returns the number of bytes read, 0 if s does not begin with a date.
func scanDate(s string) (printedDate, int) {
	if d, n := scanISODate(s); n > 0 {
		return d, n
	}
	n := 0
	if w := leadingLetters(s); isWeekday(w) {
		n = len(w) + countPrefix(s[len(w):], ".")
		rest := skipDatePunct(s[n:])
		d, m := scanMonthDay(s[n+rest:])
		if m == 0 {
			return printedDate{}, n
		}
		return d, n + rest + m
	}
	return scanMonthDay(s)
}

// scanMonthDay reads "March 3[, 2021]" or "3[rd] March[ 2021]".
func scanMonthDay(s string) (d printedDate, n int) {
	if w := leadingLetters(s); w != "" {
		if d.month = monthNumber(w); d.month == 0 {
			return printedDate{}, 0
		}
		n = len(w)
		if monthIsShort(w) {
			n += countPrefix(s[n:], ".")
		}
		n += skipSpaces(s[n:])
		day, m := scanDay(s[n:])
		if m == 0 {
			return printedDate{}, 0
		}
		d.day, n = day, n+m
	} else {
		day, m := scanDay(s)
		if m == 0 {
			return printedDate{}, 0
		}
		n = m + skipSpaces(s[m:])
		w := leadingLetters(s[n:])
		if d.month = monthNumber(w); d.month == 0 {
			return printedDate{}, 0
		}
		d.day, n = day, n+len(w)
		if monthIsShort(w) {
			n += countPrefix(s[n:], ".")
		}
	}
	gap := skipDatePunct(s[n:])
	if year, m := scanNumber(s[n+gap:]); m == 4 && plausibleYear(year) {
		d.year, n = year, n+gap+m
	}
	if !d.valid() {
		return printedDate{}, 0
	}
	return d, n
}

// scanISODate reads "2022-02-12".
func scanISODate(s string) (printedDate, int) {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return printedDate{}, 0
	}
	year, a := scanNumber(s[:4])
	month, b := scanNumber(s[5:7])
	day, c := scanNumber(s[8:10])
	d := printedDate{year, month, day}
	if a != 4 || b != 2 || c != 2 || !plausibleYear(year) || month == 0 || !d.valid() {
		return printedDate{}, 0
	}
	return d, 10
}

// scanDay reads "3", "03" or "3rd".
func scanDay(s string) (day, n int) {
	day, n = scanNumber(s)
	if n == 0 || n > 2 || day < 1 || day > 31 {
		return 0, 0
	}
	switch strings.ToLower(leadingLetters(s[n:])) {
	case "":
	case "st", "nd", "rd", "th":
		n += 2
	default:
		return 0, 0
	}
	return day, n
}

// scanNumber reads decimal digits; it stops after nine so that it cannot overflow.
func scanNumber(s string) (value, n int) {
	for n < len(s) && n < 9 && '0' <= s[n] && s[n] <= '9' {
		value = value*10 + int(s[n]-'0')
		n++
	}
	return value, n
}

func plausibleYear(year int) bool { return 1600 <= year && year <= 2200 }

// leadingLetters returns the ASCII letters that s begins with.
func leadingLetters(s string) string {
	n := 0
	for n < len(s) && ('a' <= s[n]|0x20 && s[n]|0x20 <= 'z') {
		n++
	}
	return s[:n]
}

func countPrefix(s, prefix string) int {
	if strings.HasPrefix(s, prefix) {
		return len(prefix)
	}
	return 0
}

// skipSpaces counts the spaces, tabs and no-break spaces that s begins with, in bytes.
func skipSpaces(s string) int {
	return len(s) - len(strings.TrimLeft(s, " \t\u00a0\u202f"))
}

// skipDatePunct counts spaces with at most one comma among them.
func skipDatePunct(s string) int {
	n := skipSpaces(s)
	n += countPrefix(s[n:], ",")
	return n + skipSpaces(s[n:])
}

var monthNames = [...]string{
	"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december",
}

var weekdayNames = [...]string{
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
}

// monthNumber returns 1 to 12 for a month's name or its usual short form
// (three letters, or "Sept"); 0 for anything else.
func monthNumber(word string) int {
	w := strings.ToLower(word)
	for i, name := range monthNames {
		if w == name || w == name[:3] || w == "sept" && i == 8 {
			return i + 1
		}
	}
	return 0
}

// monthIsShort reports whether a month's name may be followed by a stop that
// belongs to it.
func monthIsShort(word string) bool {
	return len(word) == 3 && monthNumber(word) != 5 || len(word) == 4 && word[0]|0x20 == 's'
}

// weekdayNumber returns 1 to 7, Monday first, for a weekday's name or its usual
// short form (three letters, or "Tues", "Thur", "Thurs"); 0 for anything else.
func weekdayNumber(word string) int {
	w := strings.ToLower(word)
	for i, name := range weekdayNames {
		if w == name || w == name[:3] || w == "tues" && i == 1 || (w == "thur" || w == "thurs") && i == 3 {
			return i + 1
		}
	}
	return 0
}

func isWeekday(word string) bool { return weekdayNumber(word) > 0 }

package store

import (
	"strconv"

	"hearsay/internal/query"
)

// walk goes through the days of publication, newest or oldest first, in steps of a
// month, or of a day where a month holds many hits; what has no date comes last.
type walk struct {
	f      *finder
	at     query.Day // where the next step begins
	days   query.Day // last day, in the walk's direction, of a month that is gone through by days
	byDays bool
	dated  bool // there are days left
	done   bool
}

func (f *finder) newWalk() (*walk, error) {
	w := &walk{f: f}
	bound := "SELECT max(day) FROM articles"
	if f.place.Order == Oldest {
		bound = "SELECT min(day) FROM articles"
	}
	day, ok, err := f.number(bound)
	w.at, w.dated = query.Day(day), ok
	if f.place.ID != 0 {
		w.at, w.dated = query.Day(f.place.Day), f.place.Day != undated && f.place.Day != -undated
	}
	return w, err
}

// next returns the condition for the next step; ok is false if there is none.
func (w *walk) next() (e expression, ok bool, err error) {
	for w.dated {
		if w.byDays {
			e = days(w.at, dayWord)
			w.advance(w.at)
			if err := w.land(); err != nil {
				return e, false, err
			}
			return e, true, nil
		}
		e = days(w.at, monthWord)
		n, err := w.f.count(w.f.and(e))
		if err != nil {
			return e, false, err
		}
		end := w.end(w.at)
		if n > w.f.ledger.mostSorted {
			w.byDays, w.days = true, end
			continue
		}
		w.advance(end)
		if err := w.land(); err != nil {
			return e, false, err
		}
		if n > 0 {
			return e, true, nil
		}
	}
	if w.done {
		return e, false, nil
	}
	w.done = true
	return w.f.undated()
}

// days returns the condition for the day, or its month, of publication.
func days(d query.Day, kind string) expression {
	year, month, day := d.Date()
	if kind == monthWord {
		return marked(kind, strconv.Itoa(year*100+month))
	}
	return marked(kind, strconv.Itoa((year*100+month)*100+day))
}

// end returns the last day of the month of d in the direction of the walk.
func (w *walk) end(d query.Day) query.Day {
	year, month, _ := d.Date()
	if w.f.place.Order == Oldest {
		return query.DateDay(year, month+1, 1) - 1
	}
	return query.DateDay(year, month, 1)
}

// past returns the day after d in the direction of the walk.
func (w *walk) past(d query.Day) query.Day {
	if w.f.place.Order == Oldest {
		return d + 1
	}
	return d - 1
}

func (w *walk) advance(d query.Day) { w.at = w.past(d) }

// land goes on to the next day on which something was published.
func (w *walk) land() error {
	find := "SELECT max(day) FROM articles WHERE day <= ?"
	if w.f.place.Order == Oldest {
		find = "SELECT min(day) FROM articles WHERE day >= ?"
	}
	day, ok, err := w.f.number(find, int64(w.at))
	if w.byDays && (!ok || w.f.place.Order != Oldest && query.Day(day) < w.days || w.f.place.Order == Oldest && query.Day(day) > w.days) {
		w.byDays = false
	}
	w.at, w.dated = query.Day(day), ok
	return err
}

// undated returns the condition for what has no date.
func (f *finder) undated() (e expression, ok bool, err error) {
	from, dated, err := f.number("SELECT min(day) FROM articles")
	if err != nil {
		return e, false, err
	}
	e = f.matcher.anything()
	if !dated {
		return e, true, nil
	}
	to, _, err := f.number("SELECT max(day) FROM articles")
	var years []expression
	first, _, _ := query.Day(from).Date()
	last, _, _ := query.Day(to).Date()
	for y := first; y <= last; y++ {
		years = append(years, marked(yearWord, strconv.Itoa(y)))
	}
	return expression{join: but, parts: []expression{e, oneOf(years)}}, true, err
}

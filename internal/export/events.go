package export

import (
	"cmp"
	"strings"

	"hearsay/internal/compare"
)

type eventJSON struct {
	Words    []string      `json:"words"`
	From     string        `json:"from,omitempty"`
	To       string        `json:"to,omitempty"`
	Articles []articleJSON `json:"articles"`
}

type eventsJSON struct {
	Schema string      `json:"schema"`
	Events []eventJSON `json:"events"`
}

// AppendEventsJSON appends events as one line of JSON.
func AppendEventsJSON(dst []byte, events []compare.Event) []byte {
	out := eventsJSON{Schema: EventsSchema, Events: []eventJSON{}}
	for _, e := range events {
		one := eventJSON{Words: e.Words, From: e.From, To: e.To}
		for _, a := range e.Articles {
			one.Articles = append(one.Articles, articleOf(a))
		}
		out.Events = append(out.Events, one)
	}
	return appendAny(dst, out)
}

// AppendEvents appends the events of more than one article for people, and how
// many articles are alone.
func AppendEvents(dst []byte, events []compare.Event, o TextOptions) []byte {
	w := newTraceWriter(dst, o)
	alone := 0
	number := 0
	for _, e := range events {
		if len(e.Articles) == 1 {
			alone++
			continue
		}
		if number++; number > 1 {
			w.blank()
		}
		w.start("", "")
		w.put(strong, printable(strings.Join(e.Words, ", ")))
		w.finish()
		period := shownTime(e.From)
		if to := shownTime(e.To); to != period {
			period += " to " + to
		}
		w.line(faint, "", facts(counted(len(e.Articles), "article", "articles"), period))
		for _, a := range e.Articles {
			x := &a.Article
			head := "  " + padded(shownTime(x.Published), 16) + "  "
			w.start(head, strings.Repeat(" ", len(head)))
			w.put(plain, printable(cmp.Or(x.Outlet, x.File, x.ID))+":")
			w.put(plain, printable(x.Title))
			if x.File != "" && x.Outlet != "" {
				w.put(faint, printable(x.File))
			}
			w.finish()
		}
	}
	if number > 0 && alone > 0 {
		w.blank()
	}
	if alone > 0 {
		w.line(faint, "", counted(alone, "article is", "articles are")+" alone on "+map[bool]string{true: "its", false: "their"}[alone == 1]+" thing")
	}
	return w.dst
}

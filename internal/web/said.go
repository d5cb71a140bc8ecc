package web

import (
	"net/url"
	"strconv"
	"strings"

	"hearsay/internal/store"
)

// saidView is what the rows behind a number of a speaker's page show.
type saidView struct {
	*store.Speaker
	As    string // which of what the speaker says
	Total int64
	Hits  []hit
}

// said lists the attributions behind a number of a speaker's page.
func (s *Server) said(r *request) (*answer, error) {
	const mostShown = 200
	p := r.parameters()
	as := store.SaidAs{Cue: p.one("cue"), Outlet: p.one("outlet"), Month: p.one("month"), Form: p.one("form"), Stance: p.one("stance"), Via: p.one("via")}
	if to := p.one("to"); to != "" {
		var err error
		if as.To, err = strconv.ParseInt(to, 10, 64); err != nil || as.To < 1 {
			p.fail("to", "it is the number of a speaker")
		}
	}
	if as == (store.SaidAs{}) {
		p.fail("cue", "it, month, outlet, form, stance, via or to says what to list")
	}
	if p.err != nil {
		return nil, p.err
	}
	v := saidView{}
	var err error
	if v.Speaker, err = s.numberedSpeaker(r); err != nil {
		return nil, err
	}
	rows, total, err := s.Ledger.Said(r.Context(), v.Speaker.ID, as, s.Limits.Rows)
	if err != nil {
		return nil, err
	}
	v.Total = total
	if v.As, err = s.saidAs(r, &as); err != nil {
		return nil, err
	}
	for i := range rows[:min(len(rows), mostShown)] {
		v.Hits = append(v.Hits, hit{Row: &rows[i]})
	}
	number := strconv.FormatInt(v.Speaker.ID, 10)
	at := "/s/" + number + "/said"
	query := "?" + saidParameters(&as).Encode()
	a := &answer{
		page: "said",
		json: answerJSON{OK: true, Total: total, Rows: rowsJSON(rows), Truncated: total > int64(len(rows))},
		view: view{Title: v.Speaker.Name + ": " + v.As, Here: "speakers", Data: v, Alternates: alternatesOf(at, query)},
	}
	a.setRows(s, r, "hearsay-speaker-"+number, at+query, "Hearsay: "+v.Speaker.Name+", "+v.As, rows)
	return a, nil
}

// saidParameters is the reverse of reading them.
func saidParameters(as *store.SaidAs) url.Values {
	values := url.Values{}
	for name, value := range map[string]string{"cue": as.Cue, "outlet": as.Outlet, "month": as.Month, "form": as.Form, "stance": as.Stance, "via": as.Via} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if as.To != 0 {
		values.Set("to", strconv.FormatInt(as.To, 10))
	}
	return values
}

// saidAs tells in words which rows are meant.
func (s *Server) saidAs(r *request, as *store.SaidAs) (string, error) {
	var parts []string
	for _, p := range []struct{ before, value string }{{"“", as.Cue}, {"", as.Form}, {"", as.Stance}, {"via ", as.Via}, {"in ", as.Outlet}} {
		switch {
		case p.value == "":
		case p.before == "“":
			parts = append(parts, "“"+p.value+"”")
		default:
			parts = append(parts, p.before+p.value)
		}
	}
	if as.To != 0 {
		to, err := s.Ledger.SpeakerNames(r.Context(), as.To)
		if err != nil {
			return "", err
		}
		parts = append(parts, "to "+to.Name)
	}
	if as.Month != "" {
		parts = append(parts, shownMonth(as.Month))
	}
	return strings.Join(parts, ", "), nil
}

package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"hearsay/internal/fetch"
	"hearsay/internal/ingest"
	"hearsay/internal/store"
)

// problem is why a request cannot be answered.
type problem struct {
	Status int
	Says   string // what is wrong, one sentence
	Next   string // what can be done, one sentence; may be empty
}

// Error returns both sentences.
func (p *problem) Error() string {
	if p.Next == "" {
		return p.Says
	}
	return p.Says + " " + p.Next
}

// The problems of requests that never reach a handler, and some of those that do.
var (
	errHost = &problem{http.StatusMisdirectedRequest, "This server does not go by that name.",
		"Open it as localhost or 127.0.0.1, or tell it its name with --base-url."}
	errCrossSite = &problem{http.StatusForbidden, "A page of another site sent this.", "Nothing was changed. Open the page here and send it from there."}
	errFault     = &problem{http.StatusInternalServerError, "Something went wrong here.", "The log of the server has more. What the ledger holds is not touched by it."}
	errNoPage    = &problem{http.StatusNotFound, "There is no such page.", "Search for what you are looking for."}
	errBusy      = &problem{http.StatusTooManyRequests, "Too much is being done at the same time.", "Try again in a moment."}
	errLogin     = &problem{http.StatusUnauthorized, "This server wants to know who you are.", "Log in, or send the token as “Authorization: Bearer …”."}
	errMethod    = &problem{http.StatusMethodNotAllowed, "This address is not for that method.", "docs/api.md lists what there is."}
	errTooLarge  = &problem{http.StatusRequestEntityTooLarge, "That is more than is taken at once.", "Send less, or use “hearsay add” for files of any size."}
)

// badParameter says which parameter is wrong, and how it should be.
func badParameter(name, should string) *problem {
	return &problem{http.StatusBadRequest, "The parameter “" + name + "” is wrong: " + should + ".", ""}
}

// asProblem is the only place that turns errors into what is answered.
func asProblem(err error) *problem {
	var p *problem
	var large *http.MaxBytesError
	var fetched *fetch.Error
	var input *ingest.Error
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &large):
		return errTooLarge
	case errors.Is(err, store.ErrNotFound):
		return &problem{http.StatusNotFound, "The ledger has nothing by that name.", "It may be in another ledger, or the address was cut off. Search for its words instead."}
	case errors.Is(err, store.ErrNoChange):
		return &problem{http.StatusBadRequest, "That changes nothing.", "Change a part, or say that it is right."}
	case errors.Is(err, store.ErrToken):
		return badParameter("next", "it belongs to another search, or is damaged; begin the search anew")
	case errors.Is(err, context.DeadlineExceeded):
		return &problem{http.StatusServiceUnavailable, "That took longer than a request may take.", "Add a word or a filter, so that less has to be looked at."}
	case errors.Is(err, store.ErrLocked):
		return &problem{http.StatusServiceUnavailable, "Another program is writing to the ledger.", "Nothing was changed. Try again in a moment."}
	case errors.Is(err, store.ErrUnreachable):
		return &problem{http.StatusServiceUnavailable, "The server of the ledger cannot be reached.", "Try again in a moment. The log has more."}
	case errors.Is(err, store.ErrReadOnly), errors.Is(err, store.ErrFull), errors.Is(err, store.ErrIO):
		return &problem{http.StatusInsufficientStorage, "The ledger cannot be written to.", "Nothing was changed. “hearsay doctor” says what is wrong. Reading goes on."}
	case errors.As(err, &fetched):
		return &problem{http.StatusBadGateway, "The address could not be fetched: " + fetched.Problem.Error() + ".", fetched.Next}
	case errors.As(err, &input):
		return &problem{http.StatusUnprocessableEntity, "That could not be read: " + input.Problem.Error() + ".", input.Next}
	}
	return errFault
}

// refuse answers with an error.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := asProblem(err)
	if p == errFault && !errors.Is(err, errFault) && !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnreachable) {
		s.Log.Error("a request failed", "path", r.URL.Path, "error", err.Error())
	}
	if p == errLogin {
		w.Header().Set("WWW-Authenticate", `Bearer realm="hearsay"`)
	}
	if wantsData(r) {
		writeProblem(w, p)
		return
	}
	s.showProblem(w, r, p)
}

// writeProblem answers a program.
func writeProblem(w http.ResponseWriter, p *problem) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(failure{Error: p.Says, Next: p.Next, Errors: []string{p.Error()}, Status: p.Status})
}

// failure is what programs are told.
type failure struct {
	OK     bool     `json:"ok"` // false
	Error  string   `json:"error"`
	Next   string   `json:"next_step,omitempty"`
	Errors []string `json:"errors"`
	Status int      `json:"status"`
}

func (s *Server) showProblem(w http.ResponseWriter, r *http.Request, p *problem) {
	view := view{Title: strconv.Itoa(p.Status) + " · " + http.StatusText(p.Status), Data: p}
	if p == errLogin {
		http.Redirect(w, r, "/login?to="+queryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	s.show(w, r, p.Status, "problem", view)
}

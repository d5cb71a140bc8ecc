package web

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Where there is a password, pages want a session: 256 random bits in a cookie,
// known here by their hash until the server ends. Programs show the token instead.
// After a few wrong passwords nobody can try for a while.

const (
	sessionTime = 30 * 24 * time.Hour
	mostTries   = 5 // wrong passwords within triesTime
	triesTime   = time.Minute
	mostOpen    = 1000 // sessions
)

type sessions struct {
	mu    sync.Mutex
	open  map[[32]byte]time.Time // until when
	wrong []time.Time
}

// equal compares without telling by the time it takes.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// admit says why a request may not be answered, nil if it may.
func (s *Server) admit(r *http.Request) error {
	if s.Password == "" && s.Token == "" {
		return nil
	}
	if given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && s.Token != "" && equal(given, s.Token) {
		return nil
	}
	c, err := r.Cookie(s.sessionCookie(r))
	if err == nil && s.sessions.has(c.Value, s.Now()) {
		return nil
	}
	return errLogin
}

// sessionCookie is the name of the cookie: over TLS one that only this very host can
// set.
func (s *Server) sessionCookie(r *http.Request) string {
	if s.secure(r) {
		return "__Host-hearsay"
	}
	return "hearsay"
}

func (o *sessions) has(id string, now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	until, ok := o.open[sha256.Sum256([]byte(id))]
	return ok && now.Before(until)
}

// begin returns the name of a new session.
func (o *sessions) begin(now time.Time) string {
	var id [32]byte
	_, _ = rand.Read(id[:]) // never fails
	name := hex.EncodeToString(id[:])
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.open == nil || len(o.open) >= mostOpen {
		o.open = map[[32]byte]time.Time{}
	}
	o.open[sha256.Sum256([]byte(name))] = now.Add(sessionTime)
	return name
}

func (o *sessions) end(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.open, sha256.Sum256([]byte(id)))
}

// try notes a try and reports whether there may be one.
func (o *sessions) try(now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.wrong) > 0 && now.Sub(o.wrong[0]) > triesTime {
		o.wrong = o.wrong[1:]
	}
	if len(o.wrong) >= mostTries {
		return false
	}
	o.wrong = append(o.wrong, now)
	return true
}

func (o *sessions) right() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wrong = nil
}

type loginView struct {
	To    string
	Wrong string
}

func (s *Server) loginForm(r *request) (*answer, error) {
	p := r.parameters()
	v := loginView{To: p.one("to")}
	if !here(v.To) {
		v.To = "/"
	}
	return &answer{page: "login", view: view{Title: "Log in", Data: v}}, p.err
}

func (s *Server) login(r *request) (*answer, error) {
	p := r.parameters()
	v := loginView{To: p.one("to")}
	if !here(v.To) {
		v.To = "/"
	}
	if p.err != nil {
		return nil, p.err
	}
	if s.Password == "" {
		return &answer{redirect: v.To}, nil
	}
	if !s.sessions.try(s.Now()) {
		r.w.Header().Set("Retry-After", "60")
		return nil, &problem{http.StatusTooManyRequests, "There were too many wrong passwords.", "Wait a minute and try again."}
	}
	if !equal(p.one("password"), s.Password) {
		v.Wrong = "That is not the password."
		return &answer{status: http.StatusForbidden, page: "login", view: view{Title: "Log in", Data: v}}, nil
	}
	s.sessions.right()
	s.setSession(r, s.sessions.begin(s.Now()), int(sessionTime/time.Second))
	return &answer{redirect: v.To}, nil
}

func (s *Server) setSession(r *request, id string, age int) {
	http.SetCookie(r.w, &http.Cookie{
		Name: s.sessionCookie(r.Request), Value: id, Path: "/", MaxAge: age, HttpOnly: true, Secure: s.secure(r.Request), SameSite: http.SameSiteLaxMode,
	})
}

func (s *Server) logout(r *request) (*answer, error) {
	if c, err := r.Cookie(s.sessionCookie(r.Request)); err == nil {
		s.sessions.end(c.Value)
	}
	s.setSession(r, "", -1)
	return &answer{redirect: "/login"}, nil
}

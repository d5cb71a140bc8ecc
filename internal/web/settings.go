package web

import (
	"net/http"
	"strings"
)

// Settings are kept by the browser, in cookies that say nothing of who uses it.
const (
	themeCookie = "theme"
	keysCookie  = "keys"
)

func themeOf(r *http.Request) string {
	if c, err := r.Cookie(themeCookie); err == nil && (c.Value == "light" || c.Value == "dark") {
		return c.Value
	}
	return "auto"
}

func keysOf(r *http.Request) bool {
	c, err := r.Cookie(keysCookie)
	return err != nil || c.Value != "off"
}

func (s *Server) settings(r *request) (*answer, error) {
	p := r.parameters()
	return &answer{page: "settings", view: view{Title: "Settings", Here: "settings", Data: struct {
		Theme string
		Keys  bool
		Saved bool
	}{themeOf(r.Request), keysOf(r.Request), p.yes("saved")}}}, p.err
}

func (s *Server) set(r *request) (*answer, error) {
	p := r.parameters()
	theme, keys := p.choice("theme", "auto", "light", "dark"), "off"
	if p.yes("keys") {
		keys = "on"
	}
	if p.err != nil {
		return nil, p.err
	}
	for name, value := range map[string]string{themeCookie: theme, keysCookie: keys} {
		http.SetCookie(r.w, &http.Cookie{
			Name: name, Value: value, Path: "/", MaxAge: 400 * 24 * 3600, HttpOnly: true, Secure: s.secure(r.Request), SameSite: http.SameSiteLaxMode,
		})
	}
	return &answer{redirect: "/settings?saved=1"}, nil
}

// here reports whether an address is a path of this server, and not one that a browser
// takes for another's.
func here(address string) bool {
	return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.ContainsAny(address, "\\\r\n\t")
}

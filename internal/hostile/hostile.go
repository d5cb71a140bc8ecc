// Package hostile has servers that do what servers should not: answer one byte at
// a time, never stop, lie about lengths, blow up, lead in circles, change their
// minds about where a name is. Only tests import it. They run the handler on the
// loopback interface and let their own client, and no other, reach that.
package hostile

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Page is a page that can be read, for what is behind an obstacle.
const Page = `<!doctype html><html lang="en"><head><title>Ferry stays in port</title></head><body><article><h1>Ferry stays in port</h1>
<p>The ferry to Orrin Island will not sail before Friday, the harbour board said on Monday, because ice has damaged the pier.</p>
<p>“We cannot promise anything before the divers have seen it,” said Lena Talla, who chairs the board. Patients will be flown out.</p>
</article></body></html>`

// Handler answers to these paths; every stands for a pause ("20ms").
//
//	/page                       a page
//	/slow/body?every=           a page, one byte at a time
//	/slow/headers?every=        headers, one byte at a time
//	/slow/silent                nothing, for ever
//	/slow/stalls                half a page, and then nothing, for ever
//	/endless/headers            header after header
//	/endless/body               a body in chunks without an end
//	/endless/info               one informational answer (103) after the other
//	/length/more                a Content-Length beyond the body, and the end
//	/length/less                a Content-Length short of the body
//	/length/bad                 a Content-Length that is no number
//	/length/two                 two that disagree
//	/length/huge                a Content-Length of a terabyte
//	/chunks/cut                 chunks, and the end without the last one
//	/chunks/bad                 chunks whose sizes are no numbers
//	/empty                      200 and nothing
//	/status/CODE                a status with a short text; ?after= is its Retry-After
//	/busy/N                     503 for N times, then a page
//	/no-http                    a greeting of another protocol
//	/challenge/WHO              403 as WHO sends it: cloudflare, cloudflare-page, datadome, aws, imperva
//	/to?url=&code=              a redirect
//	/chain/N                    N redirects (301, 302, 307, 308 in turn), then a page
//	/circle                     a redirect to itself
//	/far                        a redirect to an address of 100 kB
//	/coded/CODING/KIND          see coding.go
//	/auth                       401 unless the name is "reader"; says what it was sent
func Handler() http.Handler {
	h := &handler{busy: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/page", page)
	mux.HandleFunc("/slow/body", slowBody)
	mux.HandleFunc("/slow/stalls", stalls)
	mux.HandleFunc("/empty", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/endless/body", endlessBody)
	mux.HandleFunc("/status/{code}", status)
	mux.HandleFunc("/busy/{times}", h.busyAtFirst)
	mux.HandleFunc("/challenge/{who}", challenge)
	mux.HandleFunc("/to", redirect)
	mux.HandleFunc("/chain/{n}", chain)
	mux.HandleFunc("/circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) })
	mux.HandleFunc("/far", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/"+strings.Repeat("far/", 25_000), http.StatusMovedPermanently)
	})
	mux.HandleFunc("/coded/{coding}/{kind}", coded)
	mux.HandleFunc("/auth", auth)
	for path, serve := range rawAnswers {
		mux.HandleFunc(path, raw(serve))
	}
	return mux
}

func page(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(Page))
}

// pause returns the time between two bytes.
func pause(r *http.Request) time.Duration {
	every, err := time.ParseDuration(r.URL.Query().Get("every"))
	if err != nil {
		return time.Second
	}
	return every
}

func slowBody(w http.ResponseWriter, r *http.Request) {
	for i := range len(Page) {
		if _, err := w.Write([]byte{Page[i]}); err != nil {
			return
		}
		_ = http.NewResponseController(w).Flush()
		if wait(r, pause(r)) {
			return
		}
	}
}

// wait waits, or reports true if the client has gone.
func wait(r *http.Request, d time.Duration) bool {
	select {
	case <-r.Context().Done():
		return true
	case <-time.After(d):
		return false
	}
}

func stalls(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte(Page[:len(Page)/2]))
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
}

func endlessBody(w http.ResponseWriter, r *http.Request) {
	for r.Context().Err() == nil {
		if _, err := w.Write([]byte(strings.Repeat("<p>It rained, and rained.</p>\n", 1000))); err != nil {
			return
		}
	}
}

func status(w http.ResponseWriter, r *http.Request) {
	code, err := strconv.Atoi(r.PathValue("code"))
	if err != nil || code < 200 || code > 999 {
		code = http.StatusNotFound
	}
	if after := r.URL.Query().Get("after"); after != "" {
		w.Header().Set("Retry-After", after)
	}
	w.WriteHeader(code)
	_, _ = fmt.Fprintf(w, "<html><body><p>Status %d, and a text that is no article.</p></body></html>", code)
}

func redirect(w http.ResponseWriter, r *http.Request) {
	code, err := strconv.Atoi(r.URL.Query().Get("code"))
	if err != nil {
		code = http.StatusFound
	}
	w.Header()["Location"] = []string{r.URL.Query().Get("url")}
	w.WriteHeader(code)
}

func chain(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.PathValue("n"))
	if n <= 0 {
		page(w, r)
		return
	}
	code := []int{301, 302, 307, 308}[n%4]
	http.Redirect(w, r, "/chain/"+strconv.Itoa(n-1), code)
}

func challenge(w http.ResponseWriter, r *http.Request) {
	body := "<html><head><title>Just a moment...</title></head><body></body></html>"
	switch r.PathValue("who") {
	case "cloudflare":
		w.Header().Set("Cf-Mitigated", "challenge")
	case "cloudflare-page":
		body = `<html><body><script src="/cdn-cgi/challenge-platform/h/b/x.js"></script></body></html>`
	case "datadome":
		w.Header().Set("X-Datadome", "protected")
	case "aws":
		w.Header().Set("X-Amzn-Waf-Action", "captcha")
	case "imperva":
		body = `<html><body><iframe src="/_Incapsula_Resource?x=1"></iframe></body></html>`
	}
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write([]byte(body))
}

func auth(w http.ResponseWriter, r *http.Request) {
	name, password, ok := r.BasicAuth()
	if !ok || name != "reader" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	_, _ = fmt.Fprintf(w, "%s:%s", name, password)
}

package hostile

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// rawAnswers write to the connection itself what no server of net/http would.
var rawAnswers = map[string]func(net.Conn, *http.Request){
	"/slow/headers": func(c net.Conn, r *http.Request) {
		for _, b := range []byte("HTTP/1.1 200 OK\r\nServer: " + strings.Repeat("x", 10_000)) {
			if _, err := c.Write([]byte{b}); err != nil {
				return
			}
			time.Sleep(pause(r))
		}
	},
	"/slow/silent": func(c net.Conn, _ *http.Request) { untilClosed(c) },
	"/endless/headers": func(c net.Conn, _ *http.Request) {
		_, err := c.Write([]byte("HTTP/1.1 200 OK\r\n"))
		for i := 0; err == nil; i++ {
			_, err = fmt.Fprintf(c, "X-%d: %s\r\n", i, strings.Repeat("x", 1000))
		}
	},
	"/endless/info": func(c net.Conn, _ *http.Request) {
		var err error
		for err == nil {
			_, err = c.Write([]byte("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"))
		}
	},
	"/length/more": text("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + strconv.Itoa(len(Page)+100) + "\r\n\r\n" + Page),
	"/length/less": text("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + strconv.Itoa(len(Page)) + "\r\n\r\n" + Page + Page),
	"/length/bad":  text("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + Page),
	"/length/two":  text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 2000\r\n\r\n" + Page),
	"/length/huge": text("HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\n" + Page),
	"/chunks/cut":  text("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + strconv.FormatInt(int64(len(Page)), 16) + "\r\n" + Page + "\r\n"),
	"/chunks/bad":  text("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nmany\r\n" + Page + "\r\n0\r\n\r\n"),
	"/no-http":     text("220 ftp.example ready\r\n"),
}

// text returns an answer that ends with its text.
func text(answer string) func(net.Conn, *http.Request) {
	return func(c net.Conn, _ *http.Request) { _, _ = c.Write([]byte(answer)) }
}

// untilClosed waits until the client has gone.
func untilClosed(c net.Conn) {
	_, _ = c.Read(make([]byte, 1))
}

// raw hands the connection over and closes it afterwards.
func raw(answer func(net.Conn, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer c.Close()
		answer(c, r)
	}
}

// handler has what changes from one request to the next.
type handler struct {
	mu   sync.Mutex
	busy map[string]int // how often a path was asked for
}

func (h *handler) busyAtFirst(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.busy[r.URL.Path]++
	asked := h.busy[r.URL.Path]
	h.mu.Unlock()
	if times, _ := strconv.Atoi(r.PathValue("times")); asked <= times {
		w.Header().Set("Retry-After", r.URL.Query().Get("after"))
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	page(w, r)
}

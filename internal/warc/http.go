package warc

import (
	"bytes"
	"strconv"
	"strings"
)

// Response is the answer of an HTTP server as a block holds it.
type Response struct {
	Status int // 0 if the block does not say
	Header Header
	Raw    []byte // all after the header, as it is in the block
	Body   []byte // the same without the marks of chunks; content codings are not undone
	Fault  string // what is wrong with it although it can be read; empty if nothing
	Cut    bool   // the end is missing
}

// ParseResponse reads the block of a record whose media type is application/http.
// A block without a status line is taken for a body alone. The bodies share the
// memory of the block.
func ParseResponse(block []byte) Response {
	line, rest := cutLine(block)
	status, ok := statusOf(line)
	if !ok {
		return Response{Raw: block, Body: block, Fault: "the answer has no status line"}
	}
	res := Response{Status: status}
	for len(res.Header) < maxFields {
		line, rest = cutLine(rest)
		if len(line) == 0 {
			break
		}
		name, value, found := strings.Cut(strings.ToValidUTF8(string(line), "\uFFFD"), ":")
		if found {
			res.Header = append(res.Header, Field{strings.TrimSpace(name), strings.TrimSpace(value)})
		}
	}
	res.Raw, res.Body = rest, rest
	if strings.EqualFold(strings.TrimSpace(res.Header.Get("Transfer-Encoding")), "chunked") {
		res.Body, res.Fault, res.Cut = dechunk(rest)
	}
	return res
}

// cutLine returns the first line of b without its end, and what follows.
func cutLine(b []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(b, []byte("\n"))
	return bytes.TrimRight(line, "\r"), rest
}

// statusOf reads a status line: "HTTP/1.1 200 OK", "HTTP/2 200", "ICY 200 OK".
func statusOf(line []byte) (int, bool) {
	version, rest, _ := bytes.Cut(line, []byte(" "))
	if !bytes.HasPrefix(version, []byte("HTTP/")) && !bytes.Equal(version, []byte("ICY")) {
		return 0, false
	}
	code, _, _ := bytes.Cut(bytes.TrimLeft(rest, " "), []byte(" "))
	n, err := strconv.Atoi(string(code))
	return n, err == nil && n >= 100 && n < 1000
}

// dechunk takes the marks of chunks out of a body. A body that never had any,
// because the writer took them out and left the header, is kept; one that breaks
// off is kept as far as it goes.
func dechunk(b []byte) (body []byte, fault string, cut bool) {
	all := b
	for {
		line, rest := cutLine(b)
		size, ok := chunkSize(line)
		switch {
		case !ok && body == nil:
			return all, "", false // no chunks at all
		case !ok:
			return append(body, b...), "the size of a chunk is damaged", false
		case size == 0:
			return body, "", false
		case size > len(rest):
			return append(body, rest...), "the last chunk is cut off", true
		}
		body = append(body, rest[:size]...)
		b = bytes.TrimPrefix(bytes.TrimPrefix(rest[size:], []byte("\r")), []byte("\n"))
		if len(b) == 0 {
			return body, "the last chunk is missing", true
		}
	}
}

// chunkSize reads the line before a chunk: its size in hexadecimal, perhaps
// followed by extensions.
func chunkSize(line []byte) (int, bool) {
	word, _, _ := bytes.Cut(line, []byte(";"))
	n, err := strconv.ParseUint(string(bytes.TrimSpace(word)), 16, 31)
	return int(n), err == nil
}

package warc

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

var arcMagic = []byte("filedesc://")

// arcDate is the form of dates in ARC.
const arcDate = "20060102150405"

// arcLine is the first line of a record of ARC: of version 1, five words; of
// version 2, ten, of which the first four and the last say the same. URLs may
// hold spaces.
type arcLine struct {
	target, media string
	date          time.Time
	length        int64
}

// parseARC reads the first line of a record.
func parseARC(line []byte) (l arcLine, ok bool) {
	words := strings.Fields(string(line))
	for _, last := range []int{len(words) - 4, len(words) - 9} {
		// words[last:] are IP address, date, media type, …, length.
		if last < 1 {
			continue
		}
		date, err := time.Parse(arcDate, words[last+1])
		length, lengthErr := strconv.ParseInt(words[len(words)-1], 10, 64)
		if err != nil || lengthErr != nil || length < 0 || !strings.Contains(words[0], ":") {
			continue
		}
		return arcLine{strings.Join(words[:last], " "), words[last+2], date, length}, true
	}
	return l, false
}

func isARCLine(line []byte) bool {
	_, ok := parseARC(line)
	return ok
}

// readARC makes the header that a record of ARC would have in WARC.
func (r *Record) readARC(line []byte) {
	l, _ := parseARC(line)
	r.Version, r.Type = "ARC", "response"
	media := l.media
	switch {
	case bytes.HasPrefix(line, arcMagic):
		r.Type = "warcinfo"
	case strings.HasPrefix(l.target, "http:") || strings.HasPrefix(l.target, "https:"):
		media = "application/http; msgtype=response"
	}
	r.Header = Header{
		{"WARC-Type", r.Type}, {"WARC-Target-URI", l.target}, {"WARC-Date", l.date.Format(time.RFC3339)},
		{"Content-Type", media}, {"Content-Length", strconv.FormatInt(l.length, 10)},
	}
}

// arcStart returns the first index of b at which a line is the first of a record
// of ARC, -1 if there is none.
func arcStart(b []byte) int {
	at := 0
	for len(b) > at {
		line, _, found := bytes.Cut(b[at:], []byte("\n"))
		if !found {
			return -1
		}
		if bytes.IndexByte(line, ':') > 0 && isARCLine(line) {
			return at
		}
		at += len(line) + 1
	}
	return -1
}

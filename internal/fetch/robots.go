package fetch

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// robots.txt is read as RFC 9309 has it: the groups that name our product count,
// all of them together, else those for "*"; of the rules that match a path the
// longest decides, and of two that are as long the one that allows. "*" stands
// for any characters, "$" at the end of a rule for the end of the path. What is
// no rule is passed over. Crawl-delay is no part of the RFC, and is honoured.
//
// temoto/robotstxt (of 2021) was weighed: it lets the file go as a whole for one
// bad number or one rule outside of a group, does not join groups, prefers a rule
// that forbids to an equal one that allows, and compiles each rule to a regular
// expression, so that one path against a file of 500 KB takes 1.8 s.

// maxRobots is how many bytes of robots.txt are read.
const maxRobots = 500 << 10

// robots are the rules of one host for one product. The zero robots allow all.
type robots struct {
	rules []rule
	delay time.Duration // between requests; 0 if not stated
}

type rule struct {
	pattern string // percent-encoded as paths are
	allow   bool
}

// parseRobots reads the rules for the product that has the name, which is in
// lower case.
func parseRobots(file []byte, name string) robots {
	var ours, anyones robots
	named := false                    // a group names our product
	var inOurs, inAnyones, rules bool // of the group we are in; rules once it has one
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	for line := range bytes.FieldsFuncSeq(file, func(r rune) bool { return r == '\n' || r == '\r' }) {
		key, value := robotsLine(string(line))
		switch key {
		case "user-agent":
			if rules {
				inOurs, inAnyones, rules = false, false, false
			}
			if name != "" && product(value) == name {
				inOurs, named = true, true
			}
			inAnyones = inAnyones || strings.HasPrefix(value, "*")
		case "allow", "disallow", "crawl-delay":
			rules = true
			if inOurs {
				ours.add(key, value)
			}
			if inAnyones {
				anyones.add(key, value)
			}
		}
	}
	if named {
		return ours
	}
	return anyones
}

// robotsLine takes a line apart; key is in lower case, "" if there is none.
func robotsLine(line string) (key, value string) {
	line, _, _ = strings.Cut(line, "#")
	key, value, found := strings.Cut(line, ":")
	if !found {
		return "", ""
	}
	return strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
}

// add takes a line of a group.
func (r *robots) add(key, value string) {
	switch {
	case key == "crawl-delay":
		if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 {
			r.delay = maxDelay
			if seconds < maxDelay.Seconds() {
				r.delay = time.Duration(seconds * float64(time.Second))
			}
		}
	case value != "": // an empty rule is none
		r.rules = append(r.rules, rule{encoded(value), key == "allow"})
	}
}

// allows reports whether a path with its query may be fetched.
func (r robots) allows(path string) bool {
	const most = 2048 // bytes of the path that are compared
	path = encoded(path)
	path = path[:min(len(path), most)]
	if path == "/robots.txt" {
		return true
	}
	longest, allow := 0, true
	for _, rule := range r.rules {
		if n := len(rule.pattern); n >= longest && (n > longest || rule.allow) && rule.matches(path) {
			longest, allow = n, rule.allow
		}
	}
	return allow
}

// matches reports whether the rule is about the path. Each part between two
// stars is looked for once, where it comes first.
func (r rule) matches(path string) bool {
	pattern, atEnd := strings.CutSuffix(r.pattern, "$")
	part, rest, star := strings.Cut(pattern, "*")
	if !strings.HasPrefix(path, part) {
		return false
	}
	path = path[len(part):]
	for star {
		part, rest, star = strings.Cut(rest, "*")
		if !star && atEnd {
			return strings.HasSuffix(path, part)
		}
		i := strings.Index(path, part)
		if i < 0 {
			return false
		}
		path = path[i+len(part):]
	}
	return !atEnd || path == ""
}

// encoded returns a path or rule with what is not ASCII percent-encoded, with
// the digits of such codes in capitals, and what needs no code without it.
func encoded(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c = byte(n)
				i += 2
				if plainInPath(c) {
					b.WriteByte(c)
				} else {
					b.WriteString(string([]byte{'%', hex[c>>4], hex[c&15]}))
				}
				continue
			}
		}
		if c > ' ' && c < 0x7f {
			b.WriteByte(c)
		} else {
			b.WriteString(string([]byte{'%', hex[c>>4], hex[c&15]}))
		}
	}
	return b.String()
}

// plainInPath reports whether a character means the same with and without a
// code (RFC 3986, 2.3).
func plainInPath(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

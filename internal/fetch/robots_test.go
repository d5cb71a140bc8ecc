package fetch

import (
	"strings"
	"testing"
	"time"
)

// rulesets are files of robots.txt with paths that they allow and forbid.
var rulesets = []struct {
	name, file     string
	allows, forbid string
}{
	{"nothing", "", "/ /a", ""},
	{"all", "User-agent: *\nDisallow: /", "/robots.txt", "/ /a"},
	{"empty rule", "User-agent: *\nDisallow:", "/ /a", ""},
	{"prefix", "User-agent: *\nDisallow: /a", "/ /b /A", "/a /a/ /abc"},
	{"longest wins", "User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b /a/bc", "/a /a/c"},
	{"longest wins in any order", "User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/b", "/a/c"},
	{"of equals the one that allows", "User-agent: *\nDisallow: /a\nAllow: /a", "/a", ""},
	{"our group", "User-agent: *\nDisallow: /a\n\nUser-agent: Hearsay\nDisallow: /b", "/a", "/b"},
	{"our group with a version", "User-agent: hearsay/1.0\nDisallow: /b", "/a", "/b"},
	{"another's group", "User-agent: hearsaybot\nDisallow: /", "/a", ""},
	{"a group of two", "User-agent: x\nUser-agent: hearsay\nDisallow: /b", "/a", "/b"},
	{"our groups are joined", "User-agent: hearsay\nDisallow: /a\n\nUser-agent: x\nDisallow: /c\n\nUser-agent: hearsay\nDisallow: /b", "/c", "/a /b"},
	{"our group without rules", "User-agent: *\nDisallow: /\nUser-agent: hearsay\n", "/a", ""},
	{"star", "User-agent: *\nDisallow: /*.php", "/a.ph", "/a.php /b/c.php?x"},
	{"star in the middle", "User-agent: *\nDisallow: /a*b/c", "/a/b /ab", "/ab/c /axxb/cd"},
	{"end", "User-agent: *\nDisallow: /*.php$", "/a.php?x /a.php5", "/a.php /b/.php.php"},
	{"end without star", "User-agent: *\nDisallow: /a$", "/ab /", "/a"},
	{"only stars", "User-agent: *\nDisallow: ***$", "", "/ /a"},
	{"codes", "User-agent: *\nDisallow: /caf%c3%a9\nDisallow: /a%62c\nDisallow: /x%2Fy", "/x/y", "/café /caf%C3%A9 /abc /x%2fy"},
	{"no rules before a group", "Disallow: /a\nUser-agent: *\nDisallow: /b", "/a", "/b"},
	{"bad number", "User-agent: *\nCrawl-delay: soon\nDisallow: /b", "/a", "/b"},
	{"comments and case", "USER-AGENT: * # all\r\ndisallow : /b # not this\r\n\r\n", "/a", "/b"},
	{"byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /b", "/a", "/b"},
	{"other lines", "Sitemap: https://x.example/s.xml\nHost: x\nUser-agent: *\nNoindex: /a\nDisallow: /b", "/a", "/b"},
	{"a page", "<html><body>Not found: /a</body></html>", "/a", ""},
	{"zeros", "\x00\x00User-agent: *\x00", "/a", ""},
}

func TestRulesets(t *testing.T) {
	for _, c := range rulesets {
		r := parseRobots([]byte(c.file), "hearsay")
		for path := range strings.FieldsSeq(c.allows) {
			if !r.allows(path) {
				t.Errorf("%s: forbids %s", c.name, path)
			}
		}
		for path := range strings.FieldsSeq(c.forbid) {
			if r.allows(path) {
				t.Errorf("%s: allows %s", c.name, path)
			}
		}
	}
	for in, want := range map[string]time.Duration{"5": 5 * time.Second, "0.5": time.Second / 2, "1e9": maxDelay, "-1": 0, "NaN": 0, "x": 0} {
		if got := parseRobots([]byte("User-agent: *\nCrawl-delay: "+in+"\n"), "hearsay").delay; got != want {
			t.Errorf("delay %s: %v", in, got)
		}
	}
}

// BenchmarkRobots asks the worst of files about the worst of paths.
func BenchmarkRobots(b *testing.B) {
	file := "User-agent: *\n" + strings.Repeat("Disallow: /*a*b*c*d*e$\n", maxRobots/24)
	path := "/" + strings.Repeat("abcd", 2000)
	r := parseRobots([]byte(file), "hearsay")
	for b.Loop() {
		r.allows(path)
	}
}

func FuzzRobots(f *testing.F) {
	for _, c := range rulesets {
		f.Add([]byte(c.file), c.allows)
		f.Add([]byte(c.file), c.forbid)
	}
	f.Fuzz(func(t *testing.T, file []byte, path string) {
		r := parseRobots(file, "hearsay")
		if r.delay < 0 || r.delay > maxDelay {
			t.Fatalf("delay %v", r.delay)
		}
		allowed := r.allows(path)
		for _, rule := range r.rules {
			if !plainMatch(rule.pattern, encoded(path)) && rule.matches(encoded(path)) {
				t.Fatalf("%q matches %q", rule.pattern, path)
			}
			if plainMatch(rule.pattern, encoded(path)) && !rule.matches(encoded(path)) {
				t.Fatalf("%q does not match %q", rule.pattern, path)
			}
		}
		if len(r.rules) == 0 && !allowed {
			t.Fatal("forbidden by no rule")
		}
	})
}

// plainMatch says the same as rule.matches, one character at a time.
func plainMatch(pattern, path string) bool {
	if len(pattern)*len(path) > 10_000 {
		return rule{pattern: pattern}.matches(path)
	}
	pattern, atEnd := strings.CutSuffix(pattern, "$")
	here := make([]bool, len(path)+1) // where the pattern up to now can end
	here[0] = true
	for _, c := range []byte(pattern) {
		next := make([]bool, len(path)+1)
		for i, ok := range here {
			switch {
			case c == '*':
				next[i] = ok || i > 0 && next[i-1]
			case ok && i < len(path) && path[i] == c:
				next[i+1] = true
			}
		}
		here = next
	}
	if atEnd {
		return here[len(path)]
	}
	for _, ok := range here {
		if ok {
			return true
		}
	}
	return false
}

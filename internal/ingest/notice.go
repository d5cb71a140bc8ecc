package ingest

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed notices.txt
var noticeFile string

// notice is one phrase of notices.txt.
type notice struct{ kind, how, phrase string }

// notices are the phrases of notices.txt.
var notices = sync.OnceValue(func() []notice {
	var all []notice
	for line := range strings.Lines(noticeFile) {
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		how, phrase, found := strings.Cut(rest, " ")
		if found && kind != "#" {
			all = append(all, notice{kind, how, phrase})
		}
	}
	return all
})

// maxNotice is the most bytes of a paragraph that can be a notice: what is longer
// is an article's paragraph that happens to hold such words.
const maxNotice = 400

// noticeKind returns the kind of notice that a paragraph is, "" if it is none.
func noticeKind(paragraph string) string {
	if len(paragraph) > maxNotice {
		return ""
	}
	p := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(paragraph), "’", "'"))
	bare := strings.TrimRight(p, " .!:…»>")
	for _, n := range notices() {
		switch n.how {
		case "is":
			if p == n.phrase || bare == n.phrase {
				return n.kind
			}
		case "begins":
			if strings.HasPrefix(p, n.phrase) {
				return n.kind
			}
		case "holds":
			if strings.Contains(p, n.phrase) {
				return n.kind
			}
		}
	}
	return ""
}

// dropNotices takes the paragraphs that are notices out of a body and returns
// their kinds.
func dropNotices(body string) (rest string, kinds []string) {
	if body == "" {
		return "", nil
	}
	var kept []string
	for p := range strings.SplitSeq(body, "\n\n") {
		if kind := noticeKind(p); kind != "" {
			kinds = append(kinds, kind)
		} else {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n\n"), kinds
}

// Bounds, in words, below which a body with certain notices is no article.
const (
	noWords   = 25  // with a form or a call for a script
	fewWords  = 60  // with a page that says that it is not free
	stubWords = 160 // with a wall, or a question whether the reader is human
)

// noArticle says why a page is no article, "" if it may be one.
func noArticle(p page, facts Facts) string {
	words := len(strings.Fields(p.body))
	title := noticeKind(facts.Title)
	count := func(kind string) int {
		n := 0
		for _, k := range p.dropped {
			if k == kind {
				n++
			}
		}
		return n
	}
	has := func(kind string) bool { return kind == title || count(kind) > 0 }
	switch {
	case has("machine"):
		return "it says that a machine wrote or translated it"
	case words < stubWords && has("robot"):
		return "the site asks whether a human reads it"
	case words < stubWords && has("missing"):
		return "the site says that there is no such page"
	case words < stubWords && (has("wall") || facts.Limited && words < fewWords):
		return fmt.Sprintf("%d words before a paywall", words)
	case words < noWords && has("script"):
		return "the page needs a script to show its text"
	case words < noWords && has("consent"), words < stubWords && count("consent") > strings.Count(p.body, "\n\n")+1:
		return "a form about cookies"
	case !hasSentence(p.body):
		return "no sentence was found on the page"
	}
	return ""
}

// hasSentence reports whether a paragraph of body reads like a sentence: some
// words, and a mark at its end.
func hasSentence(body string) bool {
	const enough = 5 // words
	for p := range strings.SplitSeq(body, "\n\n") {
		p = strings.TrimRight(p, "\"'”’»)] \n")
		last, _ := utf8.DecodeLastRuneInString(p)
		if strings.ContainsRune("。！？", last) { // of languages that put no space between words
			return true
		}
		if strings.ContainsRune(".!?…:", last) {
			if len(strings.Fields(p)) >= enough {
				return true
			}
		}
		if len(strings.Fields(p)) >= 4*enough {
			return true
		}
	}
	return false
}

package ingest

import (
	"strings"
	"unicode"

	"github.com/RadhiFadlillah/whatlanggo"
)

// english is the tag of articles whose language nobody states.
const english = "en"

// functionWords are words that no English text of some length goes without and
// that are rare in other languages.
const functionWords = " the of and to that with was for from has have said is are were which this by as it its been will not his her they their would had but who or an after when at on be he she "

// language returns the language of text as a tag of BCP 47 and reports whether
// it is English. What the text says of itself is followed unless the text
// contradicts it: templates of pages are often left at "en". A text too short
// to tell is what it says, else English.
func language(declared, text string) (tag string, isEnglish bool) {
	declared = languageTag(declared)
	const window = 6000 // bytes; languages do not change within an article
	sample := text[:min(len(text), window)]
	letters, share := functionShare(sample)
	const (
		enough = 100 // letters
		few    = 20  // letters of scripts that tell the language, or nearly so
	)
	switch {
	case letters >= enough && share >= 0.2:
		if isEnglishTag(declared) {
			return declared, true
		}
		return english, true
	case letters < enough && (letters < few || latin(sample)):
		if declared == "" {
			declared = english
		}
		return declared, isEnglishTag(declared) || declared == english
	}
	info := whatlanggo.Detect(strings.ToValidUTF8(sample, ""))
	found := whatlanggo.LangToStringShort(info.Lang)
	reliable := found != "" && (info.IsReliable() || !latin(sample))
	switch {
	case reliable && found != english && (share < 0.05 || info.Confidence > 0.9 && share < 0.1):
		return sameOr(declared, found), false
	case declared != "" && !isEnglishTag(declared) && share < 0.1:
		return declared, false
	case isEnglishTag(declared):
		return declared, true
	}
	return english, true
}

// latin reports whether most letters of text are Latin.
func latin(text string) bool {
	latin, other := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	return latin >= other
}

// sameOr returns declared if it is a variety of found, else found.
func sameOr(declared, found string) string {
	if primary, _, _ := strings.Cut(declared, "-"); primary == found {
		return declared
	}
	return found
}

// functionShare returns the number of letters of text and the share of its words
// that are function words of English.
func functionShare(text string) (letters int, share float64) {
	words, function := 0, 0
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		letters += len([]rune(w))
		words++
		if len(w) <= 5 && strings.Contains(functionWords, " "+strings.ToLower(w)+" ") {
			function++
		}
	}
	if words == 0 {
		return letters, 0
	}
	return letters, float64(function) / float64(words)
}

// languageTag brings what pages state ("en_GB", " EN-us", "English") into the
// form of BCP 47; "" for what is no tag.
func languageTag(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), ",")
	s = strings.ReplaceAll(s, "_", "-")
	if strings.EqualFold(s, "english") {
		return english
	}
	primary, rest, _ := strings.Cut(s, "-")
	if len(s) > 35 || len(primary) < 2 || len(primary) > 3 || strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r))
	}) {
		return ""
	}
	primary = strings.ToLower(primary)
	if primary == "eng" {
		primary = english
	}
	if len(rest) == 2 {
		rest = strings.ToUpper(rest)
	}
	if rest == "" {
		return primary
	}
	return primary + "-" + rest
}

func isEnglishTag(tag string) bool {
	primary, _, _ := strings.Cut(tag, "-")
	return primary == english
}

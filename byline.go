package hearsay

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxByline bounds the length of a byline, in bytes.
const maxByline = 160

// scanByline reads a line that says who wrote the article ("By Jane Roe, Staff
// Writer", "By JANE ROE and John Doe, The Meridian Post"). It returns the names
// in order and the outlet, empty if none is stated; ok is false if the line is
// no byline.
func scanByline(line string) (names []string, outlet string, ok bool) {
	line = strings.TrimSpace(line)
	if first, rest, ok := strings.Cut(line, " "); ok && strings.EqualFold(first, "exclusive") {
		line = rest
	}
	if len(line) > maxByline || len(line) < 4 || !strings.EqualFold(line[:3], "by ") {
		return nil, "", false
	}
	for _, part := range bylineParts(line[3:]) {
		switch {
		case isOutletName(part):
			outlet = part
		case isPersonName(part):
			names = append(names, part)
		case len(names) == 0:
			return nil, "", false
		}
	}
	return names, outlet, len(names) > 0 || outlet != ""
}

// scanCredit reads the trailing note of an agency, "(Reporting by Jane Roe in
// Berlin and John Doe; Editing by Ann Poe)", and returns the reporters and
// writers, without the editors.
func scanCredit(line string) (names []string, ok bool) {
	line = strings.TrimSpace(line)
	inner := strings.TrimSuffix(strings.TrimPrefix(line, "("), ")")
	inner = strings.TrimSuffix(inner, ".")
	lower := strings.ToLower(inner)
	if len(line) > 600 || !isCreditStart(lower) {
		return nil, false
	}
	for clause := range strings.SplitSeq(inner, ";") {
		clause = strings.TrimSpace(clause)
		_, people, found := strings.Cut(clause, " by ")
		if !found || strings.HasPrefix(strings.ToLower(clause), "edit") {
			continue
		}
		people, _, _ = strings.Cut(people, ". Edit")
		for _, part := range bylineParts(people) {
			part, _, _ = strings.Cut(part, " in ")
			if isPersonName(part) {
				names = append(names, part)
			}
		}
	}
	return names, true
}

// scanPublished reads the note of an agency on where and when a report came out first,
// "This report by The Norland Press was first published May 14, 2024."; ok is false if
// the line is none.
func scanPublished(line string) (outlet string, date printedDate, ok bool) {
	const longest = 200 // bytes
	line = strings.TrimSpace(line)
	if len(line) > longest {
		return "", printedDate{}, false
	}
	for _, start := range []string{"This report by ", "This story by ", "This article by "} {
		rest, found := strings.CutPrefix(line, start)
		if !found {
			continue
		}
		outlet, when, found := strings.Cut(rest, " was first published ")
		if !found {
			return "", printedDate{}, false
		}
		date, _ := scanDate(strings.TrimPrefix(when, "on "))
		return strings.TrimSpace(outlet), date, true
	}
	return "", printedDate{}, false
}

func isCreditStart(lower string) bool {
	for _, start := range []string{"reporting by ", "additional reporting by ", "writing by ", "editing by ", "compiled by ", "reporting and writing by "} {
		if strings.HasPrefix(lower, start) {
			return true
		}
	}
	return false
}

// bylineParts splits a list of people at commas, "and", "&", "|", "–" and "for".
func bylineParts(s string) []string {
	for _, joint := range []string{" and ", " AND ", " & ", " | ", " – ", " — ", " - ", " for ", "; "} {
		s = strings.ReplaceAll(s, joint, ",")
	}
	var parts []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// isPersonName reports whether s looks like a person's name: two to five words,
// each capitalised (particles such as "van" aside), none of them a job's.
func isPersonName(s string) bool {
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 5 {
		return false
	}
	for i, w := range words {
		r, size := utf8.DecodeRuneInString(w)
		particle := i > 0 && i < len(words)-1 && len(w) <= 3 && unicode.IsLower(r)
		if bylineWords()[strings.ToLower(w)] || !unicode.IsUpper(r) && !particle || strings.ContainsAny(w[size:], "0123456789:?!") {
			return false
		}
	}
	last := words[len(words)-1]
	return !strings.HasSuffix(last, ".") || len(last) <= 3
}

// isOutletName reports whether a part of a byline names an outlet: a known
// agency, or a capitalised name that ends with a word such as "Post" or "Press".
func isOutletName(s string) bool {
	if isAgency(s) {
		return true
	}
	words := strings.Fields(s)
	if len(words) < 2 || !strings.EqualFold(words[0], "the") && len(words) > 4 {
		return false
	}
	switch strings.ToLower(words[len(words)-1]) {
	case "agency", "bulletin", "chronicle", "courier", "daily", "dispatch", "echo", "examiner", "gazette", "globe", "guardian", "herald", "independent",
		"inquirer", "journal", "ledger", "magazine", "mercury", "news", "newspaper", "observer", "post", "press", "record", "sentinel", "standard",
		"telegraph", "times", "tribune", "weekly":
		r, _ := utf8.DecodeRuneInString(words[0])
		return unicode.IsUpper(r)
	}
	return false
}

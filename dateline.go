package hearsay

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A dateline is the start of a news report that says where it was written,
// often when, and by which agency:
//
//	MOSCOW, February 12. /TASS/: …     LONDON (Reuters) - …     WASHINGTON — …
//	KYIV, Feb. 3 /Ukrinform/. …        Geneva, 3 March 2021 – … (AP) — …
//
// It is read from left to right as a place, then any number of dates and marks
// of an outlet, then a separator. What makes it a dateline rather than the
// start of a sentence is the sum: a place in capitals may stand before a bare
// separator, a place in ordinary letters needs a date or a mark as well, and a
// mark may stand without a place if it is that of a known agency.
type dateline struct {
	place  Span   // empty if none is stated
	outlet string // from the mark; empty if there is none
	date   printedDate
	dated  bool   // some date is stated, if only a weekday
	end    int    // where the report's first sentence begins
	text   string // place and date as printed, without mark and separator
	colon  bool   // nothing but a place and a colon: a dateline below a headline only
}

// Bounds of a dateline, in bytes. They keep the scan linear whatever the text.
const (
	maxPlace    = 80
	maxMark     = 40
	maxDateline = 200
)

// scanDateline reads a dateline that begins at byte start of text, within one
// line.
func scanDateline(text string, start int) (dateline, bool) {
	s := text[start:]
	if i := strings.IndexAny(s, "\n\r"); i >= 0 {
		s = s[:i]
	}
	rest := len(s) > maxDateline
	if rest {
		s = s[:maxDateline]
	}
	var d dateline
	caps := false
	n := scanPlace(s)
	if n > 0 {
		if labels()[strings.TrimRight(s[:n], " .0123456789")] {
			return dateline{}, false
		}
		d.place = Span{start, start + n}
		caps = isCapitals(s[:n])
	}
	factsEnd := n // end of place and dates, which is what is kept as printed
	known, marked := false, false
	for {
		gap := skipJoint(s[n:])
		if date, m := scanDate(s[n+gap:]); m > 0 && (n == 0 || gap > 0) && !d.dated {
			d.date, d.dated = date, true
			n += gap + m
			factsEnd = n
			continue
		}
		if name, m := scanMark(s[n+gap:]); m > 0 && !marked {
			if factsEnd == n && gap > 0 && s[n] == '.' {
				factsEnd = n + 1 // "February 12." keeps its stop
			}
			d.outlet, marked, known = name, true, isAgency(name)
			n += gap + m
			continue
		}
		break
	}
	separator := scanSeparator(s[n:], marked || d.dated && caps)
	if d.dated && caps && separator == 0 && n > 0 && s[n-1] == '.' { // "SARAT, 14 Feb. On …"
		separator = skipSpaces(s[n:])
	}
	d.end = start + n + separator
	if separator == 0 {
		d.end += skipSpaces(s[n:])
	}
	d.text = strings.TrimSpace(s[:factsEnd])
	d.colon = !marked && !d.dated && strings.HasPrefix(strings.TrimLeft(s[n:], " "), ":")
	if rest && d.end >= start+len(s) {
		return dateline{}, false
	}
	return d, d.holds(s[n:], n > 0, caps, marked, known, separator)
}

// holds decides whether what was read is a dateline; rest is the line from the
// separator on.
func (d *dateline) holds(rest string, any, caps, marked, known bool, separator int) bool {
	placed := d.place.End > d.place.Start
	after := strings.TrimSpace(rest[separator:])
	switch {
	case !any:
		return false
	case after == "": // a line of its own
		return placed && d.dated && (caps || marked || d.date.year > 0)
	case marked && separator > 0:
		return placed || known || d.dated
	case marked: // "New Delhi, Feb 3 (PTI) The government …"
		return (known && (placed || d.dated) || placed && d.dated) && beginsSentence(after)
	case !placed || separator == 0:
		return false
	case d.dated:
		return true
	default:
		return caps && beginsSentence(after)
	}
}

// scanPlace returns the length in bytes of the name of a place, or of several
// ("GENEVA/NEW YORK", "HEMPSTEAD, N.Y."), at the start of s; 0 if s begins with
// none.
func scanPlace(s string) int {
	end := 0 // of the last whole word taken
	for i := 0; i < len(s) && end < maxPlace; {
		w := placeWord(s[i:])
		if w == "" {
			break
		}
		if _, m := scanDate(s[i:]); m > 0 && end > 0 {
			break
		}
		first, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(first) && !smallPlaceWord(w) || end > 0 && isAgency(w) {
			break
		}
		i += len(w)
		end = i
		j := i + skipSpaces(s[i:])
		switch {
		case j < len(s) && s[j] == ',':
			j++
		case j < len(s) && s[j] == '/' && j == i:
			j++ // "GENEVA/NEW YORK"; a mark stands after a space
		}
		j += skipSpaces(s[j:])
		if j == i {
			break
		}
		i = j
	}
	place := strings.TrimRight(s[:end], " ")
	if utf8.RuneCountInString(place) < 2 || strings.Count(place, " ") > 6 || smallPlaceWord(lastWord(place)) {
		return 0
	}
	if _, m := scanDate(place); m == len(place) {
		return 0
	}
	return len(place)
}

// placeWord returns the letters s begins with, apostrophes and hyphens inside
// the word and the stops of an abbreviation ("N.Y.", "St.", "Mich.") included.
func placeWord(s string) string {
	end, letters := 0, 0
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r):
			end = i + utf8.RuneLen(r)
			letters++
			continue
		case (r == '\'' || r == '’' || r == '-') && end == i && i > 0:
			next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
			if unicode.IsLetter(next) {
				continue
			}
		case r == '.' && end == i && 0 < letters && letters <= 5:
			next := s[i+1:]
			nextRune, _ := utf8.DecodeRuneInString(next)
			switch {
			case unicode.IsLetter(nextRune): // "N.Y."
				end, letters = i+1, 0
				continue
			case letters <= 1 || abbreviates(s[:i]) && strings.HasPrefix(strings.TrimLeft(next, " "), ","),
				abbreviates(s[:i]) && markOrDash(next), isTitleStop(s[:i]):
				end = i + 1
			}
		}
		break
	}
	return s[:end]
}

// abbreviates reports whether word looks like a shortened state or province
// ("Mich", "Calif"): not all in capitals, as places of datelines are.
func abbreviates(word string) bool { return !isCapitals(word) }

// isTitleStop reports whether word is the "St" or "Ft" of a town's name.
func isTitleStop(word string) bool {
	switch strings.ToLower(word) {
	case "st", "ste", "ft", "mt":
		return true
	}
	return false
}

// markOrDash reports whether s goes on with the mark of an outlet or a dash.
func markOrDash(s string) bool {
	s = strings.TrimLeft(s, " \u00a0")
	return strings.HasPrefix(s, "(") || strings.HasPrefix(s, "/") || dashLen(s) > 0
}

func smallPlaceWord(w string) bool {
	switch w {
	case "de", "del", "di", "do", "da", "la", "le", "les", "of", "the", "upon", "on", "am", "an", "and", "sur", "en", "el", "al", "near", "der":
		return true
	}
	return false
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// skipJoint counts the spaces and the one comma or stop between the parts of a
// dateline.
func skipJoint(s string) int {
	n := skipSpaces(s)
	if n < len(s) && (s[n] == ',' || s[n] == '.') {
		n++
	}
	return n + skipSpaces(s[n:])
}

// scanMark reads the mark of an outlet at the start of s: "(Reuters)", "/TASS/",
// or the bare name of a known agency ("INTERFAX").
func scanMark(s string) (name string, n int) {
	if s == "" {
		return "", 0
	}
	closing := map[byte]byte{'(': ')', '/': '/', '[': ']'}[s[0]]
	if closing == 0 {
		w := placeWord(s)
		if w != "" && isCapitals(w) && isAgency(strings.TrimSuffix(w, ".")) {
			return strings.TrimSuffix(w, "."), len(strings.TrimSuffix(w, "."))
		}
		return "", 0
	}
	end := strings.IndexByte(s[1:min(len(s), maxMark)], closing)
	if end < 1 {
		return "", 0
	}
	name = strings.TrimSpace(s[1 : 1+end])
	if !strings.ContainsFunc(name, unicode.IsUpper) && !isAgency(name) && !smallMark(name) {
		return "", 0
	}
	return name, end + 2
}

// smallMark reports whether name can be that of an agency that prints itself in
// small letters ("dpa").
func smallMark(name string) bool {
	const longest = 4
	return 2 < len(name) && len(name) <= longest && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") == ""
}

// scanSeparator returns the length of what stands between the dateline and the
// first sentence, spaces included; 0 if nothing does. A full stop counts only
// where stop says so, as after a mark.
func scanSeparator(s string, stop bool) int {
	n := skipSpaces(s)
	if stop && n == 0 && strings.HasPrefix(s, ".") { // "/Ukrinform/."
		n++
	}
	m := skipSpaces(s[n:]) + n
	if strings.HasPrefix(s[m:], ":") {
		return m + 1 + skipSpaces(s[m+1:])
	}
	if d := dashLen(s[m:]); d > 0 {
		after := s[m+d:]
		if m > 0 && (after == "" || after[0] == ' ') || stop || strings.HasPrefix(s[m:], "—") {
			return m + d + skipSpaces(after)
		}
	}
	if n > 0 && m > 0 && s[n-1] == '.' {
		return m
	}
	return 0
}

// dashLen returns the length in bytes of the run of dashes s begins with.
func dashLen(s string) int { return len(s) - len(strings.TrimLeft(s, "-–—―")) }

// isCapitals reports whether s holds two or more letters and at most one in
// four of them is small, as in "McALLEN" or "ST. LOUIS, Mo.". What follows a
// comma does not count: states are printed in ordinary letters.
func isCapitals(s string) bool {
	s, _, _ = strings.Cut(s, ",")
	upper, lower := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
	}
	return upper >= 2 && lower*3 <= upper
}

// beginsSentence reports whether s begins as a sentence does: with a capital
// letter, a digit or an opening mark.
func beginsSentence(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsDigit(r) || unicode.IsTitle(r) || strings.ContainsRune("\"'“‘«„`[($€£", r)
}

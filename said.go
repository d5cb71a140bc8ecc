package hearsay

import (
	"strings"
	"time"
	"unicode"

	"hearsay/internal/attribution"
	"hearsay/internal/nlp"
)

// When it was said
//
// A cue may be dated by words of its own clause: "said on Friday", "told
// reporters Tuesday", "in a statement issued on 3 March", "speaking yesterday".
// Such words are relative to the day the report was written, which is that of
// its dateline or, where that gives none, of its publication. A weekday is the
// last such day on or before it, and a date without a year the last such date,
// unless the text says "next" or "will". Inside a quotation the day is relative
// to the day of the quotation, where that is known. A month without a day gives
// a month ("in March", "last month", "2026-03"), as ISO 8601 allows; "last week" gives
// nothing.

// The layouts of a day and of a month.
const (
	dayLayout   = "2006-01-02"
	monthLayout = "2006-01"
)

// Bounds of the search for a day, in tokens: how far from its cue it may stand,
// and how many heads lie between it and the cue.
const (
	maxFromCue = 60
	maxClimb   = 5
)

// dayWords are the words of a text that mean a day, before it is known which.
type dayWords struct {
	nlp.Range             // tokens, with a preposition and what goes with it
	stated    printedDate // as far as it is stated
	weekday   int         // 1 to 7 from Monday; 0 for none
	offset    int         // days from the day of writing
	word      bool        // only offset counts
	months    int         // months from that of writing, with inMonths
	inMonths  bool        // only months counts
	same      bool        // "on the same day"
	last      bool        // "last Friday"
	next      bool        // "next Friday"
}

// dateAttributions sets SaidAt of every attribution whose cue is dated. It takes
// time linear in the tokens, as a sentence has few cues.
func (n *narration) dateAttributions() {
	written, dated := n.writtenOn()
	attributions := n.reading.Attributions
	var last time.Time // the last day that a cue was dated with, for "the same day"
	for i := range attributions {
		base, known := written, dated
		if quoted, ok := n.dayOfQuotation(i, written, dated); ok {
			base, known = quoted, true
		}
		attributions[i].SaidAt = n.saidAt(i, base, known, last)
		if day, err := time.Parse(dayLayout, attributions[i].SaidAt); err == nil {
			last = day
		}
	}
}

// dayOfQuotation returns the day of the attribution that quotes the words in
// which relation i stands.
func (n *narration) dayOfQuotation(i int, written time.Time, dated bool) (time.Time, bool) {
	rel := &n.relations[i]
	if rel.Via < 0 || len(rel.Cue) == 0 || n.doc.Tokens[rel.Cue[0].First].Quote < 0 {
		return time.Time{}, false
	}
	day, err := time.Parse(dayLayout, n.saidAt(rel.Via, written, dated, time.Time{}))
	return day, err == nil
}

// writtenOn returns the day of the dateline, in the year that brings it nearest
// to publication, or else the day of publication; false if neither is known.
func (n *narration) writtenOn() (time.Time, bool) {
	a := &n.reading.Article
	published, err := time.Parse(dayLayout, a.Published[:min(len(a.Published), len(dayLayout))])
	dated := err == nil && plausibleYear(published.Year())
	line := n.layout.place.date
	if day, e := time.Parse(dayLayout, line.iso()); e == nil {
		return day, true
	}
	if !dated || line.month == 0 {
		return published, dated
	}
	day := onOrBefore(published.AddDate(0, 0, 1), line) // the page may lag behind the wire
	if published.Sub(day) > 31*24*time.Hour {
		return published, true
	}
	return day, true
}

// saidAt returns the day or month that the words beside the cue of relation i
// give, as ISO 8601; empty if there is none or it cannot be told.
func (n *narration) saidAt(i int, base time.Time, known bool, last time.Time) string {
	rel := &n.relations[i]
	if len(rel.Cue) == 0 {
		return ""
	}
	first, end := rel.Cue[0].First, rel.Cue[len(rel.Cue)-1].End
	sentence := n.doc.Sentences[n.doc.Tokens[first].Sentence]
	var best dayWords
	nearest := maxFromCue
	for k := max(sentence.First, first-maxFromCue); k < min(sentence.End, end+maxFromCue); k++ {
		d, ok := n.readDay(k, sentence)
		if !ok {
			continue
		}
		if away := distance(d.Range, first, end); away < nearest && n.datesCue(d, rel) {
			best, nearest = d, away
		}
		k = d.End - 1
	}
	if nearest == maxFromCue {
		return ""
	}
	return best.resolve(base, known, last, n.willSay(rel))
}

// distance counts the tokens between a range and the cue [first, end).
func distance(r nlp.Range, first, end int) int {
	if r.First >= end {
		return r.First - end
	}
	return max(0, first-r.End)
}

// readDay reads the words for a day whose main word is token k.
func (n *narration) readDay(k int, sentence nlp.Range) (dayWords, bool) {
	t := &n.doc.Tokens[k]
	d := dayWords{Range: nlp.Range{First: k, End: k + 1}}
	switch t.Lower {
	case "yesterday":
		d.word, d.offset = true, -1
		if n.lower(k-1) == "before" && n.lower(k-2) == "day" {
			d.offset, d.First = -2, k-2
		}
	case "today", "tonight":
		d.word = true
	case "morning", "afternoon", "evening":
		d.word = true
		if n.lower(k-1) != "this" {
			return d, false
		}
		d.First = k - 1
	case "ago":
		count, ok := smallNumber(n.lower(k - 2))
		if !ok || n.lower(k-1) != "days" && n.lower(k-1) != "day" {
			return d, false
		}
		d.word, d.offset, d.First = true, -count, k-2
	case "month":
		d.inMonths, d.First = true, k-1
		switch n.lower(k - 1) {
		case "last":
			d.months = -1
		case "this":
		default:
			return d, false
		}
		if n.lower(k-2) == "earlier" || n.lower(k-2) == "late" {
			d.First--
		}
	case "day":
		d.same, d.First = true, k-1
		if n.lower(k-1) != "same" {
			return d, false
		}
	default:
		if !n.readDate(&d, k, sentence) {
			return d, false
		}
	}
	return d, n.bounded(&d, sentence)
}

// lower returns token k in lower case, or "" before the start.
func (n *narration) lower(k int) string {
	if k < 0 || k >= len(n.doc.Tokens) {
		return ""
	}
	return n.doc.Tokens[k].Lower
}

// readDate reads a weekday, a date or "in March" at token k into d.
func (n *narration) readDate(d *dayWords, k int, sentence nlp.Range) bool {
	t := &n.doc.Tokens[k]
	if t.Shape&(nlp.ShapeUpper|nlp.ShapeDigit) == 0 {
		return false
	}
	_, end := n.doc.Bytes(nlp.Range{First: k, End: min(sentence.End, k+8)})
	text := n.doc.Text[t.Start:end]
	word := leadingLetters(text)
	if word != "" && weekdayNumber(word) == 0 && monthNumber(word) == 0 {
		return false
	}
	date, size := scanDate(text)
	d.weekday = weekdayNumber(word)
	switch {
	case size > 0 && (date.day > 0 || len(word) > 5 || text[size-1] == '.'): // "Sun" alone is no day
		if word == "" && strings.IndexFunc(text[:size], unicode.IsLetter) >= 0 && strings.IndexFunc(text[:size], unicode.IsUpper) < 0 {
			return false // "on 3 may"
		}
		d.stated = date
	case size == 0 && d.weekday == 0 && n.inMonth(k):
		d.stated.month, size = monthNumber(word), len(word)
		d.stated.year = yearAfter(text[len(word):])
	default:
		return false
	}
	for d.End < sentence.End && int(n.doc.Tokens[d.End].Start) < int(t.Start)+size {
		d.End++
	}
	return true
}

// inMonth reports whether "in" stands before token k, with at most "early" or
// "late" between.
func (n *narration) inMonth(k int) bool {
	switch n.lower(k - 1) {
	case "early", "late", "mid":
		k--
	case "-":
		k -= 2
	}
	return n.lower(k-1) == "in"
}

// yearAfter returns the year that s begins with, or 0.
func yearAfter(s string) int {
	s = s[skipDatePunct(s):]
	if year, size := scanNumber(s); size == 4 && plausibleYear(year) {
		return year
	}
	return 0
}

// smallNumber returns the value of a number as running text has it, up to 31.
func smallNumber(word string) (int, bool) {
	switch word {
	case "a", "one":
		return 1, true
	}
	for i, w := range [...]string{"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"} {
		if w == word {
			return i + 2, true
		}
	}
	v, size := scanNumber(word)
	return v, size > 0 && size == len(word) && 0 < v && v <= 31
}

// bounded widens d by what goes with it ("late on Friday evening") and reports
// whether a day can be said in: "after Friday" and "Friday's vote" are none.
func (n *narration) bounded(d *dayWords, sentence nlp.Range) bool {
	for d.End < sentence.End && attribution.IsPartOfDay(n.lower(d.End)) {
		d.End++
	}
	if d.End < sentence.End && n.doc.Tokens[d.End].Tag == nlp.TagPOS {
		return false
	}
	for ; d.First > sentence.First; d.First-- {
		switch w := n.lower(d.First - 1); w {
		case "last":
			d.last = true
		case "next":
			d.next = true
		case "late", "early", "earlier", "later", "this", "mid", "-", "the", "that", "on":
		case "of":
			if !attribution.IsPartOfDay(n.lower(d.First - 2)) {
				return false
			}
			d.First--
		case "in":
			if d.stated.day != 0 || d.stated.month == 0 {
				return false
			}
		default:
			return n.lower(d.First) == "on" || !barsDay(w)
		}
	}
	return true
}

// barsDay reports whether a word before a day makes it another time than that of
// the clause: "since Friday", "Monday to Friday".
func barsDay(lower string) bool {
	switch lower {
	case "after", "before", "since", "until", "till", "by", "from", "for", "to", "through", "between", "during", "at",
		"of", "than", "about", "over", "with", "as", "following", "and", "or", "–", "every", "each":
		return true
	}
	return false
}

// datesCue reports whether the words d belong to the clause of rel's cue.
func (n *narration) datesCue(d dayWords, rel *attribution.Relation) bool {
	for k := d.First; k < d.End; k++ {
		if nlp.Holds(rel.Content, k) || nlp.Holds(rel.Cue, k) && rel.Cue[0].First == k {
			return false
		}
	}
	return n.hangsOnCue(d, rel) || n.besideCue(d, rel) || n.issuedOn(d, rel)
}

// issuedOn reports whether the words d stand in the source, right after a participle
// that says that it came out then: "a poll released Wednesday shows".
func (n *narration) issuedOn(d dayWords, rel *attribution.Relation) bool {
	k := d.First - 1
	if k < 1 || !nlp.Holds(rel.Source, k) || !nlp.Holds(rel.Source, d.End-1) {
		return false
	}
	t := &n.doc.Tokens[k]
	return t.Tag == nlp.TagVBN && issuing(t.Lemma) || t.Lower == "public" && n.lower(k-1) == "made"
}

// hangsOnCue climbs from the words d to the cue by way of modifiers: "said on
// Monday", "said in a statement issued on Monday", "speaking on Monday, she said".
func (n *narration) hangsOnCue(d dayWords, rel *attribution.Relation) bool {
	at := d.First
	for at < d.End && d.Has(int(n.doc.Tokens[at].Head)) {
		at++
	}
	if at == d.End {
		return false
	}
	for step := 0; step < maxClimb; step++ {
		t := &n.doc.Tokens[at]
		switch t.Dep {
		case nlp.DepObl, nlp.DepOblUnmarked, nlp.DepNmod, nlp.DepNmodUnmarked, nlp.DepAdvmod, nlp.DepCase, nlp.DepIobj:
		case nlp.DepAcl, nlp.DepAdvcl:
			if t.Tag != nlp.TagVBG && t.Tag != nlp.TagVBN {
				return false
			}
			if h := int(t.Head); h >= 0 && nlp.Holds(rel.Source, h) && (speaking(t.Lemma) || issuing(t.Lemma)) {
				return true
			}
		default:
			return false
		}
		if at = int(t.Head); at < 0 || nlp.Holds(rel.Content, at) {
			return false
		}
		if nlp.Holds(rel.Cue, at) {
			return true
		}
	}
	return false
}

// speaking reports whether a verb by the side of a source means that it spoke.
func speaking(lemma string) bool {
	switch lemma {
	case "speak", "talk", "write", "testify", "post", "appear", "address":
		return true
	}
	return false
}

// issuing reports whether a verb by the side of a source means that it came out.
func issuing(lemma string) bool {
	switch lemma {
	case "publish", "issue", "release", "date", "file", "circulate", "print":
		return true
	}
	return false
}

// besideCue reports whether nothing but the one spoken to, the medium or the
// source stands between the words d and the cue, whatever the parser made of
// them: "told reporters Tuesday", "on Tuesday denied".
func (n *narration) besideCue(d dayWords, rel *attribution.Relation) bool {
	first, end := rel.Cue[0].First, rel.Cue[len(rel.Cue)-1].End
	if d.First >= end && n.afterThing(d, rel) {
		return true
	}
	if d.First >= end {
		for k := end; k < d.First; k++ {
			t := &n.doc.Tokens[k]
			if nlp.Holds(rel.Content, k) || t.Tag.IsVerb() || t.Tag == nlp.TagMD || t.Shape&nlp.ShapePunct != 0 || t.Tag == nlp.TagCC {
				return nlp.Holds(rel.Source, k) && n.onlySource(rel, end, d.First)
			}
		}
		return !n.modifiesNoun(d)
	}
	if d.First > 0 && n.doc.Tokens[d.First-1].Tag.IsVerb() {
		return false // "the mayor, elected on Sunday, said"
	}
	for k := d.First; k < d.End; k++ {
		if nlp.Holds(rel.Source, k) && !n.strayInSource(rel, d) {
			return false
		}
	}
	for k := d.End; k < first; k++ {
		t := &n.doc.Tokens[k]
		if !nlp.Holds(rel.Source, k) && t.Lower != "," && t.Tag != nlp.TagRB && t.Tag != nlp.TagMD && t.Dep != nlp.DepAux {
			return false
		}
	}
	return d.End <= first && !n.modifiesNoun(d)
}

// afterThing reports whether the words d stand at the end of a clause right after a
// content that is no clause itself and follows its cue: "rejected the plan on Monday".
func (n *narration) afterThing(d dayWords, rel *attribution.Relation) bool {
	if len(rel.Content) != 1 || rel.Content[0].First != rel.Cue[len(rel.Cue)-1].End || rel.Content[0].End != d.First || n.modifiesNoun(d) {
		return false
	}
	for k := rel.Content[0].First; k < rel.Content[0].End; k++ {
		if t := &n.doc.Tokens[k]; t.Tag.IsFinite() || t.Tag == nlp.TagMD || t.Tag == nlp.TagTO || t.Quote >= 0 {
			return false
		}
	}
	return d.End >= len(n.doc.Tokens) || n.doc.Tokens[d.End].Shape&nlp.ShapePunct != 0
}

// onlySource reports whether the tokens [from, to) are the source, marks aside:
// "said Pike, who chairs the council, on Monday".
func (n *narration) onlySource(rel *attribution.Relation, from, to int) bool {
	for k := from; k < to; k++ {
		if !nlp.Holds(rel.Source, k) && n.lower(k) != "," {
			return false
		}
	}
	return true
}

// strayInSource reports whether the words d are a part of the source by
// themselves, which they can only be by mistake.
func (n *narration) strayInSource(rel *attribution.Relation, d dayWords) bool {
	for _, r := range rel.Source {
		if r.First < d.End && d.First < r.End && (r.First < d.First || r.End > d.End) {
			return false
		}
	}
	return true
}

// modifiesNoun reports whether the words d are part of a noun phrase that goes
// on after them ("Friday prayers").
func (n *narration) modifiesNoun(d dayWords) bool {
	t := &n.doc.Tokens[d.End-1]
	return t.Dep == nlp.DepCompound && int(t.Head) == d.End && t.Head >= 0
}

// willSay reports whether the cue lies in the future.
func (n *narration) willSay(rel *attribution.Relation) bool {
	first, end := rel.Cue[0].First, rel.Cue[len(rel.Cue)-1].End
	for k := max(0, first-2); k < end; k++ {
		switch n.lower(k) {
		case "will", "'ll", "’ll", "shall":
			return nlp.Holds(rel.Cue, k) || nlp.Holds(rel.Cue, int(n.doc.Tokens[k].Head))
		}
	}
	return false
}

// resolve returns the day or month that d means to one who writes on the day
// base; empty if base is needed and not known.
func (d *dayWords) resolve(base time.Time, known bool, last time.Time, future bool) string {
	switch {
	case d.stated.year > 0 && d.stated.day > 0:
		return d.stated.iso()
	case d.same:
		if last.IsZero() {
			return ""
		}
		return last.Format(dayLayout)
	case !known:
		return ""
	case d.inMonths:
		return time.Date(base.Year(), base.Month()+time.Month(d.months), 1, 0, 0, 0, 0, time.UTC).Format(monthLayout)
	case d.word:
		return base.AddDate(0, 0, d.offset).Format(dayLayout)
	case d.stated.day > 0 && (future || d.next):
		return onOrAfter(base, d.stated).Format(dayLayout)
	case d.stated.day > 0:
		return onOrBefore(base, d.stated).Format(dayLayout)
	case d.stated.month > 0:
		return monthOf(base, d.stated, future).Format(monthLayout)
	}
	return d.nearWeekday(base, future).Format(dayLayout)
}

// nearWeekday returns the weekday of d on or before base, or after it.
func (d *dayWords) nearWeekday(base time.Time, future bool) time.Time {
	back := (int(base.Weekday()) - d.weekday + 7) % 7
	switch {
	case d.next, future && back > 0:
		return base.AddDate(0, 0, 7-back)
	case d.last && back == 0:
		return base.AddDate(0, 0, -7)
	}
	return base.AddDate(0, 0, -back)
}

// onOrBefore returns the last day on or before base that d's day and month fit.
func onOrBefore(base time.Time, d printedDate) time.Time {
	for year := base.Year(); ; year-- {
		day := time.Date(year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
		if !day.After(base) && day.Day() == d.day {
			return day
		}
	}
}

// onOrAfter returns the first day on or after base that d's day and month fit.
func onOrAfter(base time.Time, d printedDate) time.Time {
	for year := base.Year(); ; year++ {
		day := time.Date(year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
		if !day.Before(base) && day.Day() == d.day {
			return day
		}
	}
}

// monthOf returns the first day of the month that d means.
func monthOf(base time.Time, d printedDate, future bool) time.Time {
	year := d.year
	switch {
	case year > 0:
	case future && d.month < int(base.Month()):
		year = base.Year() + 1
	case !future && d.month > int(base.Month()):
		year = base.Year() - 1
	default:
		year = base.Year()
	}
	return time.Date(year, time.Month(d.month), 1, 0, 0, 0, 0, time.UTC)
}

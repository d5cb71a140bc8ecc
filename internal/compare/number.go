package compare

import (
	"math"
	"strconv"
	"strings"
)

// Numbers and days
//
// "5,000", "5000" and "five thousand" are one number; "1.2 million" is one word.
// A day of a month is one word, however it is written: "June 1", "1 June", "the
// first of June". Its stem is that of the month, so that "in June" is close.

// cardinals are the words of numbers. "one" is left out where it stands alone:
// it is mostly a pronoun.
var cardinals = map[string]float64{
	"zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
	"forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

// magnitudes multiply the number before them.
var magnitudes = map[string]float64{
	"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "bn": 1e9, "dozen": 12, "tn": 1e12,
}

var ordinals = map[string]float64{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11,
	"twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
	"twentieth": 20, "thirtieth": 30,
}

// months are the names of months and how they are cut short.
var months = map[string]int{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11,
	"december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}

var monthNames = [...]string{
	"", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
}

const (
	firstOrdinal = 32
	manyfold     = 128
	perWord      = 129
	centWord     = 130
)

// partOf tells what part of a number or a day a word in lower case may be.
func partOf(lower string) uint8 {
	switch {
	case lower == "per":
		return perWord
	case lower == "cent":
		return centWord
	case magnitudes[lower] > 0:
		return manyfold
	case ordinals[lower] > 0:
		return firstOrdinal + uint8(ordinals[lower])
	}
	return uint8(months[lower])
}

// addNumber appends the number that stands in digits at the bytes [start,end).
func (r *wordReader) addNumber(start, end int) {
	w := Word{Start: start, End: end, flags: number, mass: 0.9}
	w.value, _ = strconv.ParseFloat(strings.ReplaceAll(r.text[start:end], ",", ""), 64)
	w.setNumber()
	r.finish(w)
}

// setNumber derives the forms of a number from its value.
func (w *Word) setNumber() {
	w.form = mix(math.Float64bits(w.value) ^ wordSeed)
	w.stem, w.class = w.form, w.form
}

// mergeNumbers joins the words of a number or a day and sets their forms. It
// reuses the slice.
func mergeNumbers(in []Word, text string) []Word {
	out := in[:0]
	for i := 0; i < len(in); {
		if w, n := dayAt(in[i:], text); n > 0 {
			out = append(out, w)
			i += n
			continue
		}
		w, n := numberAt(in[i:], text)
		out = append(out, w)
		i += n
	}
	markRough(out, text)
	return out
}

// markRough makes hedges of the words that make a number rough ("about 640").
func markRough(all []Word, text string) {
	for i := range all[:max(len(all)-1, 0)] {
		if w := &all[i]; all[i+1].is(number) && words().rough[lowerAt(w, text)] {
			w.flags |= hedge
			w.class = hashWord("~")
		}
	}
}

// lowerAt returns a word in lower case as it stands.
func lowerAt(w *Word, text string) string {
	s := text[w.Start:w.End]
	if len(s) > 12 {
		return ""
	}
	return strings.ToLower(s)
}

// numberAt returns the word that begins in[0], with all further words of the
// same number, and how many they are.
func numberAt(in []Word, text string) (Word, int) {
	w := in[0]
	value, n := numberValue(in, text)
	if n == 0 {
		if w.part == perWord && len(in) > 1 && in[1].part == centWord {
			words().fill(&w, "percent")
			w.flags &^= small
			w.End = in[1].End
			return w, 2
		}
		return w, 1
	}
	w.End, w.value, w.mass = in[n-1].End, value, 0.9
	w.flags = w.flags&^(small|hedge) | number
	w.setNumber()
	return w, n
}

// numberValue reads "forty-one", "two hundred", "1.2 million"; n is 0 if no
// number begins here.
func numberValue(in []Word, text string) (value float64, n int) {
	if !in[0].is(number) {
		if len(in) < 2 || in[1].part != manyfold || lowerAt(&in[0], text) != "one" {
			return 0, 0
		}
		in[0].value = 1
	}
	value, n = in[0].value, 1
	if n < len(in) && value >= 20 && value < 100 && math.Mod(value, 10) == 0 && text[in[0].End:in[n].Start] == "-" {
		if unit := unitValue(&in[n], text); unit > 0 {
			value, n = value+unit, n+1
		}
	}
	for n < len(in) && n < 6 {
		if in[n].part != manyfold {
			break
		}
		m := magnitudes[lowerAt(&in[n], text)]
		if m == 0 || len(text[in[n-1].End:in[n].Start]) > 1 {
			break
		}
		value, n = value*m, n+1
	}
	return value, n
}

// unitValue returns the value of "one" to "nine"; 0 for anything else.
func unitValue(w *Word, text string) float64 {
	if lowerAt(w, text) == "one" {
		return 1
	}
	if w.is(number) && w.value < 10 {
		return w.value
	}
	return 0
}

// dayAt reads a day of a month that begins in[0]; n is 0 if none does.
func dayAt(in []Word, text string) (w Word, n int) {
	month := monthAt(in, 0, text)
	switch {
	case month > 0 && dayValue(in, 1) > 0 && !yearly(in, 1):
		n = 2
		w.value = dayValue(in, 1)
	case month > 0:
		return w, 0
	case dayValue(in, 0) > 0 && monthAt(in, 1, text) > 0:
		n = 2
		month, w.value = monthAt(in, 1, text), dayValue(in, 0)
	case dayValue(in, 0) > 0 && len(in) > 2 && lowerAt(&in[1], text) == "of" && monthAt(in, 2, text) > 0:
		n = 3
		month, w.value = monthAt(in, 2, text), dayValue(in, 0)
	default:
		return w, 0
	}
	value := w.value
	w = in[0]
	w.flags = w.flags&^(small|hedge|modal|name) | number | date
	w.End, w.value, w.mass = in[n-1].End, float64(month)*100+value, 0.9
	w.setNumber()
	w.form = mix(w.form ^ 1) // no mere number
	w.stem = words().stemHash(monthNames[month])
	w.class = words().class(w.stem, []byte(monthNames[month]))
	return w, n
}

// monthAt returns the month that word i names, 0 for none. It has to begin with
// a capital.
func monthAt(in []Word, i int, text string) int {
	if i >= len(in) || in[i].part == 0 || in[i].part > 12 || !isCapital(text[in[i].Start:]) {
		return 0
	}
	return int(in[i].part)
}

// dayValue returns the day of a month that word i may be, 0 for none.
func dayValue(in []Word, i int) float64 {
	if i >= len(in) {
		return 0
	}
	w := &in[i]
	if w.part > firstOrdinal && w.part < manyfold {
		return float64(w.part - firstOrdinal)
	}
	if w.is(number) && w.value >= 1 && w.value <= 31 && w.value == math.Trunc(w.value) {
		return w.value
	}
	return 0
}

// yearly reports whether word i has the digits of a year.
func yearly(in []Word, i int) bool { return in[i].value > 31 }

package export

import (
	"strings"

	"hearsay/internal/compare"
)

// A difference is shown in the words of the wording, what is other in the fullest
// one marked by colour and by signs, so that it can be read without colour:
// [-cut-], {+added+}, and for what moved [<from here>] and {>to here<}. These are
// the signs of wdiff, which writers of diffs know.

// legend explains the signs.
const legend = "[-cut-] {+added+} [<moved from here>] {>to here<}"

// edits puts a difference into the flow.
func (f *flow) edits(all []compare.Edit, base style) {
	for _, e := range all {
		full, here := printable(e.Full), printable(e.Here)
		switch e.Op {
		case "same":
			f.put(base, here)
		case "cut":
			f.put(cutStyle, "[-"+full+"-]")
		case "added":
			f.put(addedStyle, "{+"+here+"+}")
		case "swapped":
			f.put(cutStyle, "[-"+full+"-]")
			f.put(addedStyle, "{+"+here+"+}")
		case "moved":
			f.put(movedStyle, "[<"+full+">]")
		case "moved-here":
			f.put(movedStyle, "{>"+here+"<}")
		}
	}
}

// shownTime writes a time of publication for people: day and minute.
func shownTime(published string) string {
	day, clock, found := strings.Cut(published, "T")
	if !found || len(clock) < 5 {
		return day
	}
	return day + " " + clock[:5]
}

// facts joins what is known of something by middle dots.
func facts(list ...string) string {
	var out []string
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " · ")
}

// saying names who says a statement, with the cue, as the article has it.
func saying(s *compare.Statement) string {
	if s.OwnVoice() {
		return "in its own voice"
	}
	who := s.Speaker.Name
	if who == "" {
		who = "nobody named"
	}
	cue := s.Article.Reading.Text(s.Attribution.Cue.Spans)
	out := strings.TrimSpace(who + " " + strings.TrimSuffix(cue, ":"))
	if to := s.Addressee.Name; to != "" {
		out += " → " + to
	}
	return printable(out)
}

// on goes on with words that are parted from what stands before only where there
// is a space.
func (f *flow) on(st style, s string) {
	if s == "" {
		return
	}
	if head, rest, found := strings.Cut(s, " "); head != "" && !f.bare && !f.spaced {
		f.glue(st, head)
		s = ""
		if found {
			s = " " + rest
		}
	}
	f.put(st, s)
	f.spaced = strings.HasSuffix(s, " ")
}

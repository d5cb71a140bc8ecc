package export

import (
	"fmt"
	"slices"
	"strings"

	"hearsay"
)

// leftOut is why a candidate that the engine kept is not in a flat reading.
const leftOut = "left out of the flat reading: another relays it, or has some of its words and a higher score"

// outcomes says of each candidate of a reading whether it is in there, and why.
type outcomes struct {
	attributions map[string]*hearsay.Attribution // of the reading, by ID
}

func outcomesOf(r *hearsay.Reading) outcomes {
	o := outcomes{make(map[string]*hearsay.Attribution, len(r.Attributions))}
	for i := range r.Attributions {
		o.attributions[r.Attributions[i].ID] = &r.Attributions[i]
	}
	return o
}

func (o outcomes) of(c *hearsay.Candidate) (kept bool, reason string) {
	switch {
	case c.Attribution == "":
		return false, c.Reason
	case o.attributions[c.Attribution] == nil:
		return false, leftOut
	}
	return true, c.Reason
}

// explanation prints the article sentence by sentence, with the cues that were
// considered in each: what was found for them, how sure the models were, and
// what decided.
func (t *textWriter) explanation() {
	e, o := t.reading.Explanation, outcomesOf(t.reading)
	kept := 0
	for i := range e.Candidates {
		if ok, _ := o.of(&e.Candidates[i]); ok {
			kept++
		}
	}
	t.start("", "")
	t.put(faint, fmt.Sprintf("%s, %d kept; the least score is %.3f.", counted(len(e.Candidates), "candidate", "candidates"), kept, e.MinScore))
	t.end()
	digits := len(fmt.Sprint(len(e.Sentences)))
	rest := e.Candidates
	for i, s := range e.Sentences {
		t.start("", "")
		t.end()
		label := fmt.Sprintf("%*d  ", digits, i+1)
		t.start(label, strings.Repeat(" ", len(label)))
		st := plain
		if len(rest) == 0 || rest[0].Sentence != i {
			st = faint
		}
		t.put(st, printable(t.reading.Slice(s)))
		t.end()
		for ; len(rest) > 0 && rest[0].Sentence <= i; rest = rest[1:] {
			t.candidate(&rest[0], o, strings.Repeat(" ", len(label)))
		}
	}
}

// Marks of candidates that were kept and dropped; words say the same.
const (
	keptMark    = "● "
	droppedMark = "○ "
)

// candidate prints one candidate below its sentence. Of what was read again
// inside a content and dropped there is no more than the reason.
func (t *textWriter) candidate(c *hearsay.Candidate, o outcomes, indent string) {
	kept, reason := o.of(c)
	mark, verdict, st := droppedMark, "dropped", faint
	if kept {
		mark, verdict, st = keptMark, "kept", numberStyle
	}
	verdict = fmt.Sprintf("%s %.3f", verdict, c.Score)
	words := printable(t.reading.Text(c.Cue))
	if words == "" {
		words = "(no cue)"
	}
	body := indent + "  "
	t.start(indent+mark, body)
	t.put(cueStyle, words)
	if !t.right(st, verdict) {
		t.put(st, "("+verdict+")")
	}
	t.end()
	t.line(body, "why", reason)
	if c.Within != "" {
		t.line(body, "within", "the content of "+t.named(o.attributions[c.Within]))
	}
	if c.Within == "" || kept {
		t.stages(c, body)
	}
	if a := o.attributions[c.Attribution]; kept && !slices.Equal(a.Content, c.Content) {
		t.line(body, "in the end", "rules moved the content to: "+shortened(t.reading.Text(a.Content)))
	}
}

// stages prints what each stage found.
func (t *textWriter) stages(c *hearsay.Candidate, body string) {
	t.line(body, "seen", strings.Join(c.Grounds, "; "))
	if c.CueChance > 0 {
		t.line(body, "cue", fmt.Sprintf("%.2f %s", c.CueChance, c.Lemma))
	}
	t.role(body, "source", c.Source, c.SourceChance)
	t.role(body, "content", c.Content, c.ContentChance)
	t.line(body, "back", extension(c.Back))
	t.line(body, "ahead", extension(c.Ahead))
}

func (t *textWriter) role(body, name string, spans []hearsay.Span, chance float64) {
	switch {
	case len(spans) == 0:
		t.line(body, name, "none")
	case chance == 0:
		t.line(body, name, shortened(t.reading.Text(spans)))
	default:
		t.line(body, name, fmt.Sprintf("%.2f %s", chance, shortened(t.reading.Text(spans))))
	}
}

// labelWidth is the columns of the names of lines, with the space after them.
const labelWidth = 12

// line prints a named line; one without words is left out.
func (t *textWriter) line(body, name, words string) {
	if words == "" {
		return
	}
	t.start(body+name+strings.Repeat(" ", labelWidth-len(name)), body+strings.Repeat(" ", labelWidth))
	t.put(plain, printable(words))
	t.end()
}

// extension tells how far a content goes in one direction, and why no further;
// nothing where there was no other sentence to look at.
func extension(x hearsay.Extension) string {
	if x.Sentences == 0 && x.Chance == 0 {
		return ""
	}
	taken := "nothing taken"
	if x.Sentences > 0 {
		taken = counted(x.Sentences, "sentence", "sentences") + " taken"
	}
	s := taken + "; " + x.Stop
	if x.Chance > 0 {
		s += fmt.Sprintf(" (%.2f)", x.Chance)
	}
	if len(x.Seen) > 0 {
		s += ": " + strings.Join(x.Seen, ", ")
	}
	return s
}

// named tells which attribution is meant: its source and its cue.
func (t *textWriter) named(a *hearsay.Attribution) string {
	if a == nil {
		return "an attribution that is not in this reading"
	}
	spans := slices.Concat(a.Source.Spans, a.Cue.Spans)
	slices.SortFunc(spans, func(a, b hearsay.Span) int { return a.Start - b.Start })
	var who []string
	for _, s := range spans {
		who = append(who, t.reading.Slice(s))
	}
	return "“" + shortened(strings.Join(who, " ")) + "”"
}

// maxWords bounds words that are repeated from the article, in code points.
const maxWords = 140

// shortened leaves out the middle of long words.
func shortened(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	all := []rune(s)
	if len(all) <= maxWords {
		return s
	}
	return string(all[:maxWords*2/3]) + " … " + string(all[len(all)-maxWords/3:])
}

// explanation writes the keys min_score and candidates of the contract.
func (w *readingWriter) explanation(r *hearsay.Reading) {
	e, o := r.Explanation, outcomesOf(r)
	w.raw(`,"min_score":`)
	w.dst = appendScore(w.dst, e.MinScore)
	w.raw(`,"candidates":[`)
	for i := range e.Candidates {
		w.comma(i)
		w.candidate(&e.Candidates[i], e, o)
	}
	w.raw("]")
}

func (w *readingWriter) candidate(c *hearsay.Candidate, e *hearsay.Explanation, o outcomes) {
	kept, reason := o.of(c)
	w.raw(`{"sentence":`)
	w.span(e.Sentences[c.Sentence])
	for _, role := range []struct {
		name   string
		spans  []hearsay.Span
		chance float64
		lemma  string
	}{{"source", c.Source, c.SourceChance, ""}, {"cue", c.Cue, c.CueChance, c.Lemma}, {"content", c.Content, c.ContentChance, ""}} {
		if len(role.spans) == 0 {
			continue
		}
		w.raw(`,"` + role.name + `":{"spans":`)
		w.spans(role.spans)
		w.field("lemma", role.lemma)
		w.chance("chance", role.chance)
		w.raw("}")
	}
	w.extension("back", c.Back)
	w.extension("ahead", c.Ahead)
	w.raw(`,"grounds":`)
	w.strings(c.Grounds)
	w.field("within", c.Within)
	w.raw(`,"score":`)
	w.dst = appendScore(w.dst, c.Score)
	w.raw(`,"kept":`)
	if kept {
		w.raw("true")
		w.field("attribution", c.Attribution)
	} else {
		w.raw("false")
	}
	w.field("reason", reason)
	w.raw("}")
}

// chance writes a probability, unless nobody computed it.
func (w *jsonWriter) chance(key string, p float64) {
	if p > 0 {
		w.raw(`,"` + key + `":`)
		w.dst = appendScore(w.dst, p)
	}
}

func (w *jsonWriter) extension(key string, x hearsay.Extension) {
	if x.Stop == "" {
		return
	}
	w.raw(`,"` + key + `":{"sentences":`)
	w.dst = fmt.Appendf(w.dst, "%d", x.Sentences)
	w.field("stop", x.Stop)
	if len(x.Seen) > 0 {
		w.raw(`,"seen":`)
		w.strings(x.Seen)
	}
	w.chance("chance", x.Chance)
	w.raw("}")
}

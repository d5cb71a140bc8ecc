package compare

import (
	"slices"

	"hearsay"
)

// Verification
//
// A quote is looked for in a text as words, so that marks, case, white space and
// line breaks do not matter. The stretch of text that has most of its words is
// found by a window that moves over the text once; there the quote is aligned.
// What of the quote is not there is looked for in the rest of the text. From the
// passages found the outcome is read off: it says how the words stand in this
// text, never whether anything is true.

// Outcome says how a quote stands in a text.
type Outcome string

// The outcomes, the closest first.
const (
	AsIs     Outcome = "verbatim"  // word for word, in one place
	LeftOut  Outcome = "trimmed"   // word for word but for words left out between
	Altered  Outcome = "altered"   // in one place, with words changed or added
	Joined   Outcome = "spliced"   // put together from several places
	NotFound Outcome = "not found" // not in this text, or so little of it that it may be chance
)

var outcomes = []Outcome{AsIs, LeftOut, Altered, Joined, NotFound}

// Verification is how a quote stands in one article.
type Verification struct {
	Article  *Article
	Quote    []Word // of the quote's text
	Outcome  Outcome
	Share    float64   // of the quote's words, by weight, that are there in the same form
	Passages []Passage // in order of the quote
	Notes    []string  // what else a reader should know, in words
}

// Passage is a place where words of a quote stand.
type Passage struct {
	Span      hearsay.Span // in the article's text, from the first to the last word that matches
	Alignment Alignment    // A is the article's words there, B the quote's words that were looked for
	Statement *Statement   // whose words they are; nil if the article attributes them to nobody or was not read
	Quoted    bool         // they stand in quotation marks
}

const (
	maxPassages = 6   // places of one quote
	leastChunk  = 0.6 // mass of words that are looked for on their own
	foundShare  = 0.5 // share of a quote's mass from which it is found
	chunkShare  = 0.7 // of a part's mass from which few words are enough
	leastWords  = 3   // words of a part that are enough
	leftOutMost = 25  // words left out between two parts that make one passage
	passedOver  = 7   // the same where a sentence ends between them and no ellipsis shows it
)

// Verify looks for a quote in an article. Brackets and ellipses of the quote
// are taken for an editor's. Time is linear in the text.
func Verify(quote string, a *Article) Verification {
	v := verifier{article: a, text: Words(a.Article.Text, wholeText(a)), quote: editorial(Words(quote, hearsay.Span{End: len(quote)}))}
	v.find(v.quote)
	return v.verification()
}

// editorial returns the words of a quote without "sic".
func editorial(all []Word) []Word {
	return slices.DeleteFunc(all, func(w Word) bool { return w.stem == sicStem })
}

var sicStem = stemOf("sic")

// verifier looks for one quote in one text.
type verifier struct {
	aligner
	article  *Article
	text     []Word
	quote    []Word
	taken    []wordRange // of the text
	passages []Passage
	matched  float32 // mass of the quote's words found in the same form
	changed  bool    // a word of the quote stands in another form, or not at all
}

// wordRange is a half-open range of words.
type wordRange struct{ from, to int }

// find looks for words of the quote in what is left of the text, and for what is
// not there in the rest.
func (v *verifier) find(chunk []Word) {
	if len(chunk) == 0 || len(v.passages) == maxPassages {
		return
	}
	at := v.window(chunk)
	if at.to == at.from {
		return
	}
	al := v.align(v.text[at.from:at.to], chunk)
	al.Matches = slices.DeleteFunc(al.Matches, func(m Match) bool { return m.Moved })
	al.Matches = densest(al.Matches)
	_, in, row, _ := sums(&al)
	several := in >= leastChunk && row >= 2 && len(al.Matches) >= leastWords
	most := in >= chunkShare*massOf(chunk) && len(v.passages) == 0
	if len(al.Matches) == 0 || !several && !most {
		return
	}
	v.accept(chunk, al, at)
}

// accept notes a passage and goes on with what of the chunk is not in it.
func (v *verifier) accept(chunk []Word, al Alignment, at wordRange) {
	from, to := al.Matches[0].A, al.Matches[len(al.Matches)-1].A+1
	v.taken = append(v.taken, wordRange{at.from + from, at.from + to})
	p := Passage{Span: hearsay.Span{Start: al.A[from].Start, End: al.A[to-1].End}, Alignment: cutTo(al, from, to)}
	p.Quoted = al.A[from].is(quoted) && al.A[to-1].is(quoted)
	v.passages = append(v.passages, p)
	_, free := al.free()
	for _, r := range rows(free) {
		if part := chunk[r.from:r.to]; massOf(part) >= leastChunk {
			v.find(part)
		}
	}
}

// rows joins numbers that follow each other to ranges.
func rows(sorted []int) []wordRange {
	var out []wordRange
	for _, i := range sorted {
		if n := len(out); n > 0 && out[n-1].to == i {
			out[n-1].to++
		} else {
			out = append(out, wordRange{i, i + 1})
		}
	}
	return out
}

// densest drops matches at either end that stand far from the others: small
// words are found anywhere.
func densest(in []Match) []Match {
	far := func(a, b Match) bool { return b.A-a.A > 8+2*(b.B-a.B) }
	for len(in) > 1 && far(in[0], in[1]) {
		in = in[1:]
	}
	for len(in) > 1 && far(in[len(in)-2], in[len(in)-1]) {
		in = in[:len(in)-1]
	}
	return in
}

// cutTo cuts the first side of an alignment to the words [from,to), which hold
// all matches.
func cutTo(al Alignment, from, to int) Alignment {
	out := Alignment{A: al.A[from:to], B: al.B, Matches: slices.Clone(al.Matches)}
	for i := range out.Matches {
		out.Matches[i].A -= from
	}
	return out
}

// window returns the stretch of text, not yet taken, that has most of the words
// of a chunk.
func (v *verifier) window(chunk []Word) wordRange {
	need := map[uint64]int{}
	mass := map[uint64]float32{}
	for i := range chunk {
		need[chunk[i].stem]++
		mass[chunk[i].stem] = chunk[i].mass
	}
	size := len(chunk) + max(12, len(chunk)/2)
	sum, best, at := float32(0), float32(0), 0
	have := map[uint64]int{}
	for i := range v.text {
		if w := v.text[i].stem; need[w] > 0 && !v.isTaken(i) {
			if have[w]++; have[w] <= need[w] {
				sum += mass[w]
			}
		}
		if out := i - size; out >= 0 {
			if w := v.text[out].stem; need[w] > 0 && !v.isTaken(out) {
				if have[w]--; have[w] < need[w] {
					sum -= mass[w]
				}
			}
		}
		if sum > best+0.001 {
			best, at = sum, i
		}
	}
	if best == 0 {
		return wordRange{}
	}
	return v.clear(wordRange{max(0, at-size), min(len(v.text), at+len(chunk))}, at)
}

func (v *verifier) isTaken(i int) bool {
	return slices.ContainsFunc(v.taken, func(r wordRange) bool { return r.from <= i && i < r.to })
}

// clear cuts a range around word at to what is not taken.
func (v *verifier) clear(r wordRange, at int) wordRange {
	for _, t := range v.taken {
		if t.to <= at {
			r.from = max(r.from, t.to)
		} else if t.from > at {
			r.to = min(r.to, t.from)
		}
	}
	return r
}

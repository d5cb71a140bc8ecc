package attribution

import (
	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// A frame is what the extractor looks at: one sentence, or the part of one that
// lies in the content of another attribution. Tokens in a frame are numbered
// from 0; a head outside the frame is no head, and quotation marks around the
// whole frame are left out, so that reported speech reads like speech. That is
// how nested attributions are found by a model that was trained on flat ones.
//
// A region is a run of frames: the whole article, or one content.

// maxFrame bounds the tokens of a frame; a longer sentence is read in pieces.
// With maxCues a frame it keeps the work linear in the text, whatever the text.
const (
	maxFrame = 400
	maxCues  = 24
)

// quoteBits say where a token stands to the quotation marks of its frame.
type quoteBits uint8

const (
	inQuote quoteBits = 1 << iota
	opensQuote
	closesQuote
)

type frame struct {
	doc   *nlp.Doc
	ids   []int32 // token indexes in doc, ascending
	w     []uint64
	l     []uint64
	p     []uint64
	r     []uint64
	n     []uint64
	c     []uint64
	x     []uint64 // class in the lexicon of cues; 0 for words that are not in it
	head  []int32  // -1 for none
	kid   []int32  // leftmost child; -1 for none
	sib   []int32  // next child of the same head; -1 for none
	size  []int32  // tokens in the subtree, itself included
	depth []int32  // steps up to a root
	order []int32  // all tokens, heads before their dependents
	lead  []int32  // topmost token whose subtree begins here
	trail []int32  // topmost token whose subtree ends here
	q     []quoteBits
	quo   []int32 // innermost quotation inside the frame; -1 for none

	sentence  int  // index of the sentence in doc
	place     int  // 0 headline, 1 first three, 2 last three, 3 other
	paragraph bool // first frame of a paragraph
	opened    bool // starts inside a quotation opened earlier
	unclosed  bool // ends inside a quotation
	hasQuotes bool
	prevClose bool // the frame before ends with a closing mark
	nested    bool
}

func (f *frame) len() int { return len(f.ids) }

func (f *frame) token(i int) *nlp.Token { return &f.doc.Tokens[f.ids[i]] }

func (f *frame) tag(i int) nlp.Tag { return f.token(i).Tag }

func (f *frame) dep(i int) nlp.Dep {
	if f.head[i] < 0 {
		return nlp.DepRoot
	}
	return f.token(i).Dep
}

func (f *frame) form(i int) string { return f.doc.Form(int(f.ids[i])) }

// Sentinels for positions before and after the frame and for missing nodes.
const (
	before  = 0x51ed27
	after   = 0x7a3c91
	missing = 0x1f83d9
)

func word(v []uint64, i int) uint64 {
	if i < 0 {
		return before
	}
	if i >= len(v) {
		return after
	}
	return v[i]
}

// framesOf cuts the tokens of each range into frames, one for each sentence
// that it meets.
func framesOf(doc *nlp.Doc, ranges []nlp.Range, nested bool) []*frame {
	var out []*frame
	for len(ranges) > 0 {
		if ranges[0].Len() == 0 {
			ranges = ranges[1:]
			continue
		}
		s := int(doc.Tokens[ranges[0].First].Sentence)
		var ids []int32
		ids, ranges = takeSentence(ids, ranges, doc.Sentences[s].End)
		for len(ids) > 0 {
			n := min(len(ids), maxFrame)
			out = append(out, newFrame(doc, ids[:n:n], s, nested))
			ids = ids[n:]
		}
	}
	for i, f := range out {
		f.situate(i, out)
	}
	return out
}

// takeSentence moves the tokens before end from the front of ranges to ids.
func takeSentence(ids []int32, ranges []nlp.Range, end int) ([]int32, []nlp.Range) {
	for len(ranges) > 0 && ranges[0].First < end {
		r := ranges[0]
		for i := r.First; i < min(r.End, end); i++ {
			ids = append(ids, int32(i))
		}
		if r.End > end {
			rest := append([]nlp.Range{{First: end, End: r.End}}, ranges[1:]...)
			return ids, rest
		}
		ranges = ranges[1:]
	}
	return ids, ranges
}

func newFrame(doc *nlp.Doc, ids []int32, sentence int, nested bool) *frame {
	n := len(ids)
	f := &frame{doc: doc, ids: ids, sentence: sentence, nested: nested}
	words := make([]uint64, 7*n)
	f.w, f.l, f.p = words[:n], words[n:2*n], words[2*n:3*n]
	f.r, f.n, f.c, f.x = words[3*n:4*n], words[4*n:5*n], words[5*n:6*n], words[6*n:]
	links := make([]int32, 9*n)
	f.head, f.kid, f.sib = links[:n], links[n:2*n], links[2*n:3*n]
	f.size, f.quo = links[3*n:4*n], links[4*n:5*n]
	f.depth, f.order = links[5*n:6*n], links[6*n:6*n:7*n]
	f.lead, f.trail = links[7*n:8*n], links[8*n:]
	f.q = make([]quoteBits, n)
	f.link()
	f.markQuotes()
	lexicon := cueWordings().classes
	for i := range n {
		t := f.token(i)
		f.w[i], f.l[i] = t.Hash, t.LemmaHash
		f.p[i], f.r[i] = uint64(t.Tag)+1, uint64(f.dep(i))+1
		f.c[i], f.x[i] = uint64(t.Class)+1, lexicon[t.LemmaHash]
		if t.Entity >= 0 {
			f.n[i] = uint64(doc.Entities[t.Entity].Kind) + 1
		}
	}
	return f
}

// link fills head, kid, sib and what measure and edges fill.
func (f *frame) link() {
	first, last := int(f.ids[0]), int(f.ids[f.len()-1])
	contiguous := last-first+1 == f.len()
	for i := range f.ids {
		f.head[i], f.kid[i], f.sib[i], f.size[i] = -1, -1, -1, 1
	}
	for i, id := range f.ids {
		h := int(f.doc.Tokens[id].Head)
		if h < first || h > last {
			continue
		}
		if contiguous {
			f.head[i] = int32(h - first)
		} else if k, ok := search(f.ids, int32(h)); ok {
			f.head[i] = int32(k)
		}
	}
	for i := f.len() - 1; i >= 0; i-- {
		if h := f.head[i]; h >= 0 {
			f.sib[i], f.kid[h] = f.kid[h], int32(i)
		}
	}
	f.measure()
}

// measure fills order, depth and size without recursion: children are added to
// their heads from the deepest up.
func (f *frame) measure() {
	order := f.order
	for i, h := range f.head {
		if h < 0 {
			order = append(order, int32(i))
		}
	}
	for k := 0; k < len(order); k++ {
		for c := f.kid[order[k]]; c >= 0; c = f.sib[c] {
			f.depth[c] = f.depth[order[k]] + 1
			order = append(order, c)
		}
	}
	f.order = order
	for k := len(order) - 1; k >= 0; k-- {
		if h := f.head[order[k]]; h >= 0 {
			f.size[h] += f.size[order[k]]
		}
	}
	f.edges()
}

// edges fills lead and trail: first with the ends of each token's subtree, then,
// from the deepest token up, so that the topmost comes last.
func (f *frame) edges() {
	n := f.len()
	ends := make([]int32, 2*n)
	first, last := ends[:n], ends[n:]
	for i := range n {
		first[i], last[i] = int32(i), int32(i)
		f.lead[i], f.trail[i] = int32(i), int32(i)
	}
	for k := n - 1; k >= 0; k-- {
		i := f.order[k]
		f.lead[first[i]], f.trail[last[i]] = i, i
		if h := f.head[i]; h >= 0 {
			first[h], last[h] = min(first[h], first[i]), max(last[h], last[i])
		}
	}
}

func search(ids []int32, id int32) (int, bool) {
	lo, hi := 0, len(ids)
	for lo < hi {
		mid := (lo + hi) / 2
		if ids[mid] < id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < len(ids) && ids[lo] == id
}

// markQuotes fills q and quo. In a nested frame only quotations that begin
// inside it count: the others are how the content itself is quoted.
func (f *frame) markQuotes() {
	first, last := int(f.ids[0]), int(f.ids[f.len()-1])
	for i := range f.ids {
		quote := int(f.token(i).Quote)
		if f.nested {
			for quote >= 0 && f.doc.Quotes[quote].First <= first {
				quote = f.doc.Quotes[quote].Parent
			}
		}
		f.quo[i] = int32(quote)
		if quote < 0 {
			continue
		}
		f.hasQuotes = true
		q := &f.doc.Quotes[quote]
		f.q[i] = inQuote
		if int(f.ids[i]) == q.First {
			f.q[i] |= opensQuote
		}
		if q.Closed && int(f.ids[i]) == q.End-1 {
			f.q[i] |= closesQuote
		}
		if i == 0 && q.First < first {
			f.opened = true
		}
		if i == f.len()-1 && (q.End-1 > last || !q.Closed) {
			f.unclosed = true
		}
	}
}

// situate tells a frame about its neighbours in the region.
func (f *frame) situate(i int, region []*frame) {
	switch {
	case f.nested || i >= 3 && i < len(region)-3:
		f.place = 3
	case i == 0:
		f.place = 0
	case i < 3:
		f.place = 1
	default:
		f.place = 2
	}
	if i == 0 {
		f.paragraph = true
		return
	}
	prev := region[i-1]
	f.paragraph = prev.token(0).Paragraph != f.token(0).Paragraph
	f.prevClose = prev.q[prev.len()-1]&closesQuote != 0
}

// ranges returns the tokens of f whose mark is set as ranges of doc tokens.
func (f *frame) ranges(path []uint8, label uint8) []nlp.Range {
	var out []nlp.Range
	for i, y := range path {
		if y != label {
			continue
		}
		id := int(f.ids[i])
		if n := len(out); n > 0 && out[n-1].End == id {
			out[n-1].End++
		} else {
			out = append(out, nlp.Range{First: id, End: id + 1})
		}
	}
	return out
}

// features collects the features of one position.
type features struct{ list []uint64 }

func (f *features) reset() { f.list = f.list[:0] }

func (f *features) one(t, a uint64) { f.list = append(f.list, learn.Mix(t, a)) }

func (f *features) two(t, a, b uint64) {
	f.list = append(f.list, learn.Mix(learn.Mix(t, a), b))
}

func (f *features) three(t, a, b, c uint64) {
	f.list = append(f.list, learn.Mix(learn.Mix(learn.Mix(t, a), b), c))
}

func (f *features) four(t, a, b, c, d uint64) {
	f.list = append(f.list, learn.Mix(learn.Mix(learn.Mix(learn.Mix(t, a), b), c), d))
}

// bucket makes large counts comparable: 0 to 5 exact, then 6-7, 8-11, 12-19, 20 and more.
func bucket(n int) uint64 {
	switch {
	case n < 0:
		return 100 + bucket(-n)
	case n <= 5:
		return uint64(n)
	case n <= 7:
		return 6
	case n <= 11:
		return 7
	case n <= 19:
		return 8
	}
	return 9
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

package learn

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"slices"
)

// A Perceptron is a linear classifier with many classes over hashed features
// (Collins 2002): the score of a class is the sum of the weights that the
// features present have for it, learnt by rewarding the right class and
// punishing the wrong one whenever it wins. The weights kept are the averages
// over all steps of the training (Freund and Schapire 1999), which generalise
// far better than the last ones.
//
// Two thrifts keep the model small. A feature takes part only from its second
// or third update on (Goldberg and Elhadad 2011, "Learning Sparser Perceptron
// Models"), and a row holds only the classes it was ever updated for.
//
// File: "PER3", classes (32 bits), lines (32 bits), the value of each of the 256
// weight codes (float32), then the lines, 64 bytes each. A feature's low 32 bits
// choose its line by multiply and shift. A line holds up to eight rows of up to
// 15 cells: eight fingerprints of 8 bits (0: no row), eight lengths of 4 bits, a
// byte that is 1 if rows that belong here had to go to the next line, then the
// rows one after another: a second fingerprint, and for each cell its class and
// weight code. A longer row is several rows. Nothing wraps around: extra lines
// at the end take the overflow. Codes grow exponentially, so small weights keep
// their precision and large ones their size.
//
// Time goes into waiting for memory, so a lookup reads one cache line, all
// fingerprints of a line are compared at once, and many lookups are under way
// at the same time.

const (
	perceptronMagic  = "PER3"
	perceptronHeader = 12 + 256*4
	rowCells         = 15
	lineBytes        = 64
	lineRows         = 8
	lineMore         = 12   // where the mark of overflow stands
	lineStart        = 13   // where the rows begin
	lineFull         = 0.64 // how full lines are on average; fuller ones overflow too often
)

// MaxClasses is the number of classes that a Perceptron can tell apart.
const MaxClasses = 256

// ErrPerceptron says that bytes are not a stored Perceptron.
var ErrPerceptron = errors.New("damaged perceptron in the model file")

// Scores holds one score a class; classes that a model does not have stay 0.
type Scores [MaxClasses]float32

// Perceptron is an immutable classifier, safe for concurrent use.
type Perceptron struct {
	classes int
	lines   uint64
	data    []byte // begins on a multiple of lineBytes
	value   [256]float32
}

// OpenPerceptron reads a section written by PerceptronTrainer.Encode. The lines
// are copied once, so that each is one line of the processor's cache.
func OpenPerceptron(data []byte) (*Perceptron, error) {
	if len(data) < perceptronHeader || string(data[:4]) != perceptronMagic {
		return nil, ErrPerceptron
	}
	p := &Perceptron{
		classes: int(binary.LittleEndian.Uint32(data[4:])),
		lines:   uint64(binary.LittleEndian.Uint32(data[8:])),
	}
	for i := range p.value {
		p.value[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[12+i*4:]))
	}
	rest := data[perceptronHeader:]
	if p.classes < 1 || p.classes > MaxClasses || p.lines < 1 || len(rest)%lineBytes != 0 ||
		uint64(len(rest)) <= p.lines*lineBytes || rest[len(rest)-lineBytes+lineMore] != 0 {
		return nil, ErrPerceptron
	}
	p.data = append(make([]byte, 0, len(rest)), rest...) // a large block begins on a page
	return p, nil
}

// Classes returns the number of classes.
func (p *Perceptron) Classes() int { return p.classes }

// batch is how many features are looked up together.
const batch = 128

// Score adds the weights of all features to scores.
func (p *Perceptron) Score(features []uint64, scores *Scores) {
	var first [batch]uint32
	var more [batch]byte
	for len(features) > 0 {
		n := min(len(features), batch)
		for i, h := range features[:n] {
			at := uint32(h&0xffffffff*p.lines>>32) * lineBytes
			first[i&(batch-1)], more[i&(batch-1)] = at, p.data[at+lineMore]
		}
		for i, h := range features[:n] {
			p.addLine(first[i&(batch-1)], more[i&(batch-1)] != 0, h, scores)
		}
		features = features[n:]
	}
}

// fingerprints returns the two fingerprints of a feature; the first is not 0.
func fingerprints(h uint64) (first uint64, second byte) {
	return max(h>>56, 1), byte(h >> 48)
}

const (
	everyByte = 0x0101010101010101
	highBits  = 0x8080808080808080
)

// addLine adds the rows of feature h from the line at byte at and, if there are
// more, from those that took its overflow.
func (p *Perceptron) addLine(at uint32, more bool, h uint64, scores *Scores) {
	want, second := fingerprints(h)
	for {
		line := (*[lineBytes]byte)(p.data[at:])
		differ := binary.LittleEndian.Uint64(line[:]) ^ want*everyByte
		// The high bit of each byte that is 0, and now and then of one above it.
		for hits := (differ - everyByte) &^ differ & highBits; hits != 0; hits &= hits - 1 {
			p.addRow(line, uint32(bits.TrailingZeros64(hits))>>3, second, scores)
		}
		if !more {
			return
		}
		at += lineBytes
		more = p.data[at+lineMore] != 0
	}
}

// addRow adds row i of a line if it has the second fingerprint.
func (p *Perceptron) addRow(line *[lineBytes]byte, i uint32, second byte, scores *Scores) {
	lengths := binary.LittleEndian.Uint32(line[lineRows:])
	before := lengths & (1<<(4*i) - 1)
	before = before&0x0f0f0f0f + before>>4&0x0f0f0f0f
	at := lineStart + i + 2*(before*0x01010101>>24)
	if line[at&63] != second {
		return
	}
	end := at + 1 + 2*(lengths>>(4*i)&15)
	for at++; at < end; at += 2 {
		scores[line[at&63]] += p.value[line[(at+1)&63]]
	}
}

// Best returns the class with the highest score among the first n, the lowest
// number among equals.
func (s *Scores) Best(n int) int {
	best := 0
	for c := 1; c < n; c++ {
		if s[c] > s[best] {
			best = c
		}
	}
	return best
}

// PerceptronTrainer learns the weights of a Perceptron. Its memory grows with
// the number of features that were ever part of a mistake.
type PerceptronTrainer struct {
	classes    int
	minUpdates uint16
	step       float32
	slots      []trainSlot // open addressing; feature 0 is free
	used       int
	weights    []trainWeight
	sums       []trainSum // parallel to weights
	found      []trainSlot
	settled    bool // weights are averages already
}

// trainSlot is the row of one feature: weights[first:first+n] are in use,
// 2<<room reserved.
type trainSlot struct {
	feature uint64
	first   uint32
	n, room uint8
	updates uint16
}

type trainWeight struct {
	weight float32
	class  uint32
}

// trainSum is the sum of a weight over the steps up to stamp.
type trainSum struct{ sum, stamp float32 }

// NewPerceptronTrainer returns a trainer for the given number of classes (at
// most MaxClasses-1). A feature counts only after minUpdates updates.
func NewPerceptronTrainer(classes, minUpdates int) *PerceptronTrainer {
	return &PerceptronTrainer{
		classes:    classes,
		minUpdates: uint16(minUpdates),
		slots:      make([]trainSlot, 1<<16),
	}
}

// find returns the index of h's slot, which is its own or a free one.
func (t *PerceptronTrainer) find(h uint64) uint64 {
	mask := uint64(len(t.slots) - 1)
	at := h * mulA >> 20 & mask
	for t.slots[at].feature != 0 && t.slots[at].feature != h {
		at = (at + 1) & mask
	}
	return at
}

// Score adds the current weights of all features to scores.
func (t *PerceptronTrainer) Score(features []uint64, scores *Scores) {
	mask := uint64(len(t.slots) - 1)
	t.found = t.found[:0]
	for _, h := range features {
		t.found = append(t.found, t.slots[h*mulA>>20&mask])
	}
	for i, h := range features {
		if t.found[i].feature != h {
			t.found[i] = t.slots[t.find(h)]
		}
	}
	for i := range t.found {
		row := &t.found[i]
		if row.updates < t.minUpdates || row.n == 0 {
			continue
		}
		for _, w := range t.weights[row.first : row.first+uint32(row.n)] {
			scores[w.class&(MaxClasses-1)] += w.weight
		}
	}
}

// Tick ends one step of the training; the average is over steps.
func (t *PerceptronTrainer) Tick() { t.step++ }

// Update raises the weights of the features for class good and lowers them for
// class bad by rate.
func (t *PerceptronTrainer) Update(features []uint64, good, bad int, rate float32) {
	for _, h := range features {
		row := t.row(h)
		t.add(row, good, rate)
		t.add(row, bad, -rate)
	}
}

// Reward adds rate to the weights of the features for one class.
func (t *PerceptronTrainer) Reward(features []uint64, class int, rate float32) {
	for _, h := range features {
		t.add(t.row(h), class, rate)
	}
}

// row returns the row of a feature, which counts one update more.
func (t *PerceptronTrainer) row(h uint64) *trainSlot {
	at := t.find(h)
	if t.slots[at].feature == 0 {
		if t.used*2 >= len(t.slots) {
			t.grow()
			at = t.find(h)
		}
		t.used++
		t.slots[at].feature = h
	}
	row := &t.slots[at]
	if row.updates < math.MaxUint16 {
		row.updates++
	}
	return row
}

func (t *PerceptronTrainer) grow() {
	old := t.slots
	t.slots = make([]trainSlot, len(old)*2)
	for i := range old {
		if old[i].feature != 0 {
			t.slots[t.find(old[i].feature)] = old[i]
		}
	}
}

func (t *PerceptronTrainer) add(row *trainSlot, class int, by float32) {
	for i := row.first; i < row.first+uint32(row.n); i++ {
		if w := &t.weights[i]; w.class == uint32(class) {
			s := &t.sums[i]
			s.sum += w.weight * (t.step - s.stamp)
			s.stamp = t.step
			w.weight += by
			return
		}
	}
	if row.n == 0 || int(row.n) == 2<<row.room {
		t.widen(row)
	}
	at := row.first + uint32(row.n)
	t.weights[at], t.sums[at] = trainWeight{by, uint32(class)}, trainSum{stamp: t.step}
	row.n++
}

// widen moves a full row to the end of the weights, with twice the room.
func (t *PerceptronTrainer) widen(row *trainSlot) {
	old, size := row.first, uint32(row.n)
	if row.n > 0 {
		row.room++
	}
	row.first = uint32(len(t.weights))
	spare := 2<<row.room - int(row.n)
	t.weights = append(t.weights, t.weights[old:old+size]...)
	t.weights = append(t.weights, make([]trainWeight, spare)...)
	t.sums = append(t.sums, t.sums[old:old+size]...)
	t.sums = append(t.sums, make([]trainSum, spare)...)
}

// average returns the mean over all steps of the weight at index i.
func (t *PerceptronTrainer) average(i uint32) float32 {
	if t.settled {
		return t.weights[i].weight
	}
	s := t.sums[i]
	return (s.sum + t.weights[i].weight*(t.step-s.stamp)) / max(t.step, 1)
}

// Absorb adds the averaged weights of other to those of t, which cannot be
// trained any further. Models of one task that saw the data in different orders
// make different chance mistakes; their sum makes fewer.
func (t *PerceptronTrainer) Absorb(other *PerceptronTrainer) {
	if !t.settled {
		for i := range t.weights {
			t.weights[i].weight = t.average(uint32(i))
		}
		t.settled = true
	}
	for i := range other.slots {
		o := &other.slots[i]
		if o.feature == 0 || o.updates < other.minUpdates {
			continue
		}
		row := t.row(o.feature)
		row.updates = max(row.updates, o.updates)
		for k := o.first; k < o.first+uint32(o.n); k++ {
			t.add(row, int(other.weights[k].class), other.average(k))
		}
	}
}

// Encode writes the averaged weights for OpenPerceptron, leaving out those
// smaller than least.
func (t *PerceptronTrainer) Encode(least float32) []byte {
	rows := t.kept(least)
	largest := float32(1e-6)
	for _, r := range rows {
		for _, c := range r.cells {
			largest = max(largest, abs(c.weight))
		}
	}
	codes := weightCodes(largest)
	size, count := 0, 0
	for _, r := range rows {
		pieces := (len(r.cells) + rowCells - 1) / rowCells
		size += 2*len(r.cells) + pieces
		count += pieces
	}
	lines := int(max(float64(size)/(lineFull*(lineBytes-lineStart)), float64(count)/(lineFull*lineRows), 1))
	out := append([]byte(nil), perceptronMagic...)
	out = binary.LittleEndian.AppendUint32(out, uint32(t.classes))
	out = binary.LittleEndian.AppendUint32(out, uint32(lines))
	for _, v := range codes {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
	}
	return append(out, fillLines(rows, uint64(lines), &codes)...)
}

type keptRow struct {
	feature uint64
	cells   []trainWeight // averages
}

func (t *PerceptronTrainer) kept(least float32) []keptRow {
	var rows []keptRow
	for i := range t.slots {
		r := &t.slots[i]
		if r.feature == 0 || r.updates < t.minUpdates {
			continue
		}
		var cells []trainWeight
		for k := r.first; k < r.first+uint32(r.n); k++ {
			if w := t.average(k); abs(w) >= least {
				cells = append(cells, trainWeight{w, t.weights[k].class})
			}
		}
		if len(cells) > 0 {
			rows = append(rows, keptRow{r.feature, cells})
		}
	}
	return rows
}

// weightCodes returns the values of codes 0 to 255: code 0 is 0, an odd code
// 2k-1 is the k-th positive value, the even code 2k the same negated.
func weightCodes(largest float32) (codes [256]float32) {
	const bend = 4.0
	for k := 1; k <= 127; k++ {
		v := float32(math.Expm1(bend*float64(k)/127)/math.Expm1(bend)) * largest
		codes[2*k-1], codes[2*k] = v, -v
	}
	return codes
}

// encodeWeight returns the code whose value is nearest to w.
func encodeWeight(codes *[256]float32, w float32) byte {
	lo, hi := 0, 127
	value := func(k int) float32 {
		if k == 0 {
			return 0
		}
		return codes[2*k-1]
	}
	for lo < hi {
		if mid := (lo + hi) / 2; (value(mid)+value(mid+1))/2 < abs(w) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	switch {
	case lo == 0:
		return 0
	case w < 0:
		return byte(2 * lo)
	}
	return byte(2*lo - 1)
}

// fillLines puts the rows into lines, in the order of their features.
func fillLines(rows []keptRow, lines uint64, codes *[256]float32) []byte {
	slices.SortFunc(rows, func(a, b keptRow) int {
		return cmp.Or(cmp.Compare(a.feature&0xffffffff, b.feature&0xffffffff), cmp.Compare(a.feature, b.feature))
	})
	data := make([]byte, (lines+1)*lineBytes)
	var row []byte
	for _, r := range rows {
		slices.SortFunc(r.cells, func(a, b trainWeight) int { return int(a.class) - int(b.class) })
		first, second := fingerprints(r.feature)
		for cells := range slices.Chunk(r.cells, rowCells) {
			row = append(row[:0], second)
			for _, c := range cells {
				row = append(row, byte(c.class), encodeWeight(codes, c.weight))
			}
			data = putRow(data, int(r.feature&0xffffffff*lines>>32)*lineBytes, byte(first), row)
		}
	}
	return data
}

// putRow puts a row into the line at byte at, or the next one with room. The
// last line never overflows: another follows it.
func putRow(data []byte, at int, fingerprint byte, row []byte) []byte {
	for {
		line := data[at : at+lineBytes]
		lengths := binary.LittleEndian.Uint32(line[lineRows:])
		rows, used := 0, lineStart
		for rows < lineRows && line[rows] != 0 {
			used += 1 + 2*int(lengths>>(4*rows)&15)
			rows++
		}
		if rows < lineRows && used+len(row) <= lineBytes {
			copy(line[used:], row)
			line[rows] = fingerprint
			binary.LittleEndian.PutUint32(line[lineRows:], lengths|uint32(len(row)/2)<<(4*rows))
			return data
		}
		line[lineMore] = 1
		if at += lineBytes; at == len(data) {
			data = append(data, make([]byte, lineBytes)...)
		}
	}
}

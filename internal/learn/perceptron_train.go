package learn

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

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

// lineFull is how full lines are on average; fuller ones overflow too often.
const lineFull = 0.7

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
	e := lineEncoder{lines: max(uint64(float64(len(rows))/(lineFull*linePlaces)), 1), codes: weightCodes(largest)}
	e.encode(rows)
	out := append([]byte(nil), perceptronMagic...)
	out = binary.LittleEndian.AppendUint32(out, uint32(t.classes))
	out = binary.LittleEndian.AppendUint32(out, uint32(e.lines))
	out = binary.LittleEndian.AppendUint32(out, uint32(e.rows))
	for _, v := range e.codes {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
	}
	return append(append(out, e.full...), e.data...)
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

// lineEncoder puts rows into lines and full rows.
type lineEncoder struct {
	lines uint64
	codes [256]float32
	data  []byte // lines
	full  []byte
	rows  int // in full
}

// encode puts the rows into lines, in the order of their features.
func (e *lineEncoder) encode(rows []keptRow) {
	slices.SortFunc(rows, func(a, b keptRow) int {
		return cmp.Or(cmp.Compare(a.feature&0xffffffff, b.feature&0xffffffff), cmp.Compare(a.feature, b.feature))
	})
	e.data = make([]byte, (e.lines+1)*lineBytes)
	for _, r := range rows {
		slices.SortFunc(r.cells, func(a, b trainWeight) int { return int(a.class) - int(b.class) })
		if place, entry := e.place(r.feature); place != nil {
			binary.LittleEndian.PutUint16(place, check(r.feature))
			e.put(entry, r.cells)
		}
	}
	if last := e.data[len(e.data)-lineBytes:]; binary.LittleEndian.Uint16(last[2*linePlaces-2:]) != 0 {
		e.data = append(e.data, make([]byte, lineBytes)...)
	}
}

// place returns the first free place for a feature and its entry, or nil if one
// with the same check is on the way.
func (e *lineEncoder) place(h uint64) (place, entry []byte) {
	for at := int(h & 0xffffffff * e.lines >> 32 * lineBytes); ; at += lineBytes {
		if at == len(e.data) {
			e.data = append(e.data, make([]byte, lineBytes)...)
		}
		for i := range linePlaces {
			place := e.data[at+2*i:]
			switch binary.LittleEndian.Uint16(place) {
			case check(h):
				return nil, nil
			case 0:
				return place, e.data[at+2*linePlaces+i*entryBytes:][:entryBytes]
			}
		}
	}
}

// put writes the cells into an entry, or into a new full row.
func (e *lineEncoder) put(entry []byte, cells []trainWeight) {
	if len(cells) <= entryCells {
		for i := range entryCells {
			entry[2*i] = byte(MaxClasses + i)
			if i < len(cells) {
				entry[2*i], entry[2*i+1] = byte(cells[i].class), encodeWeight(&e.codes, cells[i].weight)
			}
		}
		return
	}
	entry[0] = fullEntry
	binary.LittleEndian.PutUint32(entry[2:], uint32(e.rows))
	e.rows++
	e.full = append(e.full, byte(len(cells)))
	for _, c := range cells {
		e.full = append(e.full, byte(c.class), encodeWeight(&e.codes, c.weight))
	}
}

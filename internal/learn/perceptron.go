package learn

import (
	"encoding/binary"
	"errors"
	"math"
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
// File: "PER4", classes, lines, full rows (32 bits each), the value of each of the
// 256 weight codes (float32), then the full rows, then the lines. A cell is a class
// and a weight code, a byte each. A full row is the number of its cells (8 bits)
// and the cells. A line is 64 bytes. A feature's low 32 bits choose its line by
// multiply and shift; there are eight places in it: first the check of each, as in
// a Table, then the entry of each, 6 bytes. What finds no place goes to the next
// line; nothing wraps around: extra lines at the end take the overflow, and the
// last has a place free. An entry is three cells; cells that it does not need have
// the classes from MaxClasses up. Or it is the byte 255, a byte 0 and the number of
// a full row (32 bits). Codes grow exponentially, so small weights keep their
// precision and large ones their size.
//
// Time goes into waiting for memory, so a lookup reads one line of the processor's
// cache, and many are under way at the same time. Most features that are met often
// have full rows; in memory these have one 16-bit weight a class, to be added up as
// vectors. Weights become multiples of the largest divided by 32767, far below the
// precision that the codes leave; so their sums are the same in any order.

const (
	perceptronMagic  = "PER4"
	perceptronHeader = 16 + 256*4
	lineBytes        = 64
	linePlaces       = 8
	entryBytes       = 6
	entryCells       = 3
	fullEntry        = 0xff // the first byte of an entry whose last four are the number of a full row
	blockClasses     = 16   // classes added up at once
)

// MaxClasses is one more than the number of classes that a Perceptron can tell
// apart.
const MaxClasses = 64

// ErrPerceptron says that bytes are not a stored Perceptron.
var ErrPerceptron = errors.New("damaged perceptron in the model file")

// Scores holds one score a class; classes that a model does not have stay 0.
type Scores [MaxClasses]float32

// Perceptron is an immutable classifier, safe for concurrent use.
type Perceptron struct {
	classes int
	lines   uint64
	data    []byte     // the lines and an empty one; begins on a multiple of lineBytes
	full    []int16    // stride weights a full row, in units
	stride  int        // a multiple of blockClasses
	value   [256]int32 // of each weight code, in units
	unit    float32
}

// sums holds a score in units for each class, and for each cell that an entry
// does not need: MaxClasses and up, so that none waits for another.
type sums [MaxClasses + entryCells]int32

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
	if p.classes < 1 || p.classes >= MaxClasses || p.lines < 1 {
		return nil, ErrPerceptron
	}
	rows := int(binary.LittleEndian.Uint32(data[12:]))
	p.readCodes(data[16:])
	data = data[perceptronHeader:]
	if rows > len(data) {
		return nil, ErrPerceptron
	}
	rest, ok := p.readRows(data, rows)
	if !ok || !p.readLines(rest, rows) {
		return nil, ErrPerceptron
	}
	return p, nil
}

// readRows fills full and returns what follows.
func (p *Perceptron) readRows(data []byte, rows int) (rest []byte, ok bool) {
	p.stride = (p.classes + blockClasses - 1) / blockClasses * blockClasses
	p.full = make([]int16, rows*p.stride)
	for row := range rows {
		if len(data) == 0 || len(data) < 1+2*int(data[0]) {
			return nil, false
		}
		cells := data[1 : 1+2*int(data[0])]
		data = data[1+len(cells):]
		for i := 0; i < len(cells); i += 2 {
			if int(cells[i]) >= p.classes {
				return nil, false
			}
			p.full[row*p.stride+int(cells[i])] = int16(p.value[cells[i+1]])
		}
	}
	return data, true
}

// readLines copies the lines to data, and makes sure that nothing in them points
// out of bounds.
func (p *Perceptron) readLines(lines []byte, rows int) bool {
	n := len(lines)
	if n%lineBytes != 0 || uint64(n) <= p.lines*lineBytes || lines[n-lineBytes+2*linePlaces-2] != 0 || lines[n-lineBytes+2*linePlaces-1] != 0 {
		return false
	}
	p.data = make([]byte, n+lineBytes) // a large block begins on a page; vectors read past the end
	copy(p.data, lines)
	for ; len(lines) > 0; lines = lines[lineBytes:] {
		for i := 2 * linePlaces; i < lineBytes; i += entryBytes {
			e := lines[i : i+entryBytes]
			if e[0] == fullEntry && binary.LittleEndian.Uint32(e[2:]) >= uint32(rows) ||
				e[0] != fullEntry && max(e[0], e[2], e[4]) >= MaxClasses+entryCells {
				return false
			}
		}
	}
	return true
}

// readCodes fills value and unit.
func (p *Perceptron) readCodes(data []byte) {
	var values [256]float32
	p.unit = 1e-9
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[i*4:]))
		p.unit = max(p.unit, abs(values[i])/math.MaxInt16)
	}
	for i, v := range values {
		p.value[i] = int32(math.Round(float64(v / p.unit)))
	}
}

// Classes returns the number of classes.
func (p *Perceptron) Classes() int { return p.classes }

// Score adds the weights of all features to scores.
func (p *Perceptron) Score(features []uint64, scores *Scores) {
	var s sums
	if vectors {
		for len(features) > 0 {
			n := min(len(features), batch)
			perceptronAVX2(p, &features[0], n, &s)
			features = features[n:]
		}
	} else {
		p.sumPlain(features, &s)
	}
	for c := range p.classes {
		scores[c&(MaxClasses-1)] += float32(s[c]) * p.unit
	}
}

// Fetch asks memory for what Score needs of the features.
func (p *Perceptron) Fetch(features []uint64) {
	if vectors && len(features) > 0 {
		fetchAVX2(&p.data[0], p.lines, lineBytes, &features[0], len(features))
	}
}

// batch is how many features are looked up together.
const batch = 128

// sumPlain adds the weights of the features in plain Go.
func (p *Perceptron) sumPlain(features []uint64, s *sums) {
	for _, h := range features {
		e := p.find(h)
		if e == nil {
			continue
		}
		if e[0] == fullEntry {
			row := int(binary.LittleEndian.Uint32(e[2:]))
			for c, w := range p.full[row*p.stride:][:p.stride] {
				s[c] += int32(w)
			}
			continue
		}
		for i := 0; i < entryBytes; i += 2 {
			s[e[i]] += p.value[e[i+1]]
		}
	}
}

// find returns the entry of a feature, or nil.
func (p *Perceptron) find(h uint64) []byte {
	want := check(h)
	for at := h & 0xffffffff * p.lines >> 32 * lineBytes; ; at += lineBytes {
		line := p.data[at : at+lineBytes]
		for i := range linePlaces {
			switch binary.LittleEndian.Uint16(line[2*i:]) {
			case want:
				return line[2*linePlaces+i*entryBytes:][:entryBytes]
			case 0:
				return nil
			}
		}
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

package learn

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// A Ternary is a Perceptron for three classes, made for speed: it decides every
// step of the parser. A correction adds to one class what it takes from another,
// so the three weights of a feature sum to nought and two of them say all: a
// feature takes four bytes, 16 bits of check and two weights of one byte, which
// stand for their own square with the sign kept.
//
// A feature lives in one of the four places of its set, so a lookup is one
// access to memory and no branches. If more than four want a place, those with
// the smallest weights are dropped.
//
// File: "TER1", sets (32 bits), the value of one squared unit (float32), four
// unused bytes, then sets of 16 bytes. The low 32 bits of a feature choose its
// set by multiply and shift.

const (
	ternaryMagic  = "TER1"
	ternaryHeader = 16
	ternaryFull   = 0.8 // share of places that are wanted
)

// Ternary is an immutable classifier, safe for concurrent use.
type Ternary struct {
	sets uint64
	unit float32 // value of a score of 1
	data []byte
}

// OpenTernary reads a section written by PerceptronTrainer.EncodeTernary. The
// Ternary is a view of data.
func OpenTernary(data []byte) (*Ternary, error) {
	if len(data) < ternaryHeader || string(data[:4]) != ternaryMagic {
		return nil, ErrPerceptron
	}
	t := &Ternary{
		sets: uint64(binary.LittleEndian.Uint32(data[4:])),
		unit: math.Float32frombits(binary.LittleEndian.Uint32(data[8:])),
		data: data[ternaryHeader:],
	}
	if t.sets == 0 || uint64(len(t.data)) != t.sets*16 {
		return nil, ErrPerceptron
	}
	return t, nil
}

// Score returns the scores of the classes 1 and 2; that of class 0 is minus
// their sum.
func (t *Ternary) Score(features []uint64) (one, two int32) {
	if vectors && len(features) > 0 {
		return ternaryAVX2(&t.data[0], t.sets, &features[0], len(features))
	}
	return t.scorePlain(features)
}

// Fetch asks memory for what Score needs of the features. To do so while others are
// still being made hides most of the time that memory takes.
func (t *Ternary) Fetch(features []uint64) {
	if vectors && len(features) > 0 {
		fetchAVX2(&t.data[0], t.sets, 16, &features[0], len(features))
	}
}

// scorePlain is Score in plain Go.
func (t *Ternary) scorePlain(features []uint64) (one, two int32) {
	var low, high [batch]uint64
	for len(features) > 0 {
		n := min(len(features), batch)
		for i, h := range features[:n] {
			at := h & 0xffffffff * t.sets >> 32 * 16
			set := t.data[at : at+16]
			low[i&(batch-1)] = binary.LittleEndian.Uint64(set)
			high[i&(batch-1)] = binary.LittleEndian.Uint64(set[8:])
		}
		for i, h := range features[:n] {
			want := uint32(ternaryCheck(h))
			a, b := low[i&(batch-1)], high[i&(batch-1)]
			code := matched(uint32(a), want) | matched(uint32(a>>32), want) |
				matched(uint32(b), want) | matched(uint32(b>>32), want)
			one += squared(int32(int8(code)))
			two += squared(int32(int8(code >> 8)))
		}
		features = features[n:]
	}
	return one, two
}

// ternaryCheck never returns 0, which marks a free place.
func ternaryCheck(h uint64) uint16 { return uint16(h>>48) | 1 }

// matched returns the weights in place if its check is the one wanted, and 0
// otherwise.
func matched(place, want uint32) uint32 {
	differs := place>>16 ^ want
	return place & uint32(int32(differs-1)>>31) & 0xffff
}

// squared returns c·|c|.
func squared(c int32) int32 {
	sign := c >> 31
	return c * ((c ^ sign) - sign)
}

// EncodeTernary writes the averaged weights of a trainer of three classes for
// OpenTernary, leaving out features whose weights are all smaller than least.
func (t *PerceptronTrainer) EncodeTernary(least float32) []byte {
	return encodeTernary(t.ternaryRows(least), ternaryFull)
}

// encodeTernary writes rows so that the share full of all places is wanted.
func encodeTernary(rows []ternaryRow, full float64) []byte {
	largest := float32(1e-6)
	for _, r := range rows {
		largest = max(largest, r.size())
	}
	unit := largest / (127 * 127)
	sets := uint64(max(int(float64(len(rows))/(4*full)), 1))
	out := append([]byte(nil), ternaryMagic...)
	out = binary.LittleEndian.AppendUint32(out, uint32(sets))
	out = binary.LittleEndian.AppendUint32(out, math.Float32bits(unit))
	out = append(out, make([]byte, 4+sets*16)...)
	// The largest come first and so find a place.
	slices.SortFunc(rows, func(a, b ternaryRow) int {
		return cmp.Or(cmp.Compare(b.size(), a.size()), cmp.Compare(a.feature, b.feature))
	})
	for _, r := range rows {
		r.place(out[ternaryHeader+r.feature&0xffffffff*sets>>32*16:], unit)
	}
	return out
}

type ternaryRow struct {
	feature  uint64
	one, two float32
}

func (r *ternaryRow) size() float32 { return max(abs(r.one), abs(r.two)) }

// place puts the row into the first free place of its set, unless another with
// the same check is there.
func (r *ternaryRow) place(set []byte, unit float32) {
	for k := range 4 {
		have := set[k*4 : k*4+4]
		switch binary.LittleEndian.Uint16(have[2:]) {
		case ternaryCheck(r.feature):
			return
		case 0:
			have[0], have[1] = squareRoot(r.one/unit), squareRoot(r.two/unit)
			binary.LittleEndian.PutUint16(have[2:], ternaryCheck(r.feature))
			return
		}
	}
}

// squareRoot returns the byte c for which c·|c| is nearest to w.
func squareRoot(w float32) byte {
	c := math.Round(math.Sqrt(float64(abs(w))))
	return byte(int8(math.Copysign(min(c, 127), float64(w))))
}

func (t *PerceptronTrainer) ternaryRows(least float32) []ternaryRow {
	var rows []ternaryRow
	for i := range t.slots {
		s := &t.slots[i]
		if s.feature == 0 || s.updates < t.minUpdates {
			continue
		}
		r := ternaryRow{feature: s.feature}
		for k := s.first; k < s.first+uint32(s.n); k++ {
			switch t.weights[k].class {
			case 1:
				r.one = t.average(k)
			case 2:
				r.two = t.average(k)
			}
		}
		if max(r.size(), abs(r.one+r.two)) >= least {
			rows = append(rows, r)
		}
	}
	return rows
}

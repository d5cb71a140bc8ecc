package learn

import (
	"encoding/binary"
	"errors"
	"math"
)

// A Table maps features to rows of 8-bit weights by open addressing. A feature's
// low 32 bits choose its slot (multiply and shift, so that the number of slots
// is free), its high 16 bits are its check; collisions go to the next slot. An
// unknown feature passes for a known one about once in fifty thousand lookups,
// with a weight that hardly matters.
//
// In memory the checks stand apart from the rows: they are few enough to stay
// near the processor, eight of them are compared at once, and only the row that
// was found is fetched.
//
// File: "TBL1", width (32 bits), slots (32 bits), scale (float32), then
// slots+maxProbe slots, each a check and one byte a weight; check 0 marks an
// empty one. Nothing wraps around: the extra slots take the overflow.

const (
	tableMagic  = "TBL1"
	tableHeader = 16
	maxProbe    = 128
	tableLoad   = 0.75
	maxWidth    = 16
	leastCode   = 3 // rows whose weights are all smaller in 8 bits are left out
)

// ErrTable says that bytes are not a weight table.
var ErrTable = errors.New("damaged weight table in the model file")

// Table is an immutable map from features to weights, safe for concurrent use.
type Table struct {
	width  int
	slots  uint64
	scale  float32
	checks []uint16 // one a slot; the last tableGroup are 0
	rows   []byte   // width bytes a slot; the last row is all 0, and room for a whole vector follows
}

// tableGroup is how many checks are compared at once.
const tableGroup = 8

// OpenTable reads a table written by buildTable.
func OpenTable(data []byte) (*Table, error) {
	if len(data) < tableHeader || string(data[:4]) != tableMagic {
		return nil, ErrTable
	}
	t := &Table{
		width: int(binary.LittleEndian.Uint32(data[4:])),
		slots: uint64(binary.LittleEndian.Uint32(data[8:])),
		scale: math.Float32frombits(binary.LittleEndian.Uint32(data[12:])),
	}
	data = data[tableHeader:]
	if t.width < 1 || t.width > maxWidth || uint64(len(data)) < (t.slots+maxProbe)*uint64(t.width+2) {
		return nil, ErrTable
	}
	t.split(data)
	return t, nil
}

// split takes the slots of the file apart.
func (t *Table) split(data []byte) {
	n := int(t.slots) + maxProbe
	t.checks = make([]uint16, n+tableGroup)
	t.rows = make([]byte, (n+1)*t.width+maxWidth)
	for i := range n {
		slot := data[i*(t.width+2):][:t.width+2]
		t.checks[i] = binary.LittleEndian.Uint16(slot)
		copy(t.rows[i*t.width:], slot[2:])
	}
}

// check never returns 0, which marks an empty slot.
func check(h uint64) uint16 {
	if c := uint16(h >> 48); c != 0 {
		return c
	}
	return 1
}

// find returns the weights of h, or nil.
func (t *Table) find(h uint64) []byte {
	c := check(h)
	for at := h & 0xffffffff * t.slots >> 32; ; at++ {
		switch t.checks[at] {
		case c:
			return t.rows[int(at)*t.width:][:t.width]
		case 0:
			return nil
		}
	}
}

// Sum adds up the rows of all features into out, which has the table's width.
func (t *Table) Sum(features []uint64, out []float32) {
	if !vectors {
		t.sumPlain(features, out)
		return
	}
	var sums [maxWidth]int32
	for len(features) > 0 {
		n := min(len(features), tableBatch)
		tableAVX2(&t.checks[0], &t.rows[0], uint64(t.width), t.slots, uint64(len(t.checks)-tableGroup), &features[0], n, &sums)
		features = features[n:]
	}
	for k := range out {
		out[k] = float32(sums[k&(maxWidth-1)]) * t.scale
	}
}

// Fetch asks memory for what Sum needs of the features.
func (t *Table) Fetch(features []uint64) {
	if vectors && len(features) > 0 {
		fetchAVX2(&t.rows[0], t.slots, uint64(t.width), &features[0], len(features))
	}
}

// tableBatch is how many bytes can be added without overflow of 16 bits.
const tableBatch = 255

// sumPlain is Sum in plain Go.
func (t *Table) sumPlain(features []uint64, out []float32) {
	var sums [maxWidth]int32
	for _, h := range features {
		for k, w := range t.find(h) {
			sums[k&(maxWidth-1)] += int32(int8(w))
		}
	}
	for k := range out {
		out[k] = float32(sums[k&(maxWidth-1)]) * t.scale
	}
}

// buildTable quantises rows of weights. Row i belongs to features[i]; rows of
// very small weights are left out. The scale maps the largest weight to 127.
func buildTable(features []uint64, rows []float32, width int) []byte {
	largest := float32(1e-6)
	for _, w := range rows {
		largest = max(largest, abs(w))
	}
	scale := largest / 127
	kept := make([]int, 0, len(features))
	for i := range features {
		if rowMatters(rows[i*width:(i+1)*width], scale) {
			kept = append(kept, i)
		}
	}
	for slots := max(int(float64(len(kept))/tableLoad), 16); ; slots += slots / 8 {
		if data := fillTable(features, rows, kept, width, slots, scale); data != nil {
			return data
		}
	}
}

func rowMatters(row []float32, scale float32) bool {
	for _, w := range row {
		if abs(w) >= scale*leastCode {
			return true
		}
	}
	return false
}

// fillTable returns nil if a feature would land more than maxProbe slots away.
func fillTable(features []uint64, rows []float32, kept []int, width, slots int, scale float32) []byte {
	stride := width + 2
	data := append(make([]byte, 0, tableHeader+(slots+maxProbe)*stride), tableMagic...)
	data = binary.LittleEndian.AppendUint32(data, uint32(width))
	data = binary.LittleEndian.AppendUint32(data, uint32(slots))
	data = binary.LittleEndian.AppendUint32(data, math.Float32bits(scale))
	data = data[:cap(data)]
	for _, i := range kept {
		h := features[i]
		at := tableHeader + int(h&0xffffffff*uint64(slots)>>32)*stride
		probes := 0
		for binary.LittleEndian.Uint16(data[at:]) != 0 {
			at += stride
			if probes++; probes >= maxProbe {
				return nil
			}
		}
		binary.LittleEndian.PutUint16(data[at:], check(h))
		for k := range width {
			data[at+2+k] = byte(int8(math.Round(float64(rows[i*width+k] / scale))))
		}
	}
	return data
}

func abs(x float32) float32 {
	if x < 0 {
		return -x
	}
	return x
}

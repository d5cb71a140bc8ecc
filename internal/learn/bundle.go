package learn

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sort"
)

// A model file is a Bundle: the magic "HSMODEL1", the number of sections as a
// 32-bit little-endian integer, then for each section the length of its name
// (16 bits), the name, and the length of its data (64 bits); then the data of
// all sections, in the same order, each padded with zeros to a multiple of 8
// bytes from the start of the file. Sections are sorted by name, so that equal contents give equal bytes.

const bundleMagic = "HSMODEL1"

// ErrBundle says that bytes are not a model file.
var ErrBundle = errors.New("not a Hearsay model file")

// Bundle holds named sections of bytes. The zero Bundle is empty and ready for Put.
type Bundle struct {
	sections map[string][]byte
}

// OpenBundle reads a model file. The sections are views of data, which must
// not change while the Bundle or anything loaded from it is in use.
func OpenBundle(data []byte) (*Bundle, error) {
	b := &Bundle{sections: map[string][]byte{}}
	r := reader{data: data}
	if string(r.take(8)) != bundleMagic {
		return nil, ErrBundle
	}
	n := int(r.u32())
	names, sizes := make([]string, 0, 16), make([]uint64, 0, 16)
	for i := 0; i < n && !r.bad; i++ {
		names = append(names, string(r.take(int(r.u16()))))
		sizes = append(sizes, r.u64())
	}
	for i, name := range names {
		r.align()
		if sizes[i] > uint64(len(data)) {
			r.bad = true
		}
		if r.bad {
			break
		}
		b.sections[name] = r.take(int(sizes[i]))
	}
	if r.bad {
		return nil, fmt.Errorf("%w: it ends after %d bytes, inside a section", ErrBundle, len(data))
	}
	return b, nil
}

// Section returns the data stored under name, a view that must not be changed.
func (b *Bundle) Section(name string) ([]byte, bool) {
	data, ok := b.sections[name]
	return data, ok
}

// Put stores data under name, replacing what was there. The Bundle keeps data.
func (b *Bundle) Put(name string, data []byte) {
	if b.sections == nil {
		b.sections = map[string][]byte{}
	}
	b.sections[name] = data
}

// Names returns the names of the sections, sorted.
func (b *Bundle) Names() []string {
	names := make([]string, 0, len(b.sections))
	for name := range b.sections {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// WriteTo writes the model file.
func (b *Bundle) WriteTo(w io.Writer) (int64, error) {
	out := []byte(bundleMagic)
	names := b.Names()
	out = binary.LittleEndian.AppendUint32(out, uint32(len(names)))
	for _, name := range names {
		out = binary.LittleEndian.AppendUint16(out, uint16(len(name)))
		out = append(out, name...)
		out = binary.LittleEndian.AppendUint64(out, uint64(len(b.sections[name])))
	}
	for _, name := range names {
		for len(out)%8 != 0 {
			out = append(out, 0)
		}
		out = append(out, b.sections[name]...)
	}
	n, err := w.Write(out)
	return int64(n), err
}

// reader takes fixed-size values off the front of data; past the end it sets
// bad and returns zeros.
type reader struct {
	data []byte
	pos  int
	bad  bool
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.data)-r.pos {
		r.bad = true
		return nil
	}
	r.pos += n
	return r.data[r.pos-n : r.pos : r.pos]
}

func (r *reader) fixed(n int) []byte {
	if b := r.take(n); b != nil {
		return b
	}
	return make([]byte, n)
}

func (r *reader) u16() uint16 { return binary.LittleEndian.Uint16(r.fixed(2)) }
func (r *reader) u32() uint32 { return binary.LittleEndian.Uint32(r.fixed(4)) }
func (r *reader) u64() uint64 { return binary.LittleEndian.Uint64(r.fixed(8)) }

func (r *reader) align() {
	if rest := r.pos % 8; rest != 0 {
		r.take(8 - rest)
	}
}

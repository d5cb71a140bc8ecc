package coding

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

var text = []byte(strings.Repeat("The harbour board said on Monday that the ferry would not sail. ", 50))

// pack compresses data. Bzip2 is not packed here: see packed.
func pack(t testing.TB, c string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch c {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "br":
		w = brotli.NewWriter(&b)
	case "zlib":
		w = zlib.NewWriter(&b)
	case "deflate":
		w, _ = flate.NewWriter(&b, 6)
	case "zstd":
		w, _ = zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// packed is "It rained.\n" by bzip2.
const packed = "BZh91AY&SY\xbd\xa7\x00\x1f\x00\x00\x01\xd5\x80\x00\x10@\x01\x00 &!\x14\x00 \x00\x22\x00\x0fP\x80i\xa6\x87.\x0d8\xe3\xc5\xdc\x91N\x14$/i\xc0\x07\xc0"

func TestDecode(t *testing.T) {
	z, br := pack(t, "gzip", text), pack(t, "br", text)
	bomb := pack(t, "gzip", make([]byte, 16<<20))
	for _, c := range []struct {
		name string
		data []byte
		by   Coding
		err  error
		size int
	}{
		{"gzip", z, Gzip, nil, len(text)},
		{"brotli", br, Brotli, nil, len(text)},
		{"zstd", pack(t, "zstd", text), Zstd, nil, len(text)},
		{"deflate", pack(t, "zlib", text), Deflate, nil, len(text)},
		{"deflate without a frame", pack(t, "deflate", text), Deflate, nil, len(text)},
		{"none", text, None, nil, len(text)},
		{"two members", append(bytes.Clone(z), z...), Gzip, nil, 2 * len(text)},
		{"two frames", append(pack(t, "zstd", text), pack(t, "zstd", text)...), Zstd, nil, 2 * len(text)},
		{"empty members", append(bytes.Repeat(pack(t, "gzip", nil), 100_000), z...), Gzip, nil, len(text)},
		{"trailing rubbish", append(bytes.Clone(z), "rubbish"...), Gzip, nil, len(text)},
		{"cut off", z[:len(z)-12], Gzip, ErrCut, -1},
		{"cut off in the header", z[:5], Gzip, ErrCut, 0},
		{"brotli cut off", br[:len(br)-5], Brotli, ErrCut, -1},
		{"zstd cut off", pack(t, "zstd", text)[:20], Zstd, ErrCut, -1},
		{"deflate cut off", pack(t, "zlib", text)[:20], Deflate, ErrCut, -1},
		{"not what it is said to be", text, Gzip, ErrDamaged, 0},
		{"not zstd", text, Zstd, ErrDamaged, 0},
		{"a wrong checksum", flip(z, len(z)-6), Gzip, ErrDamaged, -1},
		{"bomb", bomb, Gzip, ErrBomb, -1},
		{"brotli bomb", pack(t, "br", make([]byte, 16<<20)), Brotli, ErrBomb, -1},
		{"zstd bomb", pack(t, "zstd", make([]byte, 16<<20)), Zstd, ErrBomb, -1},
		{"bomb in a bomb", pack(t, "gzip", bomb), Gzip, nil, len(bomb)},
	} {
		got, err := Decode(c.data, c.by, Files)
		if !errors.Is(err, c.err) || c.err == nil && err != nil || c.size >= 0 && len(got) != c.size {
			t.Errorf("%s: %d bytes, error %v", c.name, len(got), err)
		}
		if len(got) > 4<<20 {
			t.Errorf("%s: %d bytes were kept", c.name, len(got))
		}
	}
	if _, err := Decode(z, Gzip, Limits{Most: int64(len(text)) - 1}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("above the most: %v", err)
	}
	if _, err := Decode(z, "lzw", Limits{}); err == nil {
		t.Error("an unknown coding")
	}
}

func flip(data []byte, at int) []byte {
	data = bytes.Clone(data)
	data[at] ^= 0x55
	return data
}

func TestBzip2(t *testing.T) {
	data := []byte(packed)
	if Of(data) != Bzip2 {
		t.Errorf("%q is not told", data)
	}
	if got, err := Decode(data, Bzip2, Files); err != nil || string(got) != "It rained.\n" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestReader hands on errors of the disk, and tells of what follows.
func TestReader(t *testing.T) {
	z := pack(t, "gzip", text)
	broken := errors.New("the disk is on fire")
	for name, r := range map[string]io.Reader{
		"in a member":     io.MultiReader(bytes.NewReader(z[:30]), iotest.ErrReader(broken)),
		"between members": io.MultiReader(bytes.NewReader(z), iotest.ErrReader(broken)),
	} {
		d, err := NewReader(r, Gzip, Files)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(d); !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
		_ = d.Close()
	}
	if _, err := NewReader(iotest.ErrReader(broken), Gzip, Files); !errors.Is(err, broken) {
		t.Errorf("at the start: %v", err)
	}
	d, err := NewReader(strings.NewReader(string(z)+"\x00\x00"), Gzip, Files)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(iotest.OneByteReader(d)); !errors.Is(err, ErrTrailing) || !bytes.Equal(got, text) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestOf(t *testing.T) {
	for name, want := range map[string]Coding{"gzip": Gzip, "zstd": Zstd, "br": None, "deflate": None} {
		if got := Of(pack(t, name, text)); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, head := range []string{"", "\x1f\x8b", "BZh9", "BZhave a look", "text"} {
		if got := Of([]byte(head)); got != None {
			t.Errorf("%q: %q", head, got)
		}
	}
	for token, want := range map[string]Coding{"x-gzip": Gzip, " BR ": Brotli, "identity": None, "zstd": Zstd, "deflate": Deflate} {
		if got, ok := Named(token); !ok || got != want {
			t.Errorf("%s: %q, %v", token, got, ok)
		}
	}
	if _, ok := Named("compress"); ok {
		t.Error("compress is not undone")
	}
}

// FuzzDecode undoes anything within its bounds.
func FuzzDecode(f *testing.F) {
	for i, name := range []string{"gzip", "zstd", "br", "deflate", "zlib"} {
		f.Add(byte(i), pack(f, name, text[:200]))
	}
	f.Add(byte(5), []byte(packed))
	codings := []Coding{Gzip, Zstd, Brotli, Deflate, Deflate, Bzip2}
	f.Fuzz(func(t *testing.T, by byte, data []byte) {
		c := codings[int(by)%len(codings)]
		got, err := Decode(data, c, Limits{Most: 1 << 20, Ratio: 200, Free: 1 << 16, Window: 1 << 20})
		if len(got) > 1<<20 {
			t.Fatalf("%d bytes", len(got))
		}
		again, err2 := Decode(data, c, Limits{Most: 1 << 20, Ratio: 200, Free: 1 << 16, Window: 1 << 20})
		if !bytes.Equal(got, again) || (err == nil) != (err2 == nil) {
			t.Fatalf("%d bytes, %v, then %d, %v", len(got), err, len(again), err2)
		}
	})
}

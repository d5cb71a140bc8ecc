package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
)

// page makes a record of one page.
func page(name, body string, more ...Field) []byte {
	header := append(Header{
		{"WARC-Type", "response"}, {"WARC-Target-URI", "https://gazette.example/" + name},
		{"WARC-Date", "2026-03-09T10:00:00Z"}, {"WARC-Record-ID", "<urn:uuid:" + name + ">"},
		{"Content-Type", "application/http; msgtype=response"},
	}, more...)
	return Append(nil, header, []byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"+body))
}

// without takes a field out of a record, and with puts another value into it.
func without(record []byte, name string) []byte { return with(record, name, "") }

func with(record []byte, name, value string) []byte {
	start := bytes.Index(record, []byte(name+": "))
	end := start + bytes.IndexByte(record[start:], '\n') + 1
	field := ""
	if value != "" {
		field = name + ": " + value + "\r\n"
	}
	return join(record[:start], []byte(field), record[end:])
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// member compresses parts as one gzip member.
func member(parts ...[]byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for _, p := range parts {
		_, _ = z.Write(p) // a Buffer takes all
	}
	_ = z.Close()
	return b.Bytes()
}

// members compresses each part as a member.
func members(parts ...[]byte) []byte {
	var b []byte
	for _, p := range parts {
		b = append(b, member(p)...)
	}
	return b
}

const arcFile = `filedesc://old.arc 0.0.0.0 20050301120000 text/plain 76
1 0 InternetArchive
URL IP-address Archive-date Content-type Archive-length

http://gazette.example/a 192.0.2.1 20050301120001 text/html 42
HTTP/1.0 200 OK
Content-Type: text/html

A
http://gazette.example/with a space 192.0.2.1 20050301120002 text/html 21
HTTP/1.0 200 OK

B…
`

var (
	info  = Append(nil, Header{{"WARC-Type", "warcinfo"}, {"WARC-Date", "2026-03-09T09:59:00Z"}, {"WARC-Record-ID", "<urn:uuid:info>"}}, []byte("software: hearsay-test\r\n"))
	a     = page("a", "<p>Ann Poe said that it rained.</p>")
	b     = page("b", "<p>Ben Orr said that it snowed.</p>")
	c     = page("c", "<p>Cat Ito said that it hailed.</p>")
	size  = len(a) // all pages have the same
	empty = member()
)

// archives are files and what has to be read of them: for each record its type,
// the end of its address, the length of its block and its faults; for each
// damage its place and what is wrong.
var archives = []struct {
	name string
	data []byte
	want string
}{
	{"plain", join(info, a, b), `
warcinfo - 24
response a 79
response b 79`},
	{"compressed record by record", members(info, a, b), `
warcinfo - 24
response a 79
response b 79`},
	{"compressed as a whole", member(info, a, b), `
warcinfo - 24
response a 79
response b 79`},
	{"compressed in members of any size", members(join(a, b, c)[:100], join(a, b, c)[100:400], join(a, b, c)[400:]), `
response a 79
response b 79
response c 79`},
	{"concatenated", join(members(info, a), info, b, members(info, c)), `
warcinfo - 24
response a 79
warcinfo - 24
response b 79
warcinfo - 24
response c 79`},
	{"empty members", join(bytes.Repeat(empty, 1000), member(a), bytes.Repeat(empty, 1000), member(b), empty), `
response a 79
response b 79`},
	{"empty", nil, ``},
	{"line ends only", []byte("\r\n\r\n\n"), ``},
	{"line ends of Unix", bytes.ReplaceAll(join(with(a, "Content-Length", "76"), with(b, "Content-Length", "76")), []byte("\r\n"), []byte("\n")), `
response a 76
response b 76`},
	{"line ends changed since", bytes.ReplaceAll(join(a, b), []byte("\r\n"), []byte("\n")), `
response a 76 Content-Length is 79, the block has 76 bytes
damage 280 b cut off`},
	{"ARC", []byte(arcFile), `
warcinfo filedesc://old.arc 76
response a 42
response with%20a%20space 21`},
	{"compressed ARC", members([]byte(arcFile[:133]), []byte(arcFile[133:])), `
warcinfo filedesc://old.arc 76
response a 42
response with%20a%20space 21`},

	{"cut off in a block", join(a, b)[:size+size-20], `
response a 79
damage {size} b cut off`},
	{"cut off in a header", join(a, b)[:size+50], `
response a 79
damage {size} - cut off`},
	{"cut off in a version line", join(a, b)[:size+4], `
response a 79
damage {size} - cut off`},
	{"cut off before the last line ends", join(a, b[:len(b)-4]), `
response a 79
response b 79`},
	{"cut off in a member", members(a, b)[:len(member(a))+200], `
response a 79
damage {member} b cut off`},
	{"cut off in the header of a member", members(a, b)[:len(member(a))+5], `
response a 79
damage {member} - cut off`},
	{"cut off in the checksum of a member", members(a, b)[:len(member(a))+len(member(b))-3], `
response a 79
damage {member} b cut off`},
	{"a member with a wrong checksum", join(member(a), flip(member(b), -6), member(c)), `
response a 79
damage {member} b the compressed data are damaged
response c 79`},
	{"a member with damaged data", join(member(a), flip(member(b), 60), member(c)), `
response a 79
damage {member} * the compressed data are damaged
response c 79`},
	{"a damaged file that was compressed as a whole", join(flip(member(a, b), 60), member(c)), `
damage 0 * the compressed data are damaged
response c 79`},
	{"rubbish between members", join(member(a), []byte("rubbish \x1f\x8b\x08 and more"), member(b)), `
response a 79
damage {member} - what stands here is no record
response b 79`},
	{"rubbish between records", join(a, []byte("rubbish\r\n\r\n"), b), `
response a 90 Content-Length is 79, the block has 90 bytes
response b 79`},
	{"zeros at the end", join(a, make([]byte, 2000)), `
response a 2083 Content-Length is 79, the block has 2083 bytes`},

	{"length too short", join(with(a, "Content-Length", "50"), b), `
response a 79 Content-Length is 50, the block has 79 bytes
response b 79`},
	{"length too short in a member", members(with(a, "Content-Length", "50"), b), `
response a 79 Content-Length is 50, the block has 79 bytes
response b 79`},
	{"length too long", join(with(a, "Content-Length", "120"), b, c), `
response a 79 Content-Length is 120, the block has 79 bytes
response b 79
response c 79`},
	{"length too long in a member", members(with(a, "Content-Length", "12000"), b), `
response a 83 Content-Length is 12000, the block has 83 bytes
response b 79`},
	{"length too long in the last record", join(a, with(b, "Content-Length", "83")), `
response a 79
response b 83`},
	{"length longer than the file", join(with(a, "Content-Length", "4611686018427387904"), b), `
response a 79 Content-Length is more than the file holds: 4611686018427387904
response b 79`},
	{"length of 2^63", join(with(a, "Content-Length", "9223372036854775808"), b), `
response a 79 Content-Length is no length: "9223372036854775808"
response b 79`},
	{"length below zero", join(with(a, "Content-Length", "-5"), b), `
response a 79 Content-Length is no length: "-5"
response b 79`},
	{"length missing", join(without(a, "Content-Length"), b), `
response a 79 Content-Length is missing
response b 79`},
	{"length missing in a member", members(without(a, "Content-Length"), b), `
response a 79 Content-Length is missing
response b 79`},
	{"headers missing", without(without(without(a, "WARC-Type"), "WARC-Date"), "WARC-Record-ID"), `
- a 79 WARC-Type is missing; WARC-Record-ID is missing; WARC-Date is missing`},
	{"unknown type", with(a, "WARC-Type", "hologram"), `
hologram a 79 the type "hologram" is unknown`},
	{"brackets around an address", with(a, "WARC-Target-URI", "<https://gazette.example/a>"), `
response a 79`},
	{"spaces in an address", with(a, "WARC-Target-URI", "https://gazette.example/ferry to orrin"), `
response ferry%20to%20orrin 79`},
	{"fields on several lines", with(a, "WARC-Target-URI", "\r\n\thttps://gazette.example/a"), `
response a 79`},
	{"a line that is no field", with(a, "WARC-Date", "2026-03-09T10:00:00Z\r\nnonsense"), `
response a 79 a line of the header is no field: "nonsense"`},
	{"a line without end", join(with(a, "WARC-Date", strings.Repeat("x", 1<<20)), b), `
damage 0 a a line of the header is too long
response b 79`},
	{"too many fields", join(with(a, "WARC-Date", "x"+strings.Repeat("\r\nA: b", 2000)), b), `
damage 0 a the header has too many fields
response b 79`},
	{"a page with records of its own", join(page("evil", "\r\n\r\n"+string(c)), b), `
response evil 341
response b 79`},
	{"a page with records of its own in a member", members(page("evil", "\r\n\r\n"+string(c)), b), `
response evil 341
response b 79`},
}

// flip damages one byte; at counts from the end if it is negative.
func flip(data []byte, at int) []byte {
	data = bytes.Clone(data)
	data[(at+len(data))%len(data)] ^= 0x55
	return data
}

// account reads a file and tells what is in it, as the table of archives does.
func account(r *Reader, most int64) string {
	var out strings.Builder
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		var block []byte
		if err == nil {
			block, err = r.Block(most)
		}
		var damage *Damage
		switch {
		case errors.As(err, &damage):
			fmt.Fprintf(&out, "damage %s %s %s\n", damage.Place, ending(damage.Record), damage.Detail)
		case err != nil:
			fmt.Fprintf(&out, "%s %s %v\n", rec.Type, ending(rec.Target()), err)
		default:
			fmt.Fprintf(&out, "%s %s %d %s\n", first(rec.Type), ending(rec.Target()), len(block), strings.Join(rec.Faults, "; "))
		}
	}
}

func ending(address string) string {
	return first(strings.TrimPrefix(address, "https://gazette.example/"))
}

func first(s string) string {
	if s == "" {
		return "-"
	}
	return strings.TrimPrefix(s, "http://gazette.example/")
}

// agree compares an account with what the table says: damage need only begin in
// the same way and hold what the table says of it, "*" stands for any address.
func agree(got, want string) bool {
	want = strings.NewReplacer("{size}", fmt.Sprint(size), "{member}", fmt.Sprint(len(member(a)))).Replace(want)
	gotLines, wantLines := strings.Split(strings.TrimSpace(got), "\n"), strings.Split(strings.TrimSpace(want), "\n")
	if len(gotLines) != len(wantLines) {
		return false
	}
	for i, w := range wantLines {
		g := strings.TrimSpace(gotLines[i])
		if rest, ok := strings.CutPrefix(w, "damage "); ok {
			w, g := strings.SplitN(rest, " ", 3), strings.SplitN(strings.TrimPrefix(g, "damage "), " ", 3)
			if len(g) != 3 || g[0] != w[0] || w[1] != "*" && g[1] != w[1] || !strings.Contains(g[2], w[2]) {
				return false
			}
		} else if g != w {
			return false
		}
	}
	return true
}

func TestReader(t *testing.T) {
	for _, c := range archives {
		for _, way := range []struct {
			name string
			r    io.Reader
			size int64
		}{
			{"file", bytes.NewReader(c.data), int64(len(c.data))},
			{"stream", iotest.OneByteReader(bytes.NewReader(c.data)), int64(len(c.data))},
		} {
			t.Run(c.name+"/"+way.name, func(t *testing.T) {
				if got := account(NewReader(way.r, Place{}, way.size), 1<<20); !agree(got, c.want) {
					t.Errorf("got:\n%s\nwant:%s", got, c.want)
				}
			})
		}
	}
}

// TestPlaces reads each archive again from the place after each of its records.
func TestPlaces(t *testing.T) {
	for _, c := range archives {
		r := NewReader(bytes.NewReader(c.data), Place{}, int64(len(c.data)))
		rest := account(NewReader(bytes.NewReader(c.data), Place{}, int64(len(c.data))), 1<<20)
		for {
			rec, err := r.Next()
			if err == nil {
				_, err = r.Block(1 << 20)
			}
			if err != nil || strings.Contains(rest, "damage") {
				break
			}
			_, rest, _ = strings.Cut(rest, "\n")
			at, ok := r.Place()
			if !ok {
				t.Errorf("%s: no place after the record at %v", c.name, rec.Place)
			}
			if got := account(NewReader(bytes.NewReader(c.data[at.Offset:]), at, int64(len(c.data))), 1<<20); got != rest {
				t.Errorf("%s, after the record at %v, from %v:\n%s\nwant:\n%s", c.name, rec.Place, at, got, rest)
			}
		}
	}
}

// TestCutOff cuts archives off at every byte: the records before are whole, and
// the place of the break is told.
func TestCutOff(t *testing.T) {
	whole := []string{"a 79", "b 79", "c 79"}
	for name, parts := range map[string][3][]byte{"plain": {a, b, c}, "members": {member(a), member(b), member(c)}} {
		data := join(parts[:]...)
		for n := range data {
			got := account(NewReader(bytes.NewReader(data[:n]), Place{}, -1), 1<<20)
			begins, kept := 0, 0
			for kept < 3 && begins+len(parts[kept]) <= n {
				begins += len(parts[kept])
				kept++
			}
			if name == "plain" && kept < 3 && begins+len(parts[kept])-4 <= n { // the last line ends may be missing
				begins, kept = n, kept+1
			}
			for i := range kept {
				if !strings.Contains(got, whole[i]) {
					t.Fatalf("%s cut off at %d: record %d is lost:\n%s", name, n, i, got)
				}
			}
			if at := fmt.Sprintf("damage %d ", begins); n > begins && !strings.Contains(got, at) || strings.Count(got, "\n") > kept+1 {
				t.Fatalf("%s cut off at %d, in what begins at %d:\n%s", name, n, begins, got)
			}
		}
	}
}

// TestLargeBlocks leaves out what is too large, whatever comes after.
func TestLargeBlocks(t *testing.T) {
	large := page("large", strings.Repeat("x", 5<<20))
	for name, data := range map[string][]byte{"plain": join(a, large, b), "members": members(a, large, b), "one member": member(a, large, b)} {
		if got := account(NewReader(bytes.NewReader(data), Place{}, -1), 1<<20); got != "response a 79 \nresponse large the block is too large\nresponse b 79 \n" {
			t.Errorf("%s:\n%s", name, got)
		}
		r, heads := NewReader(bytes.NewReader(data), Place{}, -1), 0
		for {
			if _, err := r.Next(); err != nil {
				break
			}
			heads++
		}
		if heads != 3 {
			t.Errorf("%s: %d heads without blocks", name, heads)
		}
	}
}

// TestBrokenReader tells of an error of the disk as such.
func TestBrokenReader(t *testing.T) {
	broken := errors.New("the disk is on fire")
	for name, data := range map[string][]byte{"plain": join(a, b), "members": members(a, b)} {
		r := NewReader(io.MultiReader(bytes.NewReader(data[:len(data)-30]), iotest.ErrReader(broken)), Place{}, int64(len(data)))
		var err error
		for err == nil {
			if _, err = r.Next(); err == nil {
				_, err = r.Block(1 << 20)
			}
		}
		var damage *Damage
		if !errors.Is(err, broken) || !errors.As(err, &damage) || !damage.AtEnd {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := r.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("%s: after the end: %v", name, err)
		}
	}
}

func TestIs(t *testing.T) {
	for _, c := range archives {
		if got := Is(c.data[:min(len(c.data), window)]); got != (len(c.data) > 10 && !strings.Contains(c.want, "damage 0 *")) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	for _, other := range [][]byte{nil, []byte("WAR"), []byte("Warcraft"), member([]byte("text")), []byte("\x1f\x8b\x08")} {
		if Is(other) {
			t.Errorf("%q", other)
		}
	}
}

// FuzzReader reads anything to its end without a fault.
func FuzzReader(f *testing.F) {
	for _, c := range archives {
		if len(c.data) < 10_000 {
			f.Add(c.data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := NewReader(bytes.NewReader(data), Place{}, int64(len(data)))
		total := 0
		for steps := 0; ; steps++ {
			rec, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if steps > len(data)+1 {
				t.Fatalf("%d steps in %d bytes", steps, len(data))
			}
			if err != nil {
				continue
			}
			if at := rec.Place; at.Offset < 0 || at.Offset > int64(len(data)) || at.Inner < 0 {
				t.Fatalf("a record at %v", at)
			}
			_ = rec.Target()
			if steps%3 == 0 {
				continue // its block is passed over
			}
			block, _ := r.Block(1 << 16)
			total += len(block)
			_ = ParseResponse(block)
		}
		if total > 4000*(len(data)+100) {
			t.Fatalf("%d bytes of blocks in %d", total, len(data))
		}
	})
}

package ingest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"crypto/sha1"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"hearsay/internal/warc"
)

// newsPage is a page of an invented paper. It says who spoke.
func newsPage(speaker string) string {
	return `<!doctype html><html lang="en"><head><title>Ferry stays in port - The Orrin Gazette</title></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Ferry stays in port</h1>
<p>The ferry to Orrin Island will not sail before Friday, the harbour board said on Tuesday, because ice has damaged the pier on which passengers wait.</p>
<p>` + speaker + `, who chairs the board, said that repairs had begun and that a smaller boat would carry medicine and mail until the pier was safe again.</p>
</article><footer>All rights reserved</footer></body></html>`
}

// answered is the answer of a server.
func answered(status, fields, body string) []byte {
	return []byte("HTTP/1.1 " + status + "\r\n" + fields + "\r\n" + body)
}

const htmlType = "Content-Type: text/html; charset=utf-8\r\n"

// recordOf makes a record of WARC, of whose header more may be changed: a field
// without a value is left out.
func recordOf(kind, name string, block []byte, more ...warc.Field) []byte {
	header := warc.Header{
		{Name: "WARC-Type", Value: kind}, {Name: "WARC-Target-URI", Value: "https://gazette.example/" + name},
		{Name: "WARC-Date", Value: "2026-03-09T10:00:00Z"}, {Name: "WARC-Record-ID", Value: "<urn:uuid:" + name + ">"},
		{Name: "Content-Type", Value: "application/http; msgtype=response"},
	}
	for _, m := range more {
		kept := header[:0:0]
		for _, f := range header {
			if f.Name != m.Name {
				kept = append(kept, f)
			}
		}
		if m.Value != "" {
			kept = append(kept, m)
		}
		header = kept
	}
	return warc.Append(nil, header, block)
}

// pageRecord makes a record of a page on which someone of the name speaks.
func pageRecord(name string, more ...warc.Field) []byte {
	return recordOf("response", name, answered("200 OK", htmlType, newsPage(name)), more...)
}

func gzipped(parts ...[]byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for _, p := range parts {
		_, _ = z.Write(p) // a Buffer takes all
	}
	_ = z.Close()
	return b.Bytes()
}

func zstdOf(data []byte) []byte {
	z, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return z.EncodeAll(data, nil)
}

func brotliOf(data []byte) []byte {
	var b bytes.Buffer
	w := brotli.NewWriter(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

func gzippedEach(parts ...[]byte) []byte {
	var b []byte
	for _, p := range parts {
		b = append(b, gzipped(p)...)
	}
	return b
}

func joined(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// zipped makes a zip file of names and contents, in that order.
func zipped(pairs ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: pairs[i], Method: zip.Deflate})
		if err == nil {
			_, err = io.WriteString(w, pairs[i+1])
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// tarred makes a tar file of names and contents, and of a link and a device.
func tarred(pairs ...string) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	_ = w.WriteHeader(&tar.Header{Name: "link.txt", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink})
	_ = w.WriteHeader(&tar.Header{Name: "zero.txt", Typeflag: tar.TypeChar})
	for i := 0; i < len(pairs); i += 2 {
		_ = w.WriteHeader(&tar.Header{Name: pairs[i], Size: int64(len(pairs[i+1])), Mode: 0o644, Typeflag: tar.TypeReg})
		_, _ = io.WriteString(w, pairs[i+1])
	}
	_ = w.Close()
	return b.Bytes()
}

// with is a field.
func with(name, value string) warc.Field { return warc.Field{Name: name, Value: value} }

const rained = "Ann Poe said on Monday that it had rained, and that it would rain again.\n"

// file is an input that is one file.
func file(name string, data []byte) func(*testing.T, string) string {
	return func(t *testing.T, dir string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
}

// large is an input that is one file, which is made when it is needed.
func large(name string, make func() []byte) func(*testing.T, string) string {
	return func(t *testing.T, dir string) string {
		if testing.Short() {
			t.Skip("large")
		}
		return file(name, make())(t, dir)
	}
}

// inTree is an input that is a directory, which make fills.
func inTree(fill func(t *testing.T, dir string)) func(*testing.T, string) string {
	return func(t *testing.T, dir string) string { fill(t, dir); return dir }
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// hexDigest is the SHA-1 of newsPage("Poe").
var hexDigest = fmt.Sprintf("%x", sha1.Sum([]byte(newsPage("Poe"))))

// arcOf makes an ARC of one page.
func arcOf(speaker string) []byte {
	head := "filedesc://a.arc 0.0.0.0 20050301120000 text/plain 76\n1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n\n"
	block := answered("200 OK", htmlType, newsPage(speaker))
	return fmt.Appendf(nil, "%shttp://gazette.example/a 192.0.2.1 20050301120001 text/html %d\n%s\n", head, len(block), block)
}

// damaged changes a byte in the middle.
func damaged(data []byte) []byte {
	data = bytes.Clone(data)
	data[len(data)/2] ^= 0x55
	return data
}

// encrypted sets the flag that says so in all headers of a zip file.
func encrypted(data []byte) []byte {
	for sign, at := range map[string]int{"PK\x03\x04": 6, "PK\x01\x02": 8} {
		for i := 0; ; {
			j := bytes.Index(data[i:], []byte(sign))
			if j < 0 {
				break
			}
			i += j
			data[i+at] |= 1
			i++
		}
	}
	return data
}

// lying makes the end of a zip file say that it has many more files.
func lying(data []byte) []byte {
	end := bytes.LastIndex(data, []byte("PK\x05\x06"))
	for i := 8; i < 12; i++ {
		data[end+i] = 0xfe
	}
	return data
}

func linkZip() []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: "a.txt"}
	h.SetMode(os.ModeSymlink | 0o777)
	w, _ := z.CreateHeader(h)
	_, _ = io.WriteString(w, "/etc/passwd")
	_ = z.Close()
	return b.Bytes()
}

func manyEntries(n int) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range n {
		_, _ = z.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(i, ".txt"), Method: zip.Store})
	}
	_ = z.Close()
	return b.Bytes()
}

// cut takes n bytes from the end of data.
func cut(data []byte, n int) []byte { return data[:len(data)-n] }

// TestChangingFiles reads files that grow, shrink or vanish once they are open.
func TestChangingFiles(t *testing.T) {
	for _, c := range []struct {
		name, file string
		change     func(path string) error
		want       string
	}{
		{"a file that grows", "a.txt", func(path string) error { return os.WriteFile(path, []byte(rained+rained), 0o666) }, "read: Ann Poe said it grew while it was read; its first 73 bytes are"},
		{"a file that shrinks", "a.txt", func(path string) error { return os.Truncate(path, 10) }, "failed: changed while it was read: it had 73 bytes, of which 10 are left; kept: nothing; read it again"},
		{"a file that vanishes", "a.txt", os.Remove, "read: Ann Poe said"},
	} {
		path := file(c.file, []byte(rained))(t, t.TempDir())
		o := Options{MaxSize: 1 << 20}
		in := &input{source: source{name: path}, options: &o}
		r, size, err := in.open(&o)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if err := c.change(path); err != nil {
			t.Fatal(err)
		}
		in.attach(r, size, new(atomic.Int64))
		s := Open(nil, o)
		in.documents(func(d Document) bool {
			got := s.Read(d)
			if line := tell(&got); !holds(line, c.want) || strings.Count(got.Article.Text, "Ann Poe") > 1 {
				t.Errorf("%s: %s", c.name, line)
			}
			return true
		})
	}
	path := file("a.txt", []byte(rained))(t, t.TempDir())
	s := Open([]string{path}, Options{})
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	for in := range s.All() {
		if !errors.Is(in.Err, fs.ErrNotExist) {
			t.Errorf("a file that is gone before it is opened: %v", in.Err)
		}
	}
}

// TestResume reads inputs of all kinds from the Position after each of their
// Documents: what is left is the same as in one go.
func TestResume(t *testing.T) {
	dir := tree(t, map[string]string{
		"a.warc":    string(joined(pageRecord("Poe"), recordOf("request", "x", nil), recordOf("response", "b", answered("301 Moved", "", "")), pageRecord("Orr"))),
		"b.warc.gz": string(gzippedEach(pageRecord("Poe"), recordOf("request", "x", nil), damaged(pageRecord("Orr")), pageRecord("Ito"))),
		"c.warc.gz": string(gzipped(pageRecord("Poe"), pageRecord("Orr"), pageRecord("Ito"))),
		"d.jsonl":   "{\"text\":\"Ben Orr said so.\"}\nnonsense\n{\"text\":\"Cat Ito said so.\"}\n",
		"e.zip":     string(zipped("a.warc", string(joined(pageRecord("Poe"), pageRecord("Orr"))), "b.txt", rained)),
		"f.csv.gz":  string(gzipped([]byte("text,title\nA said so.,x\nB said so.,y\n"))),
		"g.txt":     rained,
		"h.arc":     string(arcOf("Poe")),
		"i.warc.gz": string(joined(gzipped(pageRecord("Poe")), damaged(gzipped(pageRecord("Orr"))), gzipped(pageRecord("Ito")))),
	})
	read := func(s *Stream, each func(*Document)) []string {
		var all []string
		for d := range s.Documents() {
			in := s.Read(d)
			all = append(all, tell(&in)+fmt.Sprint(in.Origin))
			if each != nil {
				each(&d)
			}
		}
		return all
	}
	var after []Position
	first := Open([]string{dir}, Options{})
	if !first.Resumable() {
		t.Error("files can be read again")
	}
	whole := read(first, func(d *Document) { after = append(after, first.After(d)) })
	if len(whole) < 15 {
		t.Fatalf("%d documents", len(whole))
	}
	seeks := 0
	for i, p := range after {
		s := Open([]string{dir}, Options{})
		if err := s.ResumeAt(p); err != nil {
			t.Fatal(err)
		}
		if p.Offset > 0 {
			seeks++
		}
		if rest := read(s, nil); !slices.Equal(rest, whole[i+1:]) {
			t.Errorf("from %+v:\n%s\nwant:\n%s", p, strings.Join(rest, "\n"), strings.Join(whole[i+1:], "\n"))
		}
		if s.Consumed() < s.Size()*9/10 {
			t.Errorf("from %+v: %d of %d bytes consumed", p, s.Consumed(), s.Size())
		}
	}
	if seeks < 6 {
		t.Errorf("%d positions in archives", seeks)
	}
	last := after[len(after)-1]
	if err := os.WriteFile(filepath.Join(dir, "a.warc"), pageRecord("Poe"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := Open([]string{dir}, Options{}).ResumeAt(last); !errors.Is(err, ErrOtherInputs) {
		t.Errorf("with another file: %v", err)
	}
	for _, p := range []Position{{Inputs: -1}, {Inputs: 100}, {Documents: -1}, {Offset: -1}, {}} {
		if err := Open([]string{dir}, Options{}).ResumeAt(p); !errors.Is(err, ErrOtherInputs) {
			t.Errorf("%+v: %v", p, err)
		}
	}
	if Open(nil, Options{}).Resumable() {
		t.Error("standard input can not be read again")
	}
}

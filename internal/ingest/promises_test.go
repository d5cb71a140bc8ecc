package ingest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"hearsay/internal/warc"
)

// promises are the rows on archives and files of the table of bad inputs: what is
// put in, and what is promised of each Document in order, as "OUTCOME: part of
// its text, note or error". @ is the place in an archive; {record} is the length of
// the first record there, {member} that of its gzip member.
var promises = []struct {
	row  int
	name string
	make func(t *testing.T, dir string) string
	want string
}{
	{50, "WARC cut off in a record", file("a.warc", cut(joined(pageRecord("Poe"), pageRecord("Orr")), 200)), `
read: Poe, who chairs
failed: a.warc@{record}: cut off: byte {record} (https://gazette.example/Orr): the file was cut off here: it ends at byte ; kept: 1 document before it`},
	{50, "WARC cut off in a gzip member", file("a.warc.gz", cut(gzippedEach(pageRecord("Poe"), pageRecord("Orr")), 100)), `
read: Poe, who chairs
failed: cut off: byte {member} (https://gazette.example/Orr): the file was cut off here: it ends at byte`},
	{50, "WARC cut off in a header", file("a.warc", joined(pageRecord("Poe"), pageRecord("Orr")[:100])), `
read: Poe, who chairs
failed: a.warc@{record}: cut off: byte {record} (https://gazette.example/Orr): the file was cut off here: it ends at byte ; kept: 1 document before it`},
	{50, "WARC without its last line ends", file("a.warc", bytes.TrimSuffix(pageRecord("Poe"), []byte("\r\n\r\n"))), `
read: Poe, who chairs`},
	{50, "a damaged member in the middle", file("a.warc.gz", joined(gzipped(pageRecord("Poe")), damaged(gzipped(pageRecord("Orr"))), gzipped(pageRecord("Ito")))), `
read: Poe, who chairs
failed: damaged: byte {member} (https://gazette.example/Orr): the compressed data are damaged before byte
read: Ito, who chairs`},

	{51, "WARC compressed as a whole", file("a.warc.gz", gzipped(pageRecord("Poe"), pageRecord("Orr"))), `
read: a.warc.gz@0 Poe, who chairs
read: a.warc.gz@0+{record} Orr, who chairs`},
	{51, "a million empty members", large("a.warc.gz", func() []byte { return joined(bytes.Repeat(gzipped(), 1_000_000), gzipped(pageRecord("Poe"))) }), `
read: Poe, who chairs`},
	{51, "concatenated WARCs", file("a.warc", joined(pageRecord("Poe"), gzippedEach(pageRecord("Orr")), pageRecord("Ito"))), `
read: Poe, who chairs
read: Orr, who chairs
read: Ito, who chairs`},
	{51, ".warc that is compressed", file("a.warc", gzippedEach(pageRecord("Poe"))), `
read: Poe, who chairs`},
	{51, "ARC", file("a.arc", arcOf("Poe")), `
read: Poe, who chairs`},
	{51, "compressed ARC", file("a.arc.gz", gzipped(arcOf("Poe"))), `
read: Poe, who chairs`},
	{51, "WARC 1.0", file("a.warc", bytes.Replace(pageRecord("Poe"), []byte("WARC/1.1"), []byte("WARC/1.0"), 1)), `
read: Poe, who chairs`},
	{51, "WARC by zstd", file("a.warc.zst", zstdOf(pageRecord("Poe"))), `
read: Poe, who chairs`},
	{51, "WARC through a pipe", func(*testing.T, string) string { return "-" }, `
read: -@0 Poe, who chairs`},

	{52, "length too short", file("a.warc", joined(pageRecord("Poe", with("Content-Length", "300")), pageRecord("Orr"))), `
read: Poe, who chairs Content-Length is 300, the block has
read: Orr, who chairs`},
	{52, "length too long", file("a.warc", joined(pageRecord("Poe", with("Content-Length", "1500")), pageRecord("Orr"), pageRecord("Ito"))), `
read: Poe, who chairs Content-Length is 1500, the block has
read: Orr, who chairs
read: Ito, who chairs`},
	{52, "length below zero", file("a.warc", joined(pageRecord("Poe", with("Content-Length", "-1")), pageRecord("Orr"))), `
read: Poe, who chairs Content-Length is no length: "-1"
read: Orr, who chairs`},
	{52, "length of 2^63", file("a.warc", joined(pageRecord("Poe", with("Content-Length", "9223372036854775808")), pageRecord("Orr"))), `
read: Poe, who chairs Content-Length is no length: "9223372036854775808"
read: Orr, who chairs`},
	{52, "headers missing", file("a.warc", pageRecord("Poe", with("WARC-Date", ""), with("WARC-Record-ID", ""), with("WARC-Type", ""))), `
read: Poe, who chairs WARC-Type is missing; WARC-Record-ID is missing; WARC-Date is missing`},
	{52, "unknown type", file("a.warc", joined(pageRecord("Poe", with("WARC-Type", "hologram")), pageRecord("Orr"))), `
read: Orr, who chairs`},
	{52, "spaces and brackets in an address", file("a.warc", pageRecord("Poe", with("WARC-Target-URI", "<https://gazette.example/a ferry>"))), `
read: https://gazette.example/a%20ferry Poe, who chairs`},
	{52, "another digest", file("a.warc", pageRecord("Poe", with("WARC-Block-Digest", warc.Digest([]byte("other"))))), `
read: Poe, who chairs its digest is another altered`},
	{52, "digest of the payload in hexadecimal", file("a.warc", recordOf("response", "Poe", answered("200 OK", htmlType, newsPage("Poe")), with("WARC-Payload-Digest", "sha1:"+hexDigest))), `
read: Poe, who chairs`},
	{52, "digest without padding", file("a.warc", recordOf("response", "Poe", answered("200 OK", htmlType, newsPage("Poe")), with("WARC-Payload-Digest", strings.TrimRight(warc.Digest([]byte(newsPage("Poe"))), "=")))), `
read: Poe, who chairs`},
	{52, "wrong sizes of chunks", file("a.warc", recordOf("response", "Poe", answered("200 OK", htmlType+"Transfer-Encoding: chunked\r\n", "4\r\n"+newsPage("Poe")))), `
read: Poe, who chairs the size of a chunk is damaged`},
	{52, "chunks that were taken out before", file("a.warc", recordOf("response", "Poe", answered("200 OK", htmlType+"Transfer-Encoding: chunked\r\n", newsPage("Poe")))), `
read: Poe, who chairs`},
	{52, "the last chunk is cut off", file("a.warc", recordOf("response", "Poe", answered("200 OK", htmlType+"Transfer-Encoding: chunked\r\n", fmt.Sprintf("%x\r\n%s", 5000, newsPage("Poe"))))), `
read: Poe, who chairs the last chunk is cut off truncated`},
	{52, "content codings", file("a.warc", joined(
		recordOf("response", "Poe", answered("200 OK", htmlType+"Content-Encoding: gzip\r\n", string(gzipped([]byte(newsPage("Poe")))))),
		recordOf("response", "Orr", answered("200 OK", htmlType+"Content-Encoding: br\r\n", string(brotliOf([]byte(newsPage("Orr")))))),
		recordOf("response", "Ito", answered("200 OK", htmlType+"Content-Encoding: gzip, zstd\r\n", string(zstdOf(gzipped([]byte(newsPage("Ito"))))))),
		recordOf("response", "Dee", answered("200 OK", htmlType+"Content-Encoding: br\r\n", newsPage("Dee"))),
		recordOf("response", "Eck", answered("200 OK", htmlType+"Content-Encoding: gzip\r\n", string(gzipped(make([]byte, 20<<20))))),
		recordOf("response", "Fry", answered("200 OK", htmlType+"Content-Encoding: gzip\r\n", string(gzipped([]byte(newsPage("Fry")))[:300]))),
		recordOf("response", "Guy", answered("200 OK", htmlType+"Content-Encoding: rot13\r\n", newsPage("Guy"))))), `
read: Poe, who chairs
read: Orr, who chairs
read: Ito, who chairs
read: Dee, who chairs
failed: too large: a decompression bomb
failed: cut off: the compressed data have no end
read: Guy, who chairs its content coding "rot13" is not known`},

	{53, "revisits", file("a.warc", joined(
		pageRecord("Poe", with("WARC-Payload-Digest", warc.Digest([]byte(newsPage("Poe"))))),
		recordOf("revisit", "Poe", nil, with("WARC-Payload-Digest", warc.Digest([]byte(newsPage("Poe")))), with("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest")),
		recordOf("revisit", "Poe", nil, with("WARC-Refers-To", "<urn:uuid:Poe>")),
		recordOf("revisit", "Orr", nil, with("WARC-Refers-To-Target-URI", "https://gazette.example/Orr"), with("WARC-Refers-To-Date", "2026-01-01T00:00:00Z")),
		recordOf("revisit", "Ito", nil, with("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/server-not-modified")))), `
read: Poe, who chairs
repeated: the page is that of a.warc@0
repeated: the page is that of a.warc@0
repeated: its page is not in what was read of this archive: https://gazette.example/Orr 2026-01-01T00:00:00Z
no page: 304: not changed`},
	{53, "segments", file("a.warc", joined(
		recordOf("response", "Poe", answered("200 OK", htmlType, newsPage("Poe"))[:500], with("WARC-Segment-Number", "1")),
		recordOf("continuation", "Poe2", answered("200 OK", htmlType, newsPage("Poe"))[500:], with("WARC-Segment-Number", "2"), with("WARC-Segment-Origin-ID", "<urn:uuid:Poe>"), with("WARC-Segment-Total-Length", "1000")),
		recordOf("response", "Orr", answered("200 OK", htmlType, newsPage("Orr")), with("WARC-Segment-Number", "1")),
		recordOf("continuation", "Nil2", nil, with("WARC-Segment-Number", "2"), with("WARC-Segment-Origin-ID", "<urn:uuid:Nil>")),
		pageRecord("Ito"))), `
read: Poe, who chairs
read: Orr, who chairs it was archived in parts, and the last is not here truncated
read: Ito, who chairs`},
	{53, "WARC-Truncated", file("a.warc", pageRecord("Poe", with("WARC-Truncated", "length"))), `
read: Poe, who chairs only a part of it was archived (WARC-Truncated: length) truncated`},
	{53, "answers without a page, pictures, PDF, scripts", file("a.warc.gz", gzippedEach(
		recordOf("response", "a", answered("304 Not Modified", "", "")), recordOf("response", "b", answered("301 Moved", "Location: /c\r\n"+htmlType, "<p>Moved")),
		recordOf("response", "c", answered("404 Not Found", htmlType, newsPage("Poe"))), recordOf("response", "d", answered("200 OK", "Content-Type: image/png\r\n", "\x89PNG")),
		recordOf("response", "e", answered("200 OK", "Content-Type: application/pdf\r\n", "%PDF-1.7")), recordOf("response", "f", answered("200 OK", htmlType, "\x89PNG")),
		recordOf("response", "robots.txt", answered("200 OK", "Content-Type: text/plain\r\n", rained)), recordOf("response", "g", answered("200 OK", "Content-Type: text/css\r\n", "p {}")),
		recordOf("response", "h", answered("200 OK", "", "\x00\x01\x02")), recordOf("request", "i", []byte("GET / HTTP/1.1\r\n\r\n")), recordOf("metadata", "j", []byte("via: x")),
		recordOf("response", "k", []byte("It rained."), with("WARC-Target-URI", "dns:gazette.example")),
		recordOf("resource", "l", []byte(newsPage("Poe")), with("Content-Type", "text/html")),
		recordOf("conversion", "m", []byte(rained), with("Content-Type", "text/plain")),
		recordOf("response", "n", answered("200 OK", "", newsPage("Orr"))))), `
no page: the server answered 304
no page: the server answered 301
no page: the server answered 404
no format for news: its media type is image/png
no format for news: its media type is application/pdf
no format for news: it is a PNG image
no format for news: it is for programs, not for readers
no format for news: its media type is text/css
no format for news: its media type is not stated
read: Poe, who chairs
read: Ann Poe said
read: Orr, who chairs`},

	{54, "names that lead out of a zip file", file("a.zip", zipped("../../x.txt", rained, "/etc/y.txt", rained, `..\..\z.txt`, rained)), `
read: a.zip/../../x.txt [a.zip/x.txt] Ann Poe said
read: a.zip//etc/y.txt [a.zip/etc/y.txt] Ann Poe said
read: [a.zip/z.txt] Ann Poe said`},
	{54, "duplicate names, pictures, directories and hidden files in a zip file", file("a.zip", zipped("d/", "", "a.txt", rained, "a.txt", rained, "b.png", "\x89PNG", "__MACOSX/a.txt", "x", ".hidden.txt", "x")), `
read: a.zip/a.txt Ann Poe said
read: a.zip/a.txt Ann Poe said another file in the archive has the same name`},
	{54, "an archive within an archive", file("a.zip", zipped("b.zip", string(zipped("a.txt", rained)), "c.tar", string(tarred("a.txt", rained)), "d.txt", rained)), `
failed: a.zip/b.zip: not unpacked: it is an archive within an archive
failed: a.zip/c.tar: not unpacked: it is an archive within an archive
read: Ann Poe said`},
	{54, "a zip file with a bomb", large("a.zip", func() []byte { return zipped("bomb.txt", strings.Repeat("\x00", 100<<20), "a.txt", rained) }), `
failed: a.zip/bomb.txt: too large: a decompression bomb
read: Ann Poe said`},
	{54, "an encrypted file", file("a.zip", encrypted(zipped("a.txt", rained))), `
failed: a.zip/a.txt: not unpacked: it is encrypted`},
	{54, "a symbolic link in a zip file", file("a.zip", linkZip()), `
failed: no file matches: none of its 1 file may hold news`},
	{54, "a damaged file in a zip file", file("a.zip", damaged(zipped("a.txt", strings.Repeat(rained, 50)))), `
failed: a.zip/a.txt: `},
	{54, "a list of contents that lies", file("a.zip", lying(zipped("a.txt", rained))), `
failed: a.zip: damaged: a ZIP archive or an office document without a readable list of contents`},
	{54, "a zip file without an end", file("a.zip", zipped("a.txt", rained)[:60]), `
failed: a.zip: damaged: a ZIP archive or an office document without a readable list of contents`},
	{54, "a zip file with too many files", large("a.zip", func() []byte { return manyEntries(maxEntries + 1) }), `
failed: a.zip: too large: a ZIP archive of more than 100000 files; kept: nothing; unpack it and name the directory`},
	{54, "WACZ", file("a.wacz", zipped("archive/data.warc.gz", string(gzippedEach(pageRecord("Poe"), pageRecord("Orr"))), "pages/pages.jsonl", `{"text":"no"}`, "datapackage.json", `{"text":"no"}`)), `
read: a.wacz/archive/data.warc.gz@0 Poe, who chairs
read: Orr, who chairs`},
	{54, "a zip file of compressed files and tables", file("a.zip", zipped("a.txt.gz", string(gzipped([]byte(rained))), "b.jsonl", `{"text":"Ben Orr said so."}`+"\n"+`{"text":"Cat Ito said so."}`)), `
read: a.zip/a.txt.gz [a.zip/a.txt] Ann Poe said
read: Ben Orr said
read: Cat Ito said`},
	{54, "tar", file("a.tar.gz", gzipped(tarred("../x.txt", rained, "b.html", newsPage("Orr"), "c.png", "\x89PNG"))), `
read: a.tar.gz/../x.txt [a.tar/x.txt] Ann Poe said
read: Orr, who chairs`},
	{54, "tar that is cut off", file("a.tar", tarred("x.txt", rained, "b.txt", strings.Repeat(rained, 100))[:4000]), `
read: Ann Poe said
failed: a.tar/b.txt: cut off: the archive ends within it
failed: a.tar: cut off: the tar file has no end; kept: 2 files before it`},

	{55, "links, pipes and devices in a directory", inTree(func(t *testing.T, dir string) {
		put(t, dir, "a.txt", rained)
		for link, target := range map[string]string{"loop": ".", "b.txt": "b.txt", "c.txt": "/dev/zero", "e.txt": "gone"} {
			if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
				t.Skip(err)
			}
		}
		if err := syscall.Mkfifo(filepath.Join(dir, "d.txt"), 0o600); err != nil {
			t.Skip(err)
		}
	}), `
read: a.txt Ann Poe said
failed: b.txt: too many levels of symbolic links
no format for news: c.txt it is a device
no format for news: d.txt it is a named pipe
failed: e.txt: no such file`},
	{55, "names that are long, that are no UTF-8, or differ in case", inTree(func(t *testing.T, dir string) {
		put(t, dir, "A.txt", rained)
		put(t, dir, "a.txt", rained)
		put(t, dir, "b\xff.txt", rained)
		put(t, dir, strings.Repeat("c", 251)+".txt", rained)
	}), `
read: A.txt Ann Poe said
read: a.txt Ann Poe said
read: .txt Ann Poe said
read: ccc.txt Ann Poe said`},

	{56, "programs, pictures and PDF as text", inTree(func(t *testing.T, dir string) {
		put(t, dir, "a.txt", "%PDF-1.7\n%\xe2\xe3")
		put(t, dir, "b.txt", "\xff\xd8\xff\xe0 JFIF")
		put(t, dir, "c.txt", "\x7fELF\x02\x01\x01")
		put(t, dir, "d.txt", rained)
	}), `
failed: a.txt: binary data, not text: it is a PDF; kept: nothing; PDF is not supported
failed: b.txt: binary data, not text: it is a JPEG image
failed: c.txt: binary data, not text: it is a program
read: Ann Poe said`},
	{56, "an office document", file("a.docx", zipped("[Content_Types].xml", "<Types/>", "word/document.xml", "<w/>")), `
failed: a.docx: binary data, not text: it is an office document, a book or a program; kept: nothing; save it as text or HTML first`},
	{56, ".html that is compressed", file("a.html", gzipped([]byte(newsPage("Poe")))), `
read: Poe, who chairs`},
	{56, "compressed twice, and three times", inTree(func(t *testing.T, dir string) {
		put(t, dir, "a.txt.gz.gz", string(gzipped(gzipped([]byte(rained)))))
		put(t, dir, "b.txt.gz", string(gzipped(gzipped(gzipped([]byte(rained))))))
		put(t, dir, "c.txt.zst", string(zstdOf([]byte(rained))))
		put(t, dir, "d.csv.gz", string(gzipped([]byte("text,title\n\"Ben Orr said so.\",A\n\"Cat Ito said so.\",B\n"))))
		put(t, dir, "e.txt.xz", "\xfd7zXZ\x00\x00")
	}), `
read: a.txt.gz.gz [a.txt] Ann Poe said
failed: b.txt.gz: not unpacked: it is compressed more than twice
read: c.txt.zst Ann Poe said
read: d.csv.gz:2 Ben Orr said
read: d.csv.gz:3 Cat Ito said
no format for news: it is compressed with xz`},
	{56, "compressed files that are damaged, cut off or bombs", inTree(func(t *testing.T, dir string) {
		put(t, dir, "a.txt.gz", string(gzipped([]byte(strings.Repeat(rained, 100)))[:80]))
		put(t, dir, "b.txt.gz", string(damaged(gzipped([]byte(strings.Repeat(rained, 100))))))
		put(t, dir, "c.txt.gz", string(gzipped(make([]byte, 20<<20))))
		put(t, dir, "d.txt.gz", string(gzipped([]byte(rained)))+"rubbish")
		put(t, dir, "e.txt.gz", "\x1f\x8b\x08")
		put(t, dir, "f.jsonl.gz", string(gzipped([]byte(`{"text":"Ben Orr said so."}`+"\n"+`{"text":"Cat Ito`))))
	}), `
failed: a.txt.gz: cut off: the compressed data have no end
failed: b.txt.gz: damaged
failed: c.txt.gz: too large: a decompression bomb
failed: d.txt.gz: damaged: something else follows the compressed data
failed: e.txt.gz: cut off
read: Ben Orr said
failed: f.jsonl.gz:2: damaged: line 2`},

	{57, "JSON Lines with bad lines", large("a.jsonl", func() []byte {
		return []byte("\xef\xbb\xbf" + `{"text":"Ben Orr said so."},
{"text":"Cat Ito said so.","text":"Dee Orr said so."}
{"text":NaN}
{"text":"Eck said so.",}
` + strings.Repeat(`{"a":`, 100_000) + `
{"text":"` + strings.Repeat("x", 200<<20) + `"}
{"text":"Fry said so."}
`)
	}), `
read: Ben Orr said
read: Dee Orr said
failed: a.jsonl:3: damaged: line 3: invalid character 'N'
failed: a.jsonl:4: damaged: line 4: invalid character '}'
failed: a.jsonl:5: damaged: line 5: exceeded max depth
failed: a.jsonl:6: too large: the line has more than 67108864 bytes; kept: the other lines
read: Fry said`},
	{57, "CSV with quotation marks, line ends, NULs and ragged rows", file("a.csv", []byte("title;text;date\nA;\"“Yes,” said Ann Poe;\nand she left.\";2026-03-09\nB;Ben \x00 Orr said so.;;;;\nC\n\"D;open\n")), `
read: Ann Poe;
read: Orr said so.
failed: a.csv:5: damaged: the row has 1 of 3 columns; kept: 2 rows before it
failed: a.csv:6: damaged`},
}

func TestPromises(t *testing.T) {
	for _, p := range promises {
		t.Run(fmt.Sprintf("%d %s", p.row, p.name), func(t *testing.T) {
			dir := t.TempDir()
			arg := p.make(t, dir)
			options := Options{Stdin: bytes.NewReader(pageRecord("Poe"))}
			begun := time.Now()
			var got strings.Builder
			want := strings.NewReplacer("{record}", fmt.Sprint(len(pageRecord("Poe"))), "{member}", fmt.Sprint(len(gzipped(pageRecord("Poe"))))).Replace(p.want)
			wants := strings.Split(strings.TrimSpace(want), "\n")
			n := 0
			for in := range Open([]string{arg}, options).All() {
				line := strings.ReplaceAll(tell(&in), dir+string(filepath.Separator), "")
				if n >= len(wants) || !holds(line, wants[n]) {
					fmt.Fprintf(&got, "%.400s\n", line)
				}
				n++
			}
			if got.Len() > 0 || n != len(wants) {
				t.Errorf("%d documents, of which not as promised:\n%s\nwant:%s", n, got.String(), want)
			}
			if since := time.Since(begun); since > time.Minute {
				t.Errorf("takes %v", since)
			}
		})
	}
}

// tell says all about an input that promises speak of.
func tell(in *Input) string {
	flags := ""
	if in.Flags.Truncated {
		flags += " truncated"
	}
	if in.Flags.Altered {
		flags += " altered"
	}
	return fmt.Sprintf("%v: %s [%s] %v %s %s %s%s", in.Outcome, in.Name, in.Rel, in.Err, in.Article.URL, in.Article.Text, in.Note, flags)
}

// holds reports whether a line has all of what is promised: the outcome, and
// every run of words that stands in it in order. Words are compared one by one,
// so that a promise may leave some out.
func holds(line, want string) bool {
	outcome, rest, _ := strings.Cut(want, ": ")
	if !strings.HasPrefix(line, outcome+": ") {
		return false
	}
	for word := range strings.FieldsSeq(rest) {
		_, after, found := strings.Cut(line, word)
		if !found {
			return false
		}
		line = after
	}
	return true
}

package warc

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseResponse(t *testing.T) {
	for _, c := range []struct{ name, block, want string }{
		{"plain", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>It rained.", `200 text/html "<p>It rained."`},
		{"line ends of Unix", "HTTP/1.0 404 Not Found\nContent-Type: text/plain\n\nNo.", `404 text/plain "No."`},
		{"HTTP/2 without a reason", "HTTP/2 200\r\ncontent-type: text/html\r\n\r\nx", `200 text/html "x"`},
		{"no header", "HTTP/1.1 304 Not Modified\r\n\r\n", `304  ""`},
		{"header cut off", "HTTP/1.1 200 OK\r\nContent-Ty", `200  ""`},
		{"no status line", "<p>It rained.", `0  "<p>It rained." the answer has no status line`},
		{"empty", "", `0  "" the answer has no status line`},
		{"status that is none", "HTTP/1.1 OK\r\n\r\nx", `0  "HTTP/1.1 OK\r\n\r\nx" the answer has no status line`},
		{"chunks", chunked("5\r\nIt ra\r\n6;x=y\r\nined. \r\n0\r\n\r\n"), `200  "It rained. "`},
		{"chunks with line ends of Unix", chunked("5\nIt ra\n0\n\n"), `200  "It ra"`},
		{"chunks that were taken out before", chunked("<p>It rained."), `200  "<p>It rained."`},
		{"a chunk that is cut off", chunked("5\r\nIt ra\r\nff\r\nined."), `200  "It rained." the last chunk is cut off`},
		{"no last chunk", chunked("5\r\nIt ra\r\n"), `200  "It ra" the last chunk is missing`},
		{"a chunk whose size is wrong", chunked("4\r\nIt snowed\r\n0\r\n\r\n"), `200  "It snowed\r\n0\r\n\r\n" the size of a chunk is damaged`},
		{"a chunk of 2^63", chunked("5\r\nIt ra\r\n8000000000000000\r\nx"), `200  "It ra8000000000000000\r\nx" the size of a chunk is damaged`},
		{"many fields", "HTTP/1.1 200 OK\r\n" + strings.Repeat("A: b\r\n", 1000) + "\r\nx", ``},
	} {
		r := ParseResponse([]byte(c.block))
		got := strings.TrimSpace(fmt.Sprintf("%d %s %q %s", r.Status, r.Header.Get("content-type"), r.Body, r.Fault))
		if c.want != "" && got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if len(r.Header) > maxFields || !strings.HasSuffix(c.block, string(r.Raw)) {
			t.Errorf("%s: %d fields, raw %q", c.name, len(r.Header), r.Raw)
		}
	}
}

func chunked(body string) string {
	return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body
}

func TestVerify(t *testing.T) {
	const data = "It rained."
	for _, c := range []struct {
		stated string
		want   Verdict
	}{
		{Digest([]byte(data)), Agrees},
		{strings.ToLower(Digest([]byte(data))), Agrees},
		{"sha1:d5e62437f34e4bd9e76b84e8e3b0e57c6c0b0d1f", Deviates},
		{"sha-256:" + strings.Repeat("A", 52) + "====", Deviates},
		{"sha256:" + strings.Repeat("A", 52), Deviates},
		{"md5:aaaa", Unknown},
		{"crc32:aaaaaaaa", Unknown},
		{"", Unknown},
		{"sha1", Unknown},
	} {
		if got := Verify(c.stated, []byte(data)); got != c.want {
			t.Errorf("%q: %v, want %v", c.stated, got, c.want)
		}
	}
	for _, stated := range []string{ // of the three bytes "abc", in every form
		"sha1:a9993e364706816aba3e25717850c26c9cd0d89d", "SHA-1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", "sha1:qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
		"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "md5:900150983cd24fb0d6963f7d28e17f72", "md5:kAFQmDzST7DWlj99KOF_cg",
		"sha256:XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ",
	} {
		if got := Verify(stated, []byte("abc")); got != Agrees {
			t.Errorf("%q: %v", stated, got)
		}
	}
}

package ingest

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/htmlindex"
)

// badBytes are inputs by the rows of the table of bad inputs that are about
// encodings, with what becomes of them: the outcome, a part of the text, of the
// note or of the error, and what is flagged. Rows 2, 3, 6, 7 and 9 to 11 are in
// decode_test.go too, byte by byte; what can be written down is in
// testdata/read.
var badBytes = []struct {
	row, data string
	outcome   Outcome
	charset   string
	has       string
	flags     Flags
}{
	{"1 empty", "", Empty, "utf-8", "empty: there is nothing to read", Flags{}},
	{"1 one byte", "x", Read, "utf-8", "x", Flags{}},
	{"1 one bad byte", "\x80", Read, "utf-8", "\uFFFD", Flags{DecodingLoss: true}},
	{"1 only a mark", "\xef\xbb\xbf", Empty, "utf-8", "empty", Flags{}},
	{"1 only a wide mark", "\xff\xfe", Empty, "utf-16le", "empty", Flags{}},
	{"1 only white space", " \t\r\n\f ", Empty, "utf-8", "only white space", Flags{}},
	{"1 empty page", "<html></html>", NoArticle, "utf-8", "no sentence", Flags{}},
	{"2 cut off at the end", "It rained, he said. caf\xe2\x82", Read, "utf-8", "caf\uFFFD", Flags{DecodingLoss: true}},
	{"2 overlong and surrogates", "“It rained,” \xc0\xaf \xed\xa0\x80 he said.", Read, "utf-8", "\uFFFD\uFFFD \uFFFD\uFFFD\uFFFD", Flags{DecodingLoss: true}},
	{"3 page of two encodings", "<html><head><meta charset=utf-8></head><body><article><p>“It rained for nine days,” said Zoë Talla of the board.</p><p>\x93It will not stop before Friday,\x94 she told the caf\xe9\x92s guests.</p></article>", Read, "utf-8", "“It will not stop before Friday,” she told the café’s guests.", Flags{Repaired: true}},
	{"4 label of Latin-1", "<html><head><meta charset=iso-8859-1></head><body><p>\x93It rained for nine days,\x94 said the caf\xe9\x92s guests in Thornby on Monday.</p>", Read, "windows-1252", "“It rained for nine days,” said the café’s guests", Flags{}},
	{"4 label of UTF-8", "<html><head><meta charset=utf-8></head><body><p>\x93It rained for nine days,\x94 said the caf\xe9\x92s guests in Thornby on Monday.</p>", Read, "windows-1252", "“It rained for nine days,” said the café’s guests", Flags{Repaired: true}},
	{"4 wrong prolog", `<?xml version="1.0" encoding="iso-8859-1"?><nitf><body><body.content><p>“It rained,” said Zoë Talla.</p></body.content></body></nitf>`, Read, "utf-8", "“It rained,” said Zoë Talla.", Flags{Repaired: true}},
	{"4 wrong prolog of UTF-8", "<?xml version=\"1.0\" encoding=\"utf-8\"?><nitf><body><body.content><p>\x93It rained,\x94 said Zo\xeb Talla.</p></body.content></body></nitf>", Read, "windows-1252", "“It rained,” said Zoë Talla.", Flags{Repaired: true}},
	{"4 no label", "\x93It rained,\x94 said Zo\xeb Talla.", Read, "windows-1252", "“It rained,” said Zoë Talla.", Flags{}},
	{"4 feed with a wrong prolog", "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><item><title>Rain</title><description>\x93It rained,\x94 said Zo\xeb Talla.</description></item></channel></rss>", Read, "utf-8", "“It rained,” said Zoë Talla.", Flags{}},
	{"4 mark before prolog", "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"koi8-r\"?><nitf><body><body.content><p>“It rained,” said Zoë Talla.</p></body.content></body></nitf>", Read, "utf-8", "“It rained,” said Zoë Talla.", Flags{}},
	{"5 label after 1,024 bytes", "<html><head><title>x</title><!--" + strings.Repeat("-", 2000) + "--><meta charset=koi8-r></head><body><p>It rained in \xe2\xf2\xf1\xee\xf7 for nine days, the weather office said on Monday.</p>", Read, "koi8-r", "It rained in БРЯНВ", Flags{}},
	{"5 two labels", "<html><head><meta charset=koi8-r><meta charset=utf-8></head><body><p>It rained in \xe2\xf2\xf1\xee\xf7 for nine days, the weather office said on Monday.</p>", Read, "koi8-r", "БРЯНВ", Flags{}},
	{"6 UTF-16 page with a label of UTF-8", "\xff\xfe" + wide("<html><head><meta charset=utf-8></head><body><p>“It rained for nine days,” Zoë Talla of the board said.</p>", false), Read, "utf-16le", "“It rained for nine days,” Zoë", Flags{}},
	{"6 UTF-16 XML without a mark", wide(`<?xml version="1.0" encoding="utf-16"?><nitf><body><body.content><p>It rained for nine days, said Ann Poe.</p></body.content></body></nitf>`, true), Read, "utf-16be", "said Ann Poe", Flags{}},
	{"6 UTF-16 feed", "\xfe\xff" + wide(`<rss version="2.0"><channel><item><title>Rain</title><description>“It rained,” said Zoë Talla.</description></item></channel></rss>`, true), Read, "utf-8", "“It rained,” said Zoë Talla.", Flags{}},
	{"6 UTF-7", "<html><head><meta charset=utf-7></head><body>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</body></html>", Failed, "", "utf-7, which is never decoded", Flags{}},
	{"8 mojibake", "â€œHe will not come,â€\u009d said ZoÃ« Talla. â€œNot today.â€", Read, "utf-8", "â€œHe will not come", Flags{Mojibake: true, DecodingLoss: true}},
	{"8 mojibake without loss", "â€œHe will not comeâ€, said ZoÃ« Talla in FrankfurtÂ am Main.", Read, "utf-8", "ZoÃ«", Flags{Mojibake: true}},
	{"9 NUL", "It rained\x00, Ann Poe said, and it would rain on for nine days.", Read, "utf-8", "rained\uFFFD,", Flags{DecodingLoss: true}},
	{"9 NUL in a headline", "<html><head><title>Rain\x00 falls</title></head><body><p>It rained for nine days, Ann Poe said on Monday.</p>", Read, "utf-8", "Rain\uFFFD falls", Flags{DecodingLoss: true}},
	{"10 lone surrogates in JSON", `{"text":"It rained \ud800 and \udc00\ud83d, Ann Poe said.","title":"\ud800"}`, Read, "utf-8", "rained \uFFFD and \uFFFD\uFFFD,", Flags{DecodingLoss: true}},
	{"10 noncharacters in references", "<html><body><p>It rained&#xFFFE;&#1;&#x80; for nine days, Ann Poe said on Monday.</p>", Read, "utf-8", "for nine days", Flags{DecodingLoss: true}},
}

func TestBadBytes(t *testing.T) {
	for _, c := range badBytes {
		t.Run(c.row, func(t *testing.T) {
			in := slices.Collect(Open(nil, Options{Stdin: strings.NewReader(c.data)}).All())[0]
			got := in.Article.Text + "\n" + in.Note
			if in.Err != nil {
				got = in.Err.Error()
			}
			if in.Outcome != c.outcome || in.Charset != c.charset || !strings.Contains(got, c.has) || in.Flags != c.flags {
				t.Errorf("%v in %s, %+v: %q, %v", in.Outcome, in.Charset, in.Flags, got, in.Err)
			}
			for _, s := range append([]string{in.Article.Text, in.Article.Title, in.Note}, in.Article.Bylines...) {
				if strings.IndexFunc(s, forbidden) >= 0 {
					t.Errorf("%q is kept", s)
				}
			}
		})
	}
}

// TestWhichLabelWins: a mark, then HTTP, then the page, then the bytes (row 4).
func TestWhichLabelWins(t *testing.T) {
	const text = "It rained in Брянск for nine days, Ann Poe said."
	in := func(charset string) string {
		e, err := htmlindex.Get(charset)
		if err != nil {
			t.Fatal(err)
		}
		data, err := e.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	page := func(label, body string) []byte {
		return []byte("<html><head><meta charset=" + label + "></head><body><p>" + body + "</p></body></html>")
	}
	for _, c := range []struct {
		name, http string
		body       []byte
		charset    string
	}{
		{"HTTP before the page", "koi8-r", page("windows-1251", in("koi8-r")), "koi8-r"},
		{"the page alone", "", page("windows-1251", in("windows-1251")), "windows-1251"},
		{"HTTP that nobody knows", "x-unknown", page("windows-1251", in("windows-1251")), "windows-1251"},
		{"a mark before HTTP", "koi8-r", append([]byte("\xef\xbb\xbf"), page("windows-1251", text)...), "utf-8"},
		{"UTF-8 that is labelled otherwise", "koi8-r", page("windows-1251", text), "utf-8"},
	} {
		got := Open(nil, Options{}).Read(Document{Name: "page", Label: c.http, Media: "text/html", Body: c.body})
		if got.Charset != c.charset || !strings.Contains(got.Article.Text, text) {
			t.Errorf("%s: %s, %q, %v", c.name, got.Charset, got.Article.Text, got.Err)
		}
	}
}

// endless is a reader without an end that counts what is taken of it.
type endless struct{ taken int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.taken += int64(len(p))
	return len(p), nil
}

// TestTooLarge refuses by size what is too large: a file before a byte of it is
// read, anything else as soon as that is clear (row 31).
func TestTooLarge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.txt")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Truncate(100<<20), f.Close()); err != nil {
		t.Fatal(err)
	}
	s := Open([]string{path}, Options{})
	if in := slices.Collect(s.All())[0]; !errors.Is(in.Err, ErrTooLarge) || s.Consumed() > 1<<20 {
		t.Errorf("a file of 100 MB: %v, after %d bytes", in.Err, s.Consumed())
	}
	var r endless
	in := slices.Collect(Open(nil, Options{Stdin: &r, MaxSize: 8 << 20}).All())[0]
	if !errors.Is(in.Err, ErrTooLarge) || r.taken > 10<<20 {
		t.Errorf("a word without an end: %v, after %d bytes", in.Err, r.taken)
	}
	for _, head := range []string{"<html><body><p>", "<rss><channel><item><title>", `{"text":"`, "text,title\n\"", "<opml><body>", "<nitf><body>"} {
		r = endless{}
		in := slices.Collect(Open(nil, Options{Stdin: io.MultiReader(strings.NewReader(head), &r), MaxSize: 1 << 20}).All())
		if last := in[len(in)-1]; !errors.Is(last.Err, ErrTooLarge) || r.taken > 20<<20 {
			t.Errorf("%s without an end: %v, after %d bytes", head, last.Err, r.taken)
		}
	}
}

package ingest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const sentence = "The harbour board said on Monday that the ferry would not sail before Friday. "

// hostileInputs are inputs that are large, deep or damaged. Each is read within its
// time; has is a part of the text, or of the error if there is no text.
var hostileInputs = []struct {
	name, data string
	outcome    Outcome
	has        string
	flag       func(Flags) bool
}{
	{"513 levels", deep("div", 513), Read, "would not sail", nil},
	{"10,000 levels", deep("div", 10_000), Read, "would not sail", nil},
	{"a million levels", deep("b", 1_000_000), Read, "would not sail", nil},
	{"deep tables", deep("table><tr><td", 20_000), Read, "would not sail", nil},
	{"unclosed tags", "<html><body>" + strings.Repeat("<p><b><i>", 100_000) + story(), Read, "would not sail", nil},
	{"mixed content", "<html><body>" + strings.Repeat("<table><svg><math><template>", 5_000) + story(), Read, "would not sail", nil},
	{"attributes", "<html><body><p " + strings.Repeat("a=b ", 300_000) + ">" + story(), Read, "would not sail", nil},
	{"breaks", "<html><body><div>" + strings.Repeat(sentence+"<br>", 20_000) + "</div>", Read, "would not sail", nil},
	{"many paragraphs", "<html><body><article>" + strings.Repeat("<p>"+sentence+"</p>", 20_000) + "</article>", Read, "would not sail", nil},
	{"many links", "<html><body>" + strings.Repeat("<a href=/x>"+sentence+"</a>", 20_000) + story(), Read, "would not sail", nil},
	{"one long line", "<html><body><p>" + strings.Repeat(sentence, 20_000) + "</p>", Read, "would not sail", nil},
	{"a word of a megabyte", "<html><body>" + story() + "<p>" + strings.Repeat("x", 1<<20) + "</p>", Read, "would not sail", nil},
	{"open comment", "<html><body>" + story() + "<!-- " + strings.Repeat("x-", 500_000), Read, "would not sail", nil},
	{"a megabyte of headline", "<html><head><title>" + strings.Repeat("Ferry ", 200_000) + "</title></head><body>" + story(), Read, "would not sail", func(f Flags) bool { return f.Shortened }},
	{"10,000 authors", `<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry","author":[` + strings.Repeat(`{"name":"A. B"},`, 10_000) + `{"name":"C. D"}]}</script></head><body>` + story(), Read, "would not sail", nil},
	{"deep linked data", `<html><head><script type="application/ld+json">` + strings.Repeat(`{"@graph":[`, 5_000) + `</script></head><body>` + story(), Read, "would not sail", nil},
	{"100,000 tags", "<html><head>" + strings.Repeat(`<meta property="article:tag" content="x">`, 100_000) + "</head><body>" + story(), Read, "would not sail", nil},
	{"NULs in a page", "<html><body>" + strings.ReplaceAll(story(), " ferry", "\x00ferry"), Read, "\uFFFDferry", func(f Flags) bool { return f.DecodingLoss }},
	{"10 megabytes of headline and byline", "<html><head><title>" + strings.Repeat("Ferry ", 2_000_000) + "</title><meta name=author content='" + strings.Repeat("A. B, ", 200_000) + "'></head><body>" + story(), Read, "would not sail", func(f Flags) bool { return f.Shortened }},
	{"a million unclosed tags", "<html><body>" + strings.Repeat("<p><b>", 500_000) + story(), Read, "would not sail", nil},
	{"a million attributes", "<html><body><p " + strings.Repeat("a ", 1_000_000) + ">" + story(), Read, "would not sail", nil},
	{"100,000 breaks", "<html><body>" + story() + strings.Repeat("<br>", 100_000) + "</body>", Read, "would not sail", nil},
	{"formatting elements", "<html><body>" + strings.Repeat("<p><em><b><i><u>x", 30_000) + story(), Read, "would not sail", nil},
	{"formatting with attributes", "<html><body>" + attributed("font", 20_000) + story(), Read, "would not sail", nil},
	{"misnested formatting", "<html><body>" + strings.Repeat("<a><p></a>", 30_000) + strings.Repeat("<b><div></b>", 400) + story(), Read, "would not sail", nil},
	{"foster parents", "<html><body>" + story() + "<table>" + strings.Repeat("<b>x<tr>", 20_000) + "</table>", Read, "would not sail", nil},
	{"tables in tables", "<html><body>" + story() + strings.Repeat("<table><tr><td>x", 5_000), Read, "would not sail", nil},
	{"a loop of old", "<html><body>" + story() + strings.Repeat("<table><tbody><svg><td><desc><select></select></tbody></table>", 500), Read, "would not sail", nil},
	{"open options", "<html><body>" + story() + "<select>" + strings.Repeat("<option><optgroup>", 50_000), Read, "would not sail", nil},
	{"definition lists", "<html><body>" + strings.Repeat("<dl><dt><dd>", 30_000) + story(), Read, "would not sail", nil},
	{"closing tags", "<html><body>" + story() + strings.Repeat("</b></p></div></form>", 100_000), Read, "would not sail", nil},
	{"references", "<html><body>" + story() + "<p>" + strings.Repeat("&amp;&#8220;&nosuch;&", 100_000), Read, "would not sail", nil},
	{"10 megabytes in one line", strings.Repeat(sentence, 130_000), Read, "would not sail", nil},

	{"deep JSON", strings.Repeat(`{"a":`, 100_000), Failed, "damaged", nil},
	{"deep XML", "<nitf><body><body.content>" + strings.Repeat("<block>", 100_000) + "<p>" + sentence + "</p>", Read, "would not sail", nil},
	{"closing tags nobody opened", "<nitf>" + strings.Repeat("</p></block>", 100_000) + "<body><body.content><p>" + sentence + "</p></body.content></body></nitf>", Read, "would not sail", nil},
	{"many newsItems", "<newsMessage>" + strings.Repeat("<newsItem/>", 10_000) + "</newsMessage>", Failed, "without a text", nil},
	{"entities", `<!DOCTYPE nitf [<!ENTITY a "` + strings.Repeat("x", 1000) + `">]><nitf><body><body.content><p>` + strings.Repeat("&a;", 10_000) + sentence + "</p></body.content></body></nitf>", Read, "would not sail", nil},
	{"UTF-16 table", "\xff\xfe" + wide("text,title\r\n\"“It rained,” he said.\",Rain\r\n", false), Read, "“It rained,” he said.", nil},
	{"UTF-16 lines", "\xfe\xff" + wide("{\"text\":\"“It rained,” he said.\"}\n", true), Read, "“It rained,” he said.", nil},
	{"windows-1252 table", "text,title\n\x93It rained,\x94 he said.,Rain\n", Read, "“It rained", nil},
	{"NUL in a table", "text,title\nIt \x00 rained and rained he said.,Rain\n", Read, "It \uFFFD rained", func(f Flags) bool { return f.DecodingLoss }},
	{"markup that is no page", "<" + strings.Repeat("<", 100_000), Read, "<<<", nil},
	{"PDF by another name", "%PDF-1.7\n%\xe2\xe3", Failed, "it is a PDF", nil},
	{"office document", "PK\x03\x04\x14\x00", Failed, "office document", nil},
	{"gzip", "\x1f\x8b\x08\x00", Failed, "gzip", nil},
}

func deep(tag string, levels int) string {
	return "<html><body>" + strings.Repeat("<"+tag+">", levels) + story()
}

func attributed(tag string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<p><%s size=%d>x", tag, i)
	}
	return b.String()
}

func story() string {
	return "<p>" + strings.Repeat(sentence, 4) + "</p>\n<p>" + strings.Repeat(sentence, 3) + "</p>"
}

func TestHostileInput(t *testing.T) {
	for _, c := range hostileInputs {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() && len(c.data) > 1<<18 {
				t.Skip("large")
			}
			begun := time.Now()
			in := slices.Collect(Open(nil, Options{Stdin: strings.NewReader(c.data)}).All())[0]
			since := time.Since(begun)
			got := in.Article.Text
			if in.Err != nil {
				got = in.Err.Error()
			}
			if in.Outcome != c.outcome || !strings.Contains(got, c.has) {
				t.Errorf("outcome %v, %.200q, note %q", in.Outcome, got, in.Note)
			}
			if c.flag != nil && !c.flag(in.Flags) {
				t.Errorf("flags are %+v", in.Flags)
			}
			if len(in.Article.Title) > maxTitle || len(in.Article.Bylines) > maxBylines {
				t.Errorf("title of %d bytes, %d bylines", len(in.Article.Title), len(in.Article.Bylines))
			}
			if perMegabyte := since.Seconds() / max(1, float64(len(c.data))/1e6); perMegabyte > 30 {
				t.Errorf("takes %v for %d bytes", since, len(c.data))
			}
		})
	}
}

// TestHostileFeeds reads feeds that are large, deep or repeat themselves (rows 39
// to 41); want counts the outcomes.
func TestHostileFeeds(t *testing.T) {
	item := func(i int) string {
		return fmt.Sprintf("<item><title>Item %d</title><description>It rained %d times.</description></item>", i, i)
	}
	var many strings.Builder
	for i := range 20_000 {
		many.WriteString(item(i))
	}
	feed := func(items string) string {
		return `<rss version="2.0"><channel><title>Orrin</title>` + items + `</channel></rss>`
	}
	for _, c := range []struct{ name, data, want string }{
		{"many items", feed(many.String()), "20000 documents: 20000 read"},
		{"one item many times", feed(strings.Repeat(item(1), 20_000)), "20000 documents: 1 read, 19999 repeated"},
		{"deep extension", feed(item(1) + "<item>" + strings.Repeat("<x:y>", 200_000) + "</item>"), "1 document: 1 read"},
		{"deep everywhere", strings.Repeat("<rss>", 200_000), "1 document: 1 failed"},
		{"a million attributes", feed("<item " + strings.Repeat("a='b' ", 200_000) + "><title>It rained.</title></item>"), "1 document: 1 not an article"},
		{"long references", feed("<item><title>" + strings.Repeat("&amp;&#x41;&x", 100_000) + "</title><description>It rained.</description></item>"), "1 document: 1 read"},
		{"title of a megabyte", feed("<item><title>" + strings.Repeat("Rain ", 200_000) + "</title><description>It rained.</description></item>"), "1 document: 1 read"},
		{"many authors", feed("<item>" + strings.Repeat("<author>a@b.example (A. B.)</author>", 50_000) + "<description>It rained.</description></item>"), "1 document: 1 read"},
		{"many entries of nothing", `<feed xmlns="http://www.w3.org/2005/Atom">` + strings.Repeat("<entry/>", 50_000) + "</feed>", "50000 documents: 50000 not an article"},
		{"JSON Feed of many", `{"version":"https://jsonfeed.org/version/1","items":[` + strings.Repeat(`{"content_text":"It rained."},`, 20_000) + `{}]}`, "20001 documents: 1 read, 1 not an article, 19999 repeated"},
		{"deep JSON Feed", `{"version":"https://jsonfeed.org/version/1","items":[{"content_text":"It rained."},` + strings.Repeat(`[`, 200_000), "1 document: 1 read"},
		{"deep list of feeds", "<opml><body>" + strings.Repeat("<outline text='x'>", 100_000) + "<outline xmlUrl='https://a.example/feed'/>", "1 document: 1 not an article"},
		{"many feeds", "<opml><body>" + strings.Repeat("<outline xmlUrl='https://a.example/feed'/>", 20_000), "10000 documents: 10000 not fetched"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() && len(c.data) > 1<<18 {
				t.Skip("large")
			}
			var tally Tally
			var last Input
			for in := range Open(nil, Options{Stdin: strings.NewReader(c.data), Now: noon}).All() {
				tally.Add(in.Outcome)
				last = in
			}
			if tally.String() != c.want {
				t.Errorf("%v; %q, %v", &tally, last.Note, last.Err)
			}
		})
	}
}

// TestLongLines reads what is shorter than the limit, and tells of the rest.
func TestLongLines(t *testing.T) {
	long := strings.Repeat("x", 2000)
	for _, c := range []struct{ name, data, want string }{
		{"line in the middle", "{\"text\":\"One said so.\"}\n{\"text\":\"" + long + "\"}\n{\"text\":\"Two said so.\"}\n", "read too large read"},
		{"last line", "{\"text\":\"One said so.\"}\n{\"text\":\"" + long, "read too large"},
		{"first line", "{\"text\":\"" + long + "\"}\n{\"text\":\"Two said so.\"}\n", "too large read"},
		{"quotation mark that is not closed", "text,title\nOne said so.,x\n\"" + strings.Repeat(long+"\n", 200), "read too large"},
	} {
		var got []string
		for in := range Open(nil, Options{Stdin: strings.NewReader(c.data), MaxSize: 1000}).All() {
			if in.Err != nil && errors.Is(in.Err, ErrTooLarge) {
				got = append(got, "too large")
			} else {
				got = append(got, in.Outcome.String())
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
	}
}

// TestGuard contains panics and calls without end.
func TestGuard(t *testing.T) {
	s := Open(nil, Options{Budget: time.Minute})
	if _, err := s.guard("x", func() (page, error) { panic("no") }); !errors.Is(err, ErrFault) {
		t.Errorf("error is %v", err)
	}
	if _, err := s.guard("x", func() (page, error) { return page{body: "y"}, nil }); err != nil {
		t.Error(err)
	}
	s = Open(nil, Options{Budget: time.Millisecond})
	end := make(chan struct{})
	for range maxStuck {
		if _, err := s.guard("x", func() (page, error) { <-end; return page{}, nil }); !errors.Is(err, ErrTimeout) {
			t.Errorf("error is %v", err)
		}
	}
	in := s.Read(Document{Name: "page", Body: []byte("<html><body><nav>Home</nav>" + story())})
	if in.Outcome != Read || !strings.Contains(in.Note, "layout") {
		t.Errorf("while the library is stuck: %v, %q, %v", in.Outcome, in.Note, in.Err)
	}
	close(end)
	for range 200 {
		if s.stuck.Load() == 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("%d still counted as stuck", s.stuck.Load())
}

// TestFoundFiles counts what is met in a directory and is no news, and fails what
// the user names.
func TestFoundFiles(t *testing.T) {
	dir := tree(t, map[string]string{
		"package.json": `{"name":"x","version":"1"}`, "data.xml": `<?xml version="1.0"?><settings/>`, "t.csv": "a,b\n1,2\n",
		"a.txt": "Ann Poe said so.", "feed.xml": `<rss version="2.0"><channel/></rss>`,
	})
	var tally Tally
	for in := range Open([]string{dir}, Options{}).All() {
		tally.Add(in.Outcome)
	}
	if got := tally.String(); got != "5 documents: 1 read, 1 not an article, 3 no format for news" {
		t.Error(got)
	}
	for _, name := range []string{"package.json", "data.xml", "t.csv"} {
		in := slices.Collect(Open([]string{filepath.Join(dir, name)}, Options{}).All())[0]
		if in.Outcome != Failed || !errors.Is(in.Err, ErrFormat) {
			t.Errorf("%s: %v, %v", name, in.Outcome, in.Err)
		}
	}
}

func TestParseFields(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Fields
		bad  bool
	}{
		{"", Fields{}, false},
		{"link,story,day", Fields{URL: "link", Text: "story", Date: "day"}, false},
		{"text=story, title=head,author=who", Fields{Text: "story", Title: "head", Author: "who"}, false},
		{"a,b,c,d,e,f", Fields{}, true},
		{"colour=red", Fields{}, true},
	} {
		got, err := ParseFields(c.in)
		if (err != nil) != c.bad || !c.bad && got != c.want {
			t.Errorf("%q: %+v, %v", c.in, got, err)
		}
	}
	in := slices.Collect(Open(nil, Options{Stdin: strings.NewReader("day,story,extra\n2026-03-09,It rained he said.,x\n"), Fields: Fields{Text: "story", Date: "day"}}).All())[0]
	if in.Article.Text != "It rained he said." || in.Article.Published != "2026-03-09" {
		t.Errorf("got %+v, %v", in.Article, in.Err)
	}
}

// TestWriteFailure gives each failure the same four members.
func TestWriteFailure(t *testing.T) {
	var b strings.Builder
	_ = WriteFailure(&b, "a\x01.txt", &Error{Input: "a.txt", Problem: ErrSyntax, Detail: "line 3", Kept: "2 rows", Next: "mend it"})
	_ = WriteFailure(&b, "b.txt", fmt.Errorf("some other error: %w", os.ErrDeadlineExceeded))
	want := `{"input":"a\u0001.txt","reason":"damaged: line 3","kept":"2 rows","next":"mend it"}
{"input":"b.txt","reason":"some other error: i/o timeout","kept":"nothing","next":""}
`
	if b.String() != want {
		t.Errorf("got:\n%s", b.String())
	}
}

// FuzzRead reads anything in any format without a fault, and again to the same.
func FuzzRead(f *testing.F) {
	for _, c := range hostileInputs {
		if len(c.data) < 5000 {
			f.Add([]byte(c.data))
		}
	}
	for _, c := range encodings {
		f.Add([]byte(c.data))
	}
	for _, archive := range [][]byte{
		pageRecord("Poe"), gzippedEach(pageRecord("Poe"), pageRecord("Orr")), arcOf("Poe"), zipped("a.txt", rained, "b.warc", string(pageRecord("Poe"))),
		tarred("a.txt", rained), gzipped(tarred("a.txt", rained)), zstdOf([]byte(rained)),
	} {
		f.Add(archive)
	}
	f.Add([]byte("null"))
	files, _ := filepath.Glob("testdata/read/*.txtar")
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil {
			for _, part := range strings.Split(string(data), "\n-- ")[1:] {
				_, body, _ := strings.Cut(part, "\n")
				f.Add([]byte(body))
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		read := func() []Input {
			return slices.Collect(Open(nil, Options{Stdin: strings.NewReader(string(data)), MaxSize: 1 << 20, Budget: time.Minute}).All())
		}
		first, second := read(), read()
		if len(first) != len(second) {
			t.Fatalf("%d, then %d documents", len(first), len(second))
		}
		for i, in := range first {
			if errors.Is(in.Err, ErrFault) {
				t.Fatal(in.Err)
			}
			if (in.Err != nil) != (in.Outcome == Failed) || describe(&in) != describe(&second[i]) {
				t.Fatalf("%s\nthen\n%s", describe(&in), describe(&second[i]))
			}
			if in.Body < 0 || in.Body > len(in.Article.Text) {
				t.Fatalf("body begins at %d of %d", in.Body, len(in.Article.Text))
			}
		}
	})
}

// TestTooSlow reads the paragraphs of a page whose layout takes too long.
func TestTooSlow(t *testing.T) {
	s := Open(nil, Options{Budget: time.Nanosecond})
	in := s.Read(Document{Name: "page", Body: []byte("<html><body><nav>Home</nav>" + story())})
	if in.Outcome != Read || !strings.Contains(in.Article.Text, "would not sail") || !strings.Contains(in.Note, "takes more than 1ns; all its paragraphs are read") {
		t.Errorf("%v, %q, %v", in.Outcome, in.Note, in.Err)
	}
}

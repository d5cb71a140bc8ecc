package ingest

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// encodings are inputs with what they become, the encoding they were read in,
// and a part of the notes or of the error. An input without a charset is an
// error.
var encodings = []struct {
	name, data, label string
	text, charset     string
	told              string
}{
	{"plain", "plain", "", "plain", "utf-8", ""},
	{"byte order mark", "\xef\xbb\xbfmark", "", "mark", "utf-8", ""},
	{"mark wins over label", "\xef\xbb\xbfcafé", "windows-1252", "café", "utf-8", ""},
	{"only a mark", "\xef\xbb\xbf", "", "", "utf-8", ""},
	{"lone byte", "a \x80 b", "", "a \uFFFD b", "utf-8", "1 bad byte"},
	{"truncated at the end", "end\xe2\x82", "", "end\uFFFD", "utf-8", "1 bad byte"},
	{"surrogate", "x \xed\xa0\x80 y", "", "x \uFFFD\uFFFD\uFFFD y", "utf-8", "3 bad byte"},
	// The examples of table 3-8 of the Unicode standard.
	{"overlong", "\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41", "", strings.Repeat("\uFFFD", 8) + "A", "utf-8", "8 bad byte"},
	{"surrogates", "\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41", "", strings.Repeat("\uFFFD", 8) + "A", "utf-8", "8 bad byte"},
	{"other bytes", "\xf4\x91\x92\x93\xff\x41\x80\xbf\x42", "", strings.Repeat("\uFFFD", 5) + "A\uFFFD\uFFFDB", "utf-8", "7 bad byte"},
	{"truncated parts", "\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", "", "\uFFFD\uFFFD\uFFFD\uFFFDA", "utf-8", "4 bad byte"},

	{"no label", "The caf\xe9 said: \x93No.\x94", "", "The café said: “No.”", "windows-1252", "no label says what"},
	{"label of Latin-1 is windows-1252", "It\x92s a caf\xe9", "ISO-8859-1", "It’s a café", "windows-1252", ""},
	{"wrong label: UTF-8", "It\x92s a caf\xe9", "utf-8", "It’s a café", "windows-1252", "labelled utf-8, read as windows-1252"},
	{"wrong label: Latin-1", "“Café”", "iso-8859-1", "“Café”", "utf-8", "labelled windows-1252, read as utf-8"},
	{"mixed paragraphs", "“Café,” she said.\n\nHe said: \x93No,\x94 she\x92d go \x96 at once.\n\nZoë’s.", "", "“Café,” she said.\n\nHe said: “No,” she’d go – at once.\n\nZoë’s.", "utf-8", "4 bytes of windows-1252"},
	{"unknown label", "café", "x-nothing", "café", "utf-8", ""},
	{"UTF-16 label, ASCII bytes", "plain", "utf-16", "plain", "utf-8", "labelled utf-16le, read as utf-8"},
	{"UTF-7", "+ADw-script+AD4-", "utf-7", "", "", "utf-7, which is never decoded"},
	{"refused by browsers", "x", "iso-2022-kr", "", "", "never decoded"},

	{"UTF-16 with mark", "\xff\xfeh\x00i\x00", "", "hi", "utf-16le", ""},
	{"UTF-16 without mark", wide("“He said so,” she said.", false), "", "“He said so,” she said.", "utf-16le", ""},
	{"UTF-16BE without mark", wide("“He said so,” she said.", true), "", "“He said so,” she said.", "utf-16be", ""},
	{"UTF-16 cut off", "\xff\xfeh\x00i\x00\x21", "", "hi\uFFFD", "utf-16le", "1 bad byte"},
	{"UTF-32 with mark", "\x00\x00\xfe\xff\x00\x00\x00h\x00\x01\xf6\x00", "", "h😀", "utf-32be", ""},
	{"UTF-32 without mark", "h\x00\x00\x00i\x00\x00\x00!\x00\x00\x00", "", "hi!", "utf-32le", ""},

	{"mojibake", "He said â€œyesâ€\u009d and itâ€™s done.", "", "He said â€œyesâ€\uFFFD and itâ€™s done.", "utf-8", "decoded wrongly before"},
	{"no mojibake", "São Tomé, CAMÕES, Ângela", "", "São Tomé, CAMÕES, Ângela", "utf-8", ""},
	{"NUL", "a caf\x00 in a text of some length, longer", "", "a caf\uFFFD in a text of some length, longer", "utf-8", "1 bad byte"},
	{"controls", "a\x01b\x7fc\u009bd\ufffee\ufdd0f\tg\fh", "", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\tg\fh", "utf-8", "5 bad byte"},
	{"kept as it is", "ﬁ e\u0301 a\u00a0b\u00adc\u200dd\u202ee", "", "ﬁ e\u0301 a\u00a0b\u00adc\u200dd\u202ee", "utf-8", ""},

	{"zeros", "\x00\x00\x00\x00", "", "", "", "full of control bytes"},
	{"PDF", "%PDF-1.7\n%\xe2", "", "", "", "PDF"},
	{"office document", "PK\x03\x04", "", "", "", "ZIP"},
	{"image", "\xff\xd8\xff\xe0", "", "", "", "JPEG"},
	{"program", "\x7fELF\x02", "", "", "", "a program"},
}

func wide(s string, big bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

func TestDecode(t *testing.T) {
	for _, c := range encodings {
		t.Run(c.name, func(t *testing.T) {
			d, err := decode("in", []byte(c.data), labels{outside: c.label})
			told := strings.Join(d.notes(), "; ")
			if err != nil {
				told = err.Error()
			}
			if (err != nil) != (c.charset == "") || d.text != c.text || d.charset != c.charset {
				t.Errorf("%q becomes %q in %s, %v", c.data, d.text, d.charset, err)
			}
			if !strings.Contains(told, c.told) || c.told == "" && told != "" {
				t.Errorf("told is %q, want %q", told, c.told)
			}
		})
	}
}

// TestLegacyCharsets decodes texts that nobody labelled.
func TestLegacyCharsets(t *testing.T) {
	const (
		russian  = "Министр сказал в понедельник, что переговоры были полезными и что стороны встретятся снова в марте. Он добавил, что решение ещё не принято. "
		hebrew   = "השר אמר ביום שני כי השיחות היו מועילות וכי הצדדים ייפגשו שוב בחודש מרץ. הוא הוסיף כי ההחלטה עדיין לא התקבלה. "
		arabic   = "قال الوزير يوم الاثنين إن المحادثات كانت مفيدة وإن الجانبين سيجتمعان مرة أخرى في مارس. وأضاف أن القرار لم يتخذ بعد. "
		chinese  = "部长星期一表示，会谈很有成效，双方将在三月再次会面。他补充说，目前还没有作出决定。记者从有关部门了解到，这一消息属实。"
		taiwan   = "部長星期一表示，會談很有成效，雙方將在三月再次會面。他補充說，目前還沒有作出決定。記者從有關部門了解到，這一消息屬實。"
		japanese = "大臣は月曜日、会談は有益であり、双方は三月に再び会うと述べた。また、決定はまだ下されていないと付け加えた。"
		korean   = "장관은 월요일에 회담이 유익했으며 양측이 3월에 다시 만날 것이라고 말했다. 그는 아직 결정이 내려지지 않았다고 덧붙였다. "
	)
	for _, c := range []struct{ charset, text string }{
		{"windows-1251", russian}, {"koi8-r", russian}, {"windows-1255", hebrew}, {"windows-1256", arabic},
		{"gb18030", chinese}, {"big5", taiwan}, {"shift_jis", japanese}, {"euc-jp", japanese}, {"euc-kr", korean},
	} {
		e, err := htmlindex.Get(c.charset)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Repeat(c.text, 3)
		data, err := e.NewEncoder().String(text)
		if err != nil {
			t.Fatal(c.charset, err)
		}
		for _, label := range []string{"", c.charset} {
			d, err := decode("in", []byte(data), labels{inside: label})
			if err != nil || d.text != text || d.charset != c.charset {
				t.Errorf("%s with label %q: decoded as %s, %v: %.60q", c.charset, label, d.charset, err, d.text)
			}
			if d.guessed != (label == "") {
				t.Errorf("%s with label %q: guessed is %v", c.charset, label, d.guessed)
			}
		}
	}
}

// TestMetaLabel finds the charset of a page where browsers do.
func TestMetaLabel(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"short form", `<html><head><meta charset="windows-1251">`, "windows-1251"},
		{"long form", `<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">`, "koi8-r"},
		{"late", "<head><title>x</title><!--" + strings.Repeat("x", 3000) + `--><meta charset=big5></head>`, "big5"},
		{"the first of two", `<meta charset="gbk"><meta charset="utf-8">`, "gbk"},
		{"in a comment", `<!-- <meta charset="gbk"> --><meta charset="utf-8">`, "utf-8"},
		{"in a script", `<script>"<meta charset=gbk>"</script><meta charset="utf-8">`, "utf-8"},
		{"in the body", `<head></head><body><meta charset="gbk">`, ""},
		{"UTF-16 in ASCII", `<meta charset="utf-16">`, "utf-8"},
		{"description", `<meta name="description" content="charset=gbk">`, ""},
	} {
		if got := metaLabel([]byte(c.page)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := xmlLabel([]byte(`<?xml version="1.0" encoding='windows-1251'?><nitf/>`)); got != "windows-1251" {
		t.Errorf("XML declaration: %q", got)
	}
}

func FuzzDecode(f *testing.F) {
	for _, c := range encodings {
		f.Add([]byte(c.data), c.label)
	}
	f.Fuzz(func(t *testing.T, data []byte, label string) {
		d, err := decode("in", data, labels{outside: label})
		var e *Error
		if err != nil {
			if !errors.As(err, &e) {
				t.Fatalf("%v is no *Error", err)
			}
			return
		}
		if !utf8.ValidString(d.text) || strings.IndexFunc(d.text, forbidden) >= 0 {
			t.Fatalf("%q becomes %q", data, d.text)
		}
		if d.replaced == 0 && d.charset == utf8Name && d.repaired == 0 && d.text != strings.TrimPrefix(string(data), "\xef\xbb\xbf") {
			t.Fatalf("%q becomes %q without a note", data, d.text)
		}
	})
}

// TestEveryByteOfWindows1252 repairs what newspapers print and nothing else.
func TestEveryByteOfWindows1252(t *testing.T) {
	repaired := 0
	for c := 0x80; c <= 0xff; c++ {
		data := []byte("naïve “text”, a" + string([]byte{byte(c)}) + "b")
		d, err := decode("in", data, labels{})
		if err != nil {
			t.Fatal(err)
		}
		want := "naïve “text”, a" + string(charmap.Windows1252.DecodeByte(byte(c))) + "b"
		if d.repaired == 1 && d.text != want || d.repaired+d.replaced != 1 {
			t.Errorf("0x%02X becomes %q", c, d.text)
		}
		repaired += d.repaired
	}
	if repaired < 70 || repaired > 90 {
		t.Errorf("%d bytes are repaired", repaired)
	}
}

package export

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"hearsay"
)

func TestLink(t *testing.T) {
	const long = "the ferry will sail on Monday, on Tuesday and on every other day of this week and of the next one, come rain or wind"
	tests := []struct{ name, address, marked, want string }{
		{"a sentence", "https://x.example/a", "Ann Poe said [that the ferry will sail on Monday].", "https://x.example/a#:~:text=that%20the%20ferry%20will%20sail%20on%20Monday"},
		{"few words", "https://x.example/a", "First.\nAnn Poe said [no] and no-one, he added, left.", "https://x.example/a#:~:text=Ann%20Poe%20said-,no,-and%20no%2Done%2C%20he%20added%2C%20left."},
		{"many words", "https://x.example/a", "She said [" + long + "].", "https://x.example/a#:~:text=the%20ferry%20will%20sail%20on,one%2C%20come%20rain%20or%20wind"},
		{"two paragraphs", "https://x.example/a", "[“No ferry.\n\n“None at all,”] she said", "https://x.example/a#:~:text=%E2%80%9CNo%20ferry.,%E2%80%9CNone%20at%20all%2C%E2%80%9D"},
		{"has a fragment", "https://x.example/a#top", "She said [A & B - C, and so on it went].", "https://x.example/a#top:~:text=A%20%26%20B%20%2D%20C%2C%20and%20so%20on%20it%20went"},
		{"no words", "https://x.example/a", "She said [ \n ].", "https://x.example/a"},
		{"not on the web", "file:///a", "She said [no].", ""},
		{"a script", "javascript:alert(1)//", "She said [no].", ""},
		{"no address", "", "She said [no].", ""},
	}
	for _, tt := range tests {
		row := bracketed(tt.marked)
		row.Article.URL = tt.address
		if got := row.Link(); got != tt.want {
			t.Errorf("%s:\n%s, want\n%s", tt.name, got, tt.want)
		}
	}
}

// bracketed returns the row of an attribution whose content stands in brackets.
func bracketed(marked string) Row {
	start, end := strings.Index(marked, "["), strings.LastIndex(marked, "]")
	r := &hearsay.Reading{Article: hearsay.NewArticle(marked[:start] + marked[start+1:end] + marked[end+1:])}
	r.Attributions = []hearsay.Attribution{{ID: "a", Content: []hearsay.Span{{Start: start, End: end - 1}}}}
	return Rows(r)[0]
}

// FuzzLink holds each piece of a fragment to be whole words of one line.
func FuzzLink(f *testing.F) {
	f.Add("Ann Poe said, ", "no-one, & so on", " – and left.")
	f.Add("a\u2028b\n", "x\r\n\r\ny", "\v💩")
	f.Add("\xff", "\x00", "\u202e")
	f.Fuzz(func(t *testing.T, before, passage, after string) {
		before, passage, after = strings.ToValidUTF8(before, "?"), strings.ToValidUTF8(passage, "?"), strings.ToValidUTF8(after, "?")
		directive := textDirective(&Part{Text: passage, Before: before, After: after})
		lines := strings.FieldsFunc(before+"\n"+passage+"\n"+after, isLineBreak)
		for i, line := range lines {
			lines[i] = " " + strings.Join(strings.Fields(line), " ") + " "
		}
		for piece := range strings.SplitSeq(directive, ",") {
			words, err := url.PathUnescape(strings.TrimPrefix(strings.TrimSuffix(piece, "-"), "-"))
			if err != nil || !utf8.ValidString(words) {
				t.Fatalf("%q: %v", piece, err)
			}
			found := piece == ""
			for _, line := range lines {
				found = found || strings.Contains(line, " "+words+" ")
			}
			if !found {
				t.Errorf("%q is in no line of %q", words, lines)
			}
		}
	})
}

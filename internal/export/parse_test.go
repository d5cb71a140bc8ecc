package export

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"hearsay"
)

// TestParseJSON reads back what was written, and writes it again.
func TestParseJSON(t *testing.T) {
	for _, r := range readings(t) {
		want := AppendJSON(nil, r)
		parsed, err := ParseJSON(want)
		if err != nil {
			t.Fatalf("%s: %v", r.Article.File, err)
		}
		if got := AppendJSON(nil, parsed); !bytes.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", r.Article.File, got, want)
		}
		if !slices.EqualFunc(Rows(parsed), Rows(r), func(a, b Row) bool { return sameCells(&a, &b) }) {
			t.Errorf("%s: other rows", r.Article.File)
		}
	}
}

// sameCells reports whether two rows have the same cells in all columns.
func sameCells(a, b *Row) bool {
	for _, c := range columns {
		if c.cell(a) != c.cell(b) && (c.name != "stance" || len(b.Cue) > 0) { // what has no cue has no stance
			return false
		}
	}
	return true
}

// TestParseJSONImplied reads back a source that has no words.
func TestParseJSONImplied(t *testing.T) {
	r := awkward()
	r.Attributions[0].Source = hearsay.Source{Naming: "named", Speaker: "s1"}
	parsed, err := ParseJSON(AppendJSON(nil, r))
	if err != nil || !slices.EqualFunc(Rows(parsed), Rows(r), func(a, b Row) bool { return sameCells(&a, &b) }) || parsed.Attributions[0].Source.Naming != "named" {
		t.Errorf("%v: %+v", err, parsed)
	}
}

func TestParseJSONRefuses(t *testing.T) {
	whole := string(AppendJSON(nil, awkward()))
	for _, c := range []struct{ from, to, why string }{
		{`"start":2`, `"start":1`, "does not read"},
		{`"start":2`, `"start":-1`, "does not read"},
		{`"end":`, `"end":9`, "does not read"},
		{`"speaker":"s1"`, `"speaker":"s9"`, "belongs to nothing"},
		{"hearsay.reading/1", "hearsay.reading/2", "schema"},
		{"second", "third", "not the one that was read"},
		{`"sha256":"`, `"sha256":"0`, "not the one that was read"},
		{`{`, `[`, "invalid"},
		{`"id":"s1"`, `"id":""`, "no ID"},
		{`"score":`, `"score":"x`, "invalid"},
	} {
		broken := strings.Replace(whole, c.from, c.to, 1)
		if _, err := ParseJSON([]byte(broken)); broken == whole || !errors.Is(err, ErrNotReading) || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s for %s: %v", c.to, c.from, err)
		}
	}
}

func TestCodePoints(t *testing.T) {
	for _, text := range []string{"", "a", strings.Repeat("a", 2*stride), strings.Repeat("é", stride), strings.Repeat("💩a", 70), "\xff\xfe"} {
		o, c := newOffsets(text), newCodePoints(text)
		n := 0
		for i := range text {
			if c.byteOf(n) != i || strings.ToValidUTF8(text, "") == text && o.runes(i) != n {
				t.Errorf("%.20q: code point %d begins at byte %d, not %d", text, n, i, c.byteOf(n))
			}
			n++
		}
		if c.byteOf(n) != len(text) || c.byteOf(n+1) != -1 || c.byteOf(-1) != -1 || c.byteOf(1<<40) != -1 {
			t.Errorf("%.20q: the end is at %d", text, c.byteOf(n))
		}
	}
}

// FuzzParseJSON looks for what parses and is then written or laid out wrongly.
func FuzzParseJSON(f *testing.F) {
	for _, r := range []*hearsay.Reading{awkward(), sampleReading(f, "agency-relay")} {
		f.Add(AppendJSON(nil, r))
	}
	f.Add([]byte(`{"schema":"hearsay.reading/1"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ParseJSON(data)
		if err != nil {
			return
		}
		again, err := ParseJSON(AppendJSON(nil, r))
		if err != nil {
			t.Fatal(err)
		}
		if a, b := AppendJSON(nil, r), AppendJSON(nil, again); !bytes.Equal(a, b) {
			t.Errorf("%s\n%s", a, b)
		}
		_ = Rows(r)
	})
}

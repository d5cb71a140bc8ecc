package export

import (
	"bytes"
	"testing"

	"hearsay"
)

// written returns what a Writer of the format makes of the readings.
func written(t testing.TB, format string, readings ...*hearsay.Reading) []byte {
	t.Helper()
	return writtenIn(t, format, Collection{}, readings...)
}

func writtenIn(t testing.TB, format string, c Collection, readings ...*hearsay.Reading) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewWriter(&out, format, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range readings {
		for _, row := range Rows(r) {
			if err := w.Write(&row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestContinueWriter breaks documents off after each row: what two Writers write is
// what one does, in the formats of lines.
func TestContinueWriter(t *testing.T) {
	reading := online(t)[0]
	rows := Rows(reading)
	for _, f := range Formats() {
		if !f.Lines {
			if _, err := ContinueWriter(&bytes.Buffer{}, f.Name, Collection{}); err == nil {
				t.Errorf("%s was continued", f.Name)
			}
			continue
		}
		whole := written(t, f.Name, reading)
		for cut := 1; cut <= len(rows); cut++ {
			var out bytes.Buffer
			w, err := NewWriter(&out, f.Name, Collection{})
			for i := range rows {
				if i == cut && err == nil {
					w, err = ContinueWriter(&out, f.Name, Collection{})
				}
				if err == nil {
					err = w.Write(&rows[i])
				}
			}
			if err != nil || w.Close() != nil || !bytes.Equal(out.Bytes(), whole) {
				t.Fatalf("%s, broken off after %d rows, error %v", f.Name, cut, err)
			}
		}
	}
}

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

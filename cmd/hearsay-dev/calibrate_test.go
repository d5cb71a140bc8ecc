package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"hearsay/internal/eval"
)

// TestDrawCalibration checks that what is drawn is XML, that all of it lies on
// the card, and that equal figures give equal drawings.
func TestDrawCalibration(t *testing.T) {
	all := []eval.Judged{{Score: 0, Right: false}, {Score: 1, Right: true}, {Score: 0.55, Right: true}, {Score: 0.52}}
	for _, judged := range [][]eval.Judged{nil, all[:1], all} {
		c := eval.Calibrate(judged, calibrationBins)
		var first, second bytes.Buffer
		for _, out := range []*bytes.Buffer{&first, &second} {
			if err := drawCalibration(out, c, `<Quay & Co> "dev"`); err != nil {
				t.Fatal(err)
			}
		}
		if first.String() != second.String() {
			t.Error("two drawings of the same figures differ")
		}
		if strings.Contains(first.String(), "ZgotmplZ") {
			t.Error("a value was refused by the template")
		}
		points := checkDrawing(t, first.Bytes())
		want := len(c.Mass)
		for _, b := range c.Width {
			if b.N > 0 {
				want++
			}
		}
		if points != want+2 { // two in the legend
			t.Errorf("%d points for %d bins", points-2, want)
		}
	}
}

// checkDrawing reads the SVG and returns how many circles it has.
func checkDrawing(t *testing.T, svg []byte) (circles int) {
	t.Helper()
	width, height := 0.0, 0.0
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return circles
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if element.Name.Local == "circle" {
			circles++
		}
		for _, attr := range element.Attr {
			v, err := strconv.ParseFloat(attr.Value, 64)
			if err != nil {
				continue
			}
			limit := math.Inf(1)
			switch attr.Name.Local {
			case "width":
				width = max(width, v)
				limit = width
			case "height":
				height = max(height, v)
				limit = height
			case "x", "cx", "x1", "x2":
				limit = width
			case "y", "cy", "y1", "y2":
				limit = height
			}
			if v < 0 || v > limit || math.IsNaN(v) {
				t.Errorf("%s of %s is %v", attr.Name.Local, element.Name.Local, v)
			}
		}
	}
}

// TestCalibrate runs the command on two lines of our own.
func TestCalibrate(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string]string{
		"a.txt": "“The old quay has to go,” Pehr Dahl said.\n",
		"a.ann": "T1\tContent 0 25\t\nT2\tSource 26 35\t\nT3\tCue 36 40\t\nE1\tSource:T2 Cue:T3 Content:T1\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	drawing := filepath.Join(dir, "a.svg")
	out, _, err := call("calibrate", "-json", "-svg", drawing, dir, dir)
	if err != nil {
		t.Fatal(err)
	}
	var c eval.Calibration
	if err := json.Unmarshal([]byte(out), &c); err != nil {
		t.Fatal(err)
	}
	if c.Candidates < 1 || c.Right != 1 || len(c.Width) != calibrationBins {
		t.Errorf("%+v", c)
	}
	svg, err := os.ReadFile(drawing)
	if err != nil {
		t.Fatal(err)
	}
	checkDrawing(t, svg)
}

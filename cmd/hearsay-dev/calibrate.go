package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"

	"hearsay"
	"hearsay/internal/eval"
)

// calibrationBins is how many bins of either sort there are.
const calibrationBins = 10

// runCalibrate measures how well the scores of candidates keep their promise, on
// a corpus (PolNeAR dev unless another is named), and draws it.
func runCalibrate(args []string, std streams) error {
	flags := flag.NewFlagSet("calibrate", flag.ContinueOnError)
	shared := sharedFlag(flags)
	svg := flags.String("svg", "", "file to draw the reliability diagram into")
	asJSON := flags.Bool("json", false, "print the figures as JSON")
	minScore := flags.Float64("min-score", 0, "leave out candidates with a lower score")
	dirs, err := parseFlags(flags, args, std, 0, 2)
	if err != nil {
		return err
	}
	name := "PolNeAR dev"
	if len(dirs) == 0 {
		dirs = polnearDev(*shared)
	} else {
		name = dirs[1]
	}
	c, err := calibrate(dirs, *minScore)
	if err != nil {
		return err
	}
	if *svg != "" {
		var drawing bytes.Buffer
		if err := drawCalibration(&drawing, c, name); err != nil {
			return err
		}
		if err := os.WriteFile(*svg, drawing.Bytes(), 0o644); err != nil {
			return err
		}
	}
	if *asJSON {
		return json.NewEncoder(std.out).Encode(c)
	}
	fmt.Fprintf(std.out, "calibration, %s\n", dirs[1])
	return c.WriteTable(std.out)
}

func calibrate(dirs []string, minScore float64) (eval.Calibration, error) {
	articles, err := eval.LoadCorpus(dirs[0], dirs[1])
	if err != nil {
		return eval.Calibration{}, err
	}
	reader, err := hearsay.NewReader()
	if err != nil {
		return eval.Calibration{}, err
	}
	reader = reader.WithMinScore(minScore)
	judge := func(a *eval.Article) ([]eval.Judged, error) {
		reading, err := reader.Read(hearsay.NewArticle(a.Text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.Name, err)
		}
		return eval.Judge(a.Gold(), reading), nil
	}
	parts, err := eval.ReadAll(context.Background(), articles, runtime.GOMAXPROCS(0), judge, func() {})
	if err != nil {
		return eval.Calibration{}, err
	}
	var all []eval.Judged
	for _, part := range parts {
		for _, j := range part {
			if j.Score >= minScore {
				all = append(all, j)
			}
		}
	}
	return eval.Calibrate(all, calibrationBins), nil
}

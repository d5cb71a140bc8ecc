package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/klauspost/compress/gzip"

	"hearsay"
	"hearsay/internal/eval"
	"hearsay/internal/export"
	"hearsay/internal/ingest"
)

// The command "scale" measures what a page of an archive costs, stage by stage, in
// processor time of the whole process, the collector's included: so a busy machine
// does not change it much. From that it reckons what larger archives cost.
//
//	decompress  the gzip members, by themselves
//	decode      records and answers taken apart
//	body        codings and charset undone, the report found on the page
//	parse       words, sentences, quotations, tags, trees, names, who is who
//	attribute   who said what; speakers, relays, days
//	write       the reading as JSON and its rows as CSV

// cost is what one stage takes.
type cost struct {
	stage string
	time  time.Duration
}

// runScale measures an archive.
func runScale(args []string, std streams) error {
	flags := flag.NewFlagSet("scale", flag.ContinueOnError)
	pages := flags.Int("pages", 2000, "pages to measure with, from the beginning of the archive")
	price := flags.Float64("price", 0.04, "price of one core for an hour, in any currency")
	files, err := parseFlags(flags, args, std, 1)
	if err != nil {
		return err
	}
	m, err := measureStages(files[0], *pages)
	if err != nil {
		return err
	}
	return errors.Join(m.printStages(std.out), m.printReckoning(std.out, *price))
}

// measured is what was measured on an archive.
type measured struct {
	costs         []cost
	pages         int   // that were articles
	packed, bytes int64 // of the archive up to there, as it lies and without compression
	json, rows    int64 // bytes written
	attributions  int
	articleText   int64
}

// measureStages reads the first articles of an archive.
func measureStages(file string, pages int) (m measured, err error) {
	reader, err := hearsay.NewReader()
	if err != nil {
		return m, err
	}
	var documents []ingest.Document
	stream := ingest.Open([]string{file}, ingest.Options{})
	var inputs []ingest.Input
	listed := stage(func() {
		for d := range stream.Documents() {
			if documents = append(documents, d); d.Err == nil {
				m.pages++
			}
			if m.pages == pages {
				break
			}
		}
		m.packed = stream.Consumed()
	})
	unpacked, err := unpack(file, &m)
	if err != nil {
		return m, err
	}
	laidOut := stage(func() {
		for _, d := range documents {
			if in := stream.Read(d); in.Outcome == ingest.Read {
				inputs = append(inputs, in)
			}
		}
	})
	m.pages = len(inputs)
	if m.pages == 0 {
		return m, fmt.Errorf("%s holds no articles", file)
	}
	analyzer, err := eval.NewAnalyzer()
	if err != nil {
		return m, err
	}
	parsed := stage(func() {
		for i := range inputs {
			analyzer.Analyze(inputs[i].Article.Text)
		}
	})
	readings := make([]*hearsay.Reading, len(inputs))
	read := stage(func() {
		for i := range inputs {
			if readings[i], err = reader.Read(inputs[i].Article); err != nil {
				return
			}
		}
	})
	if err != nil {
		return m, err
	}
	written := stage(func() { err = m.write(readings) })
	m.costs = []cost{
		{"decompress", unpacked}, {"decode", max(listed-unpacked, 0)}, {"body", laidOut},
		{"parse", parsed}, {"attribute", max(read-parsed, 0)}, {"write", written},
	}
	return m, err
}

// stage returns the processor time that f takes.
func stage(f func()) time.Duration {
	before := processorTime()
	f()
	return processorTime() - before
}

// unpack measures the decompression of as much of the file as was read.
func unpack(file string, m *measured) (time.Duration, error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var fault error
	spent := stage(func() {
		z, err := gzip.NewReader(io.LimitReader(f, m.packed))
		if err != nil {
			fault = err
			return
		}
		m.bytes, fault = io.Copy(io.Discard, z)
	})
	if errors.Is(fault, io.ErrUnexpectedEOF) {
		fault = nil // the last member is cut off
	}
	return spent, fault
}

// counted counts bytes.
type counted struct{ n int64 }

func (c *counted) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

// write writes readings and rows, and counts.
func (m *measured) write(readings []*hearsay.Reading) error {
	var json []byte
	var rows counted
	w, err := export.NewWriter(&rows, "csv", export.Collection{})
	if err != nil {
		return err
	}
	for _, r := range readings {
		json = export.AppendJSON(json[:0], r)
		m.json += int64(len(json))
		m.articleText += int64(len(r.Article.Text))
		m.attributions += len(r.Attributions)
		for _, row := range export.Rows(r) {
			if err := w.Write(&row); err != nil {
				return err
			}
		}
	}
	err = w.Close()
	m.rows = rows.n
	return err
}

// total returns the processor time of an article.
func (m *measured) total() time.Duration {
	var all time.Duration
	for _, c := range m.costs {
		all += c.time
	}
	return all / time.Duration(m.pages)
}

func (m *measured) printStages(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	per := func(n int64) float64 { return float64(n) / float64(m.pages) / 1e3 }
	fmt.Fprintf(w, "%d articles, %.1f attributions each, %.1f KB of text; in the archive %.1f KB each, %.1f KB without compression\n\n",
		m.pages, float64(m.attributions)/float64(m.pages), per(m.articleText), per(m.packed), per(m.bytes))
	fmt.Fprintf(w, "stage\tms an article\tshare\n")
	for _, c := range m.costs {
		each := c.time / time.Duration(m.pages)
		fmt.Fprintf(w, "%s\t%.2f\t%.0f %%\n", c.stage, float64(each)/1e6, 100*float64(each)/float64(m.total()))
	}
	fmt.Fprintf(w, "together\t%.2f\t%.1f articles a second on one core\n\n", float64(m.total())/1e6, float64(time.Second)/float64(m.total()))
	fmt.Fprintf(w, "written for an article: reading %.1f KB of JSON, rows %.1f KB of CSV\n\n", per(m.json), per(m.rows))
	return w.Flush()
}

// Common Crawl News, for the reckoning: pages and bytes of a day. Common Crawl says
// that it publishes some dozens of files of 1 GB a day.
const (
	newsDayBytes = 30e9
	newsDayPages = newsDayBytes / 30e3
	english      = 0.35 // of the pages; the others cost what comes before the parsing
)

// printReckoning prints what Common Crawl News would cost.
func (m *measured) printReckoning(out io.Writer, price float64) error {
	before := m.costs[0].time + m.costs[1].time + m.costs[2].time
	each := time.Duration(float64(before)/float64(m.pages)*(1-english) + float64(m.total())*english)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "Common Crawl News\tpages\tin\tout (Parquet)\tcore hours\t1 core\t16 cores\t256 cores\tat %.3f a core hour\t\n", price)
	for _, span := range []struct {
		name string
		days float64
	}{{"a day", 1}, {"a month", 30}, {"ten years", 3650}} {
		pages := newsDayPages * span.days
		hours := pages * each.Hours()
		const packing = 6 // of readings and rows in Parquet, see docs/scale.md
		written := pages * english * float64(m.json+m.rows) / float64(m.pages) / packing
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", span.name, short(pages), bytesOf(newsDayBytes*span.days), bytesOf(written),
			short(hours), timeOf(hours), timeOf(hours/16), timeOf(hours/256), short(hours*price))
	}
	return w.Flush()
}

// short writes a number with two digits that count.
func short(x float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e9, " billion"}, {1e6, " million"}, {1e3, ",000"}} {
		if x >= 10*unit.size || x >= unit.size && unit.size > 1e3 {
			return fmt.Sprintf("%.2g%s", x/unit.size, unit.name)
		}
	}
	return fmt.Sprintf("%.0f", x)
}

func bytesOf(x float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e15, "PB"}, {1e12, "TB"}, {1e9, "GB"}} {
		if x >= unit.size {
			return fmt.Sprintf("%.0f %s", x/unit.size, unit.name)
		}
	}
	return fmt.Sprintf("%.0f MB", x/1e6)
}

func timeOf(hours float64) string {
	switch {
	case hours < 1.0/60:
		return fmt.Sprintf("%.0f s", hours*3600)
	case hours < 1:
		return fmt.Sprintf("%.0f min", hours*60)
	case hours < 48:
		return fmt.Sprintf("%.1f h", hours)
	case hours < 24*365:
		return fmt.Sprintf("%.0f days", hours/24)
	}
	return fmt.Sprintf("%.1f years", hours/24/365)
}

package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"hearsay/internal/compare"
	"hearsay/internal/generate"
	"hearsay/internal/query"
	"hearsay/internal/store"
)

// The command "ledger" makes up articles (internal/generate) to find out how a
// ledger bears size: it fills one, or writes the articles for "hearsay add", and
// times made-up searches.

func runLedger(args []string, std streams) error {
	flags := flag.NewFlagSet("ledger", flag.ContinueOnError)
	attributions := flags.Int("fill", 0, "keep articles with so many attributions and the readings they were made from")
	articles := flags.String("articles", "", "write the articles to this file, as JSON Lines, instead")
	searches := flags.Int("search", 0, "time so many searches: count, and a page of 20 hits")
	traces := flags.Int("trace", 0, "time so many traces of statements of the ledger, each edited")
	pages := flags.Int("pages", 0, "time so many pages of a server on the ledger, for one reader and for fifty")
	paths, err := parseFlags(flags, args, std, 0, 1)
	if err != nil {
		return err
	}
	ctx := context.Background()
	switch {
	case *articles != "" && len(paths) == 0:
		return writeArticles(*articles, *attributions)
	case len(paths) == 0:
		flags.Usage()
		return errUsage
	}
	if *attributions > 0 {
		if err := fillLedger(ctx, std.out, paths[0], *attributions); err != nil {
			return err
		}
	}
	if *searches > 0 {
		if err := timeSearches(ctx, std.out, paths[0], *searches); err != nil {
			return err
		}
	}
	if *traces > 0 {
		if err := timeTraces(ctx, std.out, paths[0], *traces); err != nil {
			return err
		}
	}
	if *pages > 0 {
		return timePages(ctx, std.out, paths[0], *pages)
	}
	return nil
}

// timeTraces traces statements of made-up articles, of which every fourth word is
// left out, and prints the quantiles of the time and how often the article was
// found.
func timeTraces(ctx context.Context, out io.Writer, path string, traces int) error {
	ledger, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer ledger.Close()
	stats, err := ledger.Stats(ctx)
	if err != nil {
		return err
	}
	var took []time.Duration
	found, articles := 0, 0
	for n := 0; len(took) < traces; n++ {
		r := generate.Reading(n * 7919 % int(stats.Articles))
		if len(r.Attributions) == 0 {
			continue
		}
		words := strings.Fields(r.Text(r.Attributions[n%len(r.Attributions)].Content))
		if len(words) < 8 {
			continue
		}
		var quote []string
		for i, w := range words {
			if i%4 != n%4 {
				quote = append(quote, w)
			}
		}
		began := time.Now()
		alike, err := ledger.Alike(ctx, compare.Quote(strings.Join(quote, " "), ""))
		if err != nil {
			return err
		}
		trace := compare.NewSet(alike.Articles, false).Trace(strings.Join(quote, " "), "")
		took = append(took, time.Since(began))
		articles += len(alike.Articles)
		for _, f := range trace.Families {
			if slices.ContainsFunc(f.Statements, func(s *compare.Statement) bool { return s.Article.Article.ID == r.Article.ID }) {
				found++
				break
			}
		}
	}
	slices.Sort(took)
	_, err = fmt.Fprintf(out, "%d traces among %d attributions: median %v, p90 %v, p99 %v; found %d; %.1f articles read for each\n",
		traces, stats.Attributions, took[traces/2].Round(time.Microsecond), took[traces*9/10].Round(time.Microsecond), took[traces*99/100].Round(time.Microsecond),
		found, float64(articles)/float64(traces))
	return err
}

// writeArticles writes made-up articles as JSON Lines.
func writeArticles(path string, attributions int) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for n, found := 0, 0; found < attributions; n++ {
		r := generate.Reading(n)
		found += len(r.Attributions)
		a := &r.Article
		if err := encoder.Encode(map[string]string{"url": a.URL, "outlet": a.Outlet, "title": a.Title, "date": a.Published, "text": a.Text}); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return file.Close()
}

// fillLedger keeps made-up articles with their readings, and tells what that
// costs.
func fillLedger(ctx context.Context, out io.Writer, path string, attributions int) error {
	ledger, err := store.Open(ctx, path, store.Options{Create: true})
	if err != nil {
		return err
	}
	defer ledger.Close()
	var text, found, articles int
	var adding time.Duration
	for n := 0; found < attributions; {
		var batch []store.Entry
		for range 128 {
			r := generate.Reading(n)
			n++
			batch = append(batch, store.Entry{Article: r.Article, Reading: r})
		}
		began := time.Now()
		results, err := ledger.Add(ctx, batch)
		if err != nil {
			return err
		}
		adding += time.Since(began)
		for i, r := range results {
			if r.Addition != store.Appeared && r.Addition != store.Known {
				articles++
				text += len(batch[i].Article.Text)
				found += len(batch[i].Reading.Attributions)
			}
		}
	}
	began := time.Now()
	if err := ledger.Compact(ctx); err != nil {
		return err
	}
	merging := time.Since(began)
	adding += merging
	if err := ledger.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%d attributions in %d texts of %.1f MB, %.0f bytes an attribution\nadding: %v, %v an attribution; of it merging the indexes %v\n",
		found, articles, float64(text)/1e6, float64(text)/float64(found),
		adding.Round(time.Millisecond), (adding / time.Duration(max(found, 1))).Round(100*time.Nanosecond), merging.Round(time.Millisecond))
	if err != nil || strings.Contains(path, "://") {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "file: %.1f MB, %.2f × the text\n", float64(info.Size())/1e6, float64(info.Size())/float64(text))
	return err
}

// timedSearch is one search and what it took: by the clock, and of processors.
type timedSearch struct {
	query     string
	hits      int64
	took, cpu time.Duration
}

// timeSearches times searches and prints their quantiles and the slowest of them.
// On a machine that does other work as well the time of processors says more.
func timeSearches(ctx context.Context, out io.Writer, path string, searches int) error {
	ledger, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer ledger.Close()
	stats, err := ledger.Stats(ctx)
	if err != nil {
		return err
	}
	var all []timedSearch
	none := 0
	for n := range searches {
		t := timedSearch{query: generate.Query(n, int(stats.Appearances))}
		began, cpu := time.Now(), processorTime()
		page, err := ledger.Search(ctx, store.Search{Query: query.Parse(t.query), Limit: 20})
		if err != nil {
			return fmt.Errorf("%s: %w", t.query, err)
		}
		t.took, t.cpu, t.hits = time.Since(began), processorTime()-cpu, page.Total
		all = append(all, t)
		if t.hits == 0 {
			none++
		}
	}
	fmt.Fprintf(out, "%d searches of %d attributions, %d without a hit\n", len(all), stats.Attributions, none)
	for _, measure := range []struct {
		name string
		of   func(timedSearch) time.Duration
	}{{"processors", func(t timedSearch) time.Duration { return t.cpu }}, {"clock", func(t timedSearch) time.Duration { return t.took }}} {
		slices.SortFunc(all, func(a, b timedSearch) int { return cmp.Compare(measure.of(a), measure.of(b)) })
		at := func(share float64) time.Duration {
			return measure.of(all[min(int(share*float64(len(all))), len(all)-1)]).Round(10 * time.Microsecond)
		}
		fmt.Fprintf(out, "%-10s  median %v, 90%% %v, 99%% %v, slowest %v\n", measure.name, at(0.5), at(0.9), at(0.99), at(1))
	}
	for _, t := range all[max(len(all)-10, 0):] {
		fmt.Fprintf(out, "%12v %8d hits  %s\n", t.took.Round(10*time.Microsecond), t.hits, t.query)
	}
	return nil
}

func processorTime() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

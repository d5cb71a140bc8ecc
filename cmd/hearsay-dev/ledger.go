package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
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
		return timeTraces(ctx, std.out, paths[0], *traces)
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
	if err := ledger.Close(); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%d attributions in %d texts of %.1f MB, %.0f bytes an attribution\nadding: %v, %v an attribution\nfile: %.1f MB, %.2f × the text\n",
		found, articles, float64(text)/1e6, float64(text)/float64(found),
		adding.Round(time.Millisecond), (adding / time.Duration(max(found, 1))).Round(100*time.Nanosecond), float64(info.Size())/1e6, float64(info.Size())/float64(text))
	return err
}

// timeSearches times searches and prints their quantiles and the slowest of them.
func timeSearches(ctx context.Context, out io.Writer, path string, queries int) error {
	ledger, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer ledger.Close()
	stats, err := ledger.Stats(ctx)
	if err != nil {
		return err
	}
	type timed struct {
		query string
		hits  int64
		took  time.Duration
	}
	var all []timed
	var none int
	for n := range queries {
		text := generate.Query(n, int(stats.Appearances))
		began := time.Now()
		page, err := ledger.Search(ctx, store.Search{Query: query.Parse(text), Limit: 20})
		if err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
		all = append(all, timed{text, page.Total, time.Since(began)})
		if page.Total == 0 {
			none++
		}
	}
	slices.SortFunc(all, func(a, b timed) int { return int(a.took - b.took) })
	at := func(share float64) time.Duration {
		return all[min(int(share*float64(len(all))), len(all)-1)].took.Round(10 * time.Microsecond)
	}
	fmt.Fprintf(out, "%d searches of %d attributions, %d without a hit: median %v, 90%% %v, 99%% %v, slowest %v\n",
		len(all), stats.Attributions, none, at(0.5), at(0.9), at(0.99), at(1))
	for _, t := range all[max(len(all)-10, 0):] {
		fmt.Fprintf(out, "%10v %8d hits  %s\n", t.took.Round(10*time.Microsecond), t.hits, t.query)
	}
	return nil
}

package main

import (
	"context"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"hearsay/internal/fetch"
	"hearsay/internal/ingest"
)

// addInputs adds the flags of commands that read what they are told to: files,
// directories, addresses, lists of these.
func (f *readFlags) addInputs(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVarP(&f.jobs, "jobs", "j", runtime.GOMAXPROCS(0), "articles read at the same time")
	flags.Lookup("jobs").DefValue = "all cores" // in help and manual, whatever the machine
	f.addReading(cmd)
	f.addFetching(cmd)
	flags.StringVar(&f.fields, "fields", "", "fields of tables and JSON that hold url,text,date,outlet,title")
	flags.StringVar(&f.date, "date", "", "day (YYYY-MM-DD) on which articles came out that state none: what “Friday” or “March 9” in them is reckoned from")
	flags.StringVar(&f.failures, "failures", "", "write what failed to this file, as JSON Lines: input, reason, kept, next")
	flags.BoolVar(&f.noProgress, "no-progress", false, "no progress bar on standard error")
	flags.StringArrayVar(&f.lists, "urls", nil, "read the addresses in this file, one a line; - is standard input")
	flags.Var(&f.follow, "fetch", "which addresses are fetched besides those named: auto, all or none")
	complete(cmd, "fetch", []choice{{"auto", "what addresses that you name lead to"}, {"all", "also what is in files"}, {"none", "only what you name"}})
}

// addReading adds those of them that say how an article is read, whatever led to it.
func (f *readFlags) addReading(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.strict, "strict", false, "fail on empty inputs and on bytes that cannot be read, instead of putting U+FFFD in their place")
	flags.StringVar(&f.language, "lang", "en", "language of the articles that are read: en or any")
	flags.Int64Var(&f.maxSize, "max-size", ingest.DefaultMaxSize, "refuse documents of more bytes")
	flags.Float64Var(&f.minScore, "min-score", scoreOfEngine, "take attributions from this score on, 0 to 1; -1 is what the model was tuned to")
	flags.StringVar(&f.outlet, "outlet", "", "outlet of all articles, whatever they state themselves")
	complete(cmd, "lang", []choice{{"en", "English only"}, {ingest.AnyLanguage, "whatever it is written in"}})
}

// addFetching adds those of them that say how addresses are fetched.
func (f *readFlags) addFetching(cmd *cobra.Command) {
	cmd.Flags().IntVar(&f.maxPages, "max-pages", ingest.DefaultMaxPages, "pages of items to fetch for one feed")
	f.network.add(cmd.Flags())
}

// named reports whether the command line names inputs.
func (f *readFlags) named(args []string) bool { return len(args)+len(f.lists) > 0 }

// checkInputs refuses what makes no sense in what says how inputs are read.
func (f *readFlags) checkInputs() error {
	switch {
	case f.language != "en" && f.language != ingest.AnyLanguage:
		return usageError{fmt.Errorf("--lang is en or any; other languages are not read yet")}
	case f.date != "" && !isDay(f.date):
		return usageError{fmt.Errorf("--date %q is no day: write it as 2026-03-09", f.date)}
	case f.maxSize < 1:
		return usageError{fmt.Errorf("--max-size has to be 1 or more")}
	}
	return checkReading(f.jobs, f.minScore)
}

// options returns how inputs are read as the flags say, and the client that fetches
// addresses, which the caller closes.
func (f *readFlags) options(ctx context.Context, std stdio) (ingest.Options, *fetch.Client, error) {
	fields, err := ingest.ParseFields(f.fields)
	if err != nil {
		return ingest.Options{}, nil, usageError{fmt.Errorf("--fields: %w", err)}
	}
	if f.maxPages < 1 {
		return ingest.Options{}, nil, usageError{fmt.Errorf("--max-pages has to be 1 or more; --fetch none fetches none")}
	}
	client, err := f.network.client()
	if err != nil {
		return ingest.Options{}, nil, err
	}
	return ingest.Options{
		Stdin: std.in, Strict: f.strict, MaxSize: f.maxSize, Outlet: f.outlet, Date: f.date, Language: f.language, Fields: fields,
		Web: client, Context: ctx, Lists: f.lists, Follow: ingest.Follow(f.follow), MaxPages: f.maxPages,
	}, client, nil
}

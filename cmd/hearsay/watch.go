package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"hearsay"
	"hearsay/internal/ingest"
	"hearsay/internal/store"
)

// watchFlags are the flags of "hearsay watch".
type watchFlags struct {
	readFlags
	db           string
	once         bool
	list, asJSON bool
	remove       []string
}

func watchCommand(std stdio) *cobra.Command {
	var flags watchFlags
	cmd := &cobra.Command{
		Use:   "watch [ADDRESS|OPML|FILE]...",
		Short: "Poll feeds, and add what is new to the ledger",
		Long: `Add feeds to the list that the ledger keeps (by address, from an OPML list or from a
file with one address a line), and poll all of them until interrupted: each when its
server says that there may be something new, every half hour where it says nothing,
between five minutes and a day. What is new is read as "hearsay add" does.

What has been polled and added is kept when the program ends, however it ends;
several may watch the same ledger. A feed that fails is tried again later and
later; one that its server says is gone for good is given up, until it is named again. An
item whose page cannot be fetched is tried again with the next polls, a few times.

An interrupt (Ctrl-C) or SIGTERM ends the watch after the articles at hand.

Exit codes:
  0    ended as asked
  1    the work could not go on
  2    the command line is wrong
  3    with --once: some feeds failed
` + ledgerExitCodes + `
Treat any other code as a failure.`,
		Example: `  hearsay watch https://paper.example/feed.xml https://agency.example/rss
  hearsay watch feeds.opml
  hearsay watch --list
  hearsay watch --once          # for cron
  hearsay watch --remove https://paper.example/feed.xml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runWatch(cmd.Context(), std, args, flags)
		},
	}
	addLedger(cmd, &flags.db)
	flags.addInputs(cmd)
	f := cmd.Flags()
	f.BoolVar(&flags.once, "once", false, "poll what is due, and end")
	f.BoolVar(&flags.list, "list", false, "list the feeds and how they are, and end")
	f.BoolVar(&flags.asJSON, "json", false, "with --list: one JSON object a feed")
	f.StringArrayVar(&flags.remove, "remove", nil, "watch this feed no longer, and end; its articles stay")
	for _, useless := range []string{"failures", "no-progress", "urls", "fetch", "fields"} {
		_ = f.MarkHidden(useless)
	}
	return cmd
}

func runWatch(ctx context.Context, std stdio, args []string, flags watchFlags) error {
	flags.format, flags.output = formatJSONL, "" // nothing is written of readings; check asks
	if err := flags.check(std); err != nil {
		return err
	}
	options, client, err := flags.options(ctx, std)
	if err != nil {
		return err
	}
	defer client.Close()
	var feeds []string
	for _, arg := range args {
		found, err := ingest.Feeds(arg, options)
		if err != nil {
			return usageError{err}
		}
		feeds = append(feeds, found...)
	}
	ledger, _, err := openLedger(ctx, flags.db, store.Options{Create: len(feeds) > 0})
	if err != nil {
		return err
	}
	defer ledger.Close()
	switch {
	case flags.list:
		return listFeeds(ctx, std, ledger, flags.asJSON)
	case len(flags.remove) > 0:
		for _, url := range flags.remove {
			if err := ledger.RemoveFeed(ctx, url); err != nil {
				return err
			}
		}
		return nil
	}
	return watchFeeds(ctx, std, ledger, feeds, options, flags)
}

// watchFeeds polls feeds until ctx is done, or with --once until none is due.
func watchFeeds(ctx context.Context, std stdio, ledger *store.Ledger, feeds []string, options ingest.Options, flags watchFlags) error {
	if len(feeds) > 0 {
		added, err := ledger.AddFeeds(ctx, feeds)
		if err != nil {
			return err
		}
		std.complain(fmt.Sprintf("%s named, of which %d are new", counted(int64(len(feeds)), "feed", "feeds"), added))
	}
	all, err := ledger.Feeds(ctx)
	if err == nil && len(all) == 0 {
		err = usageError{fmt.Errorf("no feed is watched yet: name one, by its address or in an OPML list")}
	}
	if err != nil {
		return err
	}
	reader, err := newReader(flags.readFlags)
	if err != nil {
		return err
	}
	w := &watch{std: std, ledger: ledger, reader: reader, options: options, flags: flags, tries: map[string]int{}}
	err = w.run(ctx)
	if err == nil || errors.Is(err, context.Canceled) {
		std.complain(fmt.Sprintf("%s polled, %d failed; %s added", counted(w.polls, "feed", "feeds"), w.failures, counted(w.added, "article", "articles")))
		err = nil
		if flags.once && w.failures > 0 {
			err = failedInputs{int(w.failures), int(w.polls)}
		}
	}
	return err
}

// watch polls feeds, several at the same time, each from the poll to its articles in the
// ledger.
type watch struct {
	std     stdio
	ledger  *store.Ledger
	reader  *hearsay.Reader
	options ingest.Options
	flags   watchFlags

	mu                     sync.Mutex // guards what follows, and what is told
	tries                  map[string]int
	polls, failures, added int64
	fresh                  bool // articles came in since speakers were joined
}

const (
	feedsAtOnce = 8
	claimTime   = 10 * time.Minute // a feed whose process has died is polled again after it
	longestRest = time.Minute      // between two looks for feeds that are due
	mostTries   = 5                // polls in which a page that fails is fetched
)

// run hands feeds that are due to pollers, and waits for what these have at hand.
func (w *watch) run(ctx context.Context) error {
	var pollers sync.WaitGroup
	due, failed := make(chan *store.Feed), make(chan error, feedsAtOnce)
	for range feedsAtOnce {
		pollers.Go(func() {
			for f := range due {
				if err := w.poll(ctx, f); err != nil && !w.busy(err) {
					failed <- err
					return
				}
			}
		})
	}
	err := w.handOut(ctx, due, failed)
	close(due)
	pollers.Wait()
	select {
	case failure := <-failed:
		err = errors.Join(failure, err)
	default:
	}
	return errors.Join(err, w.join())
}

// busy reports whether an error says no more than that the ledger is being written to by
// another process for long; the feed is polled again when its claim has run out.
func (w *watch) busy(err error) bool {
	if !errors.Is(err, store.ErrLocked) {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.std.complain(err.Error())
	return true
}

// handOut hands out feeds when they are due.
func (w *watch) handOut(ctx context.Context, due chan<- *store.Feed, failed <-chan error) error {
	for {
		f, next, err := w.ledger.ClaimFeed(ctx, time.Now().Add(claimTime))
		if err != nil && !w.busy(err) {
			return err
		}
		if f == nil {
			if w.flags.once {
				return nil
			}
			if err := w.rest(ctx, next, failed); err != nil {
				return err
			}
			continue
		}
		select {
		case due <- f:
		case err := <-failed:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// rest waits until the next feed may be due.
func (w *watch) rest(ctx context.Context, next time.Time, failed <-chan error) error {
	if err := w.join(); err != nil && !w.busy(err) {
		return err
	}
	wait := longestRest
	if !next.IsZero() {
		wait = min(max(time.Until(next), time.Second), longestRest)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case err := <-failed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// join lets the rules look at the names of new articles.
func (w *watch) join() error {
	w.mu.Lock()
	fresh := w.fresh
	w.fresh = false
	w.mu.Unlock()
	if !fresh {
		return nil
	}
	_, err := w.ledger.JoinSpeakers(context.Background())
	return err
}

// poll polls one feed and adds what is new in it. The error is one of the ledger.
func (w *watch) poll(ctx context.Context, f *store.Feed) error {
	state := ingest.FeedState{URL: f.URL}
	if f.State != "" {
		if err := json.Unmarshal([]byte(f.State), &state); err != nil {
			state = ingest.FeedState{URL: f.URL} // as if it had never been polled
		}
	}
	state.Disabled = f.Disabled
	p := ingest.PollFeed(ctx, state, time.Now(), w.options)
	added, err := w.take(ctx, &p)
	if err != nil {
		return err
	}
	if ctx.Err() != nil { // it counts as not polled
		p.State, p.Err = state, nil
		p.State.Next = f.Next
	}
	w.tell(f, &p, added)
	text, err := json.Marshal(p.State)
	if err != nil {
		return err
	}
	f.URL, f.Title, f.State = p.State.URL, p.State.Title, string(text)
	f.Next, f.Failures, f.Disabled, f.Problem = p.State.Next, p.State.Failures, p.State.Disabled, ""
	if p.Err != nil {
		f.Problem = p.Err.Error()
	} else if ctx.Err() == nil {
		f.Polled = time.Now()
	}
	return w.ledger.SaveFeed(context.WithoutCancel(ctx), f, added)
}

// take adds the articles of a poll to the ledger and returns how many are new there.
func (w *watch) take(ctx context.Context, p *ingest.Poll) (added int, err error) {
	var batch []store.Entry
	keep := func() error {
		if len(batch) == 0 {
			return nil
		}
		results, err := w.ledger.Add(context.WithoutCancel(ctx), batch)
		for _, r := range results {
			if r.Addition == store.Added || r.Addition == store.Revised {
				added++
			}
		}
		batch = batch[:0]
		return err
	}
	options := w.options
	options.Context = ctx
	stream := ingest.Deliver(p.Documents, options)
	read := newReading(ctx, w.ledger, w.reader, w.flags.readFlags)
	for d := range stream.Documents() {
		if ctx.Err() != nil {
			break
		}
		in := stream.Read(d)
		if in.Outcome == ingest.Read {
			reading, err := read(&in)
			if err != nil {
				in.Outcome, in.Err = ingest.Failed, err
			} else if batch = append(batch, newEntry(&in, reading)); len(batch) == maxBatch/4 {
				if err := keep(); err != nil {
					return added, err
				}
			}
		}
		if in.Outcome == ingest.Failed {
			w.retry(p, &in)
		}
	}
	return added, keep()
}

// retry lets an item that failed be new with the next poll, a few times.
func (w *watch) retry(p *ingest.Poll, in *ingest.Input) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tries[in.Name]++
	if n := w.tries[in.Name]; n < mostTries {
		p.State.Forget(in)
		w.std.complain(fmt.Sprintf("%v; it is tried again with the next poll", in.Err))
		return
	}
	delete(w.tries, in.Name)
	w.std.complain(fmt.Sprintf("%v; it is given up", in.Err))
}

// tell says what became of a poll, if there is something to say.
func (w *watch) tell(f *store.Feed, p *ingest.Poll, added int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.polls++
	w.added += int64(added)
	w.fresh = w.fresh || added > 0
	var parts []string
	switch {
	case p.Err != nil:
		w.failures++
		if first := p.State.Failures == 1; first || w.flags.once { // later ones are in --list
			parts = append(parts, p.Err.Error(), "it is tried again at "+p.State.Next.Local().Format("15:04"))
		}
	case added > 0:
		parts = append(parts, fmt.Sprintf("%s: %s added", p.State.String(), counted(int64(added), "article", "articles")))
		if f.Failures > 0 {
			parts = append(parts, "it can be reached again")
		}
	}
	if p.Notice != "" {
		parts = append(parts, p.Notice)
	}
	if len(parts) > 0 {
		w.std.complain(time.Now().Format("15:04:05 ") + strings.Join(parts, "; "))
	}
}

// listFeeds prints the feeds that are watched.
func listFeeds(ctx context.Context, std stdio, ledger *store.Ledger, asJSON bool) error {
	all, err := ledger.Feeds(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		f := &all[i]
		if asJSON {
			if err := json.NewEncoder(std.out).Encode(f); err != nil {
				return err
			}
			continue
		}
		how := "never polled"
		if !f.Polled.IsZero() {
			how = "polled " + f.Polled.Local().Format("2006-01-02 15:04")
		}
		switch {
		case f.Disabled != "":
			how = "given up: " + f.Disabled
		case f.Problem != "":
			how += fmt.Sprintf(", failed %d times: %s", f.Failures, f.Problem)
		}
		title := f.Title
		if title == "" {
			title = "(no title yet)"
		}
		_, err := fmt.Fprintf(std.out, "%s\n  %s · %s · %s\n", oneLine(title), f.URL, counted(f.Articles, "article", "articles"), oneLine(how))
		if err != nil {
			return err
		}
	}
	return nil
}

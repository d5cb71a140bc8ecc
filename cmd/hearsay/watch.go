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
	"hearsay/internal/fetch"
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
	workers      int
	claim        time.Duration // a feed whose process has died is polled again after it
	timeout      time.Duration // of a batch
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
several may watch the same ledger, and on a server from any number of machines: each
feed is polled by one of them, and by another if that one dies. A feed that fails is tried again later and
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
  hearsay watch --workers 4 --db postgres://ann@db.newsroom.example/hearsay
  hearsay watch --remove https://paper.example/feed.xml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runWatch(cmd.Context(), std, args, flags)
		},
	}
	addLedger(cmd, &flags.db)
	flags.addReading(cmd)
	flags.addFetching(cmd)
	f := cmd.Flags()
	f.BoolVar(&flags.once, "once", false, "poll what is due, and end")
	f.BoolVar(&flags.list, "list", false, "list the feeds and how they are, and end")
	f.BoolVar(&flags.asJSON, "json", false, "with --list: one JSON object a feed")
	f.StringArrayVar(&flags.remove, "remove", nil, "watch this feed no longer, and end; its articles stay")
	f.DurationVar(&flags.claim, "claim", claimTime, "")
	f.IntVar(&flags.workers, "workers", 0, `of a ledger on a server: read so many batches at the same time of what "hearsay add --queue" let wait`)
	f.DurationVar(&flags.timeout, "batch-timeout", 2*time.Minute, "")
	_ = f.MarkHidden("claim") // for tests
	_ = f.MarkHidden("batch-timeout")
	return cmd
}

func runWatch(ctx context.Context, std stdio, args []string, flags watchFlags) error {
	if err := flags.check(args); err != nil {
		return err
	}
	if flags.workers > 0 {
		if _, err := queuePath(flags.db); err != nil {
			return err
		}
	}
	options, client, err := flags.options(ctx, std)
	if err != nil {
		return err
	}
	defer client.Close()
	feeds, err := namedFeeds(std, args, options)
	if err != nil {
		return err
	}
	ledger, _, err := openLedger(ctx, flags.db, store.Options{Create: len(feeds) > 0 || flags.workers > 0, ReadOnly: flags.list})
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

// check refuses what makes no sense.
func (f *watchFlags) check(args []string) error {
	ends := 0
	for _, given := range []bool{f.once, f.list, len(f.remove) > 0} {
		if given {
			ends++
		}
	}
	switch {
	case f.workers < 0 || f.workers > 0 && ends == 1 && !f.once:
		return usageError{fmt.Errorf("--workers is a number of batches, and is not for --list and --remove")}
	case f.claim < time.Second:
		return usageError{fmt.Errorf("--claim has to be 1s or more")}
	case ends > 1:
		return usageError{fmt.Errorf("only one of --once, --list and --remove can be given")}
	case len(args) > 0 && ends == 1 && !f.once:
		return usageError{fmt.Errorf("--list and --remove do not add feeds: name none")}
	}
	f.jobs = 1 // of a feed; feeds are polled side by side
	return f.checkInputs()
}

// namedFeeds returns the addresses of the feeds that args name. Of a list with
// mistakes the others are taken.
func namedFeeds(std stdio, args []string, options ingest.Options) (feeds []string, err error) {
	for _, arg := range args {
		found, problem := ingest.Feeds(arg, options)
		if len(found) == 0 {
			return nil, usageError{problem}
		}
		if problem != nil {
			for _, mistake := range mistakes(problem) {
				std.complain(mistake.Error())
			}
		}
		feeds = append(feeds, found...)
	}
	return feeds, nil
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
	if err == nil && len(all) == 0 && flags.workers == 0 {
		err = usageError{fmt.Errorf("no feed is watched yet: name one, by its address or in an OPML list")}
	}
	if err != nil {
		return err
	}
	reader, err := newReader(flags.readFlags)
	if err != nil {
		return err
	}
	w := &watch{std: std, ledger: ledger, reader: reader, options: options, flags: flags}
	err = w.work(ctx, len(all) > 0)
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
	polls, failures, added int64
	fresh                  bool // articles came in since speakers were joined
}

const (
	feedsAtOnce  = 8
	claimTime    = 2 * time.Minute
	longestRest  = time.Minute     // between two looks for feeds that are due
	feedBatch    = 32              // articles of a feed in one transaction
	feedPatience = 5 * time.Second // how long an article that was read waits for others
)

// run polls feeds when they are due, until ctx is done or the ledger fails. What is at
// hand then is brought to an end.
func (w *watch) run(ctx context.Context) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	var polls sync.WaitGroup
	slots := make(chan struct{}, feedsAtOnce)
	for ctx.Err() == nil {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			continue
		}
		f, next, err := w.ledger.ClaimFeed(ctx, time.Now().Add(w.flags.claim))
		if f != nil {
			polls.Go(func() {
				defer func() { <-slots }()
				if err := w.poll(ctx, f); err != nil && !w.busy(err) {
					fail(err)
				}
			})
			continue
		}
		<-slots
		if w.flags.once && err == nil {
			break
		}
		if err != nil && (w.flags.once || !w.busy(err)) {
			fail(err)
			break
		}
		if err := w.rest(ctx, next); err != nil {
			fail(err)
		}
	}
	polls.Wait()
	return errors.Join(context.Cause(ctx), w.join())
}

// busy reports whether an error says no more than that another process is writing to
// the ledger for long, or that its server is away. The feed is polled again when its
// claim has run out.
func (w *watch) busy(err error) bool {
	if !errors.Is(err, store.ErrLocked) && !errors.Is(err, store.ErrUnreachable) {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.std.complain(err.Error())
	return true
}

// rest waits until the next feed may be due.
func (w *watch) rest(ctx context.Context, next time.Time) error {
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
	case <-ctx.Done():
	}
	return nil
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
	release := w.hold(f)
	p := ingest.PollFeed(ctx, state, time.Now(), w.options)
	added, err := w.take(ctx, &p)
	release()
	if err != nil {
		return err
	}
	if ctx.Err() != nil { // it counts as not polled
		p = ingest.Poll{State: state}
		p.State.Next = f.Next
	}
	w.tell(f, &p, added, ctx.Err() == nil)
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

// hold keeps a feed claimed until release is called, however long its pages take.
func (w *watch) hold(f *store.Feed) (release func()) {
	ctx, stop := context.WithCancel(context.Background())
	var held sync.WaitGroup
	held.Go(func() {
		ticker := time.NewTicker(w.flags.claim / 2)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				_ = w.ledger.KeepClaim(ctx, f, time.Now().Add(w.flags.claim)) // at worst it is polled twice
			case <-ctx.Done():
				return
			}
		}
	})
	return func() { stop(); held.Wait() }
}

// take adds the articles of a poll to the ledger and returns how many are new there.
func (w *watch) take(ctx context.Context, p *ingest.Poll) (added int, err error) {
	var batch []store.Entry
	kept := time.Now()
	keep := func() error {
		results, err := w.ledger.Add(context.WithoutCancel(ctx), batch)
		for _, r := range results {
			if r.Addition == store.Added || r.Addition == store.Revised {
				added++
			}
		}
		batch, kept = batch[:0], time.Now()
		return err
	}
	options := w.options
	options.Context = ctx
	stream := ingest.Deliver(p.Documents, options)
	read := newReading(context.WithoutCancel(ctx), w.ledger, w.reader, w.flags.readFlags)
	for d := range stream.Documents() {
		in := stream.Read(d)
		var reading *hearsay.Reading
		if in.Outcome == ingest.Read {
			if reading, err = read(&in); err != nil {
				in.Outcome, in.Err = ingest.Failed, err
			}
		}
		switch {
		case in.Outcome == ingest.Read:
			batch = append(batch, newEntry(&in, reading))
		case in.Outcome == ingest.Failed && ctx.Err() == nil: // else nothing may be wrong with it
			w.retry(p, &in)
		}
		if ctx.Err() != nil {
			break
		}
		if len(batch) == feedBatch || len(batch) > 0 && time.Since(kept) > feedPatience {
			if err := keep(); err != nil {
				return added, err
			}
		}
	}
	if len(batch) == 0 {
		return added, nil
	}
	return added, keep()
}

// retry lets an item that failed be new with the next poll, a few times.
func (w *watch) retry(p *ingest.Poll, in *ingest.Input) {
	then := "it is given up"
	if p.State.Retry(in) {
		then = "it is tried again with the next poll"
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.std.complain(fmt.Sprintf("%v; %s", in.Err, then))
}

// tell says what became of a poll, if there is something to say, and counts it if it
// was not broken off.
func (w *watch) tell(f *store.Feed, p *ingest.Poll, added int, whole bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if whole {
		w.polls++
	}
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
			how += fmt.Sprintf(", failed %s: %s", counted(int64(f.Failures), "time", "times"), f.Problem)
		}
		title := f.Title
		if title == "" {
			title = "(no title yet)"
		}
		_, err := fmt.Fprintf(std.out, "%s\n  %s · %s · %s\n", oneLine(title), fetch.Mask(f.URL), counted(f.Articles, "article", "articles"), oneLine(how))
		if err != nil {
			return err
		}
	}
	return nil
}

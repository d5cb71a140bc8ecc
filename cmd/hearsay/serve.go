package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"hearsay"
	"hearsay/internal/jobs"
	"hearsay/internal/samples"
	"hearsay/internal/store"
	"hearsay/internal/web"
)

// defaultListen is where the page is served unless somebody says otherwise.
const defaultListen = "127.0.0.1:8474"

// serveFlags are the flags of "hearsay serve".
type serveFlags struct {
	networkFlags
	db       string
	readOnly bool
	listenFlags
}

// listenFlags say where pages are served, and to whom.
type listenFlags struct {
	listen   string
	base     string
	hosts    []string
	password string
	token    string
	open     bool
	logLevel string
}

func (l *listenFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&l.listen, "listen", defaultListen, "address and port to listen on; port 0 is any that is free")
	f.StringVar(&l.base, "base-url", "", "address under which others reach the page, if it is another (https://hearsay.example)")
	f.StringArrayVar(&l.hosts, "host", nil, "further name under which the page may be asked for")
	f.StringVar(&l.password, "password", "", "ask for this password; better set as HEARSAY_SERVE_PASSWORD or in the config file")
	f.StringVar(&l.token, "token", "", "let programs in that send this token; better set as HEARSAY_SERVE_TOKEN or in the config file")
	f.BoolVar(&l.open, "insecure-no-auth", false, "ask nobody for a password, also beyond this machine")
	f.StringVar(&l.logLevel, "log", "info", "what is told on standard error: debug (every request), info, warn or error")
}

func serveCommand(std stdio) *cobra.Command {
	var flags serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Open the ledger in a browser",
		Long: `Serve the ledger to a browser: search, articles with who said what marked in the
text, speakers; and to programs under /api/v1. It is for this machine only, unless
--listen says otherwise, which needs a password or a token. Nothing is fetched from
elsewhere but what somebody names by its address. It ends at Ctrl-C, when what is
being answered is done.

Exit codes:
  0    it was ended
  1    the address cannot be listened on
  2    the command line is wrong
` + ledgerExitCodes + `
Treat any other code as a failure.`,
		Example: `  hearsay serve
  hearsay serve --db election.db --listen 127.0.0.1:9000
  HEARSAY_SERVE_PASSWORD=… hearsay serve --listen :8474 --base-url https://hearsay.example`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return runServe(cmd.Context(), std, flags) },
	}
	addLedger(cmd, &flags.db)
	flags.listenFlags.add(cmd)
	cmd.Flags().BoolVar(&flags.readOnly, "read-only", false, "change nothing in the ledger or its queue")
	flags.networkFlags.add(cmd.Flags())
	return cmd
}

func runServe(ctx context.Context, std stdio, flags serveFlags) error {
	options := web.Options{}
	if err := flags.options(std, &options); err != nil {
		return err
	}
	client, err := flags.client()
	if err != nil {
		return err
	}
	// A ledger that is named has to be there; the user's own is made where there is none.
	ledger, path, err := openLedger(ctx, flags.db, store.Options{Create: flags.db == "" && !flags.readOnly, ReadOnly: flags.readOnly})
	if err != nil {
		return err
	}
	defer ledger.Close()
	options.Ledger, options.Path, options.Web, options.Post = ledger, path, client, client
	if options.Queue = flags.queue(ctx, std, options.Log); options.Queue != nil {
		defer options.Queue.Close()
	}
	return flags.serve(ctx, std, options)
}

// queue opens the queue of the ledger: nil if that is a file, or if the queue cannot be
// used, without which the rest is served all the same.
func (f *serveFlags) queue(ctx context.Context, std stdio, log *slog.Logger) *jobs.Queue {
	path, err := queuePath(f.db)
	if err != nil {
		return nil
	}
	queue, err := jobs.Open(ctx, path, jobs.Options{ReadOnly: f.readOnly, Messages: std.err})
	if err != nil {
		log.Warn("the queue is not shown", "error", err.Error())
		return nil
	}
	return queue
}

// serve serves, as options that the flags have been put into say, until the context ends.
func (l *listenFlags) serve(ctx context.Context, std stdio, o web.Options) error {
	var err error
	if o.Reader, err = hearsay.NewReader(); err != nil {
		return err
	}
	server, err := web.New(o)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", l.listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is taken by another program, perhaps by Hearsay itself: name another with --listen, such as 127.0.0.1:0", l.listen)
	}
	if err != nil {
		return fmt.Errorf("listen on %s: %w", l.listen, err)
	}
	address := "http://" + listener.Addr().String()
	if o.Base != nil {
		address = o.Base.String()
	}
	if _, err := fmt.Fprintln(std.out, address); err != nil {
		return errors.Join(err, listener.Close())
	}
	if isTerminal(std.err) {
		std.complain("open the address above in a browser; Ctrl-C ends it")
	}
	return server.Serve(ctx, listener)
}

// options checks the flags and puts them into options.
func (l *listenFlags) options(std stdio, o *web.Options) error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.logLevel)); err != nil {
		return usageError{fmt.Errorf("--log is debug, info, warn or error, not %q", l.logLevel)}
	}
	o.Log = slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: level}))
	o.Hosts, o.Password, o.Token = l.hosts, l.password, l.token
	if l.base != "" {
		base, err := url.Parse(l.base)
		if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || strings.Trim(base.Path, "/") != "" {
			return usageError{fmt.Errorf("--base-url is an address without a path, such as https://hearsay.example, not %q", l.base)}
		}
		o.Base = base
	}
	host, _, err := net.SplitHostPort(l.listen)
	if err != nil {
		return usageError{fmt.Errorf("--listen is an address and a port, such as %s, not %q", defaultListen, l.listen)}
	}
	if isLoopback(host) || l.password != "" || l.token != "" {
		return nil
	}
	if !l.open {
		return usageError{fmt.Errorf("--listen %s lets others in: set a password or a token, or say --insecure-no-auth", l.listen)}
	}
	std.complain("anybody who reaches " + l.listen + " can read and change the ledger")
	return nil
}

// isLoopback reports whether only this machine reaches a host.
func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// serveSamples serves the articles that come with the program, from a ledger that is
// gone when that ends.
func serveSamples(ctx context.Context, std stdio, listen listenFlags) (err error) {
	options := web.Options{Sample: true}
	if err := listen.options(std, &options); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "hearsay-demo-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ledger, err := store.Open(ctx, filepath.Join(dir, "ledger.db"), store.Options{Create: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	options.Ledger = ledger
	entries, err := sampleEntries()
	if err != nil {
		return err
	}
	if _, err := ledger.Add(ctx, entries); err != nil {
		return err
	}
	if _, err := ledger.JoinSpeakers(ctx); err != nil {
		return err
	}
	return listen.serve(ctx, std, options)
}

// sampleEntries reads the samples and the articles of the invented events.
func sampleEntries() (entries []store.Entry, err error) {
	all, err := samples.All()
	if err != nil {
		return nil, err
	}
	events, err := samples.Events()
	if err != nil {
		return nil, err
	}
	var articles []hearsay.Article
	for _, s := range all {
		a := hearsay.NewArticle(s.Text)
		a.File = s.Name
		if a.Outlet != "" { // the others are exercises
			articles = append(articles, a)
		}
	}
	for _, e := range events {
		for _, told := range e.Articles {
			a := hearsay.NewArticle(told.Text)
			a.Outlet, a.Published, a.URL = told.Outlet, told.Published, told.URL
			articles = append(articles, a)
		}
	}
	for _, a := range articles {
		reading, err := hearsay.Read(a)
		if err != nil {
			return nil, fmt.Errorf("read the sample %s%s: %w", a.File, a.URL, err)
		}
		entries = append(entries, store.Entry{Article: a, Reading: reading})
	}
	return entries, nil
}

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hearsay"
	"hearsay/internal/export"
	"hearsay/internal/query"
	"hearsay/internal/store"
)

// exportFlags are the flags of "hearsay export".
type exportFlags struct {
	searchFlags
	output string
	base   string
	quiet  bool
}

// The formats of "hearsay export" that are not export.Formats.
const (
	formatReadings = "readings"
	formatSQLite   = "sqlite"
)

func exportFormats() []choice {
	return append([]choice{{formatJSONL, "the same as attributions; the default"}}, append(rowFormats(),
		choice{formatReadings, "JSON Lines, one object an article (" + export.Schema + "), with those of its attributions that are found"},
		choice{formatBrat, "ID.txt and ID.ann for each article, in the directory that --output names"},
		choice{formatSQLite, "a consistent copy of the ledger, all of it"})...)
}

func exportCommand(std stdio) *cobra.Command {
	var flags exportFlags
	cmd := &cobra.Command{
		Use:   "export [WORD]...",
		Short: "Write what a search finds, all of it, to a file or a program",
		Long: `Write all attributions that a search finds, in one of the formats below. What is
looked for is said as in "hearsay search"; without a word everything is written.

There are as many rows as "hearsay search --count" says, from one state of the
ledger, whoever adds to it meanwhile, and the same ledger gives the same bytes.
A file is complete once it has its name: until then it is called NAME.part.
The number of rows is told on standard error.

Formats:
` + formatTable(exportFormats()) + `
Exit codes:
  0    everything was written, if only that nothing was found
  1    the work could not go on
  2    the command line is wrong, or the settings are
` + ledgerExitCodes + `
  130  interrupted
Treat any other code as a failure.`,
		Example: `  hearsay export > ledger.jsonl
  hearsay export --who torvek --since 2026-03 --format csv --output torvek.csv
  hearsay export --format parquet --output 2026.parquet since:2026
  hearsay export 'stance:distancing' --format w3c | jq '.total'
  hearsay export --format brat --output annotated/ --outlet VTA
  hearsay export --format sqlite --output copy.db`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runExport(cmd.Context(), std, args, flags)
		},
	}
	addLedger(cmd, &flags.db)
	flags.addFilters(cmd)
	f := cmd.Flags()
	f.StringVarP(&flags.format, "format", "f", formatJSONL, "see above")
	f.StringVarP(&flags.output, "output", "o", "", "write to this file (brat: into this directory)")
	f.StringVar(&flags.order, "order", "", "newest or oldest first; feeds begin with the newest, all else with the oldest")
	f.StringVar(&flags.base, "base", "", "address of a server that shows attributions, for links in feeds and annotations")
	f.BoolVarP(&flags.quiet, "quiet", "q", false, "do not tell how many rows were written")
	complete(cmd, "format", exportFormats())
	complete(cmd, "order", []choice{{string(store.Newest), ""}, {string(store.Oldest), ""}})
	return cmd
}

// check refuses what makes no sense and fills in what follows from the format.
func (f *exportFlags) check(std stdio, args []string) error {
	_, ofRows := export.LookupFormat(f.format)
	info, err := os.Stat(f.output)
	there := f.output != "" && err == nil
	switch {
	case f.format == formatJSONL:
		f.format, ofRows = "attributions", true
	case !ofRows && f.format != formatReadings && f.format != formatBrat && f.format != formatSQLite:
		return usageError{fmt.Errorf("--format %q is unknown: it is %s", f.format, alternatives(exportFormats()))}
	}
	switch {
	case f.order != "" && store.Order(f.order) != store.Newest && store.Order(f.order) != store.Oldest:
		return usageError{fmt.Errorf("--order is newest or oldest")}
	case !ofRows && (f.order != "" || f.ownVoice):
		return usageError{fmt.Errorf("--order and --own-voice are for rows; %s has none", f.format)}
	case f.output == "" && (f.format == formatBrat || f.format == formatSQLite):
		return usageError{fmt.Errorf("--format %s has to know where to: --output", f.format)}
	case f.output == "" && f.format == "parquet" && isTerminal(std.out):
		return usageError{fmt.Errorf("--format parquet is not for a terminal: say where with --output FILE")}
	case there && info.IsDir() != (f.format == formatBrat):
		return usageError{fmt.Errorf("--output %s: --format brat writes into a directory, all others a file", f.output)}
	case there && f.format == formatSQLite:
		return usageError{fmt.Errorf("--output %s is there already; a copy never replaces a file", f.output)}
	case f.format == formatSQLite && (len(args) > 0 || f.filtered()):
		return usageError{fmt.Errorf("--format sqlite copies the whole ledger; it takes no search")}
	}
	if f.order == "" {
		f.order = string(store.Oldest)
		if f.format == "atom" || f.format == "rss" || f.format == "jsonfeed" {
			f.order = string(store.Newest)
		}
	}
	return nil
}

// filtered reports whether a flag narrows the search.
func (f *searchFlags) filtered() bool {
	for _, values := range f.filters {
		if len(*values) > 0 {
			return true
		}
	}
	return f.ownVoice
}

func runExport(ctx context.Context, std stdio, args []string, flags exportFlags) error {
	if err := flags.check(std, args); err != nil {
		return err
	}
	q, err := flags.query(args, time.Now())
	if err != nil {
		return err
	}
	for _, note := range q.Notes {
		std.complain(note)
	}
	ledger, path, err := openLedger(ctx, flags.db, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer ledger.Close()
	if flags.output != "" {
		if err := refuseInput(flags.output, []string{path}); err != nil {
			return err
		}
	}
	e := exporting{ctx: ctx, ledger: ledger, query: q, flags: flags}
	var total int64
	switch flags.format {
	case formatSQLite:
		err = ledger.Copy(ctx, flags.output)
	case formatBrat:
		total, err = e.brat(flags.output)
	default:
		total, err = e.stream(std)
	}
	if err == nil && !flags.quiet {
		std.complain(exported(flags, total))
	}
	return err
}

func exported(flags exportFlags, total int64) string {
	what := counted(total, "attribution", "attributions") + " exported"
	if flags.ownVoice {
		what = "own voice of " + counted(total, "article", "articles") + " exported"
	}
	if flags.format == formatSQLite {
		what = "the ledger was copied"
	}
	if flags.output != "" {
		what += " to " + flags.output
	}
	return what
}

// exporting is an export under way.
type exporting struct {
	ctx    context.Context
	ledger *store.Ledger
	query  *query.Query
	flags  exportFlags
}

// stream writes to standard output or to a file, which gets its name once it is
// complete.
func (e *exporting) stream(std stdio) (total int64, err error) {
	file := std.out
	if e.flags.output != "" {
		if file, err = os.Create(e.flags.output + ".part"); err != nil {
			return 0, err
		}
		defer func() {
			err = errors.Join(err, e.settle(file, err == nil))
		}()
	}
	out := bufio.NewWriterSize(file, 1<<16)
	if e.flags.format == formatReadings {
		total, err = e.readings(out)
	} else {
		total, err = e.rows(out)
	}
	if err == nil {
		err = out.Flush()
	}
	return total, err
}

// settle closes the file and gives it its name, or takes it away.
func (e *exporting) settle(file *os.File, complete bool) error {
	if !complete {
		return errors.Join(file.Close(), os.Remove(file.Name()))
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	if err := os.Rename(file.Name(), e.flags.output); err != nil {
		return err
	}
	return syncDir(filepath.Dir(e.flags.output))
}

// syncDir makes names that were given in a directory last.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) {
		return err
	}
	return nil
}

// rows writes attributions, one after the other.
func (e *exporting) rows(out *bufio.Writer) (int64, error) {
	title := "Attributions"
	if typed := e.query.String(); typed != "" {
		title += ": " + typed
	}
	w, err := export.NewWriter(out, e.flags.format, export.Collection{Title: title, Query: e.query.String(), Base: strings.TrimSuffix(e.flags.base, "/")})
	if err != nil {
		return 0, err
	}
	search := store.Search{Query: e.query, Order: store.Order(e.flags.order)}
	total, err := e.ledger.Each(e.ctx, search, func(row *export.Row, _ int64) error { return w.Write(row) })
	if err == nil {
		err = w.Close()
	}
	return total, err
}

func (e *exporting) readings(out *bufio.Writer) (int64, error) {
	var line []byte
	return e.ledger.EachReading(e.ctx, e.query, func(r *hearsay.Reading) error {
		line = export.AppendJSON(line[:0], r)
		_, err := out.Write(line)
		return err
	})
}

// brat writes two files for each article.
func (e *exporting) brat(dir string) (int64, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return 0, err
	}
	return e.ledger.EachReading(e.ctx, e.query, func(r *hearsay.Reading) error {
		base := filepath.Join(dir, r.Article.ID)
		if err := replaceFile(base+".txt", []byte(r.Article.Text)); err != nil {
			return err
		}
		return replaceFile(base+".ann", export.AppendBrat(nil, r))
	})
}

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hearsay/internal/export"
	"hearsay/internal/query"
	"hearsay/internal/store"
)

// searchFlags are the flags of "hearsay search".
type searchFlags struct {
	db       string
	format   string
	order    string
	limit    int
	batch    string
	batchIn  string
	ownVoice bool
	count    bool
	facets   bool
	color    colorMode
	scores   bool
	filters  map[query.Field]*[]string
}

func searchCommand(std stdio) *cobra.Command {
	var flags searchFlags
	cmd := &cobra.Command{
		Use:   "search [WORD]...",
		Short: "Find who said what in the ledger",
		Long: `Find attributions in the ledger by what was said, by whom, to whom, through whom,
where and when, and print them with the words around them.

What is looked for:
  water level         both words, anywhere in what was said
  "water level"       side by side
  dam OR lock         either
  -dam  -"the dam"    not there
  negotiat*           words that begin so
  who:torvek          a filter, also as a flag: --who torvek. With several words
                      who:"Ilan Torvek"; not by him -who:torvek
  is:own-voice        what outlets say in their own voice: --own-voice
Case, accents, ligatures and styles of quotation marks make no difference; any
other punctuation parts words, so U.S. and don't need no care. The filters are
who, to, via, outlet, since, until, form, act, stance, naming, medium, negated
and speaker. A flag that is given several times finds any of its values.

Hits come best first; newest first if they are many or there are no words to rank
them by. All of them are printed with --limit 0.

Exit codes:
  0    something was found
  1    nothing was found
  2    the command line is wrong, or the search could not go on
` + ledgerExitCodes + `
Treat any other code as a failure.`,
		Example: `  hearsay search water level
  hearsay search --who torvek --since 2026-03 '"working papers" OR rumours'
  hearsay search 'via:ministry stance:distancing' --format csv > hits.csv
  hearsay search --batch names.csv --since 2026-01 --format jsonl
  hearsay search --own-voice exercises`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return asSearchError(runSearch(cmd.Context(), std, args, flags))
		},
	}
	addLedger(cmd, &flags.db)
	f := cmd.Flags()
	flags.addFilters(cmd)
	f.StringVarP(&flags.format, "format", "f", "", "text, jsonl or csv, or another format of attributions (see hearsay read --help)")
	f.StringVar(&flags.order, "order", "", "order of the hits: rank, newest or oldest")
	f.IntVarP(&flags.limit, "limit", "n", 20, "hits to print; 0 for all")
	f.BoolVarP(&flags.count, "count", "c", false, "print the number of hits only")
	f.BoolVar(&flags.facets, "facets", false, "count the hits by speaker, outlet and month")
	f.StringVar(&flags.batch, "batch", "", "search for each line of this file as well, a name or a query; of CSV its first column. - is standard input")
	f.StringVar(&flags.batchIn, "batch-in", "", "what the lines of --batch are: who, to, via or outlet; else each is a query")
	f.BoolVar(&flags.scores, "scores", false, "show how sure each attribution is")
	addColor(cmd, &flags.color, "colour of the text format: auto, always or never")
	return cmd
}

// addFilters adds the flags that say what is looked for.
func (f *searchFlags) addFilters(cmd *cobra.Command) {
	f.filters = map[query.Field]*[]string{}
	for _, field := range query.Fields() {
		f.filters[field] = cmd.Flags().StringArray(string(field), nil, filterUsage(field))
		if values := field.Values(); values != nil {
			_ = cmd.RegisterFlagCompletionFunc(string(field), cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
		}
	}
	cmd.Flags().BoolVar(&f.ownVoice, "own-voice", false, "look in what outlets say in their own voice")
}

func filterUsage(f query.Field) string {
	usage := map[query.Field]string{
		query.Who: "who speaks", query.To: "who is spoken to", query.Via: "who handed the words on",
		query.Outlet: "who published it", query.Since: "published on this day or later: 2026-03-09, 2026-03, 2026, 30d",
		query.Until: "published on this day or before", query.Medium: "statement, interview, post and the like",
		query.Speaker: "number of a speaker of the ledger",
	}
	if values := f.Values(); values != nil {
		return strings.Join(values, ", ")
	}
	return usage[f]
}

// searchError is an error of a search, which has exit code 2 as those of grep do.
type searchError struct{ error }

// Unwrap returns the error.
func (e searchError) Unwrap() error { return e.error }

// errNothingFound says that a search has no hits; nobody needs to be told.
var errNothingFound = errors.New("nothing was found")

func asSearchError(err error) error {
	if err == nil || errors.Is(err, errNothingFound) {
		return err
	}
	return searchError{err}
}

// query returns what args and flags look for.
func (f *searchFlags) query(args []string, now time.Time) (*query.Query, error) {
	q := query.Parse(strings.Join(args, " "))
	q.OwnVoice = q.OwnVoice || f.ownVoice
	for _, field := range query.Fields() {
		values := *f.filters[field]
		if field == query.Since || field == query.Until {
			for i := range values {
				values[i] = query.Ago(values[i], now)
			}
		}
		if err := q.With(field, values...); err != nil {
			return nil, usageError{fmt.Errorf("--%s: %w", field, err)}
		}
	}
	return q, nil
}

func (f *searchFlags) check() error {
	if f.format == "" {
		f.format = formatText
	}
	switch _, known := export.LookupFormat(f.format); {
	case f.format != formatText && f.format != formatJSONL && !known:
		return usageError{fmt.Errorf("--format %q is unknown", f.format)}
	case !slices.Contains([]string{"", string(query.Who), string(query.To), string(query.Via), string(query.Outlet)}, f.batchIn):
		return usageError{fmt.Errorf("--batch-in is who, to, via or outlet")}
	case f.batch != "" && f.facets:
		return usageError{fmt.Errorf("--batch and --facets exclude each other")}
	case f.limit < 0:
		return usageError{fmt.Errorf("--limit has to be 0 or more")}
	}
	return nil
}

func runSearch(ctx context.Context, std stdio, args []string, flags searchFlags) error {
	if err := flags.check(); err != nil {
		return err
	}
	q, err := flags.query(args, time.Now())
	if err != nil {
		return err
	}
	for _, note := range q.Notes {
		std.complain(note)
	}
	var batch []batchLine
	if flags.batch != "" {
		if batch, err = readBatch(std, flags.batch); err != nil {
			return err
		}
	}
	ledger, _, err := openLedger(ctx, flags.db, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer ledger.Close()
	out := bufio.NewWriterSize(std.out, 64<<10)
	s := searching{std: std, out: out, ledger: ledger, flags: flags}
	if flags.batch != "" {
		err = s.batch(ctx, q, batch)
	} else {
		err = s.print(ctx, q)
	}
	return errors.Join(err, out.Flush())
}

// searching is a search under way.
type searching struct {
	std    stdio
	out    *bufio.Writer
	ledger *store.Ledger
	flags  searchFlags
}

// print prints the hits of one query.
func (s *searching) print(ctx context.Context, q *query.Query) error {
	if s.flags.facets {
		return s.facets(ctx, q)
	}
	if s.flags.count {
		n, err := s.ledger.Count(ctx, q)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(s.out, n); err != nil || n > 0 {
			return err
		}
		return errNothingFound
	}
	printed, total, order, err := s.hits(ctx, q)
	if err != nil {
		return err
	}
	if s.flags.format == formatText {
		if err := s.foot(ctx, printed, total, order); err != nil {
			return err
		}
	}
	if total == 0 {
		return errNothingFound
	}
	return nil
}

// hits prints page after page up to the limit.
func (s *searching) hits(ctx context.Context, q *query.Query) (printed, total int64, order store.Order, err error) {
	write, done, err := s.writer(q)
	if err != nil {
		return 0, 0, "", err
	}
	limit := s.flags.limit
	search := store.Search{Query: q, Order: store.Order(s.flags.order), Limit: 200}
	for {
		if limit > 0 {
			search.Limit = min(search.Limit, limit-int(printed))
		}
		page, err := s.ledger.Search(ctx, search)
		if err != nil {
			return printed, total, order, err
		}
		if search.After == "" {
			total, order = page.Total, page.Order
		}
		for i := range page.Rows {
			printed++
			if err := write(&page.Rows[i], printed); err != nil {
				return printed, total, order, err
			}
		}
		if search.After = page.Next; page.Next == "" || limit > 0 && printed >= int64(limit) {
			return printed, total, order, done()
		}
	}
}

// writer returns what writes a row in the format, and what ends the output.
func (s *searching) writer(q *query.Query) (write func(*export.Row, int64) error, done func() error, err error) {
	if s.flags.format == formatText {
		options := export.HitOptions{TextOptions: textOptions(s.std, s.flags.color), Marks: marks(q)}
		options.Scores = s.flags.scores
		return func(r *export.Row, n int64) error {
			options.Number = n
			_, err := s.out.Write(export.AppendHit(nil, r, options))
			return err
		}, func() error { return nil }, nil
	}
	format := s.flags.format
	if format == formatJSONL {
		format = "attributions"
	}
	w, err := export.NewWriter(s.out, format, export.Collection{Title: "Search of Hearsay", Query: q.String()})
	if err != nil {
		return nil, nil, err
	}
	return func(r *export.Row, _ int64) error { return w.Write(r) }, w.Close, nil
}

// marks returns the function that finds the words looked for.
func marks(q *query.Query) func(string) [][2]int {
	return func(text string) [][2]int {
		var marks [][2]int
		for _, r := range q.Highlight(query.Content, text) {
			marks = append(marks, [2]int{r.Start, r.End})
		}
		return marks
	}
}

// foot says how many hits there are, and what was searched.
func (s *searching) foot(ctx context.Context, printed, total int64, order store.Order) error {
	stats, err := s.ledger.Stats(ctx)
	if err != nil {
		return err
	}
	line := counted(total, "hit", "hits")
	if printed < total {
		line += fmt.Sprintf(", %s of them shown", grouped(printed))
	}
	if total > 1 {
		line += map[store.Order]string{store.Ranked: ", best first", store.Newest: ", newest first", store.Oldest: ", oldest first"}[order]
	}
	line += fmt.Sprintf(" · searched %s in %s from %s", counted(stats.Attributions, "attribution", "attributions"),
		counted(stats.Articles, "article", "articles"), counted(stats.Outlets, "outlet", "outlets"))
	if stats.From != "" {
		line += ", " + stats.From + " to " + stats.To
	}
	_, err = fmt.Fprintln(s.out, line)
	return err
}

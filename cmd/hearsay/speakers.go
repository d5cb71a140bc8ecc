package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"hearsay/internal/speakers"
	"hearsay/internal/store"
)

func speakersCommand(std stdio) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "speakers",
		Short: "List, merge, split and name the speakers of the ledger",
		Long: `A speaker of the ledger has one or more names, as articles have them: rules join
names of which it is sure that they mean one speaker, and say why; what is not
sure they leave apart ("hearsay speakers hints" shows it). People can merge and
split, and what they say stands above the rules. Nothing is lost by it: every
change is in the history and can be undone, and what articles say stays as it is.

The rules, which "hearsay add" runs when it is done:
` + ruleTable() + `
A speaker is named by its number, or by a name if only one speaker has it.

Exit codes:
  0    done
  1    there is no such speaker or change, or the work could not go on
  2    the command line is wrong, or the settings are
` + ledgerExitCodes,
		Example: `  hearsay speakers list torvek
  hearsay speakers show 12
  hearsay speakers merge "Ilan Torvek" 14 15
  hearsay speakers undo`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		listSpeakersCommand(std), showSpeakerCommand(std), mergeSpeakersCommand(std), splitSpeakerCommand(std), aliasSpeakerCommand(std),
		importSpeakersCommand(std), joinSpeakersCommand(std), hintsCommand(std), historyCommand(std), undoCommand(std),
	)
	return cmd
}

func ruleTable() string {
	var choices []choice
	for _, r := range speakers.Rules() {
		choices = append(choices, choice{r.Name, r.About})
	}
	return formatTable(choices)
}

// ledgerFlags are the flags that all commands about speakers have.
type ledgerFlags struct {
	db   string
	json bool
}

func (f *ledgerFlags) add(cmd *cobra.Command) {
	addLedger(cmd, &f.db)
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON, one object a line")
}

// with opens the ledger for f.
func (f *ledgerFlags) with(ctx context.Context, options store.Options, do func(*store.Ledger) error) error {
	ledger, _, err := openLedger(ctx, f.db, options)
	if err != nil {
		return err
	}
	return errors.Join(do(ledger), ledger.Close())
}

func listSpeakersCommand(std stdio) *cobra.Command {
	var flags ledgerFlags
	var search store.SpeakerSearch
	cmd := &cobra.Command{
		Use:   "list [WORD]...",
		Short: "List speakers, those who said most first",
		Long: `List speakers of which a name or an alias has all the words; without a word all of
them. A line has the speaker's number, how often it speaks, in how many
articles it does, and its names.`,
		Example: "  hearsay speakers list --limit 50\n  hearsay speakers list torvek --json\n  hearsay speakers list --joined --kind organisation",
		RunE: func(cmd *cobra.Command, args []string) error {
			search.Words = strings.Join(args, " ")
			if search.Limit < 0 {
				return usageError{errors.New("--limit has to be 0 or more")}
			}
			return flags.with(cmd.Context(), store.Options{ReadOnly: true}, func(l *store.Ledger) error {
				found, err := l.Speakers(cmd.Context(), search)
				if err != nil {
					return err
				}
				return printAll(std, flags.json, found, printSpeaker)
			})
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&search.Kind, "kind", "", "only persons, organisations or the like: person, organisation, group, document, unnamed")
	cmd.Flags().BoolVar(&search.Joined, "joined", false, "only those with more than one name")
	cmd.Flags().IntVarP(&search.Limit, "limit", "n", 100, "speakers to list; 0 for all")
	complete(cmd, "kind", []choice{{"person", ""}, {"organisation", ""}, {"group", ""}, {"document", ""}, {"unnamed", ""}})
	return cmd
}

// printAll prints each of some things, as JSON or for people.
func printAll[T any](std stdio, asJSON bool, all []T, print func(*bufio.Writer, *T)) error {
	w := bufio.NewWriter(std.out)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for i := range all {
		if !asJSON {
			print(w, &all[i])
		} else if err := encoder.Encode(&all[i]); err != nil {
			return err
		}
	}
	return w.Flush()
}

// printSpeaker prints a line of the list.
func printSpeaker(w *bufio.Writer, sp *store.Speaker) {
	var others []string
	for _, n := range sp.Names[1:] {
		others = append(others, printable(n.Name))
	}
	others = append(others, sp.Aliases...)
	line := fmt.Sprintf("%7d %7s × in %6s  %s", sp.ID, grouped(sp.Attributions), grouped(sp.Articles), printable(sp.Name))
	if len(others) > 0 {
		line += " = " + printable(strings.Join(others, " = "))
	}
	fmt.Fprintln(w, line)
}

func showSpeakerCommand(std stdio) *cobra.Command {
	var flags ledgerFlags
	cmd := &cobra.Command{
		Use:     "show SPEAKER...",
		Short:   "Show the names of speakers, and why each is one",
		Example: "  hearsay speakers show \"Ilan Torvek\"",
		Args:    usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return flags.with(cmd.Context(), store.Options{ReadOnly: true}, func(l *store.Ledger) error {
				var shown []store.Speaker
				ids, err := findSpeakers(cmd.Context(), l, args)
				for _, id := range ids {
					sp, err := l.Speaker(cmd.Context(), id)
					if err != nil {
						return err
					}
					shown = append(shown, *sp)
				}
				if err != nil {
					return err
				}
				return printAll(std, flags.json, shown, printSpeakerInFull)
			})
		},
	}
	flags.add(cmd)
	return cmd
}

// findSpeakers returns the numbers of the names that people mean.
func findSpeakers(ctx context.Context, l *store.Ledger, args []string) ([]int64, error) {
	var ids []int64
	for _, arg := range args {
		id, err := l.FindSpeaker(ctx, arg)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func printSpeakerInFull(w *bufio.Writer, sp *store.Speaker) {
	when := ""
	if sp.From != "" {
		when = ", " + sp.From + " to " + sp.To
	}
	fmt.Fprintf(w, "%s (%d, %s)\n%s in %s%s\n", printable(sp.Name), sp.ID, sp.Kind,
		counted(sp.Attributions, "attribution", "attributions"), counted(sp.Articles, "article", "articles"), when)
	if len(sp.Aliases) > 0 {
		fmt.Fprintf(w, "also called %s\n", printable(strings.Join(sp.Aliases, ", ")))
	}
	for _, id := range sp.Identifiers {
		fmt.Fprintf(w, "%s %s\n", printable(id.Scheme), printable(id.Value))
	}
	for _, n := range sp.Names {
		fmt.Fprintf(w, "%7d  %s, in %s", n.ID, printable(n.Name), counted(n.Articles, "article", "articles"))
		if len(n.Roles) > 0 {
			fmt.Fprintf(w, ": %s", printable(strings.Join(n.Roles, "; ")))
		}
		fmt.Fprintln(w)
		if n.Rule != "" {
			fmt.Fprintf(w, "         └ by %s%s\n", n.Rule, because(n.Reason))
		}
	}
	fmt.Fprintln(w)
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + printable(reason)
}

// changed is what commands that change speakers print.
type changed struct {
	Change int64  `json:"change"` // 0 if there was nothing to do
	What   string `json:"what"`
}

func (f *ledgerFlags) tell(std stdio, change int64, what string) error {
	return printAll(std, f.json, []changed{{change, what}}, func(w *bufio.Writer, c *changed) {
		if c.Change == 0 {
			fmt.Fprintln(w, "nothing to do")
			return
		}
		fmt.Fprintf(w, "%s; to take it back: hearsay speakers undo %d\n", printable(c.What), c.Change)
	})
}

func mergeSpeakersCommand(std stdio) *cobra.Command {
	var flags ledgerFlags
	var reason string
	cmd := &cobra.Command{
		Use:     "merge SPEAKER OTHER...",
		Short:   "Make one speaker of several",
		Long:    "Make all names of the others names of the first speaker. Rules will not take them apart.",
		Example: "  hearsay speakers merge \"Ilan Torvek\" 14 \"I. V. Torvek\" --reason \"his middle name is Vesek\"",
		Args:    usageArgs(cobra.MinimumNArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return flags.with(cmd.Context(), store.Options{}, func(l *store.Ledger) error {
				ids, err := findSpeakers(cmd.Context(), l, args)
				if err != nil {
					return err
				}
				change, err := l.MergeSpeakers(cmd.Context(), ids[0], ids[1:], reason)
				if err != nil {
					return err
				}
				return flags.tell(std, change, counted(int64(len(ids)), "name", "names")+" are one speaker now")
			})
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the history")
	return cmd
}

func splitSpeakerCommand(std stdio) *cobra.Command {
	var flags ledgerFlags
	var reason string
	cmd := &cobra.Command{
		Use:     "split NAME",
		Short:   "Take a name out of the speaker it belongs to",
		Long:    "Take a name, with those that are there because of it, out of its speaker. Rules will not put it back.",
		Example: "  hearsay speakers split 14 --reason \"another Torvek, his brother\"",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return flags.with(cmd.Context(), store.Options{}, func(l *store.Ledger) error {
				id, err := l.FindSpeaker(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				change, err := l.SplitSpeaker(cmd.Context(), id, reason)
				if err != nil {
					return err
				}
				return flags.tell(std, change, "the name is a speaker of its own now")
			})
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the history")
	return cmd
}

func aliasSpeakerCommand(std stdio) *cobra.Command {
	var flags ledgerFlags
	cmd := &cobra.Command{
		Use:     "alias SPEAKER ALIAS...",
		Short:   "Give a speaker further names to be found by",
		Example: "  hearsay speakers alias 12 \"the Fox of the Orla\"",
		Args:    usageArgs(cobra.MinimumNArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return flags.with(cmd.Context(), store.Options{}, func(l *store.Ledger) error {
				id, err := l.FindSpeaker(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				change, err := l.AliasSpeaker(cmd.Context(), id, args[1:])
				if err != nil {
					return err
				}
				return flags.tell(std, change, counted(int64(len(args)-1), "alias", "aliases")+" added")
			})
		},
	}
	flags.add(cmd)
	return cmd
}

func joinSpeakersCommand(std stdio) *cobra.Command {
	var flags ledgerFlags
	cmd := &cobra.Command{
		Use:   "join",
		Short: "Run the rules that join names",
		Long: `Run the rules over all names of the ledger. What they joined before and what no
longer follows, because another person of the name has come in, is taken back.
"hearsay add" does this when it is done.`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.with(cmd.Context(), store.Options{}, func(l *store.Ledger) error {
				j, err := l.JoinSpeakers(cmd.Context())
				if err != nil {
					return err
				}
				return flags.tell(std, j.Change, joinedText(j))
			})
		},
	}
	flags.add(cmd)
	return cmd
}

func joinedText(j store.Joined) string {
	what := fmt.Sprintf("%s joined, %s linked", counted(int64(j.Joins), "name", "names"), counted(int64(j.Links), "role", "roles"))
	if j.Withdrew > 0 {
		what += ", " + grouped(int64(j.Withdrew)) + " taken back"
	}
	return what
}

func hintsCommand(std stdio) *cobra.Command {
	var flags ledgerFlags
	cmd := &cobra.Command{
		Use:   "hints",
		Short: "Show names that may be one speaker's, or look as if they were",
		Long: `Show names that the rules have left apart though they may mean one speaker, and
names that look like others but have other letters. To settle one: merge, or
split to say that they are two.`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.with(cmd.Context(), store.Options{ReadOnly: true}, func(l *store.Ledger) error {
				hints, err := l.SpeakerHints(cmd.Context())
				if err != nil {
					return err
				}
				return printAll(std, flags.json, hints, func(w *bufio.Writer, h *store.SpeakerHint) {
					fmt.Fprintf(w, "%7d %7d  %s: %s\n", h.A, h.B, h.Rule, printable(h.Reason))
				})
			})
		},
	}
	flags.add(cmd)
	return cmd
}

func historyCommand(std stdio) *cobra.Command {
	var flags ledgerFlags
	var limit int
	cmd := &cobra.Command{
		Use:   "history",
		Short: "Show the changes of speakers, the last first",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.with(cmd.Context(), store.Options{ReadOnly: true}, func(l *store.Ledger) error {
				changes, err := l.SpeakerHistory(cmd.Context(), limit)
				if err != nil {
					return err
				}
				return printAll(std, flags.json, changes, func(w *bufio.Writer, c *store.SpeakerChange) {
					fmt.Fprintf(w, "%7d  %s  %-6s  %s\n", c.ID, c.At, c.By, printable(c.About))
				})
			})
		},
	}
	flags.add(cmd)
	cmd.Flags().IntVarP(&limit, "limit", "n", 50, "changes to show; 0 for all")
	return cmd
}

func undoCommand(std stdio) *cobra.Command {
	var flags ledgerFlags
	cmd := &cobra.Command{
		Use:   "undo [CHANGE]",
		Short: "Take a change of speakers back, the last one if none is named",
		Long: `Take back what a change said, and say again what it had taken back. An undo is a
change too and can be undone. Rules do not do again what of theirs was undone.`,
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return flags.with(cmd.Context(), store.Options{}, func(l *store.Ledger) error {
				change, err := changeToUndo(cmd.Context(), l, args)
				if err != nil {
					return err
				}
				undo, err := l.UndoSpeakers(cmd.Context(), change)
				if err != nil {
					return err
				}
				return flags.tell(std, undo, fmt.Sprintf("change %d was taken back", change))
			})
		},
	}
	flags.add(cmd)
	return cmd
}

// changeToUndo returns the change that is named, else the last one.
func changeToUndo(ctx context.Context, l *store.Ledger, args []string) (int64, error) {
	if len(args) > 0 {
		change, err := strconv.ParseInt(args[0], 10, 64)
		if err != nil {
			return 0, usageError{fmt.Errorf("%q is no number of a change; hearsay speakers history shows them", args[0])}
		}
		return change, nil
	}
	last, err := l.SpeakerHistory(ctx, 1)
	if err != nil {
		return 0, err
	}
	if len(last) == 0 {
		return 0, errors.New("there is no change to undo")
	}
	return last[0].ID, nil
}

func importSpeakersCommand(std stdio) *cobra.Command {
	var flags ledgerFlags
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Take in a list of names, aliases and identifiers",
		Long: `Take in a CSV file with a header. The column "name" holds a name of a speaker,
"aliases" others of the same, parted by ";" or "|". Any other column is a list
of others that the speaker is in, such as "wikidata", and holds its identifier
there. Names and aliases of one line that are names in the ledger become one
speaker's; the others become aliases. A line of which the ledger has no name
is left out, and named on standard error. "-" is standard input.`,
		Example: "  hearsay speakers import ministers.csv\n\n  name,aliases,wikidata\n  Ilan Torvek,I. V. Torvek;the Fox,Q0",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			entries, err := readSpeakerFile(std, args[0])
			if err != nil {
				return err
			}
			return flags.with(cmd.Context(), store.Options{}, func(l *store.Ledger) error {
				done, err := l.ImportSpeakers(cmd.Context(), args[0], entries)
				if err != nil {
					return err
				}
				for _, note := range done.Notes {
					std.complain(args[0] + ": " + note)
				}
				return flags.tell(std, done.Change, fmt.Sprintf("%s taken in, %s merged, %s added, %s unknown to the ledger",
					counted(int64(done.Speakers), "speaker", "speakers"), counted(int64(done.Merged), "name", "names"),
					counted(int64(done.Aliases), "alias", "aliases"), counted(int64(done.Unknown), "line", "lines")))
			})
		},
	}
	flags.add(cmd)
	return cmd
}

// readSpeakerFile reads a list of speakers.
func readSpeakerFile(std stdio, name string) ([]store.SpeakerEntry, error) {
	if name == "-" {
		return parseSpeakerFile(std.in, "standard input")
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return parseSpeakerFile(file, name)
}

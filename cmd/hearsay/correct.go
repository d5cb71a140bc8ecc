package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"hearsay/internal/export"
	"hearsay/internal/query"
	"hearsay/internal/store"
)

func correctCommand(std stdio) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "correct",
		Short: "Say what was found wrongly or rightly, or mend it",
		Long: `Say that an attribution in the ledger is wrong, or what it should be. Corrections
are kept apart from what was found: each can be taken back, all stay in force when
articles are read again by a newer engine, and they can be exported to train one.
What is marked as wrong is found no more; what was mended is found as mended, under
the ID that it had; what is marked as right stays as it is.`,
		Example: `  hearsay correct wrong 6e6883409d644c5d --note "a subordinate clause"
  hearsay correct right 0ce08821621d520c --by Ann
  hearsay correct mend 3e54c88777158e51 --speaker "Ilan Torvek" --content "that the 1998 agreement on the Orla"
  hearsay correct list
  hearsay correct undo 2
  hearsay correct export annotated/`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(wrongCommand(std), rightCommand(std), mendCommand(std), undoCorrectionCommand(std), correctionsCommand(std), exportCorrectionsCommand(std))
	return cmd
}

// correctFlags are the flags that corrections have in common.
type correctFlags struct{ db, by, note string }

func (f *correctFlags) add(cmd *cobra.Command) {
	addLedger(cmd, &f.db)
	cmd.Flags().StringVar(&f.note, "note", "", "why")
	cmd.Flags().StringVar(&f.by, "by", "", "who says so (default: your user name)")
}

func (f *correctFlags) author() string {
	if f.by != "" {
		return f.by
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return ""
}

// ledgerForCorrections opens a ledger that has to be there.
func (f *correctFlags) open(ctx context.Context) (*store.Ledger, error) {
	ledger, _, err := openLedger(ctx, f.db, store.Options{})
	return ledger, err
}

func wrongCommand(std stdio) *cobra.Command {
	return sayCommand(std, &cobra.Command{Use: "wrong ID...", Short: "Mark attributions as wrong"},
		func(ctx context.Context, l *store.Ledger, id string, f *correctFlags) (*store.Correction, error) {
			return l.Correct(ctx, id, f.author(), f.note, nil)
		})
}

func rightCommand(std stdio) *cobra.Command {
	return sayCommand(std, &cobra.Command{Use: "right ID...", Short: "Mark attributions as right, as they stand"},
		func(ctx context.Context, l *store.Ledger, id string, f *correctFlags) (*store.Correction, error) {
			return l.Confirm(ctx, id, f.author(), f.note)
		})
}

// sayCommand makes the rest of a command that says one thing of several attributions.
func sayCommand(std stdio, cmd *cobra.Command, say func(context.Context, *store.Ledger, string, *correctFlags) (*store.Correction, error)) *cobra.Command {
	var flags correctFlags
	cmd.Args = usageArgs(cobra.MinimumNArgs(1))
	cmd.RunE = func(cmd *cobra.Command, ids []string) error {
		ledger, err := flags.open(cmd.Context())
		if err != nil {
			return err
		}
		defer ledger.Close()
		for _, id := range ids {
			c, err := say(cmd.Context(), ledger, id, &flags)
			if err != nil {
				return err
			}
			std.complain(fmt.Sprintf(`%s is marked as %s; "hearsay correct undo %d" takes it back`, id, c.Kind, c.ID))
		}
		return nil
	}
	flags.add(cmd)
	return cmd
}

func mendCommand(std stdio) *cobra.Command {
	var flags correctFlags
	var mending store.Mending
	values := map[string]**string{
		"source": &mending.Source, "cue": &mending.Cue, "content": &mending.Content, "addressee": &mending.Addressee,
		"speaker": &mending.Speaker, "to-speaker": &mending.AddresseeSpeaker, "form": &mending.Form, "act": &mending.Act, "stance": &mending.Stance,
		"naming": &mending.Naming, "medium": &mending.Medium, "said-at": &mending.SaidAt,
	}
	cmd := &cobra.Command{
		Use:   "mend ID",
		Short: "Say what an attribution should be",
		Long: `Say what an attribution should be. Only what is named is changed. Words are given as
they stand in the article, with " … " between the parts of something interrupted,
or as ranges of characters ("120-245;260-270"); if they stand there several times, the
place closest to the old one is meant. An empty value takes a role away.`,
		Example: `  hearsay correct mend 3e54c88777158e51 --content "the exercises would end on schedule"
  hearsay correct mend 3e54c88777158e51 --speaker "Mara Selidge" --addressee ""`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := fillMending(cmd, values); err != nil {
				return err
			}
			ledger, err := flags.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ledger.Close()
			c, err := ledger.Correct(cmd.Context(), args[0], flags.author(), flags.note, mending.Apply)
			if err != nil {
				return err
			}
			row, err := ledger.Attribution(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			options := export.HitOptions{TextOptions: textOptions(std, colorAuto)}
			if _, err := std.out.Write(export.AppendHit(nil, row, options)); err != nil {
				return err
			}
			std.complain(fmt.Sprintf(`%s is mended; "hearsay correct undo %d" takes it back`, args[0], c.ID))
			return nil
		},
	}
	flags.add(cmd)
	f := cmd.Flags()
	for _, role := range []string{"source", "cue", "content", "addressee"} {
		f.String(role, "", "words of the "+role)
	}
	f.String("speaker", "", "name of who speaks")
	f.String("to-speaker", "", "name of who is spoken to")
	f.StringVar(&mending.Kind, "kind", "", "kind of a speaker who is new: person, organisation, group, document, unnamed")
	for _, field := range []query.Field{query.Form, query.Act, query.Stance, query.Naming} {
		f.String(string(field), "", strings.Join(field.Values(), ", "))
		_ = cmd.RegisterFlagCompletionFunc(string(field), cobra.FixedCompletions(field.Values(), cobra.ShellCompDirectiveNoFileComp))
	}
	f.String("medium", "", "statement, interview, post and the like")
	f.String("said-at", "", "day on which it was said: 2026-03-09, or month")
	return cmd
}

// fillMending takes over the values of the flags that were given.
func fillMending(cmd *cobra.Command, values map[string]**string) error {
	changed := false
	for name, to := range values {
		flag := cmd.Flags().Lookup(name)
		if !flag.Changed {
			continue
		}
		value := flag.Value.String()
		if known := query.Field(name).Values(); known != nil && value != "" && !contains(known, value) {
			return usageError{fmt.Errorf("--%s is one of %s", name, strings.Join(known, ", "))}
		}
		*to, changed = &value, true
	}
	if !changed {
		return usageError{fmt.Errorf("say what to mend, such as --speaker or --content (see %s --help)", cmd.CommandPath())}
	}
	return nil
}

func contains(list []string, s string) bool {
	for _, item := range list {
		if item == s {
			return true
		}
	}
	return false
}

func undoCorrectionCommand(std stdio) *cobra.Command {
	var flags correctFlags
	cmd := &cobra.Command{
		Use:   "undo NUMBER...",
		Short: "Take corrections back",
		Args:  usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			var numbers []int64
			for _, arg := range args {
				n, err := strconv.ParseInt(arg, 10, 64)
				if err != nil {
					return usageError{fmt.Errorf("%q is no number of a correction; hearsay correct list tells them", arg)}
				}
				numbers = append(numbers, n)
			}
			ledger, err := flags.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ledger.Close()
			for _, n := range numbers {
				c, err := ledger.Undo(cmd.Context(), n)
				if err != nil {
					return err
				}
				std.complain(fmt.Sprintf("correction %d of %s is taken back", n, c.Attribution))
			}
			return nil
		},
	}
	addLedger(cmd, &flags.db)
	return cmd
}

func correctionsCommand(std stdio) *cobra.Command {
	var flags correctFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list [ID]",
		Short: "List corrections, or the history of one attribution",
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			ledger, _, err := openLedger(cmd.Context(), flags.db, store.Options{ReadOnly: true})
			if err != nil {
				return err
			}
			defer ledger.Close()
			all, err := ledger.Corrections(cmd.Context(), strings.Join(args, ""))
			if err != nil {
				return err
			}
			for i := range all {
				if err := writeCorrection(std, &all[i], asJSON); err != nil {
					return err
				}
			}
			return nil
		},
	}
	addLedger(cmd, &flags.db)
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a correction")
	return cmd
}

func writeCorrection(std stdio, c *store.Correction, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(std.out).Encode(c)
	}
	line := fmt.Sprintf("%4d  %s  %-6s  %s", c.ID, c.Attribution, c.Kind, c.At)
	for _, part := range []string{c.By, c.Note} {
		if part != "" {
			line += "  " + oneLine(part)
		}
	}
	if !c.InForce() {
		line += "  (undone " + c.UndoneAt + ")"
	}
	_, err := fmt.Fprintln(std.out, line)
	return err
}

func exportCorrectionsCommand(std stdio) *cobra.Command {
	var flags correctFlags
	cmd := &cobra.Command{
		Use:   "export DIRECTORY",
		Short: "Write corrected articles with their annotation, to train an engine",
		Long: `Write each article that has corrections, and all attributions in it as corrected, as
brat reads them: ID.txt and ID.ann.`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			ledger, _, err := openLedger(cmd.Context(), flags.db, store.Options{ReadOnly: true})
			if err != nil {
				return err
			}
			defer ledger.Close()
			if err := os.MkdirAll(args[0], 0o777); err != nil {
				return err
			}
			n := int64(0)
			for reading, err := range ledger.Corrected(cmd.Context()) {
				if err != nil {
					return err
				}
				base := filepath.Join(args[0], reading.Article.ID)
				if err := replaceFile(base+".txt", []byte(reading.Article.Text)); err != nil {
					return err
				}
				if err := replaceFile(base+".ann", export.AppendBrat(nil, reading)); err != nil {
					return err
				}
				n++
			}
			std.complain(counted(n, "corrected article", "corrected articles") + " written to " + args[0])
			return nil
		},
	}
	addLedger(cmd, &flags.db)
	return cmd
}

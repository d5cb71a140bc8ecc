package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hearsay/internal/export"
	"hearsay/internal/ingest"
)

// workerFlags are the flags of "hearsay worker".
type workerFlags struct {
	readFlags
	parts    []string
	time     time.Duration // for one document
	memory   int           // of the process that reads, in MB
	describe bool
	child    bool // this is a process that reads
}

func workerCommand(std stdio) *cobra.Command {
	var flags workerFlags
	cmd := &cobra.Command{
		Use:   "worker",
		Short: "Read what standard input hands over, item by item: for Spark and other systems that run many",
		Long: `Read items of work from standard input, one JSON object a line, and write what
became of each document in them to standard output, one JSON object a line, in the
order of the items. spark/hearsay_spark.py drives it; docs/worker.md has the contract.

An item is an article as "hearsay read" takes it from JSON Lines, with fields found
by name, or one of these:
  {"schema":"hearsay.item/1","item":ID,"name":NAME,"article":{…}}
  {"schema":"hearsay.item/1","item":ID,"path":FILE,"offset":BYTE,"length":BYTES}
  {"schema":"hearsay.item/1","item":ID,"name":FILE,"offset":BYTE,"data":BASE64}
The second and the third are a whole file in any format that "hearsay read" takes, or
a part of a web archive that begins and ends between two records. ID is any JSON
value and stands in every result. Two further items are for finding the same
statements across an archive (docs/worker.md).

Each document gives one result: a reading; or why it was left out ("outcome"); or, if
it failed, "error" with reason, kept and next. What no program can read ends neither
the run nor the other documents: documents are read by processes of their own, and one
that takes more than --time or --memory, or ends its process, is tried once more and
then given up.

Exit codes:
  0    every item has its results; failures are among them
  1    the work could not go on (the output cannot be written, the program is damaged)
  2    the command line is wrong
  130  interrupted
Treat any other code as a failure.`,
		Example: `  hearsay worker < articles.jsonl > results.jsonl
  hearsay worker --parts rows,statements < items.jsonl
  echo '{"schema":"hearsay.item/1","item":1,"path":"news.warc.gz","offset":35170,"length":20480}' | hearsay worker
  hearsay worker --describe | jq -r '.columns[].name'`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch parts, err := flags.check(); {
			case err != nil:
				return err
			case flags.describe:
				return describe(std)
			case flags.child:
				return runChild(std, flags, parts)
			}
			return runWorker(cmd.Context(), std, flags)
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&flags.parts, "parts", []string{"reading"}, "what results hold of a reading: reading, rows of the tables, statements with their keys")
	f.DurationVar(&flags.time, "time", time.Minute, "time for one document")
	f.IntVar(&flags.memory, "memory", 1024, "memory for one document, in MB; a process that reads has as much")
	f.IntVarP(&flags.jobs, "jobs", "j", runtime.GOMAXPROCS(0), "items read at the same time, each by a process of its own")
	flags.addReading(cmd)
	f.StringVar(&flags.fields, "fields", "", "fields of articles that hold url,text,date,outlet,title")
	f.BoolVar(&flags.describe, "describe", false, "print the contract as a JSON object, for programs: schemas, engine, columns")
	f.BoolVar(&flags.child, "child", false, "")
	_ = f.MarkHidden("child")
	return cmd
}

// check refuses flags that make no sense and returns the parts of results.
func (f *workerFlags) check() (parts export.Parts, err error) {
	for _, p := range f.parts {
		switch strings.TrimSpace(p) {
		case "reading":
			parts.Reading = true
		case "rows":
			parts.Rows = true
		case "statements":
			parts.Statements = true
		case "":
		default:
			return parts, usageError{fmt.Errorf("--parts %q is unknown: it is reading, rows or statements", p)}
		}
	}
	const least = 64 // MB that the program itself takes, and a little
	switch {
	case f.time <= 0:
		return parts, usageError{fmt.Errorf("--time has to be more than nothing")}
	case f.memory < least:
		return parts, usageError{fmt.Errorf("--memory has to be %d or more", least)}
	}
	if _, err := ingest.ParseFields(f.fields); err != nil {
		return parts, usageError{fmt.Errorf("--fields: %w", err)}
	}
	return parts, f.checkInputs()
}

// childArgs returns the arguments of a process that reads for this one.
func (f *workerFlags) childArgs() []string {
	return []string{
		"worker", "--child", "--parts=" + strings.Join(f.parts, ","), "--time=" + f.time.String(), "--memory=" + strconv.Itoa(f.memory),
		"--strict=" + strconv.FormatBool(f.strict), "--lang=" + f.language, "--fields=" + f.fields, "--max-size=" + strconv.FormatInt(f.maxSize, 10),
		"--min-score=" + strconv.FormatFloat(f.minScore, 'g', -1, 64), "--outlet=" + f.outlet,
	}
}

// describe prints the contract.
func describe(std stdio) error {
	reader, err := newReader(readFlags{minScore: scoreOfEngine})
	if err != nil {
		return err
	}
	line, err := json.Marshal(map[string]any{
		"item": itemSchema, "result": export.ResultSchema, "engine": reader.Engine(), "columns": export.ResultColumns(),
	})
	if err != nil {
		return err
	}
	_, err = std.out.Write(append(line, '\n'))
	return err
}

// runWorker hands the items of standard input to processes that read, and writes
// their results in order.
func runWorker(ctx context.Context, std stdio, flags workerFlags) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s := newShift(std, flags)
	queue := s.begin(ctx)
	err := s.deliver(ctx, queue)
	stop()
	s.readers.Wait()
	if err == nil || s.tally.Total() > 0 {
		std.complain(fmt.Sprintf("%s: %s", counted(int64(s.items), "item", "items"), s.tally.String()))
	}
	return err
}

// ignoreInterrupts leaves it to the parent to end when the terminal sends an
// interrupt to both.
func ignoreInterrupts() { signal.Ignore(os.Interrupt) }

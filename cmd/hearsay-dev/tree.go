package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"hearsay/internal/eval"
	"hearsay/internal/nlp"
)

// runTree prints what the analysis of a text says about each token.
func runTree(args []string, std streams) error {
	flags := flag.NewFlagSet("tree", flag.ContinueOnError)
	names, err := parseFlags(flags, args, std, 1)
	if err != nil {
		return err
	}
	var data []byte
	if names[0] == "-" {
		data, err = io.ReadAll(std.in)
	} else {
		data, err = os.ReadFile(names[0])
	}
	if err != nil {
		return err
	}
	analyzer, err := eval.NewAnalyzer()
	if err != nil {
		return err
	}
	return printTree(std.out, analyzer.Analyze(strings.ToValidUTF8(string(data), "\uFFFD")))
}

// printTree prints sentence by sentence, one token a line: number in the
// sentence, word, lemma, tag, head's number, relation, then the entity, the
// depth of quotation and the clusters it is in. A name or mention is marked
// where it begins; clusters are listed at the end.
func printTree(w io.Writer, d *nlp.Doc) error {
	mentions := mentionsAt(d)
	for s, sentence := range d.Sentences {
		fmt.Fprintf(w, "# %d. %s\n", s+1, strings.Join(strings.Fields(d.Slice(sentence)), " "))
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for i := sentence.First; i < sentence.End; i++ {
			t := &d.Tokens[i]
			head := 0
			if t.Head >= 0 {
				head = int(t.Head) - sentence.First + 1
			}
			fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\n", i-sentence.First+1, d.Form(i), orDash(t.Lemma),
				orDash(t.Tag.String()), head, orDash(t.Dep.String()), entityAt(d, i), quoteAt(d, i), orDash(mentions[i]))
		}
		if err := table.Flush(); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	for c, cluster := range d.Clusters {
		fmt.Fprintf(w, "cluster %d: %s", c+1, cluster.Name)
		if cluster.Kind != nlp.NoKind {
			fmt.Fprintf(w, " (%s)", cluster.Kind)
		}
		for _, m := range cluster.Mentions {
			fmt.Fprintf(w, " · %s", strings.Join(strings.Fields(d.Slice(m.Range)), " "))
		}
		fmt.Fprintln(w)
	}
	return nil
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// entityAt returns the kind of the entity of token i, in IOB2.
func entityAt(d *nlp.Doc, i int) string {
	e := d.Tokens[i].Entity
	if e < 0 {
		return "-"
	}
	if d.Entities[e].First == i {
		return "B-" + d.Entities[e].Kind.String()
	}
	return "I-" + d.Entities[e].Kind.String()
}

// quoteAt returns a quotation mark for each quotation that token i is in.
func quoteAt(d *nlp.Doc, i int) string {
	q := d.Tokens[i].Quote
	if q < 0 {
		return "-"
	}
	return strings.Repeat("”", d.Quotes[q].Depth+1)
}

// mentionsAt returns, for tokens at which mentions begin, the numbers of their
// clusters and how many tokens they have ("1:3").
func mentionsAt(d *nlp.Doc) map[int]string {
	at := map[int]string{}
	for c, cluster := range d.Clusters {
		for _, m := range cluster.Mentions {
			at[m.First] = strings.TrimSpace(fmt.Sprintf("%s %d:%d", at[m.First], c+1, m.Len()))
		}
	}
	return at
}

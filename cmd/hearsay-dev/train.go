package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hearsay/internal/attribution"
	"hearsay/internal/learn"
	"hearsay/internal/nlp"
)

// runTrain trains the models of internal/nlp, then, on texts analysed by them,
// the extractor, and writes both to one file. The same data give the same file.
func runTrain(args []string, std streams) error {
	flags := flag.NewFlagSet("train", flag.ContinueOnError)
	shared := sharedFlag(flags)
	out := flags.String("out", filepath.Join("internal", "model", "hearsay.model"), "model file to write")
	corpus := flags.String("corpus", "corpus", "folder of the project's own annotated articles")
	only := flags.String("only", "", "train one part, nlp, glances or attribution, and keep the others as they are in the file")
	if _, err := parseFlags(flags, args, std, 0); err != nil {
		return err
	}
	began := time.Now()
	var bundle *learn.Bundle
	var err error
	switch *only {
	case "":
		bundle, err = trainNLP(*shared, std.log)
		if err == nil {
			err = trainAttribution(*shared, *corpus, bundle, std.log)
		}
	case "nlp":
		bundle, err = trainNLP(*shared, std.log)
		if err == nil {
			err = keepExtractor(*out, bundle)
		}
	case "glances":
		if bundle, err = readBundle(*out); err == nil {
			err = trainGlances(*shared, *corpus, bundle, std.log)
		}
	case "attribution":
		if bundle, err = readBundle(*out); err == nil {
			err = trainAttribution(*shared, *corpus, bundle, std.log)
		}
	default:
		fmt.Fprintf(std.log, "hearsay-dev train: -only is nlp, glances or attribution, not %q\n", *only)
		return errUsage
	}
	if err != nil {
		return fmt.Errorf("train: %w", err)
	}
	size, err := writeBundle(*out, bundle)
	if err != nil {
		return fmt.Errorf("write the model: %w", err)
	}
	fmt.Fprintf(std.log, "%s: %.1f MB, trained in %s\n", *out, float64(size)/1e6, time.Since(began).Round(time.Second))
	for _, name := range bundle.Names() {
		data, _ := bundle.Section(name)
		fmt.Fprintf(std.log, "  %-24s %10d bytes\n", name, len(data))
	}
	return nil
}

// extractorSections is what the names of the extractor's sections begin with.
const extractorSections = "attribution."

// keepExtractor copies the extractor of an existing model file into b.
func keepExtractor(file string, b *learn.Bundle) error {
	old, err := readBundle(file)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, name := range old.Names() {
		if data, _ := old.Section(name); strings.HasPrefix(name, extractorSections) {
			b.Put(name, data)
		}
	}
	return nil
}

func readBundle(file string) (*learn.Bundle, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	b, err := learn.OpenBundle(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return b, nil
}

// writeBundle replaces file in one step, so that a build never sees half of it.
func writeBundle(file string, b *learn.Bundle) (int64, error) {
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	size, err := b.WriteTo(f)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return 0, err
	}
	return size, os.Rename(f.Name(), file)
}

// trainGlances fits the glances alone to the full models in b.
func trainGlances(sharedDir, corpusDir string, b *learn.Bundle, log io.Writer) error {
	corpora, err := readCorpora(filepath.Join(sharedDir, "data"))
	if err != nil {
		return fmt.Errorf("reading training data: %w", err)
	}
	if err := nlp.TrainGlances(corpora, b); err != nil {
		return err
	}
	examples, err := readExamples(sharedDir, corpusDir, b, log)
	if err != nil {
		return err
	}
	attribution.TrainGlance(examples, b)
	return nil
}

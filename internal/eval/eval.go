// Package eval compares what Hearsay finds with what people annotated.
//
//	brat.go        standoff files (PolNeAR, the seed dispatch) → Article, Attribution
//	readings.go    what "hearsay read" wrote → the same
//	score.go       gold and predicted attributions → Scores, as the referee counts them
//	corpus.go      articles, read and scored; predictions of others
//	nested.go      a nested reading against a nested annotation: found, missed, spurious
//	difference.go  two annotations of one text → what differs
//	confusion.go   gold and predicted attributions → what went wrong, how often, where
//	lemma.go       cue → the lemma that names it
//	calibration.go scores of candidates → how often they keep their promise
//	conllu.go      CoNLL-U and IOB2 files → Docs
//	tree.go        tags, trees and entities against gold
//	treebank.go    a treebank's words, sentences, tags and trees, scored
//
// Gold corpora are read where they are; none is part of the repository.
package eval

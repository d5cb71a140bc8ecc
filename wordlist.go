package hearsay

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed newswire/agencies.txt
var agenciesFile string

//go:embed newswire/labels.txt
var labelsFile string

//go:embed newswire/bylinewords.txt
var bylineWordsFile string

//go:embed newswire/issuers.txt
var issuersFile string

// The word lists of the newswire's manners, one entry a line, read on first use.
var (
	agencies    = wordList(&agenciesFile)    // names of news agencies, in lower case
	labels      = wordList(&labelsFile)      // words that stand where a place would ("BREAKING:")
	issuers     = wordList(&issuersFile)     // words of a body that issues statements, in lower case
	bylineWords = wordList(&bylineWordsFile) // words of a job or an outlet in a byline, in lower case
)

func wordList(file *string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		set := map[string]bool{}
		for line := range strings.Lines(*file) {
			if word := strings.TrimSpace(line); word != "" {
				set[word] = true
			}
		}
		return set
	})
}

// isAgency reports whether name is a news agency's name or mark.
func isAgency(name string) bool { return agencies()[strings.ToLower(name)] }

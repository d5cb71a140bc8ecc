package hearsay

import "hearsay/internal/attribution"

// LexiconVersion returns the version of the lexicon that stances and acts of
// cues come from, with the start of its hash ("1+0123456789ab"), so that counts
// can say which labels they rest on.
func LexiconVersion() string { return attribution.LexiconVersion() }

// IsStanceDisputed reports whether authors or editors differ on the stance of
// cues with this lemma: whoever counts stances should count those apart.
func IsStanceDisputed(lemma string) bool { return attribution.IsDisputed(lemma) }

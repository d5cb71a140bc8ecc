package hearsay

import "hearsay/internal/attribution"

// IsStanceDisputed reports whether authors or editors differ on the stance of
// cues with this lemma: whoever counts stances should count those apart.
func IsStanceDisputed(lemma string) bool { return attribution.IsDisputed(lemma) }

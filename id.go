package hearsay

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// attributionID derives an identifier from the text and the spans, so that
// reading the same article again gives the same one: the first 16 hexadecimal
// digits of a SHA-256 over the text's own hash and the spans of cue, source and content.
func attributionID(article *Article, a *Attribution) string {
	key := []byte(article.SHA256)
	if article.SHA256 == "" {
		sum := sha256.Sum256([]byte(article.Text))
		key = hex.AppendEncode(key[:0], sum[:])
	}
	for _, role := range [][]Span{a.Cue.Spans, a.Source.Spans, a.Content} {
		key = append(key, '|')
		for _, s := range role {
			key = strconv.AppendInt(append(key, ' '), int64(s.Start), 10)
			key = strconv.AppendInt(append(key, '-'), int64(s.End), 10)
		}
	}
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:8])
}

// Package model holds the trained models of Hearsay, embedded in the binary.
//
// The file hearsay.model is written by "hearsay-dev train". It is a bundle of
// named sections (see internal/learn, bundle.go): tagger, parser, entities and
// the attribution extractor. Training gives the same bytes from the same data,
// so the file's hash names the models.
package model

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
)

//go:embed hearsay.model
var file []byte

// Bytes returns the model file, without a copy: the program's own read-only
// memory, which must not be written to.
func Bytes() []byte { return file }

// Hash returns the first 12 hexadecimal digits of the model file's SHA-256. It
// is computed at each call (some milliseconds a megabyte at worst); keep the
// result.
func Hash() string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:6])
}

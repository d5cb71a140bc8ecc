package warc

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"strings"
)

// Verdict says whether data have the digest that is stated for them.
type Verdict int

// The verdicts.
const (
	Unknown  Verdict = iota // none is stated, or in a way nobody knows
	Agrees                  // the data are what they were
	Deviates                // the data are not what they were
)

// Verify compares a digest as WARC states it, "sha1:VALUE", with that of data.
// The value may be in base 32, padded or not, in hexadecimal or in base 64.
func Verify(stated string, data []byte) Verdict {
	name, value, found := strings.Cut(strings.TrimSpace(stated), ":")
	h := hashNamed(name)
	if !found || h == nil {
		return Unknown
	}
	want := digestBytes(strings.TrimSpace(value), h.Size())
	if want == nil {
		return Unknown
	}
	_, _ = h.Write(data)
	if bytes.Equal(h.Sum(nil), want) {
		return Agrees
	}
	return Deviates
}

// Digest returns the digest of data as most archives state it: SHA-1 in base 32.
func Digest(data []byte) string {
	sum := sha1.Sum(data)
	return "sha1:" + base32.StdEncoding.EncodeToString(sum[:])
}

func hashNamed(name string) hash.Hash {
	switch strings.ToLower(strings.ReplaceAll(strings.TrimSpace(name), "-", "")) {
	case "sha1":
		return sha1.New()
	case "sha256":
		return sha256.New()
	case "sha512":
		return sha512.New()
	case "md5":
		return md5.New()
	}
	return nil
}

// digestBytes decodes a digest of so many bytes from whichever form has its
// length; nil if none does.
func digestBytes(value string, size int) []byte {
	value = strings.TrimRight(value, "=")
	var b []byte
	var err error
	switch len(value) {
	case hex.EncodedLen(size):
		b, err = hex.DecodeString(value)
	case base32.StdEncoding.WithPadding(base32.NoPadding).EncodedLen(size):
		b, err = base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(value))
	case base64.RawStdEncoding.EncodedLen(size):
		value = strings.NewReplacer("-", "+", "_", "/").Replace(value)
		b, err = base64.RawStdEncoding.DecodeString(value)
	}
	if err != nil || len(b) != size {
		return nil
	}
	return b
}

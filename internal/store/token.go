package store

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"hash/fnv"
)

// ErrToken says that a token of a page is not one that this search gave.
var ErrToken = errors.New("the token belongs to another search, or is damaged; begin the search anew")

// place is where a page ends: the order it is in, and its last hit. It is handed
// out as an opaque token.
type place struct {
	Query uint32  `json:"q"` // hash of the query and the order that was asked for
	Order Order   `json:"o"` // that the pages are in
	Most  int64   `json:"m"` // hits with higher numbers came in later and are left out
	Day   int64   `json:"d"`
	ID    int64   `json:"i"`
	Score float64 `json:"s,omitempty"`
}

func (p place) token() string {
	data, _ := json.Marshal(p) // numbers and a word cannot fail
	return base64.RawURLEncoding.EncodeToString(data)
}

// placeOf reads a token that a search with this hash gave.
func placeOf(token string, query uint32) (place, error) {
	var p place
	data, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || json.Unmarshal(data, &p) != nil || p.Query != query || p.Order.check() != nil || p.Order == Best {
		return place{}, ErrToken
	}
	return p, nil
}

func (s *Search) hash() uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s.Query.String() + "\x00" + string(s.Order)))
	return h.Sum32()
}

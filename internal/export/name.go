package export

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
)

// id is never empty.
func (c *Collection) id() string {
	if c.ID != "" {
		return c.ID
	}
	return "urn:hearsay:attributions"
}

// attributionIRI is the name of an attribution where one has to be an IRI: its
// address, if there is a server, else a URN.
func (c *Collection) attributionIRI(id string) string {
	if c.Base != "" {
		return strings.TrimSuffix(c.Base, "/") + "/a/" + url.PathEscape(id)
	}
	return "urn:hearsay:attribution:" + url.PathEscape(id)
}

// articleIRI is where the article was published if that is an address on the
// web, else the name of its text.
func (r *Row) articleIRI() string {
	if isWeb(r.Article.URL) {
		return r.Article.URL
	}
	return r.textIRI()
}

// textIRI names the text by its hash (RFC 6920).
func (r *Row) textIRI() string {
	sum, err := hex.DecodeString(r.Article.SHA256)
	if err != nil || len(sum) == 0 {
		return "urn:hearsay:article:" + url.PathEscape(r.Article.ID)
	}
	return "ni:///sha-256;" + base64.RawURLEncoding.EncodeToString(sum)
}

// isWeb reports whether an address can be followed without harm: nothing but http
// and https becomes a link.
func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// Who returns the name of the speaker, or the words for who speaks where nobody
// is named, or "".
func (r *Row) Who() string { return r.Source.who() }

func (p *Party) who() string {
	if p.Speaker.Name != "" {
		return strings.TrimSpace(printable(p.Speaker.Name))
	}
	return strings.TrimSpace(printable(joined(p.Parts)))
}

// account says in a line who said it, through whom: "Ann Poe told Sam Loe (via
// the Ministry)". It has no word that the article or the ledger has not.
func (r *Row) account() string {
	who := r.Who()
	if who == "" {
		who = "(nobody named)"
	}
	parts := []string{who}
	if len(r.Cue) > 0 {
		parts = append(parts, strings.TrimSpace(printable(joined(r.Cue))))
	}
	if to := r.Addressee.who(); to != "" {
		parts = append(parts, "→ "+to)
	}
	if n := len(r.Chain); n > 1 {
		parts = append(parts, "(via "+printable(strings.Join(r.Chain[:n-1], " → "))+")")
	}
	return strings.Join(parts, " ")
}

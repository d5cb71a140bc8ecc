package fetch

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// maxAddress is the most bytes of an address: what browsers and servers agree on.
const maxAddress = 8 << 10

// parse takes an address apart; base is what it is relative to, or nil. The host
// comes back in the one form in which it is dialled: lower case, ASCII, an
// address of IPv4 as four decimal numbers however it was written. The fragment
// is dropped, and so is what is secret in a relative address: credentials that a
// server hands out are not used.
func (c *Client) parse(base *url.URL, raw string) (*url.URL, error) {
	raw = strings.Trim(raw, " \t\r\n")
	fail := func(detail, next string) (*url.URL, error) {
		shown := raw
		if scheme, rest, found := strings.Cut(raw, "//"); found { // a password may be what is wrong with it
			shown = scheme + "//" + rest[strings.LastIndexByte(rest, '@')+1:]
		}
		return nil, &Error{URL: short(shown), Problem: ErrAddress, Detail: detail, Next: next}
	}
	if len(raw) > maxAddress {
		return fail(fmt.Sprintf("it has %d bytes", len(raw)), "check the address")
	}
	if strings.ContainsFunc(raw, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return fail("it holds control characters", "check the address")
	}
	u, err := url.Parse(strings.ReplaceAll(raw, " ", "%20"))
	if err != nil {
		var e *url.Error // whose text repeats the address, with what is secret in it
		if errors.As(err, &e) {
			err = e.Err
		}
		return fail(err.Error(), "check the address")
	}
	if base != nil {
		u = base.ResolveReference(u)
		u.User = nil
	}
	u.Fragment, u.RawFragment = "", ""
	if u.Scheme != "http" && u.Scheme != "https" {
		return fail("only http:// and https:// are fetched", "write the address with https://")
	}
	host, err := plainHost(u.Hostname())
	if err != nil {
		return fail(err.Error(), "check the address")
	}
	if err := c.policy.port(port(u)); err != nil {
		err.(*Error).URL = short(raw)
		return nil, err
	}
	setHost(u, host)
	if addr, err := netip.ParseAddr(host); err == nil {
		if err := c.policy.judge(addr); err != nil {
			err.(*Error).URL = short(raw)
			return nil, err
		}
	}
	return u, nil
}

// port returns the port that is dialled for u; 0 if it is no number of a port.
func port(u *url.URL) uint16 {
	switch s := u.Port(); {
	case s != "":
		n, _ := strconv.ParseUint(s, 10, 16)
		return uint16(n)
	case u.Scheme == "https":
		return 443
	}
	return 80
}

// setHost puts the host into u, with its port if that is not the usual one.
func setHost(u *url.URL, host string) {
	n := port(u)
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	u.Host = host
	if n != 80 && u.Scheme == "http" || n != 443 && u.Scheme == "https" {
		u.Host += ":" + strconv.Itoa(int(n))
	}
}

// plainHost returns the one form of a host: in ASCII (IDNA), lower case, an
// address in its usual form. A name that ends in a number is an address of IPv4
// to every resolver (URL Standard, 3.5), however odd: 2130706433, 0x7f.1, 0177.1.
func plainHost(host string) (string, error) {
	if host == "" {
		return "", errors.New("it has no host")
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().String(), nil
	}
	if strings.ContainsAny(host, `\@/?#%:<>^|[]{}" `) {
		return "", errors.New("its host holds characters that no host has")
	}
	if strings.ContainsFunc(host, func(r rune) bool { return r >= 0x80 }) {
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil {
			return "", errors.New("its host is no name of the internet (IDNA)")
		}
		host = ascii
	}
	host = strings.ToLower(host)
	labels := strings.Split(strings.TrimSuffix(host, "."), ".")
	if last := labels[len(labels)-1]; !endsInNumber(last) {
		return host, nil
	}
	addr, err := oddIPv4(labels)
	if err != nil {
		return "", err
	}
	return addr.String(), nil
}

// endsInNumber reports whether the last label of a host makes it an address.
func endsInNumber(label string) bool {
	if label != "" && strings.Trim(label, "0123456789") == "" {
		return true
	}
	_, err := number(label)
	return err == nil
}

// number reads a part of an address of IPv4: decimal, octal or hexadecimal.
func number(s string) (uint64, error) {
	switch {
	case s == "0x":
		return 0, nil
	case strings.HasPrefix(s, "0x"):
		return strconv.ParseUint(s[2:], 16, 33)
	case len(s) > 1 && s[0] == '0':
		return strconv.ParseUint(s[1:], 8, 33)
	}
	return strconv.ParseUint(s, 10, 33)
}

// oddIPv4 reads an address of IPv4 of one to four parts, the last of which fills
// what the others leave.
func oddIPv4(labels []string) (netip.Addr, error) {
	bad := errors.New("its host is a number, but no address of IPv4")
	if len(labels) > 4 {
		return netip.Addr{}, bad
	}
	var value uint64
	for i, label := range labels {
		n, err := number(label)
		room := uint64(256)
		if i == len(labels)-1 {
			room = 1 << (8 * (5 - len(labels)))
		}
		if err != nil || n >= room {
			return netip.Addr{}, bad
		}
		value = value*room + n
	}
	return netip.AddrFrom4([4]byte{byte(value >> 24), byte(value >> 16), byte(value >> 8), byte(value)}), nil
}

// short returns an address for messages: masked, and cut if it is long.
func short(address string) string {
	const most = 300 // bytes
	address = Mask(address)
	if len(address) > most {
		address = strings.ToValidUTF8(address[:most], "") + "…"
	}
	return address
}

// Mask returns an address for messages and records: without credentials and
// fragment, and with stars for what is secret in its query. Any string may be
// given.
func Mask(address string) string {
	address, _, _ = strings.Cut(address, "#")
	address, query, asked := strings.Cut(address, "?")
	if start := strings.Index(strings.ReplaceAll(address, `\`, "/"), "//"); start >= 0 {
		start += len("//")
		end := len(address)
		if i := strings.IndexAny(address[start:], `/\`); i >= 0 {
			end = start + i
		}
		if at := strings.LastIndexByte(address[start:end], '@'); at >= 0 {
			address = address[:start] + address[start+at+1:]
		}
	}
	if asked {
		address += "?" + maskQuery(query)
	}
	return address
}

// maskQuery puts stars in the place of values whose names say that they are
// secret.
func maskQuery(query string) string {
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		if name, _, found := strings.Cut(pair, "="); found && secret(name) {
			pairs[i] = name + "=***"
		}
	}
	return strings.Join(pairs, "&")
}

// secret reports whether the name of a parameter says that its value is.
func secret(name string) bool {
	if plain, err := url.QueryUnescape(name); err == nil {
		name = plain
	}
	name = strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(name))
	switch name {
	case "key", "auth", "sig", "sid", "pw", "pwd", "jwt", "hmac", "code", "hash", "ticket":
		return true
	}
	for _, part := range []string{"token", "secret", "passw", "passphrase", "apikey", "accesskey", "privatekey", "authkey", "signature", "session", "credential"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

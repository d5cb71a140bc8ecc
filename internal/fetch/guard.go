package fetch

import (
	"context"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"syscall"
)

// The guard judges the address of a machine when the dialler is about to connect
// to it: names have been looked up by then, so that neither a name that means
// another machine, nor a redirect, nor an answer that changes between look-ups
// gets around it (reliability: SSRF and DNS rebinding).
//
// Refused is everything that the IANA special-purpose registries for IPv4 and
// IPv6 list, multicast, and of IPv6 all that is not global unicast (2000::/3).
// Forms of IPv6 that carry an address of IPv4 within them are judged by that
// address as well. Of them one can be reached at all: 64:ff9b::/96, by which
// networks that have only IPv6 reach the rest of the web (RFC 6052), if the
// address inside is public.

// special is a range that is not part of the public web.
type special struct {
	prefix  netip.Prefix
	name    string
	private bool // Policy.Private opens it
}

// specials4 are the ranges of the registry for IPv4, and multicast. Entries that
// lie within others are left out.
var specials4 = []special{
	{cidr("0.0.0.0/8"), "“this network”", false},
	{cidr("10.0.0.0/8"), "a private network", true},
	{cidr("100.64.0.0/10"), "a provider's inner network", true},
	{cidr("127.0.0.0/8"), "this machine", true},
	{cidr("169.254.0.0/16"), "link-local, as metadata of clouds are", false},
	{cidr("172.16.0.0/12"), "a private network", true},
	{cidr("192.0.0.0/24"), "for protocols", false},
	{cidr("192.0.2.0/24"), "for documentation", false},
	{cidr("192.31.196.0/24"), "for AS112", false},
	{cidr("192.52.193.0/24"), "for AMT", false},
	{cidr("192.88.99.0/24"), "of 6to4 relays", false},
	{cidr("192.168.0.0/16"), "a private network", true},
	{cidr("192.175.48.0/24"), "for AS112", false},
	{cidr("198.18.0.0/15"), "for benchmarks", false},
	{cidr("198.51.100.0/24"), "for documentation", false},
	{cidr("203.0.113.0/24"), "for documentation", false},
	{cidr("224.0.0.0/4"), "multicast", false},
	{cidr("240.0.0.0/4"), "reserved, or broadcast", false},
}

// specials6 are the ranges of the registry for IPv6 within global unicast, and
// those outside of it that have a name; the rest of what is outside has none.
var specials6 = []special{
	{cidr("::/128"), "“this network”", false},
	{cidr("::1/128"), "this machine", true},
	{cidr("::/96"), "an address of IPv4 in an old form", false},
	{cidr("::ffff:0:0:0/96"), "a translated address of IPv4", false},
	{cidr("64:ff9b:1::/48"), "for translation within a network", false},
	{cidr("100::/63"), "for discarding", false},
	{cidr("2001::/23"), "for protocols, as Teredo", false},
	{cidr("2001:db8::/32"), "for documentation", false},
	{cidr("2002::/16"), "6to4", false},
	{cidr("2620:4f:8000::/48"), "for AS112", false},
	{cidr("3fff::/20"), "for documentation", false},
	{cidr("5f00::/16"), "for routing", false},
	{cidr("fc00::/7"), "a private network", true},
	{cidr("fe80::/10"), "link-local", false},
	{cidr("fec0::/10"), "site-local", false},
	{cidr("ff00::/8"), "multicast", false},
}

var (
	globalUnicast = cidr("2000::/3")
	translated    = cidr("64:ff9b::/96") // NAT64, RFC 6052
	translatedIn  = cidr("64:ff9b:1::/48")
	compatible    = cidr("::/96")
	siit          = cidr("::ffff:0:0:0/96") // RFC 7915
	sixToFour     = cidr("2002::/16")       // RFC 3056
	teredo        = cidr("2001::/32")       // RFC 4380
)

func cidr(s string) netip.Prefix { return netip.MustParsePrefix(s) }

// Policy says what may be reached besides the public web. The zero Policy is for
// the public web alone.
type Policy struct {
	Private  bool           // private networks and this machine
	Networks []netip.Prefix // these, whatever they are
	Ports    []uint16       // besides 80 and 443
}

// control is a net.Dialer's ControlContext.
func (p Policy) control(_ context.Context, network, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" {
		return &Error{Problem: ErrRefusedAddress, Detail: network + " " + address}
	}
	if err := p.port(to.Port()); err != nil {
		return err
	}
	return p.judge(to.Addr())
}

// port returns an *Error unless the port may be dialled.
func (p Policy) port(port uint16) error {
	if port == 80 || port == 443 || slices.Contains(p.Ports, port) {
		return nil
	}
	return &Error{
		Problem: ErrRefusedPort, Detail: fmt.Sprintf("it is %d; 80 and 443 are", port),
		Next: fmt.Sprintf("if you mean it: --allow-ports %d", port),
	}
}

// judge returns an *Error unless the address may be dialled.
func (p Policy) judge(addr netip.Addr) error {
	name := p.refuses(addr)
	if name == "" {
		return nil
	}
	e := &Error{Problem: ErrRefusedAddress, Detail: fmt.Sprintf("%v is %s", addr, name)}
	switch {
	case (Policy{Private: true}).refuses(addr) == "":
		e.Next = "if it is yours: --allow-private"
	case p.Private || len(p.Networks) > 0:
		e.Next = "--allow-private opens it only if its network is named: --allow-private=" + addr.WithZone("").Unmap().String()
	default:
		e.Next = "check the address"
	}
	return e
}

// refuses says what the address is if it may not be dialled, else "".
func (p Policy) refuses(addr netip.Addr) string {
	addr = addr.WithZone("").Unmap()
	if !addr.IsValid() {
		return "no address"
	}
	if name := p.refusesOuter(addr); name != "" {
		return name
	}
	for _, inner := range embedded(addr) {
		if name := p.refusesOuter(inner); name != "" {
			return fmt.Sprintf("%v in another form, %s", inner, name)
		}
	}
	return ""
}

// refusesOuter judges an address by its range alone.
func (p Policy) refusesOuter(addr netip.Addr) string {
	for _, open := range p.Networks {
		if open.Contains(addr) {
			return ""
		}
	}
	ranges := specials4
	if addr.Is6() {
		ranges = specials6
	}
	for _, s := range ranges {
		if s.prefix.Contains(addr) {
			if s.private && p.Private {
				return ""
			}
			return s.name
		}
	}
	if addr.Is6() && !globalUnicast.Contains(addr) && !translated.Contains(addr) {
		return "not a public address"
	}
	return ""
}

// embedded returns the addresses of IPv4 that an address of IPv6 carries within
// it, in any of the forms that some router or stack unwraps.
func embedded(addr netip.Addr) []netip.Addr {
	if !addr.Is6() {
		return nil
	}
	b := addr.As16()
	at := func(i int) netip.Addr { return netip.AddrFrom4([4]byte(b[i : i+4])) }
	switch {
	case addr == netip.IPv6Loopback() || addr == netip.IPv6Unspecified():
		return nil
	case translatedIn.Contains(addr): // both places that RFC 6052 has for it
		return []netip.Addr{at(12), netip.AddrFrom4([4]byte{b[6], b[7], b[9], b[10]})}
	case translated.Contains(addr), compatible.Contains(addr), siit.Contains(addr):
		return []netip.Addr{at(12)}
	case sixToFour.Contains(addr):
		return []netip.Addr{at(2)}
	case teredo.Contains(addr): // the server's, and the client's with its bits turned
		return []netip.Addr{at(4), netip.AddrFrom4([4]byte{^b[12], ^b[13], ^b[14], ^b[15]})}
	}
	if word := binary.BigEndian.Uint32(b[8:]); word == 0x0000_5efe || word == 0x0200_5efe { // ISATAP, RFC 5214
		return []netip.Addr{at(12)}
	}
	return nil
}

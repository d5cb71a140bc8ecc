package fetch

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"hearsay/internal/hostile"
)

// refusedAddresses are addresses that no request may reach, in all forms of
// which systems are known to have let one through.
var refusedAddresses = strings.Fields(`
	0.0.0.0 0.0.0.1 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254
	169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.8 192.0.0.170 192.0.2.1 192.31.196.1 192.52.193.1
	192.88.99.1 192.168.0.1 192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1
	224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
	:: ::1 ::2 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8
	64:ff9b::a9fe:a9fe 64:ff9b::127.0.0.1 64:ff9b::10.1.2.3 64:ff9b::100.64.0.1 64:ff9b::0.0.0.0 64:ff9b::255.255.255.255
	64:ff9b:1::1 64:ff9b:1::a9fe:a9fe 64:ff9b:1:a9fe:a9:fe00:: 64:ff9b:2::1
	100::1 100:0:0:1::1 2001::1 2001:0:7f00:1:: 2001:0:808:808:0:0:80ff:fefe 2001:2::1 2001:10::1 2001:20::1 2001:db8::1
	2002:7f00:1:: 2002:a9fe:a9fe:: 2002:808:808:: 2620:4f:8000::1 3fff::1 3fff:fff:ffff::1 5f00::1
	2606:4700::5efe:7f00:1 2606:4700::200:5efe:a9fe:a9fe
	fc00::1 fd12:3456:789a::1 fe80::1 fe80::1%eth0 febf::1 fec0::1 ff02::1 ff05::1:3
	4000::1 8000::1 e000::1 1::1
`)

var publicAddresses = strings.Fields(`
	1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1 169.253.0.1 172.15.255.255 172.32.0.0
	192.0.1.1 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255 ::ffff:8.8.8.8
	2606:4700:4700::1111 2a00:1450:4001::1 2001:4860:4860::8888 2400:cb00::1 64:ff9b::8.8.8.8 2606:4700::5efe:808:808
`)

func TestPolicy(t *testing.T) {
	var public Policy
	for _, s := range refusedAddresses {
		addr := netip.MustParseAddr(s)
		if name := public.refuses(addr); name == "" {
			t.Errorf("%s may be reached", s)
		}
		var e *Error
		if err := public.control(t.Context(), "tcp4", netip.AddrPortFrom(addr, 443).String(), nil); !errors.As(err, &e) || !errors.Is(e, ErrRefusedAddress) || e.Next == "" || !strings.Contains(e.Detail, addr.String()) {
			t.Errorf("%s: %v", s, err)
		}
	}
	for _, s := range publicAddresses {
		if name := public.refuses(netip.MustParseAddr(s)); name != "" {
			t.Errorf("%s is refused: it is %s", s, name)
		}
	}
}

func TestOpenedNetworks(t *testing.T) {
	nets := func(s ...string) (all []netip.Prefix) {
		for _, n := range s {
			all = append(all, netip.MustParsePrefix(n))
		}
		return all
	}
	for _, c := range []struct {
		policy        Policy
		open, refused string
	}{
		{Policy{Private: true}, "10.0.0.1 127.0.0.1 192.168.1.1 100.64.0.1 ::1 fd00::1 ::ffff:10.0.0.1 64:ff9b::10.0.0.1 8.8.8.8", "169.254.169.254 0.0.0.0 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe fe80::1 224.0.0.1 255.255.255.255 ::127.0.0.1 2002:a00:1::"},
		{Policy{Networks: nets("10.1.0.0/16")}, "10.1.2.3 64:ff9b::10.1.2.3 ::ffff:10.1.2.3 8.8.8.8", "10.2.0.1 127.0.0.1 ::1 fd00::1"},
		{Policy{Networks: nets("2002::/16")}, "2002:808:808::", "2002:7f00:1:: 2002:a9fe:a9fe::"},
		{Policy{Networks: nets("169.254.169.254/32")}, "169.254.169.254", "169.254.169.253"},
	} {
		for s := range strings.FieldsSeq(c.open) {
			if name := c.policy.refuses(netip.MustParseAddr(s)); name != "" {
				t.Errorf("%+v refuses %s: %s", c.policy, s, name)
			}
		}
		for s := range strings.FieldsSeq(c.refused) {
			if c.policy.refuses(netip.MustParseAddr(s)) == "" {
				t.Errorf("%+v lets %s be reached", c.policy, s)
			}
		}
	}
}

// forged are addresses of the web that lead to where nothing may be fetched, or
// that are none.
var forged = []struct {
	address string
	problem error
}{
	{"http://127.0.0.1/", ErrRefusedAddress},
	{"http://127.1/", ErrRefusedAddress},
	{"http://127.0.1/", ErrRefusedAddress},
	{"http://2130706433/", ErrRefusedAddress},
	{"http://0177.0.0.1/", ErrRefusedAddress},
	{"http://0x7f.0.0.1/", ErrRefusedAddress},
	{"http://0X7F000001/", ErrRefusedAddress},
	{"http://017700000001/", ErrRefusedAddress},
	{"http://127.0.0.1./", ErrRefusedAddress},
	{"http://0/", ErrRefusedAddress},
	{"http://0x/", ErrRefusedAddress},
	{"http://①②⑦.0.0.1/", ErrRefusedAddress},
	{"http://127。0。0。1/", ErrRefusedAddress},
	{"http://%E2%91%A0%E2%91%A1%E2%91%A6.0.0.1/", ErrRefusedAddress},
	{"http://[::1]/", ErrRefusedAddress},
	{"http://[::ffff:7f00:1]/", ErrRefusedAddress},
	{"http://[::127.0.0.1]/", ErrRefusedAddress},
	{"http://[64:ff9b::a9fe:a9fe]/", ErrRefusedAddress},
	{"http://[2002:7f00:1::]/", ErrRefusedAddress},
	{"http://[fe80::1%25lo]/", ErrRefusedAddress},
	{"http://169.254.169.254/latest/meta-data/", ErrRefusedAddress},
	{"http://user:pass@127.0.0.1/", ErrRefusedAddress},
	{"http://8.8.8.8@127.0.0.1/", ErrRefusedAddress},
	{"http://localhost/", ErrRefusedAddress},
	{"http://LOCALHOST./", ErrRefusedAddress},
	{"http://ｌｏｃａｌｈｏｓｔ/", ErrRefusedAddress},
	{"http://inner.example/", ErrRefusedAddress},
	{"http://inner6.example/", ErrRefusedAddress},
	{"http://nat64.example/", ErrRefusedAddress},
	{"https://metadata.example/", ErrRefusedAddress},

	{"http://8.8.8.8:22/", ErrRefusedPort},
	{"http://8.8.8.8:25/", ErrRefusedPort},
	{"https://8.8.8.8:6379/", ErrRefusedPort},
	{"http://8.8.8.8:0/", ErrRefusedPort},
	{"http://8.8.8.8:65536/", ErrRefusedPort},
	{"http://8.8.8.8:080000000000000000000000000443/", ErrRefusedPort},

	{"http://256.0.0.1/", ErrAddress},
	{"http://1.2.3.4.5/", ErrAddress},
	{"http://4294967296/", ErrAddress},
	{"http://08.0.0.1/", ErrAddress},
	{"http://host.0x/", ErrAddress},
	{"ftp://example.org/", ErrAddress},
	{"file:///etc/passwd", ErrAddress},
	{"gopher://127.0.0.1:6379/_INFO", ErrAddress},
	{"javascript:alert(1)", ErrAddress},
	{"data:text/html,x", ErrAddress},
	{"unix:///var/run/docker.sock", ErrAddress},
	{"//127.0.0.1/", ErrAddress},
	{"/etc/passwd", ErrAddress},
	{"http:///etc/passwd", ErrAddress},
	{"http://", ErrAddress},
	{"http:127.0.0.1", ErrAddress},
	{`http:\\127.0.0.1\`, ErrAddress},
	{`http://good.example\@127.0.0.1/`, ErrAddress},
	{"http://good.example%00.127.0.0.1/", ErrAddress},
	{"http://127.0.0.1\r\nX-Header: 1/", ErrAddress},
	{"http://good.example/\x00", ErrAddress},
	{"http://[::1/", ErrAddress},
	{"http://a b/", ErrAddress},
	{"http://xn--a/\u00ad", ErrHost},
	{"http://" + strings.Repeat("a", 9000) + "/", ErrAddress},
	{"http://good.example/?" + strings.Repeat("a", 100_000), ErrAddress},
	{"http://nowhere.example/", ErrHost},
}

// names knows the names of the table above.
func names() *hostile.Names {
	var n hostile.Names
	n.Add("localhost", "127.0.0.1", "::1")
	n.Add("inner.example", "10.0.0.1")
	n.Add("inner6.example", "fd00::1")
	n.Add("nat64.example", "64:ff9b::a9fe:a9fe")
	n.Add("metadata.example", "169.254.169.254")
	return &n
}

// TestForgedAddresses fetches what must not be fetched, straight and by way of a
// redirect (B4 42, 46, 47).
func TestForgedAddresses(t *testing.T) {
	s := serveAt(t, "127.0.0.77")
	c := s.client(Options{Resolver: names().Resolver()})
	for _, f := range forged {
		for _, way := range []struct{ name, address string }{{"straight", f.address}, {"redirected", s.to(f.address)}} {
			_, err := c.Get(t.Context(), Request{URL: way.address})
			want := f.problem
			if way.name == "redirected" {
				if want == ErrAddress {
					want = ErrRedirect
				}
				if relative(f.address) { // a server may well say so
					continue
				}
			}
			var e *Error
			if !errors.As(err, &e) || !errors.Is(err, want) || e.Next == "" || strings.Contains(err.Error(), "pass@") {
				t.Errorf("%.100s, %s: %.300v, want %v", f.address, way.name, err, want)
			}
		}
	}
}

// relative reports whether an address means something on the host that
// redirects to it, or makes its own too long.
func relative(address string) bool {
	return len(address) > maxAddress || strings.HasPrefix(address, "/") || strings.ContainsAny(address, "\r\n\x00")
}

// TestRebinding looks a name up twice: the first answer may be reached, the
// second not (B2 2).
func TestRebinding(t *testing.T) {
	s := serve(t)
	var n hostile.Names
	n.Add("turncoat.example", "127.0.0.1")
	n.Add("turncoat.example", "127.0.0.2")
	c := s.client(Options{Resolver: n.Resolver()})
	if _, err := c.Get(t.Context(), Request{URL: s.named("turncoat.example", "/page")}); err != nil {
		t.Fatal(err)
	}
	c.Close()
	_, err := c.Get(t.Context(), Request{URL: s.named("turncoat.example", "/page")})
	if !errors.Is(err, ErrRefusedAddress) || !strings.Contains(err.Error(), "127.0.0.2") {
		t.Errorf("error is %v", err)
	}
	if n.Asked("turncoat.example") != 2 {
		t.Errorf("asked %d times", n.Asked("turncoat.example"))
	}
}

// FuzzGuard: no address of IPv4 that is refused may be reached in another form,
// and no address without a form of its own is let through.
func FuzzGuard(f *testing.F) {
	for _, s := range append(refusedAddresses, publicAddresses...) {
		f.Add(s)
	}
	for _, a := range forged {
		f.Add(a.address)
	}
	c := New(Options{})
	f.Fuzz(func(t *testing.T, s string) {
		if addr, err := netip.ParseAddr(s); err == nil {
			checkForms(t, addr)
		}
		u, err := c.parse(nil, s)
		if err != nil {
			return
		}
		if u.Scheme != "http" && u.Scheme != "https" || c.policy.port(port(u)) != nil || u.Fragment != "" {
			t.Fatalf("%q becomes %v", s, u)
		}
		if addr, err := netip.ParseAddr(u.Hostname()); err == nil && c.policy.refuses(addr) != "" {
			t.Fatalf("%q becomes %v, which is refused", s, u)
		}
		again, err := c.parse(nil, u.String())
		if err != nil || again.String() != u.String() {
			t.Fatalf("%q becomes %v, and that %v, %v", s, u, again, err)
		}
	})
}

func checkForms(t *testing.T, addr netip.Addr) {
	var p Policy
	refused := p.refuses(addr) != ""
	inner := addr.Unmap()
	if !inner.Is4() {
		return
	}
	v4 := inner.As4()
	for _, form := range []string{"::ffff:", "64:ff9b::"} {
		if other := netip.MustParseAddr(form + inner.String()); (p.refuses(other) != "") != refused {
			t.Fatalf("%v refused: %v, %v: %v", addr, refused, other, !refused)
		}
	}
	six := netip.AddrFrom16([16]byte{0x20, 0x02, v4[0], v4[1], v4[2], v4[3]})
	if open := (Policy{Networks: []netip.Prefix{sixToFour}}); (open.refuses(six) != "") != refused {
		t.Fatalf("%v refused: %v, %v: %v", addr, refused, six, !refused)
	}
}

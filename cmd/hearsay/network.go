package main

import (
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"hearsay"
	"hearsay/internal/fetch"
	"hearsay/internal/ingest"
)

// contact is where sites find out what fetches from them.
const contact = "https://hearsay.example/fetching"

// networkFlags say how addresses are fetched.
type networkFlags struct {
	private      string // "" for none, privateNetworks for the usual, else networks
	ports        []uint
	timeout      time.Duration
	delay        time.Duration
	agent        string
	ignoreRobots bool
}

// privateNetworks is the value of --allow-private that names no networks.
const privateNetworks = "all"

func (n *networkFlags) add(f *pflag.FlagSet) {
	f.StringVar(&n.private, "allow-private", "", "also fetch from private networks and this machine, or only from these: --allow-private=10.1.0.0/16,192.168.7.3")
	f.Lookup("allow-private").NoOptDefVal = privateNetworks
	f.UintSliceVar(&n.ports, "allow-ports", nil, "also fetch from these ports, besides 80 and 443")
	f.DurationVar(&n.timeout, "timeout", fetch.DefaultLimits().Total, "for one address, redirects included")
	f.DurationVar(&n.delay, "delay", time.Second, "between two requests to the same host")
	f.StringVar(&n.agent, "user-agent", userAgent(), "what sites are told")
	f.BoolVar(&n.ignoreRobots, "ignore-robots", false, "do not ask robots.txt; for sites of your own")
}

// userAgent returns what sites are told unless the user says otherwise.
func userAgent() string { return "Hearsay/" + hearsay.Version + " (+" + contact + ")" }

// client returns a client as the flags say.
func (n *networkFlags) client() (*fetch.Client, error) {
	policy, err := n.policy()
	if err != nil {
		return nil, err
	}
	if n.timeout <= 0 || n.delay < 0 {
		return nil, usageError{fmt.Errorf("--timeout has to be more than 0, and --delay 0 or more")}
	}
	if strings.ContainsFunc(n.agent, func(r rune) bool { return r < ' ' || r > '~' }) || n.agent == "" {
		return nil, usageError{fmt.Errorf("--user-agent is made of ASCII, as %q is", userAgent())}
	}
	delay := n.delay
	if delay == 0 {
		delay = -1 // none
	}
	return fetch.New(fetch.Options{
		UserAgent: n.agent, Policy: policy, Proxy: http.ProxyFromEnvironment,
		Limits:  fetch.Limits{Total: n.timeout},
		Manners: fetch.Manners{Delay: delay, IgnoreRobots: n.ignoreRobots},
	}), nil
}

// policy reads what may be reached besides the public web.
func (n *networkFlags) policy() (fetch.Policy, error) {
	p := fetch.Policy{Private: n.private == privateNetworks}
	for _, port := range n.ports {
		if port < 1 || port > 65535 {
			return p, usageError{fmt.Errorf("--allow-ports: %d is no port", port)}
		}
		p.Ports = append(p.Ports, uint16(port))
	}
	if n.private == "" || p.Private {
		return p, nil
	}
	for s := range strings.SplitSeq(n.private, ",") {
		network, err := network(strings.TrimSpace(s))
		if err != nil {
			return p, usageError{fmt.Errorf("--allow-private: %q is no network: write it as 10.1.0.0/16, or one address", s)}
		}
		p.Networks = append(p.Networks, network)
	}
	return p, nil
}

// network reads a network, or one address.
func network(s string) (netip.Prefix, error) {
	if !strings.Contains(s, "/") {
		addr, err := netip.ParseAddr(s)
		if err != nil {
			return netip.Prefix{}, err
		}
		s += "/" + strconv.Itoa(addr.BitLen())
	}
	return netip.ParsePrefix(s)
}

// followMode is the value of --fetch. It is a pflag.Value.
type followMode ingest.Follow

// String returns the mode.
func (m *followMode) String() string {
	switch ingest.Follow(*m) {
	case ingest.FollowAll:
		return "all"
	case ingest.FollowNone:
		return "none"
	}
	return "auto"
}

// Set sets the mode from a flag.
func (m *followMode) Set(s string) error {
	for _, mode := range []followMode{followMode(ingest.FollowFetched), followMode(ingest.FollowAll), followMode(ingest.FollowNone)} {
		if mode.String() == s {
			*m = mode
			return nil
		}
	}
	return fmt.Errorf("it is auto, all or none")
}

// Type names the kind of value in help texts.
func (m *followMode) Type() string { return "WHICH" }

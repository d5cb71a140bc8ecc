package hostile

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"

	"golang.org/x/net/dns/dnsmessage"
)

// Names answers look-ups of names. The n-th look-up of a name gets the n-th of
// its lists of addresses, and from the last on the last; a name without lists is
// not known. The zero Names knows none.
type Names struct {
	mu      sync.Mutex
	answers map[string][][]netip.Addr
	asked   map[string]int
}

// Add gives a name the next of its lists of addresses.
func (n *Names) Add(name string, addresses ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.answers == nil {
		n.answers, n.asked = map[string][][]netip.Addr{}, map[string]int{}
	}
	var list []netip.Addr
	for _, a := range addresses {
		list = append(list, netip.MustParseAddr(a))
	}
	n.answers[name] = append(n.answers[name], list)
}

// Asked returns how often the name was looked up.
func (n *Names) Asked(name string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.asked[name]
}

// Resolver returns a resolver that asks nobody else.
func (n *Names) Resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go n.serve(ours)
		return theirs, nil
	}}
}

// serve answers the questions of one connection, in the form of DNS over TCP.
func (n *Names) serve(c net.Conn) {
	defer c.Close()
	for {
		var length uint16
		if binary.Read(c, binary.BigEndian, &length) != nil {
			return
		}
		query := make([]byte, length)
		if _, err := io.ReadFull(c, query); err != nil {
			return
		}
		answer, err := n.answer(query)
		if err != nil {
			return
		}
		if _, err := c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...)); err != nil {
			return
		}
	}
}

// answer answers one question for addresses of IPv4 or IPv6. The look-ups are
// counted by those for IPv4.
func (n *Names) answer(query []byte) ([]byte, error) {
	var p dnsmessage.Parser
	header, err := p.Start(query)
	if err != nil {
		return nil, err
	}
	question, err := p.Question()
	if err != nil {
		return nil, err
	}
	list, known := n.next(strings.TrimSuffix(question.Name.String(), "."), question.Type)
	header.Response, header.Authoritative = true, true
	if !known {
		header.RCode = dnsmessage.RCodeNameError
	}
	b := dnsmessage.NewBuilder(nil, header)
	_ = b.StartQuestions()
	_ = b.Question(question)
	_ = b.StartAnswers()
	for _, a := range list {
		h := dnsmessage.ResourceHeader{Name: question.Name, Class: dnsmessage.ClassINET}
		switch {
		case a.Is4() && question.Type == dnsmessage.TypeA:
			_ = b.AResource(h, dnsmessage.AResource{A: a.As4()})
		case a.Is6() && question.Type == dnsmessage.TypeAAAA:
			_ = b.AAAAResource(h, dnsmessage.AAAAResource{AAAA: a.As16()})
		}
	}
	return b.Finish()
}

func (n *Names) next(name string, kind dnsmessage.Type) (list []netip.Addr, known bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	lists := n.answers[strings.ToLower(name)]
	if len(lists) == 0 {
		return nil, false
	}
	at := n.asked[name]
	if kind == dnsmessage.TypeA {
		n.asked[name]++
	} else if at > 0 && at >= len(lists) {
		at = len(lists) - 1
	}
	return lists[min(at, len(lists)-1)], true
}

package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxFeeds is the most feeds that are taken of a list.
const maxFeeds = 10_000

// splitOPML lists the feeds of an OPML text, in whatever groups they are. Lists
// that a list includes are left out.
func splitOPML(in *input, yield func(Document) bool) bool {
	data, err := in.load()
	if err != nil {
		return yield(in.failed(err))
	}
	dec, err := decode(in.name, data, labels{outside: in.label, inside: xmlLabel(data[:min(len(data), headSize)])})
	if err != nil {
		return yield(in.failed(err))
	}
	root, fault := parseXML(dec.text)
	addresses := outlines(root, nil)
	if len(addresses) == 0 {
		e := &Error{Input: in.name, Problem: ErrNothingThere, Detail: "a list of feeds without feeds"}
		if fault != nil {
			e = &Error{Input: in.name, Problem: ErrSyntax, Detail: fault.Error(), Next: "export the list again"}
		}
		return yield(in.failed(e))
	}
	note := ""
	switch {
	case fault != nil:
		note = "the list is damaged (" + fault.Error() + "); what stands before is read"
	case len(addresses) > maxFeeds:
		note = fmt.Sprintf("the list has more than %d feeds; so many are read", maxFeeds)
	}
	for i, address := range addresses[:min(len(addresses), maxFeeds)] {
		d := in.addressed(address, 0, i+1)
		if d.errand != nil {
			d.errand.want, d.errand.robots = wantFeed, false // feeds are made for programs
			in.follow(&d, 0)
		}
		if i == 0 {
			d.note = note
		}
		if !yield(d) {
			return false
		}
	}
	return true
}

// outlines collects the addresses of the feeds below e.
func outlines(e *element, addresses []string) []string {
	for _, k := range e.kids {
		if address := strings.TrimSpace(k.get("xmlUrl")); strings.EqualFold(k.name, "outline") && address != "" {
			addresses = append(addresses, address)
		}
		if len(addresses) > maxFeeds {
			return addresses
		}
		addresses = outlines(k, addresses)
	}
	return addresses
}

// splitAddresses lists the addresses of a file that has one a line. Empty lines
// and those that begin with "#" are left out, and so is what follows an address
// after white space.
func splitAddresses(in *input, yield func(Document) bool) bool {
	const longest = 16 << 10 // bytes of a line
	head, _ := in.r.Peek(headSize)
	r := bufio.NewReaderSize(inUTF8(head, in.r), headSize)
	number := 0
	for line := 1; ; line++ {
		data, err := readLine(r, longest)
		entry := ""
		if fields := bytes.Fields(data); len(fields) > 0 && fields[0][0] != '#' {
			entry = string(fields[0])
		} else if errors.Is(err, ErrTooLarge) {
			entry = "a line without an end"
		}
		if entry != "" {
			number++
			if !yield(in.addressed(entry, line, number)) {
				return false
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return true
		case err != nil && !errors.Is(err, ErrTooLarge):
			return yield(in.failed(statError(in.name, err)))
		}
	}
}

// addressed makes the Document of an entry of a list.
func (in *input) addressed(entry string, line, number int) Document {
	d := in.record(number, line, nil)
	if !isAddress(entry) {
		d.Err = &Error{Input: d.Name, Problem: ErrSyntax, Detail: fmt.Sprintf("%.60q is no address of the web", entry), Kept: "the other addresses", Next: "begin it with https://"}
		return d
	}
	d.Name, d.Rel = maskedAddress(entry), relOfAddress(entry)
	d.errand = &errand{address: entry, robots: true}
	return d
}

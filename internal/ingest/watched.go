package ingest

import (
	"errors"
	"fmt"
)

// Feeds returns the addresses of feeds that an argument names: itself if it is an
// address, else those in a file, which is OPML or has one address a line.
func Feeds(arg string, o Options) ([]string, error) {
	if isAddress(arg) {
		return []string{arg}, nil
	}
	o = o.filled()
	o.Follow = FollowAll
	r, size, err := source{name: arg, rel: arg}.open(&o)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := readCapped(arg, r, size, o.MaxSize)
	if err != nil {
		return nil, err
	}
	in := inMemory(&Document{Name: arg, Rel: arg, Body: data}, &o)
	split := splitAddresses
	if rootIs("opml")(headText(data[:min(len(data), headSize)]), hints{}) {
		split = splitOPML
	}
	var addresses []string
	var problem error
	split(in, func(d Document) bool {
		if d.errand == nil {
			problem = errors.Join(problem, d.Err)
			return true
		}
		addresses = append(addresses, d.errand.address)
		return true
	})
	if len(addresses) == 0 && problem == nil {
		problem = &Error{Input: arg, Problem: ErrNothingThere, Detail: "a list of feeds without feeds"}
	}
	return addresses, problem
}

// Forget takes an item out of what is known of a feed, so that the next poll finds it
// new: its page could not be read. It does nothing to a feed that does not have it.
func (s *FeedState) Forget(in *Input) {
	delete(s.Items, in.Facts.URL)
	delete(s.Items, in.Name)
}

// String names the feed for people.
func (s *FeedState) String() string {
	if s.Title != "" {
		return fmt.Sprintf("%s (%s)", s.Title, maskedAddress(s.URL))
	}
	return maskedAddress(s.URL)
}

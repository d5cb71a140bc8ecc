package ingest

import (
	"errors"
	"fmt"
	"maps"
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

// mostTries is in how many polls an item that fails is read.
const mostTries = 5

// Retry lets an item that could not be read be new with the next poll, and reports
// whether it will be: after a few tries it is given up until it says something else.
func (s *FeedState) Retry(in *Input) bool {
	what := in.Name
	if _, listed := s.Items[what]; !listed {
		what = in.Facts.URL
	}
	if s.Tries[what]+1 >= mostTries {
		delete(s.Tries, what)
		return false
	}
	if s.Tries == nil {
		s.Tries = map[string]int{}
	}
	s.Tries[what]++
	delete(s.Items, what)
	s.ETag, s.LastModified = "", "" // or the server would not list it again
	return true
}

// keepTries leaves out tries of what is not listed any more. It does not change
// the map of an earlier state.
func (s *FeedState) keepTries() {
	s.Tries = maps.Clone(s.Tries)
	maps.DeleteFunc(s.Tries, func(what string, _ int) bool { _, listed := s.Items[what]; return !listed })
}

// String names the feed for people.
func (s *FeedState) String() string {
	if s.Title != "" {
		return fmt.Sprintf("%s (%s)", s.Title, maskedAddress(s.URL))
	}
	return maskedAddress(s.URL)
}

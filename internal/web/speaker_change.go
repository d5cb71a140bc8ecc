package web

import (
	"net/http"
	"strconv"
	"strings"

	"hearsay/internal/store"
)

// Which names mean one speaker can be changed by hand, and every change taken back.

// numberedSpeaker returns the speaker that an address names.
func (s *Server) numberedSpeaker(r *request) (*store.Speaker, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 1 {
		return nil, store.ErrNotFound
	}
	return s.Ledger.SpeakerNames(r.Context(), id)
}

// changesView is the history of speakers, and what should be looked at.
type changesView struct {
	Changes []store.SpeakerChange
	Hints   []store.SpeakerHint
}

func (s *Server) speakerChanges(r *request) (*answer, error) {
	if p := r.parameters(); p.err != nil {
		return nil, p.err
	}
	var v changesView
	var err error
	if v.Changes, err = s.Ledger.SpeakerHistory(r.Context(), 100); err != nil {
		return nil, err
	}
	if v.Hints, err = s.Ledger.SpeakerHints(r.Context()); err != nil {
		return nil, err
	}
	v.Hints = v.Hints[:min(len(v.Hints), 100)]
	return &answer{page: "changes", view: view{Title: "Changes to speakers", Here: "speakers", Data: v}}, nil
}

// merge makes one speaker of two.
func (s *Server) merge(r *request) (*answer, error) {
	p := r.parameters()
	other, reason := strings.TrimSpace(p.one("other")), strings.TrimSpace(p.one("reason"))
	if other == "" {
		p.fail("other", "it is the number or the name of the other speaker")
	}
	if p.err != nil {
		return nil, p.err
	}
	speaker, err := s.numberedSpeaker(r)
	if err != nil {
		return nil, err
	}
	id, err := s.Ledger.FindSpeaker(r.Context(), other)
	if err != nil {
		return nil, &problem{http.StatusBadRequest, "It is not clear who the other speaker is: " + err.Error() + ".", "Give the number that stands in the address of its page."}
	}
	if _, err := s.Ledger.MergeSpeakers(r.Context(), speaker.ID, []int64{id}, reason); err != nil {
		return nil, err
	}
	return &answer{redirect: "/s/" + strconv.FormatInt(speaker.ID, 10)}, nil
}

// split takes a name out of a speaker.
func (s *Server) split(r *request) (*answer, error) {
	p := r.parameters()
	name, err := strconv.ParseInt(p.one("name"), 10, 64)
	if err != nil || name < 1 {
		p.fail("name", "it is the number of the name")
	}
	reason := strings.TrimSpace(p.one("reason"))
	if p.err != nil {
		return nil, p.err
	}
	if _, err := s.Ledger.SplitSpeaker(r.Context(), name, reason); err != nil {
		return nil, err
	}
	return &answer{redirect: "/s/" + strconv.FormatInt(name, 10)}, nil
}

// undoSpeakers takes a change back.
func (s *Server) undoSpeakers(r *request) (*answer, error) {
	p := r.parameters()
	change, err := strconv.ParseInt(p.one("change"), 10, 64)
	if err != nil || change < 1 {
		p.fail("change", "it is the number of a change")
	}
	if p.err != nil {
		return nil, p.err
	}
	if _, err := s.Ledger.UndoSpeakers(r.Context(), change); err != nil {
		return nil, err
	}
	return &answer{redirect: "/speakers/changes"}, nil
}

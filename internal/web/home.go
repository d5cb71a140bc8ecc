package web

import "hearsay/internal/store"

// homeView is what the first page shows.
type homeView struct {
	Stats    store.Stats
	Speakers []store.Speaker
	Articles []store.Listed
}

func (s *Server) home(r *request) (*answer, error) {
	stats, err := s.stats(r)
	if err != nil {
		return nil, err
	}
	v := homeView{Stats: stats}
	page, err := s.Ledger.ListArticles(r.Context(), 8, "")
	if err != nil {
		return nil, err
	}
	v.Articles = page.Articles
	if stats.Speakers > 0 {
		patience := countPatience
		if stats.Attributions >= largeLedger {
			patience = homePatience
		}
		top, _ := s.topSpeakers(r.Context(), stats, patience)
		v.Speakers = top[:min(len(top), 8)]
	}
	return &answer{page: "home", view: view{Title: "Who said what, according to whom", Here: "home", Data: v}}, nil
}

func (s *Server) about(r *request) (*answer, error) {
	stats, err := s.stats(r)
	return &answer{page: "about", view: view{Title: "What the marks mean", Data: struct {
		Stats  store.Stats
		Path   string
		Engine string
	}{stats, s.Path, s.Reader.Engine()}}}, err
}

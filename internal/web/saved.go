package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"hearsay/internal/store"
)

// savedView is what the list of saved searches shows.
type savedView struct {
	Searches []savedSearch
}

// savedSearch is one of them.
type savedSearch struct {
	store.Saved
	Page    string // of its hits
	Feeds   []alternate
	Query   string
	Total   int64
	Latest  []hit
	Alerts  []store.Alert
	Webhook bool // alerts can be sent
}

// searchOf returns the search that was saved.
func (s *Server) searchOf(saved *store.Saved) (asked, error) {
	values, err := url.ParseQuery(saved.Asked)
	p := &parameters{values: values, err: err}
	a := s.readSearch(p)
	return a, p.err
}

func (s *Server) savedOf(saved store.Saved, base string) savedSearch {
	v := savedSearch{Saved: saved}
	if a, err := s.searchOf(&saved); err == nil {
		v.Query, v.Page = a.Query.String(), a.address("")
	}
	at := base + "/saved/" + strconv.FormatInt(saved.ID, 10)
	key := ""
	if s.Password != "" || s.Token != "" {
		key = "?key=" + saved.FeedKey
	}
	v.Feeds = []alternate{{"Atom", at + "/feed.atom" + key, "application/atom+xml"}, {"RSS", at + "/feed.rss" + key, "application/rss+xml"}, {"JSON Feed", at + "/feed.json" + key, "application/feed+json"}}
	return v
}

func (s *Server) saved(r *request) (*answer, error) {
	if p := r.parameters(); p.err != nil {
		return nil, p.err
	}
	all, err := s.Ledger.SavedSearches(r.Context(), 0)
	if err != nil {
		return nil, err
	}
	v := savedView{}
	for _, one := range all {
		v.Searches = append(v.Searches, s.savedOf(one, ""))
	}
	if all == nil {
		all = []store.Saved{}
	}
	return &answer{page: "saved", view: view{Title: "Saved searches", Here: "saved", Data: v, Alternates: []alternate{{"JSON", "/saved.json", "application/json"}}},
		json: struct {
			OK   bool          `json:"ok"`
			Rows []store.Saved `json:"rows"`
		}{true, all}}, nil
}

// oneSaved reads the saved search that an address names.
func (s *Server) oneSaved(r *request) (*store.Saved, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 1 {
		return nil, store.ErrNotFound
	}
	all, err := s.Ledger.SavedSearches(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, store.ErrNotFound
	}
	return &all[0], nil
}

func (s *Server) savedPage(r *request) (*answer, error) {
	saved, err := s.oneSaved(r)
	if err != nil {
		return nil, err
	}
	v := s.savedOf(*saved, "")
	v.Webhook = s.Post != nil
	a, err := s.searchOf(saved)
	if err != nil {
		return nil, err
	}
	page, err := s.Ledger.Search(r.Context(), store.Search{Query: a.Query, Order: store.Newest, Limit: 10})
	if err != nil {
		return nil, err
	}
	v.Total = page.Total
	for i := range page.Rows {
		v.Latest = append(v.Latest, hit{&page.Rows[i], a.Query})
	}
	if v.Alerts, err = s.Ledger.Alerts(r.Context(), saved.ID, s.Now(), 50); err != nil {
		return nil, err
	}
	return &answer{page: "savedsearch", view: view{Title: saved.Name, Here: "saved", Data: v, Alternates: v.Feeds}}, nil
}

// savedFeed is the feed of a saved search. It can be asked for with its key by those
// who cannot log in, as readers of feeds.
func (s *Server) savedFeed(r *request) (*answer, error) {
	saved, err := s.oneSaved(r)
	if err != nil {
		return nil, err
	}
	if err := s.admit(r.Request); err != nil {
		if key := r.parameters().one("key"); key == "" || !equal(key, saved.FeedKey) {
			return nil, err
		}
	}
	format, found := strings.CutPrefix(r.PathValue("feed"), "feed.")
	if format == "json" {
		format = "feed.json"
	}
	if !found || !feeds[format] {
		return nil, errNoPage
	}
	a, err := s.searchOf(saved)
	if err != nil {
		return nil, err
	}
	r.format = format
	out := &answer{rows: s.each(a.Search, format), collection: s.collection(r, "/saved/"+strconv.FormatInt(saved.ID, 10))}
	out.collection.Title, out.collection.Query = "Hearsay: "+saved.Name, a.Query.String()
	return out, nil
}

func (s *Server) save(r *request) (*answer, error) {
	p := r.parameters()
	name, given, webhook := strings.TrimSpace(p.one("name")), p.one("asked"), strings.TrimSpace(p.one("webhook"))
	if p.err != nil {
		return nil, p.err
	}
	a, err := s.searchOf(&store.Saved{Asked: given})
	if err != nil {
		return nil, err
	}
	if len(a.Query.Conditions) == 0 && !a.Query.OwnVoice {
		return nil, &problem{http.StatusBadRequest, "There is nothing to look for in that search.", "Give it a word or a filter."}
	}
	if webhook != "" {
		u, err := url.Parse(webhook)
		if err != nil || !isWeb(webhook) || u.Host == "" {
			return nil, badParameter("webhook", "it is an address that begins with https:// or http://")
		}
		if s.Post == nil {
			return nil, badParameter("webhook", "nothing is sent from here")
		}
	}
	if name == "" {
		name = shortened(a.Query.String(), 80)
	}
	saved, err := s.Ledger.Save(r.Context(), shortened(oneLine(name), 200), a.values.Encode(), webhook)
	if err != nil {
		return nil, err
	}
	return &answer{redirect: "/saved/" + strconv.FormatInt(saved.ID, 10)}, nil
}

func (s *Server) unsave(r *request) (*answer, error) {
	saved, err := s.oneSaved(r)
	if err != nil {
		return nil, err
	}
	return &answer{redirect: "/saved"}, s.Ledger.Unsave(r.Context(), saved.ID)
}

func (s *Server) tryAgain(r *request) (*answer, error) {
	saved, err := s.oneSaved(r)
	if err != nil {
		return nil, err
	}
	return &answer{redirect: "/saved/" + strconv.FormatInt(saved.ID, 10)}, s.Ledger.TryAgain(r.Context(), saved.ID)
}

// alertView is what came in one alert.
type alertView struct {
	Saved *store.Saved
	Alert store.Alert
	Hits  []hit
}

// alertPage shows the attributions of an alert.
func (s *Server) alertPage(r *request) (*answer, error) {
	saved, err := s.oneSaved(r)
	if err != nil {
		return nil, err
	}
	id, _ := strconv.ParseInt(r.PathValue("alert"), 10, 64)
	alerts, err := s.Ledger.Alerts(r.Context(), saved.ID, s.Now(), 1000)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(alerts, func(a store.Alert) bool { return a.ID == id })
	if i < 0 {
		return nil, store.ErrNotFound
	}
	v := alertView{Saved: saved, Alert: alerts[i]}
	rows, err := s.Ledger.AlertRows(r.Context(), id)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		v.Hits = append(v.Hits, hit{Row: &rows[i]})
	}
	return &answer{page: "alert", view: view{Title: saved.Name + ": new", Here: "saved", Data: v}}, nil
}

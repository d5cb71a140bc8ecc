package web

import (
	"context"
	"net/http"
	"slices"

	"hearsay"
	"hearsay/internal/compare"
	"hearsay/internal/query"
	"hearsay/internal/store"
)

// What is laid side by side is read from the ledger whole, so there are bounds to
// how much of it.
const (
	mostAccounts = 12  // laid side by side
	mostFramed   = 600 // articles that are counted, or grouped
	usualFramed  = 100 // of these, unless somebody asks for more: an answer takes half a second
)

// articlesNamed reads articles by their IDs, each once, in the order given.
func (s *Server) articlesNamed(ctx context.Context, ids []string) ([]*compare.Article, error) {
	var once []string
	for _, id := range ids {
		if !slices.Contains(once, id) {
			once = append(once, id)
		}
	}
	if len(once) == 0 {
		return nil, nil
	}
	return s.Ledger.Articles(ctx, once)
}

// articlesFound reads the articles that a search finds something in, whole, the
// latest of them. more says that there are others.
func (s *Server) articlesFound(ctx context.Context, q *query.Query, most int) (articles []*compare.Article, more bool, err error) {
	if len(q.Conditions) == 0 && !q.OwnVoice && !q.Nothing {
		page, err := s.Ledger.ListArticles(ctx, most, "")
		if err != nil {
			return nil, false, err
		}
		var ids []string
		for _, a := range page.Articles {
			ids = append(ids, a.ID)
		}
		articles, err = s.articlesNamed(ctx, ids)
		return articles, page.Next != "", err
	}
	ids, more, err := s.articleIDs(ctx, store.Search{Query: q, Order: store.Newest}, most)
	if err != nil {
		return nil, false, err
	}
	articles, err = s.articlesNamed(ctx, ids)
	return articles, more, err
}

// articleIDs returns the articles of the first hits of a search.
func (s *Server) articleIDs(ctx context.Context, search store.Search, most int) (ids []string, more bool, err error) {
	seen := map[string]bool{}
	search.Limit = 200
	for range 20 {
		page, err := s.Ledger.Search(ctx, search)
		if err != nil {
			return nil, false, err
		}
		for i := range page.Rows {
			id := page.Rows[i].Article.ID
			if seen[id] {
				continue
			}
			if len(ids) == most {
				return ids, true, nil
			}
			seen[id] = true
			ids = append(ids, id)
		}
		if search.After = page.Next; page.Next == "" {
			return ids, false, nil
		}
	}
	return ids, true, nil
}

// alike returns the articles that have statements like a quote. more says that there
// are others.
func (s *Server) alike(ctx context.Context, quote, who string) (articles []*compare.Article, more bool, err error) {
	asked := compare.Quote(quote, who)
	if !slices.ContainsFunc(asked, func(st *compare.Statement) bool { return len(st.Words) > 0 }) {
		return nil, false, &problem{http.StatusBadRequest, "There are no words to look for in that.", "Give a sentence, or the words of one that tell something."}
	}
	found, err := s.Ledger.Alike(ctx, asked)
	if err != nil {
		return nil, false, err
	}
	return found.Articles, found.More, nil
}

// statementAddress returns where a statement is in the ledger.
func statementAddress(st *compare.Statement) string {
	if st.Attribution != nil {
		return "/a/" + st.Attribution.ID
	}
	return "/d/" + st.Article.Article.ID
}

// statementView is one appearance of a statement as pages show it.
type statementView struct {
	Who, Cue, To string
	OwnVoice     bool
	Headline     bool
	Form, Stance string
	Negated      bool
	Text         string
	Kinds        []string
	Edits        []compare.Edit // against the fullest wording; nil to show Text
	Address      string
	Article      *hearsay.Article
	Outlet       string
	Wording      int // its number, from 1
}

func viewOf(st *compare.Statement) statementView {
	v := statementView{
		Who: st.Speaker.Name, To: st.Addressee.Name, OwnVoice: st.OwnVoice(), Headline: st.InHeadline(), Form: st.Form,
		Text: st.Text(), Address: statementAddress(st), Article: &st.Article.Article, Outlet: st.Outlet(),
	}
	if a := st.Attribution; a != nil {
		v.Cue, v.Stance, v.Negated = st.Article.Reading.Text(a.Cue.Spans), a.Cue.Stance, a.Cue.Negated
	}
	return v
}

// wordingView is viewOf with what a wording changes.
func wordingView(f *compare.Family, number int, st *compare.Statement) statementView {
	w := &f.Wordings[number]
	v := viewOf(st)
	v.Wording = number + 1
	if number == 0 {
		return v
	}
	v.Kinds = w.Change.Phrases()
	if !w.Change.Has(compare.Verbatim) && !w.Change.Has(compare.Paraphrase) {
		v.Edits = w.Change.Edits(f.Fullest, st)
	}
	return v
}

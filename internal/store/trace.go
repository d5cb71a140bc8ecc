package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"hearsay"
	"hearsay/internal/compare"
)

// Tracing
//
// What is like a quote is found in three steps. The quote's keys are looked up;
// attributions that share some, the rarer the better, are candidates. Those whose
// words are indeed alike are hits; the fullest of them are looked up in turn, so
// that wordings are found that share little with the quote but much with the
// statement it is from. The articles of all hits are then read whole, one for each
// appearance, and compare does the rest.

const (
	mostFiled      = 300  // attributions taken of one key; one that has more tells little
	mostCandidates = 100  // attributions whose words are looked at, in each step
	leastWeight    = 0.05 // of a candidate, as a share of that of the best
	mostArticles   = 300  // articles that are read whole
	secondLook     = 3    // hits that are looked up in turn
	fuller         = 1.25 // how much more than the quote such a hit tells
	alikeEnough    = 0.25 // likeness of a hit, as compare.Answer gives it
)

// Traced is what a ledger has that may be the same statement as a quote.
type Traced struct {
	Articles []*compare.Article // one for each appearance of a text
	More     bool               // there is more than is looked at
}

// Alike returns the articles in which statements like one of those asked for
// stand. asked are not of the ledger.
func (l *Ledger) Alike(ctx context.Context, asked []*compare.Statement) (*Traced, error) {
	t := &Traced{}
	err := l.read(ctx, func(s *snapshot) error {
		hits, err := s.hits(asked)
		if err != nil {
			return err
		}
		more, err := s.hits(fullestHits(hits, asked))
		if err != nil {
			return err
		}
		articles := map[int64]bool{}
		for _, h := range append(hits, more...) {
			articles[h.article] = true
		}
		ids := slices.Sorted(maps.Keys(articles))
		if t.More = len(ids) > mostArticles; t.More {
			ids = ids[:mostArticles]
		}
		t.Articles, err = s.appearances(ids)
		return err
	})
	return t, l.problem("trace in the ledger", err)
}

// like is an attribution that is like what was asked for.
type like struct {
	article   int64
	statement *compare.Statement
	score     float64
}

// fullestHits returns the hits that tell most, of those that tell clearly more than
// was asked for: what is like the others has been found already.
func fullestHits(hits []like, asked []*compare.Statement) []*compare.Statement {
	most := float32(0)
	for _, q := range asked {
		most = max(most, q.Mass)
	}
	hits = slices.DeleteFunc(slices.Clone(hits), func(h like) bool { return h.statement.Mass < fuller*most })
	slices.SortStableFunc(hits, func(a, b like) int {
		return cmp.Compare(b.score*float64(b.statement.Mass), a.score*float64(a.statement.Mass))
	})
	var out []*compare.Statement
	for _, h := range hits[:min(secondLook, len(hits))] {
		out = append(out, h.statement)
	}
	return out
}

// hits returns the statements of attributions that share keys with those asked
// for and are alike.
func (s *snapshot) hits(asked []*compare.Statement) ([]like, error) {
	ids, err := s.candidates(asked)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	l := loader{fetch: s.fetch, terms: s.names}
	if err := l.load(ids, nil); err != nil {
		return nil, err
	}
	var hits []like
	for _, k := range l.kept {
		a := &compare.Article{Reading: k.reading}
		for _, st := range compare.Statements(a) {
			best := 0.0
			for _, q := range asked {
				best = max(best, compare.Answer(q, st))
			}
			if best >= alikeEnough {
				hits = append(hits, like{k.article, st, best})
			}
		}
	}
	return hits, nil
}

// candidates returns the attributions that share most keys with statements, a key
// counting the less the more attributions have it.
func (s *snapshot) candidates(asked []*compare.Statement) ([]int64, error) {
	weight := map[int64]float64{}
	var words []string
	for _, key := range lookups(asked) {
		words = append(words, keyWord(key))
	}
	having, err := s.ledger.db.having(s.ctx, s.tx, keyIndex, words, mostFiled)
	if err != nil {
		return nil, err
	}
	for _, ids := range having {
		for _, id := range ids {
			weight[id] += 1 / float64(1+len(ids))
		}
	}
	ids := slices.Collect(maps.Keys(weight))
	slices.SortFunc(ids, func(a, b int64) int { return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b)) })
	ids = ids[:min(len(ids), mostCandidates)]
	return slices.DeleteFunc(ids, func(id int64) bool { return weight[id] < leastWeight*weight[ids[0]] }), nil
}

func lookups(asked []*compare.Statement) []uint32 {
	var keys []uint32
	for _, q := range asked {
		keys = append(keys, q.Lookups()...)
	}
	for i, k := range keys {
		keys[i] = k >> (32 - keyBits) << (32 - keyBits)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// appearances returns the articles with these numbers, one for each place where
// the text appeared.
func (s *snapshot) appearances(ids []int64) ([]*compare.Article, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	l := loader{fetch: s.fetch, terms: s.names, whole: true}
	if err := l.load(nil, ids); err != nil {
		return nil, err
	}
	var out []*compare.Article
	where, args := in("p.article_id", ids)
	err := s.fetch(`SELECT p.article_id, o.name, coalesce(p.url, p.address), p.title, p.published, p.file, p.credit
		FROM appearances p LEFT JOIN outlets o ON o.id = p.outlet_id WHERE `+where+" ORDER BY p.article_id, p.earliest DESC, p.id", args, func(rows *sql.Rows) error {
		var id int64
		var outlet, url, title, published, file, credit sql.NullString
		if err := rows.Scan(&id, &outlet, &url, &title, &published, &file, &credit); err != nil {
			return err
		}
		k, err := l.of(id)
		if err != nil {
			return err
		}
		r := *k.reading
		first := r.Article.Outlet
		r.Article.Outlet, r.Article.URL, r.Article.Title = outlet.String, url.String, title.String
		r.Article.Published, r.Article.File = published.String, file.String
		r.Attributions = withOutlet(r.Attributions, first, r.Article.Outlet)
		a := compare.NewArticle(&r)
		if credit.String != "" {
			a.Credit = credit.String
		}
		out = append(out, &a)
		return nil
	})
	return out, err
}

// readAtOnce is how many articles are read whole in one query.
const readAtOnce = 200

// Articles returns the articles with these IDs, in this order, each as it appeared
// first. Without IDs it returns all articles of the ledger, one for each appearance
// of a text. The error is ErrNotFound if there is none with an ID.
func (l *Ledger) Articles(ctx context.Context, ids []string) (articles []*compare.Article, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		if len(ids) == 0 {
			articles, err = s.all()
			return err
		}
		var numbers []int64
		for _, id := range ids {
			key, _ := hex.DecodeString(id)
			n, ok, err := s.number("SELECT id FROM articles WHERE substr(sha256, 1, 8) = ?", key)
			if err != nil {
				return err
			}
			if !ok {
				return fmt.Errorf("article %s: %w", id, ErrNotFound)
			}
			numbers = append(numbers, n)
		}
		first := map[string]*compare.Article{} // by ID
		for some := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(numbers))), readAtOnce) {
			found, err := s.appearances(some)
			if err != nil {
				return err
			}
			for _, a := range found {
				if first[a.Article.ID] == nil {
					first[a.Article.ID] = a
				}
			}
		}
		for _, id := range ids {
			if first[id] == nil {
				return fmt.Errorf("%w: article %s has no appearance", ErrDamaged, id)
			}
			articles = append(articles, first[id])
		}
		return nil
	})
	return articles, l.problem("read articles from the ledger", err)
}

// all returns every appearance of every article.
func (s *snapshot) all() (articles []*compare.Article, err error) {
	for last := int64(0); ; {
		var ids []int64
		err := s.fetch("SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?", []any{last, readAtOnce}, func(rows *sql.Rows) error {
			err := rows.Scan(&last)
			ids = append(ids, last)
			return err
		})
		if err != nil || len(ids) == 0 {
			return articles, err
		}
		some, err := s.appearances(ids)
		if err != nil {
			return nil, err
		}
		articles = append(articles, some...)
	}
}

// withOutlet returns the attributions as another outlet has them: with itself at
// the head of their chains.
func withOutlet(all []hearsay.Attribution, first, outlet string) []hearsay.Attribution {
	if first == outlet {
		return all
	}
	all = slices.Clone(all)
	for i := range all {
		chain := all[i].Chain
		if len(chain) > 0 && first != "" && chain[0] == first {
			chain = chain[1:]
		}
		if outlet != "" {
			chain = append([]string{outlet}, chain...)
		}
		all[i].Chain = chain
	}
	return all
}

// Statement returns the words of the attribution with an ID, and who says them.
// The error is ErrNotFound if the ledger has none.
func (l *Ledger) Statement(ctx context.Context, id string) (words, speaker string, err error) {
	key, err := keyOf(id)
	if err != nil {
		return "", "", err
	}
	err = l.read(ctx, func(s *snapshot) error {
		n, _, ok, err := s.attributionWith(key)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("attribution %s: %w", id, ErrNotFound)
		}
		l := loader{fetch: s.fetch, terms: s.names}
		if err := l.load([]int64{n}, nil); err != nil {
			return err
		}
		if len(l.kept) == 0 || len(l.kept[0].reading.Attributions) == 0 {
			return errors.New("the attribution has no article")
		}
		r := l.kept[0].reading
		words, speaker = r.Text(r.Attributions[0].Content), speakerName(r, r.Attributions[0].Source.Speaker)
		return nil
	})
	return words, speaker, l.problem("look up an attribution", err)
}

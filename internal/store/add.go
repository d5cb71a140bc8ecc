package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"hearsay"
)

// Entry is one article to be kept.
type Entry struct {
	Article hearsay.Article
	Reading *hearsay.Reading // of this article; nil if the ledger has the text already
	Origin
}

// Origin says where an article came from, as far as hearsay.Article does not.
// Every field may be empty.
type Origin struct {
	Canonical string   // address that the page calls its own
	Credit    string   // agency that wrote it, if that is not the outlet
	Modified  string   // ISO 8601
	Line      int      // in Article.File, counted from 1
	Offset    int64    // in Article.File, in bytes; 0 for none
	BytesSum  string   // SHA-256 of the bytes it was read from, hexadecimal
	Charset   string   // what these were decoded from
	Flags     []string // what the text has gone through
}

// Addition says what Add did with an Entry.
type Addition int

// The additions.
const (
	Known    Addition = iota // nothing: the ledger has it
	Appeared                 // the text was there; that it appeared here as well was added
	Added                    // the text was added
	Revised                  // the text was added, another version of what an address had before
	Refused                  // nothing: see Result.Err
)

// String returns the addition as a summary words it.
func (a Addition) String() string {
	switch a {
	case Known:
		return "there already"
	case Appeared:
		return "further appearance"
	case Added:
		return "added"
	case Revised:
		return "added as a new version"
	}
	return "refused"
}

// Result is what became of an Entry.
type Result struct {
	Addition
	Version int   // of the text at its address, from 1; 0 if it has none
	Err     error // why it was refused
}

// findArticle finds the article with an ID and a SHA-256.
const findArticle = "SELECT id FROM articles WHERE substr(sha256, 1, 8) = ? AND sha256 = ?"

// sumOf returns the bytes of a SHA-256 in hexadecimal digits; nil if it is none.
func sumOf(digits string) []byte {
	sum, err := hex.DecodeString(digits)
	if err != nil || len(sum) != sha256.Size {
		return nil
	}
	return sum
}

// HasText reports whether the ledger has a text, by its SHA-256.
func (l *Ledger) HasText(ctx context.Context, sum string) (bool, error) {
	key := sumOf(sum)
	if key == nil {
		return false, nil
	}
	find, err := l.textFinder(ctx)
	if err != nil {
		return false, l.problem("look for a text", err)
	}
	var id int64
	err = find.QueryRowContext(ctx, key[:8], key).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, l.problem("look for a text", err)
}

// textFinder returns the statement that looks for a text, prepared once: it is asked for
// each article that comes.
func (l *Ledger) textFinder(ctx context.Context) (*sql.Stmt, error) {
	l.finding.Lock()
	defer l.finding.Unlock()
	if l.findText != nil {
		return l.findText, nil
	}
	find, err := l.db.reader().PrepareContext(ctx, l.db.bind(findArticle))
	if err == nil {
		l.findText = find
	}
	return find, err
}

// Add keeps entries, all of them or, if it fails, none. What the ledger has is
// left as it is, so that adding again changes nothing. When Add has returned
// without an error, the results are on the disk. If one of them is too large for the
// database, that one is refused, and each is kept by itself.
func (l *Ledger) Add(ctx context.Context, entries []Entry) ([]Result, error) {
	results, err := l.addAll(ctx, entries)
	switch {
	case !errors.Is(err, ErrTooLarge):
		return results, err
	case len(entries) == 1:
		return []Result{{Addition: Refused, Err: fmt.Errorf("%s: %w", entries[0].Article.File, err)}}, nil
	}
	results = results[:0]
	for i := range entries {
		one, err := l.Add(ctx, entries[i:i+1])
		if err != nil {
			return nil, err
		}
		results = append(results, one...)
	}
	return results, nil
}

// addAll keeps entries in one transaction.
func (l *Ledger) addAll(ctx context.Context, entries []Entry) ([]Result, error) {
	results := make([]Result, len(entries))
	err := l.write(ctx, func(p *pen) error {
		a := &adding{pen: p, now: instant(l.now()), before: map[int64]articleWords{}}
		for i := range entries {
			var err error
			if results[i], err = a.add(&entries[i]); err != nil {
				return err
			}
		}
		return a.index()
	})
	if err != nil {
		return nil, l.problem("add to the ledger", err)
	}
	return results, nil
}

// adding is a transaction that adds. Rows go into the indexes at its end, those of articles
// that were there first, so that numbers only grow: for each step back FTS5 begins a new
// piece of an index.
type adding struct {
	*pen
	now    string
	fresh  []*keptReading         // articles that were added
	before map[int64]articleWords // others that appeared again, and the words they had before
}

// index enters what was added.
func (a *adding) index() error {
	if err := a.rewordAll(a.before); err != nil {
		return err
	}
	for _, k := range a.fresh {
		if err := a.enter(k); err != nil {
			return err
		}
		if err := a.file(k); err != nil {
			return err
		}
	}
	return nil
}

// isFresh reports whether an article was added in this transaction.
func (a *adding) isFresh(article int64) bool {
	return len(a.fresh) > 0 && article >= a.fresh[0].article
}

// add keeps one entry. An error ends the transaction.
func (a *adding) add(e *Entry) (Result, error) {
	if why := unfit(e); why != "" {
		return Result{Addition: Refused, Err: fmt.Errorf("%s: %s; kept: nothing", e.Article.File, why)}, nil
	}
	var article int64
	sum := sumOf(e.Article.SHA256)
	known, err := a.row(findArticle, []any{sum[:8], sum}, &article)
	if err != nil {
		return Result{}, err
	}
	if !known && e.Reading == nil {
		return Result{Addition: Refused, Err: fmt.Errorf("%s: %w, and no reading of it was given; kept: nothing", e.Article.File, ErrNotFound)}, nil
	}
	address := addressOf(e)
	if known {
		return a.appear(e, article, address)
	}
	if article, err = a.insertArticle(e, a.now); err != nil {
		return Result{}, err
	}
	version, err := a.insertAppearance(e, article, address, true, a.now)
	if err != nil {
		return Result{}, err
	}
	kept, err := a.insertReading(article, e.Reading, nil)
	if err != nil {
		return Result{}, err
	}
	if err := a.mentions(article, publicationDay(e.Article.Published), 1); err != nil {
		return Result{}, err
	}
	a.fresh = append(a.fresh, kept)
	if version > 1 {
		return Result{Addition: Revised, Version: version}, nil
	}
	return Result{Addition: Added, Version: version}, nil
}

// unfit says why an entry cannot be kept, or "".
func unfit(e *Entry) string {
	switch {
	case sumOf(e.Article.SHA256) == nil:
		return "the article has no SHA-256"
	case strings.ContainsRune(e.Article.Text, 0):
		return "the text holds NUL characters, which a database cannot keep"
	case !utf8.ValidString(e.Article.Text):
		return "the text is not UTF-8"
	case e.Reading != nil && e.Reading.Article.SHA256 != e.Article.SHA256:
		return "the reading is of another text"
	case e.Reading != nil && e.Reading.Engine == "":
		return "the reading does not say what engine made it"
	}
	return ""
}

// addressOf returns what tells one place on the web from another: the address that
// the page calls its own, else the one it was read from, without the fragment.
// It is empty for what did not come from the web.
func addressOf(e *Entry) string {
	for _, address := range []string{e.Canonical, e.Article.URL} {
		u, err := url.Parse(address)
		if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
			u.Fragment, u.RawFragment, u.User = "", "", nil
			u.Host = strings.ToLower(u.Host)
			return clean(u.String())
		}
	}
	return ""
}

// placeOfAppearance is what tells one appearance of a text from another: its address,
// else the outlet, else nothing.
const placeOfAppearance = "coalesce(address, 'outlet ' || outlet_id, '')"

// appear notes that a text that the ledger has appeared at a place, unless that
// is known. An earlier appearance than those before gives the article its date.
func (a *adding) appear(e *Entry, article int64, address string) (Result, error) {
	outlet, err := a.outlet(e.Article.Outlet)
	if err != nil {
		return Result{}, err
	}
	place := address
	if place == "" && outlet != nil {
		place = "outlet " + strconv.FormatInt(outlet.(int64), 10)
	}
	var version sql.NullInt64
	known, err := a.row("SELECT version FROM appearances WHERE "+placeOfAppearance+" = ? AND article_id = ?", []any{place, article}, &version)
	if known || err != nil {
		return Result{Known, int(version.Int64), nil}, err
	}
	words, err := a.articleWords(article)
	if err != nil {
		return Result{}, err
	}
	if _, noted := a.before[article]; !noted && !a.isFresh(article) {
		a.before[article] = words
	}
	earliest := earlier(e.Article.Published, words.published)
	if earliest {
		if err := a.redate(article, publicationDay(e.Article.Published)); err != nil {
			return Result{}, err
		}
	}
	v, err := a.insertAppearance(e, article, address, earliest, a.now)
	return Result{Appeared, v, nil}, err
}

// earlier reports whether a date of publication lies before another. What has no
// date is not earlier than anything.
func earlier(a, b string) bool {
	d, e := publicationDay(a), publicationDay(b)
	switch {
	case !d.Valid:
		return false
	case !e.Valid || d.Int64 != e.Int64:
		return !e.Valid || d.Int64 < e.Int64
	}
	return a < b
}

// redate gives an article another day of publication. Each statement changes one row:
// around one that may change several SQLite sets a savepoint, and for that FTS5 begins
// new pieces of its indexes.
func (p *pen) redate(article int64, day sql.NullInt64) error {
	earliest, err := p.numbers("SELECT id FROM appearances WHERE article_id = ? AND earliest = 1", article)
	if err != nil {
		return err
	}
	for _, id := range earliest {
		if err := p.exec("UPDATE appearances SET earliest = 0 WHERE id = ?", id); err != nil {
			return err
		}
	}
	before, err := p.dayOf(article)
	if err != nil || before == day {
		return err
	}
	if err := errors.Join(p.mentions(article, before, -1), p.mentions(article, day, 1)); err != nil {
		return err
	}
	return p.exec("UPDATE articles SET day = ? WHERE id = ?", day, article)
}

func (p *pen) insertArticle(e *Entry, now string) (int64, error) {
	a := &e.Article
	engine, err := p.term("engine", e.Reading.Engine)
	if err != nil {
		return 0, err
	}
	id, err := p.number("articles")
	if err != nil {
		return 0, err
	}
	return id, p.exec("INSERT INTO articles (id, sha256, day, language, dateline, engine, added_at, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		id, sumOf(a.SHA256), publicationDay(a.Published), clean(a.Language), textOrNull(a.Dateline), engine, now, a.Text)
}

// insertAppearance returns the version of the text at its address.
func (p *pen) insertAppearance(e *Entry, article int64, address string, earliest bool, now string) (int, error) {
	a := &e.Article
	outlet, err := p.outlet(a.Outlet)
	if err != nil {
		return 0, err
	}
	version := 0
	if address != "" {
		if _, err := p.row("SELECT coalesce(max(version), 0) + 1 FROM appearances WHERE "+placeOfAppearance+" = ?", []any{address}, &version); err != nil {
			return 0, err
		}
	}
	id, err := p.number("appearances")
	if err != nil {
		return 0, err
	}
	url := a.URL
	if url == address {
		url = "" // the address says it
	}
	var sum any
	if bytes := sumOf(e.BytesSum); bytes != nil {
		sum = bytes
	}
	return version, p.exec(`INSERT INTO appearances (id, article_id, outlet_id, earliest, url, address, version, title, bylines,
			published, modified, credit, file, line, byte_offset, bytes_sha256, charset, flags, added_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, article, outlet, earliest, textOrNull(url), textOrNull(address), idOrNull(int64(version)), textOrNull(a.Title), textOrNull(listText(a.Bylines)),
		textOrNull(a.Published), textOrNull(e.Modified), textOrNull(e.Credit), textOrNull(a.File), idOrNull(int64(e.Line)), idOrNull(e.Offset),
		sum, textOrNull(e.Charset), textOrNull(strings.Join(e.Flags, ",")), now)
}

package store

import (
	"database/sql"
	"strconv"
	"strings"

	"hearsay/internal/compare"
)

// Every attribution is filed under the keys of its statements (compare.Keys) and under
// some bits of its ID, as words of an index that has nothing else. Keys depend on the
// text and on the spans of the attributions only: whoever takes an attribution out of
// an article or puts one in unfiles the article before and files it after.
//
// An index of a table would find IDs as well, but takes four times the room: a list
// of the rows that share a word has hardly more than what their numbers differ by.

// keyBits are the bits of a key that are filed. Fewer bits make a smaller index, in
// which a few attributions more are found that are not alike.
const keyBits = 25

// idBits are those of an ID. Of millions of attributions some dozens share them, and
// are looked at.
const idBits = 16

// keyWords writes keys as words.
func keyWords(keys []uint32) string {
	var b strings.Builder
	for i, k := range keys {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(keyWord(k))
	}
	return b.String()
}

func keyWord(k uint32) string { return "k" + strconv.FormatUint(uint64(k>>(32-keyBits)), 36) }

// idWord returns the word under which the attribution with a key is found.
func idWord(key int64) string {
	return "i" + strconv.FormatUint(uint64(key)>>(64-idBits), 36)
}

// file enters the attributions of an article under their keys.
func (p *pen) file(k *keptReading) error { return p.refile(k, p.ledger.db.index(keyIndex)) }

// unfile takes them out.
func (p *pen) unfile(k *keptReading) error { return p.refile(k, p.ledger.db.unindex(keyIndex)) }

func (p *pen) refile(k *keptReading, statement string) error {
	for i, keys := range compare.AttributionKeys(k.reading) {
		key, err := keyOf(k.reading.Attributions[i].ID)
		if err != nil {
			return err
		}
		if err := p.exec(statement, k.attributions[i], idWord(key)+" "+keyWords(keys)); err != nil {
			return err
		}
	}
	return nil
}

// withKey returns FROM and WHERE for the attribution a that has a key, and the
// arguments.
func (l *Ledger) withKey(key int64) (string, []any) {
	from, args := l.db.matching("attributions", keyIndex, expression{join: phrase, words: []string{idWord(key)}})
	return from + " AND a.key = ?", append(args, key)
}

// attributionWith returns the numbers of the attribution that has a key, and of its
// article.
func (s *snapshot) attributionWith(key int64) (id, article int64, ok bool, err error) {
	from, args := s.ledger.withKey(key)
	err = s.fetch("SELECT a.id, a.article_id "+from, args, func(rows *sql.Rows) error {
		ok = true
		return rows.Scan(&id, &article)
	})
	return id, article, ok, err
}

package store

import (
	"context"
	"strconv"
	"strings"

	"hearsay/internal/compare"
)

// Every attribution is filed under the keys of its statements (compare.Keys), as
// words of an index that has nothing else. Keys depend on the text and on the
// spans of the attributions only: whoever takes an attribution out of an article
// or puts one in unfiles the article before and files it after.
//
// A ledger of an older schema gets its keys when it is opened for writing, some
// articles in a transaction, from the last to the first, so that an interruption
// loses no work. The setting unfiled holds how far that has not come yet.

const unfiled = "unfiled articles up to"

// keyBits are the bits of a key that are filed. Fewer bits make a smaller index, in
// which a few attributions more are found that are not alike.
const keyBits = 25

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

// file enters the attributions of an article under their keys.
func (p *pen) file(k *keptReading) error { return p.refile(k, p.ledger.db.index("keys")) }

// unfile takes them out, if the article has been filed.
func (p *pen) unfile(k *keptReading) error {
	upTo, err := p.unfiledUpTo()
	if err != nil || k.article <= upTo {
		return err
	}
	return p.refile(k, p.ledger.db.unindex("keys"))
}

// fileAgain enters them once more after unfile, if the article had been filed.
func (p *pen) fileAgain(k *keptReading) error {
	upTo, err := p.unfiledUpTo()
	if err != nil || k.article <= upTo {
		return err
	}
	return p.file(k)
}

func (p *pen) refile(k *keptReading, statement string) error {
	for i, keys := range compare.AttributionKeys(k.reading) {
		if len(keys) == 0 {
			continue
		}
		if err := p.exec(statement, k.attributions[i], keyWords(keys)); err != nil {
			return err
		}
	}
	return nil
}

// unfiledUpTo returns the number of the last article that has no keys yet; 0 if
// all have.
func (p *pen) unfiledUpTo() (upTo int64, err error) {
	var value string
	found, err := p.row("SELECT value FROM settings WHERE name = ?", []any{unfiled}, &value)
	if !found || err != nil {
		return 0, err
	}
	return strconv.ParseInt(value, 10, 64)
}

// filedAtOnce is how many articles get their keys in one transaction.
const filedAtOnce = 200

// File gives keys to the articles that have none yet, which those of a ledger made
// by an older version have not. It returns how many it gave keys to. It may be
// interrupted: what is done is done.
func (l *Ledger) File(ctx context.Context) (articles int64, err error) {
	for {
		n := int64(0)
		err := l.write(ctx, func(p *pen) error {
			upTo, err := p.unfiledUpTo()
			if err != nil || upTo == 0 {
				return err
			}
			ids, err := p.numbers("SELECT id FROM articles WHERE id <= ? ORDER BY id DESC LIMIT ?", upTo, filedAtOnce)
			if err != nil {
				return err
			}
			for _, id := range ids {
				k, err := p.load(id)
				if err != nil {
					return err
				}
				if err := p.file(k); err != nil {
					return err
				}
				upTo = id - 1
			}
			if n = int64(len(ids)); n < filedAtOnce {
				return p.exec("DELETE FROM settings WHERE name = ?", unfiled)
			}
			return p.exec("UPDATE settings SET value = ? WHERE name = ?", strconv.FormatInt(upTo, 10), unfiled)
		})
		articles += n
		if err != nil || n < filedAtOnce {
			return articles, l.problem("file the statements of the ledger", err)
		}
	}
}

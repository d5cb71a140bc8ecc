package store

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
)

// TopSpeakers lists the speakers with most attributions, without their names' roles
// and reasons. It goes through the whole ledger once, which takes seconds where that
// is large.
func (l *Ledger) TopSpeakers(ctx context.Context, limit int) (found []Speaker, err error) {
	err = l.read(ctx, func(s *snapshot) error {
		found, err = s.topSpeakers(limit)
		return err
	})
	return found, l.problem("list speakers", err)
}

func (s *snapshot) topSpeakers(limit int) ([]Speaker, error) {
	g, err := s.ledger.groups.upTo(s)
	if err != nil {
		return nil, err
	}
	days := map[int64]sql.NullInt64{}
	err = s.fetch("SELECT id, day FROM articles", nil, func(rows *sql.Rows) error {
		var id int64
		var day sql.NullInt64
		err := rows.Scan(&id, &day)
		days[id] = day
		return err
	})
	if err != nil {
		return nil, err
	}
	type sum struct {
		Speaker
		last        int64 // article
		first, most sql.NullInt64
	}
	sums := map[int64]*sum{}
	// Attributions of one article have been numbered together.
	err = s.fetch(`SELECT a.article_id, x.speaker_id FROM attributions a CROSS JOIN article_speakers x ON x.article_id = a.article_id AND x.number = a.speaker
		WHERE x.speaker_id IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var article, speaker int64
		if err := rows.Scan(&article, &speaker); err != nil {
			return err
		}
		speaker = g.standing(speaker)
		t := sums[speaker]
		if t == nil {
			t = &sum{}
			t.ID = speaker
			sums[speaker] = t
		}
		if t.Attributions++; t.last != article {
			t.last = article
			t.Articles++
			if day := days[article]; day.Valid {
				if !t.first.Valid || day.Int64 < t.first.Int64 {
					t.first = day
				}
				if !t.most.Valid || day.Int64 > t.most.Int64 {
					t.most = day
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := slices.SortedFunc(maps.Values(sums), func(a, b *sum) int {
		return cmp.Or(cmp.Compare(b.Attributions, a.Attributions), cmp.Compare(b.Articles, a.Articles), cmp.Compare(a.ID, b.ID))
	})
	if limit > 0 {
		all = all[:min(len(all), limit)]
	}
	found := make([]Speaker, len(all))
	for i, t := range all {
		found[i] = t.Speaker
		found[i].From, found[i].To = dayString(t.first), dayString(t.most)
		if err := s.nameSpeaker(&found[i]); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// nameSpeaker fills in what a speaker is called.
func (s *snapshot) nameSpeaker(sp *Speaker) error {
	return s.fetch("SELECT n.id, n.name, k.name FROM speakers n JOIN terms k ON k.id = n.kind WHERE n.id = ? OR n.same_as = ? ORDER BY n.id <> ?, n.id",
		[]any{sp.ID, sp.ID, sp.ID}, func(rows *sql.Rows) error {
			var n SpeakerName
			var kind string
			err := rows.Scan(&n.ID, &n.Name, &kind)
			if n.ID == sp.ID {
				sp.Name, sp.Kind = n.Name, kind
			}
			sp.Names = append(sp.Names, n)
			return err
		})
}

package compare

import (
	"cmp"
	"math"
	"slices"

	"hearsay"
)

// Framing
//
// How outlets present speakers is counted, never rated: for each outlet, each
// speaker, and each outlet and speaker, how many attributions there are, what
// stance their cues have, how many are direct, how sources are named. A share
// comes with its 95 % interval (Wilson 1927), and one of fewer than twenty is not
// shown. Attributions in copies of another outlet's text are left out, so that a
// wire story counts once. Every number is the count of rows, and the rows can be
// had. Stances on which authors differ are counted apart.

// Framing is the counts over a set of articles.
type Framing struct {
	Lexicon  string // version and hash of what stances come from
	Least    int    // shares of fewer rows are hidden
	Articles int
	Copies   int   // articles left out because they print another's text
	Rows     []Row // every attribution that is counted
	Outlets  []Cell
	Speakers []Cell
	Cells    []Cell // outlet by speaker
}

// Row is one attribution, as it is counted.
type Row struct {
	Outlet      string
	Speaker     string // one name for all articles; empty if nobody is named
	Naming      string
	Stance      string // empty if not decided
	Disputed    bool   // authors differ on the stance
	Form        string
	Words       int // of the content
	Quoted      int // of these, in quotation marks
	Article     *Article
	Attribution *hearsay.Attribution
}

// Cell is what is counted for an outlet, a speaker, or both. Each list holds the
// rows behind its number, by index of Framing.Rows.
type Cell struct {
	Outlet   string // empty for all
	Speaker  string // empty for all
	Rows     []int
	Articles int // that have one of the rows
	Words    int
	Quoted   int
	Stances  map[string][]int // by stance, disputed ones left out
	Disputed []int
	Direct   []int            // rows whose form is direct
	Namings  map[string][]int // by naming; of outlets only
	Own      int              // words of the outlet's own voice; of outlets only
	All      int              // words of its articles; of outlets only
}

// Stances are the stances in the order in which they are shown, Namings the
// classes of sources.
var (
	Stances = []string{"neutral", "endorsing", "distancing", "countering"}
	Namings = []string{"named", "described", "anonymous", "collective", "unexpressed", "outlet"}
)

// LeastShown is how many rows a share is shown from, unless somebody asks for
// others.
const LeastShown = 20

// Frame counts the attributions of articles. What it counts is attributions, not
// their sentences; those that merely relay others are not counted.
func Frame(articles []*Article, least int) *Framing {
	f := &Framing{Lexicon: hearsay.LexiconVersion(), Least: least, Articles: len(articles)}
	var kept []*Article
	for i, c := range Copies(articles) {
		if c.Kind == "copy" || c.Kind == "version" && c.Share >= copyShare {
			f.Copies++
		} else {
			kept = append(kept, articles[i])
		}
	}
	var statements []*Statement
	for _, a := range kept {
		statements = append(statements, Statements(a)...)
	}
	names := NewNames(statements)
	f.rows(statements, names)
	f.count(statements, kept)
	return f
}

// rows makes a row of each attribution that has statements.
func (f *Framing) rows(statements []*Statement, names *Names) {
	var last *hearsay.Attribution
	for _, s := range statements {
		if s.OwnVoice() {
			continue
		}
		if s.Attribution != last {
			last = s.Attribution
			f.Rows = append(f.Rows, Row{
				Outlet: s.Outlet(), Speaker: names.Of(s), Naming: last.Source.Naming, Stance: last.Cue.Stance,
				Disputed: hearsay.IsStanceDisputed(last.Cue.Lemma) && last.Cue.Stance != "countering",
				Form:     last.Form, Article: s.Article, Attribution: last,
			})
		}
		r := &f.Rows[len(f.Rows)-1]
		r.Words += len(s.Words)
		r.Quoted += quotedWords(s)
	}
}

// count sorts the rows into cells.
func (f *Framing) count(statements []*Statement, articles []*Article) {
	outlets, speakers, cells := newCells(), newCells(), newCells()
	for _, a := range articles {
		c := outlets.at(a.name(), "")
		c.All += len(Words(a.Article.Text, wholeText(a)))
	}
	for _, s := range statements {
		if s.OwnVoice() {
			outlets.at(s.Outlet(), "").Own += len(s.Words)
		}
	}
	for i := range f.Rows {
		r := &f.Rows[i]
		outlets.at(r.Outlet, "").add(i, r)
		if r.Speaker != "" {
			speakers.at("", r.Speaker).add(i, r)
			cells.at(r.Outlet, r.Speaker).add(i, r)
		}
	}
	f.Outlets, f.Speakers, f.Cells = outlets.sorted(f.Rows), speakers.sorted(f.Rows), cells.sorted(f.Rows)
}

// cells is a table under construction.
type cells struct {
	index map[[2]string]int
	list  []*Cell
}

func newCells() *cells { return &cells{index: map[[2]string]int{}} }

func (c *cells) at(outlet, speaker string) *Cell {
	key := [2]string{outlet, speaker}
	i, ok := c.index[key]
	if !ok {
		i = len(c.list)
		c.index[key] = i
		c.list = append(c.list, &Cell{Outlet: outlet, Speaker: speaker, Stances: map[string][]int{}, Namings: map[string][]int{}})
	}
	return c.list[i]
}

// sorted returns the cells, those with most rows first.
func (c *cells) sorted(rows []Row) []Cell {
	slices.SortStableFunc(c.list, func(a, b *Cell) int {
		return cmp.Or(cmp.Compare(len(b.Rows), len(a.Rows)), cmp.Compare(a.Outlet, b.Outlet), cmp.Compare(a.Speaker, b.Speaker))
	})
	out := make([]Cell, len(c.list))
	for i, cell := range c.list {
		seen := map[*Article]bool{}
		for _, r := range cell.Rows {
			seen[rows[r].Article] = true
		}
		cell.Articles = len(seen)
		out[i] = *cell
	}
	return out
}

func (c *Cell) add(i int, r *Row) {
	c.Rows = append(c.Rows, i)
	c.Words += r.Words
	c.Quoted += r.Quoted
	switch {
	case r.Disputed:
		c.Disputed = append(c.Disputed, i)
	case r.Stance != "":
		c.Stances[r.Stance] = append(c.Stances[r.Stance], i)
	}
	if r.Form == "direct" {
		c.Direct = append(c.Direct, i)
	}
	if r.Naming != "" {
		c.Namings[r.Naming] = append(c.Namings[r.Naming], i)
	}
}

// Share is how many of some rows have a property, with the 95 % interval.
type Share struct {
	N, Of     int
	Low, High float64 // of N/Of; 0 and 1 where there are no rows
}

// z is the quantile of the normal distribution for a 95 % interval.
const z = 1.959963984540054

// NewShare computes the interval by Wilson's score method.
func NewShare(n, of int) Share {
	s := Share{N: n, Of: of, High: 1}
	if of == 0 {
		return s
	}
	p, m := float64(n)/float64(of), float64(of)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	s.Low, s.High = max(0, mid-half), min(1, mid+half)
	return s
}

// Rate returns N/Of, 0 where there are no rows.
func (s Share) Rate() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.N) / float64(s.Of)
}

// Shown reports whether a cell has enough rows for its shares to be shown.
func (f *Framing) Shown(c *Cell) bool { return len(c.Rows) >= f.Least }

// Stance returns the share of a cell's rows with a stance, of those whose stance
// is decided and not disputed.
func (c *Cell) Stance(stance string) Share {
	of := 0
	for _, rows := range c.Stances {
		of += len(rows)
	}
	return NewShare(len(c.Stances[stance]), of)
}

// DirectShare returns the share of a cell's rows that are direct.
func (c *Cell) DirectShare() Share { return NewShare(len(c.Direct), len(c.Rows)) }

// NamingShare returns the share of a cell's rows with a naming of the source.
func (c *Cell) NamingShare(naming string) Share { return NewShare(len(c.Namings[naming]), len(c.Rows)) }

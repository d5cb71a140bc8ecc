package samples

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/txtar"
)

// # Events
//
// An event of events/ is what several invented outlets published about one
// thing, with the truth of who said the same. Its archive holds
//
//	event.txt       split (dev: to tune on; test: only to measure) and title
//	articles.txt    a block for each article, in order of publication: article
//	                (its name), kind (statement of those concerned, agency, or
//	                outlet), outlet, published, url, and, where it is a copy of
//	                another article's text, "copies" (whole paragraphs, letter by
//	                letter) or "edits" (paragraphs, changed) with that one's name
//	NAME.txt        the article, one for each block
//	families.txt    a block for each statement that appears more than once: its
//	                name, the articles of its fullest and of its first wording
//	statements.txt  a block for each appearance of a statement
//
// A block of statements.txt looks like one of want.txt, with these differences.
// Its content is one statement: a sentence or a part of one. "in" names the
// article; "statement" the statement, equal for all its appearances; "also"
// another statement whose words are in it. "stance" stands where the cue is not
// neutral, "negated" where it is denied. "path" leads from who spoke through
// those who handed it on to the outlet, by the names the article gives. "changes"
// lists what is different from the fullest wording:
//
//	verbatim      nothing
//	style         only case, spelling, or the kind of quotation marks
//	minor         only small words (articles, pronouns, prepositions and the like)
//	paraphrase    mostly other words: less than half of the words of the shorter are
//	              in both, in any form
//	trimmed       words are missing at an end
//	cut           words are missing between others
//	added         there are words that stand for nothing in the fullest wording
//	swapped       words stand in the place of others; cut, trimmed or added besides
//	              if one side has two more or so
//	reordered     the same words stand in another order
//	tense         the same verb stands in another tense
//	marks         an ellipsis or brackets that the fullest wording does not have
//	numbers       a number stands in the place of another
//	hedge-lost    may, about, probably and the like are gone
//	hedge-gained  … or have come
//	negation-lost …
//	negation-gained
//	quoted        words of an indirect wording have been put in quotation marks
//	unquoted      quoted words stand outside of quotation marks
//	spliced       words of two places have been joined in one quotation
//	cue           the cue has another stance
//	speaker       somebody else is named as the speaker, or the body for the person
//	addressee     somebody else is named as spoken to than by the fullest wording or,
//	              if it names nobody, the first that does
//
// The first four exclude each other and what follows up to marks. Hedges and
// negations are told by their own kinds only. Inside quotation marks every word
// counts; where one of two wordings stands outside of them, small words do not, nor
// does a name in the place of a pronoun; then, if nothing else is different, the
// wording is only quoted or unquoted.

//go:embed events/*.txtar
var eventFiles embed.FS

// Event is a set of articles on one thing, and the truth about their statements.
type Event struct {
	Name     string // file name without its extension
	About    string // what the event exercises
	Title    string
	Test     bool // only to measure on; else to tune on as well
	Articles []EventArticle
	Families []Family // of the statements that appear more than once
	Sayings  []Saying // every appearance of a statement, grouped by article
}

// EventArticle is one article and what its outlet states about it.
type EventArticle struct {
	Name      string
	Kind      string // statement, agency, outlet
	Outlet    string
	Published string // RFC 3339
	URL       string
	Copies    int // index of the article that it prints letter by letter, in part or whole; -1 for none
	Edits     int // index of the article whose text it has edited; -1 for none
	Text      string
}

// Saying is one appearance of a statement.
type Saying struct {
	Article   int    // index of Event.Articles
	Statement string // name; equal for all appearances
	Also      string // another statement whose words are in it
	Want             // Via is -1
	Stance    string // of the cue; "neutral" if nothing is said
	Negated   bool
	Path      []string // from the speaker to the outlet; nil where the file does not say
	Changes   []string // against the fullest wording; nil for the fullest one and for what appears once
}

// Family is a statement that appears more than once.
type Family struct {
	Name    string
	Fullest int // index of Event.Sayings
	First   int // index of Event.Articles
}

// Changes are the kinds that a Saying may have, in the order of the list above.
var Changes = []string{
	"verbatim", "style", "minor", "paraphrase", "trimmed", "cut", "added", "swapped", "reordered", "tense", "marks", "numbers",
	"hedge-lost", "hedge-gained", "negation-lost", "negation-gained", "quoted", "unquoted", "spliced", "cue", "speaker", "addressee",
}

// Words returns the text under spans of article i, joined by " … ".
func (e *Event) Words(i int, spans []Span) string {
	return Sample{Text: e.Articles[i].Text}.Words(spans)
}

// Events returns the events in order of their names. The error names the file and
// what does not fit.
func Events() ([]Event, error) { return LoadEvents(eventFiles, "events") }

// LoadEvents returns the events of a folder, as Events does.
func LoadEvents(from fs.FS, folder string) ([]Event, error) {
	entries, err := fs.ReadDir(from, folder)
	if err != nil {
		return nil, fmt.Errorf("samples: %w", err)
	}
	all := make([]Event, 0, len(entries))
	for _, entry := range entries {
		data, err := fs.ReadFile(from, path.Join(folder, entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("samples: %w", err)
		}
		event, err := parseEvent(data)
		if err != nil {
			return nil, fmt.Errorf("samples: %s: %w", entry.Name(), err)
		}
		event.Name = strings.TrimSuffix(entry.Name(), ".txtar")
		all = append(all, event)
	}
	return all, nil
}

// parseEvent reads one archive, whose parts stand in the order of the list above.
func parseEvent(data []byte) (Event, error) {
	archive := txtar.Parse(data)
	e := Event{About: strings.TrimSpace(string(archive.Comment))}
	var families []block
	for _, file := range archive.Files {
		blocks, err := readBlocks(string(file.Data))
		switch name := strings.TrimSuffix(file.Name, ".txt"); {
		case file.Name == "event.txt" && err == nil:
			err = e.readHead(blocks)
		case file.Name == "articles.txt" && err == nil:
			err = e.readArticles(blocks)
		case file.Name == "families.txt" && err == nil:
			families = blocks
		case file.Name == "statements.txt" && err == nil:
			err = e.readSayings(blocks)
		case e.article(name) >= 0:
			e.Articles[e.article(name)].Text, err = string(file.Data), nil
		case err == nil:
			err = errors.New("not a part of an event")
		}
		if err != nil {
			return Event{}, fmt.Errorf("%s: %w", file.Name, err)
		}
	}
	if err := e.readFamilies(families); err != nil {
		return Event{}, fmt.Errorf("families.txt: %w", err)
	}
	return e, e.check()
}

// article returns the index of the article that has the name; -1 for none.
func (e *Event) article(name string) int {
	return slices.IndexFunc(e.Articles, func(a EventArticle) bool { return a.Name == name })
}

// block is the lines "role: value" of one block.
type block map[string]string

// readBlocks reads blocks parted by empty lines. "fullest" may stand alone.
func readBlocks(data string) ([]block, error) {
	var blocks []block
	for text := range strings.SplitSeq(strings.Trim(data, "\n"), "\n\n") {
		b := block{}
		for line := range strings.SplitSeq(text, "\n") {
			role, value, found := strings.Cut(line, ": ")
			if _, twice := b[role]; !found || value == "" || twice {
				return nil, fmt.Errorf("block %d: %q is not a role and its words, or the role was there before", len(blocks)+1, line)
			}
			b[role] = value
		}
		blocks = append(blocks, b)
	}
	return blocks, nil
}

// only returns an error if b has a role that is not in the list.
func (b block) only(roles ...string) error {
	for role := range b {
		if !slices.Contains(roles, role) {
			return fmt.Errorf("no such role: %s", role)
		}
	}
	return nil
}

func (e *Event) readHead(blocks []block) error {
	b := blocks[0]
	e.Title, e.Test = b["title"], b["split"] == "test"
	if e.Title == "" || b["split"] != "test" && b["split"] != "dev" {
		return errors.New("want a title, and a split that is dev or test")
	}
	return b.only("title", "split")
}

func (e *Event) readArticles(blocks []block) error {
	for _, b := range blocks {
		a := EventArticle{
			Name: b["article"], Kind: b["kind"], Outlet: b["outlet"], Published: b["published"], URL: b["url"],
			Copies: e.article(b["copies"]), Edits: e.article(b["edits"]),
		}
		_, err := time.Parse(time.RFC3339, a.Published)
		switch {
		case err != nil:
			return fmt.Errorf("article %s: %w", a.Name, err)
		case a.Name == "" || a.Outlet == "" || a.URL == "" || e.article(a.Name) >= 0:
			return fmt.Errorf("article %q: want a name of its own, an outlet and an address", a.Name)
		case a.Kind != "statement" && a.Kind != "agency" && a.Kind != "outlet":
			return fmt.Errorf("article %s: %q is no kind", a.Name, a.Kind)
		case (b["copies"] != "") != (a.Copies >= 0) || (b["edits"] != "") != (a.Edits >= 0):
			return fmt.Errorf("article %s: what it copies does not stand before it", a.Name)
		case len(e.Articles) > 0 && e.Articles[len(e.Articles)-1].Published > a.Published:
			return fmt.Errorf("article %s: it was published before the one ahead of it", a.Name)
		}
		if err := b.only("article", "kind", "outlet", "published", "url", "copies", "edits"); err != nil {
			return fmt.Errorf("article %s: %w", a.Name, err)
		}
		e.Articles = append(e.Articles, a)
	}
	return nil
}

func (e *Event) readSayings(blocks []block) error {
	for i, b := range blocks {
		s, err := e.saying(b)
		if err != nil {
			return fmt.Errorf("block %d (%s in %s): %w", i+1, b["statement"], b["in"], err)
		}
		e.Sayings = append(e.Sayings, s)
	}
	return nil
}

func (e *Event) saying(b block) (Saying, error) {
	s := Saying{Article: e.article(b["in"]), Statement: b["statement"], Also: b["also"], Stance: b["stance"], Negated: b["negated"] == "yes"}
	if s.Article < 0 || s.Statement == "" {
		return s, errors.New("want a statement, and an article that is there")
	}
	if s.Stance == "" {
		s.Stance = "neutral"
	}
	if b["path"] != "" {
		s.Path = strings.Split(b["path"], " > ")
	}
	if b["changes"] != "" {
		s.Changes = strings.Split(b["changes"], ", ")
	}
	for _, c := range s.Changes {
		if !slices.Contains(Changes, c) {
			return s, fmt.Errorf("%q is no kind of change", c)
		}
	}
	var lines strings.Builder // what want.txt has, too
	for _, role := range []string{"source", "cue", "content", "to", "form"} {
		if b[role] != "" {
			lines.WriteString(role + ": " + b[role] + "\n")
		}
	}
	var err error
	if s.Want, _, err = parseBlock(e.Articles[s.Article].Text, lines.String()); err != nil {
		return s, err
	}
	s.Speaker = b["speaker"]
	return s, b.only("statement", "also", "in", "source", "speaker", "cue", "stance", "negated", "content", "to", "form", "path", "changes")
}

func (e *Event) readFamilies(blocks []block) error {
	for _, b := range blocks {
		f := Family{Name: b["statement"], First: e.article(b["first"])}
		f.Fullest = slices.IndexFunc(e.Sayings, func(s Saying) bool {
			return s.Statement == f.Name && e.Articles[s.Article].Name == b["fullest"] && s.Changes == nil
		})
		if f.First < 0 || f.Fullest < 0 {
			return fmt.Errorf("%s: want a first article, and a fullest one that has the statement without changes", f.Name)
		}
		if err := b.only("statement", "fullest", "first"); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		e.Families = append(e.Families, f)
	}
	return nil
}

// check holds the parts against each other.
func (e *Event) check() error {
	appearances, earliest := map[string][]int{}, map[string]int{}
	for i, s := range e.Sayings {
		if _, seen := earliest[s.Statement]; !seen || s.Article < earliest[s.Statement] {
			earliest[s.Statement] = s.Article
		}
		appearances[s.Statement] = append(appearances[s.Statement], i)
	}
	for _, a := range e.Articles {
		if a.Text == "" {
			return fmt.Errorf("%s.txt is missing or empty", a.Name)
		}
	}
	fullest := map[string]int{}
	for _, f := range e.Families {
		fullest[f.Name] = f.Fullest
		if earliest[f.Name] != f.First {
			return fmt.Errorf("%s: it stands in %s before its first article", f.Name, e.Articles[earliest[f.Name]].Name)
		}
	}
	for name, list := range appearances {
		main, isFamily := fullest[name]
		if isFamily != (len(list) > 1) {
			return fmt.Errorf("%s: it appears %d times; families.txt has those that appear more than once", name, len(list))
		}
		for _, i := range list {
			if s := &e.Sayings[i]; (s.Changes == nil) != (!isFamily || i == main) {
				return fmt.Errorf("%s in %s: want changes, and none for the fullest wording", name, e.Articles[s.Article].Name)
			}
		}
	}
	for _, s := range e.Sayings {
		if s.Also != "" && appearances[s.Also] == nil {
			return fmt.Errorf("%s: there is no statement %s, whose words it is said to have", s.Statement, s.Also)
		}
	}
	return nil
}

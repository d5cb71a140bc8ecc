package attribution

import "hearsay/internal/nlp"

// Between a cue and the clause it reports may stand who was told, when and in
// what: "told the council on Monday that …", "said Friday morning the bridge …",
// "wrote on X that …". These words belong to the telling, but are sometimes taken for the start of the
// content.

// maxTold bounds what may stand between cue and clause, in tokens.
const maxTold = 20

// clauseStart returns where the clause that r's cue reports begins, if the
// content opens with words that tell who was told, when or in what; otherwise
// where the content begins.
func clauseStart(doc *nlp.Doc, r *Relation) int {
	content := r.Content[0]
	if content.First != r.Cue[len(r.Cue)-1].End {
		return content.First
	}
	i := afterDay(doc, content)
	if i > content.First && i < content.End && opensClause(&doc.Tokens[i]) {
		return i
	}
	told := tellVerbs[r.Lemma]
	if !told && doc.Tokens[content.First].Tag != nlp.TagIN && doc.Tokens[content.First-1].Tag != nlp.TagIN {
		return content.First
	}
	for ; i < min(content.End, content.First+maxTold); i++ {
		t := &doc.Tokens[i]
		switch {
		case t.Lower == "that" && t.Tag == nlp.TagIN && t.Dep == nlp.DepMark && told:
			return i
		case t.Tag != nlp.TagTO && !nounPhraseTag(t.Tag) && !isDay(t.Lower) || t.Dep == nlp.DepMark:
			return content.First
		}
		told = told || t.Tag.IsNoun() && mediumName(doc, i) != ""
	}
	return content.First
}

// afterDay returns the first token of r after a day and what goes with it ("on
// Monday", "late Friday morning", "yesterday"); the start of r if none is there.
func afterDay(doc *nlp.Doc, r nlp.Range) int {
	i := r.First
	for i < r.End && beforeDay(doc.Tokens[i].Lower) {
		i++
	}
	if i == r.End || !isDay(doc.Tokens[i].Lower) {
		return r.First
	}
	for i++; i < r.End && IsPartOfDay(doc.Tokens[i].Lower); i++ {
	}
	return i
}

func beforeDay(lower string) bool {
	switch lower {
	case "on", "late", "early", "earlier", "last", "next", "this", "later":
		return true
	}
	return false
}

// isDay reports whether a word in lower case names a day.
func isDay(lower string) bool {
	switch lower {
	case "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
		"yesterday", "today", "tonight":
		return true
	}
	return false
}

// IsPartOfDay reports whether a word in lower case names a part of a day.
func IsPartOfDay(lower string) bool {
	switch lower {
	case "morning", "afternoon", "evening", "night":
		return true
	}
	return false
}

// opensClause reports whether a token can open a reported clause: "that", or the
// subject of one that goes without.
func opensClause(t *nlp.Token) bool {
	switch t.Tag {
	case nlp.TagDT, nlp.TagPRP, nlp.TagPRPS, nlp.TagEX, nlp.TagOpenQuote:
		return true
	}
	return t.Lower == "that" && t.Dep == nlp.DepMark
}

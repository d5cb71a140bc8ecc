package ingest

import (
	"maps"
	"slices"
	"strings"
)

// ninjs is the IPTC's form of news in JSON. Versions 1 have body_text,
// body_xhtml or body_html and headline; versions 2 and 3 have lists: bodies and
// headlines, each with a value and a role.

// isNinjs reports whether an object is an item of ninjs.
func isNinjs(object map[string]any) bool {
	for key := range object {
		if strings.HasPrefix(key, "body_") {
			return true
		}
	}
	if _, ok := object["bodies"].([]any); ok {
		return true
	}
	_, uri := object["uri"]
	_, version := object["versioncreated"]
	_, kind := object["type"]
	return uri && version && kind
}

// readNinjs makes a page of an item.
func readNinjs(d *Document, item map[string]any, dec decoded, o *Options) (page, error) {
	kind := strings.ToLower(stringOf(item["type"]))
	body := ninjsBody(item)
	if kind != "" && kind != "text" && kind != "composite" {
		return page{}, &Error{Input: d.Name, Problem: ErrOtherMedia, Detail: "its type is " + kind}
	}
	if body == "" {
		return page{}, &Error{Input: d.Name, Problem: ErrNoText, Detail: "an item of ninjs without a body", Next: "leave it out"}
	}
	p, err := innerPage(d, body, dec, o)
	if err != nil {
		return page{}, err
	}
	p.facts = ninjsFacts(item)
	p.cut = p.facts.bound()
	p.putUnder(p.facts.Title)
	return p, nil
}

// ninjsBody returns the text of an item: marked up rather than plain, because
// only then its paragraphs are sure.
func ninjsBody(item map[string]any) string {
	for _, key := range []string{"body_xhtml", "body_html", "body_nitf", "body_text"} {
		if s, ok := item[key].(string); ok && strings.TrimSpace(s) != "" {
			return s
		}
	}
	for _, key := range slices.Sorted(maps.Keys(item)) {
		if s, ok := item[key].(string); ok && strings.HasPrefix(key, "body_") && s != "" {
			return s
		}
	}
	best, bestRank := "", 0
	bodies, _ := item["bodies"].([]any)
	for _, value := range bodies {
		body, ok := value.(map[string]any)
		if !ok {
			continue
		}
		media := strings.ToLower(stringOf(body["contenttype"]))
		rank := 1
		if strings.Contains(media, "html") || strings.Contains(media, "xml") {
			rank = 2
		}
		if role := stringOf(body["role"]); role == "" || role == "main" {
			rank += 2
		}
		if s, _ := body["value"].(string); s != "" && rank > bestRank {
			best, bestRank = s, rank
		}
	}
	return best
}

// ninjsFacts returns what an item states.
func ninjsFacts(item map[string]any) Facts {
	f := Facts{
		URL:       webAddress(first(stringOf(item["url"]), stringOf(item["web"]), stringOf(item["uri"]))),
		Title:     plainHeadline(first(stringOf(item["headline"]), roleValue(item["headlines"], "main"), stringOf(item["title"]))),
		Outlet:    oneLine(first(stringOf(item["provider"]), stringOf(item["source"]), infoSource(item["infosources"]), stringOf(item["copyrightholder"]))),
		Credit:    oneLine(stringOf(item["creditline"])),
		Published: firstTime(stringOf(item["firstcreated"]), stringOf(item["firstpublished"]), stringOf(item["contentcreated"]), stringOf(item["versioncreated"])),
		Modified:  firstTime(stringOf(item["versioncreated"]), stringOf(item["contentmodified"])),
		Language:  languageTag(stringOf(item["language"])),
	}
	f.Bylines = bylines([]string{first(stringOf(item["byline"]), roleValue(item["by"], ""), roleValue(item["bylines"], ""))}, f.Outlet)
	return f
}

// roleValue returns the value in a list that has the role, else the first.
func roleValue(value any, role string) string {
	list, ok := value.([]any)
	if !ok {
		return stringOf(value)
	}
	for _, item := range list {
		if m, ok := item.(map[string]any); ok && stringOf(m["role"]) == role {
			return first(stringOf(m["value"]), stringOf(m["name"]))
		}
	}
	if len(list) > 0 {
		if m, ok := list[0].(map[string]any); ok {
			return first(stringOf(m["value"]), stringOf(m["name"]), stringOf(m["byline"]))
		}
	}
	return stringOf(value)
}

// infoSource returns the name of the first source of information.
func infoSource(value any) string {
	if list, ok := value.([]any); ok && len(list) > 0 {
		return stringOf(list[0])
	}
	return ""
}

// plainHeadline takes markup and entities out of a headline.
func plainHeadline(s string) string {
	if strings.ContainsAny(s, "<&") {
		m := scanMarkup(s)
		s = m.text()
	}
	return oneLine(s)
}

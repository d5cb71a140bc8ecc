package ingest

import "strings"

// readNITF makes a page of a text in NITF, the IPTC's older form of news in XML.
func readNITF(d *Document, o *Options) (page, error) {
	dec, err := decode(d.Name, d.Body, labels{outside: d.Label, inside: xmlLabel(d.Body)})
	if err != nil {
		return page{}, err
	}
	root, err := parseXML(dec.text)
	p := nitfPage(root)
	p.decoded = dec
	if err != nil {
		if strings.TrimSpace(p.body) == "" {
			return page{}, damagedXML(d, err)
		}
		p.notes = append(p.notes, "the XML is damaged ("+err.Error()+"); what comes before is read")
	}
	if strings.ContainsAny(p.body, "<") && looksMarkedUp(p.body) { // markup in CDATA
		m := scanMarkup(p.body)
		p.body = m.text()
	}
	return p, nil
}

// nitfPage finds the text and facts in a tree of NITF.
func nitfPage(root *element) page {
	head, body := root.find("head"), root.find("body")
	f := Facts{
		Title:     first(root.find("hl1").line(), root.find("hedline").line(), head.find("title").line()),
		Outlet:    first(nitfSource(root), root.find("distributor").line()),
		Published: firstTime(dateOf(root.find("date.issue")), dateOf(root.find("date.release")), dateOf(root.find("story.date"))),
		Canonical: webAddress(attributeOf(root.find("pubdata"), "ex-ref")),
	}
	if lang := attributeOf(root.find("nitf"), "lang"); lang != "" {
		f.Language = languageTag(lang)
	}
	byline := root.find("byline")
	names := []string{byline.line()}
	if people := byline.all("person"); len(people) > 0 {
		names = nil
		for _, person := range people {
			names = append(names, person.line())
		}
	}
	f.Bylines = bylines(names, f.Outlet)
	content := body.find("body.content")
	if content == nil {
		content = body
	}
	p := page{facts: f, body: paragraphsOf(content)}
	if dateline := root.find("dateline").line(); dateline != "" && !strings.HasPrefix(p.body, dateline) && p.body != "" {
		p.body = withDateline(dateline, p.body)
	}
	p.cut = p.facts.bound()
	p.putUnder(p.facts.Title)
	return p
}

// withDateline puts a dateline that NITF keeps apart before the first paragraph,
// as it is printed.
func withDateline(dateline, body string) string {
	if strings.HasSuffix(dateline, "-") || strings.HasSuffix(dateline, "—") || strings.HasSuffix(dateline, "–") || strings.HasSuffix(dateline, ":") {
		return dateline + " " + body
	}
	return dateline + " — " + body
}

// nitfSource returns the agency that a text states.
func nitfSource(root *element) string {
	return oneLine(first(attributeOf(root.find("doc.copyright"), "holder"), attributeOf(root.find("pubdata"), "name"), attributeOf(root.find("doc-id"), "regsrc")))
}

// dateOf returns the time in a date of NITF ("20260309T101500Z").
func dateOf(e *element) string { return first(attributeOf(e, "norm"), e.line()) }

func attributeOf(e *element, name string) string {
	if e == nil {
		return ""
	}
	return e.get(name)
}

// damagedXML is the error of XML that holds nothing to read before the damage.
func damagedXML(d *Document, err error) *Error {
	return &Error{Input: d.Name, Problem: ErrSyntax, Detail: err.Error(), Next: "mend the XML"}
}

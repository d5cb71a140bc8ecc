package ingest

import "strings"

// readText makes a page of plain text, which is kept as it is.
func readText(d *Document, _ *Options) (page, error) {
	dec, err := decode(d.Name, d.Body, labels{outside: d.Label})
	if err != nil {
		return page{}, err
	}
	if extensionIs(d.Name, tableExtensions) && strings.TrimSpace(dec.text) != "" {
		return page{}, noColumns(d, dec.text)
	}
	return page{body: dec.text, decoded: dec, whole: true}, nil
}

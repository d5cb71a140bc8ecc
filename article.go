package hearsay

// Article is one text and what is known about it. Text is never changed after
// the article has been made: every Span points into it.
type Article struct {
	ID        string   // derived from Text: the first 16 hexadecimal digits of SHA256
	File      string   // path or "-" as the user gave it; empty if it did not come from a file
	URL       string   // address the text was read from; empty if none
	Outlet    string   // who published it ("TASS"), as stated in the text or by the caller
	Title     string   // headline
	Bylines   []string // authors, in the order printed
	Dateline  string   // place and date line as printed, without the outlet ("MOSCOW, February 12.")
	Published string   // ISO 8601 date or time of publication; empty if not known
	Language  string   // BCP 47 tag; "en" if not known
	Text      string   // valid UTF-8
	SHA256    string   // of Text, hexadecimal
}

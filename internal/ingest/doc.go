// Package ingest is the door: it turns what the world publishes into articles.
//
// # The way in
//
//	argument ──▶ input ──▶ Document … ──▶ Input (an Article, or why there is none)
//	 source.go   format.go  document.go     read.go
//	                        arrive.go
//
// An input is one thing a user names: a file, a file found in a directory or by
// a glob, an address, standard input. An input holds one Document or many: a page is one, a
// table of ten thousand rows is ten thousand. A Document is bytes and what its
// container knows of them (address, date, media type, charset, place in the
// container); making it costs little, so that one goroutine can list Documents
// while others read them. Reading a Document gives an Input: the Article with
// its outcome, or an *Error that names the Document.
//
// # Formats
//
// A format is recognised from the bytes, never from a name; format.go has the
// table. A container format splits an input into Documents, streaming; any other
// makes one Document of the whole input, of at most Options.MaxSize bytes.
//
//	text.go    plain text, of which brat's .txt is a case
//	page.go    HTML pages; metadata.go reads what a page says of itself,
//	           verbatim.go its words as printed, markup.go its text when no tree
//	           can be built; hidden.go and notice.go leave out what a reader
//	           would not see and what is no article
//	json.go    JSON, JSON Lines: ninjs, or fields by name (fields.go)
//	table.go   CSV and other separated values: fields by name
//	newsml.go  NewsML-G2; nitf.go NITF; xml.go the tree of both
//	feed.go    RSS, Atom (feed_mend.go makes XML of what should be some) and JSON
//	           Feed (feed_json.go); opml.go lists of feeds, and of addresses
//
// # Archives
//
// A file may hold others, or be compressed; packed.go says how deep.
//
//	webarchive.go  the records of WARC and ARC; archived.go what is in one of them
//	zip.go         zip and WACZ
//	tar.go         tar
//
// position.go is how a reading of files that was broken off goes on.
//
// # The web
//
// Addresses are fetched by whoever Options.Web is, package fetch in the program:
// the addresses that the user named, and what those lead to, see arrive.go. For
// feeds that are watched, PollFeed says what is new since the last time.
//
// # Text
//
// charset.go finds out how bytes are encoded, decode.go makes text of them.
// After that the text is never changed: no normal form, no repair of words that
// someone else damaged. What is damaged is flagged instead.
//
// # Outcomes
//
// Nothing that one input holds or is can stop the others. Every Document ends
// with one Outcome; a Tally counts them, and WriteFailure writes down those that
// failed and what can be done about it. A fault or an endless loop in a library
// ends one Document: see guard.go.
package ingest

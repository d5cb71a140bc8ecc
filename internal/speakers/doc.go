// Package speakers decides which names in a ledger mean the same speaker.
//
// In go candidates: the names that articles give to persons and organisations,
// with the roles, bodies and days that go with each. Out come decisions: that
// one name is another's, or that people should look at two. A decision names
// its rule and its reason, and nothing is decided for good: the ledger keeps
// decisions apart from what was read, so that each can be taken back.
//
//	name.go          what a name of a person is made of
//	role.go          when two roles speak for or against one person
//	lookalike.go     names that look like others and are spelled with other letters
//	person.go        the rules for persons
//	organisation.go  the rules for organisations
//	decide.go        the order of the rules; groups
//	link.go          who is meant by "the Veskarian foreign minister" in one article
//
// The rules would rather leave two names apart than join two people. Where two
// persons could be meant, none is joined.
package speakers

// Package generate makes up articles, as many as wanted, for tests of size and
// speed: invented people and outlets saying invented things in the words of the
// articles that were written for this project. The number of an article decides all
// of it, so that a collection is the same wherever and in whatever order it is
// made. Each comes with the reading that it was made from, which is what
// hearsay.Read would have to find.
package generate

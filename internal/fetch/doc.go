// Package fetch gets what stands at an address of the web. It is the only place
// from which the program reaches out.
//
// # The way out
//
//	Request ──▶ address ──▶ host's turn ──▶ dial ──▶ headers ──▶ body ──▶ Response
//	            address.go   host.go         guard.go  status.go   body.go
//	                         robots.go       client.go
//
// address.go takes an address apart, brings its host into one form and hides
// what is secret in it. host.go keeps one request at a time to each host, with a
// pause between them, and remembers what the host asked for. guard.go judges
// the address of the other machine at the moment of dialling, after the name has
// been looked up, so that no name, redirect or answer that changes can lead to a
// network that is not public. client.go follows redirects, each as carefully as
// the first address. body.go undoes compression within bounds.
//
// # Outcomes
//
// What goes wrong is an *Error: which address, one of the problems of errors.go,
// what exactly, what can be done about it. A body that ended early, or beyond a
// bound, is an error and never a Response.
package fetch

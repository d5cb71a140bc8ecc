package generate

import (
	"math/rand/v2"

	"hearsay"
)

// How much there is to draw from.
const (
	persons = 20000
	bodies  = 2000
	places  = 1500
	outlets = 120
)

var (
	roles   = []string{"Foreign Minister", "Mayor", "Senator", "Professor", "Judge", "Deputy", "Governor", "Councillor", "Captain", "Doctor", "Chief Engineer", "Secretary"}
	offices = []string{"Ministry", "Council", "Institute", "Agency", "Commission", "Board", "Union", "Court", "Company", "Bank"}
	papers  = []string{"Courier", "Herald", "Post", "Telegraph", "Observer", "Tribune", "News", "Gazette", "Dispatch", "Journal"}
)

// actor is someone who speaks in articles.
type actor struct {
	hearsay.Speaker
	short string // what he is called after the first time
	named bool
}

func person(n int) actor {
	r := rand.New(rand.NewPCG(uint64(n), 0x70657273))
	family := name(r.IntN(4000))
	role := ""
	if r.IntN(3) > 0 {
		role = roles[r.IntN(len(roles))]
	}
	return actor{Speaker: hearsay.Speaker{Name: given[r.IntN(len(given))] + " " + family, Kind: "person", Role: role}, short: family, named: true}
}

func body(n int) actor {
	r := rand.New(rand.NewPCG(uint64(n), 0x626f6479))
	s := "the " + name(100000+r.IntN(places)) + " " + offices[r.IntN(len(offices))]
	return actor{Speaker: hearsay.Speaker{Name: s, Kind: "organisation"}, short: s, named: true}
}

var crowds = []string{"residents", "officials", "a spokesman", "critics", "a senior official", "two passengers", "experts", "a neighbour"}

func crowd(r *rand.Rand) actor {
	s := crowds[r.IntN(len(crowds))]
	return actor{Speaker: hearsay.Speaker{Name: s, Kind: "unnamed"}, short: s}
}

// outlet returns the name of an outlet.
func outlet(n int) string { return name(200000+n) + " " + papers[n%len(papers)] }

func place(r *rand.Rand) string { return name(100000 + zipf(r, places)) }

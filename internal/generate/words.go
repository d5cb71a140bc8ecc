package generate

import (
	_ "embed"
	"math/rand/v2"
	"sort"
	"strconv"
	"strings"
	"sync"
)

//go:embed words.txt
var wordFile string

// list is words with how often each is drawn.
type list struct {
	words []string
	sums  []int // of the counts up to and with each word
}

// lists are the words of words.txt by part of speech.
var lists = sync.OnceValue(func() map[string]*list {
	all := map[string]*list{}
	for line := range strings.Lines(wordFile) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		l := &list{}
		sum := 0
		for _, f := range fields[1:] {
			word, count, _ := strings.Cut(f, "/")
			n, _ := strconv.Atoi(count)
			sum += n
			l.words, l.sums = append(l.words, word), append(l.sums, sum)
		}
		all[fields[0]] = l
	}
	return all
})

func (l *list) draw(r *rand.Rand) string {
	return l.words[sort.SearchInts(l.sums, r.IntN(l.sums[len(l.sums)-1])+1)]
}

// zipf draws a number below n, small ones more often: the k-th about as often as
// 1/(k+4).
func zipf(r *rand.Rand, n int) int {
	z := rand.NewZipf(r, 1.05, 4, uint64(n-1))
	return int(z.Uint64())
}

var (
	starts = []string{"B", "Br", "C", "D", "F", "G", "H", "K", "L", "M", "N", "P", "R", "S", "St", "T", "Tr", "V", "W", "Z"}
	middle = []string{"a", "e", "i", "o", "u", "ai", "or", "an", "el", "in", "ar", "en", "ol"}
	joints = []string{"b", "d", "l", "m", "n", "r", "s", "t", "v", "nd", "rr", "lk", "ss"}
	ends   = []string{"en", "ik", "ov", "er", "us", "an", "ell", "id", "ow", "am", "ett", "ansk"}
	given  = []string{
		"Ada", "Aldo", "Anna", "Berit", "Bruno", "Cora", "Dario", "Edda", "Elias", "Fenna", "Gregor", "Hedda", "Ilan", "Ines", "Jonas", "Karin", "Lena",
		"Lucas", "Mara", "Marek", "Mina", "Nils", "Olga", "Osk", "Petra", "Piet", "Rosa", "Rufus", "Selma", "Stefan", "Tilda", "Tomas", "Ulla", "Viktor", "Wanda", "Yves",
	}
)

// name makes up a word that could name a person or a place; the same for the same
// number.
func name(n int) string {
	r := rand.New(rand.NewPCG(uint64(n), 0x6e616d65))
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	s := pick(starts) + pick(middle)
	if r.IntN(2) == 0 {
		s += pick(joints) + pick(middle)
	}
	return s + pick(joints) + pick(ends)
}

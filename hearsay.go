// Package hearsay reads news and pulls out every attribution: who said what,
// according to whom, in which words and at which place. It never judges whether
// a claim is true.
//
//	reading, err := hearsay.Read(hearsay.NewArticle(text))
//	for _, a := range reading.Attributions {
//		fmt.Println(reading.Text(a.Source.Spans), "→", reading.Text(a.Content))
//	}
package hearsay

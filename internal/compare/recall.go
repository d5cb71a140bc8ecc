package compare

// Print returns a number that statements with the same words have in common, case,
// accents and punctuation aside.
func (s *Statement) Print() uint64 { return s.fingerprint() }

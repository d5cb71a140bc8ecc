// Package learn fits, stores and applies linear models over hashed features.
// It knows no English.
//
// A feature is a 64-bit hash (hash.go). A fitted model maps features to small rows
// of weights: a Ternary, a Table or a Perceptron, each opened from a section of the
// model file, a Bundle (bundle.go). Chain is a linear-chain conditional random
// field; with sequences of length one it is a logistic regression. Weights are
// added up with vector instructions where there are any (lookup_amd64.s).
package learn

// Package learn fits, stores and applies linear models over hashed features.
// It knows no English.
//
// A feature is a 64-bit hash (hash.go). A fitted model is a Table from features
// to small rows of weights (table.go), read in place from the model file, a
// Bundle of named sections (bundle.go). Chain is a linear-chain conditional
// random field; with sequences of length one it is a logistic regression.
package learn

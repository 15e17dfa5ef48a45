// Package greet makes greetings.
package greet

// Text returns a greeting.
func Text(name string) string {
	return "hello, " + name
}

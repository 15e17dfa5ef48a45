// Package wrap has an interface, and a type that embeds a value of it.
package wrap

type Lexer interface {
	Config() int
	Tokenise(text string) (int, error)
}

type coalescer struct{ Lexer }

func (c *coalescer) Tokenise(text string) (int, error) {
	n, err := c.Lexer.Tokenise(text)
	return n + 1, err
}

func Coalesce(lexer Lexer) Lexer { return &coalescer{lexer} }

var Fallback Lexer

//go:noinline
func Get(name string) Lexer { return Fallback }

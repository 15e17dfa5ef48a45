// Package use calls a method of an interface whose type is known only after inlining and the removal of phis: the rules
// devirtualize the call.
package use

import "example.com/functions/wrap"

func Render(name, text string) (int, error) {
	var lexer wrap.Lexer
	if name != "" {
		lexer = wrap.Get(name)
	}
	if lexer == nil {
		lexer = wrap.Fallback
	}
	lexer = wrap.Coalesce(lexer)
	return lexer.Tokenise(text)
}

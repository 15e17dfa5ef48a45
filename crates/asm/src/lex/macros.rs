//! Macros: their definition and their use.
//!
//! Counterpart: cmd/asm/internal/lex/input.go (`macroDefinition` to `collectArgument`).

use std::rc::Rc;

use vamos_obj::PosTable;

use super::input::Input;
use super::stack::Body;
use super::stack::Reader;
use super::token::Macro;
use super::token::Tok;
use super::token::Token;
use super::token::Word;
use super::token::Words;
use crate::messages::Stop;

impl Input<'_> {
    /// Reads a definition after its name.
    pub(super) fn define(&mut self, words: &mut Words, positions: &PosTable) -> Result<(), Stop> {
        let name = self.macro_name(words, positions)?;
        let (args, tokens) = self.definition(name, words, positions)?;
        if self.macros.contains(name, words) {
            return Err(self.error_at_macro("redefinition of macro:", name, words, positions));
        }
        let definition = Macro { name, args, tokens };
        self.macros.insert(Rc::new(definition));
        Ok(())
    }

    /// Reads the name of a macro.
    pub(super) fn macro_name(
        &mut self,
        words: &mut Words,
        positions: &PosTable,
    ) -> Result<Word, Stop> {
        match self.stack.next() {
            Tok::IDENT => Ok(self.stack.text(words)),
            _ => Err(self.expected("expected identifier after # directive", words, positions)),
        }
    }

    pub(super) fn error_at_macro(
        &self,
        text: &str,
        name: Word,
        words: &Words,
        positions: &PosTable,
    ) -> Stop {
        self.error(&format!("{text} {}", words.text(name)), positions)
    }

    /// Reads the names of arguments and the body.
    fn definition(
        &mut self,
        name: Word,
        words: &mut Words,
        positions: &PosTable,
    ) -> Result<(Option<Vec<Word>>, Vec<Token>), Stop> {
        let column = self.stack.column();
        let mut tok = self.stack.next();
        if tok == Tok::char('\n') || tok == Tok::EOF {
            return Ok((None, Vec::new()));
        }
        let mut args = None;
        // As in C, a parenthesis begins a list of arguments only directly after the name.
        if tok == Tok::char('(') && self.stack.column() == column + 1 {
            args = Some(self.formal_arguments(name, words, positions)?);
            tok = self.stack.next();
        }
        let mut tokens = Vec::new();
        while tok != Tok::char('\n') {
            if tok == Tok::EOF {
                let text = "missing newline in definition for macro:";
                return Err(self.error_at_macro(text, name, words, positions));
            }
            if tok == Tok::char('\\') {
                tok = self.stack.next();
                if tok != Tok::char('\n') && tok != Tok::char('\\') {
                    let text = "can only escape \\ or \\n in definition for macro:";
                    return Err(self.error_at_macro(text, name, words, positions));
                }
            }
            let text = self.stack.text(words);
            tokens.push(words.token(tok, text));
            tok = self.stack.next();
        }
        Ok((args, tokens))
    }

    fn formal_arguments(
        &mut self,
        name: Word,
        words: &mut Words,
        positions: &PosTable,
    ) -> Result<Vec<Word>, Stop> {
        const BAD_SYNTAX: &str = "bad syntax in definition for macro:";
        let mut args = Vec::new();
        let mut accepts_argument = true;
        loop {
            let tok = self.stack.next();
            if tok == Tok::char(')') {
                return Ok(args);
            }
            if tok == Tok::char(',') {
                if accepts_argument {
                    return Err(self.error_at_macro(BAD_SYNTAX, name, words, positions));
                }
                accepts_argument = true;
            } else if tok == Tok::IDENT {
                if !accepts_argument {
                    return Err(self.error_at_macro(BAD_SYNTAX, name, words, positions));
                }
                let arg = self.stack.text(words);
                if args.contains(&arg) {
                    let text = format!(
                        "duplicate argument {} in definition for macro:",
                        words.text(arg)
                    );
                    return Err(self.error_at_macro(&text, name, words, positions));
                }
                args.push(arg);
                accepts_argument = false;
            } else {
                let text = "bad definition for macro:";
                return Err(self.error_at_macro(text, name, words, positions));
            }
        }
    }

    /// Makes the body of a macro, with the arguments of this use, the next input.
    pub(super) fn invoke(
        &mut self,
        definition: &Rc<Macro>,
        words: &mut Words,
        positions: &PosTable,
    ) -> Result<(), Stop> {
        let body = match &definition.args {
            None => Body::Shared(Rc::clone(definition)),
            Some(args) => {
                let tok = self.stack.next();
                if tok == Tok::char('(') {
                    let actuals = self.actual_arguments(definition, args, words, positions)?;
                    Body::Own(substitute(definition, args, &actuals))
                } else {
                    self.put_back(tok);
                    Body::Own(vec![words.token(Tok::MACRO_NAME, definition.name)])
                }
            }
        };
        let reader = Reader::Slice {
            body,
            read: 0,
            base: self.stack.base(),
            line: self.stack.line(),
        };
        self.push(reader, positions)
    }

    /// Reads the arguments of a use, after the opening parenthesis.
    fn actual_arguments(
        &mut self,
        definition: &Macro,
        args: &[Word],
        words: &mut Words,
        positions: &PosTable,
    ) -> Result<Vec<Vec<Token>>, Stop> {
        let mut actuals = Vec::new();
        loop {
            let (tokens, end) = self.argument(definition, words, positions)?;
            actuals.push(tokens);
            if end == Tok::char(')') {
                break;
            }
        }
        if args.is_empty() && actuals.len() == 1 && actuals[0].is_empty() {
            actuals.clear();
        } else if actuals.len() != args.len() {
            let text = "wrong arg count for macro";
            return Err(self.error_at_macro(text, definition.name, words, positions));
        }
        Ok(actuals)
    }

    /// Reads one argument; returns also the comma or parenthesis after it.
    fn argument(
        &mut self,
        definition: &Macro,
        words: &mut Words,
        positions: &PosTable,
    ) -> Result<(Vec<Token>, Tok), Stop> {
        let mut nesting = 0;
        let mut tokens = Vec::new();
        loop {
            let tok = self.stack.next();
            if tok == Tok::EOF || tok == Tok::char('\n') {
                let text = "unterminated arg list invoking macro:";
                return Err(self.error_at_macro(text, definition.name, words, positions));
            }
            if nesting == 0 && (tok == Tok::char(')') || tok == Tok::char(',')) {
                return Ok((tokens, tok));
            }
            if tok == Tok::char('(') {
                nesting += 1;
            }
            if tok == Tok::char(')') {
                nesting -= 1;
            }
            let text = self.stack.text(words);
            tokens.push(words.token(tok, text));
        }
    }
}

/// Returns the body with arguments replaced. An empty argument replaces nothing, as upstream.
fn substitute(definition: &Macro, args: &[Word], actuals: &[Vec<Token>]) -> Vec<Token> {
    let mut out = Vec::with_capacity(definition.tokens.len());
    for token in &definition.tokens {
        let index = match token.tok {
            Tok::IDENT => args.iter().position(|arg| *arg == token.text),
            _ => None,
        };
        match index.map(|index| &actuals[index]) {
            Some(actual) if !actual.is_empty() => out.extend_from_slice(actual),
            _ => out.push(*token),
        }
    }
    out
}

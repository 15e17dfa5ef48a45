//! The tokens of a Go file, with steps to both sides.
//!
//! Counterpart: none.

use std::sync::Arc;

use vamos_syntax::scanner::Scanner;
use vamos_syntax::scanner::Token;

/// The tokens of a file. Beyond its ends everything is [`Token::Eof`].
pub(super) struct Tokens<'s>(Vec<(Token, &'s [u8])>);

impl<'s> Tokens<'s> {
    pub(super) fn of(source: &'s [u8]) -> Self {
        let name = Arc::from("");
        let mut scanner = Scanner::new(source, &name);
        let mut tokens = Vec::new();
        loop {
            let token = scanner.scan();
            if token == Token::Eof {
                return Self(tokens);
            }
            tokens.push((token, scanner.text()));
        }
    }

    /// Returns the number of tokens.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn kind(&self, at: usize) -> Token {
        self.0.get(at).map_or(Token::Eof, |token| token.0)
    }

    /// Returns the kind of the token that is `back` before another.
    pub(super) fn before(&self, at: usize, back: usize) -> Token {
        at.checked_sub(back).map_or(Token::Eof, |at| self.kind(at))
    }

    /// Returns an identifier; empty if the token is something else.
    pub(super) fn ident(&self, at: usize) -> &'s [u8] {
        match self.0.get(at) {
            Some((Token::Ident, text)) => text,
            _ => &[],
        }
    }

    /// Returns the identifier that is `back` before another token.
    pub(super) fn ident_before(&self, at: usize, back: usize) -> &'s [u8] {
        at.checked_sub(back).map_or(&[], |at| self.ident(at))
    }

    pub(super) fn text(&self, at: usize) -> &'s [u8] {
        self.0.get(at).map_or(&[], |token| token.1)
    }

    /// Returns the index of the token that closes the parenthesis, bracket or brace at `open`; the
    /// end of the file without one.
    pub(super) fn closing(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for at in open..self.len() {
            match self.kind(at) {
                Token::LeftParen | Token::LeftBracket | Token::LeftBrace => depth += 1,
                Token::RightParen | Token::RightBracket | Token::RightBrace => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return at;
                    }
                }
                _ => {}
            }
        }
        self.len()
    }

    /// Returns the index of the token that opens the parenthesis, bracket or brace which `close`
    /// closes.
    pub(super) fn opening(&self, close: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for at in (0..=close).rev() {
            match self.kind(at) {
                Token::RightParen | Token::RightBracket | Token::RightBrace => depth += 1,
                Token::LeftParen | Token::LeftBracket | Token::LeftBrace => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(at);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Returns the place of the parenthesis that is open at `at`.
    pub(super) fn enclosing(&self, at: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for at in (0..at).rev() {
            match self.kind(at) {
                Token::RightParen | Token::RightBracket | Token::RightBrace => depth += 1,
                Token::LeftParen | Token::LeftBracket | Token::LeftBrace if depth > 0 => depth -= 1,
                Token::LeftParen => return Some(at),
                Token::LeftBracket | Token::LeftBrace => return None,
                _ => {}
            }
        }
        None
    }
}

//! The tokens of a file, with the comments of rules.
//!
//! Counterpart: go/scanner.

use std::sync::Arc;

use vamos_syntax::scanner::Scanner;
use vamos_syntax::scanner::Token;

use super::RuleText;
use super::SourceError;

/// A token, and where it is.
#[derive(Clone, Copy, Debug)]
struct Place {
    token: Token,
    start: usize,
    end: usize,
}

/// The deepest nesting of statements.
const MAX_DEPTH: u32 = 100;

/// The tokens of a file, and the next one to read.
pub(in crate::rules) struct Tokens<'s> {
    text: &'s str,
    list: Vec<Place>,
    /// Comments, each with the index of the token that follows it.
    comments: Vec<(usize, &'s str)>,
    at: usize,
    /// The depth of nested statements.
    depth: u32,
}

impl<'s> Tokens<'s> {
    /// Splits a file.
    pub(in crate::rules) fn new(text: &'s str) -> Self {
        let name: Arc<str> = Arc::from("");
        let mut scanner = Scanner::with_comments(text.as_bytes(), &name);
        let mut tokens = Self {
            text,
            list: Vec::new(),
            comments: Vec::new(),
            at: 0,
            depth: 0,
        };
        loop {
            let token = scanner.scan();
            let (start, end) = (scanner.start(), scanner.end());
            if token == Token::Comment {
                let comment = text.get(start..end).unwrap_or_default();
                tokens.comments.push((tokens.list.len(), comment));
                continue;
            }
            tokens.list.push(Place { token, start, end });
            if token == Token::Eof {
                return tokens;
            }
        }
    }

    fn place(&self, ahead: usize) -> Place {
        let index = (self.at + ahead).min(self.list.len() - 1);
        self.list[index]
    }

    /// Returns the next token.
    pub(super) fn peek(&self) -> Token {
        self.place(0).token
    }

    /// Returns the token after `ahead` others.
    pub(super) fn peek_at(&self, ahead: usize) -> Token {
        self.place(ahead).token
    }

    /// Returns the text of the next token.
    pub(super) fn text(&self) -> &'s str {
        let place = self.place(0);
        self.text.get(place.start..place.end).unwrap_or_default()
    }

    /// Goes past the next token.
    pub(super) fn skip(&mut self) {
        self.at = (self.at + 1).min(self.list.len() - 1);
    }

    /// Goes past the next token if it is this one; reports whether it was.
    pub(super) fn take(&mut self, token: Token) -> bool {
        let is_it = self.peek() == token;
        if is_it {
            self.skip();
        }
        is_it
    }

    /// Goes past the next token, which must be this one.
    pub(super) fn expect(&mut self, token: Token) -> Result<(), SourceError> {
        match self.take(token) {
            true => Ok(()),
            false => Err(self.error()),
        }
    }

    /// Goes past an identifier.
    pub(super) fn name(&mut self) -> Result<Box<str>, SourceError> {
        let text = self.text();
        self.expect(Token::Ident)?;
        Ok(text.into())
    }

    /// Returns the error that the next token is not understood.
    pub(super) fn error(&self) -> SourceError {
        let place = self.place(0);
        SourceError {
            offset: place.start,
            text: self.text().to_owned(),
        }
    }

    /// Reads a part that may contain itself; an error beyond the deepest nesting.
    pub(super) fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, SourceError>,
    ) -> Result<T, SourceError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error());
        }
        self.depth += 1;
        let part = read(self);
        self.depth -= 1;
        part
    }

    /// Returns the position of the next token, for [`Tokens::go_to`].
    pub(super) fn here(&self) -> usize {
        self.at
    }

    /// Goes to a position.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Goes past a block that the next token begins.
    pub(super) fn skip_block(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Token::LeftBrace | Token::LeftParen => depth += 1,
                Token::RightBrace | Token::RightParen => depth = depth.saturating_sub(1),
                Token::Eof => return,
                _ => {}
            }
            self.skip();
            if depth == 0 {
                return;
            }
        }
    }

    /// Returns the comment of a rule directly before the next token.
    pub(super) fn rule_text(&self) -> Option<RuleText> {
        let end = self
            .comments
            .partition_point(|(index, _)| *index <= self.at);
        let start = self.comments.partition_point(|(index, _)| *index < self.at);
        let mut rule = RuleText::default();
        let mut is_rule = false;
        for (_, comment) in &self.comments[start..end] {
            if let Some(text) = comment.strip_prefix("// match: ") {
                rule.pattern = text.to_owned();
                is_rule = true;
            } else if let Some(text) = comment.strip_prefix("// cond: ") {
                rule.condition = text.to_owned();
            } else if let Some(text) = comment.strip_prefix("// result: ") {
                rule.result = text.to_owned();
            }
        }
        is_rule.then_some(rule)
    }
}

//! State shared by all productions: the current token, errors, recovery, limits.
//!
//! A production is a method that returns a summary of its input for its callers: an
//! [`super::expr::Expr`], a position. No tree is made.
//!
//! Upstream leaves a hopeless source by a panic. Here the scanner jumps to the end, where every
//! production returns, and later errors are dropped: the same list of errors.
//! Counterpart: go/parser/parser.go ("Parsing support").

use std::sync::Arc;

use crate::scanner::Scanner;
use crate::scanner::Set;
use crate::scanner::Token;
use vamos_base::golang::unicode::to_text;

use super::rules::Rules;

/// A place in the source: its offset and 1. 0 is no place.
pub(crate) type Pos = u32;

/// The level of nesting at which upstream gives up.
const MAX_NESTING: u32 = 100_000;

/// More errors than this end the work.
const MAX_ERRORS: usize = 10;

/// The first tokens of declarations.
pub(crate) const DECLARATION_START: Set =
    Set::of(&[Token::Import, Token::Const, Token::Type, Token::Var]);

/// The direction of a channel type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Both,
    Send,
    Receive,
}

/// A channel type: an arrow before it may turn it into another one.
#[derive(Clone, Copy)]
pub(crate) struct Channel {
    pub(crate) direction: Direction,
    pub(crate) arrow: Pos,
    /// Its element, where that is a channel type as well: index in the list of all.
    pub(crate) element: Option<u32>,
}

/// Reason for the end of reading before the end of the source.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum EarlyEnd {
    /// There were too many errors, or the nesting was too deep for upstream.
    Hopeless,
    /// The nesting was too deep for the stack that the caller has.
    Stack,
}

/// Reads one source.
pub(crate) struct Parser<'s> {
    pub(crate) scanner: Scanner<'s>,
    pub(crate) rules: Rules,
    /// The current token, which is not consumed.
    pub(crate) token: Token,
    pub(crate) pos: Pos,
    /// Below 0 where `{` starts a block, not a literal.
    pub(crate) expr_level: i32,
    /// True if `=` is taken for a mistyped `==`.
    pub(crate) in_rhs: bool,
    /// The channel types of the current declaration.
    pub(crate) channels: Vec<Channel>,
    /// Upstream's measure of nesting: also operators in a row count.
    nesting: u32,
    /// Depth of the recursion.
    depth: u32,
    max_depth: u32,
    stop: Option<EarlyEnd>,
    /// Position of the last recovery, and the number of recoveries there without progress.
    sync: (Pos, u32),
}

impl<'s> Parser<'s> {
    /// Starts with the first token of a source.
    pub(crate) fn new(src: &'s [u8], name: &Arc<str>, rules: Rules, max_depth: u32) -> Self {
        let mut parser = Self {
            scanner: Scanner::new(src, name),
            rules,
            token: Token::Illegal,
            pos: 0,
            expr_level: 0,
            in_rhs: false,
            channels: Vec::new(),
            nesting: 0,
            depth: 0,
            max_depth,
            stop: None,
            sync: (0, 0),
        };
        parser.next();
        parser
    }

    /// Steps to the next token.
    #[inline]
    pub(crate) fn next(&mut self) {
        self.token = self.scanner.scan();
        self.pos = place(self.scanner.start());
    }

    /// Steps over the current token if it is `token`.
    #[inline]
    pub(crate) fn take(&mut self, token: Token) -> bool {
        let is = self.token == token;
        if is {
            self.next();
        }
        is
    }

    /// Ends the work.
    #[cold]
    fn end(&mut self, why: EarlyEnd) {
        self.stop.get_or_insert(why);
        self.scanner.stop();
        self.next();
    }

    /// Reports whether reading ended because the stack is too small.
    pub(crate) fn needs_stack(&self) -> bool {
        self.stop == Some(EarlyEnd::Stack)
    }

    /// Enters a level of recursion.
    #[inline]
    pub(crate) fn enter(&mut self) {
        self.depth += 1;
        if self.depth > self.max_depth {
            self.end(EarlyEnd::Stack);
        }
        self.nest();
    }

    /// Leaves a level of recursion.
    #[inline]
    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
        self.unnest(1);
    }

    /// Counts a level of nesting.
    #[inline]
    pub(crate) fn nest(&mut self) {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            self.error(self.pos, "exceeded max nesting depth");
            self.end(EarlyEnd::Hopeless);
        }
    }

    /// Takes back levels of nesting.
    #[inline]
    pub(crate) fn unnest(&mut self, levels: u32) {
        self.nesting -= levels;
    }

    /// Records an error, unless the newest is on the same line.
    #[cold]
    pub(crate) fn error(&mut self, pos: Pos, message: impl Into<String>) {
        if self.stop.is_some() {
            return;
        }
        let offset = usize::try_from(pos).unwrap_or(usize::MAX).saturating_sub(1);
        let report = &mut self.scanner.report;
        if report.is_newest_on_line(offset) {
            return;
        }
        if report.count() > MAX_ERRORS {
            self.end(EarlyEnd::Hopeless);
            return;
        }
        report.add(offset, message.into());
    }

    /// Records at `pos` the error that `what` was expected.
    #[cold]
    pub(crate) fn expected(&mut self, pos: Pos, what: &str) {
        let found = match self.token {
            _ if pos != self.pos => String::new(),
            Token::Semicolon if self.scanner.is_implied() => ", found newline".to_owned(),
            token if token.is_literal() => {
                let mut text = self.scanner.text().to_vec();
                if text.starts_with(b"`") {
                    text.retain(|byte| *byte != b'\r');
                }
                format!(", found {}", to_text(&text))
            }
            token => format!(", found '{}'", token.text()),
        };
        self.error(pos, format!("expected {what}{found}"));
    }

    /// Steps over the current token, which should be `token`; returns its position.
    #[inline]
    pub(crate) fn expect(&mut self, token: Token) -> Pos {
        let pos = self.pos;
        if self.token != token {
            self.expected_token(token);
        }
        self.next();
        pos
    }

    #[cold]
    fn expected_token(&mut self, token: Token) {
        self.expected(self.pos, &format!("'{}'", token.text()));
    }

    /// Like [`Parser::expect`], but returns a place only if the token is there.
    pub(crate) fn expect_place(&mut self, token: Token) -> Option<Pos> {
        let is = self.token == token;
        let pos = self.expect(token);
        is.then_some(pos)
    }

    /// Like [`Parser::expect`] for the end of a list in brackets.
    pub(crate) fn expect_closing(&mut self, token: Token, context: &str) -> Pos {
        if self.token != token && self.is_newline() {
            let message = format!("missing ',' before newline in {context}");
            self.error(self.pos, message);
            self.next();
        }
        self.expect(token)
    }

    /// Reports whether the current token is a semicolon that a line end implies.
    pub(crate) fn is_newline(&self) -> bool {
        self.token == Token::Semicolon && self.scanner.is_implied()
    }

    /// Steps over the end of a statement or declaration.
    #[inline]
    pub(crate) fn expect_semicolon(&mut self) {
        match self.token {
            Token::Semicolon => self.next(),
            Token::RightParen | Token::RightBrace => {}
            Token::Comma => {
                self.expected(self.pos, "';'");
                self.next();
            }
            _ => {
                self.expected(self.pos, "';'");
                self.advance(Set::STATEMENT_START);
            }
        }
    }

    /// Reports whether a list continues: at a comma, or at a missing one.
    #[inline]
    pub(crate) fn at_comma(&mut self, context: &str, end: Token) -> bool {
        if self.token == Token::Comma {
            return true;
        }
        if self.token == end {
            return false;
        }
        let newline = if self.is_newline() {
            " before newline"
        } else {
            ""
        };
        self.error(self.pos, format!("missing ','{newline} in {context}"));
        true
    }

    /// Skips tokens up to one of `to`, which may be the current one at most ten times in a row.
    #[cold]
    pub(crate) fn advance(&mut self, to: Set) {
        while self.token != Token::Eof {
            if to.has(self.token) {
                let (place, times) = self.sync;
                if self.pos == place && times < 10 {
                    self.sync.1 += 1;
                    return;
                }
                if self.pos > place {
                    self.sync = (self.pos, 0);
                    return;
                }
            }
            self.next();
        }
    }
}

/// Returns the place at an offset. Larger sources are not read.
pub(crate) fn place(offset: usize) -> Pos {
    u32::try_from(offset).map_or(u32::MAX, |offset| offset.saturating_add(1))
}

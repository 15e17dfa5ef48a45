//! Statements with bodies: if, switch, select, for.
//!
//! Counterpart: go/parser/parser.go (`parseIfStmt`, `parseSwitchStmt`,
//! `parseSelectStmt`, `parseForStmt`).

use crate::scanner::Token;

use super::parser::Parser;
use super::parser::Pos;
use super::statements::Guard;
use super::statements::Mode;
use super::statements::Range;
use super::statements::Simple;

/// The head of a `for` statement, for the checks after the body.
enum Head {
    Nothing,
    Condition(Simple),
    Range(Range),
}

impl Parser<'_> {
    /// Reads an `if` statement; returns its end.
    pub(crate) fn if_statement(&mut self) -> Pos {
        self.enter();
        self.expect(Token::If);
        self.if_header();
        let mut end = self.block();
        if !self.take(Token::Else) {
            self.expect_semicolon();
        } else if self.token == Token::If {
            end = self.if_statement();
        } else if self.token == Token::LeftBrace {
            end = self.block();
            self.expect_semicolon();
        } else {
            end = self.pos;
            self.expected(end, "if statement or block");
        }
        self.leave();
        end
    }

    fn if_header(&mut self) {
        const NO_CONDITION: &str = "missing condition in if statement";
        if self.token == Token::LeftBrace {
            self.error(self.pos, NO_CONDITION);
            return;
        }
        let old = std::mem::replace(&mut self.expr_level, -1);
        let mut condition = None;
        if self.token != Token::Semicolon {
            if self.take(Token::Var) {
                let message = "var declaration not allowed in if initializer";
                self.error(self.pos, message);
            }
            condition = Some(self.simple_statement(Mode::Basic));
        }
        let mut semicolon = None;
        if self.token != Token::LeftBrace {
            if self.token == Token::Semicolon {
                semicolon = Some((self.pos, self.is_newline()));
                self.next();
            } else {
                self.expect(Token::Semicolon);
            }
            condition = match self.token {
                Token::LeftBrace => None,
                _ => Some(self.simple_statement(Mode::Basic)),
            };
        }
        match (condition, semicolon) {
            (Some(condition), _) => self.require_expr(&condition, "boolean expression"),
            (None, Some((pos, true))) => {
                self.error(pos, "unexpected newline, expecting { after if clause");
            }
            (None, Some((pos, false))) => self.error(pos, NO_CONDITION),
            (None, None) => {}
        }
        self.expr_level = old;
    }

    /// Reads a `switch` statement; returns its end.
    pub(crate) fn switch_statement(&mut self) -> Pos {
        self.expect(Token::Switch);
        let mut tag = None;
        if self.token != Token::LeftBrace {
            let old = std::mem::replace(&mut self.expr_level, -1);
            if self.token != Token::Semicolon {
                tag = Some(self.simple_statement(Mode::Basic));
            }
            if self.take(Token::Semicolon) {
                tag = match self.token {
                    Token::LeftBrace => None,
                    _ => Some(self.simple_statement(Mode::Basic)),
                };
            }
            self.expr_level = old;
        }
        let guard = tag.map_or(Guard::No, |tag| tag.guard);
        if let Guard::Mistyped(pos) = guard {
            self.error(pos, "expected ':=', found '='");
        }
        let end = self.clauses(Self::case_head);
        if guard == Guard::No
            && let Some(tag) = tag
        {
            self.require_expr(&tag, "switch expression");
        }
        end
    }

    /// Reads the clauses of a `switch` or `select` statement and their braces; returns their end.
    fn clauses(&mut self, head: fn(&mut Self)) -> Pos {
        self.expect(Token::LeftBrace);
        while matches!(self.token, Token::Case | Token::Default) {
            if self.take(Token::Case) {
                head(self);
            } else {
                self.next();
            }
            self.expect(Token::Colon);
            self.statements();
        }
        let end = self.expect(Token::RightBrace);
        self.expect_semicolon();
        end + 1
    }

    fn case_head(&mut self) {
        self.expr_list(true);
    }

    /// Reads the communication of a clause of a `select` statement.
    fn communication(&mut self) {
        let left = self.expr_list(false);
        match self.token {
            Token::Assign | Token::Define => {
                if left.count > 2 {
                    self.expected(left.first.pos, "1 or 2 expressions");
                }
                self.next();
                self.rhs();
                return;
            }
            _ if left.count > 1 => self.expected(left.first.pos, "1 expression"),
            _ => {}
        }
        if self.take(Token::Arrow) {
            self.rhs();
        }
    }

    /// Reads a `select` statement; returns its end.
    pub(crate) fn select_statement(&mut self) -> Pos {
        self.expect(Token::Select);
        self.clauses(Self::communication)
    }

    /// Reads a `for` statement; returns its end.
    pub(crate) fn for_statement(&mut self) -> Pos {
        self.expect(Token::For);
        let head = match self.token {
            Token::LeftBrace => Head::Nothing,
            _ => {
                let old = std::mem::replace(&mut self.expr_level, -1);
                let head = self.for_header();
                self.expr_level = old;
                head
            }
        };
        let end = self.block();
        self.expect_semicolon();
        match head {
            Head::Range(range) if range.count > 2 => {
                self.expected(range.last, "at most 2 expressions");
            }
            Head::Condition(condition) => {
                self.require_expr(&condition, "boolean or range expression");
            }
            Head::Range(_) | Head::Nothing => {}
        }
        end
    }

    fn for_header(&mut self) -> Head {
        let mut condition = None;
        if self.take(Token::Range) {
            self.rhs();
            return Head::Range(Range { count: 0, last: 0 });
        }
        if self.token != Token::Semicolon {
            let simple = self.simple_statement(Mode::MayBeRange);
            if let Some(range) = simple.range {
                return Head::Range(range);
            }
            condition = Some(simple);
        }
        if self.take(Token::Semicolon) {
            condition = match self.token {
                Token::Semicolon => None,
                _ => Some(self.simple_statement(Mode::Basic)),
            };
            self.expect_semicolon();
            if self.token != Token::LeftBrace {
                self.simple_statement(Mode::Basic);
            }
        }
        condition.map_or(Head::Nothing, Head::Condition)
    }
}

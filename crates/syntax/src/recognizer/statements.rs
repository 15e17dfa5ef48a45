//! Statements without bodies, and blocks.
//!
//! A statement is gone when it was read, but for the place where it ends: an error may
//! be placed there.
//! Counterpart: go/parser/parser.go ("Blocks", "Statements").

use crate::scanner::Set;
use crate::scanner::Token;

use super::expr::Kind;
use super::parser::Parser;
use super::parser::Pos;
use super::parser::place;

/// The forms of a simple statement that its context permits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Basic,
    MayBeLabel,
    MayBeRange,
}

/// The kind of a simple statement.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SimpleKind {
    Expr,
    Assign,
    Labeled,
    Other,
}

/// A simple statement.
#[derive(Clone, Copy)]
pub(crate) struct Simple {
    pub(crate) kind: SimpleKind,
    pub(crate) pos: Pos,
    pub(crate) end: Pos,
    pub(crate) guard: Guard,
    /// The range clause of a `for`.
    pub(crate) range: Option<Range>,
}

/// Result of the check for the guard of a type switch.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    No,
    Yes,
    /// With `=` at this place instead of `:=`.
    Mistyped(Pos),
}

/// The left side of a range clause.
#[derive(Clone, Copy)]
pub(crate) struct Range {
    pub(crate) count: usize,
    pub(crate) last: Pos,
}

impl Parser<'_> {
    /// Reads statements up to the end of a block or clause; returns the end of the last one.
    pub(crate) fn statements(&mut self) -> Option<Pos> {
        let mut end = None;
        while !matches!(
            self.token,
            Token::Case | Token::Default | Token::RightBrace | Token::Eof
        ) {
            end = Some(self.statement());
        }
        end
    }

    /// Reads a block; returns its end.
    pub(crate) fn block(&mut self) -> Pos {
        let start = self.expect(Token::LeftBrace);
        let last = self.statements();
        match self.expect_place(Token::RightBrace) {
            Some(end) => end + 1,
            None => last.unwrap_or(start + 1),
        }
    }

    /// Reads a statement; returns its end.
    pub(crate) fn statement(&mut self) -> Pos {
        self.enter();
        let end = self.any_statement();
        self.leave();
        end
    }

    fn any_statement(&mut self) -> Pos {
        let pos = self.pos;
        match self.token {
            Token::Const | Token::Type | Token::Var => self.declaration(Set::STATEMENT_START),
            Token::Ident
            | Token::Int
            | Token::Float
            | Token::Imag
            | Token::Char
            | Token::String
            | Token::Func
            | Token::LeftParen
            | Token::LeftBracket
            | Token::Struct
            | Token::Map
            | Token::Chan
            | Token::Interface
            | Token::Add
            | Token::Sub
            | Token::Mul
            | Token::And
            | Token::Xor
            | Token::Arrow
            | Token::Not => {
                let simple = self.simple_statement(Mode::MayBeLabel);
                if simple.kind != SimpleKind::Labeled {
                    self.expect_semicolon();
                }
                simple.end
            }
            Token::Go => self.call_statement("go"),
            Token::Defer => self.call_statement("defer"),
            Token::Return => self.return_statement(),
            Token::Break | Token::Continue | Token::Goto | Token::Fallthrough => {
                self.branch_statement()
            }
            Token::LeftBrace => {
                let end = self.block();
                self.expect_semicolon();
                end
            }
            Token::If => self.if_statement(),
            Token::Switch => self.switch_statement(),
            Token::Select => self.select_statement(),
            Token::For => self.for_statement(),
            Token::Semicolon => {
                let width = Pos::from(!self.scanner.is_implied());
                self.next();
                pos + width
            }
            Token::RightBrace => pos,
            _ => {
                self.expected(pos, "statement");
                self.advance(Set::STATEMENT_START);
                self.pos
            }
        }
    }

    /// Reads an expression, assignment, send statement, `++`, `--`, or a labeled
    /// statement.
    pub(crate) fn simple_statement(&mut self, mode: Mode) -> Simple {
        let left = self.expr_list(false);
        let mut simple = Simple {
            kind: SimpleKind::Other,
            pos: left.first.pos,
            end: left.first.end,
            guard: Guard::No,
            range: None,
        };
        if is_assignment(self.token) {
            simple.kind = SimpleKind::Assign;
            let (pos, token) = (self.pos, self.token);
            self.next();
            let defines = matches!(token, Token::Define | Token::Assign);
            if mode == Mode::MayBeRange && defines && self.take(Token::Range) {
                simple.end = self.rhs().end;
                simple.range = Some(Range {
                    count: left.count,
                    last: left.last.pos,
                });
                return simple;
            }
            let right = self.expr_list(true);
            simple.end = right.last.end;
            let is_single = left.count == 1 && right.count == 1;
            if is_single && right.first.kind == Kind::TypeSwitch {
                simple.guard = match token {
                    Token::Define => Guard::Yes,
                    Token::Assign => Guard::Mistyped(pos),
                    _ => Guard::No,
                };
            }
            return simple;
        }
        if left.count > 1 {
            self.expected(left.first.pos, "1 expression");
        }
        let pos = self.pos;
        match self.token {
            Token::Colon => {
                self.next();
                if mode == Mode::MayBeLabel && left.first.kind == Kind::Ident {
                    simple.kind = SimpleKind::Labeled;
                    simple.end = self.statement();
                } else {
                    self.error(pos, "illegal label declaration");
                    simple.end = pos + 1;
                }
            }
            Token::Arrow => {
                self.next();
                simple.end = self.rhs().end;
            }
            Token::Inc | Token::Dec => {
                self.next();
                simple.end = pos + 2;
            }
            _ => {
                simple.kind = SimpleKind::Expr;
                if left.first.kind == Kind::TypeSwitch {
                    simple.guard = Guard::Yes;
                }
            }
        }
        simple
    }

    /// Reads a `go` or `defer` statement.
    fn call_statement(&mut self, word: &str) -> Pos {
        let pos = self.pos;
        self.next();
        let end = self.called(word);
        self.expect_semicolon();
        end.unwrap_or(pos + place(word.len()) - 1)
    }

    /// Reads the call of a `go` or `defer` statement; returns its end if it is one.
    fn called(&mut self, word: &str) -> Option<Pos> {
        let x = self.rhs();
        let (kind, _, end) = x.without_parens();
        if x.kind == Kind::Paren {
            let message = format!("expression in {word} must not be parenthesized");
            self.error(x.pos, message);
        }
        if kind == Kind::Call {
            return Some(end);
        }
        if kind != Kind::Bad {
            self.error(end, format!("expression in {word} must be function call"));
        }
        None
    }

    fn return_statement(&mut self) -> Pos {
        let mut end = self.pos + 6;
        self.next();
        if !matches!(self.token, Token::Semicolon | Token::RightBrace) {
            end = self.expr_list(true).last.end;
        }
        self.expect_semicolon();
        end
    }

    fn branch_statement(&mut self) -> Pos {
        let token = self.token;
        let mut end = self.pos + place(token.text().len()) - 1;
        self.next();
        let may_have_label = matches!(token, Token::Continue | Token::Break);
        if token == Token::Goto || may_have_label && self.token == Token::Ident {
            end = self.ident().end;
        }
        self.expect_semicolon();
        end
    }

    /// Reports a simple statement in the position of a mandatory expression.
    pub(crate) fn require_expr(&mut self, simple: &Simple, wanted: &str) {
        let found = match simple.kind {
            SimpleKind::Expr => return,
            SimpleKind::Assign => "assignment",
            SimpleKind::Labeled | SimpleKind::Other => "simple statement",
        };
        let message = format!(
            "expected {wanted}, found {found} (missing parentheses around composite literal?)"
        );
        self.error(simple.pos, message);
    }
}

fn is_assignment(token: Token) -> bool {
    matches!(
        token,
        Token::Define
            | Token::Assign
            | Token::AddAssign
            | Token::SubAssign
            | Token::MulAssign
            | Token::QuoAssign
            | Token::RemAssign
            | Token::AndAssign
            | Token::OrAssign
            | Token::XorAssign
            | Token::ShlAssign
            | Token::ShrAssign
            | Token::AndNotAssign
    )
}

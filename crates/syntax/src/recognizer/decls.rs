//! Declarations and the file.
//!
//! Counterpart: go/parser/parser.go ("Declarations", "Source files").

use crate::scanner::Set;
use crate::scanner::Token;

use super::expr::Expr;
use super::expr::Kind;
use super::parser::DECLARATION_START;
use super::parser::Parser;
use super::parser::Pos;

impl Parser<'_> {
    /// Reads all of a file.
    pub(crate) fn file(&mut self) {
        if self.has_errors() {
            return;
        }
        self.expect(Token::Package);
        self.ident();
        self.expect_semicolon();
        if self.has_errors() {
            return;
        }
        while self.token == Token::Import {
            self.group();
        }
        let mut previous = Token::Import;
        while self.token != Token::Eof {
            if self.token == Token::Import && previous != Token::Import {
                let message = "imports must appear before other declarations";
                self.error(self.pos, message);
            }
            previous = self.token;
            self.channels.clear();
            self.declaration(DECLARATION_START);
        }
    }

    fn has_errors(&self) -> bool {
        self.scanner.report.count() > 0
    }

    /// Reads a declaration; returns its end. After an error, continues at one of `sync`.
    pub(crate) fn declaration(&mut self, sync: Set) -> Pos {
        match self.token {
            Token::Import | Token::Const | Token::Var | Token::Type => self.group(),
            Token::Func => self.func_declaration(),
            _ => {
                self.expected(self.pos, "declaration");
                self.advance(sync);
                self.pos
            }
        }
    }

    /// Reads a declaration that may have several parts in parentheses.
    fn group(&mut self) -> Pos {
        let keyword = self.token;
        self.next();
        if !self.take(Token::LeftParen) {
            return self.spec(keyword);
        }
        while !matches!(self.token, Token::RightParen | Token::Eof) {
            self.spec(keyword);
        }
        let end = self.expect(Token::RightParen);
        self.expect_semicolon();
        end + 1
    }

    fn spec(&mut self, keyword: Token) -> Pos {
        match keyword {
            Token::Import => self.import_spec(),
            Token::Type => self.type_spec(),
            _ => self.value_spec(keyword == Token::Const),
        }
    }

    fn import_spec(&mut self) -> Pos {
        match self.token {
            Token::Ident => {
                self.ident();
            }
            Token::Period => self.next(),
            _ => {}
        }
        let pos = self.pos;
        if self.token == Token::String {
            self.next();
        } else if self.token.is_literal() {
            self.error(pos, "import path must be a string");
            self.next();
        } else {
            self.error(pos, "missing import path");
            self.advance(Set::EXPRESSION_END);
        }
        self.expect_semicolon();
        pos
    }

    fn value_spec(&mut self, is_const: bool) -> Pos {
        let mut end = self.ident().end;
        while self.take(Token::Comma) {
            end = self.ident().end;
        }
        let mut may_have_values = true;
        if is_const {
            may_have_values = !matches!(
                self.token,
                Token::Eof | Token::Semicolon | Token::RightParen
            );
            if may_have_values && let Some(type_) = self.try_type() {
                end = type_.end;
            }
        } else if self.token != Token::Assign {
            end = self.type_().end;
        }
        if may_have_values && self.take(Token::Assign) {
            end = self.expr_list(true).last.end;
        }
        self.expect_semicolon();
        end
    }

    fn type_spec(&mut self) -> Pos {
        self.ident();
        let type_ = if self.token == Token::LeftBracket {
            self.generic_or_array()
        } else {
            self.take(Token::Assign);
            self.type_()
        };
        self.expect_semicolon();
        type_.end
    }

    /// Reads type parameters and a type, or an array type: `[N * 2]int` starts like
    /// `[P *T]`.
    fn generic_or_array(&mut self) -> Expr {
        let start = self.pos;
        self.next();
        if self.token != Token::Ident {
            return self.array_type(start, false);
        }
        let name = self.ident();
        let mut x = name;
        if self.token != Token::LeftBracket {
            self.expr_level += 1;
            let left = self.primary(Some(name));
            x = self.binary(Some(left), 1);
            self.expr_level -= 1;
        }
        let constraint = x.hidden_type(self.token == Token::Comma);
        let is_name = x.kind == Kind::Ident && self.token != Token::RightBracket;
        if !is_name && constraint.is_none() {
            return self.array_type(start, true);
        }
        let constraint = constraint.map(|pos| Expr::new(Kind::Star, pos, x.end));
        self.parameter_list(Some(name), constraint, Token::RightBracket, false);
        self.expect(Token::RightBracket);
        self.take(Token::Assign);
        self.type_()
    }

    fn func_declaration(&mut self) -> Pos {
        self.next();
        let is_method = self.token == Token::LeftParen;
        if is_method {
            self.parameters(true);
        }
        self.ident();
        if self.token == Token::LeftBracket
            && let Some(start) = self.type_parameters()
            && is_method
            && !self.rules.methods_may_be_generic
        {
            self.error(start, "method must have no type parameters");
        }
        let end = self.signature();
        match self.token {
            Token::LeftBrace => self.func_body(),
            Token::Semicolon => {
                self.next();
                if self.token != Token::LeftBrace {
                    return end;
                }
                let message = "unexpected semicolon or newline before {";
                self.error(self.pos, message);
                self.func_body()
            }
            _ => {
                self.expect_semicolon();
                end
            }
        }
    }

    fn func_body(&mut self) -> Pos {
        let end = self.block();
        self.expect_semicolon();
        end
    }
}

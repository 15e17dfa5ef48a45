//! Types.
//!
//! Counterpart: go/parser/parser.go ("Identifiers", "Types").

use crate::scanner::Set;
use crate::scanner::Token;

use super::expr::Expr;
use super::expr::Kind;
use super::parser::Channel;
use super::parser::Direction;
use super::parser::Parser;
use super::parser::Pos;
use super::parser::place;

/// Name of a list of type arguments in errors.
const TYPE_ARGUMENTS: &str = "type argument list";

const COMMA_IN_ARRAY: &str = "unexpected comma; expecting ]";

impl Parser<'_> {
    /// Reads an identifier; a missing one is as wide as `_`.
    #[inline]
    pub(crate) fn ident(&mut self) -> Expr {
        let pos = self.pos;
        let end = match self.token {
            Token::Ident => place(self.scanner.end()),
            _ => pos.saturating_add(1),
        };
        self.expect(Token::Ident);
        Expr::new(Kind::Ident, pos, end)
    }

    /// Reads a type.
    pub(crate) fn type_(&mut self) -> Expr {
        match self.try_type() {
            Some(found) => found,
            None => self.bad("type"),
        }
    }

    /// Reports that `what` is missing and skips to the end of the expression.
    #[cold]
    pub(crate) fn bad(&mut self, what: &str) -> Expr {
        let pos = self.pos;
        self.expected(pos, what);
        self.advance(Set::EXPRESSION_END);
        Expr::new(Kind::Bad, pos, self.pos)
    }

    /// Reads a name with or without package, of which the first part may have been read.
    fn type_name(&mut self, first: Option<Expr>) -> Expr {
        let first = first.unwrap_or_else(|| self.ident());
        if self.take(Token::Period) {
            self.selector(&first)
        } else {
            first
        }
    }

    /// Reads the name after a period.
    pub(crate) fn selector(&mut self, left: &Expr) -> Expr {
        let name = self.ident();
        Expr::new(Kind::Selector, left.pos, name.end)
    }

    /// Reads a name with or without package and type arguments.
    pub(crate) fn qualified_ident(&mut self, first: Option<Expr>) -> Expr {
        let name = self.type_name(first);
        match self.token {
            Token::LeftBracket => self.type_instance(&name),
            _ => name,
        }
    }

    /// Reads an array type after its `[`, or after its length if `is_length_read`.
    pub(crate) fn array_type(&mut self, start: Pos, is_length_read: bool) -> Expr {
        if !is_length_read {
            self.expr_level += 1;
            if !self.take(Token::Ellipsis) && self.token != Token::RightBracket {
                self.rhs();
            }
            self.expr_level -= 1;
        }
        if self.token == Token::Comma {
            self.error(self.pos, COMMA_IN_ARRAY);
            self.next();
        }
        self.expect(Token::RightBracket);
        let element = self.type_();
        Expr::new(Kind::Array, start, element.end)
    }

    /// Reads the rest of `name [`: an array type, or type arguments of `name`. Also returns true if
    /// `name` is still a name.
    pub(crate) fn array_or_instance(&mut self, name: &Expr) -> (bool, Expr) {
        let start = self.expect(Token::LeftBracket);
        let mut last_comma = None;
        let mut count = 0;
        if self.token != Token::RightBracket {
            self.expr_level += 1;
            self.rhs();
            count = 1;
            while self.token == Token::Comma {
                let comma = self.pos;
                self.next();
                if self.token == Token::RightBracket {
                    last_comma = Some(comma);
                    break;
                }
                self.rhs();
                count += 1;
            }
            self.expr_level -= 1;
        }
        let closing = self.expect(Token::RightBracket);
        let element = match count {
            0 => Some(self.type_()),
            1 => self.try_type(),
            _ => None,
        };
        let Some(element) = element else {
            return (false, Expr::new(Kind::Index, name.pos, closing + 1));
        };
        if let Some(comma) = last_comma {
            self.error(comma, COMMA_IN_ARRAY);
        }
        (true, Expr::new(Kind::Array, start, element.end))
    }

    fn field(&mut self) {
        match self.token {
            Token::Ident => self.named_field(),
            Token::Mul => {
                self.next();
                match self.token {
                    Token::LeftParen => self.embedded_in_parens(false),
                    _ => {
                        self.qualified_ident(None);
                    }
                }
            }
            Token::LeftParen => self.embedded_in_parens(true),
            _ => {
                self.bad("field name or embedded type");
            }
        }
        self.take(Token::String);
        self.expect_semicolon();
    }

    /// Reads an embedded type with the parentheses that it must not have.
    fn embedded_in_parens(&mut self, may_be_pointer: bool) {
        self.error(self.pos, "cannot parenthesize embedded type");
        self.next();
        if may_be_pointer {
            self.take(Token::Mul);
        }
        self.qualified_ident(None);
        self.take(Token::RightParen);
    }

    fn named_field(&mut self) {
        let name = self.ident();
        match self.token {
            Token::Period => {
                self.qualified_ident(Some(name));
            }
            Token::String | Token::Semicolon | Token::RightBrace => {}
            Token::LeftBracket => {
                self.array_or_instance(&name);
            }
            _ => {
                while self.take(Token::Comma) {
                    self.ident();
                }
                self.type_();
            }
        }
    }

    fn struct_type(&mut self) -> Expr {
        let pos = self.expect(Token::Struct);
        self.expect(Token::LeftBrace);
        while matches!(self.token, Token::Ident | Token::Mul | Token::LeftParen) {
            self.field();
        }
        let end = self.expect(Token::RightBrace);
        Expr::new(Kind::Struct, pos, end + 1)
    }

    fn pointer_type(&mut self) -> Expr {
        let pos = self.expect(Token::Mul);
        let base = self.type_();
        Expr::new(Kind::Star, pos, base.end)
    }

    /// Reads `...T`.
    pub(crate) fn dots_type(&mut self) -> Expr {
        let pos = self.expect(Token::Ellipsis);
        let element = self.type_();
        Expr::new(Kind::Dots, pos, element.end)
    }

    /// Reads a method of an interface, of which nothing remains, or an embedded type.
    fn method_or_type(&mut self) -> Option<Expr> {
        let name = self.type_name(None);
        match (name.kind, self.token) {
            (Kind::Ident, Token::LeftBracket) => self.generic_method_or_instance(&name),
            (Kind::Ident, Token::LeftParen) => {
                self.signature();
                None
            }
            (Kind::Selector, Token::LeftBracket) => Some(self.type_instance(&name)),
            _ => Some(name),
        }
    }

    /// Reads the rest of `name [` in an interface.
    fn generic_method_or_instance(&mut self, name: &Expr) -> Option<Expr> {
        let bracket = self.pos;
        self.next();
        self.expr_level += 1;
        let first = self.expr();
        self.expr_level -= 1;
        let ends = matches!(self.token, Token::Comma | Token::RightBracket);
        if first.kind == Kind::Ident && !ends {
            self.parameter_list(Some(first), None, Token::RightBracket, false);
            self.expect(Token::RightBracket);
            self.error(bracket, "interface method must have no type parameters");
            self.signature();
            return None;
        }
        if self.at_comma(TYPE_ARGUMENTS, Token::RightBracket) {
            self.expr_level += 1;
            self.next();
            self.type_list();
            self.expr_level -= 1;
        }
        let end = self.expect_closing(Token::RightBracket, TYPE_ARGUMENTS);
        Some(Expr::new(Kind::Index, name.pos, end + 1))
    }

    /// Reads type arguments up to the bracket; returns their number.
    fn type_list(&mut self) -> usize {
        let mut count = 0;
        while !matches!(self.token, Token::RightBracket | Token::Eof) {
            self.type_();
            count += 1;
            if !self.at_comma(TYPE_ARGUMENTS, Token::RightBracket) {
                break;
            }
            self.next();
        }
        count
    }

    /// Reads a union, whose first term may have been read.
    pub(crate) fn union(&mut self, first: Option<Expr>) -> Expr {
        let mut all = first.unwrap_or_else(|| self.term());
        while self.take(Token::Or) {
            let term = self.term();
            all = Expr::new(Kind::Binary, all.pos, term.end);
        }
        all
    }

    fn term(&mut self) -> Expr {
        let pos = self.pos;
        if self.take(Token::Tilde) {
            let base = self.type_();
            return Expr::new(Kind::Unary, pos, base.end);
        }
        match self.try_type() {
            Some(found) => found,
            None => self.bad("~ term or type"),
        }
    }

    fn interface_type(&mut self) -> Expr {
        let pos = self.expect(Token::Interface);
        self.expect(Token::LeftBrace);
        loop {
            if self.token == Token::Ident {
                if let Some(embedded) = self.method_or_type() {
                    self.union(Some(embedded));
                }
            } else if self.token == Token::Tilde {
                self.union(None);
            } else if let Some(embedded) = self.try_type() {
                self.union(Some(embedded));
            } else {
                break;
            }
            self.expect_semicolon();
        }
        let end = self.expect(Token::RightBrace);
        Expr::new(Kind::Interface, pos, end + 1)
    }

    fn map_type(&mut self) -> Expr {
        let pos = self.expect(Token::Map);
        self.expect(Token::LeftBracket);
        self.type_();
        self.expect(Token::RightBracket);
        let value = self.type_();
        Expr::new(Kind::Map, pos, value.end)
    }

    fn channel_type(&mut self) -> Expr {
        let pos = self.pos;
        let (arrow, direction) = if self.take(Token::Chan) {
            let arrow = self.pos;
            if self.take(Token::Arrow) {
                (arrow, Direction::Send)
            } else {
                (0, Direction::Both)
            }
        } else {
            let arrow = self.expect(Token::Arrow);
            self.expect(Token::Chan);
            (arrow, Direction::Receive)
        };
        let element = self.type_();
        let index = place(self.channels.len()) - 1;
        self.channels.push(Channel {
            direction,
            arrow,
            element: element.channel_index(),
        });
        Expr::channel(index, pos, element.end)
    }

    /// Reads the type arguments of a name.
    fn type_instance(&mut self, name: &Expr) -> Expr {
        self.expect(Token::LeftBracket);
        self.expr_level += 1;
        let count = self.type_list();
        self.expr_level -= 1;
        let closing = self.expect_closing(Token::RightBracket, TYPE_ARGUMENTS);
        if count == 0 {
            self.expected(closing, TYPE_ARGUMENTS);
        }
        Expr::new(Kind::Index, name.pos, closing + 1)
    }

    /// Reads a type if there is one.
    pub(crate) fn try_type(&mut self) -> Option<Expr> {
        self.enter();
        let found = self.known_type();
        self.leave();
        found
    }

    fn known_type(&mut self) -> Option<Expr> {
        let pos = self.pos;
        Some(match self.token {
            Token::Ident => self.qualified_ident(None),
            Token::LeftBracket => {
                self.next();
                self.array_type(pos, false)
            }
            Token::Struct => self.struct_type(),
            Token::Mul => self.pointer_type(),
            Token::Func => self.func_type(),
            Token::Interface => self.interface_type(),
            Token::Map => self.map_type(),
            Token::Chan | Token::Arrow => self.channel_type(),
            Token::LeftParen => {
                self.next();
                let inner = self.type_();
                let end = self.expect(Token::RightParen);
                inner.paren(pos, end + 1)
            }
            _ => return None,
        })
    }
}

//! Expressions.
//!
//! Counterpart: go/parser/parser.go ("Expressions").

use crate::scanner::Set;
use crate::scanner::Token;

use super::expr::Expr;
use super::expr::Kind;
use super::expr::Operator;
use super::parser::Direction;
use super::parser::Parser;
use super::parser::Pos;
use super::parser::place;

/// Expressions with commas between: at least one.
pub(crate) struct List {
    pub(crate) count: usize,
    pub(crate) first: Expr,
    pub(crate) last: Expr,
}

impl Parser<'_> {
    fn func_type_or_literal(&mut self) -> Expr {
        let type_ = self.func_type();
        if self.token != Token::LeftBrace {
            return type_;
        }
        self.expr_level += 1;
        let end = self.block();
        self.expr_level -= 1;
        Expr::new(Kind::FuncLiteral, type_.pos, end)
    }

    fn operand(&mut self) -> Expr {
        match self.token {
            Token::Ident => self.ident(),
            Token::Int | Token::Float | Token::Imag | Token::Char | Token::String => {
                let (pos, end) = (self.pos, self.literal_end());
                self.next();
                Expr::new(Kind::Literal, pos, end)
            }
            Token::LeftParen => {
                let pos = self.pos;
                self.next();
                self.expr_level += 1;
                let inner = self.rhs();
                self.expr_level -= 1;
                let end = self.expect(Token::RightParen);
                inner.paren(pos, end + 1)
            }
            Token::Func => self.func_type_or_literal(),
            _ => match self.try_type() {
                Some(found) => found,
                None => self.bad_operand(),
            },
        }
    }

    #[cold]
    fn bad_operand(&mut self) -> Expr {
        let pos = self.pos;
        self.expected(pos, "operand");
        self.advance(Set::STATEMENT_START);
        Expr::new(Kind::Bad, pos, self.pos)
    }

    /// Returns the end of the current token, a literal.
    fn literal_end(&self) -> Pos {
        let end = place(self.scanner.end());
        let text = self.scanner.text();
        if self.rules.raw_strings_end_at_quote || !text.starts_with(b"`") {
            return end;
        }
        let returns = text.iter().filter(|byte| **byte == b'\r').count();
        end - (place(returns) - 1)
    }

    fn type_assertion(&mut self, left: &Expr) -> Expr {
        self.expect(Token::LeftParen);
        let kind = if self.take(Token::Type) {
            Kind::TypeSwitch
        } else {
            self.type_();
            Kind::TypeAssertion
        };
        let end = self.expect(Token::RightParen);
        Expr::new(kind, left.pos, end + 1)
    }

    /// Reads an index, a slice or type arguments.
    fn index(&mut self, left: &Expr) -> Expr {
        self.expect(Token::LeftBracket);
        if self.token == Token::RightBracket {
            let end = self.pos;
            self.expected(end, "operand");
            self.next();
            return Expr::new(Kind::Index, left.pos, end + 1);
        }
        self.expr_level += 1;
        if self.token != Token::Colon {
            self.rhs();
        }
        let mut colons = [0; 2];
        let mut has_index = [false; 2];
        let mut count = 0;
        while self.token == Token::Colon && count < colons.len() {
            colons[count] = self.pos;
            self.next();
            let ends = matches!(self.token, Token::Colon | Token::RightBracket | Token::Eof);
            if !ends {
                self.rhs();
                has_index[count] = true;
            }
            count += 1;
        }
        if count == 0 {
            while self.take(Token::Comma) {
                if !matches!(self.token, Token::RightBracket | Token::Eof) {
                    self.type_();
                }
            }
        }
        self.expr_level -= 1;
        let end = self.expect(Token::RightBracket) + 1;
        if count == 2 {
            for (has_index, (colon, which)) in has_index
                .into_iter()
                .zip(colons.into_iter().zip(["middle", "final"]))
            {
                if !has_index {
                    self.error(colon, format!("{which} index required in 3-index slice"));
                }
            }
        }
        let kind = match count {
            0 => Kind::Index,
            _ => Kind::Slice,
        };
        Expr::new(kind, left.pos, end)
    }

    fn call(&mut self, left: Expr) -> Expr {
        let paren = self.expect(Token::LeftParen);
        self.expr_level += 1;
        let mut count = 0;
        let mut only = None;
        let mut has_dots = false;
        while !matches!(self.token, Token::RightParen | Token::Eof) && !has_dots {
            let argument = self.rhs();
            count += 1;
            has_dots = self.take(Token::Ellipsis);
            only = (count == 1 && !has_dots).then_some(argument);
            if !self.at_comma("argument list", Token::RightParen) {
                break;
            }
            self.next();
        }
        self.expr_level -= 1;
        let end = self.expect_closing(Token::RightParen, "argument list");
        left.call(paren, end + 1, only.as_ref())
    }

    fn element(&mut self) {
        self.element_part();
        if self.take(Token::Colon) {
            self.element_part();
        }
    }

    fn element_part(&mut self) {
        if self.token == Token::LeftBrace {
            self.literal_value(self.pos);
        } else {
            self.expr();
        }
    }

    /// Reads the part of a composite literal in braces.
    fn literal_value(&mut self, start: Pos) -> Expr {
        self.enter();
        self.expect(Token::LeftBrace);
        self.expr_level += 1;
        while !matches!(self.token, Token::RightBrace | Token::Eof) {
            self.element();
            if !self.at_comma("composite literal", Token::RightBrace) {
                break;
            }
            self.next();
        }
        self.expr_level -= 1;
        let end = self.expect_closing(Token::RightBrace, "composite literal");
        self.leave();
        Expr::new(Kind::CompositeLiteral, start, end + 1)
    }

    /// Reads an operand, which may have been read, and all that is applied to it.
    pub(crate) fn primary(&mut self, first: Option<Expr>) -> Expr {
        let mut x = match first {
            Some(first) => first,
            None => self.operand(),
        };
        let mut levels = 0;
        loop {
            self.nest();
            levels += 1;
            match self.token {
                Token::Period => {
                    self.next();
                    x = self.behind_period(&x);
                }
                Token::LeftBracket => x = self.index(&x),
                Token::LeftParen => x = self.call(x),
                Token::LeftBrace if self.may_be_literal_type(&x) => {
                    if x.kind == Kind::Paren {
                        let (_, pos, _) = x.without_parens();
                        self.error(pos, "cannot parenthesize type in composite literal");
                    }
                    x = self.literal_value(x.pos);
                }
                _ => break,
            }
        }
        self.unnest(levels);
        x
    }

    fn behind_period(&mut self, left: &Expr) -> Expr {
        match self.token {
            Token::Ident => self.selector(left),
            Token::LeftParen => self.type_assertion(left),
            _ => {
                let pos = self.pos;
                self.expected(pos, "selector or type assertion");
                if self.token != Token::RightBrace {
                    self.next();
                }
                Expr::new(Kind::Selector, left.pos, pos + 1)
            }
        }
    }

    /// Reports whether a `{` after `x` starts a literal rather than a block.
    fn may_be_literal_type(&self, x: &Expr) -> bool {
        match x.without_parens().0 {
            Kind::Bad | Kind::Ident | Kind::Selector | Kind::Index => self.expr_level >= 0,
            Kind::Array | Kind::Struct | Kind::Map => true,
            _ => false,
        }
    }

    fn unary(&mut self) -> Expr {
        self.enter();
        let x = self.any_unary();
        self.leave();
        x
    }

    fn any_unary(&mut self) -> Expr {
        let (pos, token) = (self.pos, self.token);
        let kind = match token {
            Token::Add | Token::Sub | Token::Not | Token::Xor | Token::And | Token::Tilde => {
                Kind::Unary
            }
            Token::Mul => Kind::Star,
            Token::Arrow => return self.arrow(),
            _ => return self.primary(None),
        };
        self.next();
        let x = self.unary();
        match token {
            Token::Tilde => Expr::type_element(pos, x.end),
            _ => Expr::new(kind, pos, x.end),
        }
    }

    /// Reads a receive operation, or a channel type that starts with an arrow.
    fn arrow(&mut self) -> Expr {
        let pos = self.pos;
        self.next();
        let x = self.unary();
        let Some(index) = x.channel_index() else {
            return Expr::new(Kind::Unary, pos, x.end);
        };
        self.turn_channel(index, pos);
        x.starting_at(pos)
    }

    /// Changes the channel type `index` to receive-only, for an arrow before it. Its own arrow goes
    /// to its element.
    fn turn_channel(&mut self, index: u32, mut arrow: Pos) {
        let mut next = Some(index);
        let mut direction = Direction::Send;
        while direction == Direction::Send
            && let Some(index) = next
        {
            let index = usize::try_from(index).unwrap_or(usize::MAX);
            let Some(channel) = self.channels.get_mut(index) else {
                return;
            };
            direction = std::mem::replace(&mut channel.direction, Direction::Receive);
            let own = std::mem::replace(&mut channel.arrow, arrow);
            next = channel.element;
            if direction == Direction::Receive {
                self.expected(own, "'chan'");
            }
            arrow = own;
        }
        if direction == Direction::Send {
            self.expected(arrow, "channel type");
        }
    }

    /// Reads operators of at least the precedence `lowest` and their operands, the first
    /// of which may have been read.
    pub(crate) fn binary(&mut self, first: Option<Expr>, lowest: u8) -> Expr {
        let mut x = match first {
            Some(first) => first,
            None => self.unary(),
        };
        let mut levels = 0;
        loop {
            self.nest();
            levels += 1;
            let token = match self.token {
                Token::Assign if self.in_rhs => Token::Equal,
                token => token,
            };
            let precedence = token.precedence();
            if precedence < lowest {
                break;
            }
            let pos = self.expect(token);
            let right = self.binary(None, precedence + 1);
            let operator = match token {
                Token::Mul => Operator::Star,
                Token::Or => Operator::Or,
                _ => Operator::Other,
            };
            x = x.binary(operator, pos, &right);
        }
        self.unnest(levels);
        x
    }

    /// Reads an expression, or a type.
    pub(crate) fn expr(&mut self) -> Expr {
        self.binary(None, 1)
    }

    /// Reads an expression in which `=` can only be a mistake.
    pub(crate) fn rhs(&mut self) -> Expr {
        let old = std::mem::replace(&mut self.in_rhs, true);
        let x = self.expr();
        self.in_rhs = old;
        x
    }

    /// Reads expressions with commas between.
    pub(crate) fn expr_list(&mut self, in_rhs: bool) -> List {
        let old = std::mem::replace(&mut self.in_rhs, in_rhs);
        let first = self.expr();
        let mut list = List {
            count: 1,
            first,
            last: first,
        };
        while self.take(Token::Comma) {
            list.last = self.expr();
            list.count += 1;
        }
        self.in_rhs = old;
        list
    }
}

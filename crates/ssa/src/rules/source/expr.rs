//! Expressions.
//!
//! Counterpart: go/parser/parser.go (`parseExpr`).

use vamos_syntax::scanner::Token;

use super::Expr;
use super::SourceError;
use super::Tokens;

/// The deepest nesting of expressions.
const MAX_DEPTH: u32 = 100;

/// The maximum number of operators or selectors in a row, which are nested in the tree.
const MAX_LENGTH: usize = 500;

/// Reads an expression. In the header of a statement, a brace begins its body.
pub(super) fn expr(tokens: &mut Tokens<'_>, is_header: bool) -> Result<Expr, SourceError> {
    Parser {
        tokens,
        is_header,
        depth: 0,
    }
    .binary(1)
}

/// Reads the text of an expression.
pub(in crate::rules) fn parse_expr(text: &str) -> Option<Expr> {
    let mut tokens = Tokens::new(text);
    let parsed = expr(&mut tokens, false).ok()?;
    tokens.take(Token::Semicolon);
    (tokens.peek() == Token::Eof).then_some(parsed)
}

/// Reads expressions with commas between them.
pub(super) fn list(tokens: &mut Tokens<'_>, is_header: bool) -> Result<Vec<Expr>, SourceError> {
    let mut list = vec![expr(tokens, is_header)?];
    while tokens.take(Token::Comma) {
        list.push(expr(tokens, is_header)?);
    }
    Ok(list)
}

/// Reads the name of a type: `*types.Type`, `[]*Value`, `...*Value`.
pub(super) fn type_name(tokens: &mut Tokens<'_>) -> Result<Box<str>, SourceError> {
    let mut name = String::new();
    loop {
        match tokens.peek() {
            Token::Mul | Token::Ellipsis | Token::Period | Token::Ident => {
                let is_end = tokens.peek() == Token::Ident && tokens.peek_at(1) != Token::Period;
                name.push_str(tokens.text());
                tokens.skip();
                if is_end {
                    return Ok(name.into());
                }
            }
            Token::LeftBracket if tokens.peek_at(1) == Token::RightBracket => {
                name.push_str("[]");
                tokens.skip();
                tokens.skip();
            }
            _ => return Err(tokens.error()),
        }
    }
}

struct Parser<'t, 's> {
    tokens: &'t mut Tokens<'s>,
    is_header: bool,
    depth: u32,
}

impl Parser<'_, '_> {
    fn binary(&mut self, least: u8) -> Result<Expr, SourceError> {
        let mut left = self.unary()?;
        for _ in 0..MAX_LENGTH {
            let operator = self.tokens.peek();
            let precedence = operator.precedence();
            if precedence == 0 || precedence < least {
                return Ok(left);
            }
            self.tokens.skip();
            let right = self.binary(precedence + 1)?;
            left = Expr::Binary(operator, Box::new(left), Box::new(right));
        }
        Err(self.tokens.error())
    }

    fn unary(&mut self) -> Result<Expr, SourceError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.tokens.error());
        }
        let expr = self.nested_unary();
        self.depth -= 1;
        expr
    }

    fn nested_unary(&mut self) -> Result<Expr, SourceError> {
        let operator = self.tokens.peek();
        match operator {
            // Addresses and pointees are the same to us: values are numbers.
            Token::And | Token::Mul => {
                self.tokens.skip();
                self.unary()
            }
            Token::Add | Token::Sub | Token::Xor | Token::Not => {
                self.tokens.skip();
                Ok(Expr::Unary(operator, Box::new(self.unary()?)))
            }
            _ => self.primary(),
        }
    }

    fn primary(&mut self) -> Result<Expr, SourceError> {
        let mut expr = self.operand()?;
        for _ in 0..MAX_LENGTH {
            expr = match self.tokens.peek() {
                Token::Period => {
                    self.tokens.skip();
                    match self.tokens.take(Token::LeftParen) {
                        true => {
                            let name = type_name(self.tokens)?;
                            self.tokens.expect(Token::RightParen)?;
                            Expr::Assert(Box::new(expr), name)
                        }
                        false => Expr::Field(Box::new(expr), self.tokens.name()?),
                    }
                }
                Token::LeftParen => {
                    self.tokens.skip();
                    let args = self.args()?;
                    Expr::Call(Box::new(expr), args)
                }
                Token::LeftBracket => {
                    self.tokens.skip();
                    let index = self.inside()?;
                    self.tokens.expect(Token::RightBracket)?;
                    Expr::Index(Box::new(expr), Box::new(index))
                }
                Token::LeftBrace if !self.is_header => match expr {
                    Expr::Name(name) => self.fields(name)?,
                    _ => return Ok(expr),
                },
                _ => return Ok(expr),
            };
        }
        Err(self.tokens.error())
    }

    /// Reads an expression in brackets, where a brace begins a value of a struct.
    fn inside(&mut self) -> Result<Expr, SourceError> {
        let is_header = std::mem::replace(&mut self.is_header, false);
        let expr = self.binary(1);
        self.is_header = is_header;
        expr
    }

    fn args(&mut self) -> Result<Vec<Expr>, SourceError> {
        let mut args = Vec::new();
        while !self.tokens.take(Token::RightParen) {
            args.push(self.inside()?);
            self.tokens.take(Token::Ellipsis);
            if !self.tokens.take(Token::Comma) {
                self.tokens.expect(Token::RightParen)?;
                break;
            }
        }
        Ok(args)
    }

    fn fields(&mut self, name: Box<str>) -> Result<Expr, SourceError> {
        self.tokens.skip();
        let mut fields = Vec::new();
        while !self.tokens.take(Token::RightBrace) {
            let is_keyed = self.tokens.peek_at(1) == Token::Colon;
            let key = match is_keyed {
                true => {
                    let key = self.tokens.name()?;
                    self.tokens.skip();
                    Some(key)
                }
                false => None,
            };
            fields.push((key, self.inside()?));
            if !self.tokens.take(Token::Comma) {
                self.tokens.expect(Token::RightBrace)?;
                break;
            }
        }
        Ok(Expr::Struct(name, fields))
    }

    fn operand(&mut self) -> Result<Expr, SourceError> {
        let text = self.tokens.text();
        let expr = match self.tokens.peek() {
            Token::Ident => Expr::Name(text.into()),
            Token::Int => Expr::Int(integer(text).ok_or_else(|| self.tokens.error())?),
            Token::Float => Expr::Float(text.parse().map_err(|_| self.tokens.error())?),
            Token::String => {
                let inner = text.get(1..text.len().saturating_sub(1));
                match inner.filter(|inner| !inner.contains('\\')) {
                    Some(inner) => Expr::Text(inner.into()),
                    None => return Err(self.tokens.error()),
                }
            }
            Token::LeftParen => {
                self.tokens.skip();
                let expr = self.inside()?;
                self.tokens.expect(Token::RightParen)?;
                return Ok(expr);
            }
            _ => return Err(self.tokens.error()),
        };
        self.tokens.skip();
        Ok(expr)
    }
}

/// Returns the value of an integer literal.
fn integer(text: &str) -> Option<i128> {
    let text = text.replace('_', "");
    let lower = text.to_ascii_lowercase();
    let (digits, radix) = match lower.get(..2) {
        Some("0x") => (&lower[2..], 16),
        Some("0b") => (&lower[2..], 2),
        Some("0o") => (&lower[2..], 8),
        _ if lower.len() > 1 && lower.starts_with('0') => (&lower[1..], 8),
        _ => (&lower[..], 10),
    };
    i128::from_str_radix(digits, radix).ok()
}

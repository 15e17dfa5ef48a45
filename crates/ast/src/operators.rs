//! Operators, and assignments with one.
//!
//! Counterpart: cmd/compile/internal/syntax/scanner.go (`next`).

use crate::scanner::Scanner;
use crate::token::Operator;
use crate::token::Token;

impl Scanner<'_> {
    /// Reads an operator that begins with a byte; returns false if no operator does.
    pub(crate) fn operator(&mut self, byte: u8) -> bool {
        match byte {
            b'+' | b'-' | b'*' | b'%' | b'&' | b'|' | b'^' => self.arithmetic(byte),
            b'<' => {
                self.plain(Token::Operator);
                self.op = Operator::Lss;
                if self.longer(b'=', Operator::Leq) || self.if_next(b'-', Token::Arrow) {
                    return true;
                }
                if self.longer(b'<', Operator::Shl) {
                    self.or_assign(Operator::Shl);
                }
            }
            b'>' => {
                self.plain(Token::Operator);
                self.op = Operator::Gtr;
                if !self.longer(b'=', Operator::Geq) && self.longer(b'>', Operator::Shr) {
                    self.or_assign(Operator::Shr);
                }
            }
            b'!' => {
                self.plain(Token::Operator);
                self.op = Operator::Not;
                self.longer(b'=', Operator::Neq);
            }
            b'~' => {
                self.plain(Token::Operator);
                self.op = Operator::Tilde;
            }
            _ => return self.invalid(),
        }
        true
    }

    fn arithmetic(&mut self, byte: u8) {
        self.reader.advance();
        match byte {
            b'+' | b'-' => {
                let operator = if byte == b'+' {
                    Operator::Add
                } else {
                    Operator::Sub
                };
                self.op = operator;
                if self.if_next(byte, Token::IncOp) {
                    self.nlsemi = true;
                } else {
                    self.or_assign(operator);
                }
            }
            b'*' => {
                self.op = Operator::Mul;
                self.tok = Token::Star;
                self.if_next(b'=', Token::AssignOp);
            }
            b'%' => self.or_assign(Operator::Rem),
            b'^' => self.or_assign(Operator::Xor),
            b'&' => {
                if self.longer(b'&', Operator::AndAnd) {
                    return;
                }
                if self.longer(b'^', Operator::AndNot) {
                    self.or_assign(Operator::AndNot);
                } else {
                    self.or_assign(Operator::And);
                }
            }
            _ => {
                if !self.longer(b'|', Operator::OrOr) {
                    self.or_assign(Operator::Or);
                }
            }
        }
    }
}

//! `-gensymabis`: the ABIs of functions that are defined or referred to.
//!
//! Counterpart: cmd/asm/internal/asm/parse.go (`ParseSymABIs`, `symDefRef`, `funcAddress`).

use std::fmt::Write as _;

use vamos_obj::Abi;

use super::Parser;
use super::state::Directive;
use super::state::Line;
use crate::lex::Tok;
use crate::messages::Stop;

impl Parser<'_> {
    /// Lists definitions and references; returns false if there was an error.
    pub(crate) fn parse_symabis(&mut self, out: &mut String) -> Result<bool, Stop> {
        while let Some(line) = self.line()? {
            self.def_or_refs(out, &line);
            self.line.operands = line.operands;
            if let Some(stop) = self.file.stop.take() {
                return Err(stop);
            }
        }
        match self.file.stop.take() {
            Some(stop) => Err(stop),
            None => Ok(self.file.error_count == 0),
        }
    }

    fn def_or_refs(&mut self, out: &mut String, line: &Line) {
        let mut operands = line.operands.as_slice();
        match Directive::parse(self.words.text(line.word)) {
            Some(Directive::Text) => {
                if let Some(first) = operands.first() {
                    self.start(*first);
                    if let Some((name, abi)) = self.func_address() {
                        let _ = writeln!(out, "def {name} {abi}");
                    }
                }
                return;
            }
            // The first operand of DATA is defined, the one of FUNCDATA is a number.
            Some(Directive::Data | Directive::FuncData) => match operands {
                [_, rest @ ..] if !rest.is_empty() => operands = rest,
                _ => return,
            },
            _ => {}
        }
        for operand in operands {
            self.start(*operand);
            if let Some((name, abi)) = self.func_address() {
                let _ = writeln!(out, "ref {name} {abi}");
            }
        }
    }

    /// Reads `[$|*]sym[<abi>][+offset](SB)`; `None` for anything else.
    fn func_address(&mut self) -> Option<(String, Abi)> {
        if self.is_at('$') || self.is_at('*') {
            self.next();
        }
        let name = self.next();
        if name.tok != Tok::IDENT || self.is_register_start(name) {
            return None;
        }
        let (is_static, abi) = self.symbol_attributes(name, false);
        if is_static {
            return None;
        }
        let mut token = self.next();
        if token.tok == Tok::char('+') {
            if self.next().tok != Tok::INT {
                return None;
            }
            token = self.next();
        }
        if token.tok != Tok::char('(') {
            return None;
        }
        let base = self.next();
        if base.tok != Tok::IDENT || self.text_of(base) != "SB" {
            return None;
        }
        let is_end = self.next().tok == Tok::char(')') && self.peek() == Tok::EOF;
        is_end.then(|| (self.qualified(name).into_owned(), abi))
    }
}

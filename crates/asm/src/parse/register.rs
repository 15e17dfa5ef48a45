//! Registers: names, numbers, pairs, shifts and extensions.
//!
//! Counterpart: cmd/asm/internal/asm/parse.go (`atStartOfRegister` to `registerExtension`).

use vamos_obj::Addr;
use vamos_obj::AddrType;
use vamos_obj::Family;

use super::Parser;
use super::operand::Registers;
use crate::lex::Tok;
use crate::lex::Token;
use crate::machine::Extension;

impl Parser<'_> {
    /// Returns true if a register begins with `token`, which was just read.
    pub(super) fn is_register_start(&mut self, token: Token) -> bool {
        let facts = self.facts(token.text).meaning;
        facts.register.is_some() || (facts.is_prefix && self.is_at('('))
    }

    /// Returns true if this token begins a register that only the SDK's assembler supports.
    pub(super) fn is_unknown_register_start(&mut self, token: Token) -> bool {
        let word = self.words.text(token.text);
        let is_unknown = (self.machine.is_unknown_register)(word, self.link.options.release);
        let is_prefix = !word.ends_with(|c: char| c.is_ascii_digit());
        is_unknown && (!is_prefix || self.is_at('('))
    }

    /// Returns true if the register that was just read is shifted.
    pub(super) fn is_at_shift(&self) -> bool {
        if self.family() != Family::Arm64 {
            return false;
        }
        let rest = &self.line.tokens[self.line.at..self.line.end];
        match rest {
            [first, ..] if first.tok.is_register_shift() => true,
            // R(1)<<2
            [open, number, close, shift, ..] => {
                open.tok == Tok::char('(')
                    && number.tok == Tok::INT
                    && close.tok == Tok::char(')')
                    && shift.tok.is_register_shift()
            }
            _ => false,
        }
    }

    /// Returns true if the register that was just read has an extension or arrangement.
    pub(super) fn is_at_extension(&self) -> bool {
        self.family() == Family::Arm64 && self.is_at('.')
    }

    /// Reads an operand that begins with a register.
    pub(super) fn register_operand(&mut self, addr: &mut Addr, token: Token, prefix: Option<char>) {
        if self.is_at_shift() {
            addr.kind = AddrType::Shift;
            addr.offset = self.register_shift(token, prefix);
            if self.is_at('(') {
                // Only a register follows.
                self.next();
                let base = self.next();
                if !self.is_register_start(base) {
                    let name = self.text_of(base).to_owned();
                    self.error(&format!("expected register; found {name}"));
                }
                addr.reg = self.register_reference(base).unwrap_or_default();
                self.get(Tok::char(')'));
            }
        } else if self.is_at_extension() {
            addr.kind = AddrType::Reg;
            self.register_extension(addr, token, prefix);
        } else {
            let registers = self.registers(token, prefix);
            if registers.is_ok {
                if registers.scale != 0 {
                    self.error("expected simple register reference");
                }
                addr.kind = AddrType::Reg;
                addr.reg = registers.first;
                if registers.second != 0 {
                    self.error("expected simple register reference");
                }
            }
        }
    }

    /// Reads a register: a name, or a prefix and a number in parentheses.
    pub(super) fn register_reference(&mut self, token: Token) -> Option<i16> {
        let facts = self.facts(token.text).meaning;
        if facts.register.is_some() {
            return facts.register;
        }
        let name = self.text_of(token).to_owned();
        if !facts.is_prefix {
            self.error(&format!("expected register; found {name}"));
            return None;
        }
        self.get(Tok::char('('));
        let number = self.get(Tok::INT);
        let number = self.small_decimal(number, "parsing register list");
        self.get(Tok::char(')'));
        let register = (self.machine.numbered)(&name, number?);
        if register.is_none() {
            self.error(&format!("illegal register {name}(0)"));
        }
        register
    }

    /// Reads `R1`, `R1:R2`, `R1,R2` or `R1*scale`.
    pub(super) fn registers(&mut self, token: Token, prefix: Option<char>) -> Registers {
        let mut out = Registers::default();
        let Some(first) = self.register_reference(token) else {
            return out;
        };
        out.first = first;
        if let Some(prefix) = prefix.filter(|prefix| *prefix != '*') {
            let name = self.text_of(token).to_owned();
            self.error(&format!(
                "prefix {prefix} not allowed for register: {prefix}{name}"
            ));
        }
        if self.is_at(':') || self.is_at(',') || self.is_at('+') {
            match self.next().tok {
                tok if tok == Tok::char(',') && self.family() != Family::Arm64 => {
                    self.error("(register,register) not supported on this architecture");
                    return out;
                }
                tok if tok == Tok::char('+') => {
                    self.error("(register+register) not supported on this architecture");
                    return out;
                }
                _ => {}
            }
            let second = self.next();
            match self.register_reference(second) {
                Some(second) => out.second = second,
                None => return out,
            }
        }
        if self.is_at('*') {
            self.next();
            let scale = self.next();
            out.scale = self.scale(scale);
        }
        out.is_ok = true;
        out
    }

    fn scale(&mut self, token: Token) -> i16 {
        match self.text_of(token) {
            "1" => 1,
            "2" => 2,
            "4" => 4,
            "8" => 8,
            text => {
                let text = format!("bad scale: {text}");
                self.error(&text);
                0
            }
        }
    }

    /// Reads a shifted register of arm64; returns its bits.
    fn register_shift(&mut self, token: Token, prefix: Option<char>) -> i64 {
        if let Some(prefix) = prefix {
            let name = self.text_of(token).to_owned();
            self.error(&format!(
                "prefix {prefix} not allowed for shifted register: ${name}"
            ));
        }
        let Some(register) = self.register_reference(token) else {
            return 0;
        };
        let operator = match self.next().tok {
            Tok::RSH => 1,
            Tok::ARR => 2,
            Tok::ROT => 3,
            _ => 0,
        };
        let token = self.next();
        let text = self.text_of(token).to_owned();
        let mut count = 0;
        match token.tok {
            Tok::IDENT => self.error(&format!("rhs of shift must be integer: {text}")),
            tok if tok == Tok::INT || tok == Tok::char('(') => {
                self.back();
                let value = self.expr().cast_signed();
                if value >= 64 {
                    self.error(&format!("register shift count too large: {text}"));
                }
                count = (value & 63) << 10;
            }
            _ => self.error(&format!("unexpected {text} in register shift")),
        }
        match (self.machine.shifted)(register, operator, count) {
            Ok(bits) => bits,
            Err(text) => {
                self.error(&text);
                0
            }
        }
    }

    /// Reads a register with an extension, an arrangement or an index, of arm64.
    pub(super) fn register_extension(
        &mut self,
        addr: &mut Addr,
        token: Token,
        prefix: Option<char>,
    ) {
        let name = self.text_of(token).to_owned();
        if let Some(prefix) = prefix {
            self.error(&format!(
                "prefix {prefix} not allowed for shifted register: ${name}"
            ));
        }
        let Some(register) = self.register_reference(token) else {
            self.error(&format!("unexpected {name} in register extension"));
            return;
        };
        let mut extension = Extension {
            register,
            name: "LSL".to_owned(),
            number: 0,
            is_index: false,
        };
        if self.peek() != Tok::LSH {
            self.get(Tok::char('.'));
            let name = self.next();
            self.text_of(name).clone_into(&mut extension.name);
        }
        if self.peek() == Tok::LSH {
            self.get(Tok::LSH);
            let amount = self.get(Tok::INT);
            let amount = self.small_decimal(amount, "parsing left shift amount");
            extension.number = amount.unwrap_or_default();
        } else if self.is_at('[') {
            self.get(Tok::char('['));
            let index = self.get(Tok::INT);
            let number = self.small_decimal(index, "parsing element index");
            self.get(Tok::char(']'));
            extension.number = number.unwrap_or_default();
            extension.is_index = true;
        }
        if let Err(text) = (self.machine.extend)(addr, &extension) {
            self.error(&text);
        }
    }
}

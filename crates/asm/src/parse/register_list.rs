//! Lists of registers in brackets.
//!
//! Counterpart: cmd/asm/internal/asm/parse.go (`registerList`).

use vamos_obj::Addr;
use vamos_obj::AddrType;
use vamos_obj::Family;
use vamos_obj::x86;

use super::Parser;
use crate::lex::Tok;
use crate::machine;

impl Parser<'_> {
    /// Reads a list of registers, after the opening bracket.
    pub(super) fn register_list(&mut self, addr: &mut Addr) {
        match self.family() {
            Family::Amd64 => self.register_range(addr),
            Family::Arm64 => self.vector_list(addr),
        }
    }

    /// Reads `[Z0-Z3]`.
    fn register_range(&mut self, addr: &mut Addr) {
        let low = self.next();
        let low_name = self.text_of(low).to_owned();
        let Some(low) = self.facts(low.text).meaning.register else {
            let text = match &*low_name {
                "EOF" => "register list: expected ']', found EOF".to_owned(),
                name => format!("register list: bad low register in `[{name}`"),
            };
            self.error(&text);
            return;
        };
        let tok = self.next().tok;
        if tok != Tok::char('-') {
            self.error(&format!(
                "register list: expected '-' after `[{low_name}`, found {tok}"
            ));
            return;
        }
        let high = self.next();
        let high_name = self.text_of(high).to_owned();
        let Some(high) = self.facts(high.text).meaning.register else {
            self.error(&format!(
                "register list: bad high register in `[{low_name}-{high_name}`"
            ));
            return;
        };
        let tok = self.next().tok;
        if tok != Tok::char(']') {
            self.error(&format!(
                "register list: expected ']' after `[{low_name}-{high_name}`, found {tok}"
            ));
        }
        addr.kind = AddrType::RegList;
        addr.reg = low;
        addr.offset = x86::encode_register_range(low, high);
    }

    /// Reads `[V1.S4, V2.S4]`.
    fn vector_list(&mut self, addr: &mut Addr) {
        let mut first = None;
        let mut next = 0;
        let mut count = 0;
        let mut arrangement = 0;
        loop {
            let token = self.next();
            if token.tok == Tok::char(']') {
                break;
            }
            if token.tok == Tok::EOF {
                self.error("missing ']' in register list");
                return;
            }
            let name = self.text_of(token).to_owned();
            let register = self.register_reference(token);
            if register.is_none() {
                self.error(&format!("invalid register: {name}"));
            }
            let number = register.unwrap_or_default() - machine::first_vector();
            self.get(Tok::char('.'));
            let extension = self.next();
            let extension = self.text_of(extension).to_owned();
            let current = match machine::arrangement(number, &name, &extension) {
                Ok(current) => current,
                Err(text) => {
                    self.error(&text);
                    0
                }
            };
            if first.is_none() {
                first = Some(number);
                next = number;
                arrangement = current;
            } else if current != arrangement {
                self.error("inconsistent arrangement in ARM64 register list");
            } else if next != number {
                self.error(&format!(
                    "incontiguous register in ARM64 register list: {name}"
                ));
            }
            count += 1;
            next = (next + 1) % 32;
            if !self.is_at(']') {
                self.get(Tok::char(','));
            }
        }
        addr.kind = AddrType::RegList;
        let first = first.unwrap_or(-1);
        match machine::list_bits(first, count, arrangement) {
            Ok(bits) => addr.offset = bits,
            Err(text) => self.error(&text),
        }
    }
}

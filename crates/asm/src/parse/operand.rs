//! Operands: symbols, constants, registers and addresses.
//!
//! Counterpart: cmd/asm/internal/asm/parse.go (`operand`, `symbolReference`, `registerIndirect`).

use std::borrow::Cow;

use vamos_base::golang::os_str;
use vamos_base::golang::quote;
use vamos_obj::Abi;
use vamos_obj::Addr;
use vamos_obj::AddrName;
use vamos_obj::AddrType;
use vamos_obj::Family;
use vamos_obj::SymId;
use vamos_obj::Val;

use super::Parser;
use crate::lex::Tok;
use crate::lex::Token;
use crate::lex::Words;
use crate::machine;

impl Parser<'_> {
    /// Reads an operand.
    pub(super) fn address(&mut self, operand: (usize, usize)) -> Addr {
        self.start(operand);
        let mut addr = Addr::default();
        self.operand(&mut addr);
        addr
    }

    /// Reads `$sym±offset(SB)(reg)(index*scale)`, where each part may be missing, or a register,
    /// a constant or a list of registers.
    fn operand(&mut self, addr: &mut Addr) {
        if !self.has_more() {
            self.error("empty operand: cannot happen");
            return;
        }
        let prefix = self.prefix();
        let token = self.next();
        let is_word = token.tok == Tok::IDENT;
        if is_word && self.is_unknown_register_start(token) {
            self.error("this register is left to the SDK's assembler");
            return;
        }
        if is_word && !self.is_register_start(token) {
            match self.facts(token.text).meaning.special {
                Some(special) => {
                    addr.kind = AddrType::Special;
                    addr.offset = i64::from(special);
                }
                None => self.symbol_reference(addr, token, prefix),
            }
            if self.peek() == Tok::EOF {
                return;
            }
        }
        if token.tok == Tok::char('[') {
            if prefix.is_some() {
                self.error("illegal use of register list");
            }
            self.register_list(addr);
            self.expect_operand_end();
            return;
        }
        if is_word && self.is_register_start(token) {
            self.register_operand(addr, token, prefix);
            self.expect_operand_end();
            return;
        }
        match self.is_constant_start(token) {
            Some(true) => {
                self.back();
                if self.constant(addr, prefix) {
                    return;
                }
            }
            Some(false) => {}
            None => return,
        }
        self.register_indirect(addr, prefix);
        self.expect_operand_end();
    }

    fn prefix(&mut self) -> Option<char> {
        let prefix = match self.peek() {
            tok if tok == Tok::char('$') => '$',
            tok if tok == Tok::char('*') => '*',
            _ => return None,
        };
        self.next();
        Some(prefix)
    }

    /// Returns true if a constant begins with `token`, which was just read; `None` after an
    /// error.
    fn is_constant_start(&mut self, token: Token) -> Option<bool> {
        match token.tok {
            Tok::INT | Tok::FLOAT | Tok::STRING | Tok::CHAR => return Some(true),
            tok if ['+', '-', '~'].iter().any(|c| tok == Tok::char(*c)) => return Some(true),
            tok if tok == Tok::char('(') => {}
            _ => return Some(false),
        }
        // A parenthesised expression, or a register.
        let inner = self.next();
        if inner.tok == Tok::EOF {
            self.error("missing right parenthesis");
            return None;
        }
        self.back();
        let is_constant = !self.is_register_start(inner);
        if !is_constant {
            self.back();
        }
        Some(is_constant)
    }

    /// Reads a constant; returns false if it is the offset of an address that follows.
    fn constant(&mut self, addr: &mut Addr, prefix: Option<char>) -> bool {
        if self.has(Tok::FLOAT) {
            if prefix != Some('$') {
                self.error("floating-point constant must be an immediate");
            }
            addr.kind = AddrType::FConst;
            addr.val = Val::Float(self.float_expr());
            self.expect_operand_end();
            return true;
        }
        if self.has(Tok::STRING) {
            if prefix != Some('$') {
                self.error("string constant must be an immediate");
                return true;
            }
            let literal = self.get(Tok::STRING);
            let text = quote::unquote(self.text_of(literal));
            if text.is_none() {
                self.error("string parse error: invalid syntax");
            }
            let text = text.unwrap_or_default();
            addr.kind = AddrType::SConst;
            addr.val = Val::Text(self.link.symbols.add_text(&os_str::encode(&text)));
            self.expect_operand_end();
            return true;
        }
        addr.offset = self.expr().cast_signed();
        if self.is_at('(') {
            return false;
        }
        addr.kind = match prefix {
            Some('$') => AddrType::Const,
            // The encoder refuses it.
            Some(_) => AddrType::Indir,
            None => AddrType::Mem,
        };
        self.expect_operand_end();
        true
    }

    /// Returns a symbol's name; one that begins with a dot is the package's.
    pub(super) fn qualified(&self, token: Token) -> Cow<'_, str> {
        qualified(self.words, &self.symbols.pkg_prefix, token)
    }

    /// Returns the symbol of a name.
    fn symbol(&mut self, token: Token, is_static: bool, abi: Abi) -> SymId {
        let is_plain = !is_static && abi == Abi::Abi0;
        let index = token.text.0 as usize;
        if is_plain && let Some(Some(sym)) = self.symbols.plain.get(index) {
            return *sym;
        }
        let name = qualified(self.words, &self.symbols.pkg_prefix, token);
        if is_static {
            return self.link.symbols.lookup_static(&name);
        }
        let sym = self.link.symbols.lookup_abi(&name, abi);
        if is_plain {
            if self.symbols.plain.len() <= index {
                self.symbols.plain.resize(index + 1, None);
            }
            self.symbols.plain[index] = Some(sym);
        }
        sym
    }

    fn symbol_reference(&mut self, addr: &mut Addr, name: Token, prefix: Option<char>) {
        addr.kind = match prefix {
            None => AddrType::Mem,
            Some('$') => AddrType::Addr,
            Some(_) => AddrType::Indir,
        };
        let (is_static, abi) = self.symbol_attributes(name, true);
        if self.is_at('+') || self.is_at('-') {
            addr.offset = self.expr().cast_signed();
        }
        addr.sym = Some(self.symbol(name, is_static, abi));
        if self.peek() == Tok::EOF {
            // A name alone is a label.
            if prefix.is_some() || !self.line.is_jump {
                let name = self.qualified(name);
                self.error(&format!(
                    "illegal or missing addressing mode for symbol {name}"
                ));
            }
            return;
        }
        self.get(Tok::char('('));
        let reg = self.get(Tok::IDENT);
        self.get(Tok::char(')'));
        self.set_pseudo_register(addr, reg, is_static, prefix);
    }

    fn set_pseudo_register(
        &mut self,
        addr: &mut Addr,
        reg: Token,
        is_static: bool,
        prefix: Option<char>,
    ) {
        if addr.reg != 0 {
            let reg = self.text_of(reg);
            self.error(&format!("internal error: reg {reg} already set in pseudo"));
        }
        match self.text_of(reg) {
            "FP" => addr.name = AddrName::Param,
            "PC" => {
                if prefix.is_some() {
                    self.error("illegal addressing mode for PC");
                }
                addr.kind = AddrType::Branch;
            }
            "SB" if is_static => addr.name = AddrName::Static,
            "SB" => addr.name = AddrName::Extern,
            "SP" => addr.name = AddrName::Auto,
            reg => {
                let text = format!("expected pseudo-register; found {reg}");
                self.error(&text);
            }
        }
        if prefix == Some('$') {
            addr.kind = AddrType::Addr;
        }
    }

    /// Reads nothing, `<>` for a static symbol, or `<ABI>`. Errors are reported only if `reports`
    /// is set.
    pub(super) fn symbol_attributes(&mut self, name: Token, reports: bool) -> (bool, Abi) {
        if !self.is_at('<') {
            return (false, Abi::Abi0);
        }
        self.next();
        let (mut is_static, mut abi) = (false, Abi::Abi0);
        if self.is_at('>') {
            is_static = true;
        } else if self.peek() == Tok::IDENT {
            let selector = self.get(Tok::IDENT);
            let selector = self.text_of(selector).to_owned();
            let name = quote::quote(&self.qualified(name));
            match (self.symbols.allows_abi, Abi::parse(&selector)) {
                (true, Some(found)) => abi = found,
                _ if !reports => {}
                (false, _) => self.error(&format!(
                    "ABI selector only permitted when compiling runtime, reference was to {name}"
                )),
                (true, None) => {
                    let selector = quote::quote(&selector);
                    self.error(&format!(
                        "malformed ABI selector {selector} in reference to {name}"
                    ));
                }
            }
        }
        self.get(Tok::char('>'));
        (is_static, abi)
    }

    /// Reads `(R1)`, `(R2*scale)`, `(R1)(R2*scale)`, a pair of registers, or a pseudo-register
    /// in parentheses.
    fn register_indirect(&mut self, addr: &mut Addr, prefix: Option<char>) {
        self.get(Tok::char('('));
        let token = self.next();
        let Registers {
            first,
            second,
            scale,
            is_ok,
        } = self.registers(token, None);
        if !is_ok {
            let name = self.text_of(token);
            self.error(&format!("indirect through non-register {name}"));
        }
        self.get(Tok::char(')'));
        addr.kind = AddrType::Mem;
        if first < 0 {
            if second != 0 {
                self.error("cannot use pseudo-register in pair");
                return;
            }
            let name = self.text_of(token);
            if name != "PC" && addr.name == AddrName::None {
                self.error(&format!("cannot reference {name} without a symbol"));
            }
            self.set_pseudo_register(addr, token, false, prefix);
            return;
        }
        addr.reg = first;
        if second != 0 {
            if self.family() == Family::Arm64 {
                if prefix.is_some() || scale != 0 {
                    self.error("illegal address mode for register pair");
                    return;
                }
                addr.kind = AddrType::RegReg;
                addr.offset = i64::from(second);
                return;
            }
            self.error("indirect through register pair");
        }
        if prefix == Some('$') {
            addr.kind = AddrType::Addr;
        }
        if first == machine::PC && prefix.is_some() {
            self.error("illegal addressing mode for PC");
        }
        if scale == 0 && self.is_at('(') {
            self.index(addr, prefix);
        } else if scale != 0 {
            if self.family() == Family::Arm64 {
                self.error("arm64 doesn't support scaled register format");
            }
            addr.reg = 0;
            addr.index = first;
            addr.scale = scale;
        }
    }

    /// Reads the index of an address.
    fn index(&mut self, addr: &mut Addr, prefix: Option<char>) {
        self.next();
        let token = self.next();
        if self.is_at_extension() || self.is_at_shift() {
            self.register_extension(addr, token, prefix);
        } else {
            let Registers {
                first,
                second,
                scale,
                is_ok,
            } = self.registers(token, None);
            if !is_ok {
                let name = self.text_of(token).to_owned();
                self.error(&format!("indirect through non-register {name}"));
            }
            if second != 0 {
                self.error("unimplemented two-register form");
            }
            addr.index = first;
            if scale > 1 && self.family() == Family::Arm64 {
                self.error("arm64 doesn't support scaled register format");
            } else {
                addr.scale = scale;
            }
        }
        self.get(Tok::char(')'));
    }
}

/// Returns a symbol's name; one that begins with a dot is the package's.
fn qualified<'a>(words: &'a Words, pkg_prefix: &str, token: Token) -> Cow<'a, str> {
    let name = words.text(token.text);
    match name.starts_with('.') {
        true => Cow::Owned(format!("{pkg_prefix}{name}")),
        false => Cow::Borrowed(name),
    }
}

/// The registers in a pair of parentheses.
#[derive(Clone, Copy, Default)]
pub(super) struct Registers {
    pub(super) first: i16,
    /// 0 for none.
    pub(super) second: i16,
    /// 0 for none.
    pub(super) scale: i16,
    pub(super) is_ok: bool,
}

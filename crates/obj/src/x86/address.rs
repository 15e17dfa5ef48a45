//! ModR/M and SIB bytes, displacements and their relocations.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go (`asmandsz`, `asmidx`, `relput4`, `vaddr`), evex.go
//! (`toDisp8`).

use super::a;
use super::class::uses_absolute;
use super::classes as c;
use super::encoder::Encoder;
use super::evex::Suffix;
use super::evex::compressed;
use super::registers as r;
use super::registers_of::number;
use super::registers_of::register_name;
use super::registers_of::rex;
use crate::options::Goos;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::AddrType;
use crate::prog::Prog;
use crate::symbol::Reloc;
use vamos_objfile::goobj::RelocType;

/// True if the operand is addressed by a symbol.
fn is_symbolic(a: &Addr) -> bool {
    matches!(
        a.name,
        AddrName::Extern | AddrName::GotRef | AddrName::Static
    )
}

impl Encoder<'_, '_> {
    /// Adds the SIB byte.
    fn put_sib(&mut self, scale: i16, index: i16, base: i16) {
        match sib(scale, index, base) {
            Some(byte) => self.buf.put1(byte),
            None => {
                let (index, base) = (register_name(index), register_name(base));
                self.cx
                    .diag(format!("asmidx: bad address {scale}/{index}/{base}"));
                self.buf.put1(0);
            }
        }
    }

    /// Adds a value of 32 bits, with its relocation.
    pub(super) fn put_relocated(&mut self, p: &Prog, a: &Addr) {
        let (value, reloc) = self.value(a);
        if let Some(reloc) = reloc {
            self.add_reloc(p, reloc);
        }
        self.buf.put_i32(value);
    }

    /// Adds a relocation of the bytes that are encoded next.
    pub(super) fn add_reloc(&mut self, p: &Prog, reloc: Reloc) {
        let offset = (p.pc + self.buf.len() as i64) as i32;
        self.cx.add_rel(Reloc {
            off: offset,
            ..reloc
        });
    }

    /// Returns an operand's value and the relocation that it needs.
    pub(super) fn value(&self, a: &Addr) -> (i64, Option<Reloc>) {
        if is_symbolic(a) {
            let kind = match a.name {
                AddrName::GotRef => RelocType::GOTPCREL,
                _ if a.sym.is_some_and(|sym| uses_absolute(self.cx, sym)) => RelocType::ADDR,
                _ => RelocType::PCREL,
            };
            let reloc = Reloc {
                kind,
                siz: 4,
                sym: a.sym,
                add: a.offset,
                off: 0,
            };
            return (0, Some(reloc));
        }
        if matches!(a.kind, AddrType::Mem | AddrType::Addr) && a.reg == r::REG_TLS {
            let is_local = !self.cx.options.is_shared || self.cx.options.goos.is_darwin();
            let reloc = Reloc {
                kind: RelocType::TLS_LE,
                siz: 4,
                add: a.offset,
                off: 0,
                sym: None,
            };
            return (0, is_local.then_some(reloc));
        }
        (a.offset, None)
    }

    /// Returns the value of an operand that must not need a relocation.
    pub(super) fn plain_value(&mut self, a: &Addr) -> i64 {
        let (value, reloc) = self.value(a);
        if reloc.is_some() {
            let text = self.cx.addr_text(a);
            self.cx.diag(format!("need reloc for {text}"));
            self.fail("reloc");
        }
        value
    }

    /// Adds the bytes of operand `a`, with the register `reg` as the other operand.
    pub(super) fn put_operand(&mut self, p: &Prog, a: &Addr, reg: i16) {
        self.put_address(p, a, number(reg), rex(reg));
    }

    /// Adds the bytes of operand `a`, with an opcode's extension in place of the other operand.
    pub(super) fn put_extended(&mut self, p: &Prog, a: &Addr, extension: u8) {
        self.put_address(p, a, extension, 0);
    }

    /// Adds the bytes of operand `a`; `r` and `rex_bits` are the other operand.
    pub(super) fn put_address(&mut self, p: &Prog, a: &Addr, r: u8, rex_bits: u8) {
        let rex_bits = rex_bits & (0x40 | c::RXR);
        // Only LEAL may wrap around.
        if i32::try_from(a.offset).is_err() && p.op != a::LEAL {
            let text = self.cx.prog_text(self.current);
            self.cx.diag(format!("offset too large in {text}"));
        }
        if !self.try_address(p, a, r << 3, rex_bits) {
            let text = self.cx.addr_text(a);
            self.cx.diag(format!("asmand: bad address {text}"));
        }
    }

    /// Adds the bytes; returns false if the operand cannot be encoded.
    fn try_address(&mut self, p: &Prog, a: &Addr, r: u8, rex_bits: u8) -> bool {
        match a.kind {
            AddrType::Addr => {
                if a.name == AddrName::None {
                    self.cx.diag("unexpected TYPE_ADDR with NAME_NONE");
                }
                if a.index == r::REG_TLS {
                    self.cx.diag("unexpected TYPE_ADDR with index==REG_TLS");
                }
                false
            }
            AddrType::Reg => {
                let is_register = (r::REG_AL..=r::REG_Z31).contains(&a.reg);
                if !is_register || a.offset as i32 != 0 {
                    return false;
                }
                self.buf.put1(3 << 6 | number(a.reg) | r);
                self.buf.rex |= rex(a.reg) & (0x40 | c::RXB) | rex_bits;
                true
            }
            AddrType::Mem => {
                let is_segment = (r::REG_CS..=r::REG_GS).contains(&a.index);
                match a.index != 0 && a.index != r::REG_TLS && !is_segment {
                    true => self.put_indexed(p, a, r, rex_bits),
                    false => self.put_based(p, a, r, rex_bits),
                }
            }
            _ => false,
        }
    }

    /// Adds an address with an index.
    fn put_indexed(&mut self, p: &Prog, a: &Addr, r: u8, rex_bits: u8) -> bool {
        let mut base = a.reg;
        let (mut value, mut reloc) = (a.offset as i32, None);
        if is_symbolic(a) {
            if !a.sym.is_some_and(|sym| uses_absolute(self.cx, sym)) {
                return false;
            }
            base = 0;
            let found = self.value(a);
            (value, reloc) = (found.0 as i32, found.1);
        } else if matches!(a.name, AddrName::Auto | AddrName::Param) {
            base = r::REG_SP;
        }
        self.buf.rex |= rex(a.index) & c::RXX | rex(base) & c::RXB | rex_bits;
        if base == 0 {
            self.buf.put1(4 | r);
            self.put_sib(a.scale, a.index, base);
            return self.put_displacement(p, value, reloc);
        }
        if value == 0 && reloc.is_none() && base != r::REG_BP && base != r::REG_R13 {
            self.buf.put1(4 | r);
            self.put_sib(a.scale, a.index, base);
            return true;
        }
        if let Some(short) = self.short(value, p)
            && reloc.is_none()
        {
            self.buf.put1(1 << 6 | 4 | r);
            self.put_sib(a.scale, a.index, base);
            self.buf.put1(short);
            return true;
        }
        self.buf.put1(2 << 6 | 4 | r);
        self.put_sib(a.scale, a.index, base);
        self.put_displacement(p, value, reloc)
    }

    /// Adds an address without an index.
    fn put_based(&mut self, p: &Prog, a: &Addr, r: u8, rex_bits: u8) -> bool {
        let mut base = a.reg;
        let (mut value, mut reloc) = (a.offset as i32, None);
        if is_symbolic(a) {
            if a.sym.is_none() {
                let text = self.cx.prog_text(self.current);
                self.cx.diag(format!("bad addr: {text}"));
            }
            base = 0;
        } else if matches!(a.name, AddrName::Auto | AddrName::Param) {
            base = r::REG_SP;
        }
        if is_symbolic(a) || base == r::REG_TLS {
            let found = self.value(a);
            (value, reloc) = (found.0 as i32, found.1);
        }
        self.buf.rex |= rex(base) & c::RXB | rex_bits;
        if base == 0 || (r::REG_CS..=r::REG_GS).contains(&base) || base == r::REG_TLS {
            let is_absolute = a.sym.is_some_and(|sym| uses_absolute(self.cx, sym));
            if !is_absolute && base == 0 && is_symbolic(a) {
                if a.name == AddrName::GotRef && (a.offset != 0 || a.index != 0 || a.scale != 0) {
                    let text = self.cx.prog_text(self.current);
                    self.cx.diag(format!("{text} has offset against gotref"));
                }
                self.buf.put1(5 | r);
            } else {
                self.buf.put(&[4 | r, 4 << 3 | 5]);
            }
            return self.put_displacement(p, value, reloc);
        }
        if base == r::REG_SP || base == r::REG_R12 {
            return self.put_stack(p, a, r, (base, value), reloc);
        }
        if !(r::REG_AX..=r::REG_R15).contains(&base) {
            return false;
        }
        let is_direct = !self.cx.options.is_shared && self.cx.options.goos != Goos::Windows;
        if a.index == r::REG_TLS && is_direct {
            reloc = Some(Reloc {
                kind: RelocType::TLS_LE,
                siz: 4,
                add: i64::from(value),
                off: 0,
                sym: None,
            });
            value = 0;
        }
        if value == 0 && reloc.is_none() && base != r::REG_BP && base != r::REG_R13 {
            self.buf.put1(number(base) | r);
            return true;
        }
        if let Some(short) = self.short(value, p)
            && reloc.is_none()
        {
            self.buf.put(&[1 << 6 | number(base) | r, short]);
            return true;
        }
        self.buf.put1(2 << 6 | number(base) | r);
        self.put_displacement(p, value, reloc)
    }

    /// Adds an address from SP or R12, which need a SIB byte.
    fn put_stack(
        &mut self,
        p: &Prog,
        a: &Addr,
        r: u8,
        (base, value): (i16, i32),
        reloc: Option<Reloc>,
    ) -> bool {
        if value == 0 {
            self.buf.put1(number(base) | r);
            self.put_sib(a.scale, 0, base);
            return true;
        }
        if let Some(short) = self.short(value, p) {
            self.buf.put1(1 << 6 | number(base) | r);
            self.put_sib(a.scale, 0, base);
            self.buf.put1(short);
            return true;
        }
        self.buf.put1(2 << 6 | number(base) | r);
        self.put_sib(a.scale, 0, base);
        self.put_displacement(p, value, reloc)
    }

    /// Adds a displacement of 32 bits.
    fn put_displacement(&mut self, p: &Prog, value: i32, reloc: Option<Reloc>) -> bool {
        if let Some(reloc) = reloc {
            self.add_reloc(p, reloc);
        }
        self.buf.put_i32(i64::from(value));
        true
    }

    /// Returns a displacement in eight bits, if it fits.
    fn short(&self, value: i32, p: &Prog) -> Option<u8> {
        if self.buf.is_evex {
            let is_broadcast = Suffix::of(p.scond).is_broadcast;
            return compressed(value, self.buf.evex.displacement_unit(is_broadcast));
        }
        i8::try_from(value).ok().map(i8::cast_unsigned)
    }
}

/// Returns a SIB byte.
fn sib(scale: i16, index: i16, base: i16) -> Option<u8> {
    let low = match index {
        0 => 4 << 3,
        r::REG_AX | r::REG_CX | r::REG_DX | r::REG_BX => scaled(scale, index)?,
        r::REG_BP..=r::REG_R15 => scaled(scale, index)?,
        r::REG_X0..=r::REG_Z31 => scaled(scale, index)?,
        _ => return None,
    };
    match base {
        0 => Some(low | 5),
        r::REG_AX..=r::REG_R15 => Some(low | number(base)),
        _ => None,
    }
}

/// Returns the bits of an index with its scale.
fn scaled(scale: i16, index: i16) -> Option<u8> {
    let bits = match scale {
        1 => 0,
        2 => 1,
        4 => 2,
        8 => 3,
        _ => return None,
    };
    Some(number(index) << 3 | bits << 6)
}

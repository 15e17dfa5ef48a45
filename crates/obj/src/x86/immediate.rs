//! The bytes of instructions with an immediate operand, and of data in the code.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go (the switch over `yt.zcase` in `doasm`).

use super::a;
use super::classes as c;
use super::emit::third;
use super::encoder::Encoder;
use super::registers_of::number;
use super::registers_of::rex;
use super::rows::Encoding;
use super::rows::Pattern;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::Prog;

impl Encoder<'_, '_> {
    /// Adds instructions with an immediate operand; returns false for other kinds.
    pub(super) fn emit_immediate(
        &mut self,
        p: &Prog,
        o: Encoding,
        pattern: &Pattern,
        z: usize,
        opcode: u8,
    ) -> bool {
        let (from, to) = (p.from, p.to);
        match pattern.kind {
            c::ZIBM_R | c::ZIBR_M => {
                self.buf.put_literal(z, o);
                match pattern.kind {
                    c::ZIBR_M => self.put_operand(p, &to, third(p).reg),
                    _ => self.put_operand(p, &third(p), to.reg),
                }
                match (pattern.args[0], o.prefix) {
                    (c::YI32, c::PE) => self.buf.put_i16(from.offset),
                    (c::YI32, _) => self.buf.put_i32(from.offset),
                    _ => self.buf.put1(from.offset as u8),
                }
            }
            c::ZM_IBO => {
                self.buf.put1(opcode);
                self.put_extended(p, &from, o.byte(z + 1));
                self.put_byte(&to);
            }
            c::ZIBO_M => {
                self.buf.put1(opcode);
                self.put_extended(p, &to, o.byte(z + 1));
                self.put_byte(&from);
            }
            c::Z_IB | c::ZIB_ => {
                self.buf.put1(opcode);
                if p.op == a::XABORT {
                    self.buf.put1(o.byte(z + 1));
                }
                match pattern.kind {
                    c::ZIB_ => self.put_byte(&from),
                    _ => self.put_byte(&to),
                }
            }
            c::ZIB_RP => {
                self.buf.rex |= rex(to.reg) & (c::RXB | 0x40);
                self.buf.put1(opcode.wrapping_add(number(to.reg)));
                self.put_byte(&from);
            }
            c::ZIL_RP => {
                self.buf.rex |= rex(to.reg) & c::RXB;
                self.buf.put1(opcode.wrapping_add(number(to.reg)));
                self.put_wide(p, &from, o);
            }
            c::ZO_IW => {
                self.buf.put1(opcode);
                if from.kind != AddrType::None {
                    let value = self.plain_value(&from);
                    self.buf.put_i16(value);
                }
            }
            c::ZIQ_RP => self.put_quad(p, opcode),
            c::ZIB_RR => {
                self.buf.put1(opcode);
                self.put_operand(p, &to, to.reg);
                self.put_byte(&from);
            }
            c::Z_IL => {
                self.buf.put1(opcode);
                self.put_wide(p, &to, o);
            }
            c::ZIL_ => {
                self.buf.put1(opcode);
                self.put_wide(p, &from, o);
            }
            c::ZM_ILO => {
                self.buf.put1(opcode);
                self.put_extended(p, &from, o.byte(z + 1));
                self.put_wide(p, &to, o);
            }
            c::ZILO_M => {
                self.buf.put1(opcode);
                self.put_extended(p, &to, o.byte(z + 1));
                self.put_wide(p, &from, o);
            }
            c::ZIL_RR => {
                self.buf.put1(opcode);
                self.put_operand(p, &to, to.reg);
                self.put_wide(p, &from, o);
            }
            c::Z_RP => {
                self.buf.rex |= rex(to.reg) & (c::RXB | 0x40);
                self.buf.put1(opcode.wrapping_add(number(to.reg)));
            }
            c::ZRP_ => {
                self.buf.rex |= rex(from.reg) & (c::RXB | 0x40);
                self.buf.put1(opcode.wrapping_add(number(from.reg)));
            }
            c::ZBYTE => self.put_data(p, opcode),
            _ => return false,
        }
        true
    }

    /// Adds an immediate of eight bits.
    fn put_byte(&mut self, a: &Addr) {
        let value = self.plain_value(a);
        self.buf.put1(value as u8);
    }

    /// Adds an immediate of 32 bits, or of 16 with the prefix for that size.
    fn put_wide(&mut self, p: &Prog, a: &Addr, o: Encoding) {
        if o.prefix == c::PE {
            let value = self.plain_value(a);
            self.buf.put_i16(value);
        } else {
            self.put_relocated(p, a);
        }
    }

    /// Moves an immediate of 64 bits to a register, in the shortest way.
    fn put_quad(&mut self, p: &Prog, opcode: u8) {
        let (from, to) = (p.from, p.to);
        let (value, reloc) = self.value(&from);
        let high = value >> 32;
        if high == 0 {
            self.buf.rex &= !(0x40 | c::RXW);
            self.buf.rex |= rex(to.reg) & c::RXB;
            self.buf.put1(0xb8_u8.wrapping_add(number(to.reg)));
            if let Some(reloc) = reloc {
                self.add_reloc(p, reloc);
            }
            self.buf.put_i32(value);
        } else if high == -1 && value & 1 << 31 != 0 {
            self.buf.put1(0xc7);
            self.put_extended(p, &to, 0);
            self.buf.put_i32(value);
        } else {
            self.buf.rex |= rex(to.reg) & c::RXB;
            self.buf.put1(opcode.wrapping_add(number(to.reg)));
            if let Some(reloc) = reloc {
                self.add_reloc(p, reloc);
            }
            self.buf.put(&value.to_le_bytes());
        }
    }

    /// Adds data of `size` bytes.
    fn put_data(&mut self, p: &Prog, size: u8) {
        let (value, reloc) = self.value(&p.from);
        if let Some(mut reloc) = reloc {
            reloc.siz = size;
            self.add_reloc(p, reloc);
        }
        let count = match size {
            ..=1 => 1,
            2 => 2,
            3..=4 => 4,
            _ => 8,
        };
        self.buf.put(&value.to_le_bytes()[..count]);
    }
}

//! Branches, exceptions, and words in the code.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`asmout`).

use vamos_objfile::goobj::RelocType;

use super::bits::adr;
use super::bits::field;
use super::classes as c;
use super::encoder::Encoder;
use super::out::Words;
use super::out::one;
use super::rows::Encoding;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::Prog;
use crate::prog::op;

impl Encoder<'_, '_> {
    /// Encodes branches and other instructions with a place as operand.
    pub(super) fn emit_branch(&mut self, p: &Prog, row: Encoding) -> Option<Words> {
        let word = match row.kind {
            5 => {
                let bits = self.op_branch(p.op);
                if p.to.sym.is_none() {
                    bits | self.distance(p, 0, 26, 2)
                } else {
                    self.add_reloc(RelocType::CALLARM64, 4, &p.to, p.to.offset);
                    bits
                }
            }
            6 => {
                let bits = self.op_branch_register(p.op) | field(p.to.reg) << 5;
                if p.op == op::CALL {
                    self.add_reloc(RelocType::CALLIND, 0, &Addr::default(), 0);
                }
                bits
            }
            7 => self.op_branch(p.op) | self.distance(p, 0, 19, 2) << 5,
            10 => {
                let bits = self.op_imm(p.op);
                match p.from.kind {
                    AddrType::None => bits,
                    _ => bits | ((p.from.offset & 0xffff) as u32) << 5,
                }
            }
            11 => return Some(self.long_word(p)),
            14 => self.word(p),
            38 => {
                let bits = self.op_imm(p.op);
                match p.to.kind {
                    AddrType::None => bits | 0xf << 8,
                    _ => bits | ((p.to.offset & 0xf) as u32) << 8,
                }
            }
            39 => self.op_irr(p.op) | field(p.from.reg) | self.distance(p, 0, 19, 2) << 5,
            40 => {
                let bits = self.op_irr(p.op);
                let number = p.from.offset as i32;
                if !(0..=63).contains(&number) {
                    self.diag_prog("illegal bit number\n", "");
                }
                let number = number.cast_unsigned();
                bits | (number & 0x20) << 26
                    | (number & 0x1f) << 19
                    | self.distance(p, 0, 14, 2) << 5
                    | field(p.reg)
            }
            41 => self.op_plain(p.op),
            60 => adr(1, self.distance(p, 12, 21, 0), p.to.reg),
            61 => adr(0, self.distance(p, 0, 21, 0), p.to.reg),
            _ => return None,
        };
        Some(one(word))
    }

    /// Eight bytes of data.
    fn long_word(&mut self, p: &Prog) -> Words {
        self.class(&mut { p.to });
        if p.to.sym.is_some() {
            self.add_reloc(RelocType::ADDR, 8, &p.to, p.to.offset);
            return [0; 5];
        }
        [self.offset as u32, (self.offset >> 32) as u32, 0, 0, 0]
    }

    /// Four bytes of data.
    fn word(&mut self, p: &Prog) -> u32 {
        if self.class(&mut { p.to }) == c::C_ADDR {
            self.diag_prog("address constant needs DWORD\n", "");
        }
        if p.to.sym.is_some() {
            self.add_reloc(RelocType::ADDR, 4, &p.to, p.to.offset);
            return 0;
        }
        self.offset as u32
    }
}

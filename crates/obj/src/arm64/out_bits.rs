//! Shifts, fields of bits, conditional selects and compares.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`asmout`).

use super::a;
use super::bits::field;
use super::classes as c;
use super::encoder::Encoder;
use super::out::Words;
use super::out::one;
use super::out_arithmetic::or;
use super::registers as r;
use super::rows::Encoding;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::Prog;

/// Returns the first further operand that is read.
pub(super) fn third(p: &Prog) -> Addr {
    p.from3().copied().unwrap_or_default()
}

impl Encoder<'_, '_> {
    /// Instructions that move bits, and conditional ones.
    pub(super) fn emit_bits(&mut self, p: &Prog, row: Encoding) -> Option<Words> {
        let word = match row.kind {
            8 => self.shift(p),
            18 => self.select(p),
            19 => self.conditional_compare(p),
            42 => self.bit_field(p.op, [p.from.offset, third(p).offset], p.reg, p.to.reg),
            43 => self.bit_field_alias(p),
            44 => self.extract(p.op, p.from.offset, [third(p).reg, p.reg, p.to.reg]),
            45 => self.extend(p),
            46 => self.op_bit(p.op) | field(p.from.reg) << 5 | field(p.to.reg),
            _ => return None,
        };
        Some(one(word))
    }

    /// A shift by a constant.
    fn shift(&mut self, p: &Prog) -> u32 {
        let rt = p.to.reg;
        let rf = or(p.reg, rt);
        let by = p.from.offset;
        match p.op {
            a::ASR => self.bit_field(a::SBFM, [by, 63], rf, rt),
            a::ASRW => self.bit_field(a::SBFMW, [by, 31], rf, rt),
            a::LSL => self.bit_field(
                a::UBFM,
                [64_i64.wrapping_sub(by) & 63, 63_i64.wrapping_sub(by)],
                rf,
                rt,
            ),
            a::LSLW => self.bit_field(
                a::UBFMW,
                [32_i64.wrapping_sub(by) & 31, 31_i64.wrapping_sub(by)],
                rf,
                rt,
            ),
            a::LSR => self.bit_field(a::UBFM, [by, 63], rf, rt),
            a::LSRW => self.bit_field(a::UBFMW, [by, 31], rf, rt),
            a::ROR => self.extract(a::EXTR, by, [rf, rf, rt]),
            a::RORW => self.extract(a::EXTRW, by, [rf, rf, rt]),
            _ => {
                self.diag_prog("bad shift $con\n", "");
                0
            }
        }
    }

    /// Returns the number of a condition, and reports an invalid one.
    pub(super) fn condition(&mut self, p: &Prog, is_valid: bool, separator: &str) -> i64 {
        let condition = p.from.offset;
        if (c::SPOP_EQ..=c::SPOP_NV).contains(&condition) && is_valid {
            return condition - c::SPOP_EQ;
        }
        self.diag_prog(&format!("invalid condition{separator}"), "");
        condition
    }

    /// A conditional select and its short forms.
    fn select(&mut self, p: &Prog) -> u32 {
        let has_third = p.from3_type() != AddrType::None;
        let is_always = matches!(p.from.offset, c::SPOP_AL | c::SPOP_NV);
        let mut condition = self.condition(p, !is_always || has_third, ": ");
        let (mut rn, mut rm) = (p.reg, p.reg);
        if has_third {
            rm = third(p).reg;
        } else {
            if rn == 0 {
                (rn, rm) = (r::REGZERO, r::REGZERO);
            }
            condition ^= 1;
        }
        self.op_rrr(p.op, p.to.reg, rn, rm) | ((condition & 15) as u32) << 12
    }

    /// A conditional compare.
    fn conditional_compare(&mut self, p: &Prog) -> u32 {
        let flags = p.to.offset as u32;
        let condition = ((self.condition(p, true, "\n") & 15) as u32) << 12;
        let third = third(p);
        if third.kind == AddrType::Reg {
            return self.op_rrr(p.op, 0, p.reg, third.reg) | condition | flags;
        }
        let value = (third.offset & 0x1f) as u32;
        self.op_irr(p.op) | value << 16 | condition | field(p.reg) << 5 | flags
    }

    /// A move of a field, in the words of the assembler.
    fn bit_field_alias(&mut self, p: &Prog) -> u32 {
        let rt = p.to.reg;
        let rf = or(p.reg, rt);
        let (first, width) = (p.from.offset, third(p).offset);
        let (op, is_insert, size) = match p.op {
            a::BFI => (a::BFM, true, 64),
            a::BFIW => (a::BFMW, true, 32),
            a::BFXIL => (a::BFM, false, 64),
            a::BFXILW => (a::BFMW, false, 32),
            a::SBFIZ => (a::SBFM, true, 64),
            a::SBFIZW => (a::SBFMW, true, 32),
            a::SBFX => (a::SBFM, false, 64),
            a::SBFXW => (a::SBFMW, false, 32),
            a::UBFIZ => (a::UBFM, true, 64),
            a::UBFIZW => (a::UBFMW, true, 32),
            a::UBFX => (a::UBFM, false, 64),
            a::UBFXW => (a::UBFMW, false, 32),
            _ => {
                self.diag_prog("bad bfm alias\n", "");
                return 0;
            }
        };
        let fields = match (is_insert, first) {
            (true, 0) => [0, width.wrapping_sub(1)],
            (true, _) => [i64::wrapping_sub(size, first), width.wrapping_sub(1)],
            (false, _) => [first, first.wrapping_add(width).wrapping_sub(1)],
        };
        self.bit_field(op, fields, rf, rt)
    }

    /// An extension of a register's low bits.
    fn extend(&mut self, p: &Prog) -> u32 {
        let (rt, rf) = (p.to.reg, p.from.reg);
        let op = match rf {
            r::REGZERO => a::MOVWU,
            _ => p.op,
        };
        let (op, last) = match op {
            a::MOVB | a::SXTB => (a::SBFM, 7),
            a::MOVH | a::SXTH => (a::SBFM, 15),
            a::MOVW | a::SXTW => (a::SBFM, 31),
            a::MOVBU | a::UXTB => (a::UBFM, 7),
            a::MOVHU | a::UXTH => (a::UBFM, 15),
            a::MOVWU => return self.op_rrr(op, rt, r::REGZERO, rf),
            a::UXTW => (a::UBFM, 31),
            a::SXTBW => (a::SBFMW, 7),
            a::SXTHW => (a::SBFMW, 15),
            a::UXTBW => (a::UBFMW, 7),
            a::UXTHW => (a::UBFMW, 15),
            _ => {
                let name = self.cx.arch.op_text(op);
                self.cx.diag(format!("bad sxt {name}"));
                return 0;
            }
        };
        self.bit_field(op, [0, last], rf, rt)
    }
}

//! Constants in registers: from the pool, and from several moves.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`omovlit`, `omovconst`, `omovlconst`).

use super::a;
use super::bits::field;
use super::bits::move_fields;
use super::classes as c;
use super::constant;
use super::encoder::Encoder;
use super::registers::REGZERO;
use crate::prog::Addr;
use crate::prog::As;
use crate::prog::Prog;
use crate::prog::op;

impl Encoder<'_, '_> {
    /// Loads an offset from the pool.
    pub(super) fn load_literal(&mut self, p: &Prog, operand: &Addr, reg: i16) -> u32 {
        let Some(literal) = p.pool else {
            let mut operand = *operand;
            self.class(&mut operand);
            let mut value = self.offset as i32;
            let mut bits = self.op_irr(a::ADD);
            if value != 0 && value & 0xfff == 0 {
                value >>= 12;
                bits |= 1 << 22;
            }
            return bits | ((value & 0xfff) as u32) << 10 | field(REGZERO) << 5 | field(reg);
        };
        let literal = self.cx.prog(literal);
        // Words are extended with their sign if that is the value.
        let size = match (literal.op, literal.to.offset < 0) {
            (a::DWORD, _) => 1,
            (_, true) => 2,
            (_, false) => 0,
        };
        let distance = self.distance(p, 0, 19, 2);
        size << 30 | 3 << 27 | (distance & 0x7ffff) << 5 | field(reg)
    }

    /// Moves a constant that needs one instruction. MOVWU matches the rows of such moves, but
    /// upstream has no move for it: the word is 0, and a bit mask is reported.
    pub(super) fn move_constant(&mut self, op: As, operand: &Addr, reg: i16) -> u32 {
        let class = operand.class as u8;
        let is_bits = matches!(class, c::C_BITCON | c::C_ABCON | c::C_ABCON0);
        if is_bits && reg != REGZERO {
            let (op, mode) = match op {
                a::MOVW => (a::ORRW, 32),
                a::MOVD => (a::ORR, 64),
                _ => (op::XXX, 64),
            };
            let bits = constant::encode_bits(operand.offset.cast_unsigned(), mode);
            return self.op_irr(op) | bits | field(REGZERO) << 5 | field(reg);
        }
        let (value, inverted, width) = match op {
            a::MOVW => {
                let value = operand.offset as u32;
                (i64::from(value), i64::from(!value), 32)
            }
            a::MOVD => (operand.offset, !operand.offset, 64),
            _ => return 0,
        };
        let shift = |value| constant::move_shift(value).filter(|shift| *shift < width);
        let (value, shift, op) = match (shift(value), shift(inverted), op) {
            (Some(shift), _, a::MOVW) => (value, shift, a::MOVZW),
            (Some(shift), _, _) => (value, shift, a::MOVZ),
            (None, Some(shift), a::MOVW) => (inverted, shift, a::MOVNW),
            (None, Some(shift), _) => (inverted, shift, a::MOVN),
            (None, None, _) => {
                let text = format!("impossible {width}-bit move wide: {:#x}\n", value);
                self.diag_prog(&text, "");
                return 0;
            }
        };
        self.op_irr(op) | move_fields(value, shift >> 4, reg)
    }

    /// Moves a constant that needs several instructions; returns their count.
    pub(super) fn move_long_constant(
        &mut self,
        op: As,
        operand: &Addr,
        reg: i16,
        words: &mut [u32; 5],
    ) -> usize {
        let value = operand.offset;
        if op == a::MOVW {
            let value = i64::from(value as u32);
            words[0] = self.op_irr(a::MOVZW) | move_fields(value, 0, reg);
            words[1] = self.op_irr(a::MOVKW) | move_fields(value, 1, reg);
            return 2;
        }
        if op != a::MOVD {
            return 0;
        }
        let (parts, zeros, ones) = constant::parts(value);
        if zeros == 4 || ones == 4 {
            self.diag_prog("the immediate should be MOVCON: ", "");
        }
        if zeros < 2
            && ones < 2
            && self.fixes_bits()
            && let Some((bits, part)) = constant::bits_with_fixup(value)
        {
            let bits = constant::encode_bits(bits, 64);
            words[0] = self.op_irr(a::ORR) | bits | field(REGZERO) << 5 | field(reg);
            words[1] = self.op_irr(a::MOVK) | move_fields(value, part, reg);
            return 2;
        }
        // The first move sets the parts that need no move of their own.
        let (filler, first, start) = match (zeros, ones) {
            (3, _) => (0, a::MOVZ, value),
            (_, 3) => (0xffff, a::MOVN, !value),
            (2, _) => (0, a::MOVZ, value),
            (_, 2) => (0xffff, a::MOVN, !value),
            (1, _) => (0, a::MOVZ, value),
            (_, 1) => (0xffff, a::MOVN, !value),
            _ => (u64::MAX, a::MOVZ, value),
        };
        let mut count = 0;
        for (part, bits) in (0..).zip(parts) {
            if bits != filler {
                words[count] = match count {
                    0 => self.op_irr(first) | move_fields(start, part, reg),
                    _ => self.op_irr(a::MOVK) | move_fields(value, part, reg),
                };
                count += 1;
            }
        }
        count
    }
}

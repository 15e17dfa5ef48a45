//! Shifts, narrowing and widening of vectors, compares with zero.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`asmout`).

use super::a;
use super::bits::field;
use super::encoder::Encoder;
use super::out::Words;
use super::out::one;
use super::out_vector::INVALID;
use super::out_vector::arrangement;
use super::out_vector::vector_fields;
use super::registers::ARNG_2D;
use super::registers::ARNG_2S;
use super::registers::ARNG_4H;
use super::registers::ARNG_4S;
use super::registers::ARNG_8B;
use super::registers::ARNG_8H;
use super::registers::ARNG_16B;
use super::rows::Encoding;
use crate::prog::AddrType;
use crate::prog::As;
use crate::prog::Prog;
use crate::prog::Val;

/// True for instructions that drop the high half of each element.
fn is_truncation(opcode: As) -> bool {
    match opcode {
        a::VXTN | a::VXTN2 | a::VSQXTN | a::VSQXTN2 | a::VSQXTUN | a::VSQXTUN2 => true,
        _ => matches!(opcode, a::VUQXTN | a::VUQXTN2 | a::VFCVTN | a::VFCVTN2),
    }
}

/// True for instructions that write the upper half of a vector.
fn is_upper(opcode: As) -> bool {
    match opcode {
        a::VXTN2 | a::VSQXTN2 | a::VSQXTUN2 | a::VUQXTN2 | a::VFCVTN2 | a::VSHRN2 => true,
        _ => matches!(
            opcode,
            a::VUXTL2 | a::VSXTL2 | a::VUSHLL2 | a::VSSHLL2 | a::VFCVTL2
        ),
    }
}

/// Returns the arrangement with elements of twice the size.
fn twice(arrangement: u8) -> Option<u8> {
    match arrangement {
        ARNG_8B | ARNG_16B => Some(ARNG_8H),
        ARNG_4H | ARNG_8H => Some(ARNG_4S),
        ARNG_2S | ARNG_4S => Some(ARNG_2D),
        _ => None,
    }
}

impl Encoder<'_, '_> {
    /// Shifts and changes of size.
    pub(super) fn emit_shift(&mut self, p: &Prog, row: Encoding) -> Option<Words> {
        let word = match row.kind {
            95 => self.shift_vector(p),
            102 => self.shift_long(p),
            109 => self.compare_with_zero(p),
            _ => return None,
        };
        Some(one(word))
    }

    fn shift_vector(&mut self, p: &Prog) -> u32 {
        let is_truncation = is_truncation(p.op);
        let is_narrow = is_truncation || matches!(p.op, a::VSHRN | a::VSHRN2);
        let (source, by) = match is_truncation {
            true => (p.from.reg, 0),
            false => (p.reg, p.from.offset),
        };
        let from = arrangement(source);
        let mut to = arrangement(p.to.reg);
        let problem = "invalid arrangement on op Vn.<T>, Vd.<T>: ";
        if from != to && !is_narrow {
            self.diag_prog(problem, "");
            to = from;
        }
        let fields = vector_fields(to);
        if fields.is_none() {
            self.diag_prog(problem, "");
        }
        let q = fields.map_or(0, |fields| fields.0);
        let (limit, size) = fields.map_or((0, 0), |(_, size)| ((16 << size) - 1, 8_i64 << size));
        if is_narrow && (q != u32::from(is_upper(p.op)) || twice(to) != Some(from)) {
            self.diag_prog("invalid arrangement on op: ", "");
        }
        let mut bits = self.op_irr(p.op);
        if is_truncation && !matches!(p.op, a::VFCVTN | a::VFCVTN2) {
            bits |= ((size >> 4) as u32) << 22;
        }
        let is_right = matches!(
            p.op,
            a::VUSHR | a::VSRI | a::VUSRA | a::VSSHR | a::VSRSHR | a::VSHRN | a::VSHRN2
        );
        let is_left = matches!(p.op, a::VSHL | a::VSLI | a::VSQSHL | a::VUQSHL);
        if is_right || is_left {
            let value = match is_right {
                true => (size * 2).wrapping_sub(by),
                false => size.wrapping_add(by),
            };
            if is_right && value < size || value > limit {
                self.diag_prog("shift out of range: ", "");
            }
            bits |= ((value & 0x7f) as u32) << 16;
        }
        bits | q << 30 | field(source) << 5 | field(p.to.reg)
    }

    fn shift_long(&mut self, p: &Prog) -> u32 {
        let bits = self.op_irr(p.op);
        let is_extension = matches!(p.op, a::VUXTL | a::VUXTL2 | a::VSXTL | a::VSXTL2);
        let is_float = matches!(p.op, a::VFCVTL | a::VFCVTL2);
        let (source, by) = match is_extension || is_float {
            true => (p.from.reg, 0),
            false => (p.reg, p.from.offset),
        };
        let q = u32::from(is_upper(p.op));
        let (from, to) = (arrangement(source), arrangement(p.to.reg));
        let registers = q << 30 | field(source) << 5 | field(p.to.reg);
        if is_float {
            if !matches!(from, ARNG_2S | ARNG_4S) || to != ARNG_2D {
                self.diag_prog("operand mismatch: ", "\n");
            }
            return bits | registers;
        }
        let size = match (q, from, to) {
            (0, ARNG_8B, ARNG_8H) | (1, ARNG_16B, ARNG_8H) => 1,
            (0, ARNG_4H, ARNG_4S) | (1, ARNG_8H, ARNG_4S) => 2,
            (0, ARNG_2S, ARNG_2D) | (1, ARNG_4S, ARNG_2D) => 4,
            _ => {
                self.diag_prog("operand mismatch: ", "\n");
                0
            }
        };
        // Without a size upstream's limit wraps around to 255.
        let limit = match size {
            0 => 255,
            _ => i64::from(size) * 8 - 1,
        };
        if !(0..=limit).contains(&by) {
            self.diag_prog("shift amount out of range: ", "\n");
        }
        bits | size << 19 | (by as u32) << 16 | registers
    }

    fn compare_with_zero(&mut self, p: &Prog) -> u32 {
        let is_zero = match (p.from.kind, p.from.val) {
            (AddrType::Const, _) => p.from.offset == 0,
            (AddrType::FConst, Val::Float(value)) => value == 0.0,
            _ => false,
        };
        if !is_zero {
            self.diag_prog("expected a constant zero immediate operand: ", "\n");
        }
        let from = arrangement(p.reg);
        if from != arrangement(p.to.reg) {
            self.diag_prog("operand mismatch: ", "");
            return 0;
        }
        let fields = match p.from.kind {
            AddrType::FConst => match from {
                ARNG_2D => Some((1, 1)),
                ARNG_2S => Some((0, 0)),
                ARNG_4S => Some((1, 0)),
                _ => None,
            },
            _ => vector_fields(from),
        };
        if fields.is_none() {
            self.diag_prog(INVALID, "");
        }
        let (q, size) = fields.unwrap_or((0, 0));
        self.op_irr(p.op) | q << 30 | size << 22 | field(p.reg) << 5 | field(p.to.reg)
    }
}
